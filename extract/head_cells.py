"""The cells of the head of a table: parted where two headings stand close, and piled up where one heading goes over several rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.layout import Cell, Row, around
from extract.numbers import SYMBOLS
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Word

#: A heading does not begin with these when another stands right before: `Takst pr.` goes on below.
PER = frozenset({"pr", "per"})
#: So many rows under a head show its columns, when so many of them hold numbers.
LOOKED_AT, LANES_SEEN = 8, 2


def piled(view: View, rows: Sequence[Row]) -> list[list[Cell]]:
    """Pile up the cells of the head that stand over each other."""
    piles: list[list[Cell]] = []
    lanes = _lanes_below(view, rows[-1])
    for row in rows:
        for cell in _split(view, row, lanes):
            pile = next((pile for pile in piles if _over(pile, cell) and not _beside(pile, cell)), None)
            if pile is None:
                piles.append([cell])
            else:
                pile.append(cell)
    return piles


def _lanes_below(view: View, row: Row) -> list[list[tuple[float, float]]]:
    """Return, for each of the next rows that hold several numbers, the white spaces between one number and the next."""
    lanes: list[list[tuple[float, float]]] = []
    for below in view.next_rows(row, LOOKED_AT):
        gaps = [
            (left.box.right, right.box.left)
            for left, right in pairwise(view.numbers[below.index])
            if left.end == right.start and right.box.left - left.box.right > below.height
        ]
        if len(gaps) > 1:
            lanes.append(gaps)
    return lanes


def _under_lanes(cell: Cell, lanes: Sequence[Sequence[tuple[float, float]]]) -> list[Cell]:
    """Part a cell of the head whose headings stand close over columns of numbers that stand apart (`Døgn Takst/døgn Fravær`)."""
    parts: list[list[Word]] = [[cell.words[0]]]
    for before, word in pairwise(cell.words):
        middle = (before.box.right + word.box.left) / 2
        # Each of the two numbers stands under its own heading, and the white between them under the space between the headings.
        over = sum(any(before.box.left < left <= middle <= right < word.box.right for left, right in gaps) for gaps in lanes)
        if over == len(lanes) >= LANES_SEEN:
            parts.append([])
        parts[-1].append(word)
    return [Cell(tuple(part)) for part in parts]


def _split(view: View, row: Row, lanes: Sequence[Sequence[tuple[float, float]]]) -> list[Cell]:
    """Part a cell of the head in which two headings stand with only a space between them (`Menge Einheit`)."""
    result: list[Cell] = []
    for cell in (part for each in row.cells for part in _under_lanes(each, lanes)):
        spans = _with_signs(
            cell, sorted({(hit.start, hit.end) for hit in find_labels(_as_row(cell, row), view.vocabulary.columns)})
        )
        covered = sum(end - start for start, end in spans)
        whole = len(spans) > 1 and covered == len(cell.words) and not is_one_label(view, cell, row)
        if whole and not any(normalise(cell.words[start].text) in PER for start, _ in spans):
            result.extend(Cell(cell.words[start:end]) for start, end in spans)
        else:
            result.append(cell)
    return result


def _with_signs(cell: Cell, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the sign of a currency to the heading before it: `Daily rate £` is one heading."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        sign = end - start == 1 and cell.words[start].text.strip("()").lower() in SYMBOLS
        if sign and joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def is_one_label(view: View, cell: Cell, row: Row) -> bool:
    """Say whether all words of a cell are one label of a column."""
    hits = find_labels(_as_row(cell, row), view.vocabulary.columns)
    return any(hit.end - hit.start == len(cell.words) for hit in hits)


def _as_row(cell: Cell, row: Row) -> Row:
    return Row(row.page, row.index, cell.words)


def _over(pile: Sequence[Cell], cell: Cell) -> bool:
    box = around([word for each in pile for word in each.words])
    return min(box.right, cell.box.right) - max(box.left, cell.box.left) > 0.3 * min(box.width, cell.box.width)


def _beside(pile: Sequence[Cell], cell: Cell) -> bool:
    """Whether the pile already has a cell at this height."""
    return any(abs(each.box.middle - cell.box.middle) < 0.5 * cell.box.height for each in pile)
