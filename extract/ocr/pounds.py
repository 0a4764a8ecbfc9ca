"""The pound sign, which engines take for the letter that looks most like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.document import Word

#: A page prints pounds where so many of its amounts have the sign.
KNOWN = 2
_POUNDS = re.compile(r"[-−–(]?£\d[\d,.]*")
_LETTER = re.compile(r"(?P<sign>[-−–(]?)E(?P<amount>\d{1,3}(?:,?\d{3})*\.\d\d\)?)")


def with_pounds(words: Sequence[Word]) -> list[Word]:
    """Return the words of a page with `E` before an amount read as the sign that its other amounts have.

    >>> from models.document import Box
    >>> said = [Word(text, Box(0, 0, 30, 8), 0.9) for text in ("£20.92", "£2,343.04", "-E257.40", "E12", "E257,40")]
    >>> [word.text for word in with_pounds(said)], with_pounds(said[1:])[1].text
    (['£20.92', '£2,343.04', '-£257.40', 'E12', 'E257,40'], '-E257.40')
    """
    if sum(_POUNDS.fullmatch(word.text) is not None for word in words) < KNOWN:
        return list(words)
    return [
        replace(word, text=f"{found['sign']}£{found['amount']}") if (found := _LETTER.fullmatch(word.text)) else word
        for word in words
    ]
