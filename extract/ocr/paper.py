"""A sheet of paper in a photo: its four corners, found by its edges, and the sheet seen from straight above."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from extract.ocr.sheet import A4, Grey, Matrix, Sheet, warped

Corners = npt.NDArray[np.float64]

SMALL = 900
#: Paper fills so much of a photo that was taken to show it; what fills all of it is a scan.
LEAST_SHARE = 0.3
MOST_SHARE = 0.985
#: Levels of grey by which paper is brighter than what it lies on.
CONTRAST = 14.0
#: A corner of paper seen from aside is still near a right angle.
STEEPEST = 32.0
#: Photos are enlarged at most by so much: more adds no detail.
MOST_ENLARGED = 1.8
READ_DPI = 300
#: Where the corners are farther than this from those of a sheet with parallel sides, as a share of its diagonal, one of them is wrong.
BENT = 0.08


def flattened(sheet: Sheet) -> Sheet:
    """Return the paper in the picture seen from straight above; the same picture when no paper lies on something else."""
    corners = find_paper(sheet.pixels)
    if corners is None:
        return sheet
    width = (np.hypot(*(corners[1] - corners[0])) + np.hypot(*(corners[2] - corners[3]))) / 2
    height = (np.hypot(*(corners[3] - corners[0])) + np.hypot(*(corners[2] - corners[1]))) / 2
    points = _paper_size(width, height)
    scale = min(READ_DPI / 72, MOST_ENLARGED * max(width / points[0], height / points[1]))
    size = (round(points[0] * scale), round(points[1] * scale))
    target = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    forward = _perspective(corners, target)
    return warped(sheet, forward, size, scale, "paper found in the picture")


def _perspective(corners: Corners, target: npt.NDArray[np.float32]) -> Matrix:
    import cv2

    return np.asarray(cv2.getPerspectiveTransform(corners.astype(np.float32), target), dtype=np.float64)


def _paper_size(width: float, height: float) -> tuple[float, float]:
    """Return the size of the paper in points: A4 when it can be, else as long as an A4's long side."""
    short, long = sorted((width, height))
    ratio = long / max(1.0, short)
    sides = (A4[0], A4[1]) if 1.3 < ratio < 1.53 else (A4[1] / ratio, A4[1])
    return sides if width <= height else (sides[1], sides[0])


def find_paper(grey: Grey) -> Corners | None:
    """Return the corners of the paper, from the top left clockwise, or None where the picture is the page."""
    import cv2

    shrink = min(1.0, SMALL / max(grey.shape))
    small: Any = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (7, 7), 0)
    best: tuple[tuple[bool, float], Corners] | None = None
    for mask in _masks(blurred):
        corners = _corners(mask)
        if corners is None:
            continue
        whole = _with_lost_corner(corners, blurred.shape)
        contrast = _contrast(blurred, corners)
        if contrast >= CONTRAST and (best is None or (whole is corners, contrast) > best[0]):
            best = ((whole is corners, contrast), whole)
    return None if best is None else best[1] / shrink


def _masks(small: Grey) -> list[Any]:
    """Return what may be paper: what is bright, and what lies inside the strongest edges."""
    import cv2

    closing = np.ones((15, 15), np.uint8)
    _, bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    border = np.concatenate([small[:3].ravel(), small[-3:].ravel(), small[:, :3].ravel(), small[:, -3:].ravel()])
    level = float(np.median(border))
    above = ((small > level + 18) * 255).astype(np.uint8)
    edges = cv2.Canny(small, 20, 60)
    outline = cv2.dilate(edges, np.ones((5, 5), np.uint8))
    return [cv2.morphologyEx(mask, cv2.MORPH_CLOSE, closing) for mask in (bright, above, outline)]


def _corners(mask: Any) -> Corners | None:
    import cv2

    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=lambda each: cv2.contourArea(cv2.convexHull(each)))
    hull = cv2.convexHull(outline)
    share = cv2.contourArea(hull) / mask.size
    if not LEAST_SHARE <= share <= MOST_SHARE:
        return None
    rough = _four(hull)
    if rough is None:
        return None
    corners = _refined(outline.reshape(-1, 2).astype(np.float64), rough)
    if not _square_enough(corners) or cv2.contourArea(corners.astype(np.float32)) > MOST_SHARE * mask.size:
        return None
    return corners


