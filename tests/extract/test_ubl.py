"""OIOUBL and Peppol invoices: sums, accounts, persons in whatever place, periods in words."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extract.read import read_document
from extract.readers.electronic import read_electronic
from extract.readers.pdf import read_pdf
from models.errors import UnreadableDocument
from models.invoice import DocumentKind

SPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
SUPPLIER = """<cac:AccountingSupplierParty><cac:Party>
  <cac:PartyName><cbc:Name>Elm Court ApS</cbc:Name></cac:PartyName>
  <cac:PartyTaxScheme><cbc:CompanyID schemeID="DK:SE">DK12345674</cbc:CompanyID>
    <cac:TaxScheme><cbc:ID>63</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:CompanyID schemeID="DK:CVR">DK12345674</cbc:CompanyID></cac:PartyLegalEntity>
</cac:Party></cac:AccountingSupplierParty>"""
BUYER = """<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="GLN">5790000123452</cbc:EndpointID>
  <cac:Contact><cbc:ID>ABCDE</cbc:ID></cac:Contact></cac:Party></cac:AccountingCustomerParty>"""
BANK = """<cac:PaymentMeans><cbc:PaymentMeansCode>42</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-07-30</cbc:PaymentDueDate>
  <cbc:PaymentChannelCode>DK:BANK</cbc:PaymentChannelCode><cac:PayeeFinancialAccount><cbc:ID>0012345678</cbc:ID>
  <cac:FinancialInstitutionBranch><cbc:ID>1234</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>"""


def line(note="CPR 150331-4203", name="Botilbud § 108", description="Juni 2026", more="", root="Invoice"):
    quantity = "InvoicedQuantity" if root == "Invoice" else "CreditedQuantity"
    return f"""<cac:{root}Line><cbc:ID>1</cbc:ID><cbc:Note>{note}</cbc:Note><cbc:{quantity} unitCode="DAY">30</cbc:{quantity}>
      <cbc:LineExtensionAmount currencyID="DKK">67290.00</cbc:LineExtensionAmount>{more}
      <cac:Item><cbc:Description>{description}</cbc:Description><cbc:Name>{name}</cbc:Name></cac:Item>
      <cac:Price><cbc:PriceAmount currencyID="DKK">2243.00</cbc:PriceAmount></cac:Price></cac:{root}Line>"""


def totals(**amounts):
    given = {"LineExtensionAmount": "67290.00", "TaxExclusiveAmount": "0.00", "TaxInclusiveAmount": "67290.00"} | amounts
    given.setdefault("PayableAmount", given["TaxInclusiveAmount"])
    inside = "".join(f'<cbc:{name} currencyID="DKK">{value}</cbc:{name}>' for name, value in given.items())
    return f"<cac:LegalMonetaryTotal>{inside}</cac:LegalMonetaryTotal>"


def tax(amount="0.00", scheme="63"):
    return f"""<cac:TaxTotal><cbc:TaxAmount currencyID="DKK">{amount}</cbc:TaxAmount><cac:TaxSubtotal><cac:TaxCategory>
      <cac:TaxScheme><cbc:ID>{scheme}</cbc:ID><cbc:Name>Moms</cbc:Name></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"""


def oioubl(
    *lines, root="Invoice", head="", supplier=SUPPLIER, buyer=BUYER, payment=BANK, taxes=None, sums=None, custom="OIOUBL-2.1"
):
    kind = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>" if root == "Invoice" else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {SPACES}>
    <cbc:CustomizationID>{custom}</cbc:CustomizationID><cbc:ID>20417</cbc:ID><cbc:IssueDate>2026-06-30</cbc:IssueDate>{kind}
    <cbc:DocumentCurrencyCode>DKK</cbc:DocumentCurrencyCode>{head}{supplier}{buyer}{payment}{tax() if taxes is None else taxes}
    {totals() if sums is None else sums}{"".join(lines) or line(root=root)}</{root}>""".encode()


def codes(extraction):
    return {finding.code for finding in extraction.findings}


def test_a_danish_invoice_for_one_person_is_read_whole(danish):
    extraction = read_electronic(oioubl(), danish)
    invoice, supplier, first = extraction.invoice, extraction.invoice.supplier, extraction.invoice.lines[0]
    assert extraction.kind is DocumentKind.INVOICE
    assert extraction.findings == ()
    assert (invoice.number.value, invoice.issued.value, invoice.due.value) == ("20417", date(2026, 6, 30), date(2026, 7, 30))
    assert (invoice.currency.value, invoice.buyer_gln.value, invoice.buyer_reference.value) == ("DKK", "5790000123452", "ABCDE")
    assert (supplier.name.value, supplier.registration.value) == ("Elm Court ApS", "12345674")
    assert supplier.bank_account.value == "1234-0012345678"
    assert (first.person.value, first.legal_basis.value) == ("150331-4203", "SEL108")
    assert (first.period_start.value, first.period_end.value) == (date(2026, 6, 1), date(2026, 6, 30))
    assert (first.quantity.value, first.unit.value, first.unit_price.value) == (30, "day", Decimal("2243.00"))
    assert first.amount.value == Decimal("67290.00")
    assert first.amount.source.origin == "xpath /Invoice/cac:InvoiceLine/cbc:LineExtensionAmount"


