"""Tables with one row for each client and no transactions: weaker evidence, but evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

from extract.statements.categories import held_kind, income_category, spending_category
from extract.statements.columns import Wide, find_wide_header
from extract.statements.figures import unread_cell
from extract.statements.grid import Cell, Grid, Row
from extract.statements.heads import Head, read_head
from models.direct_payment import CommittedKind
from models.document import Reading
from models.finding import Finding
from models.money import Money
from models.statement import Category, DpStatement

Key = TypeVar("Key")
Places = Mapping[int, tuple[Wide, str]]


def read_wide(grid: Grid, currency: str) -> list[DpStatement]:
    """Return one statement for each row of a client table; an empty list when the grid is no such table."""
    places: Places | None = None
    shared = Head()
    above: list[Row] = []
    result = []
    for row in grid.rows:
        header = find_wide_header(row)
        if header:
            # What stands above the first header is for all rows; most sheets are no such table and are not looked at for it.
            for each in above if places is None else ():
                shared = shared.filled_from(read_head(each.line))
            places = header
        elif places is None:
            above.append(row)
        elif _client(row, places):
            result.append(_statement(row, places, shared, grid, currency))
    return result


def _cells(row: Row, places: Places, kind: Wide) -> Iterator[tuple[str, Cell]]:
    for position, (found, words) in places.items():
        cell = row.at(position)
        if found is kind and cell and not cell.echo and (cell.text or cell.unread):
            yield words, cell


def _first(row: Row, places: Places, kind: Wide) -> Cell | None:
    return next((cell for _, cell in _cells(row, places, kind)), None)


def _client(row: Row, places: Places) -> str | None:
    cell = _first(row, places, Wide.CLIENT)
    text = "" if cell is None else _plain(cell)
    return text if any(map(str.isdigit, text)) else None


def _plain(cell: Cell) -> str:
    """Return a reference as written: a sheet that made it a number gives it back without its decimals."""
    return cell.text.replace(",", "").removesuffix(".00").strip()


def _statement(row: Row, places: Places, shared: Head, grid: Grid, currency: str) -> DpStatement:
    reader = _Reader(currency, grid.trust)
    account, name = _first(row, places, Wide.ACCOUNT), _first(row, places, Wide.NAME)
    head = Head(start=_day(row, places, Wide.FROM), end=_day(row, places, Wide.TO)).filled_from(shared)
    income: dict[Category, Reading[Money]] = {}
    spending: dict[Category, Reading[Money]] = {}
    held: dict[CommittedKind, Reading[Money]] = {}
    for words, cell in _cells(row, places, Wide.INCOME):
        reader.add(income, income_category(words), cell)
    for words, cell in _cells(row, places, Wide.SPENDING):
        reader.add(spending, spending_category(words), cell)
    for words, cell in _cells(row, places, Wide.HELD):
        reader.add(held, held_kind(words), cell)
    opening, closing = _first(row, places, Wide.OPENING), _first(row, places, Wide.CLOSING)
    return DpStatement(
        account_ref=_plain(account) if account else None,
        person_ref=_client(row, places),
        name=name.text if name else None,
        period=head.period,
        currency=currency,
        opening=reader.reading(opening) if opening else None,
        income=income,
        spending=spending,
        closing=reader.reading(closing) if closing else None,
        held=held,
        level=2,
        findings=(*grid.findings, *reader.findings),
        reader=grid.reader,
    )


def _day(row: Row, places: Places, kind: Wide) -> date | None:
    cell = _first(row, places, kind)
    return cell.day if cell else None


class _Reader:
    def __init__(self, currency: str, trust: float) -> None:
        self.currency = currency
        self.trust = trust
        self.findings: list[Finding] = []

    def reading(self, cell: Cell) -> Reading[Money] | None:
        if cell.amount is None:
            self.findings.append(unread_cell(cell))
            return None
        return Reading(Money.of(cell.amount, self.currency), self.trust, cell.source)

    def add(self, target: dict[Key, Reading[Money]], key: Key, cell: Cell) -> None:
        reading = self.reading(cell)
        if reading is None:
            return
        before = target.get(key)
        target[key] = reading if before is None else Reading(before.value + reading.value, self.trust, before.source)
