"""An XML document: which e-invoice it is, and what a PDF embedded in it adds."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.options import ReadOptions
from extract.readers.cii import is_cii, read_cii
from extract.readers.ubl import is_ubl, read_ubl
from extract.readers.xml_text import true_encoding
from extract.readers.xml_tree import Element, find, local, parse_xml, text_of
from models.document import Reading
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.invoice import Extraction, LineReading

#: Reads a PDF that is embedded in an e-invoice.
PdfReader = Callable[[bytes, ReadOptions], Extraction]

MOST_ATTACHMENTS = 3
#: `%PDF` in base64.
PDF_IN_BASE64 = "JVBER"
MOST_BYTES = 25_000_000
#: So many parts of an envelope are looked into.
MOST_PARTS = 20
UNKNOWN = (
    "This XML file is not an e-invoice that afstem knows (OIOUBL, Peppol BIS, EN 16931, XRechnung, Factur-X, ZUGFeRD). "
    "Open it to see what it is, or ask the supplier for an e-invoice or a PDF."
)


def read_electronic(data: bytes, options: ReadOptions, read_pdf: PdfReader | None = None) -> Extraction:
    """Read an e-invoice; the embedded PDF is asked where the XML names no person."""
    data, notes = true_encoding(data)
    roots = _invoice_roots(parse_xml(data))
    if not roots:
        raise UnreadableDocument("doc-unknown-type", UNKNOWN)
    root = roots[0]
    extraction = read_ubl(root, options) if is_ubl(root) else read_cii(root, options)
    notes = (*notes, *_others(roots))
    extraction = replace(extraction, findings=(*notes, *extraction.findings))
    if read_pdf is None or names_a_person(extraction):
        return extraction
    for pdf in _embedded_pdfs(root):
        extraction = _complete(extraction, pdf, options, read_pdf)
        if names_a_person(extraction):
            break
    return extraction


def _invoice_roots(root: Element) -> list[Element]:
    """Return the invoice itself; networks and programs wrap it in an envelope, or several in one."""
    candidates = (root, *root, *(inner for each in root[:MOST_PARTS] for inner in each[:MOST_PARTS]))
    return [each for each in candidates if isinstance(each.tag, str) and (is_ubl(each) or is_cii(each))]


def _others(roots: Sequence[Element]) -> Iterator[Finding]:
    if len(roots) > 1:
        numbers = (
            text_of(find(each, "ID", "ExchangedDocument/ID", "HeaderExchangedDocument/ID")) or "?"
            for each in roots[:MOST_PARTS]
        )
        yield several_invoices("file", numbers)


def several_invoices(container: str, numbers: Iterable[str]) -> Finding:
    """Say that only the first of several invoices was read."""
    detail = (
        f"This {container} holds more than one e-invoice ({', '.join(numbers)}); only the first was read. "
        "Ask the supplier to send each by itself, or enter the others by hand."
    )
    return Finding("several-invoices", Severity.QUERY, detail)


def names_a_person(extraction: Extraction) -> bool:
    """Whether the document says whom it is about, in the header or in any line."""
    invoice = extraction.invoice
    return invoice.person is not None or any(line.person for line in invoice.lines)


def _embedded_pdfs(root: Element) -> Iterator[bytes]:
    found = 0
    for element in root.iter():
        if local(element) not in {"EmbeddedDocumentBinaryObject", "AttachmentBinaryObject"} or found == MOST_ATTACHMENTS:
            continue
        # The declared type is often that of any file; the first letters of a PDF are always the same ones.
        if not (element.text or "").lstrip().startswith(PDF_IN_BASE64) or len(element.text or "") > MOST_BYTES:
            continue
        try:
            data = base64.b64decode(element.text or "", validate=False)
        except binascii.Error:
            continue
        if b"%PDF-" in data[:1024]:
            found += 1
            yield data


def _complete(extraction: Extraction, pdf: bytes, options: ReadOptions, read_pdf: PdfReader) -> Extraction:
    try:
        # Only what its text layer says: a picture inside must not cost the time, or the reader, of the e-invoice around it.
        attached = read_pdf(pdf, replace(options, picture_seconds=0.0))
    except UnreadableDocument as error:
        detail = f"The PDF inside the e-invoice could not be read: {error}"
        return _with_finding(extraction, Finding("attachment-unreadable", Severity.NOTE, detail))
    return complete(extraction, attached)


def complete(extraction: Extraction, attached: Extraction) -> Extraction:
    """Return an e-invoice with the persons, or all its lines, from the page that came with it, where the sums agree."""
    lines = attached.invoice.lines
    persons = [each for each in (attached.invoice.person, *(line.person for line in lines)) if each]
    if _same_amounts(extraction.invoice.lines, lines):
        return _with_people(extraction, lines)
    told = all(line.amount and (line.person or not extraction.invoice.lines) for line in lines)
    if lines and told and _sum(lines) in _net_sums(extraction):
        return _with_lines(extraction, lines)
    if len({person.value for person in persons}) == 1 and not _other_sums(extraction, attached):
        return replace(extraction, invoice=replace(extraction.invoice, person=_from_attachment(persons[0])))
    return _with_finding(extraction, _attachment_differs()) if persons else extraction


def _same_amounts(ours: Sequence[LineReading], theirs: Sequence[LineReading]) -> bool:
    """Whether both have the same lines, told by their amounts in their order."""
    amounts = [line.amount.value if line.amount else None for line in ours]
    return bool(ours) and None not in amounts and amounts == [line.amount.value if line.amount else None for line in theirs]


def _with_people(extraction: Extraction, lines: Sequence[LineReading]) -> Extraction:
    """Return the e-invoice's own lines with the persons, and what else it leaves open, from the same lines of the page."""
    pairs = zip(extraction.invoice.lines, lines, strict=True)
    filled = tuple(
        replace(
            ours,
            person=ours.person or _from_attachment(theirs.person),
            legal_basis=ours.legal_basis or _from_attachment(theirs.legal_basis),
        )
        for ours, theirs in pairs
    )
    return replace(extraction, invoice=replace(extraction.invoice, lines=filled))


