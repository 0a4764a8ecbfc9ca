"""Walking an e-invoice: names without prefixes, values with the XPath they stand at, and nothing fetched or expanded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from models.document import Reading, Source
from models.errors import UnreadableDocument

Element: TypeAlias = Any
T = TypeVar("T")

#: A value in a field made for it is taken at its word.
SURE = 0.999
MOST_CHARACTERS = 4000

_PREFIXES = (
    ("CommonBasicComponents-2", "cbc"),
    ("CommonAggregateComponents-2", "cac"),
    ("CommonExtensionComponents-2", "ext"),
    ("ReusableAggregateBusinessInformationEntity", "ram"),
    ("UnqualifiedDataType", "udt"),
    ("CrossIndustry", "rsm"),
)
#: The attribute that says which of its like-named siblings an element is.
_TWIN = "{urn:afstem}twin"
_DECIMAL = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,12})?|\.\d{1,12})\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]{1,18})?(?:Z|[+-]\d{2}:?\d{2})?\Z", re.ASCII)
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})\d{0,6}\Z", re.ASCII)


def parse_xml(data: bytes) -> Element:
    """Return the root of an XML document; one that brings a document type of its own is refused.

    Entities are never expanded and nothing is fetched: an invoice needs neither, an attack needs both.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("doc-damaged", DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("doc-unsafe", UNSAFE)
    if sum(1 for _ in islice(root.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        raise UnreadableDocument("doc-too-large", TOO_LARGE)
    _number_twins(root)
    return root


def _number_twins(root: Element) -> None:
    # Counting siblings for every value would take a long invoice's length squared.
    for parent in root.iter():
        total = Counter(child.tag for child in parent)
        seen: Counter[str] = Counter()
        for child in parent:
            if total[child.tag] > 1:
                seen[child.tag] += 1
                child.set(_TWIN, str(seen[child.tag]))


#: An invoice of five thousand lines has a third of them.
MOST_ELEMENTS = 600_000
TOO_LARGE = f"This XML file has more than {MOST_ELEMENTS} elements; no invoice has. Ask the supplier for the part that concerns you, or to split it."
DAMAGED = "This XML file is broken and cannot be read. Ask the supplier to send the invoice again."
UNSAFE = "This XML file defines a document type of its own, which no e-invoice does. Do not open it; ask the supplier about it."


def local(element: Element) -> str:
    """Return an element's name without namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Return an element's namespace, empty when it has none."""
    return element.tag.rpartition("}")[0].removeprefix("{") if isinstance(element.tag, str) else ""


def find_all(element: Element, path: str) -> Iterator[Element]:
    """Yield the elements at a path of local names, in document order: `Party/PartyName/Name`."""
    name, _, rest = path.partition("/")
    # Looking at names in Python would make a file of a million empty elements take minutes.
    for child in element.iterchildren(f"{{*}}{name}"):
        if rest:
            yield from find_all(child, rest)
        else:
            yield child


def find(element: Element | None, *paths: str) -> Element | None:
    """Return the first element with text or children at the first path that has one."""
    if element is None:
        return None
    for path in paths:
        for found in find_all(element, path):
            if len(found) or text_of(found):
                return found
    return None


def text_of(element: Element | None) -> str:
    """Return an element's own text with single spaces, capped."""
    if element is None or not element.text:
        return ""
    return " ".join(element.text[: 2 * MOST_CHARACTERS].split())[:MOST_CHARACTERS]


def origin(element: Element) -> str:
    """Return where an element stands, as `xpath /Invoice/cac:InvoiceLine[2]/cbc:Note`."""
    parts = [_step(each) for each in (element, *element.iterancestors())]
    return "xpath /" + "/".join(reversed(parts))


def _step(element: Element) -> str:
    space = namespace(element) if element.getparent() is not None else ""
    prefix = next((f"{short}:" for mark, short in _PREFIXES if mark in space), "")
    number = element.get(_TWIN)
    return f"{prefix}{local(element)}" + (f"[{number}]" if number else "")


def reading(element: Element, value: T, confidence: float = SURE) -> Reading[T]:
    """Return a value with the place of the element it was read from."""
    return Reading(value, confidence, Source(text_of(element), origin=origin(element)))


def read_text(element: Element | None) -> Reading[str] | None:
    """Read text, or None when there is none."""
    text = text_of(element)
    return reading(element, text) if element is not None and text else None


def read_decimal(element: Element | None) -> Reading[Decimal] | None:
    """Read an exact number, or None when the element is not there or holds something else."""
    value = parse_decimal(text_of(element))
    return reading(element, value) if element is not None and value is not None else None


def read_date(element: Element | None) -> Reading[date] | None:
    """Read a date, or None when the element is not there or holds something else."""
    value = parse_date(text_of(element))
    return reading(element, value) if element is not None and value is not None else None


def first_date(element: Element, *paths: str) -> Reading[date] | None:
    """Read the first date at the paths given."""
    return next((read for path in paths if (read := read_date(find(element, path)))), None)


def parse_decimal(text: str) -> Decimal | None:
    """Return an XML decimal; a comma or a currency sign has no place in one.

    >>> parse_decimal("67290.00"), parse_decimal("67.290,00")
    (Decimal('67290.00'), None)
    """
    return Decimal(text) if _DECIMAL.match(text) and text.strip("+-.") else None


def parse_date(text: str) -> date | None:
    """Return a date written as XML does or as CII's format 102 does.

    >>> parse_date("2026-06-30+02:00"), parse_date("20260630"), parse_date("30-06-2026")
    (datetime.date(2026, 6, 30), datetime.date(2026, 6, 30), None)
    """
    found = _DATE.match(text) or _COMPACT_DATE.match(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
