"""UN/CEFACT Cross Industry Invoice: EN 16931, XRechnung, Factur-X and ZUGFeRD 2 (D16B), and ZUGFeRD 1's older names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from extract.options import ReadOptions
from extract.readers.checking import with_checks
from extract.readers.cii_party import read_supplier
from extract.readers.doubts import check_credited, check_forms, check_rates, credited
from extract.readers.einvoice import (
    MOST_LINES,
    as_credit,
    keys_of,
    kind_of,
    once,
    payee_differs,
    per_unit,
    read_free_text,
    read_unit,
    too_many_lines,
    with_free_text,
    year_of,
)
from extract.readers.persons import HEADER_PLACES, LINE_PLACES, check_header_person
from extract.readers.xml_tree import (
    Element,
    find,
    find_all,
    first_date,
    local,
    namespace,
    read_date,
    read_decimal,
    read_text,
    reading,
    text_of,
)
from models.document import ReaderName, Reading
from models.finding import Finding
from models.identifiers import clean_gln, name_key
from models.invoice import AdjustmentReading, DocumentKind, Extraction, Invoice, LineReading

#: The root of D16B documents and that of ZUGFeRD 1.
ROOTS = frozenset({"CrossIndustryInvoice", "CrossIndustryDocument"})
#: Lines that only head a group or tell something: their amounts are in other lines (EXTENDED, XRechnung extension).
NOT_BILLED = frozenset({"GROUP", "INFORMATION"})


def is_cii(root: Element) -> bool:
    """Whether a document is a Cross Industry Invoice."""
    return local(root) in ROOTS and ("CrossIndustry" in namespace(root))


def read_cii(root: Element, options: ReadOptions) -> Extraction:
    """Read a Cross Industry Invoice."""
    kind = kind_of(text_of(find(root, "ExchangedDocument/TypeCode", "HeaderExchangedDocument/TypeCode")))
    header, header_findings = _read_header(root, options)
    transaction = _transaction(root)
    elements = [each for each in find_all(transaction, "IncludedSupplyChainTradeLineItem") if _is_billed(each)]
    read = [_read_line(element, number, header, options) for number, element in enumerate(elements[:MOST_LINES], 1)]
    invoice = replace(header, lines=tuple(line for line, _ in read))
    if kind is DocumentKind.CREDIT_NOTE:
        invoice = as_credit(invoice)
    findings = (
        *check_header_person(header.person, [line.person for line, _ in read], header_findings),
        *once(finding for _, each in read for finding in each),
        *((too_many_lines(len(elements)),) if len(elements) > MOST_LINES else ()),
        *_check_payee(transaction),
        *check_rates(invoice.tax.value if invoice.tax else None, _tax_parts(transaction)),
        *(check_credited(find(transaction, *_HEADER_SETTLEMENT)) if kind is DocumentKind.CREDIT_NOTE else ()),
        *check_forms(root),
    )
    return with_checks(Extraction(kind, ReaderName.CII, invoice, findings, engine="cii"), elements, options.received)


def _transaction(root: Element) -> Element:
    found = find(root, "SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
    return root if found is None else found


def _is_billed(line: Element) -> bool:
    """Whether a line charges for something; ZUGFeRD 1 writes notes as lines with neither quantity nor amount."""
    if text_of(find(line, "AssociatedDocumentLineDocument/LineStatusReasonCode")).upper() in NOT_BILLED:
        return False
    settlement = find(line, *_LINE_SETTLEMENT)
    return find(settlement, *_LINE_TOTALS) is not None or find(line, *_LINE_QUANTITY) is not None


def _read_header(root: Element, options: ReadOptions) -> tuple[Invoice, tuple[Finding, ...]]:
    transaction = _transaction(root)
    document = find(root, "ExchangedDocument", "HeaderExchangedDocument")
    agreement = find(transaction, "ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
    settlement = find(transaction, *_HEADER_SETTLEMENT)
    sums = find(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation", "SpecifiedTradeSettlementMonetarySummation")
    period = find(settlement, "BillingSpecifiedPeriod")
    invoice = Invoice(
        number=read_text(find(document, "ID")),
        issued=read_date(find(document, "IssueDateTime/DateTimeString")),
        due=read_date(find(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")),
        currency=read_text(find(settlement, "InvoiceCurrencyCode")),
        net=read_decimal(find(sums, "TaxBasisTotalAmount")),
        tax=_read_tax(settlement, sums),
        total=read_decimal(find(sums, "GrandTotalAmount")),
        payable=read_decimal(find(sums, "DuePayableAmount")),
        prepaid=read_decimal(find(sums, "TotalPrepaidAmount")),
        rounding=read_decimal(find(sums, "RoundingAmount")),
        buyer_reference=read_text(find(agreement, "BuyerReference")),
        buyer_gln=_read_gln(find(agreement, "BuyerTradeParty")),
        order_reference=_read_reference(find(agreement, "BuyerOrderReferencedDocument")),
        payment_reference=read_text(find(settlement, "PaymentReference")),
        accounting_cost=read_text(find(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID")),
        credits=_read_reference(find(settlement, "InvoiceReferencedDocument")) if len(credited(settlement)) == 1 else None,
        period_start=_period_end(period, "StartDateTime"),
        period_end=_period_end(period, "EndDateTime"),
        supplier=read_supplier(agreement, settlement),
        adjustments=tuple(_read_adjustments(settlement)),
    )
    texts = find_all(document, "IncludedNote/Content") if document is not None else ()
    said = read_free_text(root, HEADER_PLACES, texts, options, year_of(invoice), keys_of(invoice))
    return with_free_text(invoice, said), said.findings


def _period_end(period: Element | None, name: str) -> Reading[date] | None:
    return first_date(period, f"{name}/DateTimeString", f"{name}/DateTime") if period is not None else None


def _read_reference(element: Element | None) -> Reading[str] | None:
    return read_text(find(element, "IssuerAssignedID", "ID"))


def _read_gln(party: Element | None) -> Reading[str] | None:
    for path in ("URIUniversalCommunication/URIID", "GlobalID"):
        for element in find_all(party, path) if party is not None else ():
            if element.get("schemeID") in {"0088", "GLN"} and clean_gln(text_of(element)):
                return reading(element, text_of(element))
    return None


def _read_tax(settlement: Element | None, sums: Element | None) -> Reading[Decimal] | None:
    """Read the tax in the currency of the invoice: a second sum is the same tax in the seller's own (BT-111)."""
    currency = text_of(find(settlement, "InvoiceCurrencyCode"))
    given = list(find_all(sums, "TaxTotalAmount")) if sums is not None else []
    own = [each for each in given if (each.get("currencyID") or "").strip() in {currency, ""}]
    return next((read for each in own or given if (read := read_decimal(each))), None)


