"""Drawn lines found and taken off a page, but not the letters they cross: lines glue words together and hide their edges.

Lines are looked for at half size, which is four times as quick and closes the gaps of a coarse scan.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from extract.ocr.sheet import Grey
from models.document import Box

Ink = npt.NDArray[np.uint8]

#: A thin line is paler than ink where the scanner's dots are coarse, and paler still at half size.
FAINT_INK = 205
#: A line is longer than this, in points: no letter of running text is.
LENGTH = 34.0
#: And thinner than this: what is thicker is a panel.
WIDTH = 4.0
#: Ink along so much of one of its sides makes it a row of letters.
BESIDE = 0.3
#: No word is as long as this, in points: what is longer is no row of letters.
WORD = 110.0
#: So many of the rows next to a line hold ink, in so much of its length, where letters stand on it or hang from it.
TOUCHING, ATTACHED = 2, 0.1
#: Ink that crosses a line is seen again within so many rows of it, the line's own uncertain edges counted.
TOUCHED = 4
#: What is left of a line lies this near to it, in points.
NEAR = 1.3
#: Slivers are thinner than this, in points, and specks smaller, in points squared.
SLIVER = 1.2
SPECK = 0.25
MOST = 600


def without_rules(even: Grey, scale: float) -> tuple[Grey, tuple[Box, ...]]:
    """Take drawn lines away; return what is left, and the lines in points."""
    import cv2

    small: Any = cv2.resize(even, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ink: Any = (small < FAINT_INK).astype(np.uint8)
    gone: Any = np.zeros_like(ink)
    crossings: Any = np.ones_like(ink)
    rules: list[Box] = []
    for across in (True, False):
        # Between lines across a table figures stand one above the other so close that their stems look like a line down the page.
        found = _lines(ink if across else ink & (1 - cv2.dilate(gone, _bar(3, across=False))), scale / 2, across=across)
        boxes = _boxes(found)
        if boxes:
            rules.extend(Box(*(float(each) / (scale / 2) for each in box)) for box in boxes)
            gone |= _erased(ink, found, boxes, scale / 2, across=across)
        crossings &= cv2.dilate(found, np.ones((5, 5), np.uint8))
    if not rules:
        return even, ()
    gone |= crossings & ink
    size = (even.shape[1], even.shape[0])
    mask: Any = cv2.resize(cv2.dilate(gone, np.ones((3, 3), np.uint8)), size, interpolation=cv2.INTER_NEAREST)
    kept: Any = cv2.resize(_letters(ink, gone), size, interpolation=cv2.INTER_NEAREST)
    return np.where((mask == 1) & (kept == 0), np.uint8(255), even), tuple(rules)


def _letters(ink: Any, gone: Any) -> Ink:
    """Return the ink that stays, a little wider: edges of letters must not be cut."""
    import cv2

    return np.asarray(cv2.dilate(ink & (1 - gone), np.ones((3, 3), np.uint8)) & (1 - gone), dtype=np.uint8)


def _lines(ink: Any, scale: float, *, across: bool) -> Ink:
    """Return long runs of ink that are thin and have paper on both sides: the feet of letters in a row do not."""
    import cv2

    length, width = round(LENGTH * scale), max(2, round(WIDTH * scale))
    # A line that is a little askew moves aside by a pixel now and then. Down the page no letters stand so close as to join.
    wider: Any = ink if across else cv2.dilate(ink, _bar(3, across=True))
    joined: Any = cv2.morphologyEx(wider, cv2.MORPH_CLOSE, _bar(3 if across else 5, across=across))
    runs: Any = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _bar(length, across=across))
    thick: Any = cv2.morphologyEx(runs, cv2.MORPH_OPEN, _bar(width if across else width + 2, across=not across))
    thin: Any = runs & (1 - cv2.dilate(thick, np.ones((3, 3), np.uint8)))
    return _without_letters(thin, ink, width, round(WORD * scale)) if across else np.asarray(thin)


def _without_letters(thin: Any, ink: Any, width: int, longest: int) -> Ink:
    """Leave out what is no longer than a word and has ink along much of one of its sides, not parted from it: stems stand on the feet of letters, but print does not on a line."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(thin)
    for label, (left, top, wide, high, _) in enumerate(stats):
        columns = slice(left, left + wide)
        sides = ink[max(0, top - width) : max(0, top - 1), columns][::-1], ink[top + high + 1 : top + high + width, columns]
        if label and wide < longest and any(_letters_stand_on(side) for side in sides):
            place = np.s_[top : top + high, columns]
            thin[place][labels[place] == label] = 0
    return np.asarray(thin)


def _letters_stand_on(side: Any) -> bool:
    """Say whether the ink beside a line, the nearest row first, is that of letters of which the line is a part."""
    return bool(side.size > 0 and side.max(axis=0).mean() > BESIDE and side[:TOUCHING].min(axis=0).mean() > ATTACHED)


def _bar(length: int, *, across: bool) -> Ink:
    return np.ones((1, length) if across else (length, 1), np.uint8)


def _boxes(lines: Ink) -> list[tuple[int, int, int, int]]:
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(lines)
    return [(int(left), int(top), int(left + wide), int(top + high)) for left, top, wide, high, _ in stats[1:MOST]]


def _erased(ink: Any, found: Any, boxes: list[tuple[int, int, int, int]], scale: float, *, across: bool) -> Ink:
    """Return the pixels of lines, and the crumbs that lie along them, without those of letters that cross."""
    import cv2

    near, far = round(NEAR * scale), round(LENGTH * scale)
    band: Any = np.zeros_like(ink)
    for left, top, right, bottom in boxes:
        grown = (far, near) if across else (near, far)
        band[max(0, top - grown[1]) : bottom + grown[1], max(0, left - grown[0]) : right + grown[0]] = 1
    line: Any = cv2.dilate(found, np.ones((3, 3), np.uint8)) & ink
    line &= 1 - _crossing(ink & (1 - line), found, boxes, across=across)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink & (1 - line))
    inside = np.bincount(labels[band == 1].ravel(), minlength=len(stats)) >= stats[:, 4]
    inside &= _crumbs(stats, scale, across=across)
    return np.asarray(line | inside[labels].astype(np.uint8), dtype=np.uint8)


def _crossing(beside: Any, found: Any, boxes: list[tuple[int, int, int, int]], *, across: bool) -> Ink:
    """Return what joins the ink on both sides of each line where it touches the line: letters that cross it, and not print above and below."""
    import cv2

    joined: Any = np.zeros_like(beside)
    for left, top, right, bottom in boxes:
        thick = -(-int(found[top:bottom, left:right].sum()) // max(1, (right - left) if across else (bottom - top)))
        reach = thick + TOUCHED
        aside = (0, reach) if across else (reach, 0)
        place = np.s_[max(0, top - aside[1]) : bottom + aside[1], max(0, left - aside[0]) : right + aside[0]]
        joined[place] |= cv2.morphologyEx(beside[place], cv2.MORPH_CLOSE, _bar(reach, across=not across))
    return np.asarray(joined)


def _crumbs(stats: Any, scale: float, *, across: bool) -> npt.NDArray[np.bool_]:
    """Tell what a line leaves behind, specks and slivers, from dots and commas: those are as high as wide, and larger."""
    wide, high = (stats[:, 2], stats[:, 3]) if across else (stats[:, 3], stats[:, 2])
    sliver = (high <= max(2, SLIVER * scale)) & (wide >= 2.5 * high)
    crumbs: npt.NDArray[np.bool_] = sliver | (stats[:, 4] <= SPECK * scale**2)
    crumbs[0] = False
    return crumbs
