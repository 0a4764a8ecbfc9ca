"""Which reader reads what, and what is said of files that none can."""

from __future__ import annotations

import copy
import io
import time
import zipfile
from dataclasses import replace
from decimal import Decimal

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook, load_workbook

from extract.read import MOST_BYTES, READERS, read_document
from extract.readers.paper import Paper, Piece
from extract.sniff import FileType, find_delimiter, sniff
from models.document import ReaderName
from models.invoice import DocumentKind

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"", FileType.EMPTY, id="nothing"),
        pytest.param(b" \r\n\x00", FileType.EMPTY, id="only blanks"),
        pytest.param(b"junk\r\n%PDF-1.4", FileType.PDF, id="a PDF after junk"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?><a/>", FileType.XML, id="XML with a mark"),
        pytest.param("\ufeff<?xml version='1.0'?><a/>".encode("utf-16"), FileType.XML, id="XML in UTF-16"),
        pytest.param("<?xml version='1.0'?><a/>".encode("utf-16-le"), FileType.XML, id="XML in UTF-16 without a mark"),
        pytest.param(b"<!DOCTYPE html><p>Hi", FileType.HTML, id="HTML"),
        pytest.param(packed("[Content_Types].xml", "xl/workbook.xml"), FileType.XLSX, id="Excel"),
        pytest.param(packed("[Content_Types].xml", "word/document.xml"), FileType.DOCX, id="Word"),
        pytest.param(packed("[Content_Types].xml", "ppt/presentation.xml"), FileType.PRESENTATION, id="PowerPoint"),
        pytest.param(packed("mimetype", "content.xml"), FileType.OPEN_DOCUMENT, id="OpenDocument"),
        pytest.param(packed("a.pdf"), FileType.ZIP, id="a zip"),
        pytest.param(b"PK\x03\x04 and then nothing", FileType.ZIP, id="a broken zip"),
        pytest.param(OLE + "EncryptedPackage\0".encode("utf-16-le"), FileType.LOCKED_OFFICE, id="a locked workbook"),
        pytest.param(OLE + "Workbook\0".encode("utf-16-le"), FileType.XLS, id="an old workbook"),
        pytest.param(OLE + "__properties_version1.0\0".encode("utf-16-le"), FileType.MSG, id="an Outlook message"),
        pytest.param(b"\x89PNG\r\n\x1a\n0000", FileType.PNG, id="PNG"),
        pytest.param(b"\xff\xd8\xff\xe0", FileType.JPEG, id="JPEG"),
        pytest.param(b"II*\x00 ", FileType.TIFF, id="TIFF"),
        pytest.param(b"\x00\x00\x00\x18ftypheic0000", FileType.HEIC, id="a telephone's photo"),
        pytest.param(b"\x78\x9f\x3e\x22 ", FileType.TNEF, id="winmail.dat"),
        pytest.param(b"Received: from a by b\r\nSubject: c\r\n\r\nd", FileType.EMAIL, id="a mail"),
        pytest.param(b"From: a\nTo: b\nMIME-Version: 1.0\n\nd", FileType.EMAIL, id="a mail without a trace"),
        pytest.param(b"Se nedenfor.\n\nFrom: a\nSent: b\nTo: c\n\nd", FileType.TEXT, id="a mail quoted in a text"),
        pytest.param(b"a;b;c\n1;2;3\n", FileType.CSV, id="a table"),
        pytest.param("Kære kommune\nHermed faktura.\n".encode("cp1252"), FileType.TEXT, id="a letter in Windows characters"),
        pytest.param(bytes(range(256)) * 4, FileType.UNKNOWN, id="anything"),
    ],
)
def test_a_file_is_what_its_content_says(data, kind):
    assert sniff(data) is kind


def test_a_name_may_only_say_that_text_is_a_table():
    assert sniff(b"Navn;1\nx\ny;2\nz;3", "liste.csv") is FileType.CSV
    assert sniff(b"Navn;1\nx\ny;2\nz;3", "brev.txt") is FileType.TEXT
    assert sniff(b"%PDF-1.7", "liste.csv", "text/csv") is FileType.PDF


