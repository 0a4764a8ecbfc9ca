"""Which way a page lies: whether its lines of text run across or along it, and by how much they are askew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extract.ocr.light import INK, even_light
from extract.ocr.sheet import Grey

#: Scanners feed paper askew by a degree or two; a photo that was set straight may be left with a little more.
MOST_DEGREES = 7.0
#: Less than this costs no reading and is left.
LEAST_DEGREES = 0.12
#: The side of the small picture on which angles are measured.
SMALL = 1300
#: What is longer than a letter and has more ink than this share of its box is a drawn bar.
SOLID = 0.6
#: What is shorter on both sides is a dot or dirt, and has no neighbours.
SHORT = 5
#: Of so many letters the nearest neighbours are looked for; with fewer than these on a page it stays as it came.
ASKED, FEW = 600, 20

Points = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Letters:
    """What is as small as letters on a small picture of a page: its pixels, down and across, and its boxes."""

    points: Points
    #: Left, top, right and bottom of each.
    boxes: npt.NDArray[np.float32]
    #: Height and width of the small picture.
    shape: tuple[int, int]


def letters_of(grey: Grey, scale: float) -> Letters:
    """Return what is as small as letters on a page."""
    import cv2

    shrink = min(1.0, SMALL / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    ink = (even_light(small, scale * shrink) < INK).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    longest, most = max(small.shape) / 28, max(small.shape) / 9
    sides = stats[:, 2:4]
    kept = (stats[:, 4] >= 4) & (sides.min(axis=1) <= longest) & (sides.max(axis=1) <= most) & (sides.max(axis=1) >= 3)
    # Bars that are drawn beside text are as narrow as letters, and would say that it runs along them; words are not so full of ink.
    kept &= (sides.max(axis=1) <= longest) | (stats[:, 4] <= SOLID * sides.prod(axis=1))
    kept[0] = False
    down, across = np.nonzero(kept[labels])
    lefts, tops, widths, heights = stats[kept, :4].T.astype(np.float32)
    boxes = np.stack([lefts, tops, lefts + widths, tops + heights], axis=1)
    return Letters((down.astype(np.float64), across.astype(np.float64)), boxes, (small.shape[0], small.shape[1]))


def find_skew(points: Points) -> tuple[float, float]:
    """Return the angle in degrees, clockwise positive, by which lines of text fall to the right, and how sharp they are then."""
    down, across = points
    if len(down) < 200:
        return 0.0, 0.0
    if len(down) > 60_000:
        step = len(down) // 60_000 + 1
        down, across = down[::step], across[::step]
    coarse = max(np.arange(-MOST_DEGREES, MOST_DEGREES + 0.01, 0.5), key=lambda angle: _sharpness(down, across, angle))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.05), key=lambda angle: _sharpness(down, across, angle))
    return float(fine), _sharpness(down, across, float(fine))


def _sharpness(down: npt.NDArray[np.float64], across: npt.NDArray[np.float64], degrees: float) -> float:
    """Say how clearly lines and gaps part when the page is sheared by this angle."""
    rows = down - across * np.tan(np.radians(degrees))
    counts = np.bincount((rows - rows.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(counts)).sum() / max(1, len(down)))


def runs_along(letters: Letters) -> bool:
    """Say whether the lines of text run along the page: it lies on its side.

    Most letters have their nearest neighbour in their own line. How sharply lines part from gaps does not tell: in a list, whose
    columns begin alike in every row, the columns are the sharper ones.
    """
    boxes = letters.boxes[(letters.boxes[:, 2:] - letters.boxes[:, :2]).max(axis=1) >= SHORT]
    if len(boxes) < FEW:
        return False
    asked = np.random.default_rng(0).choice(len(boxes), min(ASKED, len(boxes)), replace=False)
    one = boxes[asked][:, None, :]
    beside = np.maximum(0, np.maximum(boxes[:, 0] - one[..., 2], one[..., 0] - boxes[:, 2]))
    below = np.maximum(0, np.maximum(boxes[:, 1] - one[..., 3], one[..., 1] - boxes[:, 3]))
    apart = beside + below
    each = np.arange(len(asked))
    apart[each, asked] = np.inf
    nearest = apart.argmin(axis=1)
    beside, below = beside[each, nearest], below[each, nearest]
    return bool((below > beside).sum() > (beside > below).sum())
