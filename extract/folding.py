"""Rows of a table whose cells fold: a cell of two or three lines beside cells of one, set in the middle of the row or at its foot.

Programs that print web pages set tables so. Read by height alone such a row falls apart: the amounts stand between two
halves of the text. Here it becomes one row again, each cell read to its end before the next. A table whose rows begin at
one height is left as it is: there the words under a line plainly go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.body import has_amount
from extract.endings import ends_or_sums
from extract.layout import MOST_RULES, Cell, Row, bars_of, joined, upright
from extract.tables import Head, find_heads
from extract.view import View
from models.document import Box, Word

#: Rows of which one reaches into the other by this share of a letter's height cannot be two lines of one cell.
INTO = 0.25
#: The letters of one row of a table are of nearly one size.
SAME_SIZE = 1.4
#: White space of this share of a letter's height parts two cells where no drawn line does.
LANE = 0.5
#: On a scan an engine cuts the room around words less sharply.
LANE_BY_EYE = 0.66
#: A tinted panel ends a row as a drawn line does, but on a scan it is not seen: what lies apart by this share of a letter's height is not one row.
TINTED = 0.25
#: A cell of two lines stands around one of one line.
ROWS_AROUND = 3
#: The two lines of a cell are set flush left, flush right or about one middle, to so many points.
FLUSH = 2.0
#: Lines no farther from each other than this share of two others go on with them; so many rows away they are looked for.
SAME_PITCH, NEIGHBOURS = 1.15, 3
#: A row of a table folds into no more lines than this.
MOST_LINES = 8
#: What parts rows is a drawn line over most of their width.
MOST_OF_WIDTH = 0.6
#: What ends so was broken inside a number or a date, and what begins so may go on with it. `2026.` ends a sentence and `1.` counts.
_BROKEN = re.compile(r".*\d-|\d\d[./](?:\d\d[./])?")
_GOES_ON = re.compile(r"\d.*")
_GOES_ON_WITH_DATE = re.compile(r"\d\d(?:[./](?:\d\d(?:\d\d)?)?)?|\d{4}")


def unfolded(view: View) -> View:
    """Return the view with every folded row as one row: labels and headings of two lines first, then the rows of tables."""
    view = _without(view, list(_around_the_middle(view)))
    return _without(view, [group for head, rows in _stretches(view, find_heads(view)) for group in _folds(view, head, rows)])


def _without(view: View, groups: Sequence[Sequence[Row]]) -> View:
    if not groups:
        return view
    first = {group[0].index: _one_row(view, group) for group in groups}
    gone = {row.index for group in groups for row in group[1:]}
    kept = [first.get(row.index, row) for row in view.rows if row.index not in gone]
    return view.with_rows([replace(row, index=index) for index, row in enumerate(kept)])


def _around_the_middle(view: View) -> Iterator[list[Row]]:
    """Yield three rows that are one: what folds in two stands over and under what does not.

    `Sidste rettidige` and `betaling` around `31. juli 2026` are a label beside its date, two headings the same beside a third. On
    a scan the heights of words are not exact enough to say so.
    """
    texts = [row for row in view.rows if not view.by_eye(row.page)]
    for group in _reaching(texts):
        if len(group) == ROWS_AROUND and _over_each_other(group[0], group[2]) and not _in_a_stack(view, group):
            yield group


def _in_a_stack(view: View, group: Sequence[Row]) -> bool:
    """Say whether what stands around the middle is part of more lines set as close: an address beside facts that stand apart."""
    above, below = group[0], group[2]
    pitch = (below.box.top - above.box.top) * SAME_PITCH
    over, under = view.rows[max(0, above.index - NEIGHBOURS) : above.index], view.next_rows(below, NEIGHBOURS)
    return any(
        row.page == edge.page
        and 0 < abs(row.box.top - edge.box.top) <= pitch
        and any(_flush(one, other) for one in row.cells for other in edge.cells if _worded(one) and _worded(other))
        for rows, edge in ((over, above), (under, below))
        for row in rows
    )


def _worded(cell: Cell) -> bool:
    """Whether a cell has words: amounts of a column of sums stand close under each other, and are no address."""
    return any(map(str.isalpha, cell.text))


def _over_each_other(above: Row, below: Row) -> bool:
    """Say whether each part of the lower row stands under a part of the upper one."""
    return all(any(_flush(one, other) for one in above.cells) for other in below.cells)


def _flush(above: Cell, below: Cell) -> bool:
    boxes = above.box, below.box
    return (
        min(abs(boxes[0].left - boxes[1].left), abs(boxes[0].right - boxes[1].right), abs(boxes[0].centre - boxes[1].centre))
        < FLUSH
    )


def _stretches(view: View, heads: Sequence[Head]) -> Iterator[tuple[Head, list[Row]]]:
    """Yield each head with the rows below it up to the end of its table, page by page."""
    for place, head in enumerate(heads):
        until = heads[place + 1].first if place + 1 < len(heads) else len(view.rows)
        rows = view.rows[head.last + 1 : until]
        stretch: list[Row] = []
        for row in rows:
            said = ends_or_sums(view, head, row, rows)
            if stretch and (said or stretch[-1].page != row.page):
                yield head, stretch
                stretch = []
            if said == "end":
                break
            if not said:
                stretch.append(row)
        if stretch:
            yield head, stretch


def _folds(view: View, head: Head, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the groups of rows that are one row of the table."""
    flat = [box for box in _drawn(view, rows[0].page) if box.height <= box.width / 4]
    for band in _bands(rows, flat):
        whole = _drawn_apart(view, band, flat) and not (view.by_eye(band[0].page) and _lies_apart(band))
        groups = [band] if whole else list(_going_on(_reaching(band)))
        for group in groups:
            if 1 < len(group) <= MOST_LINES and _is_one(view, head, group):
                yield group


