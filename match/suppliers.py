"""Who the supplier is, by numbers that can be checked, and whether the document asks for money in a known place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from match.facts import Facts, bank_readings, danish_registration, registration_key, values_of, vat_key
from match.notes import Note
from models.country import CountryPack
from models.grant import Supplier
from models.identifiers import bank_key, name_key
from models.invoice import SupplierReading
from models.policy import Policy
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class SupplierFound:
    """The suppliers that the document can be from, and the field that said so."""

    suppliers: tuple[Supplier, ...]
    #: The path of the reading that identified them.
    by: str | None
    #: What the document says, for the sentence when nobody was found.
    said: str = ""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the suppliers found."""
        return frozenset([supplier.supplier_id for supplier in self.suppliers])


def find_supplier(reading: SupplierReading, known: Sequence[Supplier], pack: CountryPack) -> SupplierFound:
    """Find the suppliers of record: by registration, else VAT number, else account, else name.

    A number that is printed and belongs to nobody ends the search, unless the supplier found by the next one has no such
    number on record: an account never overrules a registration.
    """
    said: list[str] = []
    missing: list[str] = []
    for kind, path, value, words in _printed(reading, pack):
        said.append(words)
        found = tuple(supplier for supplier in known if value in values_of(supplier, kind))
        found = tuple(each for each in found if not any(_has(each, other) for other in missing))
        if found:
            return SupplierFound(found, path, ", ".join(said))
        if kind in ("registration", "vat"):
            missing.append(kind)
    return SupplierFound((), None, ", ".join(dict.fromkeys(said)) or _words(pack)["nothing"])


def _printed(reading: SupplierReading, pack: CountryPack) -> list[tuple[str, str, str, str]]:
    """Return what the document says in order of weight: kind, path of the reading, comparable value, words for people."""
    words = _words(pack)
    entries: list[tuple[str, str, str | None, str]] = []
    if reading.registration:
        value = registration_key(reading, pack)
        entries.append(("registration", "supplier.registration", value, f"{words['registration']} {value}"))
    if reading.vat_number:
        entries.append(("vat", "supplier.vat_number", vat_key(reading), f"{words['vat']} {vat_key(reading)}"))
        if reading.registration is None:
            entries.append(("registration", "supplier.vat_number", danish_registration(reading), words["in-vat"]))
    entries += [("bank", _bank_path(reading, key), key, words["account"]) for key, _ in bank_readings(reading)]
    if reading.name:
        entries.append(("name", "supplier.name", name_key(reading.name.value), words["name"]))
    return [(kind, path, value, said) for kind, path, value, said in entries if value]


def _words(pack: CountryPack) -> Mapping[str, str]:
    return _SAID["da" if pack.language == "da" else "en"]


#: By what a supplier was looked for, in running text.
_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "registration": "registration",
        "vat": "VAT",
        "in-vat": "the registration in its VAT number",
        "account": "the account on the document",
        "name": "the name on the document",
        "nothing": "any number, account or name that was read",
    },
    "da": {
        "registration": "CVR-nummer",
        "vat": "momsnummer",
        "in-vat": "CVR-nummeret i momsnummeret",
        "account": "kontoen på dokumentet",
        "name": "navnet på dokumentet",
        "nothing": "noget aflæst nummer, konto eller navn",
    },
}


def _bank_path(reading: SupplierReading, key: str) -> str:
    if reading.bank_account and (bank_key(reading.bank_account.value) == key):
        return "supplier.bank_account"
    return "supplier.iban" if reading.iban and bank_key(reading.iban.value) == key else "supplier.other_accounts"


def _has(supplier: Supplier, kind: str) -> bool:
    return bool(supplier.registration) if kind == "registration" else bool(supplier.vat_number)


def check_bank(
    reading: SupplierReading, found: SupplierFound, policy: Policy, seen: frozenset[str] | None = None
) -> list[Note]:
    """Compare every account on the document with the ones on record, and these with what accepted invoices asked for (`seen`).

    Where none is on record, what was accepted until now is what is known; an account that is on record and that no invoice ever
    asked for, while others did, may be a record that somebody was talked into. The accounts themselves are never repeated.
    """
    offered = bank_readings(reading)
    if not offered or not found.suppliers:
        return []
    on_record = {bank_key(account) or account for each in found.suppliers for account in each.bank_accounts}
    strange = [each for key, each in offered if key not in (on_record or seen or frozenset())]
    if on_record and not strange and seen is None:
        return []
    supplier = ", ".join(sorted(found.ids))
    if not on_record and (seen is None or not strange):
        return [Note("bank-not-on-record", {"supplier": supplier})]
    if not strange:
        swapped = seen is not None and not seen & on_record
        return [Note("bank-account-new", {"supplier": supplier})] if swapped else []
    if all(each.confidence < float(policy.confidence_bar) for each in strange):
        # A misread account must not stop a supplier's payments; a person compares it before anything is posted.
        return [Note("low-confidence", {"fields": "supplier.bank_account"}, ("supplier.bank_account",))]
    return [Note("bank-details-changed", {"supplier": supplier}, ("supplier.bank_account",))]


def check_supplier(found: SupplierFound, facts: Facts) -> tuple[tuple[Supplier, ...], list[Note]]:
    """Return the suppliers that may be paid and what stops the document."""
    if not found.suppliers:
        return (), [Note("no-supplier", {"registration": found.said})]
    supplier = ", ".join(sorted(found.ids))
    notes = [Note("supplier-held", {"supplier": supplier})] if found.ids & facts.held else []
    if found.by == "supplier.name":
        notes.append(Note("supplier-unconfirmed", {"supplier": supplier}, ("supplier.name",)))
    active = tuple(each for each in found.suppliers if not each.blocked)
    if not active:
        notes.append(Note("supplier-suspended", {"supplier": supplier}))
    return active, notes
