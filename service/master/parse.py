"""One table: from rows of text to columns of values, with every bad cell named."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from service.master.problem import BadCell, OddCell, Problem
from service.master.source import Row, UnreadableTable, chunks, trim
from service.master.tables import Column, TableSpec


@dataclass(slots=True)
class Columns:
    """A table column by column, while it is read. A bad cell is None; `rows` are the numbers in the file."""

    spec: TableSpec
    file: str
    values: dict[str, list[Any]]
    rows: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, index: int, column: str | None, wrong: str, right: str = "", *, blocks: bool = True) -> None:
        """Add a problem of a row, by its place in the columns."""
        self.problems.append(Problem(self.file, self.rows[index], column, wrong, right, blocks))


def parse_table(spec: TableSpec, path: Path) -> Columns:
    """Read a table's file. What is wrong stands in `problems`; nothing is raised for what a file holds."""
    columns = Columns(spec, path.name, {column.key: [] for column in spec.columns})
    try:
        order: list[Column] | None = None
        number = 1
        for chunk in chunks(path):
            rows = chunk
            if order is None:
                order = _header(columns, [cell.strip().lower() for cell in chunk[0]])
                rows, number = chunk[1:], 2
            if order:
                _add_chunk(columns, order, rows, number)
            number += len(rows)
        if order is None:
            columns.problems.append(Problem(path.name, None, None, "is empty", "a row with the headings"))
    except UnreadableTable as error:
        columns.problems.append(Problem(path.name, error.row, None, error.wrong, error.right))
    return columns


def _header(columns: Columns, headings: Sequence[str]) -> list[Column]:
    """Find which column each heading names. A wrong one stops the table: its rows would all be wrong."""
    while headings and not headings[-1]:
        headings = headings[:-1]
    problems = list(_wrong_headings(columns, headings))
    columns.problems += problems
    known = {column.name: column for column in columns.spec.columns}
    return [] if problems else [known[heading] for heading in headings]


def _wrong_headings(columns: Columns, headings: Sequence[str]) -> Iterator[Problem]:
    known = {column.name: column for column in columns.spec.columns}
    if not headings or (len(headings) == 1 and ";" in headings[0]):
        wrong, right = ("has semicolons between the cells", "commas") if headings else ("is empty", "the headings")
        yield Problem(columns.file, 1, None, wrong, right)
        return
    meant = set()
    for heading in dict.fromkeys(headings):
        if heading not in known:
            right = _meant(heading, known)
            meant.add(right)
            yield Problem(columns.file, 1, heading or None, "is not a known heading", right)
        elif headings.count(heading) > 1:
            yield Problem(columns.file, 1, heading, "stands twice", "each heading once")
    for column in columns.spec.columns:
        if column.name not in headings and column.name not in meant and _is_needed(column):
            yield Problem(columns.file, 1, column.name, "is missing", "a column with this heading")


def _meant(heading: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(heading, list(known), n=1)
    return close[0] if close else f"one of {', '.join(known)}"


def _is_needed(column: Column) -> bool:
    """Whether the column must be there: an empty cell in it would be refused."""
    try:
        column.cells.one("")
    except BadCell:
        return True
    return False


def _add_chunk(columns: Columns, order: Sequence[Column], rows: Sequence[Row], first: int) -> None:
    numbers: Sequence[int] = range(first, first + len(rows))
    if set(map(len, rows)) != {len(order)} or not all(map(any, rows)):
        rows, numbers = _mend(columns, len(order), rows, numbers)
    if not rows:
        return
    start = len(columns.rows)
    columns.rows.extend(numbers)
    given = {column.name: cells for column, cells in zip(order, zip(*rows, strict=True), strict=True)}
    for column in columns.spec.columns:
        cells = given.get(column.name)
        columns.values[column.key] += _convert(columns, column, cells if cells is not None else [""] * len(rows), start)


def _mend(columns: Columns, width: int, rows: Sequence[Row], numbers: Sequence[int]) -> tuple[list[Row], list[int]]:
    """Drop empty rows, fill short ones; a row with too many cells is a problem."""
    kept: list[Row] = []
    kept_numbers: list[int] = []
    for row, number in zip(rows, numbers, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        try:
            kept.append(trim(row, width))
            kept_numbers.append(number)
        except BadCell as bad:
            columns.problems.append(Problem(columns.file, number, None, bad.wrong, bad.right))
    return kept, kept_numbers


def _convert(columns: Columns, column: Column, cells: Sequence[str], start: int) -> list[Any]:
    try:
        return column.cells.many(cells)
    except BadCell:
        return [_one(columns, column, text, start + index) for index, text in enumerate(cells)]


def _one(columns: Columns, column: Column, text: str, index: int) -> Any:
    try:
        return column.cells.one(text)
    except BadCell as bad:
        shown = "" if column.personal or not text.strip() else f"“{text.strip()[:60]}” "
        odd = isinstance(bad, OddCell)
        columns.report(index, column.name, shown + bad.wrong, bad.right, blocks=not odd)
        return bad.value if isinstance(bad, OddCell) else None
