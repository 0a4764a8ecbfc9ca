"""A text as the marker sees it: words and marks with their places, every figure alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A text longer than this is no sentence.
LONGEST = 400
_WORD = re.compile(r"\d[\d.,:/]*\d(?:,-{1,2})?|\d(?:,-)?|[^\W\d_]{1,2}\.|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|_|\w")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or mark, and where it stands."""

    text: str
    start: int
    end: int


def pieces(text: str) -> list[Piece]:
    """Cut a text into words, figures and marks.

    >>> [each.text for each in pieces("6 timer á 850 kr. (ID 607733), 12.-14. juni")]
    ['6', 'timer', 'á', '850', 'kr.', '(', 'ID', '607733', ')', ',', '12', '.', '-', '14', '.', 'juni']
    """
    return [Piece(found.group(), *found.span()) for found in _WORD.finditer(text[:LONGEST])]


def plain(word: str) -> str:
    """Return a word as the marker is shown it: its figures say only how many there are."""
    return _FIGURE.sub("9", word)
