"""The rows of a table as text, from CSV or from the first sheet of a workbook, in chunks."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from service.master.problem import BadCell

CHUNK = 5000

Row = Sequence[str]


class UnreadableTable(Exception):
    """The file as a whole cannot be read: what is wrong, and what would be right."""

    def __init__(self, wrong: str, right: str, row: int | None = None) -> None:
        super().__init__(wrong)
        self.wrong, self.right, self.row = wrong, right, row


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def chunks(path: Path) -> Iterator[list[Row]]:
    """Yield rows in chunks; the very first row is the header."""
    rows = _csv_rows(path) if path.suffix.lower() == ".csv" else _sheet_rows(path)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _csv_rows(path: Path) -> Iterator[Row]:
    count = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file, strict=True):
                count += 1
                yield row
    except UnicodeDecodeError:
        raise UnreadableTable("is not UTF-8", "a CSV file saved as UTF-8", count + 1) from None
    except csv.Error as error:
        raise UnreadableTable(f"is not CSV: {error}", "commas between cells, quotes doubled inside quotes", count + 1) from None


def _sheet_rows(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a program wrote about the size of its sheet is often wrong
            for cells in sheet.iter_rows(values_only=True):
                yield [_text(cell) for cell in cells]
    except (BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise UnreadableTable(f"is not an Excel workbook ({type(error).__name__})", "a file saved as .xlsx") from None


def _text(cell: Any) -> str:
    """Write a spreadsheet's value as the contract writes it.

    >>> _text(2243.1), _text(12345674), _text(True), _text(datetime(2026, 6, 30)), _text(None)
    ('2243.1', '12345674', 'yes', '2026-06-30', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        # A spreadsheet's numbers are floats; ten places are far beyond money and inside their precision.
        return f"{cell:.10f}".rstrip("0").rstrip(".")
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def trim(row: Row, width: int) -> Row:
    """Cut or fill a row to the header's width. A spreadsheet leaves out empty cells at the end.

    >>> trim(["a", "", ""], 2), trim(["a"], 2)
    (['a', ''], ['a', ''])
    """
    if len(row) > width and any(cell.strip() for cell in row[width:]):
        raise BadCell(f"has {len(row)} cells, the header has {width}", "as many cells as headings")
    return [*row[:width], *[""] * (width - len(row))]
