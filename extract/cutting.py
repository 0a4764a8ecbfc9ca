"""Some pages of a PDF as a PDF of its own."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.invoice import PageSpan

if TYPE_CHECKING:
    import pypdfium2

#: The two names that PDFium gives a file, made up anew each time.
_NAMES = re.compile(rb"/ID ?\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")


def cut(data: bytes, spans: Sequence[PageSpan]) -> list[bytes]:
    """Return a PDF of each span of pages; the same pages of the same file give the same bytes.

    Raises IndexError for pages that the file does not have.
    """
    import pypdfium2

    whole = pypdfium2.PdfDocument(data)
    try:
        return [_named(_pages_of(whole, span), data, span) for span in spans]
    finally:
        whole.close()


def _pages_of(whole: pypdfium2.PdfDocument, span: PageSpan) -> bytes:
    import pypdfium2

    if not 1 <= span.first <= span.last <= len(whole):
        raise IndexError(f"pages {span.first} to {span.last} of {len(whole)}")
    part, written = pypdfium2.PdfDocument.new(), io.BytesIO()
    try:
        part.import_pages(whole, list(range(span.first - 1, span.last)))
        part.save(written)
    finally:
        part.close()
    return written.getvalue()


def _named(part: bytes, data: bytes, span: PageSpan) -> bytes:
    """Name a part by the file that it comes from, so that copies are known as copies."""
    name = hashlib.sha256(data + repr(span).encode()).hexdigest()[:32].upper().encode()
    return _NAMES.sub(b"/ID[<" + name + b"><" + name + b">]", part, count=1)
