"""Printed areas behind text: white letters on dark panels turned black on white."""

from __future__ import annotations

from typing import Any

import numpy as np

from extract.ocr.sheet import Grey

#: A panel is darker than this after the light was evened.
DARK = 140
#: No stroke of a letter is as wide and as high as this, in points; a panel is.
STROKE = (10.0, 7.0)
#: A panel is at least so wide and so high, in points: the head of a table may be hardly higher than its letters.
LEAST = (30.0, 8.0)
#: Close print in a panel leaves at least so much of it dark.
ENCLOSED = 0.4
#: In a panel hardly higher than its letters dark stands between their strokes no further apart than this, in points.
BRIDGED = 7.0


def upright_panels(even: Grey, scale: float) -> Grey:
    """Turn white letters on dark panels into black letters on white."""
    import cv2

    small: Any = cv2.resize(even, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    fine = scale / 4
    dark: Any = (small < DARK).astype(np.uint8)
    wide, high = (max(2, round(each * fine)) for each in STROKE)
    kernel = np.ones((high, wide), np.uint8)
    cores: Any = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    if not cores.any():
        return even
    # Letters are holes in a panel: closed, they belong to it.
    whole: Any = cv2.morphologyEx(cores, cv2.MORPH_CLOSE, np.ones((2 * wide + 1,) * 2, np.uint8))
    whole = _with_print(whole | _around_print(cores, dark, kernel, max(2, round(BRIDGED * fine))), dark)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole)
    large = (stats[:, 2] >= LEAST[0] * fine) & (stats[:, 3] >= LEAST[1] * fine)
    large[0] = False
    result = even.copy()
    _take_rims(result, large[labels].astype(np.uint8))
    for left, top, wide, high, _ in stats[large]:
        place = np.s_[top * 4 : (top + high) * 4, left * 4 : (left + wide) * 4]
        mask = cv2.resize(whole[top : top + high, left : left + wide], None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
        area = result[place]
        mask = mask[: area.shape[0], : area.shape[1]]
        result[place] = np.where(mask == 1, _turned(area, mask), area)
    return result


def _take_rims(result: Grey, panels: Any) -> None:
    """Whiten the dark rims of panels, whose edges lie between two points of the small picture."""
    import cv2

    rims: Any = cv2.dilate(panels, np.ones((3, 5), np.uint8)) - panels
    high, wide = result.shape
    large: Any = cv2.resize(rims, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)[:high, :wide]
    result[: large.shape[0], : large.shape[1]][large == 1] = 255


def _around_print(cores: Any, dark: Any, kernel: Any, bridge: int) -> Any:
    """Return what of low panels goes on where letters stand nearly as high as they: dark that is whole once their strokes are bridged."""
    import cv2

    solid: Any = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, bridge))), cv2.MORPH_OPEN, kernel)
    _, labels = cv2.connectedComponents(solid)
    cored = np.zeros(int(labels.max()) + 1, bool)
    cored[labels[cores == 1]] = True
    cored[0] = False
    return cored[labels].astype(np.uint8)


def _with_print(panels: Any, dark: Any) -> Any:
    """Return panels with the close print on them: what they enclose, where more of it is dark than not."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(1 - panels, connectivity=4)
    darkness = np.bincount(labels.ravel(), weights=dark.ravel(), minlength=len(stats)) / np.maximum(1, stats[:, 4])
    enclosed = darkness > ENCLOSED
    enclosed[0] = True
    return enclosed[labels].astype(np.uint8)


def _turned(area: Grey, mask: Any) -> Grey:
    """Return a panel white and what was bright on it black."""
    inside = area[mask == 1]
    ground, bright = float(np.median(inside)), float(np.percentile(inside, 99.5))
    if bright - ground < 60:
        return np.full_like(area, 255)
    share = (area.astype(np.float32) - ground - 0.15 * (bright - ground)) / (0.7 * (bright - ground))
    return np.asarray((255 * (1 - share.clip(0, 1))).astype(np.uint8))