def _four(hull: Any) -> Corners | None:
    """Return the hull as four corners from the top left clockwise."""
    import cv2

    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.02, 0.03, 0.05, 0.07):
        rough = cv2.approxPolyDP(hull, share * length, True)
        if len(rough) == 4:
            points = rough.reshape(4, 2).astype(np.float64)
            sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
            order = [int(sums.argmin()), int(differences.argmax()), int(sums.argmax()), int(differences.argmin())]
            return points[order] if len(set(order)) == 4 else None
    return None


def _refined(outline: Corners, rough: Corners) -> Corners:
    """Lay a straight line through the outline along each side and let them cross: corners may be bent or cut off."""
    import cv2

    sides = []
    for place in range(4):
        start, end = rough[place], rough[(place + 1) % 4]
        along = end - start
        length = float(np.hypot(*along))
        direction = along / max(1.0, length)
        offset = outline - start
        position = offset @ direction
        distance = np.abs(offset @ np.array([-direction[1], direction[0]]))
        near = outline[(position > 0.08 * length) & (position < 0.92 * length) & (distance < 6)]
        if len(near) < 12:
            sides.append((start, direction))
            continue
        dx, dy, x, y = (float(each) for each in cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
        sides.append((np.array([x, y]), np.array([dx, dy])))
    return np.array([_crossing(sides[place - 1], sides[place]) for place in range(4)])


def _crossing(one: tuple[Corners, Corners], other: tuple[Corners, Corners]) -> Corners:
    (p, d), (q, e) = one, other
    steps = np.linalg.solve(np.array([d, -e]).T + 1e-9 * np.eye(2), q - p)
    return np.asarray(p + steps[0] * d)


def _with_lost_corner(corners: Corners, shape: tuple[int, ...]) -> Corners:
    """Return the corners with one put back that was lost: what is printed as dark as what the paper lies on has no edge there.

    Opposite sides of paper that was photographed are nearly parallel, so three corners tell where the fourth is. Which three are right
    is told by the shape of the sheet that they make.
    """
    off = float(np.hypot(*(corners[0] + corners[2] - corners[1] - corners[3])))
    if off < BENT * float(np.hypot(*(corners[2] - corners[0]))):
        return corners
    found: list[tuple[float, Corners]] = []
    for place in range(4):
        whole = corners.copy()
        whole[place] = corners[place - 1] + corners[(place + 1) % 4] - corners[(place + 2) % 4]
        short, long = sorted(float(np.hypot(*(whole[1] - whole[step]))) for step in (0, 2))
        inside = ((whole >= 0) & (whole <= (shape[1], shape[0]))).all()
        if inside and 1.3 < long / max(1.0, short) < 1.53:
            found.append((abs(long / short - A4[1] / A4[0]), whole))
    return min(found, key=lambda each: each[0])[1] if found else corners


def _square_enough(corners: Corners) -> bool:
    for place in range(4):
        one, other = corners[place - 1] - corners[place], corners[(place + 1) % 4] - corners[place]
        cosine = float(one @ other / max(1e-9, np.hypot(*one) * np.hypot(*other)))
        if abs(90 - np.degrees(np.arccos(np.clip(cosine, -1, 1)))) > STEEPEST:
            return False
    return True


def _contrast(small: Grey, corners: Corners) -> float:
    """Return how much brighter it is just inside than just outside, on the third best of the sides that are in the picture."""
    centre = corners.mean(axis=0)
    height, width = small.shape
    found = []
    for place in range(4):
        start, end = corners[place], corners[(place + 1) % 4]
        points = start + np.linspace(0.1, 0.9, 40)[:, None] * (end - start)
        inward = centre - points
        inward = inward / np.hypot(inward[:, 0], inward[:, 1])[:, None]
        inside, outside = points + 9 * inward, points - 9 * inward
        seen = (outside >= 0).all(axis=1) & (outside[:, 0] < width) & (outside[:, 1] < height)
        seen &= (inside >= 0).all(axis=1) & (inside[:, 0] < width) & (inside[:, 1] < height)
        if seen.sum() < 10:
            continue
        bright, dark = (small[each[seen, 1].astype(int), each[seen, 0].astype(int)].astype(float) for each in (inside, outside))
        found.append(float(np.median(bright - dark)))
    return sorted(found)[-min(3, len(found))] if len(found) >= 2 else 0.0