def test_every_line_says_which_of_the_lines_it_was_read_from(danish):
    extraction = read_electronic(oioubl(line(), line(note="CPR 220932-4205")), danish)
    assert [each.person.source.origin for each in extraction.invoice.lines] == [
        "xpath /Invoice/cac:InvoiceLine[1]/cbc:Note",
        "xpath /Invoice/cac:InvoiceLine[2]/cbc:Note",
    ]


@pytest.mark.parametrize(
    ("exclusive", "tax_amount", "inclusive", "net"),
    [
        pytest.param("1262.50", "1262.50", "6312.50", "5050.00", id="the tax stands there, as OIOUBL says"),
        pytest.param("5050.00", "1262.50", "6312.50", "5050.00", id="the net sum stands there, as many senders do"),
        pytest.param("0.00", "0.00", "5050.00", "5050.00", id="no tax at all"),
        pytest.param("5050.00", "0.00", "5050.00", "5050.00", id="no tax and the net sum"),
        pytest.param("1262.50", "1262.50", "6000.00", None, id="sums that close in no way"),
    ],
)
def test_the_tax_exclusive_amount_of_oioubl_is_believed_only_when_the_sums_close(danish, exclusive, tax_amount, inclusive, net):
    sums = totals(LineExtensionAmount="5050.00", TaxExclusiveAmount=exclusive, TaxInclusiveAmount=inclusive)
    invoice = read_electronic(oioubl(sums=sums, taxes=tax(tax_amount)), danish).invoice
    assert (invoice.net.value if invoice.net else None) == (Decimal(net) if net else None)
    assert (invoice.tax.value, invoice.total.value) == (Decimal(tax_amount), Decimal(inclusive))


def test_the_tax_exclusive_amount_of_peppol_is_the_net_sum_whatever_it_is(danish):
    sums = totals(TaxExclusiveAmount="67290.00")
    invoice = read_electronic(
        oioubl(sums=sums, custom="urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc"), danish
    ).invoice
    assert invoice.net.value == Decimal("67290.00")


def test_a_sum_that_is_not_there_stays_empty(danish):
    sums = '<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="DKK">67290.00</cbc:PayableAmount></cac:LegalMonetaryTotal>'
    invoice = read_electronic(oioubl(sums=sums, taxes=""), danish).invoice
    assert (invoice.net, invoice.tax, invoice.total) == (None, None, None)
    assert invoice.payable.value == Decimal("67290.00")


PROPERTY = """<cac:Item><cac:AdditionalItemProperty><cbc:Name>Borgers CPR</cbc:Name><cbc:Value>150331-4203</cbc:Value>
  </cac:AdditionalItemProperty></cac:Item>"""
DELIVERED = """<cac:Delivery><cac:DeliveryParty><cac:PartyIdentification><cbc:ID schemeID="DK:CPR">1503314203</cbc:ID>
  </cac:PartyIdentification></cac:DeliveryParty></cac:Delivery>"""


@pytest.mark.parametrize(
    ("built", "value", "place"),
    [
        pytest.param({"note": "", "more": DELIVERED}, "1503314203", "DeliveryParty", id="the party delivered to"),
        pytest.param(
            {"note": "CPR 220932-4205", "more": DELIVERED}, "1503314203", "DeliveryParty", id="that party before a note"
        ),
        pytest.param({"note": "", "more": PROPERTY}, "150331-4203", "AdditionalItemProperty", id="a property of the item"),
        pytest.param({"note": "Borger 150331 4203"}, "1503314203", "cbc:Note", id="a note"),
        pytest.param({"note": "", "description": "Juni 2026, 150331-4203"}, "150331-4203", "Description", id="the description"),
        pytest.param({"note": "", "name": "§ 108 150331-4203"}, "150331-4203", "cbc:Name", id="the name of the item"),
        pytest.param(
            {"note": "", "more": "<cac:OrderLineReference><cbc:LineID>150331-4203</cbc:LineID></cac:OrderLineReference>"},
            "150331-4203",
            "LineID",
            id="a reference to an order",
        ),
    ],
)
def test_the_person_is_found_in_each_known_place_and_the_place_is_kept(danish, built, value, place):
    person = read_electronic(oioubl(line(**built)), danish).invoice.lines[0].person
    assert person.value == value
    assert place in person.source.origin


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("P-nr. 1003314203", id="a production unit"),
        pytest.param("tlf. 1503314203", id="a telephone number"),
        pytest.param("Ordre 311331-4203", id="no such day"),
        pytest.param("CPR 150331-4203 og 220932-4205", id="two persons: which one?"),
        pytest.param("Beboer K.H.", id="initials"),
    ],
)
def test_what_is_not_one_person_is_nobody(danish, note):
    assert read_electronic(oioubl(line(note=note)), danish).invoice.lines[0].person is None


