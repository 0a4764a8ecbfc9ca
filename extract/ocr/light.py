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
#: And how fast light falls off, as a share of the brightest for each point; what is steeper is the edge of a panel.
STEEPEST = 0.0015
#: Pixels a point of the picture on which that is worked out.
COARSE = 0.125
#: The paper is looked at with so many pixels a point; what is narrower than so many of them lies on it.
PAPER_SCALE = 1.0
BRIDGE = 17
#: Brighter than this share of the light is bare paper, and so many standard deviations of its grain are made white.
BARE = 0.72
GRAIN = 2.0
#: The darkest ink is made black, but what is paler than this share of the light stays grey.
PALEST = 0.5
#: How far around a letter, in points, the darkest ink is looked for.
AROUND = 7.0
#: What lies behind letters is paper down to this share of the light; what is darker is a panel, not print.
GREY_PAPER = 0.8
#: Ink paler than this share of the light is grain or a tint.
GREY_INK = 0.74
#: Ink is darker than this on evenly white paper.
INK = 165
#: The smallest stamp, in points: a line of coloured text is lower.
STAMP_HEIGHT = 28.0
#: In the frame of a stamp its words are part of it down to this size; smaller ones may be a sum in a coloured box.
FRAMED_HEIGHT = 17.0
#: A stamp covers less of its area than a printed panel does.
STAMP_FILL = 0.4
#: With less than this share of bright colour there is no stamp on a page.
LEAST_COLOUR = 0.0005
A4_HEIGHT = 842.0


def even_light(grey: Grey, scale: float) -> Grey:
    """Divide by the light that falls on the paper, make the grain of bare paper white, and grey print as black as other ink."""
    import cv2

    behind, paper = _paper(grey, scale)
    few: Any = grey[::3, ::3]
    sample = few / cv2.resize(paper, (few.shape[1], few.shape[0]), interpolation=cv2.INTER_LINEAR)
    bare, ink = sample[sample > BARE], sample[sample <= BARE]
    middle = float(np.median(bare)) if bare.size else 1.0
    grain = float(np.median(np.abs(bare - middle))) * 1.48 if bare.size else 0.0
    white = max(middle - GRAIN * grain, BARE)
    black = min(float(np.percentile(ink, 20)), PALEST) if ink.size else 0.0
    # What each pixel is multiplied by, and what is then taken off, change slowly: both are worked out on a small picture.
    small: Any = cv2.resize(grey, (2 * paper.shape[1], 2 * paper.shape[0]), interpolation=cv2.INTER_AREA)
    dark = _darkest(small, behind, paper, black)
    steepness = 255.0 / (white - dark)
    whole = (grey.shape[1], grey.shape[0])
    gain = cv2.resize(steepness / paper, whole, interpolation=cv2.INTER_LINEAR)
    loss = cv2.resize(steepness * dark, whole, interpolation=cv2.INTER_LINEAR)
    even: Any = cv2.subtract(cv2.multiply(grey, gain, dtype=cv2.CV_32F), loss)
    return np.asarray(even.clip(0, 255, out=even).astype(np.uint8))


def _paper(grey: Grey, scale: float) -> tuple[Any, Any]:
    """Return, small, how bright it is behind the letters, and how bright bare paper would be in the same light."""
    import cv2

    shrink = PAPER_SCALE / scale
    size = (max(8, round(grey.shape[1] * shrink)), max(8, round(grey.shape[0] * shrink)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRIDGE, BRIDGE))
    behind = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel)
    smooth = cv2.GaussianBlur(behind, (0, 0), BRIDGE / 3).astype(np.float32)
    brightest = float(np.percentile(smooth, 95))
    light = np.maximum(np.maximum(smooth, _without_panels(smooth, brightest)), max(1.0, DEEPEST_SHADOW * brightest))
    return behind, light


