"""Lists that programs export: what a bill says once stands in every row; money is told by the form of its cells."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from extract.read import read_document
from extract.readers.sheet import read_sheet
from tests.extract.answers import amounts, value

DANISH = """Leverandør;CVR;Fakturanr;Fakturadato;CPR;Navn;Besøgsdato;Ydelse;Timer;Timepris;Beløb
Støttehuset Fjorden ApS;12345674;F-3318;04-05-2026;150331-4203;Ida Holm;02-04-2026;Bostøtte;1,5;418,00;627,00
Støttehuset Fjorden ApS;12345674;F-3318;04-05-2026;220932-4205;Bo Lund;03-04-2026;Bostøtte;2;418,00;836,00
I alt;;;;;;;;;;1463,00
"""
ENGLISH = """"InvoiceNumber","InvoiceDate","DueDate","*ClientID","Description","ServiceFrom","ServiceTo","Quantity","Unit","UnitAmount","LineAmount","Provider","SortCode","AccountNo"
"SI-2206","2026-06-30","2026-07-30","40881","Core hours","2026-06-01","2026-06-28","112","hours","19.85","2223.20","Elm Living LLP","209955","60331274"
"SI-2206","2026-06-30","2026-07-30","40902","Core hours","2026-06-01","2026-06-28","98","hours","19.85","1945.30","Elm Living LLP","209955","60331274"
"Invoice total","","","","","","","","","","4168.50","","",""
"""


def days(invoice):
    return [(str(line.period_start.value), str(line.period_end.value)) for line in invoice.lines]


def test_what_every_row_of_a_danish_list_says_is_said_once(danish):
    invoice = read_document(DANISH.encode(), name="liste.csv", options=danish).invoice

    assert (value(invoice.number), str(value(invoice.issued))) == ("F-3318", "2026-05-04")
    assert (value(invoice.supplier.name), value(invoice.supplier.registration)) == ("Støttehuset Fjorden ApS", "12345674")
    assert [line.person.value for line in invoice.lines] == ["150331-4203", "220932-4205"]
    # The day of the bill stands before that of the visit, and is not taken for it.
    assert days(invoice) == [("2026-04-02", "2026-04-02"), ("2026-04-03", "2026-04-03")]
    assert invoice.number.source.origin == "cell csv!C2"


def test_headings_that_a_program_set_together_are_read(english):
    invoice = read_document(ENGLISH.encode(), name="list.csv", options=english).invoice

    assert (value(invoice.number), str(value(invoice.issued)), str(value(invoice.due))) == (
        "SI-2206",
        "2026-06-30",
        "2026-07-30",
    )
    assert (value(invoice.supplier.name), value(invoice.supplier.bank_account)) == ("Elm Living LLP", "209955-60331274")
    assert [line.person.value for line in invoice.lines] == ["40881", "40902"]
    assert amounts(invoice) == ["2223.20", "1945.30"]
    assert days(invoice)[0] == ("2026-06-01", "2026-06-28")


def test_a_column_whose_rows_differ_is_no_fact_of_the_bill(danish):
    two = DANISH.replace("F-3318;04-05-2026;220932", "F-3319;04-05-2026;220932")

    assert read_document(two.encode(), name="liste.csv", options=danish).invoice.number is None


def test_a_row_without_words_that_holds_the_sums_of_its_columns_is_no_line_and_no_heading_is_a_name(english):
    visits = """Service User,SU ID,Visit Date,Duration (mins),Funder,Rate,Charge
Ann Reddy,700412,01/06/2026,30,Overton Council,22.00,11.00
Per Lund,700533,01/06/2026,60,Overton Council,22.00,22.00
,,,90,,,33.00
"""
    invoice = read_document(visits.encode(), name="visits.csv", options=english).invoice

    assert amounts(invoice) == ["11.00", "22.00"]
    assert [line.person_name.value for line in invoice.lines] == ["Ann Reddy", "Per Lund"]
    assert (value(invoice.total), invoice.supplier.name) == ("33.00", None)


def sheet_of(*rows, form):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell in sheet["D"]:
        cell.number_format = form
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "currency"),
    [('#,##0.00" kr."', "DKK"), ("[$£-809]#,##0.00;-[$£-809]#,##0.00", "GBP"), ("[$-406]#,##0.00", None)],
)
def test_the_form_of_a_cell_says_which_money_it_is(danish, form, currency):
    rows = [
        ("Elm Court ApS",), ("Faktura nr.", 20417), (), ("CPR-nr.", "Ydelse", "Antal", "Beløb"), ("150331-4203", "Ophold", 30, 67290),
        ("150331-4203", "Fradrag", 1, -290.5), (None, None, "I alt", 66999.5),
    ]  # fmt: skip
    invoice = read_sheet(sheet_of(*rows, form=form), danish).invoice

    assert value(invoice.currency) == currency
    assert amounts(invoice) in (["67290.00", "-290.50"], ["67290", "-290.50"])


@pytest.mark.parametrize(
    "row",
    [("betales: 14-06-2026", None, None, "CVR: 12345674"), ("Please pay Elm 60-20-17 / 40055173",), ("I alt", "40055173")],
)
def test_the_number_of_a_company_or_of_an_account_is_never_a_sum(danish, row):
    rows = [("Faktura nr.", 20417), (), ("CPR-nr.", "Ydelse", "Antal", "Beløb"), ("150331-4203", "Ophold", 30, 67290), row]
    invoice = read_sheet(sheet_of(*rows, form="0.00"), danish).invoice

    assert {each.value for each in (invoice.total, invoice.payable) if each} <= {67290}
