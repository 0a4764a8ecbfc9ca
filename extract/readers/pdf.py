"""PDF and pictures: pages of words, then fields and lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from extract.ocr.allowance import Allowance, findings_of_haste, left_unread
from extract.options import ReadOptions
from extract.parse import parse_pages
from extract.placement import as_shown, turned_back
from extract.side_by_side import Work, in_order
from extract.wording.classify import loaded_meanwhile
from extract.words import TextLayer, read_layer
from models.document import Page, ReaderName
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.invoice import DocumentKind, Extraction

#: A page with fewer words than this has no text layer worth the name when a picture covers it.
FEW_WORDS = 12
#: A picture that covers so much of a page is the page.
COVERED = 0.5
#: So many unreadable characters make a text layer garbage.
ODD_SHARE = 0.15
CONTROL = re.compile("[\x00-\x1f\x80-\x9f]")
#: Dots and lines that only lead the eye are no letters.
LEADERS = frozenset("._-=·…")
#: A page larger than this (points, about 5 m) is not paper.
MAX_SIDE = 14_400.0
#: So many pages ahead are looked at for pictures: more than these cannot be read while somebody waits.
MOST_AHEAD = 8


def read_pdf(data: bytes, options: ReadOptions) -> Extraction:
    """Read a PDF page by page: its text layer where that is sound, else by OCR."""
    pages, count = pdf_pages(data, options)
    return _parsed(pages, count, options)


def pdf_pages(data: bytes, options: ReadOptions) -> tuple[list[Page], int]:
    """Return the pages as words, and how many the document has; raises `UnreadableDocument`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(str(error)) from None
    try:
        count = len(document)
        allowance = Allowance(options.picture_seconds, options.pictures_until)
        work = (_page(document, number, options, allowance) for number in range(min(count, options.max_pages)))
        with loaded_meanwhile():
            pages = list(in_order(work, options.ocr_jobs))
    finally:
        document.close()
    if not pages:
        raise UnreadableDocument("doc-empty", "This PDF has no pages. Ask the sender for the document again.")
    return pages, count


def _unreadable(message: str) -> UnreadableDocument:
    if "password" in message.lower():
        return UnreadableDocument(
            "doc-password",
            "A password is needed to open this PDF. Ask the supplier to send it without one; whoever has the password can also print it "
            "to a new PDF and upload that.",
        )
    return UnreadableDocument("doc-damaged", "This PDF is damaged and cannot be opened. Ask the sender for the document again.")


def _page(document: Any, number: int, options: ReadOptions, allowance: Allowance) -> Work:
    """Return a page, or what is left to do with its picture: only that may be done in a thread, PDFium is asked here."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(number + 1, 0.0, 0.0, (), ReaderName.NONE, why="the page is damaged")
    try:
        width, height = page.get_size()
        if max(width, height) > MAX_SIDE or min(width, height) <= 0:
            return Page(number + 1, width, height, (), ReaderName.NONE, why="the page is larger than paper can be")
        layer = read_layer(page)
        why = why_ocr(layer)
        if why is None:
            noted = "text layer" + (", cut off after very much text" if layer.truncated else "")
            return _by_layer(layer, number, noted, width, height)
        if not allowance.holds_a_page():
            return left_unread(number + 1, layer.width, layer.height, why)
        ahead = _pictures_after(document, number, options) if options.pictures_until is not None else 0
        own = allowance.for_a_page(-(-(1 + ahead) // options.ocr_jobs))
        return _by_ocr(page, number, why, options, layer, own)
    finally:
        page.close()


def _pictures_after(document: Any, number: int, options: ReadOptions) -> int:
    """Return how many of the next pages must be read as pictures too: the time is shared with them."""
    import pypdfium2

    count = 0
    for following in range(number + 1, min(len(document), options.max_pages, number + 1 + MOST_AHEAD)):
        with suppress(pypdfium2.PdfiumError):
            page = document[following]
            count += max(page.get_size()) <= MAX_SIDE and why_ocr(read_layer(page)) is not None
            page.close()
    return count


def _by_layer(layer: TextLayer, number: int, noted: str, width: float, height: float) -> Page:
    """Return the page of a text layer; `width` and `height` are those of the page as it is shown."""
    placement = turned_back(layer.turn, width, height)
    return Page(number + 1, layer.width, layer.height, layer.words, ReaderName.PDF_TEXT, layer.rules, noted, placement)


def why_ocr(layer: TextLayer) -> str | None:
    """Say why a page must be read as a picture, or None when its text layer is sound."""
    words = layer.words
    if not words and layer.image_share > 0.02:
        return "no text, a picture"
    if not words:
        return None
    text = "".join(word.text for word in words)
    letters = len(text) - sum(map(text.count, LEADERS))
    if layer.odd_characters > ODD_SHARE * max(1, letters):
        return "the text layer holds characters that stand for nothing"
    if len(words) < FEW_WORDS and layer.image_share > COVERED:
        return "hardly any text over a picture of the page"
    readable = sum(map(str.isalnum, text))
    if letters > 40 and readable < 0.35 * letters:
        return "the text layer is not words"
    if letters > 80 and len(CONTROL.findall(text)) > 0.1 * letters:
        return "the text layer is control characters"
    return None


def _by_ocr(page: Any, number: int, why: str, options: ReadOptions, layer: TextLayer, allowance: Allowance) -> Work:
    from extract.ocr.road import read_sheet, rendered

    sheet, size = rendered(page), page.get_size()

    def read() -> Page:
        found = read_sheet(sheet, number + 1, why, ReaderName.PDF_OCR, options, allowance)
        if not found.words and layer.words:
            return _by_layer(layer, number, f"{why}; OCR gave nothing", *size)
        return found

    return read


def read_image(data: bytes, options: ReadOptions) -> Extraction:
    """Read a picture of a document (TIFF, JPEG, PNG) by OCR."""
    from extract.ocr.pictures import frames_in
    from extract.ocr.road import read_picture

    with loaded_meanwhile():
        pages = list(in_order(read_picture(data, options), options.ocr_jobs))
    return _parsed(pages, frames_in(data), options)


def _parsed(pages: Sequence[Page], count: int, options: ReadOptions) -> Extraction:
    """Return what the pages say; what was read by eye has the fingerprint of the first: nothing better tells two copies apart."""
    shown = as_shown(_with_count(parse_pages(pages, options), pages, count, options), pages)
    return replace(shown, page_print=pages[0].print if pages else None)


def _with_count(extraction: Extraction, pages: Sequence[Page], count: int, options: ReadOptions) -> Extraction:
    findings = list(extraction.findings)
    if count > options.max_pages:
        detail = f"The document has {count} pages; only the first {options.max_pages} were read. Look at the rest."
        findings.append(Finding("too-many-pages", Severity.WARNING, detail))
    return replace(extraction, pages=count, findings=(*findings, *findings_of_haste(pages, count)))


__all__ = ["DocumentKind", "pdf_pages", "read_image", "read_pdf", "why_ocr"]