@pytest.mark.parametrize(
    "head",
    [
        "<cac:OrderReference><cbc:ID>150331-4203</cbc:ID></cac:OrderReference>",
        "<cbc:AccountingCost>150331-4203</cbc:AccountingCost>",
        "<cbc:BuyerReference>150331-4203</cbc:BuyerReference>",
    ],
    ids=["order reference", "account string", "buyer reference"],
)
def test_a_person_in_a_field_that_others_read_is_used_and_told(danish, head):
    extraction = read_electronic(oioubl(line(note=""), head=head), danish)
    assert extraction.invoice.person.value == "150331-4203"
    assert codes(extraction) == {"cpr-in-unsafe-field"}
    assert not any("150331" in finding.detail or "4203" in finding.detail for finding in extraction.findings)


def test_an_order_number_of_ten_digits_is_hardly_a_person(danish):
    head = "<cac:OrderReference><cbc:ID>0101354200</cbc:ID></cac:OrderReference>"
    person = read_electronic(oioubl(line(note=""), head=head), danish).invoice.person
    assert person.confidence < danish.bar


def test_the_supplier_may_be_a_person_and_is_not_the_one_it_is_about(danish):
    own = SUPPLIER.replace(
        "<cac:PartyName>",
        '<cac:PartyIdentification><cbc:ID schemeID="DK:CPR">0711344209</cbc:ID></cac:PartyIdentification><cac:PartyName>',
        1,
    )
    invoice = read_electronic(oioubl(line(note=""), supplier=own), danish).invoice
    assert (invoice.person, invoice.lines[0].person) == (None, None)


def test_a_council_can_agree_on_a_place_of_its_own(danish):
    options = replace(danish, person_places=(("5790000123452", ("cac:Item/cac:SellersItemIdentification/cbc:ID",)),))
    inside = "<cac:Item><cac:SellersItemIdentification><cbc:ID>220932-4205</cbc:ID></cac:SellersItemIdentification></cac:Item>"
    built = oioubl(line(note="CPR 150331-4203").replace("<cac:Item>", inside.replace("</cac:Item>", "")))
    assert read_electronic(built, danish).invoice.lines[0].person.value == "150331-4203"
    assert read_electronic(built, options).invoice.lines[0].person.value == "220932-4205"


def test_an_english_council_finds_an_nhs_number_in_a_note(english):
    invoice = read_electronic(oioubl(line(note="NHS 999 123 4578")), english).invoice
    assert invoice.lines[0].person.value == "9991234578"


@pytest.mark.parametrize(
    ("description", "start", "end"),
    [
        ("Juni 2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("01.06-30.06.2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("Ophold 15.06.2026 - 14.07.2026", date(2026, 6, 15), date(2026, 7, 14)),
        ("Ophold", None, None),
        ("Maj 2026 og juni 2026", None, None),
    ],
)
def test_the_period_of_a_line_is_read_from_its_words(danish, description, start, end):
    first = read_electronic(oioubl(line(description=description)), danish).invoice.lines[0]
    assert (first.period_start.value if first.period_start else None) == start
    assert (first.period_end.value if first.period_end else None) == end


def test_a_month_without_a_year_is_only_a_suggestion(danish):
    first = read_electronic(oioubl(line(description="Botilbud juni")), danish).invoice.lines[0]
    assert first.period_start is None or first.period_start.confidence < danish.bar


def test_a_period_in_its_own_field_wins_over_words(danish):
    own = (
        "<cac:InvoicePeriod><cbc:StartDate>2026-05-01</cbc:StartDate><cbc:EndDate>2026-05-31</cbc:EndDate></cac:InvoicePeriod>"
    )
    first = read_electronic(oioubl(line(more=own)), danish).invoice.lines[0]
    assert (first.period_start.value, first.period_end.value) == (date(2026, 5, 1), date(2026, 5, 31))


def test_half_a_period_is_not_completed_from_words(danish):
    own = "<cac:InvoicePeriod><cbc:StartDate>2026-05-01</cbc:StartDate></cac:InvoicePeriod>"
    first = read_electronic(oioubl(line(more=own)), danish).invoice.lines[0]
    assert first.period_start.value == date(2026, 5, 1)
    assert first.period_end is None


def test_a_day_of_delivery_is_not_a_period(danish):
    own = "<cac:Delivery><cbc:ActualDeliveryDate>2026-06-30</cbc:ActualDeliveryDate></cac:Delivery>"
    first = read_electronic(oioubl(line(more=own, description="Ophold")), danish).invoice.lines[0]
    assert (first.period_start, first.period_end) == (None, None)


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("Botilbud § 108", "SEL108"),
        ("STU-forløb", "STU"),
        ("Helhedstilbud § 107/104", None),
        ("§§ 107 og 104", None),
        ("Ophold", None),
    ],
)
def test_the_legal_basis_is_read_unless_a_package_has_two(danish, name, basis):
    found = read_electronic(oioubl(line(name=name)), danish).invoice.lines[0].legal_basis
    assert (found.value if found else None) == basis


