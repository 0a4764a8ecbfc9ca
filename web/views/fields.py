"""The readings of a document as fields of a form: the doubtful ones apart, each with its source and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.decision import Decision
from models.document import Reading
from models.finding import Finding, Severity
from models.invoice import Extraction, Invoice, LineReading, SupplierReading, reading_types, readings
from web import show
from web.views.sayings import say_finding
from web.words import Words

#: In the order in which people read an invoice.
HEADER = (
    "number",
    "issued",
    "due",
    "supplier.name",
    "supplier.registration",
    "supplier.vat_number",
    "supplier.bank_account",
    "supplier.iban",
    "supplier.payment_slip",
    "person",
    "period_start",
    "period_end",
    "currency",
    "net",
    "tax",
    "total",
    "payable",
    "prepaid",
    "rounding",
    "buyer_reference",
    "buyer_gln",
    "order_reference",
    "payment_reference",
    "accounting_cost",
    "credits",
)
LINE = (
    "person",
    "person_name",
    "text",
    "legal_basis",
    "period_start",
    "period_end",
    "quantity",
    "unit",
    "unit_price",
    "amount",
)
#: What every invoice must have to be posted; where it is missing, a person looks for it on the page.
_NEEDED = frozenset({"number", "issued", "total"})
#: Fields that name the person: hidden until somebody asks to see them.
_PERSONAL = frozenset({"person", "person_name"})
_QUIET = frozenset({Severity.NOTE})
#: Readings that money or a person hangs on: a doubt about one of these is shown first. A doubt about another is shown beside it.
_WEIGHTY = frozenset(
    {
        "number",
        "issued",
        "currency",
        "total",
        "payable",
        "credits",
        "person",
        "period_start",
        "period_end",
        "quantity",
        "unit_price",
        "amount",
        "registration",
        "bank_account",
        "iban",
        "payment_slip",
    }
)
#: Says that grants or periods are open, not that the reading may be wrong.
_NO_READING = frozenset({"several-grants", "ambiguous-period"})
#: Says only that a reading is not sure, which the percentage beside it says too.
_DOUBT = "low-confidence"


@dataclass(frozen=True, slots=True)
class FieldView:
    """One reading as a field of the form."""

    path: str
    label: str
    #: As a person would type it; empty when the value is not on the document.
    text: str
    #: "text", "date" or "number".
    kind: str
    confidence: float | None
    source: str
    page: int | None
    box: tuple[float, float, float, float] | None
    needs_check: bool
    hidden: bool
    says: tuple[str, ...] = ()
    by_person: bool = False

    @property
    def id(self) -> str:
        """The name of the field in the page."""
        return "f-" + self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Sight:
    """What decides how fields are shown."""

    words: Words
    bar: float
    #: Whether whoever looks has asked to see names and numbers.
    revealed: bool
    #: Whether anything can still be corrected.
    is_open: bool
    findings: Mapping[str, tuple[Finding, ...]]
    #: The readings that the decisions doubt once the records have been heard; None while nobody has weighed them.
    doubted: frozenset[str] | None = None
    #: What the page says with the lines, and not again with each of their fields.
    said: frozenset[str] = frozenset()
    #: The council's own references to the people of the document: they name nobody to outsiders and are shown.
    known_ids: frozenset[str] = frozenset()


def findings_by_field(findings: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    """Sort findings by the readings that they concern."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        for path in finding.fields:
            if finding not in found.setdefault(path, []):
                found[path].append(finding)
    return {path: tuple(each) for path, each in found.items()}


def header_fields(extraction: Extraction, sight: Sight) -> list[FieldView]:
    """Return the fields of the document as a whole."""
    read = dict(readings(extraction.invoice))
    needed = _NEEDED - ({"total"} if "payable" in read else set())
    return [_view(path, read.get(path), sight, needed=path in needed) for path in HEADER]


def line_fields(extraction: Extraction, index: int, sight: Sight) -> list[FieldView]:
    """Return the fields of one line, counted from 0."""
    read = dict(readings(extraction.invoice))
    return [
        _view(path, read.get(path), sight, needed=name == "amount")
        for name, path in ((name, f"lines.{index}.{name}") for name in LINE)
    ]


def _view(path: str, reading: Reading[Any] | None, sight: Sight, *, needed: bool) -> FieldView:
    name = path.rpartition(".")[2]
    concerned = sight.findings.get(path, ())
    source = reading.source if reading else None
    by_person = bool(source and source.origin.startswith("person"))
    doubtful = reading is not None and not by_person and _is_doubtful(path, reading, sight)
    blamed = any(each.severity not in _QUIET and each.code not in _NO_READING for each in concerned) and not by_person
    return FieldView(
        path=path,
        label=sight.words(f"field.{name}" if not path.startswith("supplier.") else f"field.supplier.{name}"),
        text=show.to_type(reading.value, path, sight.words.language) if reading else "",
        kind=_KINDS.get(_TYPES.get(name, str), "text"),
        confidence=reading.confidence if reading else None,
        source=_source(reading, sight.words),
        page=source.page if source else None,
        box=_box(source.box.as_list() if source and source.box else None),
        needs_check=sight.is_open and (doubtful or blamed or (needed and reading is None)),
        hidden=name in _PERSONAL and reading is not None and not sight.revealed and reading.value not in sight.known_ids,
        says=tuple(dict.fromkeys([*_told(reading, sight.words), *_said_of(path, concerned, sight)])),
        by_person=by_person,
    )


