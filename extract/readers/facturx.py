"""Factur-X and ZUGFeRD: the e-invoice inside a PDF. The XML wins; where the page says something else, that is a finding."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from extract.options import ReadOptions
from extract.readers.electronic import PdfReader, complete, names_a_person, read_electronic, several_invoices
from models.document import ReaderName, Reading
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.identifiers import compact
from models.invoice import DocumentKind, Extraction, Invoice

#: The names the standards give the file: Factur-X and ZUGFeRD 2.1, ZUGFeRD 2.0, ZUGFeRD 1, XRechnung.
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
MOST_FILES = 50
#: So many e-invoices in one PDF are told.
MOST_INVOICES = 4
MOST_BYTES = 20_000_000
#: A page with fewer characters is a picture: comparing it would cost an OCR run.
FEWEST_CHARACTERS = 40
#: A shorter number may stand in a longer one by chance.
FEWEST_IN_COMMON = 4
ACCOUNTS = ("iban", "bank_account")
COMPARED = ("number", "issued", "due", "currency", "net", "tax", "total", "payable", "credits")


def read_facturx(data: bytes, options: ReadOptions, read_pdf: PdfReader | None = None) -> Extraction | None:
    """Read the e-invoice inside a PDF; None when there is none."""
    found = find_invoice_xml(data)
    if found is None:
        return None
    invoices, pages, has_text = found
    name, xml = invoices[0]
    try:
        extraction = read_electronic(xml, options)
    except UnreadableDocument as error:
        return _page_alone(data, options, read_pdf, error)
    others = [other for other, content in invoices[1:] if content.split() != xml.split()]
    if others:
        told = several_invoices("PDF", (name, *others))
        extraction = replace(extraction, findings=(told, *extraction.findings))
    extraction = replace(extraction, reader=ReaderName.FACTUR_X, pages=pages, engine=f"factur-x {extraction.engine}")
    if read_pdf is None or not has_text:
        return extraction
    return _with_page(extraction, data, options, read_pdf)


def _page_alone(data: bytes, options: ReadOptions, read_pdf: PdfReader | None, error: UnreadableDocument) -> Extraction | None:
    """Read the page where the e-invoice in it is broken, and say so: what machines elsewhere read may be another sum."""
    if read_pdf is None:
        return None
    detail = f"The e-invoice inside this PDF could not be read, so the page was: {error}"
    page = read_pdf(data, options)
    return replace(page, findings=(Finding("xml-unreadable", Severity.WARNING, detail), *page.findings))


def find_invoice_xml(data: bytes) -> tuple[list[tuple[str, bytes]], int, bool] | None:
    """Return the e-invoices attached to a PDF by name, the standard's own first, the number of pages, and whether the first has a text layer."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return None
    try:
        invoices = list(islice(_invoices(document), MOST_INVOICES))
        return (invoices, len(document), _has_text(document)) if invoices else None
    finally:
        document.close()


def _invoices(document: Any) -> Iterator[tuple[str, bytes]]:
    files = [document.get_attachment(index) for index in range(min(document.count_attachments(), MOST_FILES))]
    named = [(_name(file), file) for file in files]
    for name, file in sorted(named, key=lambda each: each[0] not in NAMES):
        if name.endswith(".xml"):
            content = _content(file)
            # Half of the bytes of UTF-16 are nothing.
            plain = content.replace(b"\x00", b"") if content else b""
            if content and any(mark in plain for mark in (b"CrossIndustry", b"xsd:Invoice-2", b"xsd:CreditNote-2")):
                yield name, content


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
        findings=(
            *extraction.findings,
            *differences(extraction.invoice, page.invoice, options.bar),
            *_other_kind(extraction, page, options.bar),
            *_other_people(extraction.invoice, page.invoice, options.bar),
        ),
    )
    return extraction if names_a_person(extraction) and extraction.invoice.lines else complete(extraction, page)


def differences(xml: Invoice, page: Invoice, bar: float) -> Iterator[Finding]:
    """Yield what the page surely says otherwise than the XML: people approve what they see, machines pay what they read."""
    pairs: list[tuple[str, Reading[Any] | None, Reading[Any] | None]] = [
        (name, getattr(xml, name), getattr(page, name)) for name in COMPARED
    ]
    pairs.extend((f"supplier.{name}", getattr(xml.supplier, name), getattr(page.supplier, name)) for name in ACCOUNTS)
    for name, ours, theirs in pairs:
        if ours and theirs and theirs.confidence >= bar and not _agree(ours.value, theirs.value):
            detail = (
                f"The e-invoice inside the PDF says {name} {ours.source.text}, the page says {theirs.source.text}. "
                "Ask the supplier which is right before paying."
            )
            yield Finding("xml-page-differs", Severity.QUERY, detail, (name,))


def _other_kind(xml: Extraction, page: Extraction, bar: float) -> Iterator[Finding]:
    """Yield a finding when one asks for money and the other gives it back."""
    asks = {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}
    if {xml.kind, page.kind} == asks and page.kind_confidence >= bar:
        detail = f"The e-invoice inside the PDF is of the kind {xml.kind}, the page of the kind {page.kind}. Ask the supplier which is right."
        yield Finding("xml-page-differs", Severity.QUERY, detail, ("kind",))


def _other_people(xml: Invoice, page: Invoice, bar: float) -> Iterator[Finding]:
    """Yield a finding when the page is surely for somebody whom the XML does not name. The numbers are not said."""
    ours, theirs = (
        [each for each in (invoice.person, *(line.person for line in invoice.lines)) if each] for invoice in (xml, page)
    )
    named = {compact(each.value) for each in ours}
    if named and any(each.confidence >= bar and compact(each.value) not in named for each in theirs):
        detail = (
            "The page names a person whom the e-invoice inside the PDF does not. Ask the supplier whom it is for before paying."
        )
        yield Finding("xml-page-differs", Severity.QUERY, detail, ("lines",))


def _agree(ours: Any, theirs: Any) -> bool:
    """Whether two values say the same; one may add a word to a number, or leave its spaces out."""
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return bool(ours == theirs)
    first, second = sorted((compact(ours), compact(theirs)), key=len)
    return first == second or (len(first) >= FEWEST_IN_COMMON and first in second)
