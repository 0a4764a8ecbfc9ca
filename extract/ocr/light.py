"""Paper made evenly white, and what lies on it beside letters taken away: drawn lines and coloured stamps.

The light is divided out by an estimate of the bare paper. A local threshold is never used: it turns noise into letters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from extract.ocr.sheet import Grey
from models.document import Box

#: How far below the brightest paper a shadow may lie, as a share; a darker area is a printed panel, not a shadow.
DEEPEST_SHADOW = 0.42
#: The paper is looked at with so many pixels a point; what is narrower than so many of them lies on it.
PAPER_SCALE = 1.0
BRIDGE = 17
#: Brighter than this share of the light is bare paper, and so many standard deviations of its grain are made white.
BARE = 0.72
GRAIN = 2.0
#: Ink is darker than this on evenly white paper.
INK = 150
#: A line is longer than this, in points: no letter of running text is.
LINE_LENGTH = 34.0
#: And thinner than this: what is thicker is a panel.
LINE_WIDTH = 4.0
#: The smallest stamp, in points: a line of coloured text is lower.
STAMP_HEIGHT = 28.0
#: A stamp covers less of its area than a printed panel does.
STAMP_FILL = 0.4


def even_light(grey: Grey, scale: float) -> Grey:
    """Divide by the light that falls on the paper, and make the grain of bare paper white."""
    import cv2

    shrink = PAPER_SCALE / scale
    size = (max(8, round(grey.shape[1] * shrink)), max(8, round(grey.shape[0] * shrink)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRIDGE, BRIDGE))
    paper = cv2.GaussianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel), (0, 0), BRIDGE / 3)
    floor = DEEPEST_SHADOW * float(np.percentile(paper, 95))
    paper = np.maximum(paper, max(1.0, floor)).astype(np.float32)
    light = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    lit: Any = cv2.divide(grey.astype(np.float32), light)
    bare = lit[::4, ::4][lit[::4, ::4] > BARE]
    middle = float(np.median(bare)) if bare.size else 1.0
    grain = float(np.median(np.abs(bare - middle))) * 1.48 if bare.size else 0.0
    white = max(middle - GRAIN * grain, BARE)
    return np.asarray(cv2.convertScaleAbs(lit, alpha=255.0 / white), dtype=np.uint8)


def without_stamps(colour: npt.NDArray[np.uint8]) -> Grey:
    """Turn a colour picture grey; ink of large bright-coloured marks becomes paper, small coloured text stays."""
    import cv2

    grey: Any = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY)
    brightest, darkest = colour.max(axis=2), colour.min(axis=2)
    coloured = ((brightest.astype(np.int16) - darkest) > 60) & (brightest > 110)
    if coloured.mean() < 0.0005:
        return np.asarray(grey)
    scale = max(colour.shape[:2]) / A4_HEIGHT
    reach = max(3, round(5 * scale))
    joined = cv2.dilate(coloured.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    result = grey.copy()
    for label, (left, top, width, height, _) in enumerate(stats):
        if label == 0 or height < STAMP_HEIGHT * scale or width < STAMP_HEIGHT * scale:
            continue
        place = np.s_[top : top + height, left : left + width]
        mine = (labels[place] == label) & coloured[place]
        if mine.mean() < STAMP_FILL:
            whole = labels[place] == label
            result[place] = np.where(whole, np.maximum(grey[place], brightest[place]), grey[place])
    return np.asarray(result)


A4_HEIGHT = 842.0


def without_rules(even: Grey, scale: float) -> tuple[Grey, tuple[Box, ...]]:
    """Take drawn lines away, but not the letters they cross; return what is left and the lines in points."""
    import cv2

    ink: Any = (even < INK).astype(np.uint8)
    length, width = round(LINE_LENGTH * scale), max(2, round(LINE_WIDTH * scale))
    rules: list[Box] = []
    lines: Any = np.zeros_like(ink)
    for across in (True, False):
        found: Any = _lines(ink, length, width, across=across)
        rules.extend(_boxes(found, scale))
        lines |= _parted(ink, found, width, across=across)
    if not rules:
        return even, ()
    wider: Any = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    rest: Any = cv2.dilate(ink & (1 - lines), np.ones((3, 3), np.uint8)) & (1 - lines)
    gone = (wider == 1) & (rest == 0)
    return np.where(gone, np.uint8(255), even), tuple(rules)


def _lines(ink: npt.NDArray[np.uint8], length: int, width: int, *, across: bool) -> npt.NDArray[np.uint8]:
    """Return long runs of ink that are thin."""
    import cv2

    joined: Any = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5) if across else (5, 1), np.uint8))
    runs: Any = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length) if across else (length, 1), np.uint8))
    thick: Any = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((width, 1) if across else (1, width), np.uint8))
    return np.asarray(runs & (1 - cv2.dilate(thick, np.ones((3, 3), np.uint8))))


def _parted(ink: npt.NDArray[np.uint8], line: npt.NDArray[np.uint8], width: int, *, across: bool) -> npt.NDArray[np.uint8]:
    """Leave a line's pixels where a letter runs through it: there is ink on both of its sides."""
    import cv2

    beside = ink & (1 - line)
    shape = (width + 3, 1) if across else (1, width + 3)
    bridged: Any = cv2.morphologyEx(beside, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))
    return np.asarray(line & (1 - bridged))


def _boxes(lines: npt.NDArray[np.uint8], scale: float) -> list[Box]:
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    return [
        Box(left / scale, top / scale, (left + width) / scale, (top + height) / scale)
        for left, top, width, height, _ in stats[1:500]
    ]
