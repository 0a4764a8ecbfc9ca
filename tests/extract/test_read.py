"""Which reader reads what, and what is said of files that none can."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook

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
