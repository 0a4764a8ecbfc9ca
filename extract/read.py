"""Reading one document: the readers, most trustworthy first, and what is said when none of them can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from extract.options import ReadOptions
from extract.sniff import IMAGES, FileType, sniff
from models.document import ReaderName
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.invoice import DocumentKind, Extraction

#: A larger file is left to a person: no invoice needs it.
MOST_BYTES = 100_000_000

#: Reads the bytes of a document; None when the file holds nothing that this reader reads.
Read = Callable[[bytes, ReadOptions], Extraction | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to read: the types it takes, and the function that reads them."""

    name: str
    types: frozenset[FileType]
    read: Read


def _electronic(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.electronic import read_electronic

    return read_electronic(data, options, _pdf)


def _factur_x(data: bytes, options: ReadOptions) -> Extraction | None:
    from extract.readers.facturx import read_facturx

    return read_facturx(data, options, _pdf) if options.use_xml else None


def _sheet(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.sheet import read_sheet

    return read_sheet(data, options)


def _csv(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.csv_ import read_csv

    return read_csv(data, options)


def _docx(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.docx import read_docx

    return read_docx(data, options)


def _pdf(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.pdf import read_pdf

    return read_pdf(data, options)


def _image(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.pdf import read_image

    return read_image(data, options)


def _body(data: bytes, options: ReadOptions) -> Extraction:
    from extract.readers.body import read_body

    return read_body(data, options)


#: Every reader, the most trustworthy first: the first that gives something is believed.
READERS = (
    Reader("e-invoice", frozenset({FileType.XML}), _electronic),
    Reader("factur-x", frozenset({FileType.PDF}), _factur_x),
    Reader("sheet", frozenset({FileType.XLSX}), _sheet),
    Reader("csv", frozenset({FileType.CSV}), _csv),
    Reader("docx", frozenset({FileType.DOCX}), _docx),
    Reader("pdf", frozenset({FileType.PDF}), _pdf),
    Reader("image", IMAGES, _image),
    Reader("mail body", frozenset({FileType.TEXT, FileType.HTML}), _body),
)

_BLANK = "No text was found in this document. Open it: it may be blank, a picture, or too faint to read; ask for a better copy."
_EMPTY = "The file is empty. Ask the sender to send it again."
_UNKNOWN = (
    "afstem does not know this type of file ({type}). Open it to see what it is, or ask the supplier for an e-invoice or a PDF."
)
_CONVERT = "Files of this type cannot be read: {type}. Ask the supplier for {instead}, or open it, save it as {instead} and upload that."
_CONTAINER = "This is a container of other files ({type}), not a document. Upload the files in it one by one."
_MAIL = (
    "This is a whole mail, not a document. Take it in with `afstem ingest`, which reads its text and what is attached, or save the "
    "attachments and upload them."
)
_LOCKED = (
    "A password is needed to open this Office file. Ask the supplier to send it without one; whoever has the password can also "
    "save a copy without it and upload the copy."
)

#: What to say about types that are told apart but not read: a code and a sentence.
_REFUSALS = {
    FileType.EMPTY: ("doc-empty", _EMPTY),
    FileType.LOCKED_OFFICE: ("doc-password", _LOCKED),
    FileType.XLS: ("doc-unknown-type", _CONVERT.format(type="old Excel (.xls)", instead="an .xlsx file")),
    FileType.DOC: ("doc-unknown-type", _CONVERT.format(type="old Word (.doc)", instead="a PDF")),
    FileType.RTF: ("doc-unknown-type", _CONVERT.format(type="rich text (.rtf)", instead="a PDF")),
    FileType.OPEN_DOCUMENT: ("doc-unknown-type", _CONVERT.format(type="OpenDocument", instead="a PDF or an .xlsx file")),
    FileType.PRESENTATION: ("doc-unknown-type", _CONVERT.format(type="PowerPoint", instead="a PDF")),
    FileType.ZIP: ("doc-unknown-type", _CONTAINER.format(type="zip")),
    FileType.TNEF: ("doc-unknown-type", _CONTAINER.format(type="winmail.dat")),
    FileType.MSG: ("doc-unknown-type", _CONTAINER.format(type="Outlook message")),
    FileType.EMAIL: ("doc-unknown-type", _MAIL),
}


def read_document(data: bytes, *, name: str | None = None, content_type: str | None = None, options: ReadOptions) -> Extraction:
    """Read one document; one that cannot be read gives an extraction that says why and what to do."""
    if len(data) > MOST_BYTES:
        detail = (
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Ask the supplier for a smaller one, or enter it by hand."
        )
        return unreadable("doc-too-large", detail)
    kind = sniff(data, name, content_type)
    try:
        extraction = _read(data, kind, options)
    except UnreadableDocument as error:
        return unreadable(error.code, str(error))
    except RecursionError:
        return unreadable(
            "doc-damaged", "The file is nested deeper than any document is. Do not open it; ask the supplier about it."
        )
    return _noted(extraction, kind, name)


def _read(data: bytes, kind: FileType, options: ReadOptions) -> Extraction:
    for reader in READERS:
        if kind in reader.types:
            extraction = reader.read(data, options)
            if extraction is not None:
                return extraction
    code, detail = _REFUSALS.get(kind, ("doc-unknown-type", _UNKNOWN.format(type=kind.value)))
    raise UnreadableDocument(code, detail)


def unreadable(code: str, detail: str) -> Extraction:
    """Return the extraction of a document that gave nothing: why, and what to do."""
    return Extraction(
        DocumentKind.OTHER, ReaderName.NONE, findings=(Finding(code, Severity.WARNING, detail),), kind_confidence=0.0
    )


#: File names that say what a file is; only these are compared with what it turned out to be.
_NAMED = {
    ".pdf": {FileType.PDF}, ".xml": {FileType.XML}, ".xlsx": {FileType.XLSX}, ".docx": {FileType.DOCX},
    ".png": {FileType.PNG}, ".jpg": {FileType.JPEG}, ".jpeg": {FileType.JPEG}, ".tif": {FileType.TIFF}, ".tiff": {FileType.TIFF},
}  # fmt: skip


def _noted(extraction: Extraction, kind: FileType, name: str | None) -> Extraction:
    """Add a finding when nothing was found, or when the name says something else than the content."""
    if extraction.reader is ReaderName.NONE and not extraction.findings:
        blank = Finding("doc-blank", Severity.WARNING, _BLANK)
        extraction = replace(extraction, findings=(blank,))
    ending = "." + (name or "").lower().rpartition(".")[2]
    if kind in _NAMED.get(ending, {kind}):
        return extraction
    detail = f"The file is named {ending} but holds {kind.value}. It was read as what it is; check that the sender meant it."
    return replace(extraction, findings=(*extraction.findings, Finding("type-mismatch", Severity.WARNING, detail)))
