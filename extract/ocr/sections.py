"""Section signs told by their shape: engines take `§` for a letter or digit, but only it hangs below the line before a number, or is clearly narrower than figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extract.ocr.engines import Token
from extract.ocr.fusion import LIKE_SECTION, How, Settled
from extract.ocr.light import INK
from extract.ocr.sheet import Sheet

#: Tesseract's names of the languages in which laws are cited so.
CITED = frozenset({"dan", "deu"})
_CITATION = re.compile(r"\d{1,3}(?:[.,;:]?|[a-z][.,;:]?)")
#: It hangs below the digits by so much of their height.
HANGS = 0.09
#: Or its ink is no wider than this share of the widest figure's: of figures themselves only the one is so narrow.
NARROW = 0.85
#: And it stands before them within so much of their height.
BEFORE = 1.6


def with_section_signs(sheet: Sheet, tokens: Sequence[Settled], language: str) -> list[Settled]:
    """Return the tokens, where one is a section sign by its shape with its text set right."""
    if language not in CITED:
        return list(tokens)
    result = list(tokens)
    for place, (one, two) in enumerate(pairwise(tokens)):
        if one.token.text in LIKE_SECTION and _CITATION.fullmatch(two.token.text) and _is_sign(sheet, one.token, two.token):
            result[place] = Settled(replace(one.token, text="§"), How.SHAPE, one.second)
    return result


def _is_sign(sheet: Sheet, sign: Token, number: Token) -> bool:
    high = number.bottom - number.top
    if not -1 <= number.left - sign.right <= BEFORE * high or abs(number.top - sign.top) > high:
        return False
    return _hangs(sheet, sign, number, high) or _narrow(sheet, sign, number)


def _hangs(sheet: Sheet, sign: Token, number: Token, high: float) -> bool:
    first = min(number.right, number.left + 0.7 * high)
    one, two = _ink(sheet, sign, sign.right), _ink(sheet, number, first)
    return one is not None and two is not None and one[1] - two[1] >= HANGS * (two[1] - two[0])


def _narrow(sheet: Sheet, sign: Token, number: Token) -> bool:
    """Say whether a mark that is one piece of ink, as high as figures, is narrower than the figures after it."""
    marks, figures = _pieces(sheet, sign), _pieces(sheet, number)
    if len(marks) != 1 or not figures:
        return False
    (wide, high), widest = marks[0], max(wide for wide, _ in figures)
    tallest = max(high for _, high in figures)
    return wide <= NARROW * widest and high >= tallest and widest < tallest


def _pieces(sheet: Sheet, token: Token) -> list[tuple[int, int]]:
    """Return how wide and how high the pieces of ink in a token are, those half as high as it at least."""
    import cv2

    place = np.s_[max(0, int(token.top)) : int(token.bottom) + 1, max(0, int(token.left)) : int(token.right) + 1]
    _, _, stats, _ = cv2.connectedComponentsWithStats((sheet.pixels[place] < INK).astype(np.uint8))
    least = (token.bottom - token.top) / 2
    return [(int(wide), int(high)) for _, _, wide, high, _ in stats[1:] if high >= least]


def _ink(sheet: Sheet, token: Token, right: float) -> tuple[int, int] | None:
    """Return the first and the last row with ink in a token, left of a place."""
    reach = round(0.35 * (token.bottom - token.top))
    top = max(0, int(token.top))
    rows = np.flatnonzero((sheet.pixels[top : int(token.bottom) + reach, int(token.left) : int(right) + 1] < INK).any(axis=1))
    return (top + int(rows[0]), top + int(rows[-1])) if rows.size else None
