"""Everything that deciding about one document needs to know, as one immutable value.

The shell loads it by keys that the document itself names (`keys_needed`), so its cost does not grow with the number of
grants in the database, and a decision can be made again later from the same value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from match.scopes import Scope
from models.country import CountryPack
from models.document import Reading
from models.grant import CodingRow, Grant, Person, Settled, Supplier
from models.identifiers import bank_key, clean_vat, compact, invoice_key, name_key
from models.invoice import Extraction, Invoice, LineReading, SupplierReading
from models.money import Money
from models.period import Period
from models.value import quickly_made

#: States of an earlier document in which nothing of it is paid and a corrected copy is awaited.
AWAITS_CORRECTION = frozenset({"returned", "rejected"})


#: A number of a person is no longer than this.
LONGEST_NUMBER = 14


@dataclass(frozen=True, slots=True)
class EarlierDocument:
    """A document received before that shares its bytes, its UUID or its supplier and number with this one."""

    document_id: str
    sha256: str
    received: date
    #: As in the state table: `returned` and `rejected` await a correction.
    state: str
    #: `invoice_key` of its number.
    number_key: str = ""
    supplier_ids: tuple[str, ...] = ()
    uuid: str | None = None
    kind: str = "invoice"
    issued: date | None = None
    total: Decimal | None = None
    #: The fingerprint of its first page, where it was read by eye.
    page_print: str | None = None

    @property
    def awaits_correction(self) -> bool:
        """Whether nothing of it is paid and a corrected copy is awaited."""
        return self.state in AWAITS_CORRECTION


@dataclass(frozen=True, slots=True)
class EarlierClaim:
    """A line of an earlier document that asked for something under one of these grants and was not paid."""

    document_id: str
    number: str
    received: date
    state: str
    grant_id: str
    period: Period
    amount: Money

    @property
    def awaits_correction(self) -> bool:
        """Whether it was returned to the supplier."""
        return self.state in AWAITS_CORRECTION


@dataclass(frozen=True, slots=True)
class WeeklyCharge:
    """What somebody else pays of a person's care, by the week: the person's contribution."""

    person_id: str
    amount: Money
    valid_from: date
    valid_to: date | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a document is decided about. Lists hold only what `keys_needed` asked for."""

    #: The day the document arrived; the payment clock and the time bar start here.
    received: date
    sha256: str = ""
    #: The document's own universal id, where its format has one.
    uuid: str | None = None
    suppliers: tuple[Supplier, ...] = ()
    people: tuple[Person, ...] = ()
    #: Every grant of those people, with any supplier.
    grants: tuple[Grant, ...] = ()
    #: What is settled on those grants, and what the credited invoice settled.
    settled: tuple[Settled, ...] = ()
    coding: tuple[CodingRow, ...] = ()
    earlier: tuple[EarlierDocument, ...] = ()
    #: Earlier documents of these suppliers that were read by eye, when this one was.
    scans: tuple[EarlierDocument, ...] = ()
    #: What earlier documents asked for under these grants and is still open.
    claims: tuple[EarlierClaim, ...] = ()
    #: Billing calendars by name (`four_weekly`, a supplier's id, or what a contract names).
    calendars: tuple[tuple[str, tuple[Period, ...]], ...] = ()
    charges: tuple[WeeklyCharge, ...] = ()
    #: Of the accounts on the document and on record, those that accepted invoices of these suppliers asked to be paid to; None
    #: where there is no such invoice yet.
    accounts_seen: frozenset[str] | None = None
    #: Suppliers whose payments are held while payment control checks their bank details.
    held: frozenset[str] = frozenset()
    #: People with a grant at these suppliers whose numbers are so near to one on the document that it may be a misreading.
    neighbours: tuple[Person, ...] = field(default=(), repr=False)
    neighbour_grants: tuple[Grant, ...] = ()
    #: Whether they were looked for: only then does their absence say anything.
    neighbours_known: bool = False
    #: Rates and supplements that the suppliers are known to have besides the grants' (published lists).
    known_rates: tuple[Money, ...] = ()
    known_supplements: tuple[Money, ...] = ()
    #: What has been promoted on evidence and is in force, for the suppliers of the document; and the rules that were demoted.
    promoted: tuple[Scope, ...] = ()
    demoted: frozenset[str] = frozenset()
    #: Makes the random sample unpredictable to suppliers and repeatable for us.
    sample_salt: str = field(default="", repr=False)
    data_version: str = ""


@quickly_made
@dataclass(frozen=True, slots=True)
class LookupKeys:
    """What to load for one document. Every value is in its comparable form."""

    registrations: frozenset[str] = frozenset()
    vat_numbers: frozenset[str] = frozenset()
    banks: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    #: CPR, NHS and council numbers, as the person may be filed under any of them.
    persons: frozenset[str] = field(default=frozenset(), repr=False)
    #: What the less sure ones of them may be misreadings of; None when they are too many to look for.
    near_persons: frozenset[str] | None = field(default=frozenset(), repr=False)
    #: Numbers of earlier invoices to look for under the suppliers found: this one's and the one it credits.
    invoice_keys: frozenset[str] = frozenset()


def keys_needed(extraction: Extraction, pack: CountryPack) -> LookupKeys:
    """Return what must be looked up before this document can be decided about."""
    invoice, supplier = extraction.invoice, extraction.invoice.supplier
    return LookupKeys(
        registrations=_set(registration_key(supplier, pack)) | _set(danish_registration(supplier)),
        vat_numbers=_set(vat_key(supplier)),
        banks=frozenset(key for key, _ in bank_readings(supplier)),
        names=_set(name_key(supplier.name.value) if supplier.name else None),
        persons=frozenset(_persons(invoice, pack)),
        near_persons=_near_persons(invoice, pack),
        invoice_keys=frozenset(invoice_key(each.value) for each in (invoice.number, invoice.credits) if each),
    )


