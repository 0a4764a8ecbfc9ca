"""Picture files as sheets: TIFF, JPEG, PNG, HEIC and their like, every frame a page, never larger than a page can be."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np

from extract.ocr.light import without_stamps
from extract.ocr.sheet import A4, Grey, Sheet, sheet_of
from extract.sniff import FileType, sniff
from models.errors import UnreadableDocument

#: A picture with more pixels than this is not a page of paper.
MAX_PIXELS = 40_000_000
#: Resolutions that scanners and telephones write and mean.
BELIEVABLE = (100.0, 1200.0)
#: A sheet smaller or larger than this, in points, has a resolution that nobody meant.
SIDES = (120.0, 2400.0)
#: What is finer than this is made smaller: letters do not read better.
MOST_DPI = 330.0
_TOO_LARGE = "The picture is larger than a page can be. Ask the sender for a smaller one."
_NO_HEIC = (
    "This photograph is in the format of iPhones (HEIC), and the package that reads it (pi-heif) is not installed here. Ask the "
    "sender for a JPEG or a PDF, or run `make setup`."
)
_DAMAGED = "The picture is damaged. Ask the sender for the document again."


def sheets_of(data: bytes, most: int) -> Iterator[Sheet]:
    """Yield the frames of a picture file, one at a time; raises `UnreadableDocument`."""
    from PIL import Image, UnidentifiedImageError

    know_heic()
    try:
        with Image.open(BytesIO(data)) as image:
            for number in range(min(most, getattr(image, "n_frames", 1))):
                image.seek(number)
                if image.width * image.height > MAX_PIXELS:
                    raise UnreadableDocument("doc-too-large", _TOO_LARGE)
                yield _sheet(image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        if isinstance(error, UnidentifiedImageError) and sniff(data, None, None) is FileType.HEIC and not know_heic():
            raise UnreadableDocument("doc-unknown-type", _NO_HEIC) from None
        raise UnreadableDocument("doc-damaged", _DAMAGED) from None


def frames_in(data: bytes) -> int:
    """Return how many frames a picture file says it has."""
    from PIL import Image

    know_heic()
    try:
        with Image.open(BytesIO(data)) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        raise UnreadableDocument("doc-damaged", _DAMAGED) from None


def know_heic() -> bool:
    """Let Pillow open HEIC where the package for it is installed, and say whether it is."""
    try:
        from pi_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener()
    return True


def _sheet(image: Any) -> Sheet:
    from PIL import ImageOps

    given = image.info.get("dpi")
    upright = ImageOps.exif_transpose(image)
    pixels = _grey(upright)
    scale = points_scale(given, upright.width, upright.height)
    shrink = MOST_DPI / 72 / scale
    return sheet_of(*_smaller(pixels, scale, shrink)) if shrink < 1 else sheet_of(pixels, scale)


def _grey(image: Any) -> Grey:
    """Return grey pixels; what is transparent is white, as on paper."""
    from PIL import Image

    if image.mode in {"1", "L"}:
        return np.asarray(image.convert("L"))
    if image.mode.startswith(("I", "F")):
        levels = np.asarray(image, dtype=np.float64)
        top = float(levels.max()) or 1.0
        return (levels * (255 / (65535 if top > 255 else 255))).clip(0, 255).astype(np.uint8)
    if "A" in image.getbands() or "transparency" in image.info:
        coloured = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", coloured.size, "white"), coloured)
    return without_stamps(np.asarray(image.convert("RGB")))


def points_scale(given: Any, width: int, height: int) -> float:
    """Return pixels per point: as the file says where that makes a sheet of paper, else as if the longer side were an A4's."""
    try:
        dpi = float(given[0])
    except (TypeError, IndexError, ValueError, ZeroDivisionError):
        dpi = 0.0
    short, long = sorted((width, height))
    if BELIEVABLE[0] <= dpi <= BELIEVABLE[1] and short * 72 / dpi >= SIDES[0] and long * 72 / dpi <= SIDES[1]:
        return dpi / 72
    return max(long / A4[1], short / A4[0], 1e-6)


def _smaller(pixels: Grey, scale: float, shrink: float) -> tuple[Grey, float]:
    import cv2

    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    return np.asarray(small), scale * small.shape[1] / pixels.shape[1]
