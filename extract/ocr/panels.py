"""Printed areas behind and over text: white letters on dark panels turned black on white, pale stamps taken off black letters."""

from __future__ import annotations

from typing import Any

import numpy as np

from extract.ocr.sheet import Grey

#: A panel is darker than this after the light was evened.
DARK = 140
#: No stroke of a letter is as wide as this, in points; a panel is.
STROKE = 10.0
#: A panel is at least so wide and so high, in points.
LEAST = (30.0, 11.0)
#: Close print in a panel leaves at least so much of it dark.
ENCLOSED = 0.4
#: Ink of letters is darker than this where a stamp lies over them; the stamp's is paler.
BLACK = 80
PALE = 200
#: The strokes of a stamp are wider than the soft edge of a black letter, in points.
SOFT = 0.7
#: A stamp that matters touches black letters in so many places (pixels), and is at least so large, in points.
TOUCHES = 60
STAMP = (40.0, 14.0)
REACH = 7.0


def upright_panels(even: Grey, scale: float) -> Grey:
    """Turn white letters on dark panels into black letters on white."""
    import cv2

    small: Any = cv2.resize(even, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    fine = scale / 4
    dark: Any = (small < DARK).astype(np.uint8)
    kernel = np.ones((max(2, round(STROKE * fine)),) * 2, np.uint8)
    cores: Any = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    if not cores.any():
        return even
    # Letters are holes in a panel: closed, they belong to it.
    whole: Any = cv2.morphologyEx(cores, cv2.MORPH_CLOSE, np.ones((2 * kernel.shape[0] + 1,) * 2, np.uint8))
    whole = _with_print(whole, dark)
    _, _, stats, _ = cv2.connectedComponentsWithStats(whole)
    result = even.copy()
    for left, top, wide, high, _ in stats[1:]:
        if wide >= LEAST[0] * fine and high >= LEAST[1] * fine:
            place = np.s_[top * 4 : (top + high) * 4, left * 4 : (left + wide) * 4]
            mask = cv2.resize(whole[top : top + high, left : left + wide], None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
            area = result[place]
            mask = mask[: area.shape[0], : area.shape[1]]
            result[place] = np.where(mask == 1, _turned(area, mask), area)
    return result


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


def without_pale_stamps(even: Grey, scale: float) -> Grey:
    """Take pale marks off the black letters they lie over; a pale mark that touches no letters stays, it may be text."""
    import cv2

    size = max(3, round(SOFT * scale)) | 1
    pale: Any = ((even > BLACK) & (even < PALE)).astype(np.uint8)
    strokes: Any = cv2.erode(pale, np.ones((size, size), np.uint8))
    if strokes.mean() < 0.0003:
        return even
    black: Any = cv2.dilate((even <= BLACK).astype(np.uint8), np.ones((3, 3), np.uint8))
    # Grown again, the strokes of a stamp reach the letters under it; the soft edges of letters are gone.
    marks: Any = cv2.dilate(strokes, np.ones((size + 2, size + 2), np.uint8))
    reach = round(REACH * scale)
    shrink = 0.25
    near: Any = cv2.dilate(
        cv2.resize(strokes * 255, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA),
        np.ones((round(reach * shrink),) * 2, np.uint8),
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats((near > 0).astype(np.uint8))
    result = even.copy()
    for label, (left, top, wide, high, _) in enumerate(stats):
        if label == 0 or wide < STAMP[0] * scale * shrink or high < STAMP[1] * scale * shrink:
            continue
        place = np.s_[top * 4 : (top + high) * 4, left * 4 : (left + wide) * 4]
        if int((marks[place] & black[place]).sum()) >= TOUCHES:
            mine = cv2.resize((labels[top : top + high, left : left + wide] == label).astype(np.uint8), None, fx=4, fy=4)
            mine = mine[: result[place].shape[0], : result[place].shape[1]]
            result[place] = np.where((mine == 1) & (black[place] == 0), np.uint8(255), result[place])
    return result
