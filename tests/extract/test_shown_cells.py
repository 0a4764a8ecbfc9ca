"""What a sheet, a Word file or a mail shows, and how its cells are laid out: hours over a day, formulas without a result, labels far from their values, sums in every row."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
import pytest
from openpyxl import Workbook

from extract.read import read_document
from extract.sniff import FileType, sniff
from tests.extract.answers import amounts, value

EXPORTED = """Organisation|InvoiceNumber|InvoiceDate|SubTotal|TaxTotal|Total|LineDescription|Quantity|UnitAmount|LineAmount|ClientRef
Elm Mobility Ltd|INV-7730|2026-06-30|159.00|31.80|190.80|Chair hire|1.00|64.00|64.00|3300417
Elm Mobility Ltd|INV-7730|2026-06-30|159.00|31.80|190.80|Hoist visit|1.00|95.00|95.00|3300902
"""
CHARGED = """ProviderName,InvoiceNo,InvoiceDate,ClientID,ServiceType,VisitDate,ActualStart,ActualEnd,ChargeHrs,HourlyRate,Charge
Elm Care Ltd,CFC-92714,08/06/2026,20551,Personal Care,01/06/2026,07:34,08:20,0.75,23.40,17.55
Elm Care Ltd,CFC-92714,08/06/2026,20967,Personal Care w/e,06/06/2026,12:00,13:00,1.00,26.00,26.00
"""


def saved(rows):
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word(*parts):
    """Return a Word file of paragraphs and tables: a text or a list of rows each."""
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(0, len(part[0]))
        for row in part:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


ACTUALS = (
    ("Supplier", "Oakapple Supported Living CIC", "Inv no", "OSL-26-0114"),
    ("Address", "90 Canal Road, Brindley BR4 5TT", "Inv date", "30/06/2026"),
    ("Bill to", "Brindley Council - Commissioning", "Scheme", "14 Lock Cottages"),
    (),
    ("Tenant", "Support", "Hours delivered", "Rate", "Amount"),
    ("PR 730018\nK. Ashby", "1:1 support", timedelta(hours=28, minutes=30), 21.3, 607.05),
    ("", "1:1 support", timedelta(hours=24, minutes=15), 21.3, 516.53),
    ("PR 730244\nM. Lister", "Adjustment", "-6:00", 14.2, -85.2),
    ("Total", None, None, None, 1038.38),
)


def test_hours_are_read_as_a_sheet_shows_them_and_a_cell_of_two_lines_as_words(english):
    invoice = read_document(saved(ACTUALS), options=english).invoice

    assert [(str(line.quantity.value), line.unit.value) for line in invoice.lines] == [
        ("28.50", "hour"),
        ("24.25", "hour"),
        ("-6.00", "hour"),
    ]
    assert [line.person.value for line in invoice.lines] == ["730018", "730018", "730244"]
    assert "carried" in invoice.lines[1].person.evidence


def test_a_label_leads_to_the_cell_beside_it_and_not_to_the_label_below(english):
    rows = ((f"{label:<80}", *rest) for label, *rest in ACTUALS[:3])
    invoice = read_document(saved((*rows, *ACTUALS[3:])), options=english).invoice

    assert value(invoice.supplier.name) == "Oakapple Supported Living CIC"


def test_no_other_number_takes_the_place_of_a_formula_without_a_result(english):
    rows = (
        ("Invoice number", "CU-19"),
        (),
        ("Date", "What we did", "Hours", "£ per hour", "£"),
        ("01/06/2026", "Swimming", 3, 17.5, "=C4*D4"),
        ("03/06/2026", "Support at home", 2.5, 17.5, "=C5*D5"),
        ("TOTAL", None, None, None, "=E4+E5"),
    )
    extraction = read_document(saved(rows), options=english)

    assert not amounts(extraction.invoice)
    assert "formula-without-result" in {finding.code for finding in extraction.findings}


def test_the_sums_that_a_program_repeats_in_every_row_are_those_of_the_bill(english):
    extraction = read_document(EXPORTED.replace("|", "\t").encode(), name="export.csv", options=english)
    invoice = extraction.invoice

    assert value(invoice.supplier.name) == "Elm Mobility Ltd"
    assert [str(value(each)) for each in (invoice.net, invoice.tax, invoice.total)] == ["159.00", "31.80", "190.80"]
    assert amounts(extraction.invoice) == ["64.00", "95.00"]


def test_the_hours_charged_are_no_amount_and_a_name_of_care_no_week(english):
    extraction = read_document(CHARGED.encode(), name="export.csv", options=english)

    assert amounts(extraction.invoice) == ["17.55", "26.00"]
    assert [str(line.period_start.value) for line in extraction.invoice.lines] == ["2026-06-01", "2026-06-06"]


def test_a_row_that_says_what_is_left_for_somebody_does_not_end_the_lines(english):
    head = ("Your ref", "Resident", "Detail", "Weeks", "Per week £", "Amount £")
    rows = (
        ("Invoice number", "ORR-26"),
        (),
        head,
        ("5512078", "Edna Marchbank", "Care fee", 4, 842, 3368),
        (None, None, "Less contribution", 4, 188.35, -753.4),
        ("Net for Edna Marchbank", None, None, None, None, 2614.6),
        ("5512344", "Walter Ogunde", "Care fee", 4, 915.6, 3662.4),
        ("Net for Walter Ogunde", None, None, None, None, 3662.4),
        ("TOTAL PAYABLE", None, None, None, None, 6277),
    )

    assert amounts(read_document(saved(rows), options=english).invoice) == [
        "3368.00",
        "-753.40",
        "3662.40",
    ]


LETTER = (
    "Finance Department",
    "Tidcombe City Council",
    "22nd June 2026",
    "Invoice for respite stay",
    "Kieran stayed with us from Friday 5 June 2026 until Friday 12 June 2026.",
    "We would be grateful for payment of £1,645.00 by 22 July 2026.",
)


def test_a_letter_in_word_says_what_is_to_be_paid_and_by_when_and_is_never_sure(english):
    invoice = read_document(word(*LETTER), options=english).invoice

    assert (str(value(invoice.total)), str(value(invoice.due))) == ("1645.00", "2026-07-22")
    assert "told" in invoice.total.evidence


def test_each_table_of_a_word_file_has_columns_of_its_own(english):
    extraction = read_document(
        word(
            "Invoice number: 2217",
            [["Week of 8 June 2026, car and escort, home to school and back again", "5 days", "@ £74.00", "£370.00"]],
            [["Single journeys, car only", "10 trips", "@ £21.50", "£215.00"]],
            "Total of this bill £585.00",
        ),
        options=english,
    )

    assert amounts(extraction.invoice) == ["370.00", "215.00"]


def test_the_day_of_the_week_before_a_day_is_no_label(danish):
    invoice = read_document(
        word("Fakturadato: tirsdag den 30. juni 2026", "Sidste rettidige betaling: torsdag den 30. juli 2026"), options=danish
    ).invoice

    assert (str(value(invoice.issued)), str(value(invoice.due))) == ("2026-06-30", "2026-07-30")


def test_two_labels_may_stand_in_one_sentence_each_before_its_day(english):
    invoice = read_document(b"Elm Counselling LLP\n\nInvoice K1063 dated 18/06/2026 due 18/07/2026\n", options=english).invoice

    assert (str(value(invoice.issued)), str(value(invoice.due))) == ("2026-06-18", "2026-07-18")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Interpreter hours on site, home visit", "hour"),
        ("Telephone interpreting 15 June 2026, minutes", "minute"),
        ("Hours Mon to Sat", "hour"),
        ("Care out of hours", None),
    ],
)
def test_the_words_of_a_line_say_what_there_are_so_many_of(english, text, unit):
    rows = (
        ("Invoice number", "LB-60"),
        (),
        ("Quantity", "Description", "Unit price", "Total"),
        (45, text, 2, 90),
        ("Total", None, None, 90),
    )
    (line,) = read_document(saved(rows), options=english).invoice.lines

    assert (line.unit and line.unit.value) == unit


def test_what_a_mile_costs_may_be_written_in_pence(english):
    rows = (
        ("Invoice number", "BO-12"),
        (),
        ("Claim", "How many", "Rate", "£"),
        ("Mileage", "41 miles", "45p", 18.45),
        ("Total", None, None, 18.45),
    )
    (line,) = read_document(saved(rows), options=english).invoice.lines

    assert (str(line.unit_price.value), line.unit.value) == ("0.45", "mile")


MAIL = """Hej Birgitte