def test_a_sentence_with_commas_is_no_table():
    assert find_delimiter("Dear team, please find, as agreed, our bill.\nRegards, E, F\n") is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "doc-empty", id="empty"),
        pytest.param(bytes(range(256)), "doc-unknown-type", id="unknown"),
        pytest.param(OLE + "EncryptedPackage\0".encode("utf-16-le"), "doc-password", id="locked"),
        pytest.param(OLE + "Workbook\0".encode("utf-16-le"), "doc-unknown-type", id="old Excel"),
        pytest.param(packed("a.pdf"), "doc-unknown-type", id="a container"),
        pytest.param(b"<?xml version='1.0'?><a/>", "doc-unknown-type", id="other XML"),
        pytest.param(b"<?xml version='1.0'?><a>", "doc-damaged", id="broken XML"),
        pytest.param(packed("[Content_Types].xml", "xl/workbook.xml"), "doc-damaged", id="a broken workbook"),
        pytest.param(packed("[Content_Types].xml", "word/document.xml"), "doc-damaged", id="a broken Word file"),
        pytest.param(b"%PDF-1.7\ngarbage", "doc-damaged", id="a broken PDF"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(danish, data, code):
    extraction = read_document(data, options=danish)
    assert (extraction.kind, extraction.reader) == (DocumentKind.OTHER, ReaderName.NONE)
    assert [finding.code for finding in extraction.findings] == [code]
    assert (
        "sk the" in extraction.findings[0].detail
        or "pload" in extraction.findings[0].detail
        or "ask for" in extraction.findings[0].detail
    )


def test_a_document_without_text_says_so(danish, draw):
    extraction = read_document(draw([]), options=danish)
    assert [finding.code for finding in extraction.findings] == ["doc-blank"]


def test_a_file_larger_than_any_invoice_is_not_opened(danish):
    class Huge(bytes):
        def __len__(self):
            return MOST_BYTES + 1

    assert read_document(Huge(b"%PDF-1.7"), options=danish).findings[0].code == "doc-too-large"


def test_a_name_that_says_something_else_than_the_content_is_told(danish, draw):
    extraction = read_document(draw([[(40, "Invoice")]]), name="photo.jpg", options=danish)
    assert "type-mismatch" in {finding.code for finding in extraction.findings}


def test_the_readers_stand_with_the_most_trustworthy_first():
    assert [reader.name for reader in READERS if FileType.PDF in reader.types] == ["factur-x", "pdf"]
    assert READERS[0].name == "e-invoice"


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


def test_a_word_file_with_a_table_is_read(english):
    document = docx.Document()
    for text in ("Elm Court Care Ltd", "Invoice number: ELM-88417", "Invoice date: 30/06/2026"):
        document.add_paragraph(text)
    table = document.add_table(1, 6)
    rows = (
        ("Mosaic ID", "Resident", "From", "To", "Weekly", "Net"),
        ("1234567", "E Marsh", "01/06/2026", "28/06/2026", "812.50", "3,250.00"),
        ("1234890", "T Okafor", "10/06/2026", "28/06/2026", "812.50", "2,205.36"),
    )
    for place, row in enumerate(rows):
        for cell, text in zip((table.rows[0] if place == 0 else table.add_row()).cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Total due: £5,455.36")
    out = io.BytesIO()
    document.save(out)
    extraction = read_document(out.getvalue(), options=english)
    assert (extraction.reader, extraction.invoice.number.value) == (ReaderName.DOCX, "ELM-88417")
    assert [(line.person.value, line.amount.value) for line in extraction.invoice.lines] == [
        ("1234567", Decimal("3250.00")),
        ("1234890", Decimal("2205.36")),
    ]
    assert extraction.invoice.lines[1].amount.source.origin == "table 1 row 3 column 6"


MAIL = """Kære kommune

Hermed faktura nr. 20419. Fakturadato: 30-06-2026

CPR-nr        Ydelse     Periode            Antal   Takst      Beløb
150331-4203   § 108      01.06-30.06.2026   30      2.243,00   67.290,00

I alt at betale: 67.290,00 kr.
"""


@pytest.mark.parametrize("html", [False, True], ids=["text", "HTML"])
def test_an_invoice_typed_into_a_mail_is_read(danish, html):
    if html:
        [before, table, after] = MAIL.split("\n\n", 2)[0], MAIL.splitlines()[4:6], MAIL.splitlines()[-1]
        rows = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("  ") if cell.strip()) + "</tr>" for row in table
        )
        text = f"<html><body><p>{before}</p><p>Faktura nr. 20419</p><table>{rows}</table><p>{after}</p></body></html>"
    else:
        text = MAIL
    extraction = read_document(text.encode(), options=danish)
    assert extraction.reader is ReaderName.MAIL_BODY
    [line] = extraction.invoice.lines
    assert (line.person.value, line.amount.value) == ("150331-4203", Decimal("67290.00"))
    assert line.amount.source.origin.startswith("body line ")
    assert extraction.invoice.supplier.name is None


