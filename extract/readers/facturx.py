"""Factur-X and ZUGFeRD: the e-invoice inside a PDF. The XML wins; where the page says something else, that is a finding."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from extract.options import ReadOptions
from extract.readers.electronic import PdfReader, complete, names_a_person, read_electronic
from models.document import ReaderName, Reading
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.identifiers import compact
from models.invoice import Extraction, Invoice

#: The names the standards give the file: Factur-X and ZUGFeRD 2.1, ZUGFeRD 2.0, ZUGFeRD 1, XRechnung.
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
MOST_FILES = 50
MOST_BYTES = 20_000_000
#: A page with fewer characters is a picture: comparing it would cost an OCR run.
FEWEST_CHARACTERS = 40
#: A shorter number may stand in a longer one by chance.
FEWEST_IN_COMMON = 4
COMPARED = ("number", "issued", "due", "currency", "net", "tax", "total", "payable", "credits")


def read_facturx(data: bytes, options: ReadOptions, read_pdf: PdfReader | None = None) -> Extraction | None:
    """Read the e-invoice inside a PDF; None when there is none."""
    found = find_invoice_xml(data)
    if found is None:
        return None
    xml, pages, has_text = found
    try:
        extraction = read_electronic(xml, options)
    except UnreadableDocument:
        return None
    extraction = replace(extraction, reader=ReaderName.FACTUR_X, pages=pages, engine=f"factur-x {extraction.engine}")
    if read_pdf is None or not has_text:
        return extraction
    return _with_page(extraction, data, options, read_pdf)


def find_invoice_xml(data: bytes) -> tuple[bytes, int, bool] | None:
    """Return the e-invoice attached to a PDF, the number of pages, and whether the first page has a text layer."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return None
    try:
        xml = next(_invoices(document), None)
        return (xml, len(document), _has_text(document)) if xml else None
    finally:
        document.close()


def _invoices(document: Any) -> Iterator[bytes]:
    files = [document.get_attachment(index) for index in range(min(document.count_attachments(), MOST_FILES))]
    named = [(_name(file), file) for file in files]
    for name, file in sorted(named, key=lambda each: each[0] not in NAMES):
        if name.endswith(".xml"):
            content = _content(file)
            if content and any(mark in content for mark in (b"CrossIndustry", b"xsd:Invoice-2", b"xsd:CreditNote-2")):
                yield content


def _name(file: Any) -> str:
    try:
        return str(file.get_name()).lower()
    except (ValueError, UnicodeDecodeError):
        return ""


def _content(file: Any) -> bytes | None:
    import pypdfium2 as pdfium

    try:
        content = file.get_data()
    except pdfium.PdfiumError:
        return None
    return bytes(content) if 0 < ctypes.sizeof(content) <= MOST_BYTES else None


def _has_text(document: Any) -> bool:
    import pypdfium2 as pdfium

    try:
        page = document[0]
        text = page.get_textpage()
        return bool(text.count_chars() >= FEWEST_CHARACTERS)
    except (pdfium.PdfiumError, IndexError):
        return False


def _with_page(extraction: Extraction, data: bytes, options: ReadOptions, read_pdf: PdfReader) -> Extraction:
    try:
        page = read_pdf(data, options)
    except UnreadableDocument:
        return extraction
    extraction = replace(
        extraction,
        language=page.language,
        findings=(*extraction.findings, *differences(extraction.invoice, page.invoice, options.bar)),
    )
    return extraction if names_a_person(extraction) and extraction.invoice.lines else complete(extraction, page)


def differences(xml: Invoice, page: Invoice, bar: float) -> Iterator[Finding]:
    """Yield what the page surely says otherwise than the XML: people approve what they see, machines pay what they read."""
    pairs: list[tuple[str, Reading[Any] | None, Reading[Any] | None]] = [
        (name, getattr(xml, name), getattr(page, name)) for name in COMPARED
    ]
    pairs.append(("supplier.iban", xml.supplier.iban, page.supplier.iban))
    for name, ours, theirs in pairs:
        if ours and theirs and theirs.confidence >= bar and not _agree(ours.value, theirs.value):
            detail = (
                f"The e-invoice inside the PDF says {name} {ours.source.text}, the page says {theirs.source.text}. "
                "Ask the supplier which is right before paying."
            )
            yield Finding("xml-page-differs", Severity.QUERY, detail, (name,))


def _agree(ours: Any, theirs: Any) -> bool:
    """Whether two values say the same; one may add a word to a number, or leave its spaces out."""
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return bool(ours == theirs)
    first, second = sorted((compact(ours), compact(theirs)), key=len)
    return first == second or (len(first) >= FEWEST_IN_COMMON and first in second)
