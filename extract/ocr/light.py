"""Paper made evenly white and ink black, and coloured stamps taken away.

The light is divided out by an estimate of the bare paper. A local threshold is never used: it turns noise into letters.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from extract.ocr.sheet import Grey

#: How far below the brightest paper a shadow may lie, as a share; a darker area is a printed panel, not a shadow.
DEEPEST_SHADOW = 0.42
#: The paper is looked at with so many pixels a point; what is narrower than so many of them lies on it.
PAPER_SCALE = 1.0
BRIDGE = 17
#: Brighter than this share of the light is bare paper, and so many standard deviations of its grain are made white.
BARE = 0.72
GRAIN = 2.0
#: The darkest ink is made black, but what is paler than this share of the light stays grey.
PALEST = 0.5
#: Ink is darker than this on evenly white paper.
INK = 165
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
    sample = lit[::3, ::3]
    bare, ink = sample[sample > BARE], sample[sample <= BARE]
    middle = float(np.median(bare)) if bare.size else 1.0
    grain = float(np.median(np.abs(bare - middle))) * 1.48 if bare.size else 0.0
    white = max(middle - GRAIN * grain, BARE)
    black = min(float(np.percentile(ink, 20)), PALEST) if ink.size else 0.0
    steepness = 255.0 / (white - black)
    return np.asarray(cv2.convertScaleAbs(np.maximum(lit, black), alpha=steepness, beta=-black * steepness), dtype=np.uint8)


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