def test_a_direct_payment_statement_is_given_as_one(english):
    book = Workbook()
    sheet = book.active
    sheet.title = "1234567"
    for row in (
        ["Client A. M. (1234567)"],
        ["Period 01/04/2026-30/06/2026"],
        ["Date", "Description", "Money in", "Money out", "Balance"],
        ["01/04/2026", "Opening balance", None, None, 1842.16],
        ["03/04/2026", "Council DP", 1650, None, 3492.16],
        ["30/06/2026", "Closing balance", None, None, 3492.16],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    extraction = read_document(out.getvalue(), options=english)
    assert extraction.kind is DocumentKind.DP_STATEMENT
    assert len(extraction.statement["statements"]) == 1


def test_what_stands_on_imagined_paper_is_traced_to_its_cell(danish):
    paper = Paper(ReaderName.CSV)
    paper.add_page([[[Piece("Faktura nr.", "here A"), None, Piece("20417", "there C")]], [[Piece("Dato", "next")]]])
    number = paper.read(danish).invoice.number
    assert (number.value, number.source.origin, number.source.page) == ("20417", "there C", None)


def test_a_pdf_can_be_read_without_its_xml(english, draw):
    assert (
        read_document(draw([[(40, "Invoice number: 77")]]), options=replace(english, use_xml=False)).reader
        is ReaderName.PDF_TEXT
    )


WORD_ROWS = (
    ("CPR-nr", "Ydelse", "Antal", "Pris", "Beløb"),
    ("150331-4203", "§ 108", "30", "1.000,00", "30.000,00"),
    ("220932-4205", "§ 107", "2", "500,00", "1.000,00"),
    ("I alt", "", "", "", "31.000,00"),
)
WORD_LINES = [("150331-4203", Decimal(30000)), ("220932-4205", Decimal(1000))]


def word(fill=lambda document: None, place=lambda document: document, change=lambda table: None):
    """Return a Word file with an invoice's head, whatever `fill` adds, and a table in the place that `place` gives."""
    document = docx.Document()
    for text in ("Bakkegården ApS", "CVR-nr. 99000015"):
        document.add_paragraph(text)
    fill(document)
    table = place(document).add_table(0, 5)
    for row in WORD_ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    change(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def head(document):
    document.add_paragraph("Faktura nr. 88")
    document.add_paragraph("Fakturadato: 30-09-2026")


def lines_of(extraction):
    return [(line.person.value, line.amount.value) for line in extraction.invoice.lines]


def in_xml(text, **more):
    spaces = {"v": "urn:schemas-microsoft-com:vml", "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006", **more}
    told = " ".join(f'xmlns:{name}="{address}"' for name, address in spaces.items())
    return parse_xml(text.replace(">", f" {nsdecls('w')} {told}>", 1))


BOXED = "<w:txbxContent><w:p><w:r><w:t>Faktura nr. 88</w:t></w:r></w:p><w:p><w:r><w:t>Fakturadato: 30-09-2026</w:t></w:r></w:p></w:txbxContent>"


def boxed(document):
    run = f"<w:r><mc:AlternateContent><mc:Choice>{BOXED}</mc:Choice><mc:Fallback>{BOXED}</mc:Fallback></mc:AlternateContent></w:r>"
    document.add_paragraph()._p.append(in_xml(run))


def in_field(document):
    held = "<w:p><w:r><w:t>Faktura nr. 88</w:t></w:r></w:p><w:p><w:r><w:t>Fakturadato: 30-09-2026</w:t></w:r></w:p>"
    document.element.body.insert(1, in_xml(f"<w:sdt><w:sdtContent>{held}</w:sdtContent></w:sdt>"))


def in_margin(document):
    table = document.sections[0].header.add_table(2, 2, docx.shared.Cm(12))
    for row, texts in zip(table.rows, (("Faktura nr.", "88"), ("Fakturadato", "30-09-2026")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


@pytest.mark.parametrize(
    "fill", [head, boxed, in_field, in_margin], ids=["paragraphs", "a text box", "a field to fill in", "the margin"]
)
def test_the_head_of_a_word_invoice_is_read_wherever_it_stands(danish, fill):
    extraction = read_document(word(fill), options=danish)
    assert (extraction.invoice.number.value, str(extraction.invoice.issued.value)) == ("88", "2026-09-30")
    assert (lines_of(extraction), extraction.findings) == (WORD_LINES, ())


def test_a_text_box_that_word_keeps_twice_is_read_once(danish):
    def once(document):
        line = "<w:p><w:r><w:t>150331-4203: 2 timer á 100,00 kr. = 200,00 kr.</w:t></w:r></w:p>"
        box = f"<w:txbxContent>{line}</w:txbxContent>"
        run = f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        document.add_paragraph()._p.append(in_xml(run))

    document = docx.Document()
    head(document)
    once(document)
    out = io.BytesIO()
    document.save(out)
    assert len(read_document(out.getvalue(), options=danish).invoice.lines) == 1


def test_a_table_in_a_table_is_read(danish):
    def inner(document):
        return document.add_table(1, 1).rows[0].cells[0]

    class Place:
        def __init__(self, cell):
            self.cell = cell

        def add_table(self, rows, columns):
            return self.cell.add_table(rows, columns)

    extraction = read_document(word(head, lambda document: Place(inner(document))), options=danish)
    assert lines_of(extraction) == WORD_LINES


def test_what_a_tracked_change_inserts_is_read_what_it_deletes_is_not_and_it_is_told(danish):
    def change(table):
        paragraph = table.rows[1].cells[4].paragraphs[0]._p
        for run in paragraph.findall(qn("w:r")):
            paragraph.remove(run)
        paragraph.append(in_xml('<w:del w:id="1" w:author="a"><w:r><w:delText>99.000,00</w:delText></w:r></w:del>'))
        paragraph.append(in_xml('<w:ins w:id="2" w:author="a"><w:r><w:t>30.000,00</w:t></w:r></w:ins>'))

    extraction = read_document(word(head, change=change), options=danish)
    assert lines_of(extraction) == WORD_LINES
    assert [each.code for each in extraction.findings] == ["tracked-changes"]


@pytest.mark.parametrize("hide", ["hidden", "strike"])
def test_what_nobody_sees_in_a_word_file_is_not_read(danish, hide):
    def add(document):
        head(document)
        document.add_paragraph().add_run("Fakturanr. 9999").italic = True
        setattr(document.paragraphs[-1].runs[0].font, hide, True)

    extraction = read_document(word(add), options=danish)
    assert (extraction.invoice.number.value, extraction.findings) == ("88", ())


def test_an_amount_merged_over_two_rows_is_one_amount(danish):
    def change(table):
        table.rows[2].cells[4].text = ""
        table.cell(1, 4).merge(table.cell(2, 4))

    amounts = [
        line.amount.value for line in read_document(word(head, change=change), options=danish).invoice.lines if line.amount
    ]
    assert amounts.count(Decimal(30000)) == 1


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


def told(extraction):
    return {finding.code for finding in extraction.findings}


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


TYPED = """Hi team,
Invoice INV-2231
Date: 30/09/2026
Mosaic no 1234567: 40 hours at £24.16 = £966.40 (1-30 September 2026)
Mosaic no 1234890: 10 hours at £24.16 = £241.60 excl. VAT
"""
QUOTED = """
On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:
> Please send invoice INV-1000
> Mosaic no 7654321: 1 hour at £9,999.00 = £9,999.00
"""


def test_a_typed_line_may_go_on_behind_its_amount(english):
    extraction = read_document(TYPED.encode(), options=english)
    assert lines_of(extraction) == [("1234567", Decimal("966.40")), ("1234890", Decimal("241.60"))]
    assert extraction.findings == ()


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param(QUOTED, id="under a line that says who wrote"),
        pytest.param("\n".join(line for line in QUOTED.splitlines() if "wrote" not in line), id="behind marks alone"),
        pytest.param(QUOTED.replace("On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:", "-----Original Message-----").replace("> ", ""),
                     id="under a line of dashes"),
        pytest.param(QUOTED.replace("On 12 Sep 2026 at 10:11 Council <x@council.example> wrote:", "From: Council\nSent: 12 Sep 2026\nSubject: care").replace("> ", ""),
                     id="under the head of a mail"),
    ],
)  # fmt: skip
def test_an_invoice_typed_above_an_earlier_mail_has_no_lines_of_that(english, quoted):
    extraction = read_document((TYPED + quoted).encode(), options=english)
    assert [person for person, _ in lines_of(extraction)] == ["1234567", "1234890"]
    assert (extraction.invoice.number.value, told(extraction)) == ("INV-2231", {"quoted-not-read"})


def test_an_invoice_that_was_only_passed_on_is_read_where_it_is_quoted(english):
    passed = "FYI\n\n-----Original Message-----\n" + TYPED
    assert [person for person, _ in lines_of(read_document(passed.encode(), options=english))] == ["1234567", "1234890"]


def test_a_form_with_from_and_to_is_not_the_head_of_a_mail(danish):
    typed = "Faktura nr. 12\nFra: 01-09-2026\nTil: 30-09-2026\nDato: 30-09-2026\n150331-4203: 30 døgn á 1.000,00 = 30.000,00\nI alt 30.000,00 kr."
    extraction = read_document(typed.encode(), options=danish)
    assert lines_of(extraction) == [("150331-4203", Decimal(30000))]
    assert told(extraction) == set()


def test_a_person_in_a_mail_who_got_no_line_is_told(danish):
    typed = "Faktura nr. 12\nDato 30-09-2026\n150331-4203: 30 døgn á 1.000,00 = 30.000,00\n220932-4205: se vedhæftede bilag"
    [finding] = read_document(typed.encode(), options=danish).findings
    assert (finding.code, "4205" in finding.detail, "body line 4" in finding.detail) == ("rows-not-read", False, True)


def test_a_word_file_without_end_is_read_as_far_as_it_makes_sense_and_says_so(danish):
    def change(table):
        row = table.rows[1]._tr
        for _ in range(5200):
            row.addnext(copy.deepcopy(row))

    extraction = read_document(word(head, change=change), options=danish)
    assert "too-many-lines" in told(extraction)
    assert len(extraction.invoice.lines) > 5000


def test_a_line_in_a_hidden_row_is_a_question(danish):
    rows = [HEADINGS, ("150331-4203", *CARE), ("220932-4205", *CARE), ("I alt", *[None] * 6, 2000)]
    made = load_workbook(io.BytesIO(book(rows)))
    made["Ark1"].row_dimensions[7].hidden = True
    out = io.BytesIO()
    made.save(out)
    [finding] = read_document(out.getvalue(), options=danish).findings
    assert (finding.code, finding.fields) == ("hidden-rows", ("lines.1.amount",))
    assert "Ark1 row 7" in finding.detail
