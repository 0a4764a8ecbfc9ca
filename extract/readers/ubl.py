"""UBL 2: OIOUBL 2.01 to 2.1, Peppol BIS Billing 3, EN 16931 and XRechnung, invoices and credit notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from extract.options import ReadOptions
from extract.readers.checking import with_checks
from extract.readers.doubts import check_credited, check_forms, check_rates, credited
from extract.readers.einvoice import (
    MOST_LINES,
    as_credit,
    keys_of,
    kind_of,
    once,
    per_unit,
    read_free_text,
    read_unit,
    too_many_lines,
    with_free_text,
    year_of,
)
from extract.readers.persons import HEADER_PLACES, LINE_PLACES, check_header_person
from extract.readers.ubl_money import check_currency, check_payee, read_adjustments, read_net, read_tax, tax_parts
from extract.readers.ubl_party import read_gln, read_payment_reference, read_supplier
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
from models.invoice import DocumentKind, Extraction, Invoice, LineReading

NAMESPACES = (
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
)


def is_ubl(root: Element) -> bool:
    """Whether a document is a UBL invoice or credit note."""
    return namespace(root) in NAMESPACES and local(root) in {"Invoice", "CreditNote"}


def read_ubl(root: Element, options: ReadOptions) -> Extraction:
    """Read a UBL invoice or credit note."""
    type_code = text_of(find(root, "InvoiceTypeCode", "CreditNoteTypeCode"))
    kind = kind_of(type_code, credit_root=local(root) == "CreditNote")
    header, header_findings = _read_header(root, options)
    elements = [*find_all(root, "InvoiceLine"), *find_all(root, "CreditNoteLine")]
    read = [_read_line(element, number, header, options) for number, element in enumerate(elements[:MOST_LINES], 1)]
    invoice = replace(header, lines=tuple(line for line, _ in read))
    if kind is DocumentKind.CREDIT_NOTE:
        invoice = as_credit(invoice)
    findings = (
        *check_header_person(header.person, [line.person for line, _ in read], header_findings),
        *once(finding for _, each in read for finding in each),
        *((too_many_lines(len(elements)),) if len(elements) > MOST_LINES else ()),
        *check_currency(root),
        *check_payee(root),
        *check_rates(invoice.tax.value if invoice.tax else None, tax_parts(root)),
        *(check_credited(root) if kind is DocumentKind.CREDIT_NOTE else ()),
        *check_forms(root),
    )
    extraction = Extraction(kind, ReaderName.UBL, invoice, tuple(findings), engine="ubl", uuid=_uuid(root))
    return with_checks(extraction, elements, options.received)


def _uuid(root: Element) -> str | None:
    """Return the universal id of the document, in small letters, where it is one."""
    text = (text_of(find(root, "UUID")) or "").strip().lower()
    return text if 8 <= len(text) <= LONGEST_UUID else None


#: Longer texts in that place are no universal id.
LONGEST_UUID = 80


def _read_header(root: Element, options: ReadOptions) -> tuple[Invoice, tuple[Finding, ...]]:
    totals = find(root, "LegalMonetaryTotal")
    tax = read_tax(root)
    invoice = Invoice(
        number=read_text(find(root, "ID")),
        issued=read_date(find(root, "IssueDate")),
        due=read_date(find(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate")),
        currency=read_text(find(root, "DocumentCurrencyCode")),
        net=read_net(root, totals, tax),
        tax=tax,
        total=read_decimal(find(totals, "TaxInclusiveAmount")),
        payable=read_decimal(find(totals, "PayableAmount")),
        prepaid=read_decimal(find(totals, "PrepaidAmount")),
        rounding=read_decimal(find(totals, "PayableRoundingAmount")),
        buyer_reference=read_text(find(root, "BuyerReference", "AccountingCustomerParty/Party/Contact/ID")),
        buyer_gln=read_gln(find(root, "AccountingCustomerParty/Party")),
        order_reference=read_text(find(root, "OrderReference/ID")),
        payment_reference=read_payment_reference(root),
        accounting_cost=read_text(find(root, "AccountingCost", "AccountingCostCode")),
        credits=read_text(find(root, "BillingReference/InvoiceDocumentReference/ID")) if len(credited(root)) == 1 else None,
        period_start=_period_end(root, "InvoicePeriod/StartDate", *_DELIVERY_STARTS),
        period_end=_period_end(root, "InvoicePeriod/EndDate", *_DELIVERY_ENDS),
        supplier=read_supplier(root),
        adjustments=read_adjustments(root),
    )
    said = read_free_text(root, HEADER_PLACES, find_all(root, "Note"), options, year_of(invoice), keys_of(invoice))
    return with_free_text(invoice, said), said.findings


#: A date of delivery is a day, not the period of a service; only a period is read as one.
_DELIVERY_STARTS = ("Delivery/ActualDeliveryPeriod/StartDate", "Delivery/PromisedDeliveryPeriod/StartDate")
_DELIVERY_ENDS = ("Delivery/ActualDeliveryPeriod/EndDate", "Delivery/PromisedDeliveryPeriod/EndDate")


def _period_end(scope: Element, *paths: str) -> Reading[date] | None:
    """Read one end of the period; several periods are no answer."""
    periods = {tuple(text_of(end) for end in each) for each in find_all(scope, "InvoicePeriod")}
    return first_date(scope, *paths) if len(periods) <= 1 else None


def _read_line(element: Element, number: int, header: Invoice, options: ReadOptions) -> tuple[LineReading, tuple[Finding, ...]]:
    price = find(element, "Price")
    line = LineReading(
        number=number,
        text=read_text(find(element, "Item/Name", "Item/Description", "Note")),
        period_start=_period_end(element, "InvoicePeriod/StartDate", *_DELIVERY_STARTS),
        period_end=_period_end(element, "InvoicePeriod/EndDate", *_DELIVERY_ENDS),
        quantity=_read_quantity(element),
        unit=_read_unit(element),
        unit_price=per_unit(
            read_decimal(find(price, "PriceAmount")),
            read_decimal(find(price, "BaseQuantity")),
            read_decimal(find(price, "OrderableUnitFactorRate")),
        ),
        amount=read_decimal(find(element, "LineExtensionAmount")),
    )
    field = f"lines.{number - 1}.person"
    said = read_free_text(element, LINE_PLACES, _line_texts(element), options, year_of(header), keys_of(header), field)
    return with_free_text(line, said), said.findings


def _line_texts(element: Element) -> Iterator[Element]:
    for path in ("Item/Name", "Item/Description", "Item/AdditionalInformation", "Note", "Item/AdditionalItemProperty/Value"):
        yield from find_all(element, path)


def _read_quantity(element: Element) -> Reading[Decimal] | None:
    return read_decimal(find(element, "InvoicedQuantity", "CreditedQuantity"))


def _read_unit(element: Element) -> Reading[str] | None:
    quantity = find(element, "InvoicedQuantity", "CreditedQuantity")
    unit = read_unit(quantity.get("unitCode")) if quantity is not None else None
    return reading(quantity, unit) if unit else None
