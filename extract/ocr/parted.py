"""Numbers that an engine parted behind a comma, a point, a dash or a slash: type of one width leaves room around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.document import Word

#: A word begins farther off than this share of the width of a letter before it; a digit behind a comma stands nearer.
NEAR = 0.65
_OPEN, _REST = re.compile(r".*\d[.,/-]"), re.compile(r"\d.*")


def whole_numbers(words: Sequence[Word]) -> list[Word]:
    """Join what is one number: `4,726.` and `52`. It is as certain as the less certain of its parts.

    >>> from models.document import Box
    >>> [w.text for w in whole_numbers([Word("4,726.", Box(0, 0, 36, 7), 0.9), Word("52", Box(39, 0, 50, 7), 0.8)])]
    ['4,726.52']
    >>> [w.text for w in whole_numbers([Word("2,", Box(0, 0, 12, 7), 0.9), Word("3", Box(20, 0, 26, 7), 0.8)])]
    ['2,', '3']
    """
    result: list[Word] = []
    starts = [word for word in words if _REST.fullmatch(word.text)]
    taken: set[int] = set()
    for word in words:
        if id(word) in taken:
            continue
        whole = word
        while len(whole.text) > 1 and _OPEN.fullmatch(whole.text):
            rest = next((each for each in starts if id(each) not in taken and each is not word and _follows(whole, each)), None)
            if rest is None:
                break
            taken.add(id(rest))
            box = whole.box.union(rest.box)
            whole = replace(whole, text=whole.text + rest.text, box=box, confidence=min(whole.confidence, rest.confidence))
        result.append(whole)
    return [word for word in result if id(word) not in taken]


def _follows(word: Word, rest: Word) -> bool:
    box = word.box
    gap, low = rest.box.left - box.right, min(box.height, rest.box.height)
    return 0 <= gap <= NEAR * box.width / len(word.text) and abs(rest.box.middle - box.middle) < 0.5 * low
