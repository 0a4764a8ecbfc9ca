"""Runs of text found by ourselves and handed to the engine one below the other, as a plain page of single lines.

Engines lose words when they must find columns, cells and rows among noise by themselves; of a level, clean page it is easily
told which letters stand in one row. What the engine sees is then as plain as a page can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.ocr.engines import Token
from extract.ocr.light import INK
from extract.ocr.sheet import Grey

#: Letters are at least and at most so high, in points; marks of writing are lower, pictures and panels higher.
LETTER = (3.2, 42.0)
#: What is smaller than this, in points squared, is a speck.
SPECK = 0.22
#: Letters this close, in points, stand in one run; a larger gap parts columns.
GAP = 7.0
#: The middle share of a letter's height that says on which line it stands.
CORE = 0.5
#: A comma that is as high as a small letter stands no farther from the figure before it, in points: type of one width leaves room on both sides.
ASIDE = 3.5
#: It is so many times lower than figures are, at least.
LOWER = 1.7
#: Titles are made smaller than this, in points: the engine expects letters of one size.
MOST_HEIGHT = 17.0
#: At most so many runs go on one plain page: few enough that the language shows early, and that two pages can be read side by side.
MOST_RUNS = 30
MARGIN = 18
#: A mark without letters, lower than this share of its run, is taken to be as high as the run: of a dash alone nobody can tell which row it is in.
MARK = 0.5
#: Dots of broken print are joined over so many points, and what is darker than this is then print.
JOINING = 0.6
JOINED = 216


@dataclass(frozen=True, slots=True)
class Run:
    """A run of letters: its box in pixels, and its own pixels on white."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: Grey


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a run stands on the plain page, and how much it was made smaller."""

    run: Run
    top: int
    bottom: int
    shrink: float


def runs_of(even: Grey, scale: float) -> list[Run]:
    """Return the runs of text on a level sheet, from the top."""
    return _runs(even, even < INK, scale)


def joined_runs(even: Grey, scale: float) -> list[Run]:
    """Return the runs of text on a level sheet whose letters may be broken into dots, from the top.

    Where a run begins and ends is looked for with the dots joined; its pixels are those of the sheet.
    """
    import cv2

    return _runs(even, cv2.GaussianBlur(even, (0, 0), JOINING * scale) < JOINED, scale)


def _runs(even: Grey, ink: npt.NDArray[np.bool_], scale: float) -> list[Run]:
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    if count < 2:
        return []
    owner = _owners(stats, scale, even.shape)
    runs = list(_cut(even, labels, stats, owner, scale))
    return sorted(runs, key=lambda run: (run.top + run.bottom, run.left))


def _owners(stats: Any, scale: float, shape: tuple[int, ...]) -> npt.NDArray[np.int32]:
    """Return for every connected piece of ink the number of the run it belongs to, or 0."""
    import cv2

    width, height, area = stats[:, 2] / scale, stats[:, 3] / scale, stats[:, 4] / scale**2
    letters = (height >= LETTER[0]) & (height <= LETTER[1]) & (width <= 12 * LETTER[1]) & (area > 4 * SPECK)
    letters &= ~((width > 60) & (height > 25))
    usual = float(np.median(height[letters])) if letters.any() else LETTER[0]
    letters &= (height < 2.2 * usual) | (height < 9 * width)
    letters[0] = False
    cores = np.zeros(shape, np.uint8)
    reach = round(GAP / 2 * scale)
    for left, top, wide, high, _ in stats[letters]:
        inset = int(high * (1 - CORE) / 2)
        cores[top + inset : max(top + inset + 1, top + high - inset), max(0, left - reach) : left + wide + reach] = 1
    _, lines = cv2.connectedComponents(cores)
    owner = np.zeros(len(stats), np.int32)
    places = np.flatnonzero(letters)
    middle = stats[places, 1] + stats[places, 3] // 2
    owner[places] = lines[middle, stats[places, 0] + stats[places, 2] // 2]
    _join_low(owner, stats, scale)
    _adopt(owner, stats, scale)
    return owner


def _join_low(owner: npt.NDArray[np.int32], stats: Any, scale: float) -> None:
    """Give commas and hyphens of large print, which are as high as small letters, to the run they stand in."""
    boxes = _run_boxes(owner, stats)
    height = boxes[:, 3] - boxes[:, 1]
    for left, top, right, bottom, number in boxes:
        high = bottom - top
        around = (height > LOWER * high) & (boxes[:, 0] - ASIDE * scale < right) & (boxes[:, 2] + ASIDE * scale > left)
        around &= (top > boxes[:, 1] - 0.2 * height) & (bottom < boxes[:, 3] + 0.4 * height)
        if around.any():
            owner[owner == number] = int(boxes[int(np.flatnonzero(around)[0]), 4])


def _adopt(owner: npt.NDArray[np.int32], stats: Any, scale: float) -> None:
    """Give dots, commas, hyphens and accents to the run they stand in or just above."""
    boxes = _run_boxes(owner, stats)
    if not len(boxes):
        return
    height = boxes[:, 3] - boxes[:, 1]
    small = (
        (owner == 0) & (stats[:, 3] / scale < LETTER[0] + 1.5) & (stats[:, 4] / scale**2 >= SPECK) & (stats[:, 2] / scale < 16)
    )
    small[0] = False
    for place in np.flatnonzero(small):
        left, top, wide, high, _ = stats[place]
        x, y = left + wide / 2, top + high / 2
        off = np.maximum(boxes[:, 0] - x, x - boxes[:, 2]).clip(min=0)
        below = np.maximum(boxes[:, 1] - 0.4 * height - y, y - boxes[:, 3] - 0.3 * height).clip(min=0)
        distance = off + 20 * below + np.abs(y - (boxes[:, 1] + boxes[:, 3]) / 2) * 0.2
        best = int(distance.argmin())
        if off[best] <= GAP * scale and below[best] == 0:
            owner[place] = boxes[best, 4]


def _run_boxes(owner: npt.NDArray[np.int32], stats: Any) -> Any:
    """Return left, top, right, bottom and number of every run."""
    owned = np.flatnonzero(owner)
    if not len(owned):
        return np.zeros((0, 5))
    order = owned[np.argsort(owner[owned], kind="stable")]
    numbers, starts = np.unique(owner[order], return_index=True)
    left = np.minimum.reduceat(stats[order, 0], starts)
    top = np.minimum.reduceat(stats[order, 1], starts)
    right = np.maximum.reduceat(stats[order, 0] + stats[order, 2], starts)
    bottom = np.maximum.reduceat(stats[order, 1] + stats[order, 3], starts)
    return np.stack([left, top, right, bottom, numbers], axis=1)


def _cut(even: Grey, labels: Any, stats: Any, owner: npt.NDArray[np.int32], scale: float) -> Iterator[Run]:
    """Cut each run out, leaving the ink of its neighbours behind."""
    pad = max(2, round(0.6 * scale))
    height, width = even.shape
    for left, top, right, bottom, number in _run_boxes(owner, stats):
        if (bottom - top) / scale < LETTER[0]:
            continue
        corner, far = (max(0, left - pad), max(0, top - pad)), (min(width, right + pad), min(height, bottom + pad))
        place = np.s_[corner[1] : far[1], corner[0] : far[0]]
        foreign = (labels[place] > 0) & (owner[labels[place]] != number)
        yield Run(*corner, *far, np.where(foreign, np.uint8(255), even[place]))


def plain_pages(runs: Sequence[Run], scale: float) -> Iterator[tuple[Grey, list[Placed]]]:
    """Yield plain pages of about as many runs, one below the other, and where each stands."""
    count = -(-len(runs) // MOST_RUNS)
    for number in range(count):
        yield _plain(runs[len(runs) * number // count : len(runs) * (number + 1) // count], scale)


def _plain(runs: Sequence[Run], scale: float) -> tuple[Grey, list[Placed]]:
    import cv2

    placed: list[Placed] = []
    pieces: list[Any] = []
    top, space = MARGIN, round(5 * scale)
    for run in runs:
        shrink = min(1.0, MOST_HEIGHT * scale / max(1, run.bottom - run.top))
        small: Any = (
            cv2.resize(run.pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else run.pixels
        )
        placed.append(Placed(run, top, top + small.shape[0], shrink))
        pieces.append(small)
        top += small.shape[0] + space
    width = max(piece.shape[1] for piece in pieces) + 2 * MARGIN
    page = np.full((top + MARGIN, width), 255, np.uint8)
    for place, piece in zip(placed, pieces, strict=True):
        page[place.top : place.bottom, MARGIN : MARGIN + piece.shape[1]] = piece
    return page, placed


def put_back(tokens: Sequence[Token], placed: Sequence[Placed]) -> Iterator[Token]:
    """Yield the tokens of a plain page where they stand on the sheet; low marks as high as the run they stand in."""
    for token in tokens:
        middle = (token.top + token.bottom) / 2
        place = min(placed, key=lambda each: max(each.top - middle, middle - each.bottom))
        run, by = place.run, place.shrink
        top, bottom = run.top + (token.top - place.top) / by, run.top + (token.bottom - place.top) / by
        if bottom - top < MARK * (run.bottom - run.top) and not any(letter.isalnum() for letter in token.text):
            top, bottom = run.top, run.bottom
        yield replace(
            token,
            left=run.left + (token.left - MARGIN) / by,
            right=run.left + (token.right - MARGIN) / by,
            top=max(float(run.top), top),
            bottom=min(float(run.bottom), bottom),
        )
