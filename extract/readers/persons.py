"""Where an e-invoice may name the person it is about, most trustworthy place first.

No format has one agreed element for the person, so the places are a list: a council can put its own before it, by buyer
GLN or by supplier (`ReadOptions.person_places`). Where a number was found is recorded; the number itself is never logged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extract.options import ReadOptions
from extract.readers.xml_tree import Element, find, find_all, local, origin, reading, text_of
from models.document import Reading
from models.errors import UsageError
from models.finding import Finding, Severity
from models.identifiers import compact, parse_cpr

_PERSON_WORD = re.compile(
    r"(?:cpr|person|borger|beboer|nhs|client|resident|service user|mosaic)\W{0,3}(?:\w{1,8}\W{1,3})?\Z", re.IGNORECASE
)
#: What is called a personal number; replacement numbers have letters, or a day of birth and sixty.
_CALLED_CPR = re.compile(r"\bcpr\W{0,3}(?:nr|nummer|no)?\W{0,3}([0-9]{6}[ -]?[0-9A-Z]{4})(?![0-9A-Za-z])", re.IGNORECASE)
_NAMES_PERSON = re.compile(r"cpr|borger|beboer|person|ydelsesmodtager|nhs|client|resident|service.?user", re.IGNORECASE)
LOOK_BACK = 24
MOST_SEARCHED = 400
#: How far a number is trusted when another place names somebody else: it is shown, and never acted on.
DISPUTED = 0.6
#: A number at or below this may be something else than a person's.
DOUBTED = 0.96
TEN = 10
PEOPLE_DIFFER = "people-differ"
#: So many places are told.
MOST_TOLD = 4
#: Parties that are paid: a person may be one, and is not whom the invoice is about.
_PAID_PARTIES = frozenset(
    {"AccountingSupplierParty", "SellerSupplierParty", "PayeeParty", "SellerTradeParty", "PayeeTradeParty"}
)
_LINES = frozenset({"InvoiceLine", "CreditNoteLine", "IncludedSupplyChainTradeLineItem"})
#: The scheme of a Danish personal number: OIOUBL's name for it, and its ISO 6523 code.
CPR_SCHEMES = frozenset({"DK:CPR", "0237"})


@dataclass(frozen=True, slots=True)
class Place:
    """Elements that may hold a person's number, and how far one found there is trusted."""

    name: str
    paths: tuple[str, ...]
    confidence: float
    #: A field that is not meant for it: processed, but the supplier is told.
    unsafe: bool = False
    #: The elements were made for a number of this kind: the whole text is the number.
    schemes: frozenset[str] = frozenset()


_AGREEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
_SETTLEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
#: Places in an invoice line, in the order they are believed (UBL and CII names side by side).
LINE_PLACES = (
    Place("delivery party", ("Delivery//DeliveryParty",), 0.999, schemes=CPR_SCHEMES),
    Place("party number", (".//",), 0.998, schemes=CPR_SCHEMES),
    Place("item property", ("Item/AdditionalItemProperty", "SpecifiedTradeProduct/ApplicableProductCharacteristic"), 0.995),
    Place("line note", ("Note", "AssociatedDocumentLineDocument/IncludedNote/Content"), 0.99),
    Place("object", ("DocumentReference/ID", "SpecifiedLineTradeSettlement/AdditionalReferencedDocument/IssuerAssignedID"), 0.98),
    Place("order line", ("OrderLineReference/LineID", "OrderLineReference/OrderReference/ID"), 0.98, unsafe=True),
    Place("line account", ("AccountingCost",), 0.98, unsafe=True),
    Place(
        "item text",
        ("Item/Description", "Item/Name", "Item/AdditionalInformation", "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        0.985,
    ),
)  # fmt: skip
#: Places in the header.
HEADER_PLACES = (
    Place("delivery party", ("Delivery//DeliveryParty",), 0.999, schemes=CPR_SCHEMES),
    Place("party number", (".//",), 0.998, schemes=CPR_SCHEMES),
    Place(
        "order reference",
        (
            "OrderReference/ID", "OrderReference/SalesOrderID", "OrderReference/CustomerReference",
            f"{_AGREEMENT}/BuyerOrderReferencedDocument/IssuerAssignedID",
        ),
        0.98,
        unsafe=True,
    ),
    Place("account", ("AccountingCost", "AccountingCostCode", f"{_SETTLEMENT}/ReceivableSpecifiedTradeAccountingAccount/ID"), 0.98, unsafe=True),
    Place(
        "buyer reference",
        ("BuyerReference", "AccountingCustomerParty/Party/Contact/ID", "AccountingCustomerParty/Party/Contact/Name", f"{_AGREEMENT}/BuyerReference"),
        0.98,
        unsafe=True,
    ),
    Place("note", ("Note", "InvoicePeriod/Description", "ExchangedDocument/IncludedNote/Content", "HeaderExchangedDocument/IncludedNote/Content"), 0.985),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A person's number and the place it was found in."""

    person: Reading[str]
    unsafe: bool


def find_person(
    scope: Element, places: Sequence[Place], options: ReadOptions, field: str = "person"
) -> tuple[Found | None, tuple[Finding, ...]]:
    """Return the person a line or a header is about: the first place that names exactly one person.

    A place that names several persons is passed over: it cannot say which of them is meant. Where a number in any other place is
    another one, the first is only shown: the order of the places says where to look, not which of two people is meant.
    """
    named = [(place, list(_numbers_at(scope, place, options))) for place in places]
    unsafe = next((each for place, found in named if place.unsafe for each in found), None)
    findings = (unsafe_finding(unsafe),) if unsafe else ()
    certain = [(place, [each for each in found if is_certain(each)]) for place, found in named]
    everybody = [each for _, found in certain for each in found]
    several = _count(everybody) > 1
    if several:
        findings = (*findings, several_people(everybody, field))
    first = next(((place, found[0]) for place, found in (*certain, *named) if _count(found) == 1), None)
    if first is None:
        return None, (*findings, *_no_number(scope, places, field))
    place, person = first
    return Found(person.trust(DISPUTED) if several else person, place.unsafe), findings


def is_certain(person: Reading[str]) -> bool:
    """Say whether a number is surely a person's: a bare run of digits may be anything of that length."""
    return person.confidence > DOUBTED


def _count(people: Sequence[Reading[str]]) -> int:
    """Count people: numbers of ten digits are of one kind (CPR, NHS), all others of another (the council's own), and a person has one of each."""
    clean = {compact(each.value) for each in people}
    return max(Counter(len(each) == TEN for each in clean).values(), default=0)


def check_header_person(
    header: Reading[str] | None, lines: Sequence[Reading[str] | None], found: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield what was found about the header's person, as far as it bears on a line.

    Several people in a header are a list of whom the lines are for, unless a line leaves it to the header. One person in the header
    whom no line is for is a contradiction.
    """
    named = [each for each in lines if each]
    everywhere = bool(lines) and len(named) == len(lines)
    yield from (each for each in found if each.code != PEOPLE_DIFFER or not everywhere)
    if header and everywhere and is_certain(header) and all(_count([header, each]) > 1 for each in named):
        yield several_people([header, *named], "person")


def _no_number(scope: Element, places: Sequence[Place], field: str) -> Iterator[Finding]:
    """Say where something is called a personal number that cannot be one."""
    searched = (each for place in places if not place.schemes for path in place.paths for each in _elements(scope, path, place))
    for element in searched:
        if any(parse_cpr(found[1]) is None for found in _CALLED_CPR.finditer(text_of(element)[:MOST_SEARCHED])):
            where = origin(element).removeprefix("xpath ")
            detail = f"What {where} calls a personal number cannot be one: it has no date of birth. Ask the supplier for the right number."
            yield Finding("person-number-impossible", Severity.QUERY, detail, (field,))
            return


def several_people(named: Sequence[Reading[str]], field: str) -> Finding:
    """Say where different people are named for what can only be for one of them; the numbers themselves are not said."""
    origins = dict.fromkeys(each.source.origin.removeprefix("xpath ") for each in named)
    detail = f"Different people are named in {' and '.join(list(origins)[:MOST_TOLD])}. Ask the supplier whom it is for: one line for each person."
    return Finding(PEOPLE_DIFFER, Severity.QUERY, detail, (field,))


def unsafe_finding(found: Reading[str]) -> Finding:
    """Say that a person's number stands in a field that others see."""
    where = found.source.origin.removeprefix("xpath ")
    detail = f"A person's number stands in {where}, a field that others read. Ask the supplier to use the agreed field."
    return Finding("cpr-in-unsafe-field", Severity.NOTE, detail)


def agreed_places(given: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the setting `person_places`, `KEY=XPATH`, by key. Raises ValueError for what is no such pair or no XPath.

    >>> agreed_places(["*=cbc:Note", "5790000123452=cac:Item/cbc:Name", "*=cbc:ID"])
    (('*', ('cbc:Note', 'cbc:ID')), ('5790000123452', ('cac:Item/cbc:Name',)))
    """
    from lxml import etree

    found: dict[str, tuple[str, ...]] = {}
    for text in given:
        key, equals, path = (part.strip() for part in text.partition("="))
        if not (key and equals and path):
            raise ValueError(f"{text!r} is not KEY=XPATH, such as *=cac:Item/cbc:Name")
        try:
            etree.XPath(path, namespaces=_NAMESPACES)(etree.Element("Line"))
        except etree.XPathError as error:
            raise ValueError(f"{path!r} is not an XPath that can be used: {error}") from None
        found[key] = (*found.get(key, ()), path)
    return tuple(found.items())


def own_places(options: ReadOptions, *keys: str | None) -> tuple[Place, ...]:
    """Return the places that the council has agreed with this buyer unit or supplier, as XPaths below a line or the header."""
    agreed = dict(options.person_places)
    paths = next((agreed[key] for key in (*keys, "*") if key and key in agreed), ())
    return (Place("agreed", paths, 0.998),) if paths else ()


def _numbers_at(scope: Element, place: Place, options: ReadOptions) -> Iterator[Reading[str]]:
    for path in place.paths:
        for element in _elements(scope, path, place):
            yield from _numbers_in(element, place, options)


def _elements(scope: Element, path: str, place: Place) -> Iterator[Element]:
    if place.schemes:
        yield from _with_scheme(scope, path, place.schemes)
    elif place.name == "agreed":
        yield from _by_xpath(scope, path)
    else:
        yield from find_all(scope, path)


def _with_scheme(scope: Element, path: str, schemes: frozenset[str]) -> Iterator[Element]:
    inside = path.partition("//")[2]
    for element in scope.iter():
        if (element.get("schemeID") or "").upper() not in schemes:
            continue
        above = [local(each) for each in element.iterancestors()]
        if inside and not (inside in above and "Delivery" in above):
            continue
        # A supplier may be a private person with a number of their own, and a line's person is not the header's.
        if _PAID_PARTIES.intersection(above):
            continue
        if local(scope) not in _LINES and _LINES.intersection(above):
            continue
        yield element


def _by_xpath(scope: Element, path: str) -> Iterator[Element]:
    from lxml import etree

    try:
        found: Any = etree.XPath(path, namespaces=_NAMESPACES)(scope)
    except etree.XPathError as error:
        raise UsageError(f"person_places: {path!r} is not an XPath that can be used ({error}).") from error
    yield from (each for each in (found if isinstance(found, list) else []) if isinstance(each.tag, str))


#: The prefixes that a council's own XPaths may use.
_NAMESPACES = {
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
}


def _numbers_in(element: Element, place: Place, options: ReadOptions) -> Iterator[Reading[str]]:
    if place.name == "item property":
        yield from _property_numbers(element, options)
        return
    text = text_of(element)
    if place.schemes:
        if options.pack.person_id(text) or parse_cpr(text):
            yield reading(element, as_printed(text), place.confidence)
        return
    for number, start, end in find_numbers(text, options):
        yield reading(element, number, place.confidence - _doubt(text, start, end))


def _property_numbers(element: Element, options: ReadOptions) -> Iterator[Reading[str]]:
    name = text_of(find(element, "Name", "Description"))
    if not _NAMES_PERSON.search(name):
        return
    for value in find_all(element, "Value"):
        for number, _, _ in find_numbers(text_of(value), options):
            yield reading(value, number, 0.995)


def find_numbers(text: str, options: ReadOptions) -> list[tuple[str, int, int]]:
    """Return the persons' numbers in a text as they are printed but for spaces, with where they stand."""
    found = [(start, end) for _, start, end in options.pack.find_person_ids(text)] or [
        each.span(1) for each in _CALLED_CPR.finditer(text[:MOST_SEARCHED]) if parse_cpr(each[1])
    ]
    if not found and options.person_id_regex:
        found = [each.span() for each in re.finditer(options.person_id_regex, text[:MOST_SEARCHED])]
    return [(as_printed(text[start:end]), start, end) for start, end in found]


def as_printed(text: str) -> str:
    """Return a number as it is printed, with plain dashes and without spaces.

    >>> as_printed("150331 \u2013 4203")
    '150331-4203'
    """
    return "".join(text.split()).replace("\u2013", "-").replace("\u2010", "-")


def _doubt(text: str, start: int, end: int) -> float:
    # A bare run of digits that nothing calls a person's number may be anything of that length.
    if not text[start:end].isdigit() or _PERSON_WORD.search(text[max(0, start - LOOK_BACK) : start]):
        return 0.0
    cpr = parse_cpr(text[start:end])
    return 0.0 if cpr and cpr.check_digit_holds else 0.05
