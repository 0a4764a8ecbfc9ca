"""The one form that every statement takes before it is understood: rows of cells, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from extract.statements.values import AMOUNT_IN_TEXT, from_serial, parse_amount, parse_date
from models.document import Source
from models.finding import Finding

#: What a figure from an unambiguous cell is trusted with.
CERTAIN = 0.99


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text as seen, its value where the file gives one, its place.

    `echo` marks a cell that only repeats the cell it is merged with. `unread` says that something stands here (a formula
    without a result, an error) that could not be read as a value.
    """

    text: str
    source: Source
    value: Decimal | date | None = None
    echo: bool = False
    unread: bool = False
    #: The number exactly as the file holds it, where the cell is a number; `value` is only for whole pence.
    exact: Decimal | None = None
    #: The sign or code of money that the cell's form shows beside its number.
    money: str = ""

    @property
    def amount(self) -> Decimal | None:
        """The cell as money; None when it is empty or something else."""
        if isinstance(self.value, Decimal):
            return self.value
        return None if self.value is not None else parse_amount(self.text)

    @property
    def day(self) -> date | None:
        """The cell as a date: typed, as text, or as a sheet's day number."""
        if isinstance(self.value, Decimal):
            return from_serial(self.value)
        return self.value if self.value is not None else parse_date(self.text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Columns keep their positions; empty cells are None."""

    cells: tuple[Cell | None, ...]

    @property
    def own(self) -> Iterator[Cell]:
        """The cells with something of their own in them."""
        return (cell for cell in self.cells if cell and not cell.echo and (cell.text or cell.unread))

    @property
    def line(self) -> str:
        """The row as one line of text."""
        return "  ".join(cell.text for cell in self.own)[:2000]

    def at(self, column: int | None) -> Cell | None:
        """Return the cell in a column, or None."""
        return self.cells[column] if column is not None and column < len(self.cells) else None

    def amounts(self) -> list[tuple[str, Cell, Decimal]]:
        """Return the amounts in reading order, each with the words before it and the cell it stands in."""
        result: list[tuple[str, Cell, Decimal]] = []
        words = ""
        for cell in self.own:
            whole = cell.amount if cell.value is not None or AMOUNT_IN_TEXT.fullmatch(cell.text.strip()) else None
            if whole is not None:
                result.append((words.strip(), cell, whole))
                words = ""
                continue
            last = 0
            for found in AMOUNT_IN_TEXT.finditer(cell.text[:2000]):
                value = parse_amount(found[0])
                if value is not None:
                    result.append(((words + " " + cell.text[last : found.start()]).strip(), cell, value))
                    words, last = "", found.end()
            words += " " + cell.text[last:]
        return result


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet, a page or a text as rows. `name` is the sheet's name."""

    name: str
    rows: tuple[Row, ...]
    reader: str
    findings: tuple[Finding, ...] = field(default=())
    #: How far a figure from here is trusted: lower where words came from a scan.
    trust: float = CERTAIN
    #: Rows, counted from 1, that the sheet does not show.
    hidden: frozenset[int] = frozenset()
