"""Workbooks and CSV files become lines: heads, cells, formulas, forms of numbers, many rows, several tables."""

from __future__ import annotations

import io
import time
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from extract.read import read_document
from models.document import ReaderName
from models.invoice import DocumentKind
from tests.extract.answers import lines_of, told

ROWS = (
    ("150331-4203", "Botilbud § 108", "01-06-2026", "30-06-2026", 30, "døgn", 2243, 67290),
    ("220932-4205", "Ophold § 107", "01-06-2026", "30-06-2026", 30, "døgn", 2503, 75090),
)


def workbook(rows=ROWS, total=142380, **cells):
    book = Workbook()
    sheet = book.active
    sheet.title = "Faktura"
    for place, text in {
        "A1": "Elm Court ApS",
        "A2": "CVR-nr. 12345674",
        "A4": "Faktura nr.",
        "B4": 20417,
        "A5": "Fakturadato",
    }.items():
        sheet[place] = text
    sheet["B5"] = 46203
    sheet.append([])
    sheet.append(["Borger (CPR)", "Ydelse", "Fra dato", "Til dato", "Antal", "Enhed", "Takst", "Beløb"])
    for row in rows:
        sheet.append(row)
    sheet.append([None] * 6 + ["I alt", total])
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_a_line_for_each_person_is_read_with_the_cells(danish):
    extraction = read_document(workbook(), options=danish)
    invoice = extraction.invoice
    assert (extraction.kind, extraction.reader, extraction.findings) == (DocumentKind.INVOICE, ReaderName.XLSX, ())
    assert (invoice.number.value, str(invoice.issued.value), invoice.total.value) == ("20417", "2026-06-30", Decimal(142380))
    assert [line.person.value for line in invoice.lines] == ["150331-4203", "220932-4205"]
    assert [line.amount.value for line in invoice.lines] == [Decimal(67290), Decimal(75090)]
    assert invoice.lines[1].amount.source.origin == "cell Faktura!H9"
    assert invoice.lines[1].amount.source.box is None
    assert invoice.number.source.origin == "cell Faktura!B4"


def test_a_formula_without_a_result_is_told_and_not_computed(danish):
    extraction = read_document(workbook(total="=SUM(H8:H9)"), options=danish)
    assert extraction.invoice.total is None
    [finding] = extraction.findings
    assert finding.code == "formula-without-result"
    assert "Faktura!H10" in finding.detail


@pytest.mark.parametrize(
    "written", ["(1.099,00)", "1.099,00-", "-1.099,00", -1099], ids=["brackets", "trailing minus", "minus", "number"]
)
def test_a_credit_inside_a_sheet_is_negative_however_it_is_written(danish, written):
    rows = (*ROWS, ("150331-4203", "Regulering § 108", "01-05-2026", "31-05-2026", 1, "md", written, written))
    extraction = read_document(workbook(rows, total=141281), options=danish)
    assert extraction.invoice.lines[2].amount.value == Decimal(-1099)


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-8-sig"), (";", "utf-16")])
def test_a_csv_of_any_kind_is_read(danish, delimiter, encoding):
    table = [
        ["Faktura nr.", "20418"], ["Fakturadato", "30-06-2026"], [],
        ["CPR-nr", "Ydelse", "Periode", "Antal", "Takst", "Beløb"],
        ["150331-4203", "§ 108", "01.06-30.06.2026", "30", "2.243,00", "67.290,00"],
        ["071134-4209", "§ 104", "juni 2026", "1", "18.557,00", "18.557,00"],
        ["", "", "", "", "I alt", "85.847,00"],
    ]  # fmt: skip
    data = "\r\n".join(delimiter.join(row) for row in table).encode(encoding)
    extraction = read_document(data, name="faktura.csv", options=danish)
    assert extraction.reader is ReaderName.CSV
    assert [(line.person.value, line.amount.value) for line in extraction.invoice.lines] == [
        ("150331-4203", Decimal("67290.00")),
        ("071134-4209", Decimal("18557.00")),
    ]
    assert extraction.invoice.lines[0].amount.source.origin == "cell csv!F5"


HEADINGS = ("CPR-nr", "Ydelse", "Fra", "Til", "Antal", "Enhed", "Pris", "Beløb")
CARE = ("§ 85", "01-09-2026", "30-09-2026", 10, "timer", 100, 1000)


def book(*sheets, form="General"):
    """Return a workbook: each sheet a list of rows, the first with an invoice's head above them; whole numbers of persons in a form."""
    made = Workbook()
    made.remove(made.active)
    for place, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"Ark{place}")
        above = [["Bakkegården ApS"], ["Faktura nr.", "F-100"], ["Fakturadato", "30-09-2026"], []] if place == 1 else []
        for row in (*above, *rows):
            sheet.append(list(row))
        for [cell] in sheet.iter_rows(max_col=1):
            if isinstance(cell.value, int):
                cell.number_format = form
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_lines_of_a_second_sheet_are_lines_too(danish):
    first = [HEADINGS, ("150331-4203", *CARE)]
    second = [HEADINGS, ("220932-4205", *CARE), ("300636-4208", *CARE), ("I alt", *[None] * 6, 3000)]
    extraction = read_document(book(first, second), options=danish)
    assert lines_of(extraction) == [(person, Decimal(1000)) for person in ("150331-4203", "220932-4205", "300636-4208")]
    assert extraction.findings == ()