def test_a_credit_note_has_positive_amounts_and_names_what_it_credits(danish):
    head = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>20398</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
    extraction = read_electronic(oioubl(root="CreditNote", head=head), danish)
    assert extraction.kind is DocumentKind.CREDIT_NOTE
    assert extraction.invoice.credits.value == "20398"
    assert extraction.invoice.payable.value == extraction.invoice.lines[0].amount.value == Decimal("67290.00")


def test_a_credit_note_written_with_minus_signs_is_turned_whole(danish):
    built = oioubl(root="CreditNote", sums=totals(LineExtensionAmount="-67290.00", TaxInclusiveAmount="-67290.00"))
    built = built.replace(b">30<", b">-30<").replace(b'"DKK">67290.00</cbc:LineExt', b'"DKK">-67290.00</cbc:LineExt')
    extraction = read_electronic(built, danish)
    first = extraction.invoice.lines[0]
    assert (first.amount.value, first.quantity.value, first.unit_price.value) == (Decimal("67290.00"), 30, Decimal("2243.00"))
    assert (extraction.invoice.payable.value, extraction.invoice.net.value) == (Decimal("67290.00"), Decimal("67290.00"))
    assert extraction.findings == ()


def test_an_invoice_that_asks_for_less_than_nothing_keeps_its_sign(danish):
    built = oioubl(sums=totals(LineExtensionAmount="-67290.00", TaxInclusiveAmount="-67290.00"))
    extraction = read_electronic(built, danish)
    assert extraction.kind is DocumentKind.INVOICE
    assert extraction.invoice.payable.value == Decimal("-67290.00")


def means(code, channel="", payment="", instruction="", account="", branch="", creditor=""):
    def part(name, value):
        return f"<cbc:{name}>{value}</cbc:{name}>" if value else ""

    branch = f"<cac:FinancialInstitutionBranch>{part('ID', branch)}</cac:FinancialInstitutionBranch>" if branch else ""
    payee = f"<cac:PayeeFinancialAccount>{part('ID', account)}{branch}</cac:PayeeFinancialAccount>" if account else ""
    credit = f"<cac:CreditAccount>{part('AccountID', creditor)}</cac:CreditAccount>" if creditor else ""
    return (
        f"<cac:PaymentMeans>{part('PaymentMeansCode', code)}{part('PaymentChannelCode', channel)}{part('InstructionID', instruction)}"
        f"{part('PaymentID', payment)}{payee}{credit}</cac:PaymentMeans>"
    )


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        pytest.param(
            {"code": "42", "channel": "DK:BANK", "account": "12345678", "branch": "1234"},
            "bank_account",
            "1234-12345678",
            id="bank",
        ),
        pytest.param({"code": "31", "account": "DK5000400440116243"}, "iban", "DK5000400440116243", id="IBAN"),
        pytest.param(
            {"code": "30", "account": "66374958", "branch": "08-99-99"}, "bank_account", "089999-66374958", id="sort code"
        ),
        pytest.param(
            {"code": "93", "payment": "71", "instruction": "123456789012345", "creditor": "87654321"},
            "payment_slip",
            "+71<123456789012345+87654321<",
            id="FIK in OIOUBL",
        ),
        pytest.param(
            {"code": "93", "payment": "71#123456789012345", "account": "87654321"},
            "payment_slip",
            "+71<123456789012345+87654321<",
            id="FIK in Peppol",
        ),
        pytest.param(
            {"code": "50", "channel": "DK:GIRO", "payment": "01", "account": "1234567"},
            "payment_slip",
            "+01<+1234567<",
            id="giro",
        ),
    ],
)
def test_each_way_to_be_paid_has_its_own_field(danish, given, field, value):
    supplier = read_electronic(oioubl(payment=means(**given)), danish).invoice.supplier
    assert getattr(supplier, field).value == value
    assert supplier.other_accounts == ()


def test_every_further_account_is_kept_to_be_compared(danish):
    payment = BANK + means("42", "DK:BANK", account="99999999", branch="9999") + means("31", account="DK5000400440116243")
    supplier = read_electronic(oioubl(payment=payment), danish).invoice.supplier
    assert supplier.bank_account.value == "1234-0012345678"
    assert supplier.iban.value == "DK5000400440116243"
    assert [each.value for each in supplier.other_accounts] == ["9999-99999999"]