def _tax_parts(transaction: Element) -> list[Decimal]:
    settlement = find(transaction, *_HEADER_SETTLEMENT)
    taxes = find_all(settlement, "ApplicableTradeTax") if settlement is not None else ()
    amounts = (find(each, "CalculatedAmount") for each in taxes if text_of(find(each, "TypeCode")) in {"VAT", ""})
    return [read.value for each in amounts if (read := read_decimal(each))]


def _read_adjustments(settlement: Element | None) -> Iterator[AdjustmentReading]:
    for element in find_all(settlement, "SpecifiedTradeAllowanceCharge") if settlement is not None else ():
        amount = read_decimal(find(element, "ActualAmount"))
        if amount is None:
            continue
        is_charge = text_of(find(element, "ChargeIndicator/Indicator", "ChargeIndicator")).lower() in {"true", "1"}
        text = read_text(find(element, "Reason", "ReasonCode"))
        yield AdjustmentReading(amount if is_charge else amount.map(lambda value: -value), text)
    for element in find_all(settlement, "SpecifiedLogisticsServiceCharge") if settlement is not None else ():
        amount = read_decimal(find(element, "AppliedAmount"))
        if amount:
            yield AdjustmentReading(amount, read_text(find(element, "Description")))


def _read_line(element: Element, number: int, header: Invoice, options: ReadOptions) -> tuple[LineReading, tuple[Finding, ...]]:
    product = find(element, "SpecifiedTradeProduct")
    agreement = find(element, "SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
    settlement = find(element, *_LINE_SETTLEMENT)
    price = find(agreement, "NetPriceProductTradePrice", "GrossPriceProductTradePrice")
    period = find(settlement, "BillingSpecifiedPeriod")
    quantity = find(element, *_LINE_QUANTITY)
    line = LineReading(
        number=number,
        text=read_text(find(product, "Name", "Description")) or read_text(find(element, _NOTE)),
        period_start=_period_end(period, "StartDateTime"),
        period_end=_period_end(period, "EndDateTime"),
        quantity=read_decimal(quantity),
        unit=_read_unit(quantity),
        unit_price=per_unit(read_decimal(find(price, "ChargeAmount")), read_decimal(find(price, "BasisQuantity"))),
        amount=read_decimal(find(settlement, *_LINE_TOTALS)),
    )
    field = f"lines.{number - 1}.person"
    said = read_free_text(element, LINE_PLACES, _line_texts(element), options, year_of(header), keys_of(header), field)
    return with_free_text(line, said), said.findings


_HEADER_SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_NOTE = "AssociatedDocumentLineDocument/IncludedNote/Content"
_LINE_SETTLEMENT = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
_LINE_QUANTITY = ("SpecifiedLineTradeDelivery/BilledQuantity", "SpecifiedSupplyChainTradeDelivery/BilledQuantity")
_LINE_TOTALS = (
    "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
    "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
)


def _line_texts(element: Element) -> Iterator[Element]:
    product = "SpecifiedTradeProduct"
    for path in (f"{product}/Name", f"{product}/Description", _NOTE, f"{product}/ApplicableProductCharacteristic/Value"):
        yield from find_all(element, path)


def _read_unit(quantity: Element | None) -> Reading[str] | None:
    unit = read_unit(quantity.get("unitCode")) if quantity is not None else None
    return reading(quantity, unit) if unit else None


def _check_payee(transaction: Element) -> Iterator[Finding]:
    payee = find(transaction, "ApplicableHeaderTradeSettlement/PayeeTradeParty/Name")
    seller = find(transaction, "ApplicableHeaderTradeAgreement/SellerTradeParty/Name")
    if payee is not None and seller is not None and name_key(text_of(payee)) != name_key(text_of(seller)):
        yield payee_differs(text_of(payee), text_of(seller))