def supplier_keys(supplier: Supplier) -> tuple[tuple[str, str], ...]:
    """Return every (kind, value) that a supplier of record is found by, in the same comparable forms."""
    return tuple((kind, value) for kind in ("registration", "vat", "name", "bank") for value in values_of(supplier, kind))


def values_of(supplier: Supplier, kind: str) -> tuple[str, ...]:
    """Return what a supplier of record is found by of one kind: registration, vat, name or bank."""
    values: Iterable[str | None]
    match kind:
        case "registration":
            values = (_company(supplier.registration),)
        case "vat":
            values = (_vat(supplier.vat_number),)
        case "name":
            values = (name_key(supplier.name),)
        case _:
            values = map(bank_key, supplier.bank_accounts)
    return tuple([value for value in values if value])


def registration_key(supplier: SupplierReading, pack: CountryPack) -> str | None:
    """Return the printed registration number in its comparable form."""
    if supplier.registration is None:
        return None
    printed = supplier.registration.value
    return _company(pack.registration(printed) or printed) or None


def vat_key(supplier: SupplierReading) -> str | None:
    """Return the printed VAT number in its comparable form."""
    return _vat(supplier.vat_number.value) if supplier.vat_number else None


def danish_registration(supplier: SupplierReading) -> str | None:
    """Return the company number inside a Danish VAT number: they are the same digits."""
    key = vat_key(supplier)
    return _company(key) if key and key.startswith("DK") else None


def bank_readings(supplier: SupplierReading) -> tuple[tuple[str, Reading[str]], ...]:
    """Return every account the document offers: its comparable form (or the bare text) and the reading."""
    readings = [each for each in (supplier.bank_account, supplier.iban, *supplier.other_accounts) if each]
    return tuple((bank_key(each.value) or compact(each.value), each) for each in readings)


def person_reading(line: LineReading, invoice: Invoice, pack: CountryPack) -> Reading[str] | None:
    """Return the person's number of a line: its own field, else the only one in its text, else the document's."""
    if line.person is not None:
        return line.person
    inside = _in_text(line, pack)
    if len(inside) == 1 and line.text is not None:
        return Reading(inside.pop(), line.text.confidence, line.text.source)
    return invoice.person if not inside else None


def people_by_number(people: Iterable[Person]) -> dict[str, list[Person]]:
    """Return people by every number that is on record for them, in its clean form, in the order given."""
    found: dict[str, list[Person]] = {}
    for person in people:
        for number in numbers_of(person):
            found.setdefault(number, []).append(person)
    return found


def numbers_of(person: Person) -> set[str]:
    """Return every number on record for a person in its clean form: the council's own, CPR and NHS number."""
    return {compact(each) for each in (person.person_id, person.cpr, person.nhs_number) if each}


def people_on_line(line: LineReading, pack: CountryPack) -> frozenset[str]:
    """Return every person's number on a line, in its clean form."""
    own = pack.person_id(line.person.value) if line.person else None
    return frozenset(_in_text(line, pack)) | _set(own)


def _in_text(line: LineReading, pack: CountryPack) -> set[str]:
    return {clean for clean, _, _ in pack.find_person_ids(line.text.value[:500])} if line.text else set()


def _persons(invoice: Invoice, pack: CountryPack) -> Iterable[str]:
    for line in invoice.lines:
        yield from people_on_line(line, pack)
        if line.person:
            yield compact(line.person.value)
    if invoice.person:
        yield from (each for each in (pack.person_id(invoice.person.value), compact(invoice.person.value)) if each)


#: A number that was read this surely needs nobody's confirmation.
NO_DOUBT = 0.99
#: On a document with more doubtful numbers than this nobody is looked for.
MOST_DOUBTED = 20


def _near_persons(invoice: Invoice, pack: CountryPack) -> frozenset[str] | None:
    """Return what the doubtful numbers of people may be misreadings of."""
    readings = [person_reading(line, invoice, pack) for line in invoice.lines] or [invoice.person]
    doubted = {compact(each.value) for each in readings if each is not None and each.confidence < NO_DOUBT}
    if len(doubted) > MOST_DOUBTED:
        return None
    return frozenset(near for number in doubted if len(number) <= LONGEST_NUMBER for near in near_numbers(number))


def near_numbers(number: str) -> frozenset[str]:
    """Return every number that is one misread digit, or two neighbours that changed places, from this one.

    >>> near = near_numbers("1503314203")
    >>> len(near), "1503314208" in near, "1503314230" in near, "1503314203" in near
    (98, True, True, False)
    """
    digits = {
        number[:place] + digit + number[place + 1 :]
        for place, letter in enumerate(number)
        if letter.isdigit()
        for digit in "0123456789"
    }
    swapped = {number[:place] + number[place + 1] + number[place] + number[place + 2 :] for place in range(len(number) - 1)}
    return frozenset((digits | swapped) - {number})


def _company(number: str | None) -> str:
    """Compare registration numbers without a country's letters and without leading zeros."""
    return compact(number or "").removeprefix("DK").removeprefix("GB").lstrip("0")


def _vat(number: str | None) -> str | None:
    return (clean_vat(number) or compact(number)) if number else None


def _set(value: str | None) -> frozenset[str]:
    return frozenset({value}) if value else frozenset()
