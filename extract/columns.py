"""A column of facts beside the lines of a bill on a scan, where no drawn panel can be seen: white space parts it, and its rows lie on no row of the other side.

The columns of a table share their rows, which tells them from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.document import Box, Page, Word

#: White space so wide parts two columns, in points; the edge is sought in steps of this.
GUTTER, STEP = 12.0, 4.0
#: So high, as a share of the page, nothing crosses it at the least.
LEAST_HIGH = 0.2
#: The column is no wider than this share of the page, and no narrower than that.
WIDEST, NARROWEST = 0.45, 0.12
#: So many rows stand in the column, and so many rows with words and an amount beside it, at the least.
LEAST_ROWS, LEAST_LINES = 6, 2
#: So many of its rows stand above or below all such lines, at the least.
OUTSIDE = 3
#: Rows are level whose middles lie so near, as a share of their height; no more than this share of the lines is level with a row of the column.
LEVEL, MOST_LEVEL = 0.2, 0.5
#: The head of a table stands among so many rows over its first line.
OVER = 3
#: So many words of so many letters make a row one of words; amounts without such words are the columns of a table whose words stand on the other side.
WORDS, LETTERS = 2, 3
#: Words that begin a sum.
_SUM = re.compile(
    r"(?:sub-?)?total|sum|net|i$|heraf|moms|vat|tax|gross|amount|invoice|balance|carriage|gbp|dkk|at$|til$|to$", re.IGNORECASE
)
_AMOUNT = re.compile(r"\d[.,]\d\d$")


def column_beside(page: Page) -> list[Word]:
    """Return the words of the column, or none."""
    words = [word for word in page.words if word.text.strip()]
    for left, right, top, bottom in sorted(_gutters(page, words), key=lambda each: each[2] - each[3]):
        level = [word for word in words if top + STEP < word.box.middle < bottom - STEP]
        sides = [word for word in level if word.box.right <= left], [word for word in level if word.box.left >= right]
        for column, beside in (sides, sides[::-1]):
            if _is_column(page, column, beside, (left + right) / 2):
                return column
    return []


def _gutters(page: Page, words: Sequence[Word]) -> Iterator[tuple[float, float, float, float]]:
    """Yield strips of white space: left, right, and the highest stretch that no word crosses."""
    for share in range(int(NARROWEST * page.width), int((1 - NARROWEST) * page.width), int(STEP)):
        left, right = float(share), share + GUTTER
        crossing = sorted(word.box.middle for word in words if word.box.left < right and word.box.right > left)
        edges = [0.0, *crossing, page.height]
        top, bottom = max(pairwise(edges), key=lambda each: each[1] - each[0])
        if bottom - top > LEAST_HIGH * page.height:
            yield left, right, top, bottom


def _is_column(page: Page, column: Sequence[Word], beside: Sequence[Word], gutter: float) -> bool:
    rows, others = _rows(column), _rows(beside)
    if len(rows) < LEAST_ROWS or not NARROWEST * page.width < _width(column) < WIDEST * page.width:
        return False
    lines = [row for row in others if _is_line(row)]
    bare = sum(bool(_AMOUNT.search(row[-1].text)) and not _SUM.match(row[0].text) for row in others) - len(lines)
    if (
        len(lines) < LEAST_LINES
        or bare * 2 > len(lines)
        or _ruled_across(page, gutter, lines)
        or _headed(others, lines[0], rows)
    ):
        return False
    first, last = lines[0][0].box.middle, lines[-1][0].box.middle
    outside = sum(not first - 1 < row[0].box.middle < last + 1 for row in rows)
    amounts = sum(bool(_AMOUNT.search(row[-1].text)) for row in rows)
    level = sum(any(_level(line[0], row[0]) for row in rows) for line in lines)
    return outside >= OUTSIDE and amounts * 2 < len(rows) and level <= MOST_LEVEL * len(lines)


def _headed(others: Sequence[list[Word]], first: list[Word], rows: Sequence[list[Word]]) -> bool:
    """Whether the row over the first line goes on in the column, as the head of a table does; it has no figures."""
    place = others.index(first)
    heads = [row for row in others[max(0, place - OVER) : place] if _is_head(row)]
    return any(_level(heads[-1][0], row[0]) for row in rows) if heads else False


def _is_head(row: Sequence[Word]) -> bool:
    apart = any(after.box.left - word.box.right > GUTTER for word, after in pairwise(row))
    return apart and not any(map(str.isdigit, "".join(word.text for word in row)))


def _is_line(row: Sequence[Word]) -> bool:
    words = sum(sum(map(str.isalpha, word.text)) >= LETTERS for word in row)
    return words >= WORDS and bool(_AMOUNT.search(row[-1].text)) and not _SUM.match(row[0].text)


def _ruled_across(page: Page, gutter: float, lines: Sequence[Sequence[Word]]) -> bool:
    """Whether a lying line crosses the white space among the lines, as a table's does."""
    top, bottom = lines[0][0].box.top, lines[-1][0].box.bottom
    return any(
        rule.box.height < STEP
        and rule.box.left < gutter - GUTTER
        and rule.box.right > gutter + GUTTER
        and top < rule.box.middle < bottom
        for rule in page.rules
    )


def _level(one: Word, other: Word) -> bool:
    return abs(one.box.middle - other.box.middle) < LEVEL * min(one.box.height, other.box.height)


def _width(words: Sequence[Word]) -> float:
    return max(word.box.right for word in words) - min(word.box.left for word in words)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: each.box.middle):
        if rows and _same_row(rows[-1][0].box, word.box):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda each: each.box.left) for row in rows]


def _same_row(one: Box, other: Box) -> bool:
    return abs(one.middle - other.middle) < 0.45 * max(one.height, other.height)
