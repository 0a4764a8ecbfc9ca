"""The head of the table of lines: which row names the columns, and where each column lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.dates import find_dates
from extract.head_cells import is_one_label, piled
from extract.layout import Cell, Row, around
from extract.once import once
from extract.tax_words import before_tax_words
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Box, Word

#: Columns that say what a line is about; a head names one of them beside an amount.
ABOUT = frozenset(
    {
        "item",
        "quantity",
        "unit_price",
        "person",
        "person_name",
        "period",
        "start",
        "week_ending",
        "week_beginning",
        "legal_basis",
        "reference",
        "date",
    }
)
#: Headings over what a line comes to.
AMOUNTS = frozenset({"amount", "gross"})
NUMERIC = frozenset({"quantity", "planned", "unit_price", "amount", "gross", "deduction", "tax", "tax_rate", "summary"})
#: Rows nearer than this share of a line's height may be one head of several rows.
STACK = 1.1
#: A number with so many digits stands for something; a heading has a year at most.
LONG_NUMBER = 6
#: Figures that the number of a document has at the least.
OF_A_DOCUMENT = 3
#: How the slip to pay with is headed, in so many words at the most, under one of these sums.
_SLIP = re.compile(
    r"(?:zahlungsanweisung|empfangsschein|zahlschein|überweisungsträger|récépissé|section paiement|bulletin de versement|indbetalingskort|girokort|bank giro credit|payment slip)\b",
    re.IGNORECASE,
)
WORDS_OF_SLIP = 4
SUMS_OF_BILL = frozenset({"payable", "total"})
#: So many words are enough to see the lanes between columns.
MOST_WORDS = 400


@dataclass(frozen=True)
class Column:
    """One column: what it holds and where its heading stands. `label` is the heading as printed."""

    kinds: tuple[str, ...]
    rank: int
    box: Box
    label: str

    @property
    def kind(self) -> str:
        """The most telling of the things the heading may mean."""
        return self.kinds[0]


@dataclass(frozen=True)
class Head:
    """The head of a table: its rows and columns from left to right."""

    first: int
    last: int
    page: int
    columns: tuple[Column, ...]
    score: float
    #: Where one column ends and the next begins, between the columns; empty until the lines are known.
    gutters: tuple[float, ...] = ()

    @once
    def edges(self) -> tuple[tuple[float, float], ...]:
        """The left and the right edge of every heading."""
        return tuple((column.box.left, column.box.right) for column in self.columns)

    def of(self, kind: str) -> tuple[Column, ...]:
        """Return the columns that may hold this."""
        return tuple(column for column in self.columns if kind in column.kinds)

    def home(self, box: Box) -> Column:
        """Return the column in which a box lies."""
        centre = box.centre
        for column, gutter in zip(self.columns, self.gutters, strict=False):
            if centre < gutter:
                return column
        return self.columns[-1]

    def words_of(self, row: Row, column: Column) -> list[Word]:
        """Return the words of a row that lie in a column."""
        return [word for word in row.words if self.home(word.box) is column]


def with_gutters(head: Head, rows: Sequence[Row]) -> Head:
    """Find the white lanes between the columns, which the headings alone do not show."""
    taken = sorted((word.box.left, word.box.right) for row in rows for word in row.words)
    return replace(head, gutters=tuple(_gutter(first, second, taken) for first, second in pairwise(head.columns)))


def _gutter(first: Column, second: Column, taken: Sequence[tuple[float, float]]) -> float:
    """Return the middle of the lane between two headings that the fewest words cross, of several the widest."""
    low, high = first.box.right, second.box.left
    between = [(left, right) for left, right in taken if right > low and left < high][:MOST_WORDS]
    if high <= low or not between:
        return (low + high) / 2
    edges = sorted({low, high, *(edge for pair in between for edge in pair if low < edge < high)})
    best, middle = (len(between) + 1, 0.0), (low + high) / 2
    for left, right in pairwise(edges):
        centre = (left + right) / 2
        crossing = sum(start < centre < end for start, end in between)
        if (crossing, left - right) < best:
            best, middle = (crossing, left - right), centre
    return middle


def find_heads(view: View) -> list[Head]:
    """Return the heads of tables of lines in reading order; a head that is printed again on each page is found again."""
    heads: list[Head] = []
    slip: Row | None = None
    for row in view.rows:
        if heads and row.index <= heads[-1].last:
            continue
        slip = row if begins_slip(view, row) else slip
        if slip is not None and slip.page == row.page:
            continue  # what is to be paid stands there again, beside who is paid
        head = _head_at(view, row)
        if head is not None:
            heads.append(head)
    if not heads:
        return []
    best = max(head.score for head in heads)
    # In a sheet a second, smaller table of people and amounts is one more list of lines; on a page it may be a summary of the first.
    return [
        head for head in heads if head.score >= best - 2.5 or (view.is_laid_out and head.of("amount") and head.of("person"))
    ]


def begins_slip(view: View, row: Row) -> bool:
    """Whether a row begins the slip to pay with at the foot of a bill, under the sum of it: `Zahlungsanweisung`, `Indbetalingskort`."""
    if len(row.words) > WORDS_OF_SLIP or not _SLIP.match(row.text):
        return False
    above = (hit.field for other in view.rows[: row.index] if other.page == row.page for hit in view.hits[other.index])
    return not SUMS_OF_BILL.isdisjoint(above)


def _head_at(view: View, row: Row) -> Head | None:
    if len(row.cells) < 2 or any(number.is_money for number in view.numbers[row.index]):
        return None
    if _names_somebody(row) or _says_the_number(view, row):
        return None
    hits = find_labels(row, view.vocabulary.columns)
    if len({hit.start for hit in hits}) < 2:
        return None
    if find_dates(row.text, view.vocabulary.months):
        # `Period 01/06/2026 - 28/06/2026  Sort 08-99-99  Acc 66374958` says values; a heading names what stands below it.
        return None
    rows = _stack(view, row)
    columns = _columns(view, rows)
    columns = _with_amount(_apart(_apart(columns, "unit"), "position"))
    score = _score(columns)
    if score is None:
        return None
    return Head(rows[0].index, rows[-1].index, row.page, columns, score)


def _says_the_number(view: View, row: Row) -> bool:
    """Whether a row has the number of the document beside its label: `Deliver / charge to   Invoice No   31877`."""
    numbered = [hit.end for hit in view.hits[row.index] if hit.field == "number" and hit.end < len(row.words)]
    return any(sum(map(str.isdigit, row.words[end].text)) >= OF_A_DOCUMENT for end in numbered)


def _names_somebody(row: Row) -> bool:
    """Whether a row holds a number as long as an identifier's, or one right behind a label's colon: then it says values too."""
    return any(sum(letter.isdigit() for letter in word.text) >= LONG_NUMBER for word in row.words) or any(
        label.text.endswith(":") and word.text.isdigit() for label, word in pairwise(row.words)
    )


def _stack(view: View, row: Row) -> list[Row]:
    """Take the rows above and below that belong to the same head: close by, without numbers, not wider than it."""
    rows = [row]
    for step in (-1, 1):
        edge = row
        for _ in range(3):
            place = edge.index + step
            if not 0 <= place < len(view.rows):
                break
            other = view.rows[place]
            gap = max(other.box.top - edge.box.bottom, edge.box.top - other.box.bottom)
            if (
                other.page != row.page
                or gap > STACK * row.height
                or not (_heading_like(view, other, row) or _ends_labels(view, edge, other))
            ):
                break
            rows.append(other)
            edge = other
    return sorted(rows, key=lambda each: each.index)


def _ends_labels(view: View, above: Row, below: Row) -> bool:
    """Whether every cell of a row only ends a heading that begins right above it: `user` under `Service`."""
    return above.index < below.index and all(
        any(
            abs(over.box.left - cell.box.left) < 2 and _is_label(view, Cell((*over.words, *cell.words)), above)
            for over in above.cells
        )
        for cell in below.cells
    )


def _is_label(view: View, cell: Cell, row: Row) -> bool:
    return is_one_label(view, cell, row) and not any(letter.isdigit() for letter in cell.text)


def _heading_like(view: View, other: Row, row: Row) -> bool:
    if any(any(letter.isdigit() for letter in word.text) for word in other.words) or other.text.rstrip().endswith(":"):
        return False
    if any(len(cell.words) > 3 for cell in other.cells) or other.box.height > 1.5 * row.height:
        return False
    # `á` is a heading, the A of a name is none.
    labelled = {hit.start for hit in find_labels(other, view.vocabulary.columns) if len(hit.text.strip(".:")) > 1}
    return len(labelled) * 2 >= len(other.cells) or all(word.text.startswith("(") for word in other.words)


def _columns(view: View, rows: Sequence[Row]) -> tuple[Column, ...]:
    """Name each pile of cells of the head."""
    return tuple(sorted((_name(view, pile) for pile in piled(view, rows)), key=lambda each: each.box.left))


def _name(view: View, pile: Sequence[Cell]) -> Column:
    words: list[Word] = [word for cell in pile for word in cell.words]
    row = Row(0, 0, tuple(words))
    hits = find_labels(row, view.vocabulary.columns)
    box = around(words)
    if not hits:
        return Column(("unknown",), 99, box, row.text)
    longest = max(hit.end - hit.start for hit in hits)
    if longest < len(words) and len(bare := before_tax_words(view, words)) < len(words):
        return replace(_name(view, [Cell(bare)]), box=box, label=row.text)
    wanted: list[Hit] = [hit for hit in hits if hit.end - hit.start == longest]
    start = wanted[-1].start if len(pile) > 1 and wanted[-1].field != "reference" else wanted[0].start
    wanted = [hit for hit in wanted if hit.start == start]
    kinds = tuple(dict.fromkeys(hit.field for hit in sorted(wanted, key=lambda hit: hit.rank)))
    return Column(kinds, min(hit.rank for hit in wanted), box, row.text)


def _apart(columns: tuple[Column, ...], other: str) -> tuple[Column, ...]:
    """Decide what a heading means that may head quantities or something else: the other, beside a column of quantities.

    `Enh.` heads units there, and quantities with their unit when alone; `No.` heads the numbers of articles there, and else quantities.
    """
    quantities = [column for column in columns if "quantity" in column.kinds]
    return tuple(
        replace(column, kinds=(other,)) if other in column.kinds and column in quantities and len(quantities) > 1 else column
        for column in columns
    )


def _with_amount(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Decide which column holds the amounts where no heading says so: the last one, behind a quantity or another price.

    `Antal Enhedspris Pris`: of two prices the last is that of the line. Of `Antal Pris` the price is taken for that of the line too, as
    it is where no head is found; whether the lines make the sum tells.
    """
    kinds = {kind for column in columns for kind in column.kinds}
    last, before = columns[-1], {kind for column in columns[:-1] for kind in column.kinds}
    if AMOUNTS & kinds:
        return columns
    # `VAT  Amount GBP` over `Exempt` and `535.50` stand so close that they read as what the tax comes to.
    credited = last.kinds == ("summary",) and last.label.lower().startswith("credit") and "quantity" in before
    unnamed = credited or (last.kinds in {("unknown",), ("summary",), ("tax",)} and {"quantity", "unit_price"} <= before)
    second = "unit_price" in last.kinds and bool({"quantity", "unit_price"} & before)
    return (*columns[:-1], replace(last, kinds=("amount",), rank=60)) if unnamed or second else columns


def _score(columns: Sequence[Column]) -> float | None:
    kinds = {kind for column in columns for kind in column.kinds}
    amounts = [column for column in columns if "amount" in column.kinds or "gross" in column.kinds]
    if not amounts or not kinds & ABOUT or len(columns) < 2:
        return None
    summaries = sum("summary" in column.kinds for column in columns)
    if summaries >= 2 or (summaries and not kinds & {"item", "quantity", "unit_price", "person"}):
        return None
    score = (
        len(kinds & {"item", "quantity", "unit_price", "person", "person_name", "period", "start"}) * 1.5 + len(columns) * 0.3
    )
    return score + (1.0 if "item" in kinds else 0.0) - sum(column.kind == "unknown" for column in columns) * 0.4