def _told(reading: Reading[Any] | None, words: Words) -> Iterable[str]:
    """Say that supplier memory led to a value."""
    return [words("source.remembered")] if reading is not None and "remembered" in reading.evidence else []


def _is_doubtful(path: str, reading: Reading[Any], sight: Sight) -> bool:
    if sight.doubted is not None:
        return path in sight.doubted
    return reading.confidence < sight.bar and path.rpartition(".")[2] in _WEIGHTY


def _said_of(path: str, concerned: Sequence[Finding], sight: Sight) -> list[str]:
    """Return what was found about a reading, without what stands with its line already."""
    told = sight.said if path.startswith("lines.") else frozenset()
    new = [each for each in concerned if each.code != _DOUBT and not any(each.detail in text for text in told)]
    return [name_fields(say_finding(each, sight.words), sight.words) for each in new]


def doubted(decisions: Iterable[Decision]) -> frozenset[str] | None:
    """Return the readings that decisions found too doubtful to act on, or None where they stopped before they weighed them."""
    weighed, found = False, set()
    for decision in decisions:
        weighed = weighed or decision.person_id is not None or decision.grant_id is not None or _DOUBT in decision.codes
        found |= {path for each in decision.findings if each.code == _DOUBT for path in each.fields}
    return frozenset(found) if weighed else None


def is_kind_doubtful(extraction: Extraction, sight: Sight) -> bool:
    """Whether somebody must say what sort of document it is."""
    return "kind" in sight.doubted if sight.doubted is not None else extraction.kind_confidence < sight.bar


def _box(numbers: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    return None if numbers is None else (numbers[0], numbers[1], numbers[2], numbers[3])


def _source(reading: Reading[Any] | None, words: Words) -> str:
    if reading is None:
        return words("source.none")
    origin = reading.source.origin
    kind, _, rest = origin.partition(" ")
    if kind == "person":
        return words("source.person", who=rest.removeprefix("user:"))
    if kind == "xpath":
        return words("source.e-invoice")
    if kind == "cell":
        return words("source.cell", cell=rest)
    if kind == "body":
        return words("source.body", line=rest.removeprefix("line").strip())
    known = words.maybe(f"source.{kind}")
    return known or origin


def name_fields(sentence: str, words: Words) -> str:
    """Put the names of fields in place of their paths, and days as people write them.

    >>> from web.words import words_in
    >>> name_fields("Not read with enough certainty to act on: currency, lines.0.amount. Compare.", words_in("en"))
    'Not read with enough certainty to act on: Currency, Amount (Line 1). Compare.'
    >>> name_fields("lines.0.period_end had been read surely", words_in("en"))
    'Period to (Line 1) had been read surely'
    >>> name_fields("kind, number var sikkert aflæst", words_in("da"))
    'Slags dokument, Fakturanummer var sikkert aflæst'
    >>> name_fields("The invoice is dated 2026-08-02, after the day it came, 2026-07-10.", words_in("en"))
    'The invoice is dated 2 August 2026, after the day it came, 10 July 2026.'
    """

    def named(paths: str) -> str:
        return ", ".join(_name(path, words) for path in paths.split(", "))

    first = _FIRST.sub(lambda found: named(found[1]), words.said(sentence))
    listed = _LISTS.sub(lambda found: f": {named(found[1])}.", first)
    dated = _DAYS.sub(lambda found: _day(found[0], words), listed)
    return _PATHS.sub(lambda found: _name(found[0], words), dated)


def _day(text: str, words: Words) -> str:
    try:
        return show.show_day(date.fromisoformat(text), words.language)
    except ValueError:
        return text


def _name(path: str, words: Words) -> str:
    name = words.maybe(f"field.{path}") or words.maybe(f"field.{path.rpartition('.')[2]}") or path
    parts = path.split(".")
    return f"{name} ({words('line-n', n=int(parts[1]) + 1)})" if parts[0] == "lines" else name


_DOTTED = r"(?:lines\.\d{1,5}|supplier)\.[a-z_]{2,24}"
_PATHS = re.compile(rf"\b{_DOTTED}\b")
_PATH = rf"(?:{_DOTTED}|[a-z_]{{2,24}})"
_DAYS = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
_FIRST = re.compile(rf"^({_PATH}(?:, {_PATH}){{0,200}})(?= (?:had been read|var sikkert))")
_LISTS = re.compile(rf": ({_PATH}(?:, {_PATH}){{0,200}})\.(?= |$)")


_TYPES = {name: each for kind in (Invoice, SupplierReading, LineReading) for name, each in reading_types(kind).items()}
_KINDS: dict[type[Any], str] = {Decimal: "number", date: "date", str: "text"}
