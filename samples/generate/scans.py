"""Paper: a page as a scanner or a telephone sees it, with skew, noise, uneven light, stamps, perspective and shadow."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

EPOCH = time.struct_time((2026, 7, 1, 8, 0, 0, 2, 182, 0))


@dataclass(frozen=True)
class Profile:
    """How a page was captured."""

    name: str
    dpi: int = 200
    skew: float = 0.0
    noise: float = 0.0
    light: float = 0.0
    bilevel: bool = False
    stamp: str | None = None
    photo: bool = False
    turn: int = 0
    quality: int = 55


CLEAN = Profile("scan300", 300, 0.3, 4, 0.05, quality=50)
OFFICE = Profile("scan200", 200, -0.9, 9, 0.18)
FAX = Profile("fax200", 200, 0.7, 12, 0.1, bilevel=True)
STAMPED = Profile("stamped200", 200, 1.1, 8, 0.22, stamp="MODTAGET")
TURNED = Profile("turned200", 200, 0.4, 6, 0.1, turn=180)
PHOTO = Profile("photo", 170, 1.6, 7, 0.35, photo=True)


def page_images(pdf: bytes, dpi: int) -> list[Any]:
    """Render every page as a grey array."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_numpy().reshape(page_shape(page, dpi)) for page in document]


def page_shape(page: Any, dpi: int) -> tuple[int, int]:
    """The height and width in pixels that the renderer gives a page."""
    import math

    return math.ceil(page.get_height() * dpi / 72), math.ceil(page.get_width() * dpi / 72)


def degrade(grey: Any, profile: Profile, seed: int) -> Any:
    """Make a clean page look captured; the same seed gives the same pixels."""
    import cv2
    import numpy as np

    rng = np.random.default_rng(seed)
    if profile.stamp:
        grey = _stamp(grey, profile, rng)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), profile.skew, 1.0)
    grey = cv2.warpAffine(grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=250)
    if profile.photo:
        grey = _perspective(grey, rng)
    grey = cv2.GaussianBlur(grey, (3, 3), 0.55)
    height, width = grey.shape
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    shade = 1 - profile.light * (0.55 * across + 0.45 * down)
    if profile.photo:
        shade *= 1 - 0.28 / (1 + np.exp(-(across * 1.3 - down - 0.25) * 14))
    lit = grey * shade + rng.normal(0, profile.noise, grey.shape)
    grey = np.clip(lit, 0, 255).astype(np.uint8)
    if profile.bilevel:
        grey = np.where(grey > 150, 255, 0).astype(np.uint8)
    return np.rot90(grey, profile.turn // 90) if profile.turn else grey


def _stamp(grey: Any, profile: Profile, rng: Any) -> Any:
    """An arrival stamp, slanted, partly over the text."""
    import cv2
    import numpy as np

    scale = profile.dpi / 200
    mark = np.full((int(190 * scale), int(520 * scale)), 255, np.uint8)
    cv2.rectangle(mark, (4, 4), (mark.shape[1] - 5, mark.shape[0] - 5), 120, max(2, int(4 * scale)))
    cv2.putText(mark, profile.stamp or "", (int(40 * scale), int(85 * scale)), cv2.FONT_HERSHEY_DUPLEX, 2.1 * scale, 120, 3)
    cv2.putText(mark, "02. JUL 2026", (int(60 * scale), int(150 * scale)), cv2.FONT_HERSHEY_SIMPLEX, 1.5 * scale, 120, 2)
    turn = cv2.getRotationMatrix2D((mark.shape[1] / 2, mark.shape[0] / 2), float(rng.uniform(-9, 9)), 0.9)
    mark = cv2.warpAffine(mark, turn, (mark.shape[1], mark.shape[0]), borderValue=255)
    top, left = int(grey.shape[0] * rng.uniform(0.04, 0.12)), int(grey.shape[1] * rng.uniform(0.45, 0.6))
    area = grey[top : top + mark.shape[0], left : left + mark.shape[1]]
    result = grey.copy()
    result[top : top + area.shape[0], left : left + area.shape[1]] = np.minimum(area, mark[: area.shape[0], : area.shape[1]])
    return result


def _perspective(grey: Any, rng: Any) -> Any:
    """A sheet on a dark desk, seen from a little aside."""
    import cv2
    import numpy as np

    height, width = grey.shape
    margin = int(width * 0.05)
    pull = rng.uniform(0.01, 0.045, (4, 2)) * (width, height)
    inside = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    target = corners + margin + inside * pull
    view = cv2.getPerspectiveTransform(corners.astype(np.float32), target.astype(np.float32))
    return cv2.warpPerspective(grey, view, (width + 2 * margin, height + 2 * margin), borderValue=70)


def as_jpeg(grey: Any, quality: int, dpi: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(grey).save(out, "JPEG", quality=quality, dpi=(dpi, dpi))
    return out.getvalue()


def as_pdf(pages: Sequence[Any], profile: Profile) -> bytes:
    """Pages as a PDF without a text layer: bilevel as fax code, grey as JPEG."""
    from PIL import Image

    images = [Image.fromarray(page) for page in pages]
    if profile.bilevel:
        images = [image.convert("1") for image in images]
    out = io.BytesIO()
    images[0].save(
        out, "PDF", resolution=profile.dpi, save_all=True, append_images=images[1:],
        creationDate=EPOCH, modDate=EPOCH, producer="Kontorscanner", **({} if profile.bilevel else {"quality": profile.quality}),
    )  # fmt: skip
    return out.getvalue()


def capture(pdf: bytes, profile: Profile, seed: int) -> bytes:
    """A PDF's pages as captured: a PDF of pictures, or for a photo one JPEG of the first page."""
    pages = [degrade(page, profile, seed + number) for number, page in enumerate(page_images(pdf, profile.dpi))]
    return as_jpeg(pages[0], profile.quality, profile.dpi) if profile.photo else as_pdf(pages, profile)
