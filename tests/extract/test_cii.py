"""Cross Industry Invoices: EN 16931, XRechnung, ZUGFeRD 1, and inside a PDF."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdfium2 as pdfium
import pytest

from extract.readers.electronic import read_electronic
from extract.readers.facturx import read_facturx
from extract.readers.pdf import read_pdf
from models.document import ReaderName
from models.invoice import DocumentKind

D16B = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)


def day(name, value):
    return f'<ram:{name}><udt:DateTimeString format="102">{value}</udt:DateTimeString></ram:{name}>'


def line(amount="3250.00", status="", note="Mosaic 1234567", period=True):
    reason = f"<ram:LineStatusReasonCode>{status}</ram:LineStatusReasonCode>" if status else ""
    span = f"<ram:BillingSpecifiedPeriod>{day('StartDateTime', '20260601')}{day('EndDateTime', '20260628')}</ram:BillingSpecifiedPeriod>"
    total = f"<ram:LineTotalAmount>{amount}</ram:LineTotalAmount>"
    return f"""<ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID>{reason}
        <ram:IncludedNote><ram:Content>{note}</ram:Content></ram:IncludedNote></ram:AssociatedDocumentLineDocument>
      <ram:SpecifiedTradeProduct><ram:Name>Residential care</ram:Name></ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>812.50</ram:ChargeAmount>
        </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="WEE">4</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>{span if period else ""}
        <ram:SpecifiedTradeSettlementLineMonetarySummation>{total}</ram:SpecifiedTradeSettlementLineMonetarySummation>
      </ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"""


def cii(
    *lines,
    code="380",
    number="ELM-88417",
    total="3250.00",
    tax='<ram:TaxTotalAmount currencyID="GBP">0.00</ram:TaxTotalAmount>',
    more="",
):
    return f"""<?xml version="1.0" encoding="UTF-8"?><!-- {"long legal text " * 400} -->
    <rsm:CrossIndustryInvoice {D16B}>
    <rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode>{day("IssueDateTime", "20260630")}</rsm:ExchangedDocument>
    <rsm:SupplyChainTradeTransaction>{"".join(lines) or line()}
    <ram:ApplicableHeaderTradeAgreement><ram:BuyerReference>ASC</ram:BuyerReference>
      <ram:SellerTradeParty><ram:Name>Elm Court Care Ltd</ram:Name>
        <ram:SpecifiedLegalOrganization><ram:ID>01234567</ram:ID></ram:SpecifiedLegalOrganization>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">12/345</ram:ID></ram:SpecifiedTaxRegistration>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">GB980780684</ram:ID></ram:SpecifiedTaxRegistration></ram:SellerTradeParty>
      <ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>45001234</ram:IssuerAssignedID></ram:BuyerOrderReferencedDocument>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>GBP</ram:InvoiceCurrencyCode>{more}
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>GB33BUKB20201555555555</ram:IBANID>
        </ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:SpecifiedTradePaymentTerms>{day("DueDateDateTime", "20260730")}</ram:SpecifiedTradePaymentTerms>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>{total}</ram:TaxBasisTotalAmount>{tax}
        <ram:GrandTotalAmount>{total}</ram:GrandTotalAmount><ram:DuePayableAmount>{total}</ram:DuePayableAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>""".encode()


def codes(extraction):
    return {finding.code for finding in extraction.findings}


def test_a_cross_industry_invoice_is_read_whole(english):
    extraction = read_electronic(cii(), english)
    invoice, first = extraction.invoice, extraction.invoice.lines[0]
    assert (extraction.kind, extraction.reader, extraction.findings) == (DocumentKind.INVOICE, ReaderName.CII, ())
    assert (invoice.number.value, invoice.issued.value, invoice.due.value) == (
        "ELM-88417",
        date(2026, 6, 30),
        date(2026, 7, 30),
    )
    assert (invoice.order_reference.value, invoice.buyer_reference.value, invoice.currency.value) == ("45001234", "ASC", "GBP")
    assert (invoice.supplier.registration.value, invoice.supplier.vat_number.value) == ("01234567", "GB980780684")
    assert invoice.supplier.iban.value == "GB33BUKB20201555555555"
    assert (first.person.value, first.quantity.value, first.unit.value, first.amount.value) == (
        "1234567",
        4,
        "week",
        Decimal("3250.00"),
    )
    assert (first.period_start.value, first.period_end.value) == (date(2026, 6, 1), date(2026, 6, 28))
    assert first.amount.source.origin.startswith("xpath /CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:Included")


def test_lines_that_head_a_group_are_not_billed_twice(english):
    extraction = read_electronic(cii(line(status="GROUP"), line(status="DETAIL"), line(status="INFORMATION")), english)
    assert len(extraction.invoice.lines) == 1
    assert extraction.findings == ()


def test_the_tax_in_the_currency_of_the_invoice_is_taken(english):
    both = '<ram:TaxTotalAmount currencyID="EUR">99.00</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="GBP">0.00</ram:TaxTotalAmount>'
    assert read_electronic(cii(tax=both), english).invoice.tax.value == 0


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("381", DocumentKind.CREDIT_NOTE),
        ("384", DocumentKind.INVOICE),
        ("325", DocumentKind.OTHER),
        ("389", DocumentKind.INVOICE),
    ],
    ids=["credit note", "corrected invoice", "pro forma", "self-billed"],
)
def test_the_type_code_says_what_it_is(english, code, kind):
    assert read_electronic(cii(code=code), english).kind is kind


def test_a_negative_credit_note_is_turned_and_a_negative_correction_is_not(english):
    credit = read_electronic(cii(line("-3250.00"), code="381", total="-3250.00"), english)
    assert (credit.invoice.payable.value, credit.invoice.lines[0].amount.value) == (Decimal("3250.00"), Decimal("3250.00"))
    correction = read_electronic(cii(line("-3250.00"), code="384", total="-3250.00"), english)
    assert correction.invoice.payable.value == Decimal("-3250.00")


def test_zugferd_1_has_older_names_for_the_same(english):
    old = (
        cii()
        .replace(b"CrossIndustryInvoice:100", b"CrossIndustryDocument:invoice:1p0")
        .replace(b"rsm:CrossIndustryInvoice", b"rsm:CrossIndustryDocument")
        .replace(b"ExchangedDocument", b"HeaderExchangedDocument")
        .replace(b"rsm:SupplyChainTradeTransaction", b"rsm:SpecifiedSupplyChainTradeTransaction")
        .replace(b"ApplicableHeaderTrade", b"ApplicableSupplyChainTrade")
        .replace(b"SpecifiedLineTrade", b"SpecifiedSupplyChainTrade")
        .replace(b"SettlementHeaderMonetary", b"SettlementMonetary")
        .replace(b"SettlementLineMonetary", b"SettlementMonetary")
        .replace(b"IssuerAssignedID", b"ID")
    )
    new, read = read_electronic(cii(), english).invoice, read_electronic(old, english).invoice
    assert [
        getattr(read, name).value for name in ("number", "issued", "due", "net", "tax", "total", "payable", "order_reference")
    ] == [getattr(new, name).value for name in ("number", "issued", "due", "net", "tax", "total", "payable", "order_reference")]
    assert [each.amount.value for each in read.lines] == [each.amount.value for each in new.lines]


def with_xml(pdf, xml, name="factur-x.xml"):
    document = pdfium.PdfDocument(pdf)
    document.new_attachment(name).set_data(xml)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def page(draw, number="ELM-88417", total="3,250.00"):
    return draw(
        [
            [(40, "Elm Court Care Ltd", 16)],
            [(40, "Invoice number:"), (200, number)],
            [(40, "Invoice date:"), (200, "30/06/2026")],
            None,
            [(40, "Description"), (350, "Weeks", "r"), (440, "Weekly rate", "r"), (555, "Amount", "r")],
            [(40, "Residential care"), (350, "4", "r"), (440, "812.50", "r"), (555, total, "r")],
            [(440, "Total due", "r"), (555, f"£{total}", "r")],
        ]
    )


def test_the_xml_inside_a_pdf_wins(english, draw):
    extraction = read_facturx(with_xml(page(draw), cii()), english, read_pdf)
    assert (extraction.reader, extraction.pages) == (ReaderName.FACTUR_X, 1)
    assert extraction.invoice.payable.source.origin.startswith("xpath")
    assert codes(extraction) == set()


def test_a_page_that_says_something_else_than_its_xml_is_a_question(english, draw):
    extraction = read_facturx(with_xml(page(draw, number="ELM-99999"), cii()), english, read_pdf)
    assert extraction.invoice.number.value == "ELM-88417"
    assert "xml-page-differs" in codes(extraction)


def test_a_pdf_without_an_invoice_inside_is_left_to_the_next_reader(english, draw):
    assert read_facturx(page(draw), english, read_pdf) is None
    assert read_facturx(with_xml(page(draw), b"<other/>", "data.xml"), english, read_pdf) is None
    assert read_facturx(b"%PDF-1.7 broken", english, read_pdf) is None


def test_a_broken_invoice_inside_a_pdf_is_told_and_the_page_is_read(english, draw):
    extraction = read_facturx(with_xml(page(draw), cii()[:-60]), english, read_pdf)
    assert (extraction.reader, extraction.invoice.number.value) == (ReaderName.PDF_TEXT, "ELM-88417")
    assert "xml-unreadable" in codes(extraction)


def test_two_different_invoices_inside_a_pdf_are_a_question_and_copies_are_not(english, draw):
    both = with_xml(with_xml(page(draw), cii()), cii().replace(b"ELM-88417", b"ELM-88418"), "second.xml")
    twice = with_xml(with_xml(page(draw), cii()), cii(), "copy.xml")
    assert "several-invoices" in codes(read_facturx(both, english, read_pdf))
    assert "several-invoices" not in codes(read_facturx(twice, english, read_pdf))


def test_a_page_that_gives_back_what_its_xml_asks_for_is_a_question(english, draw):
    credit = draw(
        [
            [(40, "Elm Court Care Ltd", 16)],
            [(40, "CREDIT NOTE", 18)],
            [(40, "Credit note number:"), (200, "ELM-88417")],
            [(40, "Date:"), (200, "30/06/2026")],
            [(40, "Credits invoice:"), (200, "ELM-88001")],
            None,
            [(40, "Description"), (350, "Weeks", "r"), (440, "Weekly rate", "r"), (555, "Amount", "r")],
            [(40, "Residential care"), (350, "4", "r"), (440, "812.50", "r"), (555, "3,250.00", "r")],
            [(440, "Total credit", "r"), (555, "£3,250.00", "r")],
        ]
    )
    found = read_facturx(with_xml(credit, cii()), english, read_pdf).findings
    assert [each.fields for each in found if each.code == "xml-page-differs"] == [("kind",)]


def test_xml_in_utf_16_inside_a_pdf_is_found(english, draw):
    utf_16 = cii().decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_facturx(with_xml(page(draw), utf_16), english, read_pdf).reader is ReaderName.FACTUR_X


def test_the_seller_may_be_a_person_and_is_not_whom_it_is_about(danish):
    seller = cii().replace(b"<ram:SellerTradeParty>", b'<ram:SellerTradeParty><ram:ID schemeID="DK:CPR">1503314203</ram:ID>')
    assert b"DK:CPR" in seller
    assert read_electronic(seller, danish).invoice.person is None


def test_the_person_of_one_line_is_not_that_of_the_document(danish):
    product = b"<ram:SpecifiedTradeProduct>"
    named = cii().replace(product, product + b'<ram:GlobalID schemeID="DK:CPR">1503314203</ram:GlobalID>', 1)
    invoice = read_electronic(named, danish).invoice
    assert (invoice.person, invoice.lines[0].person.value) == (None, "1503314203")


def test_taxes_at_several_rates_must_add_up(english):
    more = b"<ram:ApplicableTradeTax><ram:CalculatedAmount>80.00</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode></ram:ApplicableTradeTax>"
    place = b"<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
    assert "tax-mismatch" in codes(read_electronic(cii().replace(place, more + place), english))


def test_more_asked_for_than_the_total_is_a_question_in_an_e_invoice(english):
    found = re.search(rb"<ram:DuePayableAmount>([\d.]+)<", cii())[1]
    asked = cii().replace(b"<ram:DuePayableAmount>" + found, b"<ram:DuePayableAmount>9999.99")
    assert "payable-mismatch" in codes(read_electronic(asked, english))
    assert "payable-mismatch" not in codes(read_electronic(cii(), english))
