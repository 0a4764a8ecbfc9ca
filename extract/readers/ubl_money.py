"""The sums of a UBL document: what is net, what is tax, what is added or taken off, and whether the currencies agree."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extract.readers.einvoice import payee_differs
from extract.readers.ubl_party import party_name
from extract.readers.xml_tree import Element, find, find_all, read_decimal, read_text, text_of
from models.document import Reading
from models.finding import Finding, Severity
from models.identifiers import name_key
from models.invoice import AdjustmentReading

#: Value added tax as a tax scheme: UNTDID 5153 and OIOUBL's own list, where 63 is "Moms".
VAT_SCHEMES = frozenset({"VAT", "63", ""})
DERIVED = 0.99


def read_tax(root: Element) -> Reading[Decimal] | None:
    """Read the value added tax in the currency of the document; other duties are adjustments."""
    found = [read for total in _vat_totals(root) if (read := read_decimal(find(total, "TaxAmount")))]
    if not found:
        return None
    totals = find(root, "LegalMonetaryTotal")
    net, whole = read_decimal(find(totals, "TaxExclusiveAmount")), read_decimal(find(totals, "TaxInclusiveAmount"))
    together = sum((each.value for each in found), Decimal(0))
    # Some give the tax of each rate a total of its own: then the sums close with all of them, and not with the first.
    if len(found) > 1 and net and whole and net.value + together == whole.value != net.value + found[0].value:
        return found[0].map(lambda _: together).trust(DERIVED)
    return found[0]


def tax_parts(root: Element) -> list[Decimal]:
    """Return the tax at each rate, as the totals that were read list it."""
    amounts = (find_all(total, "TaxSubtotal/TaxAmount") for total in _vat_totals(root))
    return [read.value for each in amounts for element in each if (read := read_decimal(element))]


def _vat_totals(root: Element) -> Iterator[Element]:
    currency = text_of(find(root, "DocumentCurrencyCode"))
    totals = [total for total in find_all(root, "TaxTotal") if _scheme(total) in VAT_SCHEMES]
    # A second total in the buyer's tax currency (BT-111) is the same tax again.
    own = [total for total in totals if _currency(find(total, "TaxAmount")) in {currency, ""}]
    yield from own or totals


def _scheme(total: Element) -> str:
    return text_of(find(total, "TaxSubtotal/TaxCategory/TaxScheme/ID")).upper()


def _currency(element: Element | None) -> str:
    return (element.get("currencyID") or "").strip() if element is not None else ""


def read_net(root: Element, totals: Element | None, tax: Reading[Decimal] | None) -> Reading[Decimal] | None:
    """Read the sum without tax.

    OIOUBL 2 puts the *tax amount* into `TaxExclusiveAmount`, and some of its senders put the net sum there. Whichever
    closes the equation with the total is taken; in OIOUBL, where neither does, the field cannot be trusted.
    """
    exclusive = read_decimal(find(totals, "TaxExclusiveAmount"))
    inclusive = read_decimal(find(totals, "TaxInclusiveAmount"))
    if not _is_oioubl(root):
        return exclusive
    if exclusive and inclusive and tax and exclusive.value + tax.value == inclusive.value:
        return exclusive
    lines = read_decimal(find(totals, "LineExtensionAmount"))
    if lines is None or tax is None:
        return None
    net = lines.value + sum((each.amount.value for each in read_adjustments(root)), Decimal(0))
    if inclusive is None or net + tax.value == inclusive.value:
        return lines.map(lambda _: net).trust(DERIVED)
    return None


def _is_oioubl(root: Element) -> bool:
    return text_of(find(root, "CustomizationID")).upper().startswith("OIOUBL-2")


def read_adjustments(root: Element) -> tuple[AdjustmentReading, ...]:
    """Read allowances (negative), charges, and in OIOUBL duties other than value added tax."""
    return (*_allowances(root), *(_duties(root) if _is_oioubl(root) else ()))


def _allowances(root: Element) -> Iterator[AdjustmentReading]:
    for element in find_all(root, "AllowanceCharge"):
        amount = read_decimal(find(element, "Amount"))
        if amount is None:
            continue
        is_charge = text_of(find(element, "ChargeIndicator")).lower() in {"true", "1"}
        text = read_text(find(element, "AllowanceChargeReason", "AllowanceChargeReasonCode"))
        yield AdjustmentReading(amount if is_charge else amount.map(lambda value: -value), text)


def _duties(root: Element) -> Iterator[AdjustmentReading]:
    for total in find_all(root, "TaxTotal"):
        amount = read_decimal(find(total, "TaxAmount"))
        if _scheme(total) not in VAT_SCHEMES and amount:
            yield AdjustmentReading(amount, read_text(find(total, "TaxSubtotal/TaxCategory/TaxScheme/Name")))


def check_currency(root: Element) -> Iterator[Finding]:
    """Say when the sums are in another currency than the document says."""
    stated = text_of(find(root, "DocumentCurrencyCode"))
    totals = find(root, "LegalMonetaryTotal")
    given = {_currency(element) for element in (totals if totals is not None else ())} - {""}
    if stated and given - {stated}:
        detail = (
            f"The document says {stated}, its sums say {', '.join(sorted(given))}. Ask the supplier which currency is meant."
        )
        yield Finding("currency-mismatch", Severity.QUERY, detail, ("currency", "payable"))


def check_payee(root: Element) -> Iterator[Finding]:
    """Say when somebody else than the supplier is to be paid."""
    payee, supplier = find(root, "PayeeParty"), find(root, "AccountingSupplierParty/Party")
    if payee is None or supplier is None:
        return
    name, own = party_name(payee), party_name(supplier)
    if name and own and name_key(name.value) != name_key(own.value):
        yield payee_differs(name.value, own.value)
