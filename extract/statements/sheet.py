"""Workbooks as grids: visible sheets, merged cells, dates, formulas with or without stored results."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from extract.statements.formulas import CannotCompute, compute
from extract.statements.grid import Cell, Grid, Row
from extract.statements.values import as_date, number_to_pence
from models.document import Source
from models.errors import UnreadableDocument
from models.finding import Finding, Severity

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_SHEETS = 1_000
#: The most bytes that a workbook may unpack to.
MOST_BYTES = 200_000_000
OLD_FORMAT = b"\xd0\xcf\x11\xe0"


def read_grids(data: bytes) -> list[Grid]:
    """Return every visible sheet of a workbook as a grid. Hidden sheets are left out, with a finding."""
    _refuse_unreadable(data)
    formulas = _load(data, values=False)
    values = _load(data, values=True) if _has_formulas(formulas) else formulas
    hidden = [sheet for sheet in formulas.worksheets if sheet.sheet_state != "visible"]
    note = _hidden_note(len(hidden))
    return [
        _Sheet(sheet, values[sheet.title]).grid(note)
        for sheet in formulas.worksheets[:MOST_SHEETS]
        if sheet.sheet_state == "visible"
    ]


def _refuse_unreadable(data: bytes) -> None:
    if data.startswith(OLD_FORMAT):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableDocument(
            "doc-password" if locked else "doc-format",
            "This workbook is locked with a password: ask for an unlocked copy."
            if locked
            else "This is an old .xls workbook: ask for it as .xlsx, or save it as .xlsx and upload that.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(item.file_size for item in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableDocument("doc-damaged", "This workbook is damaged: ask for it to be sent again.") from error
    if size > MOST_BYTES:
        raise UnreadableDocument("doc-too-large", f"This workbook unpacks to {size} bytes; the most is {MOST_BYTES}.")


def _load(data: bytes, *, values: bool) -> Any:
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; none of them hold figures.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
    except Exception as error:
        raise UnreadableDocument("doc-damaged", "This workbook could not be opened: ask for it to be sent again.") from error


def _has_formulas(book: Any) -> bool:
    return any(
        cell.data_type == "f"
        for sheet in book.worksheets
        for cell in sheet._cells.values()  # noqa: SLF001 - only what exists
    )


def _hidden_note(count: int) -> tuple[Finding, ...]:
    if not count:
        return ()
    return (
        Finding("statement-hidden-sheet", Severity.NOTE, f"{count} hidden sheet{'s were' if count > 1 else ' was'} left out."),
    )


class _Sheet:
    """One sheet in its two forms: formulas, and the results stored with them."""

    def __init__(self, formulas: Any, values: Any) -> None:
        self.formulas = formulas
        self.values = values
        self.computing: set[str] = set()
        self.computed: list[str] = []

    def grid(self, note: tuple[Finding, ...]) -> Grid:
        if self.formulas.max_row > MOST_ROWS:
            raise UnreadableDocument("doc-too-large", f"A sheet has {self.formulas.max_row} rows; the most is {MOST_ROWS}.")
        echoes = dict(self._echoes())
        width = min(self.formulas.max_column, MOST_COLUMNS)
        rows = [
            Row(tuple(self._cell(number, column, echoes) for column in range(1, width + 1)))
            for number in range(1, self.formulas.max_row + 1)
        ]
        sizes = self.formulas.row_dimensions
        hidden = frozenset(number for number in range(1, self.formulas.max_row + 1) if number in sizes and sizes[number].hidden)
        return Grid(self.formulas.title, tuple(rows), "xlsx", (*note, *self._computed_note()), hidden=hidden)

    def _computed_note(self) -> Iterator[Finding]:
        if self.computed:
            cells = ", ".join(self.computed[:5]) + (" …" if len(self.computed) > 5 else "")
            detail = f"{len(self.computed)} sums had no stored result and were added up again: {cells}."
            yield Finding("statement-formula-computed", Severity.NOTE, detail)

    def _echoes(self) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Give the cells of merged ranges that only repeat their first cell."""
        for merged in self.formulas.merged_cells.ranges:
            first = (merged.min_row, merged.min_col)
            if merged.max_row - merged.min_row > 500 or merged.max_col - merged.min_col > MOST_COLUMNS:
                continue
            for row in range(merged.min_row, merged.max_row + 1):
                for column in range(merged.min_col, merged.max_col + 1):
                    if (row, column) != first:
                        yield (row, column), first

    def _cell(self, row: int, column: int, echoes: dict[tuple[int, int], tuple[int, int]]) -> Cell | None:
        anchor = echoes.get((row, column))
        at_row, at_column = anchor or (row, column)
        raw = self.formulas._cells.get((at_row, at_column))  # noqa: SLF001 - cell() would make a cell that is not there
        if raw is None or raw.value is None:
            return None
        origin = f"cell {self.formulas.title}!{raw.coordinate}"
        if raw.data_type == "f":
            return self._formula(raw, origin, echo=anchor is not None)
        return _with_money(raw, _as_shown(raw, _plain_cell(raw.value, origin, echo=anchor is not None)))

    def _formula(self, raw: Any, origin: str, *, echo: bool) -> Cell:
        stored = self.values[raw.coordinate].value
        if stored is not None and not _is_error(stored):
            return _with_money(raw, _plain_cell(stored, origin, echo=echo))
        try:
            number = number_to_pence(self._compute(raw.coordinate))
        except CannotCompute:
            number = None
        if number is None:
            return Cell("", Source(str(raw.value)[:100], origin=origin), echo=echo, unread=True)
        if not echo:
            self.computed.append(raw.coordinate)
        return Cell(f"{number:,.2f}", Source(str(raw.value)[:100], origin=f"computed {origin}"), number, echo=echo)

    def _compute(self, coordinate: str) -> Decimal:
        value = self._lookup(coordinate)
        if value is None:
            raise CannotCompute
        return value

    def _lookup(self, coordinate: str) -> Decimal | None:
        """Return a cell's number; the text of a number counts too, for a sum that leaves it out would be wrong."""
        raw = self.formulas[coordinate]
        if raw.value is None:
            return None
        if raw.data_type == "f":
            stored = self.values[coordinate].value
            if isinstance(stored, int | float) and not isinstance(stored, bool):
                return Decimal(repr(stored))
            if coordinate in self.computing or len(self.computing) > 200:
                raise CannotCompute
            self.computing.add(coordinate)
            try:
                return compute(str(raw.value), self._lookup)
            finally:
                self.computing.discard(coordinate)
        cell = _plain_cell(raw.value, coordinate, echo=False)
        if cell.amount is None:
            raise CannotCompute
        return cell.amount