def test_an_iban_whose_check_digits_fail_is_given_and_not_trusted(danish):
    iban = read_electronic(oioubl(payment=means("31", account="DK5100400440116243")), danish).invoice.supplier.iban
    assert (iban.value, iban.confidence < danish.bar) == ("DK5100400440116243", True)


def test_allowances_charges_and_prepaid_amounts_are_in_the_sums(danish):
    allowance = """<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Rabat
      </cbc:AllowanceChargeReason><cbc:Amount currencyID="DKK">290.00</cbc:Amount></cac:AllowanceCharge>"""
    sums = totals(TaxExclusiveAmount="0.00", TaxInclusiveAmount="67000.00", PrepaidAmount="1000.00", PayableAmount="66000.00")
    extraction = read_electronic(oioubl(head=allowance, sums=sums), danish)
    assert [(each.text.value, each.amount.value) for each in extraction.invoice.adjustments] == [("Rabat", Decimal("-290.00"))]
    assert (extraction.invoice.net.value, extraction.invoice.prepaid.value) == (Decimal("67000.00"), Decimal("1000.00"))
    assert extraction.findings == ()


def test_a_discount_on_a_line_explains_why_quantity_times_price_is_more(danish):
    discount = """<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
      <cbc:Amount currencyID="DKK">290.00</cbc:Amount></cac:AllowanceCharge>"""
    built = oioubl(
        line(more=discount).replace("67290.00", "67000.00"),
        sums=totals(LineExtensionAmount="67000.00", TaxInclusiveAmount="67000.00"),
    )
    assert codes(read_electronic(built, danish)) == set()
    assert codes(read_electronic(built.replace(b">290.00<", b">300.00<"), danish)) == {"line-mismatch"}


def test_lines_that_do_not_add_up_are_a_finding(danish):
    assert "total-mismatch" in codes(read_electronic(oioubl(line(), line(note="CPR 220932-4205")), danish))


@pytest.mark.parametrize(
    ("price", "each"),
    [
        ("<cbc:PriceAmount>22430.00</cbc:PriceAmount><cbc:BaseQuantity>10</cbc:BaseQuantity>", "2243"),
        ("<cbc:PriceAmount>1121.50</cbc:PriceAmount><cbc:OrderableUnitFactorRate>2</cbc:OrderableUnitFactorRate>", "2243"),
    ],
    ids=["a price for ten", "a price for half of what is ordered"],
)
def test_the_price_is_that_of_one_unit(danish, price, each):
    built = oioubl(line().replace('<cbc:PriceAmount currencyID="DKK">2243.00</cbc:PriceAmount>', price))
    extraction = read_electronic(built, danish)
    assert extraction.invoice.lines[0].unit_price.value == Decimal(each)
    assert extraction.findings == ()


def test_sums_in_another_currency_than_the_document_are_a_question(danish):
    assert "currency-mismatch" in codes(read_electronic(oioubl(sums=totals().replace("DKK", "EUR")), danish))


def test_somebody_else_who_wants_the_money_is_a_warning(danish):
    payee = "<cac:PayeeParty><cac:PartyName><cbc:Name>Factoring A/S</cbc:Name></cac:PartyName></cac:PayeeParty>"
    assert codes(read_electronic(oioubl(head=payee), danish)) == {"payee-differs"}
    same = payee.replace("Factoring A/S", "ELM COURT ApS.")
    assert codes(read_electronic(oioubl(head=same), danish)) == set()


def test_an_envelope_around_the_invoice_is_opened(danish):
    inner = oioubl().decode().partition("?>")[2]
    outer = f'<StandardBusinessDocument xmlns="urn:sbdh"><Header/>{inner}</StandardBusinessDocument>'
    assert read_electronic(outer.encode(), danish).invoice.number.value == "20417"


def embedded(pdf):
    text = base64.b64encode(pdf).decode()
    return f"""<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>
      <cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf">{text}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
      </cac:AdditionalDocumentReference>"""


def collective(draw, *rows):
    head = [
        (40, "Borger (CPR)"),
        (130, "Ydelse"),
        (230, "Periode"),
        (380, "Antal", "r"),
        (460, "Takst", "r"),
        (555, "Beløb", "r"),
    ]
    body = [[(40, a), (130, b), (230, c), (380, d, "r"), (460, e, "r"), (555, f, "r")] for a, b, c, d, e, f in rows]
    return draw([[(40, "Specifikation til faktura")], None, head, *body])


ROWS = (
    ("150331-4203", "§ 108", "01.06-30.06.2026", "30", "2.243,00", "67.290,00"),
    ("220932-4205", "§ 107", "01.06-30.06.2026", "30", "2.503,00", "75.090,00"),
)
ONE_SUM = {"note": "", "name": "Botilbud", "description": "Se bilag"}


