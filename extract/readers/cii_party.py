"""The seller of a Cross Industry Invoice, and the accounts it asks to be paid to."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.accounts import Account, as_supplier_fields, read_account
from extract.readers.xml_tree import Element, find, find_all, read_text, reading, text_of
from models.document import Reading
from models.identifiers import clean_cvr
from models.invoice import SupplierReading

#: Scheme of a number for value added tax; `FC` is the other tax number (BT-32).
VAT_SCHEME = "VA"
DANISH_SCHEMES = frozenset({"0184", "0198", "DK:CVR"})


def read_supplier(agreement: Element | None, settlement: Element | None) -> SupplierReading:
    """Read the seller and every account it offers."""
    party = find(agreement, "SellerTradeParty")
    accounts = list(_accounts(settlement)) if settlement is not None else []
    return SupplierReading(
        name=read_text(find(party, "Name", "SpecifiedLegalOrganization/TradingBusinessName")),
        registration=_registration(party),
        vat_number=_vat_number(party),
        **as_supplier_fields(accounts),
    )


def _registration(party: Element | None) -> Reading[str] | None:
    element = find(party, "SpecifiedLegalOrganization/ID")
    if element is None:
        return None
    danish = element.get("schemeID") in DANISH_SCHEMES
    return reading(element, (clean_cvr(text_of(element)) if danish else None) or text_of(element))


def _vat_number(party: Element | None) -> Reading[str] | None:
    for element in find_all(party, "SpecifiedTaxRegistration/ID") if party is not None else ():
        if element.get("schemeID") == VAT_SCHEME and text_of(element):
            return read_text(element)
    return None


def _accounts(settlement: Element) -> Iterator[Account]:
    for means in find_all(settlement, "SpecifiedTradeSettlementPaymentMeans"):
        for account in find_all(means, "PayeePartyCreditorFinancialAccount"):
            number = find(account, "IBANID", "ProprietaryID")
            if number is not None:
                branch = find(means, "PayeeSpecifiedCreditorFinancialInstitution/ClearingSystemReference/ID")
                yield read_account(number, text_of(branch))
