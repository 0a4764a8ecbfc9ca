"""Dots and dashes that lead the eye across a page: an engine reads them as rubbish and loses the words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from extract.ocr.light import INK
from extract.ocr.sheet import Grey

#: A dot or a dash is not higher than this and not wider than that, in points.
HIGHEST = 2.6
WIDEST = 7.5
SMALLEST = 0.35
#: So many in a row lead the eye; fewer may be an ellipsis or a telephone number.
LEAST = 7
#: The next one stands on the same height and not farther than this, in points.
ASKEW = 0.9
FARTHEST = 9.0


def without_leaders(even: Grey, scale: float) -> Grey:
    """Take rows of dots and dashes away."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats((even < INK).astype(np.uint8))
    width, height = stats[:, 2] / scale, stats[:, 3] / scale
    small = (height <= HIGHEST) & (width <= WIDEST) & (np.maximum(width, height) >= SMALLEST)
    small[0] = False
    marks = np.flatnonzero(small)
    if len(marks) < LEAST:
        return even
    gone = np.zeros(len(stats), bool)
    for row in _rows(marks, stats, scale):
        gone[row] = True
    if not gone.any():
        return even
    wider = cv2.dilate(gone[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where((wider == 1) & ((labels == 0) | gone[labels]), np.uint8(255), even)


def _rows(marks: Any, stats: Any, scale: float) -> Iterator[Sequence[int]]:
    """Yield runs of marks that stand beside each other on one height."""
    left, right = stats[marks, 0] / scale, (stats[marks, 0] + stats[marks, 2]) / scale
    middle = (stats[marks, 1] + stats[marks, 3] / 2) / scale
    bands: dict[int, list[int]] = {}
    for place in np.argsort(left, kind="stable"):
        bands.setdefault(round(float(middle[place]) / ASKEW), []).append(int(place))
    for band, marked in bands.items():
        both = sorted(marked + bands.get(band + 1, []), key=lambda place: float(left[place]))
        run: list[int] = []
        for place in both:
            if run and left[place] - right[run[-1]] > FARTHEST:
                if len(run) >= LEAST:
                    yield marks[run]
                run = []
            run.append(place)
        if len(run) >= LEAST:
            yield marks[run]