#: A form that shows every place of a number, as those of identifiers do: `0000000000`, `000000-0000`.
_ALL_PLACES = re.compile(r"0{2,15}(?:[- ]0{1,15})?")


def _as_shown(raw: Any, cell: Cell) -> Cell:
    """Return a whole number as the sheet shows it, where its form gives every place: the file has lost the noughts it begins with."""
    form = str(raw.number_format or "").replace("\\", "").replace('"', "")
    if not isinstance(raw.value, int) or isinstance(raw.value, bool) or raw.value < 0 or not _ALL_PLACES.fullmatch(form):
        return cell
    digits = f"{raw.value:0{form.count('0')}d}"
    if len(digits) != form.count("0"):
        return cell
    place = next((form.index(mark) for mark in "- " if mark in form), len(form))
    return replace(cell, text=f"{digits[:place]}{form[place : place + 1]}{digits[place:]}", exact=None)


def _with_money(raw: Any, cell: Cell) -> Cell:
    """Return a number with the sign of money that its form shows: the file holds the number alone."""
    shown = money_in(str(raw.number_format or "")) if cell.exact is not None else ""
    return replace(cell, money=shown) if shown else cell


#: Money in the form of a cell: a sign, a code, or the Danish word, in quotes or in the brackets of a locale.
_MONEY = re.compile(r"[£€]|\bkr\b|\b(?:DKK|GBP|EUR|SEK|NOK)\b", re.IGNORECASE)


def money_in(form: str) -> str:
    """Return the sign, code or word of money in the form of a cell.

    >>> money_in('#,##0.00" kr.";-#,##0.00" kr."'), money_in("[$£-809]#,##0.00"), money_in("0.00"), money_in("[$-406]d. mmm yy")
    ('kr', '£', '', '')
    """
    found = _MONEY.search(form)
    return found.group() if found else ""


def _is_error(value: object) -> bool:
    return isinstance(value, str) and value.startswith("#")


def _hours_shown(value: timedelta) -> str:
    """Return hours and minutes as a sheet shows them.

    >>> _hours_shown(timedelta(hours=28, minutes=30)), _hours_shown(-timedelta(minutes=45))
    ('28:30', '-0:45')
    """
    minutes = round(abs(value) / timedelta(minutes=1))
    return f"{'-' if value < timedelta() else ''}{minutes // 60}:{minutes % 60:02d}"


def _plain_cell(value: object, origin: str, *, echo: bool) -> Cell:
    if isinstance(value, bool):
        return Cell(str(value), Source(str(value), origin=origin), echo=echo)
    if isinstance(value, int | float):
        number = number_to_pence(value)
        text = str(value) if number is None or number == int(number) else f"{number:,.2f}"
        exact = Decimal(repr(value)) if isfinite(value) else None
        return Cell(text, Source(str(value), origin=origin), number, echo=echo, exact=exact)
    if isinstance(value, datetime | date):
        day = as_date(value)
        return Cell(day.isoformat() if day else "", Source(str(value), origin=origin), day, echo=echo)
    if isinstance(value, time):
        return Cell(
            value.isoformat("minutes" if not value.second else "auto"), Source(value.isoformat(), origin=origin), echo=echo
        )
    if isinstance(value, timedelta):
        return Cell(_hours_shown(value), Source(str(value), origin=origin), echo=echo)
    text = str(value).strip()[:2000]
    if _is_error(text):
        return Cell("", Source(text, origin=origin), echo=echo, unread=True)
    return Cell(text, Source(text, origin=origin), echo=echo)
