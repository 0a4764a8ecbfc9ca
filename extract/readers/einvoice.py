"""What UBL and CII share: kinds by code, units by code, the direction of a credit note, and facts hidden in free text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from extract.dates import find_periods
from extract.options import ReadOptions
from extract.readers.persons import Place, find_person, own_places
from extract.readers.xml_tree import Element, reading, text_of
from models.country import CountryPack
from models.document import Reading
from models.finding import Finding, Severity
from models.invoice import AdjustmentReading, DocumentKind, Extraction, Invoice, LineReading

V = TypeVar("V", Invoice, LineReading)

#: UNTDID 1001 codes that take money back from the supplier.
CREDIT_CODES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
#: UNTDID 1001 codes of documents that ask for no payment: pro forma, order, statement, remittance.
OTHER_CODES = {
    "325": DocumentKind.OTHER, "220": DocumentKind.OTHER, "231": DocumentKind.OTHER, "481": DocumentKind.REMITTANCE,
    "470": DocumentKind.STATEMENT_OF_ACCOUNT, "78": DocumentKind.REMINDER,
}  # fmt: skip
#: UN/ECE Recommendation 20 codes for the units that care is billed in; another code is given as it stands.
UNIT_CODES = {
    "DAY": "day", "WEE": "week", "MON": "month", "HUR": "hour", "ANN": "year", "AD": "night", "E48": "visit", "LS": "block",
    "MIN": "minute", "KMT": "km", "SMI": "mile",
}  # fmt: skip
#: Codes for "piece": they say nothing about the unit.
PIECES = frozenset({"EA", "C62", "H87", "PCE", "NAR", "ZZ", "XPP", "XNE", "1", "NMP", "IE"})
#: "§ 107/104", "§§ 107 og 104": one amount for two services.
_PACKAGE = re.compile(r"§\W{0,2}\d{2,3}\s{0,2}(?:/|\+|&|og)\s{0,2}§?\W{0,2}(?:1\d\d|8[35]|9[5-8])\b")
MOST_SEARCHED = 400
MOST_LINES = 5000
FREE_TEXT = 0.985
DOUBTFUL = 0.9

#: Reads a PDF that is embedded in an e-invoice.
AttachmentReader = Callable[[bytes], Extraction]


def kind_of(code: str, *, credit_root: bool = False) -> DocumentKind:
    """Return what a document is by its UNTDID 1001 code and, in UBL, by its root.

    >>> kind_of("380").value, kind_of("381").value, kind_of("", credit_root=True).value
    ('invoice', 'credit-note', 'credit-note')
    """
    if credit_root or code in CREDIT_CODES:
        return DocumentKind.CREDIT_NOTE
    return OTHER_CODES.get(code, DocumentKind.INVOICE)


def read_unit(code: str | None) -> str | None:
    """Return the unit for a unit code; pieces are no unit of care.

    >>> read_unit("DAY"), read_unit("KWH"), read_unit("EA")
    ('day', 'KWH', None)
    """
    code = (code or "").strip()[:8]
    return None if not code or code.upper() in PIECES else UNIT_CODES.get(code.upper(), code)


def per_unit(
    price: Reading[Decimal] | None, base: Reading[Decimal] | None, factor: Reading[Decimal] | None = None
) -> Reading[Decimal] | None:
    """Return the price of one unit billed: given for a base quantity (BT-149), in OIOUBL times the units in an ordered one."""
    if price is None:
        return None
    exact = price.value * (factor.value if factor else 1) / (base.value if base and base.value else 1)
    value = round(exact, 6)
    if value == price.value:
        return price
    return Reading(value, price.confidence if value == exact else DOUBTFUL, price.source)


def as_credit(invoice: Invoice) -> Invoice:
    """Turn the amounts of a credit note that was written with minus signs: the kind carries the direction."""
    told = next((each for each in (invoice.payable, invoice.total, invoice.net) if each and each.value), None)
    if told is None or told.value > 0:
        return invoice
    lines = tuple(_negate(line, ("amount",)) for line in invoice.lines)
    lines = tuple(_negate_factor(line) for line in lines)
    turned = _negate(invoice, ("net", "tax", "total", "payable", "prepaid", "rounding"))
    adjustments = tuple(AdjustmentReading(each.amount.map(lambda value: -value), each.text) for each in invoice.adjustments)
    return replace(turned, lines=lines, adjustments=adjustments)


def _negate(part: V, names: Sequence[str]) -> V:
    read: dict[str, Any] = {name: getattr(part, name) for name in names if getattr(part, name) is not None}
    return replace(part, **{name: value.map(lambda number: -number) for name, value in read.items()})


def _negate_factor(line: LineReading) -> LineReading:
    """Quantity × price must still be the amount: the factor that carried the minus sign loses it."""
    if line.quantity and line.quantity.value < 0:
        return _negate(line, ("quantity",))
    return _negate(line, ("unit_price",)) if line.unit_price and line.unit_price.value < 0 else line


@dataclass(frozen=True, slots=True)
class FreeText:
    """What the words of a line or header say beside the fields made for it."""

    person: Reading[str] | None = None
    period_start: Reading[date] | None = None
    period_end: Reading[date] | None = None
    legal_basis: Reading[str] | None = None
    findings: tuple[Finding, ...] = ()


def read_free_text(
    scope: Element,
    places: Sequence[Place],
    texts: Iterable[Element],
    options: ReadOptions,
    year: int | None,
    keys: Sequence[str | None],
    field: str = "person",
) -> FreeText:
    """Read person, period and legal basis out of the texts of a line or a header; `field` is the path of its person."""
    texts = list(texts)
    found, findings = find_person(scope, (*own_places(options, *keys), *places), options, field)
    start, end = find_period(texts, options.pack, year)
    return FreeText(found.person if found else None, start, end, find_legal_basis(texts, options.pack), findings)


def find_period(
    texts: Iterable[Element], pack: CountryPack, year: int | None
) -> tuple[Reading[date] | None, Reading[date] | None]:
    """Return the one period that the texts name; several different ones are no answer."""
    found = [(element, each) for element in texts for each in find_periods(text_of(element), pack.labels.months, year)]
    certain = [pair for pair in found if pair[1].certain] or found
    if len({each.value for _, each in certain}) != 1:
        return None, None
    element, each = certain[0]
    trust = FREE_TEXT if each.certain else DOUBTFUL
    return reading(element, each.value.start, trust), reading(element, each.value.end, trust)


def find_legal_basis(texts: Iterable[Element], pack: CountryPack) -> Reading[str] | None:
    """Return the legal basis that the texts name; a package of two paragraphs has no single one."""
    texts = list(texts)
    if any(_PACKAGE.search(text_of(element)[:MOST_SEARCHED]) for element in texts):
        return None
    for pattern, code in pack.legal_bases:
        for element in texts:
            if re.search(pattern, text_of(element)[:MOST_SEARCHED], re.IGNORECASE):
                return reading(element, code, FREE_TEXT)
    return None


def fill(part: V, **values: Reading[Any] | None) -> V:
    """Return the part with the values that it does not have yet."""
    known = {field.name for field in fields(part)}
    missing: dict[str, Any] = {name: value for name, value in values.items() if name in known and getattr(part, name) is None}
    return replace(part, **missing)


def with_free_text(part: V, said: FreeText) -> V:
    """Return the part completed by what its words say.

    A period is taken from words only where neither end stands in a field of its own: half of each would be a third one.
    """
    if part.period_start is None and part.period_end is None:
        part = fill(part, period_start=said.period_start, period_end=said.period_end)
    return fill(part, person=said.person, legal_basis=said.legal_basis)


def year_of(invoice: Invoice) -> int | None:
    """Return the year that a month without one is taken to be in."""
    return invoice.issued.value.year if invoice.issued else None


def keys_of(invoice: Invoice) -> tuple[str | None, ...]:
    """Return by which the council may have agreed where the person stands: the buyer's unit, then the supplier."""
    registration = invoice.supplier.registration
    return (invoice.buyer_gln.value if invoice.buyer_gln else None, registration.value if registration else None)


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the first note of each code: one sentence about a habit of the supplier is enough for all lines. A question stays with its line."""
    seen: set[str] = set()
    for finding in findings:
        if finding.severity is not Severity.NOTE or finding.code not in seen:
            seen.add(finding.code)
            yield finding


def payee_differs(payee: str, supplier: str) -> Finding:
    """Say that somebody else than the supplier is to be paid (BG-10): factoring, or fraud."""
    detail = f"{payee} is to be paid, not {supplier}. Check that the supplier has handed the claim over before paying."
    return Finding("payee-differs", Severity.WARNING, detail, ("supplier.name",))


def too_many_lines(count: int) -> Finding:
    """Say that only the first lines were read."""
    detail = f"The invoice has {count} lines; the first {MOST_LINES} were read. Ask the supplier to split it."
    return Finding("too-many-lines", Severity.WARNING, detail)