def test_the_lines_of_an_embedded_pdf_stand_in_for_one_sum_when_they_add_up_to_it(danish, draw):
    built = oioubl(
        line(**ONE_SUM).replace("67290.00", "142380.00").replace("2243.00", "142380.00").replace(">30<", ">1<"),
        head=embedded(collective(draw, *ROWS)),
        sums=totals(LineExtensionAmount="142380.00", TaxInclusiveAmount="142380.00"),
    )
    extraction = read_electronic(built, danish, read_pdf)
    assert [each.person.value for each in extraction.invoice.lines] == ["150331-4203", "220932-4205"]
    assert [each.amount.value for each in extraction.invoice.lines] == [Decimal("67290.00"), Decimal("75090.00")]
    assert codes(extraction) == {"lines-from-attachment"}
    assert extraction.invoice.lines[0].person.source.origin.startswith("attachment")


def test_an_embedded_pdf_that_does_not_add_up_replaces_nothing(danish, draw):
    built = oioubl(line(**ONE_SUM), head=embedded(collective(draw, *ROWS)))
    extraction = read_electronic(built, danish, read_pdf)
    assert [each.person for each in extraction.invoice.lines] == [None]
    assert "attachment-differs" in codes(extraction)


def test_an_embedded_pdf_is_not_asked_when_the_xml_names_the_person(danish, draw):
    built = oioubl(head=embedded(collective(draw, *ROWS)))
    extraction = read_electronic(built, danish, read_pdf)
    assert len(extraction.invoice.lines) == 1
    assert extraction.findings == ()


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        pytest.param(b"<Invoice><ID>1</ID>", "doc-damaged", id="not well-formed"),
        pytest.param(b"<Invoice><ID>1</ID></Invoice>", "doc-unknown-type", id="no namespace"),
        pytest.param(b"<html><body/></html>", "doc-unknown-type", id="another language"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doc-unsafe", id="a document type"),
    ],
)
def test_xml_that_is_no_invoice_says_why(danish, xml, code):
    with pytest.raises(UnreadableDocument) as error:
        read_electronic(xml, danish)
    assert error.value.code == code


def test_a_very_long_invoice_is_read_as_far_as_it_makes_sense_and_says_so(danish):
    extraction = read_electronic(oioubl(*[line()] * 5001), danish)
    assert len(extraction.invoice.lines) == 5000
    assert "too-many-lines" in codes(extraction)


HEADER_CPR = "<cac:OrderReference><cbc:ID>220932-4205</cbc:ID></cac:OrderReference>"


def people_differ(extraction):
    return [finding.fields for finding in extraction.findings if finding.code == "people-differ"]


@pytest.mark.parametrize(
    "built",
    [
        pytest.param({"note": "CPR 220932-4205", "more": DELIVERED}, id="the party delivered to and a note"),
        pytest.param({"note": "CPR 150331-4203", "name": "Ophold 220932-4205"}, id="a note and the name of the item"),
    ],
)
def test_two_places_of_a_line_that_name_different_people_are_a_question_and_not_sure(danish, built):
    extraction = read_electronic(oioubl(line(**built)), danish)
    person = extraction.invoice.lines[0].person
    assert person.value.replace("-", "") == "1503314203"
    assert person.confidence < danish.bar
    assert people_differ(extraction) == [("lines.0.person",)]
    assert not any("4205" in each.detail or "4203" in each.detail for each in extraction.findings)


def test_a_line_that_names_two_people_is_not_given_to_the_one_in_the_header(danish):
    extraction = read_electronic(oioubl(line(note="CPR 150331-4203 og 220932-4205"), head=HEADER_CPR), danish)
    assert extraction.invoice.lines[0].person is None
    assert people_differ(extraction) == [("lines.0.person",)]


def test_a_person_in_the_header_whom_no_line_is_for_is_a_question(danish):
    assert people_differ(read_electronic(oioubl(head=HEADER_CPR), danish)) == [("person",)]
    both = oioubl(line(), line(note="CPR 220932-4205"), head=HEADER_CPR)
    assert people_differ(read_electronic(both, danish)) == []


def test_a_list_of_people_in_the_header_is_no_contradiction_when_each_line_has_its_own(danish):
    head = "<cbc:Note>150331-4203, 220932-4205</cbc:Note>"
    assert people_differ(read_electronic(oioubl(line(), line(note="CPR 220932-4205"), head=head), danish)) == []
    assert people_differ(read_electronic(oioubl(line(note=""), head=head), danish)) == [("person",)]


def test_a_run_of_digits_that_may_be_an_order_contradicts_nobody(danish):
    extraction = read_electronic(oioubl(head="<cac:OrderReference><cbc:ID>1503310000</cbc:ID></cac:OrderReference>"), danish)
    assert people_differ(extraction) == []


