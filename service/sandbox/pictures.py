"""A page as a picture, never with more pixels than were asked for: page sizes and headers of images are claims."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from extract.sniff import IMAGES, FileType, sniff
from models.errors import UnreadableDocument

#: Decoding an image needs its full size in memory before it can be made smaller.
MOST_SOURCE_PIXELS = 60_000_000
POINTS_PER_INCH = 72
TYPES = frozenset({"png", "webp"})


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page. `scale` is pixels per point, so a box in points lies at box × scale."""

    data: bytes = field(repr=False)
    width: int
    height: int
    pages: int
    scale: float


def render(data: bytes, *, page: int, dots_per_inch: float, most_pixels: int, picture_type: str) -> Picture:
    """Draw a page (counted from 1) of a PDF or an image."""
    if picture_type not in TYPES:
        raise ValueError(picture_type)
    kind = sniff(data)
    if kind is FileType.PDF:
        return _render_pdf(data, page, dots_per_inch, most_pixels, picture_type)
    if kind in IMAGES:
        return _render_image(data, page, most_pixels, picture_type)
    raise UnreadableDocument(
        "doc-unknown-type", "Only PDF files and pictures have pages that can be drawn. Open the file instead."
    )


def _render_pdf(data: bytes, page: int, dots_per_inch: float, most_pixels: int, picture_type: str) -> Picture:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
        sheet = document[_index(page, pages)]
        width, height = sheet.get_size()
        scale = min(dots_per_inch / POINTS_PER_INCH, (most_pixels / max(width * height, 1.0)) ** 0.5)
        image = sheet.render(scale=scale).to_pil()
    except pdfium.PdfiumError as error:
        raise UnreadableDocument(
            "doc-damaged", "This page is broken and cannot be drawn. Open the file to look at it."
        ) from error
    return _picture(image, picture_type, pages, scale)


def _render_image(data: bytes, page: int, most_pixels: int, picture_type: str) -> Picture:
    from PIL import Image, ImageOps

    from extract.ocr.pictures import know_heic, points_scale

    know_heic()
    try:
        with Image.open(io.BytesIO(data)) as opened:
            pages = getattr(opened, "n_frames", 1)
            opened.seek(_index(page, pages))
            if opened.width * opened.height > MOST_SOURCE_PIXELS:
                raise UnreadableDocument(
                    "doc-too-large", "This picture is larger than any scan. Ask the supplier for a smaller one."
                )
            given = opened.info.get("dpi")
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnreadableDocument(
            "doc-damaged", "This picture is broken and cannot be shown. Ask the supplier to send it again."
        ) from error
    # The same points as those of the boxes that OCR gives.
    scale = points_scale(given, image.width, image.height)
    shrink = min(1.0, (most_pixels / (image.width * image.height)) ** 0.5)
    if shrink < 1:
        image = image.resize((max(1, int(image.width * shrink)), max(1, int(image.height * shrink))))
    return _picture(image, picture_type, pages, shrink * scale)


def _index(page: int, pages: int) -> int:
    if not 1 <= page <= pages:
        raise UnreadableDocument("page-missing", f"There is no page {page}: the document has {pages}.")
    return page - 1


def _picture(image: Any, picture_type: str, pages: int, scale: float) -> Picture:
    buffer = io.BytesIO()
    image.save(buffer, picture_type.upper(), **({"quality": 80} if picture_type == "webp" else {}))
    return Picture(buffer.getvalue(), image.width, image.height, pages, scale)
