"""The height of a line told from the ink of its words, so that a scan is measured as a text layer is.

An engine gives the box of a word's ink: `net` is half as high as `(Bølge)`, and their middles differ. A text layer gives the height of the type, from over
its highest letters to under its lowest. How much of that the ink takes follows from which letters a word has, so the height of the type can be told from it.
"""

from __future__ import annotations

from models.document import Box

#: Over and under the line on which letters stand, in parts of the type's size: as a text layer gives it, and how far letters reach.
OVER, UNDER = 0.88, 0.22
HIGH, LOW, DEEP = 0.72, 0.53, 0.2
#: Marks without letters and what stands in a run of its own say nothing about the type: their boxes stay as they are.
_HANGING = frozenset("gjpqy,;()[]{}§|ç/")
_FLAT = frozenset("acegmnopqrsuvwxyzæøçı")
_MIDDLE = frozenset("-–—·.,:;~+=*'\"´`’…_•")


def type_box(text: str, box: Box) -> Box:
    """Return the box of a word as high as its type, told from the box of its ink.

    >>> [round(edge, 1) for edge in (type_box("Net", Box(0, 0, 9, 7.2)).top, type_box("sum", Box(0, 1.9, 9, 7.2)).top)]
    [-1.6, -1.6]
    """
    letters = [letter for letter in text if letter not in _MIDDLE]
    if not any(letter.isalnum() for letter in letters):
        return box
    over = LOW if all(letter in _FLAT for letter in letters) else HIGH
    under = DEEP if _HANGING & set(text) else 0.0
    size = (box.bottom - box.top) / (over + under)
    line = box.bottom - under * size
    return Box(box.left, line - OVER * size, box.right, line + UNDER * size)