def test_the_councils_own_number_and_the_nhs_number_are_of_one_person(english):
    options = replace(english, person_id_regex=r"12[0-9]{5}")
    extraction = read_electronic(oioubl(line(note="Mosaic no 1234567, NHS 999 123 4578")), options)
    assert (extraction.invoice.lines[0].person.value, people_differ(extraction)) == ("1234567", [])
    two = read_electronic(oioubl(line(note="NHS 999 123 4586 and 999 123 4578")), options)
    assert people_differ(two) == [("lines.0.person",)]


def test_a_replacement_number_is_read_and_an_impossible_one_is_told(danish):
    assert read_electronic(oioubl(line(note="CPR-nr. 010160-ABC1")), danish).invoice.lines[0].person.value == "010160-ABC1"
    impossible = read_electronic(oioubl(line(note="CPR 311331-4203")), danish)
    assert impossible.invoice.lines[0].person is None
    assert [each.fields for each in impossible.findings if each.code == "person-number-impossible"] == [("lines.0.person",)]


def test_the_iso_code_of_the_personal_number_is_known_too(danish):
    buyer = BUYER.replace(
        "<cac:Contact>",
        '<cac:PartyIdentification><cbc:ID schemeID="0237">1503314203</cbc:ID></cac:PartyIdentification><cac:Contact>',
    )
    assert read_electronic(oioubl(line(note=""), buyer=buyer), danish).invoice.person.value == "1503314203"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param(b">67290.00</cbc:PayableAmount", b">67.290,00</cbc:PayableAmount", id="a comma"),
        pytest.param(b"2026-06-30</cbc:IssueDate", b"30-06-2026</cbc:IssueDate", id="a day the other way round"),
        pytest.param(b"2026-06-30</cbc:IssueDate", b"2026-06-31</cbc:IssueDate", id="a day that is none"),
    ],
)
def test_a_value_in_another_form_is_left_out_and_told_with_its_place(danish, right, wrong):
    good = oioubl()
    assert right in good
    assert "value-unreadable" not in codes(read_electronic(good, danish))
    [finding] = [
        each for each in read_electronic(good.replace(right, wrong), danish).findings if each.code == "value-unreadable"
    ]
    assert wrong.partition(b"<")[0].strip(b">").decode() in finding.detail
    assert "xpath" not in finding.detail


def test_a_credit_for_two_invoices_names_neither_and_says_so(danish):
    one = "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
    extraction = read_electronic(oioubl(root="CreditNote", head=one.format("20398") + one.format("20399")), danish)
    assert extraction.invoice.credits is None
    assert "credits-several" in codes(extraction)
    same = read_electronic(oioubl(root="CreditNote", head=one.format("20398") * 2), danish)
    assert same.invoice.credits.value == "20398"


def test_two_periods_are_no_period(danish):
    one = "<cac:InvoicePeriod><cbc:StartDate>2026-0{0}-01</cbc:StartDate><cbc:EndDate>2026-0{0}-30</cbc:EndDate></cac:InvoicePeriod>"
    assert read_electronic(oioubl(head=one.format(6)), danish).invoice.period_start.value == date(2026, 6, 1)
    two = read_electronic(oioubl(head=one.format(4) + one.format(6)), danish).invoice
    assert (two.period_start, two.period_end) == (None, None)


def test_a_total_of_tax_for_each_rate_is_added_up_when_the_sums_say_so(danish):
    sums = totals(LineExtensionAmount="1000.00", TaxExclusiveAmount="1000.00", TaxInclusiveAmount="1300.00")
    taxes = tax("250.00") + tax("50.00")
    invoice = read_electronic(oioubl(taxes=taxes, sums=sums, custom="urn:cen.eu:en16931:2017"), danish).invoice
    assert invoice.tax.value == Decimal("300.00")
    sums = totals(LineExtensionAmount="1000.00", TaxExclusiveAmount="1000.00", TaxInclusiveAmount="1250.00")
    invoice = read_electronic(oioubl(taxes=tax("250.00") * 2, sums=sums, custom="urn:cen.eu:en16931:2017"), danish).invoice
    assert invoice.tax.value == Decimal("250.00")


def test_more_asked_for_than_the_total_without_a_reason_is_a_question(danish):
    assert "payable-mismatch" in codes(read_electronic(oioubl(sums=totals(PayableAmount="67291.00")), danish))
    assert "payable-mismatch" not in codes(
        read_electronic(oioubl(sums=totals(PayableRoundingAmount="1.00", PayableAmount="67291.00")), danish)
    )


def inner(xml, number):
    return xml.decode().partition("?>")[2].replace("20417", number)


@pytest.mark.parametrize("root", ["StandardBusinessDocument", "Batch"])
def test_several_invoices_in_one_file_are_a_question_that_names_them(danish, root):
    extraction = read_electronic(f"<{root}>{inner(oioubl(), '20417')}{inner(oioubl(), '20418')}</{root}>".encode(), danish)
    [finding] = extraction.findings
    assert (finding.code, extraction.invoice.number.value) == ("several-invoices", "20417")
    assert "20417, 20418" in finding.detail


