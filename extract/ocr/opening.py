"""The word `I` that opens a phrase: a stroke as other letters have one, which engines take for a figure or a bar, or glue to the word after it.

`I alt` stands before most totals of Danish bills. Alone the stroke tells nothing, but what follows it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from extract.ocr.engines import Token
from extract.ocr.fusion import How, Settled

#: Tesseract's name of the language, and the word that `I` opens.
LANGUAGE, OPENED = "dan", "alt"
#: What a single stroke is taken for.
_STROKE = re.compile(r"[Il1|!\]\[tTi]")
_GLUED = re.compile(r"[Il1|!\]\[tTi]alt[|\]:.,]?")
#: A space is no wider than this share of the word's height, and words of a row lie no farther apart in height.
SPACE, ASIDE = 1.2, 0.5


def with_opening_words(tokens: Sequence[Settled], language: str) -> list[Settled]:
    """Return the tokens, `1 alt` and `talt` at the beginning of a phrase set right."""
    if language != LANGUAGE:
        return list(tokens)
    result: list[Settled] = []
    for one, two in zip_longest(tokens, tokens[1:]):
        if _is_stroke(one.token, two.token if two else None) and _begins(one.token, tokens):
            result.append(Settled(replace(one.token, text="I"), How.SHAPE, one.second))
        elif _GLUED.fullmatch(one.token.text) and _begins(one.token, tokens):
            result.extend(_parted(one))
        else:
            result.append(one)
    return result


def _is_stroke(token: Token, following: Token | None) -> bool:
    if following is None or not following.text.casefold().startswith(OPENED):
        return False
    return _STROKE.fullmatch(token.text) is not None and _after(token, following)


def _parted(glued: Settled) -> list[Settled]:
    token = glued.token
    letter = (token.right - token.left) / (len(OPENED) + 1)
    first = replace(token, text="I", right=token.left + letter / 2)
    rest = replace(token, text=token.text[1:].rstrip("|]"), left=token.left + letter)
    return [Settled(first, How.SHAPE, glued.second), Settled(rest, How.SHAPE, glued.second)]


def _after(before: Token, word: Token) -> bool:
    """Say whether a word follows another one on its row, a space away."""
    high = word.bottom - word.top
    aside = abs(before.top + before.bottom - word.top - word.bottom) / 2
    return -1 <= word.left - before.right <= SPACE * high and aside <= ASIDE * high


def _begins(token: Token, tokens: Sequence[Settled]) -> bool:
    return not any(_after(other.token, token) for other in tokens if other.token is not token)
