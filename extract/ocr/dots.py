"""Pictures of black and white dots, as fax machines make them: grey print is scattered dots there, which are joined into strokes.

A letter that was grey reaches us in pieces, each too small to be told from a speck. Smoothed by about a dot it is a pale letter,
and pale print is made black afterwards like any other (`extract.ocr.light.even_light`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from extract.ocr.sheet import Grey

#: How far a dot is spread (standard deviation), in dots of the picture.
SPREAD = 0.9
#: A page has no more embedded pictures than this that matter.
MOST_OBJECTS = 200


def joined(grey: Grey, spread: float) -> Grey:
    """Spread every dot by so many pixels (standard deviation)."""
    import cv2

    return np.asarray(cv2.GaussianBlur(grey, (0, 0), spread), np.uint8)


def dots_of_page(page: Any) -> float | None:
    """Return how many dots a point has where an open pypdfium2 page is a picture of black and white dots, else None."""
    import pypdfium2.raw as pdfium

    largest, found = 0.0, None
    for number, drawn in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=2)):
        if number >= MOST_OBJECTS:
            break
        left, bottom, right, top = drawn.get_bounds()
        area = (right - left) * (top - bottom)
        if area > largest:
            told = drawn.get_metadata()
            longest, points = max(told.width, told.height), max(right - left, top - bottom)
            largest, found = area, longest / points if told.bits_per_pixel == 1 and points > 0 else None
    return found