DANISH_LETTERS = oioubl(supplier=SUPPLIER.replace("Elm Court", "Blåbærgården")).decode()


@pytest.mark.parametrize(
    ("data", "note"),
    [
        pytest.param(DANISH_LETTERS.encode("cp1252"), {"encoding-mistaken"}, id="Windows letters that are said to be UTF-8"),
        pytest.param(
            DANISH_LETTERS.replace("UTF-8", "ISO-8859-1").encode(), {"encoding-mistaken"}, id="UTF-8 said to be Latin"
        ),
        pytest.param(DANISH_LETTERS.replace("UTF-8", "ISO-8859-1").encode("latin-1"), set(), id="Latin said to be Latin"),
        pytest.param(DANISH_LETTERS.replace("UTF-8", "UTF-16").encode("utf-16-le"), set(), id="UTF-16 without a mark"),
        pytest.param(b"\n\n  " + DANISH_LETTERS.encode(), set(), id="blank lines before the declaration"),
    ],
)
def test_the_letters_are_read_in_the_encoding_they_are_in(danish, data, note):
    extraction = read_document(data, options=danish)
    assert (extraction.invoice.supplier.name.value, codes(extraction)) == ("Blåbærgården ApS", note)


def test_a_file_that_mixes_encodings_is_damaged(danish):
    with pytest.raises(UnreadableDocument, match="broken"):
        read_electronic(DANISH_LETTERS.encode() + "<!-- ø -->".encode("cp1252"), danish)


def test_an_embedded_page_that_asks_for_another_sum_names_nobody(danish, draw):
    def named(total):
        rows = [
            [(40, "FAKTURA 20417", 16)],
            [(40, "CPR-nr"), (200, "Ydelse"), (480, "Beløb", "r")],
            [(40, "150331-4203"), (200, "Ophold"), (480, total, "r")],
            [(300, "I alt"), (480, total, "r")],
        ]
        pdf = base64.b64encode(draw(rows)).decode()
        document = (
            f'<cbc:EmbeddedDocumentBinaryObject mimeCode="application/octet-stream">{pdf}</cbc:EmbeddedDocumentBinaryObject>'
        )
        head = f"<cac:AdditionalDocumentReference><cac:Attachment>{document}</cac:Attachment></cac:AdditionalDocumentReference>"
        return read_electronic(oioubl(line(note="", description=""), head=head), danish, read_pdf)

    right, wrong = named("67.290,00"), named("9.999,00")
    # The e-invoice keeps its own line, with unit and price; only the person comes from the page.
    assert (right.invoice.lines[0].person.value, right.invoice.lines[0].unit.value) == ("150331-4203", "day")
    assert (wrong.invoice.person, wrong.invoice.lines[0].person) == (None, None)
    assert "attachment-differs" in codes(wrong)


@pytest.mark.parametrize(
    ("given", "reference"),
    [
        pytest.param(
            {"code": "93", "payment": "71", "instruction": "123456789012347", "creditor": "87654321"},
            "123456789012347",
            id="OIOUBL",
        ),
        pytest.param({"code": "93", "payment": "71#123456789012347", "account": "87654321"}, "123456789012347", id="Peppol"),
        pytest.param({"code": "93", "payment": "73", "creditor": "87654321"}, None, id="a slip without a number"),
        pytest.param(
            {"code": "31", "payment": "Faktura 20417", "account": "DK5000400440116243"}, "Faktura 20417", id="a transfer"
        ),
    ],
)
def test_what_to_quote_when_paying_is_never_the_kind_of_slip(danish, given, reference):
    found = read_electronic(oioubl(payment=means(**given)), danish).invoice.payment_reference
    assert (found.value if found else None) == reference


@pytest.mark.parametrize(("number", "sure"), [("123456789012347", True), ("123456789012345", False), ("", False)])
def test_a_slip_whose_check_digit_fails_is_given_and_not_sure(danish, number, sure):
    slip = read_electronic(oioubl(payment=means(code="93", payment="71", instruction=number, creditor="876 54321")), danish)
    assert slip.invoice.supplier.payment_slip.value == f"+71<{number}+87654321<"
    assert (slip.invoice.supplier.payment_slip.confidence >= danish.bar) is sure


def test_a_file_of_a_million_empty_elements_is_refused_soon(danish):
    wide = oioubl().replace(b"</Invoice>", b"<x/>" * 1_000_000 + b"</Invoice>")
    began = time.process_time()
    with pytest.raises(UnreadableDocument) as error:
        read_electronic(wide, danish)
    assert error.value.code == "doc-too-large"
    assert time.process_time() - began < 20
