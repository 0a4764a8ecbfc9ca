"""Dots and dashes that lead the eye across a page: an engine reads them as rubbish and loses the words beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
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
#: And so much paper is clear above and below it, in points.
CLEAR = 1.2
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
        gone[row] = _stand_free(row, labels, stats, scale)
    if not gone.any():
        return even
    wider = cv2.dilate(gone[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where((wider == 1) & ((labels == 0) | gone[labels]), np.uint8(255), even)


def _stand_free(row: Sequence[int], labels: Any, stats: Any, scale: float) -> bool:
    """Say whether most marks have bare paper above and below: the broken edges of pale letters have not."""
    reach = max(2, round(CLEAR * scale))
    beside = 0
    for mark in row:
        left, top, wide, high, _ = stats[mark]
        around = labels[max(0, top - reach) : top + high + reach, left : left + wide]
        beside += bool(((around > 0) & (around != mark)).any())
    return beside <= len(row) / 3


def _rows(marks: Any, stats: Any, scale: float) -> Iterator[Sequence[int]]:
    """Yield runs of marks that stand beside each other on one height."""
    left, right = stats[marks, 0] / scale, (stats[marks, 0] + stats[marks, 2]) / scale
    middle = (stats[marks, 1] + stats[marks, 3] / 2) / scale
    bands: dict[int, list[int]] = {}
    for place in np.argsort(left, kind="stable"):
        bands.setdefault(round(float(middle[place]) / ASKEW), []).append(int(place))
    for band, marked in bands.items():
        both = sorted(marked + bands.get(band + 1, []), key=lambda place: float(left[place]))
        for run in _close(both, left, right):
            if len(run) >= LEAST:
                yield marks[run]


def _close(places: Sequence[int], left: Any, right: Any) -> Iterator[list[int]]:
    """Yield marks that follow each other as evenly as leading dots do: the point in a number behind them stands farther off."""
    gaps = sorted(float(left[two] - right[one]) for one, two in pairwise(places))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    farthest = min(FARTHEST, max(1.5, 2.0 * usual))
    run: list[int] = []
    for place in places:
        if run and left[place] - right[run[-1]] > farthest:
            yield run
            run = []
        run.append(place)
    yield run
