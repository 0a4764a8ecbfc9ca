"""Logos, signatures and tracking dots told apart from photographed and scanned papers, by their size in pixels."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence

from ingest.headers import decode_text
from models.mail import Part

#: A page photographed or scanned is never narrower than this, even by fax.
_PAGE_SIDE = 600
_ATTACHED_SIDE = 250
_CID = re.compile(r"cid:([^\"'<>\s)]{1,500})", re.IGNORECASE)


def shown_in_text(parts: Sequence[Part]) -> frozenset[str]:
    """Return the Content-IDs that HTML texts of the message show as pictures."""
    sources = (decode_text(part.content[:2_000_000], part.charset)[0] for part in parts if part.sniffed == "text/html")
    return frozenset(found.strip("<>").lower() for source in sources for found in _CID.findall(source))


def why_logo(content: bytes, *, inline: bool) -> str | None:
    """Return why a picture is no document, or None when it may be a page. A picture inside the text must be page-sized."""
    size = picture_size(content)
    if size is None:
        return None
    width, height = size
    if min(size) < (_PAGE_SIDE if inline else _ATTACHED_SIDE):
        place = "shown inside the text" if inline else "attached"
        return f"A picture of {width} by {height} points, {place}: too small to be a page."
    return None


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels from the picture's header, or None when it cannot be told."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Too large to open safely is still large; the reader of pictures has its own limit.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                return picture.size
    except Exception:  # noqa: BLE001  # thirty picture formats with errors of their own; an unreadable one is a document
        return None
