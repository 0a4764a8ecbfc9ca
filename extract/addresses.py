"""Addresses under a label that says whose they are: seller's and buyer's, kept apart."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.layout import Cell, Row
from extract.once import once
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import Hit
from models.document import Box

#: Who buys care here; they sell it too, so this only speaks against a name that has no number of its own beside it.
AUTHORITY = re.compile(r"\b(?:kommune|council|borough|county|rådhus|city of|icb)\b|kommune$", re.IGNORECASE)
#: A block under a label ends at a gap of so many line heights, or after so many rows.
BLOCK_GAP = 2.2
BLOCK_ROWS = 9
#: What is said beside a label stands within so many line heights.
BESIDE = 12.0
#: An address is no wider than this, in points, unless it is set as a form.
ADDRESS_WIDTH = 170.0
#: Of one registration alone nobody can say that it is not the seller's.
LEAST_REGISTRATIONS = 2
#: Rows of one address are set flush to so many points, and no farther apart than so many line heights.
FLUSH, CLOSE = 3.0, 1.0


@dataclass(frozen=True)
class Block:
    """An address under a label: whose it is, and the area it takes."""

    field: str
    page: int
    box: Box
    cells: tuple[Cell, ...]
    hit: Hit


@dataclass(frozen=True)
class Addresses:
    """The labelled addresses of one document."""

    view: View
    #: Rows of the table of lines: `From` and `To` are headings of columns there.
    used: frozenset[int] = frozenset()

    @once
    def blocks(self) -> tuple[Block, ...]:
        """The addresses that stand under or beside a label for seller or buyer."""
        return tuple(
            self._block(row, hit)
            for row in self.view.rows
            if row.index not in self.used
            for hit in self.view.hits[row.index]
            if hit.field in {"supplier", "buyer"} and _heads(row, hit)
        )

    def near_buyer(self, row: Row, box: Box) -> bool:
        """Whether a place lies inside an address of the buyer, and in none of the supplier."""
        if any(at == row.index and cell.left - 1 <= box.left <= cell.right for at, cell in self._own_numbers):
            return True
        if not self.blocks:
            return False
        inside = {block.field for block in self.blocks if _inside(block, row, box)}
        return inside == {"buyer"}

    @once
    def _own_numbers(self) -> tuple[tuple[int, Box], ...]:
        """The cells with an authority's own registration, printed under its address, where the seller's stands elsewhere.

        An authority that sells has one too: it is the buyer's where an EAN stands beside it, or where another number stands under no authority's name.
        """
        rows = self.view.rows
        labelled = [(row, hit) for row in rows for hit in self.view.hits[row.index] if hit.field == "registration"]
        cells = [(row.index, row.cell_of(row.words[hit.start])) for row, hit in labelled]
        if len({normalise(cell.text) for _, cell in cells}) < LEAST_REGISTRATIONS:
            return ()
        over = [(index, cell, self._authority_over(rows[index], cell)) for index, cell in cells]
        others = any(not under for _, _, (under, _) in over)
        return tuple((index, cell.box) for index, cell, (under, gln) in over if under and (gln or others))

    def _authority_over(self, row: Row, cell: Cell) -> tuple[bool, bool]:
        """Whether a cell stands under the name of an authority in one run of cells, and whether an EAN is in it."""
        run = [*self._flush(row, cell, -1), *self._flush(row, cell, 1)]
        gln = any(
            hit.field == "buyer_gln" and abs(hit.box.left - cell.box.left) < FLUSH
            for index, _ in run
            for hit in self.view.hits[index]
        )
        return any(index < row.index and AUTHORITY.search(each.text) is not None for index, each in run), gln

    def _flush(self, row: Row, cell: Cell, step: int) -> Iterator[tuple[int, Cell]]:
        """Yield the cells that are set flush over (or under) one, as far as they stand close."""
        edge, place = cell.box, row.index + step
        while 0 <= place < len(self.view.rows) and abs(place - row.index) <= BLOCK_ROWS:
            other = self.view.rows[place]
            found = next((each for each in other.cells if abs(each.box.left - cell.box.left) < FLUSH), None)
            place += step
            if found is None:
                continue
            gap = max(found.box.top - edge.bottom, edge.top - found.box.bottom)
            if other.page != row.page or gap > CLOSE * cell.box.height:
                return
            yield other.index, found
            edge = found.box

    def _block(self, row: Row, hit: Hit) -> Block:
        cells: list[Cell] = []
        until = min(
            (other.start for other in self.view.hits[row.index] if other.start >= hit.end and _heads(row, other)), default=None
        )
        # In cells that were laid out here whatever stands beside a label is its value, however wide the columns are.
        reach = math.inf if self.view.is_laid_out else BESIDE * row.height
        right = [word for word in row.words[hit.end : until] if word.box.left - hit.box.right < reach]
        if right:
            cells.append(_without_mail_address(_rest(row.cell_of(right[0]), hit, row)))
        left = right[0].box.left if right else hit.box.left
        edge, box = row, hit.box
        for below in self.view.next_rows(row, BLOCK_ROWS):
            if below.box.top - edge.box.bottom > BLOCK_GAP * row.height or _other_head(self.view, below, hit):
                break
            labelled = bool(right) and self.view.is_laid_out and any(other.start == 0 for other in self.view.hits[below.index])
            if below.index in self.used or labelled:
                break
            reach = 10**6 if _is_form(below) else ADDRESS_WIDTH
            low, high = min(left, hit.box.left) - 12, max(left, hit.box.left) + reach
            for cell in [cell for cell in below.cells if low <= cell.box.left < high][:2]:
                cells.append(cell)
                box = box.union(cell.box)
            edge = below
        return Block(hit.field, row.page, box, tuple(cells), hit)


def _rest(cell: Cell, hit: Hit, row: Row) -> Cell:
    """Return the cell without the label that begins it."""
    label = row.words[hit.start : hit.end]
    words = tuple(word for word in cell.words if not any(word is each for each in label))
    return Cell(words or cell.words)


def _without_mail_address(cell: Cell) -> Cell:
    """Return a cell without the address behind a sender's name: `Elm Day Centre <office@elm.example>`."""
    words = tuple(word for word in cell.words if not ("@" in word.text and word.text[:1] in "<[("))
    return Cell(words or cell.words)


def _other_head(view: View, row: Row, hit: Hit) -> bool:
    return any(
        other.field in {"supplier", "buyer"}
        and other.start == 0
        and abs(other.box.left - hit.box.left) < 20
        and _heads(row, other)
        for other in view.hits[row.index]
    )


def _heads(row: Row, hit: Hit) -> bool:
    """Whether a label for a party really heads an address: alone in its cell, or before a colon."""
    cell = next((cell for cell in row.cells if row.words[hit.start] in cell.words), None)
    if cell is None or cell.words[0] is not row.words[hit.start]:
        return False
    return len(cell.words) == hit.end - hit.start or row.words[hit.end - 1].text.endswith(":")


def _is_form(row: Row) -> bool:
    """Whether a row is a label with a colon and its value: the value belongs to the label however far it stands."""
    return len(row.cells) == 2 and row.cells[0].text.rstrip().endswith(":")


def _inside(block: Block, row: Row, box: Box) -> bool:
    if block.page != row.page or not block.hit.box.top - 2 <= box.middle <= block.box.bottom + 1:
        return False
    return block.box.left - 15 <= box.left <= block.box.right + 15
