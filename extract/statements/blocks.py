"""A grid cut into one block for each client: head, opening, ledger rows, summary, closing. Nothing is added up here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from extract.statements.columns import Column, Header, find_header, widen_header
from extract.statements.grid import Cell, Grid, Row
from extract.statements.heads import Head, read_head, reference_in_name
from extract.statements.values import parse_date

OPENING = re.compile(
    r"\b(?:balance b/?f(?:wd)?|b/fwd|b/f|bal b/f(?:wd)?|brought forward|opening bal(?:ance)?|balance at start|start(?:ing)? balance)(?!\w)",
    re.IGNORECASE,
)
CLOSING = re.compile(r"\b(?:closing|balance at end|end(?:ing)? balance|balance remaining)\b", re.IGNORECASE)
CARRIED = re.compile(r"\b(?:c/fwd|c/f|carried forward|balance c/?f(?:wd)?)(?!\w)", re.IGNORECASE)
TOTAL = re.compile(r"^\W{0,3}(?:sub-?|grand )?totals?\b", re.IGNORECASE)
SUMMARY = re.compile(r"^\W{0,3}(?:summary|analysis|totals? by|income and expenditure|income & expenditure)\b", re.IGNORECASE)
HELD = re.compile(r"\b(?:held|committed|reserved|set aside|accrued)\b", re.IGNORECASE)
#: A row of its own over money that is spoken for: what follows it was not spent.
HEADING_HELD = re.compile(
    r"^\W{0,3}(?:held|committed|reserved|set aside|accrued|unpaid|commitments)\b[^\d]{0,60}$", re.IGNORECASE
)
DIRECTION = re.compile(
    r"\b(?:(in|income|receipts|money in)|(out|expenditure|spending|payments|money out))\s{0,2}:", re.IGNORECASE
)
HEADING_IN = re.compile(r"^\W{0,3}(?:total )?(?:income|receipts|money in)\W{0,3}$", re.IGNORECASE)
HEADING_OUT = re.compile(r"^\W{0,3}(?:total )?(?:expenditure|spending|payments|money out)\W{0,3}$", re.IGNORECASE)
CONTINUED = re.compile(r"\b(?:continued|cont'?d)\b", re.IGNORECASE)


@dataclass(slots=True)
class Figure:
    """An amount with its words and its cell."""

    words: str
    amount: Decimal
    cell: Cell


@dataclass(slots=True)
class LedgerRow:
    """A ledger row with its cells named."""

    row: Row
    cells: dict[Column, Cell]
    text: str


@dataclass(slots=True)
class Block:
    """All that one client's part of a grid says, unjudged."""

    head: Head = field(default_factory=Head)
    opening: Figure | None = None
    closing: Figure | None = None
    #: A "carried forward" that is the closing balance unless the ledger goes on.
    carried: Figure | None = None
    broken_carries: list[str] = field(default_factory=list)
    ledger: list[LedgerRow] = field(default_factory=list)
    income: list[Figure] = field(default_factory=list)
    spending: list[Figure] = field(default_factory=list)
    #: Summary rows before it is known whether they came in or went out.
    undirected: list[Figure] = field(default_factory=list)
    held: list[Figure] = field(default_factory=list)
    totals: list[dict[Column, Decimal]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    direction: Column | None = None
    in_summary: bool = False
    in_held: bool = False

    @property
    def has_figures(self) -> bool:
        """Whether anything but a head has been read."""
        return bool(
            self.opening or self.closing or self.carried or self.ledger or self.income or self.spending or self.undirected
        )


def cut_blocks(grid: Grid) -> list[Block]:
    """Cut a grid into blocks. A row without a client belongs to the client above it."""
    cutter = _Cutter(grid)
    previous: Row | None = None
    for row in grid.rows:
        if any(True for _ in row.own):
            cutter.take(row, previous)
            previous = row
    return [block for block in cutter.blocks if block.has_figures]


class _Cutter:
    """The state while rows go by: the block being filled and the header in force."""

    def __init__(self, grid: Grid) -> None:
        self.blocks = [Block()]
        self.header: Header | None = None
        self.after_header = False
        self.shared = Head()
        self.name_ref = reference_in_name(grid.name)

    @property
    def block(self) -> Block:
        return self.blocks[-1]

    def take(self, row: Row, previous: Row | None) -> None:
        header = find_header(row, previous)
        if header is None and self.header and self.after_header and previous:
            header = widen_header(self.header, row, previous)
        self.after_header = header is not None
        if header:
            self.header = header
            return
        line = row.line
        if not self._take_head(line, row):
            self._take_figures(row, line)
        if self.block.head.person_ref is None and self.name_ref:
            self.block.head = self.block.head.filled_from(Head(person_ref=self.name_ref))

    def _take_head(self, line: str, row: Row) -> bool:
        """Take a line that says whose or when; True when the line holds nothing else."""
        if self.header and self._client_in_column(row):
            return False
        head = read_head(line)
        if head == Head():
            return False
        if row.amounts() and not head.person_ref:
            return False
        other = head.person_ref and self.block.head.person_ref and head.person_ref != self.block.head.person_ref
        if other or (head.person_ref and self.block.closing and not CONTINUED.search(line)):
            self.blocks.append(Block())
        elif self.block.has_figures and not head.person_ref:
            return not row.amounts() and not OPENING.search(line) and not CLOSING.search(line)
        if head.person_ref is None and self.block.head.person_ref is None and head.period:
            self.shared = head.filled_from(self.shared)
        self.block.head = self.block.head.filled_from(head).filled_from(Head(start=self.shared.start, end=self.shared.end))
        return not row.amounts()

    def _client_in_column(self, row: Row) -> bool:
        """Begin a new block when a ledger's client column names the next client; a blank cell continues."""
        assert self.header is not None
        cell = row.at(self.header.of(Column.CLIENT))
        if cell is None or not cell.text:
            return False
        reference = reference_in_name(cell.text)
        if not reference:
            return False
        if self.block.head.person_ref not in {None, reference}:
            self.blocks.append(Block(head=Head(start=self.shared.start, end=self.shared.end)))
        self.block.head = Head(person_ref=reference).filled_from(self.block.head).filled_from(self.shared)
        return True

    def _take_figures(self, row: Row, line: str) -> None:
        self._note_unread(row)
        words = " ".join(cell.text for cell in row.own if cell.amount is None)[:300]
        figure = _main_figure(row, self.header)
        if not row.amounts():
            self.block.in_held = bool(HEADING_HELD.search(words)) or (self.block.in_held and not _is_heading(words))
        if SUMMARY.search(words):
            self.block.in_summary = True
        if OPENING.search(words) and figure:
            self._take_opening(figure)
        elif CARRIED.search(words) and figure:
            self.block.carried = figure
        elif CLOSING.search(words) and figure:
            self._take_closing(figure, row)
        elif TOTAL.search(words):
            self._take_total(row)
        elif (self.block.in_held or HELD.search(words)) and row.amounts() and not self._dated(row):
            self.block.held.extend(Figure(text, amount, cell) for text, cell, amount in row.amounts())
        elif self._is_ledger(row):
            self._take_ledger_row(row)
        else:
            self._take_summary(row, line)

    def _note_unread(self, row: Row) -> None:
        self.block.unread.extend(cell.source.origin for cell in row.own if cell.unread)

    def _take_opening(self, figure: Figure) -> None:
        block = self.block
        if block.opening is None:
            block.opening = figure
            return
        if block.carried is not None and block.carried.amount != figure.amount:
            block.broken_carries.append(f"{block.carried.amount} carried forward, {figure.amount} brought forward")
        elif block.carried is None and block.opening.amount != figure.amount:
            block.broken_carries.append(f"a second opening balance of {figure.amount}, the first is {block.opening.amount}")
        block.carried = None

    def _take_closing(self, figure: Figure, row: Row) -> None:
        block = self.block
        if block.closing is not None and block.closing.amount != figure.amount:
            block.broken_carries.append(f"two closing balances, {block.closing.amount} and {figure.amount}")
        block.closing = figure
        # "Closing 30/06/2026" says where the period ends, when nothing above did.
        days = [cell.day for cell in row.own if cell.day] or [
            day for cell in row.own for word in cell.text.split() if (day := parse_date(word))
        ]
        if days and block.head.end is None:
            block.head = block.head.filled_from(Head(end=days[0]))

    def _take_total(self, row: Row) -> None:
        if self.header is None or self.block.in_summary:
            return
        found = {
            column: cell.amount
            for column in (Column.MONEY_IN, Column.MONEY_OUT)
            if (cell := row.at(self.header.of(column))) and cell.amount is not None
        }
        if found:
            self.block.totals.append(found)

    def _dated(self, row: Row) -> bool:
        cell = row.at(self.header.of(Column.DAY)) if self.header else None
        return bool(cell and cell.day)

    def _is_ledger(self, row: Row) -> bool:
        if self.header is None:
            return False
        if self._dated(row):
            return True
        if self.block.in_summary or self.header.of(Column.DAY) is not None:
            return not self.block.in_summary and not row.amounts() and bool(self.block.ledger)
        return bool(row.amounts())

    def _take_ledger_row(self, row: Row) -> None:
        assert self.header is not None
        cells = {column: cell for column, place in self.header.places.items() if (cell := row.at(place)) and not cell.echo}
        text = " ".join(cells[name].text for name in (Column.CATEGORY, Column.TEXT) if name in cells)
        moneyless = not any(name in cells and cells[name].text for name in (Column.MONEY_IN, Column.MONEY_OUT, Column.AMOUNT))
        if moneyless and Column.DAY not in cells and self.block.ledger:
            # The description goes on in the next row.
            self.block.ledger[-1].text += " " + text
            return
        self.block.carried = None
        self.block.ledger.append(LedgerRow(row, cells, text))

    def _take_summary(self, row: Row, line: str) -> None:
        block = self.block
        if HEADING_IN.search(line):
            block.direction, block.in_summary = Column.MONEY_IN, True
        elif HEADING_OUT.search(line):
            block.direction, block.in_summary = Column.MONEY_OUT, True
        for text, cell, amount in row.amounts():
            block.direction = _direction(text, cell) or block.direction
            target = {Column.MONEY_IN: block.income, Column.MONEY_OUT: block.spending}.get(block.direction or Column.DAY)
            (block.undirected if target is None else target).append(Figure(_after_direction(text), amount, cell))


def _is_heading(words: str) -> bool:
    return any(heading.search(words) for heading in (SUMMARY, HEADING_IN, HEADING_OUT))


def _direction(text: str, cell: Cell) -> Column | None:
    """Return the last "In:" or "Out:" in the words before an amount."""
    found: Iterator[re.Match[str]] = DIRECTION.finditer(f"{text} {cell.text if cell.amount is None else ''}"[:500])
    last = None
    for each in found:
        last = Column.MONEY_IN if each[1] else Column.MONEY_OUT
    return last


def _after_direction(text: str) -> str:
    return DIRECTION.split(text[:500])[-1].strip(" :-") or text


def _main_figure(row: Row, header: Header | None) -> Figure | None:
    """Return the balance on a row: from the balance column, else the last amount."""
    amounts = row.amounts()
    if not amounts:
        return None
    balance = row.at(header.of(Column.BALANCE)) if header else None
    chosen = next((each for each in amounts if each[1] is balance), amounts[-1])
    return Figure(chosen[0], chosen[2], chosen[1])
