"""A picture of a page becomes an upright sheet: the paper flat, its lines of text level, the right way up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract.ocr.engines import BLOCK, Engine, Token
from extract.ocr.light import INK
from extract.ocr.paper import flattened
from extract.ocr.sheet import Grey, Sheet, warped
from extract.ocr.turning import LEAST_DEGREES, find_skew, letters_of, runs_along

#: A page that reads this well, by its engine's own confidence, does not stand on its head.
READS_WELL = 0.72
#: What is noted of a page that was laid on its other side.
BY_A_QUARTER = "turned by a quarter"
#: Another way up must read so much better.
BETTER = 1.15
#: How high the strip is, in points, that is read both ways to find out.
STRIP = 110.0


def straightened(sheet: Sheet, *, as_it_came: bool = False) -> Sheet:
    """Return the paper in a picture, flat and with its lines of text level; it may still stand on its head.

    Unless it is to stay `as_it_came`, it is turned by a quarter where its text seems to run along it.
    """
    flat = flattened(sheet)
    letters = letters_of(flat.pixels, flat.scale)
    down, across = letters.points
    along = not as_it_came and runs_along(letters)
    if along:
        down, across = letters.shape[1] - across, down
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
        notes.append(BY_A_QUARTER)
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


def read_both_ways(engine: Engine, cleaned: Grey, scale: float, language: str) -> tuple[list[Token], list[Token]]:
    """Read the strip with most ink upright and on its head: what lies wrongly reads as rubbish with little confidence."""
    strip, dpi = _densest(cleaned, round(STRIP * scale)), round(scale * 72)
    on_its_head = np.ascontiguousarray(np.rot90(strip, 2))
    return engine.read(strip, dpi, language, BLOCK), engine.read(on_its_head, dpi, language, BLOCK)


def meaning(tokens: Sequence[Token]) -> float:
    """Return how much was read, in letters; doubtful ones count less."""
    return sum(token.confidence**2 * sum(letter.isalnum() for letter in token.text) for token in tokens if len(token.text) > 1)


def _densest(cleaned: Grey, height: int) -> Grey:
    """Return the strip across the page that holds most letters; a black panel is no letters."""
    ink = (cleaned < INK).mean(axis=1)
    rows = np.where(ink < 0.35, ink, 0.0)
    sums = np.convolve(rows, np.ones(min(height, len(rows))), "valid")
    top = int(sums.argmax())
    return np.ascontiguousarray(cleaned[top : top + height])
