"""Panels drawn beside the lines of a bill, with the sender, the facts of the bill or an account in them: read by themselves, before the rest of the page.

What stands in such a panel is on no row with the lines beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.columns import column_beside
from models.document import OCR_READERS, Box, Page, ReaderName, Word

#: A panel is so high at the least, in points, and so wide, the latter also as a share of the page at the most.
LEAST_HEIGHT, LEAST_WIDTH, MOST_SHARE = 100.0, 60.0, 0.45
#: Edges that meet end so near to each other; lines are so thin.
NEAR, THIN = 3.0, 2.0
#: So many rows of words stand in a panel, and so many amounts beside it, at the least.
LEAST_ROWS, LEAST_AMOUNTS = 5, 2
#: A page of more lines than these is a grid or a drawing.
MOST_RULES, MOST_STANDING = 600, 60
_AMOUNT = re.compile(r"\d[.,]\d\d$")


def apart(page: Page) -> list[list[Word]]:
    """Return the words of a page in groups that are read one after the other: those of each panel, and all others."""
    if page.reader in OCR_READERS and (column := column_beside(page)):
        own = set(map(id, column))
        return [column, [word for word in page.words if id(word) not in own]]
    groups, rest = [], list(page.words)
    for panel in _panels(page):
        groups.append([word for word in rest if _inside(word, panel)])
        rest = [word for word in rest if not _inside(word, panel)]
    return [*groups, rest]


def _panels(page: Page) -> Iterator[Box]:
    """Yield the panels that a text layer draws beside amounts; boxes side by side are the columns of a table."""
    if page.reader is not ReaderName.PDF_TEXT or not page.rules:
        return
    boxes = _boxes([rule.box for rule in page.rules[:MOST_RULES]])
    for box in boxes:
        touching = any(
            other is not box
            and abs(other.top - box.top) < NEAR
            and min(abs(other.left - box.right), abs(other.right - box.left)) < NEAR
            for other in boxes
        )
        if not touching and box.width < MOST_SHARE * page.width and _stands_beside(box, page.words):
            yield box


def _boxes(drawn: Sequence[Box]) -> list[Box]:
    """Return the boxes that four drawn lines make, and that are high enough; of two around the same place the first."""
    standing = [box for box in drawn if box.width < THIN and box.height > LEAST_HEIGHT][:MOST_STANDING]
    lying = [box for box in drawn if box.height < THIN and box.width > LEAST_WIDTH]
    found: list[Box] = []
    for left in standing:
        for right in standing:
            box = Box(left.left, left.top, right.right, left.bottom)
            level = abs(left.top - right.top) < NEAR and abs(left.bottom - right.bottom) < NEAR
            if box.width > LEAST_WIDTH and level and _closed(box, lying) and not any(_same(box, other) for other in found):
                found.append(box)
    return found


def _closed(box: Box, lying: Sequence[Box]) -> bool:
    across = [each for each in lying if abs(each.left - box.left) < NEAR and abs(each.right - box.right) < NEAR]
    return all(any(abs(each.middle - edge) < NEAR for each in across) for edge in (box.top, box.bottom))


def _same(one: Box, other: Box) -> bool:
    pairs = zip((one.left, one.top, one.right, one.bottom), (other.left, other.top, other.right, other.bottom), strict=True)
    return all(abs(first - second) < NEAR for first, second in pairs)


def _stands_beside(box: Box, words: Sequence[Word]) -> bool:
    """Whether a box holds rows of words of its own, none of which crosses its edge, and amounts stand on several rows beside it."""
    level = [word for word in words if box.top < word.box.middle < box.bottom]
    inside = [word for word in level if _inside(word, box)]
    if any(word.box.left < box.left - 1 or word.box.right > box.right + 1 for word in inside):
        return False
    beside = [word for word in level if not _inside(word, box) and _AMOUNT.search(word.text)]
    return _rows(inside) >= LEAST_ROWS and _rows(beside) >= LEAST_AMOUNTS


def _inside(word: Word, box: Box) -> bool:
    return box.left < word.box.centre < box.right and box.top < word.box.middle < box.bottom


def _rows(words: Sequence[Word]) -> int:
    return len({round(word.box.middle / THIN) for word in words})