Kragelunds Minibusser ApS
Vestre Ringvej 77, 9986 Nørrevig
CVR-nr. 99000015

REGNING NR. 4471, udstedt d. 26. juni 2026

I alt til betaling: 9.255,00 kr.

Beløbet sættes ind på 9986-0005518802.

Venlig hilsen
Jens Kragelund
"""


def test_the_company_over_its_address_in_a_mail_sells_and_not_who_signs(danish):
    supplier = read_document(MAIL.encode(), options=danish).invoice.supplier

    assert (value(supplier.name), value(supplier.bank_account)) == ("Kragelunds Minibusser ApS", "9986-0005518802")


def test_who_sent_a_mail_that_was_passed_on_is_named_without_the_address(english):
    text = "Please see below.\n\nFrom: Sandford Road Day Centre <office@sandford.example>\n\nOur bill number 0926 of 1 July 2026:\n\nTotal GBP 1,062.40\n"
    supplier = read_document(text.encode(), options=english).invoice.supplier

    assert value(supplier.name) == "Sandford Road Day Centre"


def test_a_whole_mail_is_told_apart_from_its_text_and_says_what_to_do(danish):
    mail = b"From: a@elm.example\r\nMessage-ID: <1@elm.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html><body>Faktura</body></html>"
    (finding,) = read_document(mail, name="mail.eml", options=danish).findings

    assert sniff(mail) is FileType.EMAIL
    assert sniff(b'<div dir="ltr">Hi Priya,</div>') is FileType.HTML
    assert "afstem ingest" in finding.detail
