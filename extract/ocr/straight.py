"""A picture of a page becomes an upright sheet: the paper flat, its lines of text level, the right way up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract.ocr.engines import BLOCK, Engine, Token
from extract.ocr.light import INK
from extract.ocr.paper import flattened
from extract.ocr.sheet import Grey, Sheet, warped
from extract.ocr.turning import LEAST_DEGREES, find_skew, letter_points, runs_along

#: A page that reads this well, by its engine's own confidence, does not stand on its head.
READS_WELL = 0.72
#: How high the strip is, in points, that is read both ways to find out.
STRIP = 110.0


def straightened(sheet: Sheet) -> Sheet:
    """Return the paper in a picture, flat and with its lines of text level; it may still stand on its head."""
    flat = flattened(sheet)
    (down, across), (_, width) = letter_points(flat.pixels, flat.scale)
    along = runs_along((down, across))
    if along:
        down, across = width - across, down
    skew, _ = find_skew((down, across))
    return _turned(flat, skew if abs(skew) >= LEAST_DEGREES else 0.0, along=along)


def _turned(sheet: Sheet, degrees: float, *, along: bool) -> Sheet:
    if not along and not degrees:
        return sheet
    height, width = sheet.pixels.shape
    forward = np.eye(3)
    notes = []
    if along:
        forward = np.array([[0.0, 1, 0], [-1, 0, width - 1], [0, 0, 1]])
        height, width = width, height
        notes.append("turned by a quarter")
    if degrees:
        cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        middle = np.array([[1, 0, width / 2], [0, 1, height / 2], [0, 0, 1]])
        spin = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
        forward = middle @ spin @ np.linalg.inv(middle) @ forward
        notes.append(f"set straight by {degrees:.1f}°")
    return warped(sheet, forward, (width, height), sheet.scale, ", ".join(notes))


def quality(tokens: Sequence[Token]) -> float:
    """Return the engine's confidence in its letters and digits, on average; 0 where it saw none."""
    letters = [(sum(letter.isalnum() for letter in token.text), token.confidence) for token in tokens]
    whole = sum(count for count, _ in letters)
    return sum(count * confidence for count, confidence in letters) / whole if whole else 0.0


def stands_on_its_head(engine: Engine, cleaned: Grey, scale: float, language: str) -> bool:
    """Read the strip with most ink both ways: text upside down reads as rubbish with little confidence."""
    strip = _densest(cleaned, round(STRIP * scale))
    dpi = round(scale * 72)
    upright = _meaning(engine.read(strip, dpi, language, BLOCK))
    turned = _meaning(engine.read(np.ascontiguousarray(np.rot90(strip, 2)), dpi, language, BLOCK))
    return turned > 1.15 * upright


def _meaning(tokens: Sequence[Token]) -> float:
    return sum(token.confidence**2 * sum(letter.isalnum() for letter in token.text) for token in tokens if len(token.text) > 1)


def _densest(cleaned: Grey, height: int) -> Grey:
    """Return the strip across the page that holds most letters; a black panel is no letters."""
    ink = (cleaned < INK).mean(axis=1)
    rows = np.where(ink < 0.35, ink, 0.0)
    sums = np.convolve(rows, np.ones(min(height, len(rows))), "valid")
    top = int(sums.argmax())
    return np.ascontiguousarray(cleaned[top : top + height])