def test_a_second_smaller_table_of_a_sheet_is_read(danish):
    rows = [
        HEADINGS,
        ("150331-4203", *CARE),
        [],
        ("CPR-nr", "Tekst", "Beløb"),
        ("220932-4205", "Kørsel", 250),
        [],
        ("I alt", None, 1250),
    ]
    extraction = read_document(book(rows), options=danish)
    assert lines_of(extraction) == [("150331-4203", Decimal(1000)), ("220932-4205", Decimal(250))]
    assert extraction.findings == ()


@pytest.mark.parametrize("amount", ["=E6*G6", None, "se bilag"], ids=["a formula without result", "nothing", "words"])
def test_a_row_without_an_amount_that_can_be_read_is_told_and_lends_the_next_nothing(danish, amount):
    rows = [HEADINGS, ("150331-4203", *CARE[:-1], amount), ("220932-4205", "§ 107", None, None, None, None, None, 700)]
    extraction = read_document(book(rows), options=danish)
    [line] = extraction.invoice.lines
    assert (line.person.value, line.amount.value, line.quantity) == ("220932-4205", Decimal(700), None)
    [finding] = [each for each in extraction.findings if each.code == "rows-not-read"]
    assert "Ark1!A6" in finding.detail
    assert "4203" not in finding.detail


def test_a_persons_total_is_no_row_that_was_lost(danish):
    rows = [HEADINGS, ("150331-4203", *CARE), ("I alt 150331-4203", *[None] * 6, 1000), ("I alt", *[None] * 6, 1000)]
    assert told(read_document(book(rows), options=danish)) == set()


def test_a_number_that_a_sheet_cut_the_nought_off_is_not_mended_and_not_sure(danish):
    rows = [HEADINGS, (711344209, *CARE), ("150331-4203", *CARE), ("I alt", *[None] * 6, 2000)]
    extraction = read_document(book(rows), options=danish)
    person = extraction.invoice.lines[0].person
    assert person.value == "711344209"
    assert person.confidence < danish.bar < extraction.invoice.lines[1].person.confidence
    assert [each.fields for each in extraction.findings] == [("lines.0.person",)]


@pytest.mark.parametrize(
    ("form", "shown"), [("0000000000", "0711344209"), ("000000-0000", "071134-4209"), ('000000"-"0000', "071134-4209")]
)
def test_a_number_is_read_as_its_form_shows_it(danish, form, shown):
    rows = [HEADINGS, (711344209, *CARE), ("150331-4203", *CARE), ("I alt", *[None] * 6, 2000)]
    extraction = read_document(book(rows, form=form), options=danish)
    assert extraction.invoice.lines[0].person.value == shown
    assert extraction.findings == ()


def test_day_numbers_under_days_written_as_text_are_days(danish):
    rows = [HEADINGS, ("150331-4203", *CARE), ("220932-4205", "§ 85", 46266, 46295, *CARE[3:]), ("I alt", *[None] * 6, 2000)]
    second = read_document(book(rows), options=danish).invoice.lines[1]
    assert (str(second.period_start.value), str(second.period_end.value)) == ("2026-09-01", "2026-09-30")


def test_five_thousand_rows_are_read_and_more_are_told(danish):
    rows = [HEADINGS, *[(f"150331-{place:04d}", *CARE) for place in range(1000, 6000)], ("I alt", *[None] * 6, 5_000_000)]
    invoice = read_document(book(rows), options=danish).invoice
    assert (len(invoice.lines), invoice.total.value) == (5000, Decimal(5_000_000))
    many = read_document(book([*rows, *[("", "")] * 3, *rows[1:300]]), options=danish)
    assert "too-many-lines" in told(many)


def test_four_times_as_many_rows_take_about_four_times_as_long(danish):
    """A step that looks at every row for each row would take sixteen times as long."""

    def cost(count):
        rows = [HEADINGS, *[(f"150331-{place:04d}", *CARE) for place in range(1000, 1000 + count)]]
        data = book(rows)
        began = time.process_time()
        assert len(read_document(data, options=danish).invoice.lines) == count
        return time.process_time() - began

    cost(50)
    assert cost(2000) < 9 * cost(500)


UNEVEN = [
    ["Invoice number", "INV-9"], ["Invoice date", "01/09/2026"],
    ["Client ID", "Service", "From", "To", "Hours", "Rate", "Amount"],
    ["1234567", "Home care", "01/09/2026", "14/09/2026", "100", "24.16", '"2,416.00"'],
    ["1234890", "Home care", "01/09/2026", "14/09/2026", "1", "24.16", "(24.16)"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_csv_whose_head_is_narrower_than_its_table_is_a_table(english, encoding):
    data = "\r\n".join(",".join(row) for row in UNEVEN).encode(encoding)
    extraction = read_document(data, name="invoice.csv", options=english)
    assert (extraction.reader, extraction.invoice.number.value) == (ReaderName.CSV, "INV-9")
    assert lines_of(extraction) == [("1234567", Decimal(2416)), ("1234890", Decimal("-24.16"))]
    assert extraction.invoice.supplier.name is None


def test_a_line_in_a_hidden_row_is_a_question(danish):
    rows = [HEADINGS, ("150331-4203", *CARE), ("220932-4205", *CARE), ("I alt", *[None] * 6, 2000)]
    made = load_workbook(io.BytesIO(book(rows)))
    made["Ark1"].row_dimensions[7].hidden = True
    out = io.BytesIO()
    made.save(out)
    [finding] = read_document(out.getvalue(), options=danish).findings
    assert (finding.code, finding.fields) == ("hidden-rows", ("lines.1.amount",))
    assert "Ark1 row 7" in finding.detail