def _other_sums(extraction: Extraction, attached: Extraction) -> bool:
    """Whether the page asks for none of the sums of the e-invoice: then it may be about somebody else."""
    ours, theirs = (
        {abs(each.value) for each in (invoice.net, invoice.total, invoice.payable) if each}
        for invoice in (extraction.invoice, attached.invoice)
    )
    return bool(ours and theirs) and not ours & theirs


def _sum(lines: tuple[LineReading, ...]) -> Decimal:
    return sum((line.amount.value for line in lines if line.amount), Decimal(0))


def _net_sums(extraction: Extraction) -> set[Decimal]:
    # The attachment may print its lines before or after allowances and charges.
    invoice = extraction.invoice
    return ({_sum(invoice.lines)} if invoice.lines else set()) | ({invoice.net.value} if invoice.net else set())


def _with_lines(extraction: Extraction, lines: tuple[LineReading, ...]) -> Extraction:
    detail = "The e-invoice has only the sum; its lines were read from the PDF inside it, and they add up to that sum."
    numbered = tuple(replace(line, number=number, person=_from_attachment(line.person)) for number, line in enumerate(lines, 1))
    extraction = replace(extraction, invoice=replace(extraction.invoice, lines=numbered))
    return _with_finding(extraction, Finding("lines-from-attachment", Severity.NOTE, detail, ("lines",)))


def _from_attachment(reading: Reading[str] | None) -> Reading[str] | None:
    if reading is None:
        return None
    return replace(reading, source=replace(reading.source, origin=f"attachment {reading.source.origin}"))


def _attachment_differs() -> Finding:
    detail = (
        "The persons stand only in the PDF inside the e-invoice, and its lines do not add up to the e-invoice. "
        "Compare the two, or ask the supplier for one line per person in the e-invoice."
    )
    return Finding("attachment-differs", Severity.WARNING, detail, ("lines",))


def _with_finding(extraction: Extraction, finding: Finding) -> Extraction:
    return replace(extraction, findings=(*extraction.findings, finding))
