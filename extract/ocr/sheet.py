"""A page as an upright grey picture, and the way from its pixels back to the page as it came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from models.document import Box

Grey = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

#: What paper is before anything is known of it: A4, in points.
A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pixels with their scale (pixels per point). `back` maps a pixel to points of the page as it was rendered."""

    pixels: Grey
    scale: float
    back: Matrix
    notes: tuple[str, ...] = ()

    @property
    def dpi(self) -> int:
        """Pixels per inch."""
        return round(self.scale * 72)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape
        return width / self.scale, height / self.scale

    @property
    def placement(self) -> tuple[float, ...] | None:
        """The nine numbers that bring points of this sheet to the page as it came; None when it lies as it came."""
        matrix = self.back @ np.diag([self.scale, self.scale, 1.0])
        matrix = matrix / matrix[2, 2]
        return None if np.allclose(matrix, np.eye(3), atol=1e-3) else tuple(float(each) for each in matrix.ravel())

    def noting(self, note: str) -> Sheet:
        """Return the same sheet with something said about it."""
        return replace(self, notes=(*self.notes, note))

    def with_pixels(self, pixels: Grey) -> Sheet:
        """Return the same sheet, cleaned."""
        return replace(self, pixels=pixels)

    def box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """Return pixels as points."""
        return Box(*(float(each / self.scale) for each in (left, top, right, bottom)))


def sheet_of(pixels: Grey, scale: float) -> Sheet:
    """Return a picture as it came."""
    return Sheet(np.ascontiguousarray(pixels), scale, np.diag([1 / scale, 1 / scale, 1.0]))


def warped(sheet: Sheet, forward: Matrix, size: tuple[int, int], scale: float, note: str) -> Sheet:
    """Move every pixel as `forward` says, onto a picture of this size in pixels."""
    import cv2

    pixels: Any = cv2.warpPerspective(sheet.pixels, forward, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Sheet(pixels, scale, sheet.back @ np.linalg.inv(forward), (*sheet.notes, note))


def half_turned(sheet: Sheet) -> Sheet:
    """Return the sheet upside down."""
    height, width = sheet.pixels.shape
    forward = np.array([[-1.0, 0, width - 1], [0, -1.0, height - 1], [0, 0, 1]])
    pixels = np.ascontiguousarray(np.rot90(sheet.pixels, 2))
    return Sheet(pixels, sheet.scale, sheet.back @ np.linalg.inv(forward), (*sheet.notes, "upside down"))
