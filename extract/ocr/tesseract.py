"""The plain road for scans: a grey picture at 300 dots an inch, one pass of Tesseract, words with boxes.

Tesseract is given the path of a PGM file: handing it a picture object costs half a second a page for packing it as PNG.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from extract.options import ReadOptions
from models.document import Box, Page, ReaderName, Word
from models.errors import MissingError, UnreadableDocument

DPI = 300
#: A picture with more pixels than this is not a page of paper.
MAX_PIXELS = 60_000_000
#: Tesseract's names of languages.
LANGUAGES = {"da": "dan", "en": "eng", "de": "deu", "fr": "fra"}
SECONDS = 120


def read_rendered(page: Any, options: ReadOptions) -> tuple[list[Word], float, float]:
    """Render an open pypdfium2 page and read it: words in points, width, height."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        picture = bitmap.to_pil().convert("L")
    finally:
        bitmap.close()
    return read_grey(picture, 1 / scale, options), width, height


def read_picture(data: bytes, options: ReadOptions) -> list[Page]:
    """Read a picture file, each of its frames a page."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(data))
        if image.width * image.height > MAX_PIXELS:
            raise UnreadableDocument(
                "doc-too-large", "The picture is larger than a page can be. Ask the sender for a smaller one."
            )
        frames = [
            ImageOps.exif_transpose(frame).convert("L")
            for _, frame in zip(range(options.max_pages), ImageSequence.Iterator(image), strict=False)
        ]
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        raise UnreadableDocument("doc-damaged", "The picture is damaged. Ask the sender for the document again.") from None
    return [_frame(frame, number, options) for number, frame in enumerate(frames, start=1)]


def _frame(frame: Any, number: int, options: ReadOptions) -> Page:
    # A picture without a believable resolution is taken to be a page of A4.
    dpi = float(frame.info.get("dpi", (0, 0))[0] or 0)
    points = 72 / dpi if 100 <= dpi <= 1200 else 595 / max(1, frame.width)
    words = read_grey(frame, points, options)
    return Page(number, frame.width * points, frame.height * points, tuple(words), ReaderName.IMAGE_OCR, (), "a picture")


def read_grey(picture: Any, points: float, options: ReadOptions) -> list[Word]:
    """Read one grey picture; `points` is the size of a pixel."""
    import pytesseract

    language = _language(options.pack.language)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    with tempfile.TemporaryDirectory(prefix="afstem-ocr-") as folder:
        path = Path(folder) / "page.pgm"
        picture.save(path)
        try:
            table = pytesseract.image_to_data(
                str(path), lang=language, config="--psm 4 --dpi 300", output_type=pytesseract.Output.DICT, timeout=SECONDS
            )
        except pytesseract.TesseractNotFoundError:
            raise MissingError(
                "Tesseract is not installed, so scans cannot be read. Install it: apt install tesseract-ocr."
            ) from None
    return list(_words(table, points))


@lru_cache(maxsize=8)
def _language(wanted: str) -> str:
    """Return Tesseract's name of a language whose data is installed; English is always there."""
    import pytesseract

    name = LANGUAGES.get(wanted, "eng")
    return name if name in pytesseract.get_languages() else "eng"


def _words(table: dict[str, list[Any]], points: float) -> Iterator[Word]:
    for place, text in enumerate(table["text"]):
        clean = str(text).strip()
        confidence = float(table["conf"][place])
        if not clean or confidence < 0:
            continue
        left, top = table["left"][place] * points, table["top"][place] * points
        box = Box(left, top, left + table["width"][place] * points, top + table["height"][place] * points)
        yield Word(clean, box, confidence / 100, box.height)