def _lies_apart(band: Sequence[Row]) -> bool:
    """Say whether two rows of a band lie farther from each other than the lines of a cell."""
    return any(below.box.top - above.box.bottom > TINTED * above.height for above, below in pairwise(band))


def _going_on(groups: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Yield the groups, two as one where the first breaks off inside a number that the second goes on with."""
    before: list[Row] = []
    for group in groups:
        if before and _breaks_off(before[-1], group[0]):
            before = [*before, *group]
            continue
        if before:
            yield before
        before = group
    if before:
        yield before


def _breaks_off(above: Row, below: Row) -> bool:
    """Say whether a word of the upper row goes on in the lower one, right under it."""
    near = below.box.top - above.box.bottom < above.height
    broken = [word for word in above.words if _BROKEN.fullmatch(word.text)] if near else []
    return any(
        abs(word.box.left - other.box.left) < FLUSH and _goes_on(word, other) for word in broken for other in below.words
    )


def _goes_on(word: Word, following: Word) -> bool:
    """Say whether what a narrow column broke in one word goes on with another."""
    goes_on = _GOES_ON if word.text.endswith("-") else _GOES_ON_WITH_DATE
    return _BROKEN.fullmatch(word.text) is not None and goes_on.fullmatch(following.text) is not None


def _bands(rows: Sequence[Row], flat: Sequence[Box]) -> Iterator[list[Row]]:
    """Yield the rows between two drawn lines."""
    band: list[Row] = []
    for row in rows:
        if band and _parts(band[-1], row, flat):
            yield band
            band = []
        band.append(row)
    if band:
        yield band


def _parts(above: Row, below: Row, flat: Sequence[Box]) -> bool:
    """Say whether lines are drawn between two rows over most of their width."""
    left, right = min(above.box.left, below.box.left), max(above.box.right, below.box.right)
    top, bottom = above.box.middle, below.box.middle
    spans = sorted((max(left, box.left), min(right, box.right)) for box in flat if top < box.middle < bottom)
    covered, edge = 0.0, left
    for start, end in spans:
        covered += max(0.0, end - max(edge, start))
        edge = max(edge, end)
    return covered > MOST_OF_WIDTH * (right - left)


def _drawn_apart(view: View, band: Sequence[Row], flat: Sequence[Box]) -> bool:
    """Say whether drawn lines part a band from what is over and under it."""
    first, last = band[0], band[-1]
    over = view.rows[first.index - 1] if first.index else None
    under = view.rows[last.index + 1] if last.index + 1 < len(view.rows) else None
    if over is None or under is None or not over.page == first.page == under.page:
        return False
    return _parts(over, first, flat) and _parts(last, under, flat)


def _reaching(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows that reach into each other without standing over each other."""
    group: list[Row] = []
    for row in rows:
        if group and (group[-1].page != row.page or not any(_reaches(other, row) for other in group)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _reaches(above: Row, below: Row) -> bool:
    low, high = sorted((above.height, below.height))
    if high > SAME_SIZE * low or above.box.bottom - below.box.top < INTO * low:
        return False
    return not any(
        one.box.left < other.box.right and other.box.left < one.box.right for one in above.words for other in below.words
    )


def _is_one(view: View, head: Head, group: Sequence[Row]) -> bool:
    """Say whether a group holds the amount of one line, and more than its first row would be found to hold anyhow."""
    holding = [row for row in group if has_amount(view, head, row)]
    return len(holding) == 1 and (holding[0] is not group[0] or any(_breaks_off(*pair) for pair in pairwise(group)))


def _one_row(view: View, group: Sequence[Row]) -> Row:
    """Put the words of a group in one row, cell by cell."""
    edges = _lanes(group, LANE_BY_EYE if view.by_eye(group[0].page) else LANE)
    cells: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for row in group:
        for word in row.words:
            cells[sum(edge <= word.box.centre for edge in edges)].append(word)
    words = tuple(word for cell in cells for word in _mended(cell))
    return Row(group[0].page, group[0].index, words, bars_of(words, upright(_drawn(view, group[0].page))))


def _drawn(view: View, number: int) -> list[Box]:
    return [rule.box for page in view.pages if page.number == number for rule in page.rules[:MOST_RULES]]


def _lanes(group: Sequence[Row], lane: float) -> list[float]:
    """Return where the cells of a group are parted: at drawn lines, and at white space that no word of it crosses."""
    words = sorted((word for row in group for word in row.words), key=lambda word: word.box.left)
    edges = {bar for row in group for bar in row.bars}
    reached = words[0].box.right
    for word in words[1:]:
        if word.box.left - reached > lane * word.box.height:
            edges.add((reached + word.box.left) / 2)
        reached = max(reached, word.box.right)
    return sorted(edge for edge in edges if not any(word.box.left + 1 < edge < word.box.right - 1 for word in words))


def _mended(cell: Sequence[Word]) -> list[Word]:
    """Join a number, a date or a range that was broken at its own hyphen, stroke or stop: `300636-` and `4208`."""
    result = list(cell[:1])
    for above, word in pairwise(cell):
        if _goes_on(result[-1], word) and word.box.top > above.box.middle:
            result[-1] = joined((result[-1], word))
        else:
            result.append(word)
    return result
