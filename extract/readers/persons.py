"""Where an e-invoice may name the person it is about, most trustworthy place first.

No format has one agreed element for the person, so the places are a list: a council can put its own before it, by buyer
GLN or by supplier (`ReadOptions.person_places`). Where a number was found is recorded; the number itself is never logged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from extract.options import ReadOptions
from extract.readers.xml_tree import Element, find, find_all, local, reading, text_of
from models.document import Reading
from models.errors import UsageError
from models.finding import Finding, Severity
from models.identifiers import parse_cpr

_PERSON_WORD = re.compile(
    r"(?:cpr|person|borger|beboer|nhs|client|resident|service user|mosaic)\W{0,3}(?:\w{1,8}\W{1,3})?\Z", re.IGNORECASE
)
_NAMES_PERSON = re.compile(r"cpr|borger|beboer|person|ydelsesmodtager|nhs|client|resident|service.?user", re.IGNORECASE)
LOOK_BACK = 24
MOST_SEARCHED = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Elements that may hold a person's number, and how far one found there is trusted."""

    name: str
    paths: tuple[str, ...]
    confidence: float
    #: A field that is not meant for it: processed, but the supplier is told.
    unsafe: bool = False
    #: The elements were made for a number of this kind: the whole text is the number.
    scheme: str | None = None


_AGREEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement"
_SETTLEMENT = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement"
#: Places in an invoice line, in the order they are believed (UBL and CII names side by side).
LINE_PLACES = (
    Place("delivery party", ("Delivery//DeliveryParty",), 0.999, scheme="DK:CPR"),
    Place("party number", (".//",), 0.998, scheme="DK:CPR"),
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
    Place("delivery party", ("Delivery//DeliveryParty",), 0.999, scheme="DK:CPR"),
    Place("party number", (".//",), 0.998, scheme="DK:CPR"),
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


def find_person(scope: Element, places: Sequence[Place], options: ReadOptions) -> tuple[Found | None, tuple[Finding, ...]]:
    """Return the person a line or a header is about: the first place that names exactly one person.

    A place that names several persons is passed over: it cannot say which of them is meant.
    """
    unsafe = tuple(each for place in places if place.unsafe for each in _numbers_at(scope, place, options))
    findings = (unsafe_finding(unsafe[0]),) if unsafe else ()
    for place in places:
        found = list(_numbers_at(scope, place, options))
        if len({each.value for each in found}) == 1:
            return Found(found[0], place.unsafe), findings
    return None, findings


def unsafe_finding(found: Reading[str]) -> Finding:
    """Say that a person's number stands in a field that others see."""
    where = found.source.origin.removeprefix("xpath ")
    detail = f"A person's number stands in {where}, a field that others read. Ask the supplier to use the agreed field."
    return Finding("cpr-in-unsafe-field", Severity.NOTE, detail)


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
    if place.scheme:
        yield from _with_scheme(scope, path, place.scheme)
    elif place.name == "agreed":
        yield from _by_xpath(scope, path)
    else:
        yield from find_all(scope, path)


def _with_scheme(scope: Element, path: str, scheme: str) -> Iterator[Element]:
    inside = path.partition("//")[2]
    for element in scope.iter():
        if element.get("schemeID") != scheme:
            continue
        above = [local(each) for each in element.iterancestors()]
        if inside and not (inside in above and "Delivery" in above):
            continue
        # A supplier may be a private person with a number of their own, and a line's person is not the header's.
        if "AccountingSupplierParty" in above or "SellerSupplierParty" in above or "PayeeParty" in above:
            continue
        if local(scope) in {"Invoice", "CreditNote"} and {"InvoiceLine", "CreditNoteLine"} & set(above):
            continue
        yield element


def _by_xpath(scope: Element, path: str) -> Iterator[Element]:
    from lxml import etree

    names = {"cbc": _CBC, "cac": _CAC}
    try:
        found: Any = etree.XPath(path, namespaces=names)(scope)
    except etree.XPathError as error:
        raise UsageError(f"person_places: {path!r} is not an XPath that can be used ({error}).") from error
    yield from (each for each in (found if isinstance(found, list) else []) if isinstance(each.tag, str))


_CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
_CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"


def _numbers_in(element: Element, place: Place, options: ReadOptions) -> Iterator[Reading[str]]:
    if place.name == "item property":
        yield from _property_numbers(element, options)
        return
    text = text_of(element)
    if place.scheme:
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
    found = [(start, end) for _, start, end in options.pack.find_person_ids(text)]
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
