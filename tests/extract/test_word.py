"""Word files become lines: tables, text boxes, fields, tracked changes, and what nobody sees."""

from __future__ import annotations

import copy
import io
from decimal import Decimal

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from extract.read import read_document
from models.document import ReaderName
from tests.extract.answers import lines_of, told


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


def test_a_word_file_without_end_is_read_as_far_as_it_makes_sense_and_says_so(danish):
    def change(table):
        row = table.rows[1]._tr
        for _ in range(5200):
            row.addnext(copy.deepcopy(row))

    extraction = read_document(word(head, change=change), options=danish)
    assert "too-many-lines" in told(extraction)
    assert len(extraction.invoice.lines) > 5000


def tabbed(*lines, stops=()):
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph(line)
        for stop in stops:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(stop))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("stops", [(), (150, 250, 350)], ids=["as many tabs in each", "stops of its own"])
def test_words_set_apart_by_tabs_stand_in_columns(danish, stops):
    lines = [
        "Tekst\tTimer\tTimepris\tBeløb",
        "Mentorstøtte, aflyst 12/5\t2\t465,00\t930,00",
        "Mentorstøtte, dobbelt faktureret\t3,5\t465,00\t1.627,50",
        "Kørselstillæg\t\t\t180,00",
    ]
    if stops:
        lines.insert(0, "Borger\tcpr 150331-4203")
    invoice = read_document(tabbed("Elm ApS", "Faktura 20", *lines, "I alt 2.737,50", stops=stops), options=danish).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["930.00", "1627.50", "180.00"]
    assert [line.quantity and str(line.quantity.value) for line in invoice.lines] == ["2", "3.5", None]


def test_a_letterhead_and_facts_side_by_side_in_a_table_are_read_line_by_line(english):
    document = docx.Document()
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text = "Elm Nursing Home\nElm Care Services Limited\nMoor Road, Overton OV1 9ZZ"
    cells[1].text = "Credit note no.  CN-0219\nDate  17/06/2026"
    document.add_paragraph("Total credit £2,001.60")
    out = io.BytesIO()
    document.save(out)
    invoice = read_document(out.getvalue(), options=english).invoice

    assert (invoice.number.value, str(invoice.issued.value)) == ("CN-0219", "2026-06-17")
    assert invoice.supplier.name.value == "Elm Care Services Limited"


@pytest.mark.parametrize(
    ("closing", "signature", "name"),
    [
        ("Yours faithfully,", ["Hilary Fenwick"], "Hilary Fenwick"),
        ("Thanks", ["Pete Hallam", "Hallam's Private Hire, Ashby", "07700 900123"], "Hallam's Private Hire"),
        ("Kind regards", ["Nia Bowen", "Stride Physiotherapy Ltd", "Suite 2, The Mill"], "Stride Physiotherapy Ltd"),
    ],
)
def test_who_signs_a_letter_is_shown_as_the_supplier_and_never_sure(english, closing, signature, name):
    letter = ["To the council", "Invoice no. 87, dated 26/06/2026", "Taxi for Callum in June", "Total due £224.25", closing]
    found = read_document(tabbed(*letter, *signature), options=english).invoice.supplier.name

    assert found.value == name
    assert "signed" in found.evidence
    assert found.confidence < english.bar
