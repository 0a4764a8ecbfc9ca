"""Specks of dust and bits of drawn lines that were read as marks: a full stop before a date, a quote before a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.document import Box, Word

#: What specks are read as. Dashes mean something between dates, dots in the middle of the line part facts; both stay.
SPECKS = frozenset(".,:;'‘’`´\"“”˙°¦")
QUOTES = frozenset("'‘’`´")


def without_specks(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words, without those that are marks alone, and without a quote that opens a word and is not closed.

    >>> from models.document import Box
    >>> box = Box(0, 0, 60, 9)
    >>> [word.text for word in without_specks([Word(text, box, 0.9) for text in (".", "30.06.2026", "‘hours", "d'Or", "'26", "-", "‘so’")])]
    ['30.06.2026', 'hours', "d'Or", "'26", '-', '‘so’']
    """
    for word in words:
        if SPECKS.issuperset(word.text):
            continue
        first, rest = word.text[0], word.text[1:]
        if first in QUOTES and rest[:1].isalpha() and not QUOTES & set(rest):
            left = word.box.left + word.box.width / len(word.text)
            yield replace(word, text=rest, box=Box(left, word.box.top, word.box.right, word.box.bottom))
        else:
            yield word