def _without_panels(smooth: Any, brightest: float) -> Any:
    """Return the light that shadows leave: it falls off slowly, where a printed panel begins at once."""
    import cv2

    coarse = cv2.resize(smooth, None, fx=COARSE, fy=COARSE, interpolation=cv2.INTER_AREA)
    step = STEEPEST * brightest / COARSE
    for _ in range(round(1 / (STEEPEST / COARSE))):
        coarse = np.maximum(coarse, cv2.dilate(coarse, np.ones((3, 3), np.uint8)) - step)
    return cv2.resize(coarse, (smooth.shape[1], smooth.shape[0]), interpolation=cv2.INTER_LINEAR)


def _darkest(small: Grey, behind: Any, paper: Any, black: float) -> Any:
    """Return for every place how dark the ink around it is: letters printed in grey become as black as the others.

    `small` has twice as many pixels a point as `paper`, for thin strokes are paler the fewer there are.
    """
    import cv2

    around = np.ones((round(2 * AROUND * PAPER_SCALE) + 1,) * 2, np.uint8)
    near = np.ones((2 * around.shape[0] - 1,) * 2, np.uint8)
    darkest = cv2.erode(small, near)[::2, ::2] / paper
    printed = (darkest < GREY_INK) & (behind > GREY_PAPER * paper)
    known = np.where(printed, np.maximum(darkest, black), 0.0).astype(np.float32)
    # Where no ink is near, what is known around goes on: letters at the end of a row must not be paler than its others.
    grown = cv2.dilate(known, around)
    filled = np.where(known > 0, known, np.where(grown > 0, grown, np.float32(black)))
    return cv2.GaussianBlur(filled, (0, 0), AROUND * PAPER_SCALE / 3)


def without_stamps(colour: npt.NDArray[np.uint8]) -> Grey:
    """Turn a colour picture grey; ink of large bright-coloured marks becomes paper, small coloured text stays."""
    import cv2

    grey: Any = cv2.cvtColor(np.ascontiguousarray(colour), cv2.COLOR_RGB2GRAY)
    if _bright_colour(colour[::4, ::4]).mean() < LEAST_COLOUR:
        return np.asarray(grey)
    coloured, brightest = _bright_colour(colour), _brightest(colour)
    scale = max(colour.shape[:2]) / A4_HEIGHT
    reach = max(3, round(5 * scale))
    joined = cv2.dilate(coloured.astype(np.uint8), np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    result, stamps = grey.copy(), list[Any]()
    for label in np.argsort(-stats[:, 2] * stats[:, 3], kind="stable"):
        left, top, width, height, _ = stats[label]
        inside = any(_within(stats[label], stamp) for stamp in stamps)
        least = scale * (FRAMED_HEIGHT if inside else STAMP_HEIGHT)
        if label == 0 or min(width, height) < least:
            continue
        place = np.s_[top : top + height, left : left + width]
        whole = labels[place] == label
        if (whole & coloured[place]).mean() < STAMP_FILL or inside:
            stamps.append(stats[label])
            result[place] = np.where(whole, np.maximum(grey[place], brightest[place]), result[place])
    return np.asarray(result)


def _within(inner: Any, outer: Any) -> bool:
    """Say whether a mark lies inside another: heavy words in the frame of a stamp are part of it."""
    low, high = inner[:2] >= outer[:2], inner[:2] + inner[2:4] <= outer[:2] + outer[2:4]
    return bool(low.all() and high.all())


def _bright_colour(colour: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell the pixels of bright ink that is neither black nor grey; letterheads are mostly darker."""
    red, green, blue = np.moveaxis(colour, 2, 0)
    darkest, brightest = np.minimum(np.minimum(red, green), blue), _brightest(colour)
    return np.asarray((brightest - darkest > 60) & (brightest > 110))


def _brightest(colour: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the brightest channel of each pixel; the array's own `max` takes ten times as long over an axis of three."""
    red, green, blue = np.moveaxis(colour, 2, 0)
    return np.asarray(np.maximum(np.maximum(red, green), blue))
