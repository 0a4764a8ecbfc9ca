"""The parties of a UBL document, and the accounts that the supplier asks to be paid to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn

from extract.readers.accounts import Account, as_supplier_fields, read_account
from extract.readers.xml_tree import Element, find, find_all, read_text, reading, text_of
from models.document import Reading
from models.identifiers import clean_cvr, clean_gln, compact
from models.invoice import SupplierReading

DANISH_SCHEMES = frozenset({"DK:CVR", "DK:SE", "0184", "0198", "9902", "0096"})
#: The schemes of a tax number that is not for value added tax (EN 16931 BT-32).
OTHER_TAX = frozenset({"FC", "TAX", "LOC", "SST"})


def party_name(party: Element) -> Reading[str] | None:
    """Read the name a party trades under, else the registered one."""
    return read_text(find(party, "PartyName/Name", "PartyLegalEntity/RegistrationName", "PartyTaxScheme/RegistrationName"))


def read_gln(party: Element | None) -> Reading[str] | None:
    """Read a party's place number (GLN, EAN), from its endpoint first."""
    for path in ("EndpointID", "PartyIdentification/ID"):
        for element in find_all(party, path) if party is not None else ():
            if element.get("schemeID") in {"GLN", "0088", "EAN"} and clean_gln(text_of(element)):
                return reading(element, text_of(element))
    return None


def read_supplier(root: Element) -> SupplierReading:
    """Read the seller and every account it offers."""
    party = find(root, "AccountingSupplierParty/Party")
    accounts = [account for means in find_all(root, "PaymentMeans") for account in _accounts(means)]
    name = registration = vat = None
    if party is not None:
        name, registration, vat = party_name(party), _registration(party), _vat_number(party)
    return SupplierReading(name=name, registration=registration, vat_number=vat, **as_supplier_fields(accounts))


def _registration(party: Element) -> Reading[str] | None:
    element = find(party, "PartyLegalEntity/CompanyID")
    if element is None:
        element = next((each for each in find_all(party, "PartyIdentification/ID") if _danish(each)), None)
    if element is None:
        return None
    return reading(element, (clean_cvr(text_of(element)) if _danish(element) else None) or text_of(element))


def _danish(element: Element) -> bool:
    return (element.get("schemeID") or "").upper() in DANISH_SCHEMES


def _vat_number(party: Element) -> Reading[str] | None:
    for scheme in find_all(party, "PartyTaxScheme"):
        if text_of(find(scheme, "TaxScheme/ID")).upper() not in OTHER_TAX:
            found = read_text(find(scheme, "CompanyID"))
            if found:
                return found
    return None


def _accounts(means: Element) -> Iterator[Account]:
    code, channel = text_of(find(means, "PaymentMeansCode")), text_of(find(means, "PaymentChannelCode")).upper()
    payee = find(means, "PayeeFinancialAccount")
    slip = _slip(means, code, channel)
    if slip:
        yield slip
        return
    number = find(payee, "ID")
    if number is not None:
        branch = text_of(find(payee, "FinancialInstitutionBranch/ID"))
        yield read_account(number, branch, iban=channel == "IBAN")


@dataclass(frozen=True, slots=True)
class _Slip:
    """The parts of a Danish payment slip as OIOUBL and Peppol BIS give them."""

    card: str
    payment: str
    creditor: str


#: Kinds of slip that carry no payment number.
WITHOUT_NUMBER = frozenset({"01", "73"})
#: A payment number whose check digit does not hold is given as it stands, and not trusted.
BROKEN_SLIP = 0.7
_CARD = re.compile(r"(01|04|15|71|73|75)(?:#(\d{0,19}))?\Z")


def _slip(means: Element, code: str, channel: str) -> Account | None:
    """Read a FIK or giro slip: card type, payment id, creditor. It has its own check digit and is kept as printed."""
    found = _CARD.match(text_of(find(means, "PaymentID")))
    if not found or not (code in {"93", "50"} or channel in {"DK:FIK", "DK:GIRO"}):
        return None
    creditor = find(means, "CreditAccount/AccountID", "PayeeFinancialAccount/ID")
    if creditor is None:
        return None
    payment = compact(found[2] or text_of(find(means, "InstructionID")))
    slip = reading(creditor, f"+{found[1]}<{payment}+{compact(text_of(creditor))}<")
    holds = luhn.is_valid(payment) if payment else found[1] in WITHOUT_NUMBER
    return Account("payment_slip", slip if holds else slip.trust(BROKEN_SLIP))


def read_payment_reference(root: Element) -> Reading[str] | None:
    """Read what to quote when paying (BT-83); of a slip its payment number, for the first digits there are the kind of slip."""
    for means in find_all(root, "PaymentMeans"):
        told = find(means, "PaymentID")
        card = _CARD.match(text_of(told))
        if told is not None and card is None:
            return read_text(told)
        if card is not None and card[2]:
            return reading(told, card[2])
        if card is not None and find(means, "InstructionID") is not None:
            return read_text(find(means, "InstructionID"))
    return None
