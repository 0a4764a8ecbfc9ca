"""Reports as files that people open in a spreadsheet: the same rows as CSV and XLSX, and no text is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from outbound.cells import text_cell

#: Columns that hold amounts or shares: numbers in the sheet.
_NUMBERS = frozenset({"amount", "expected", "ledger_amount", "bound", "compared", "errors"})
_WIDEST = 60
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """Return rows as CSV: UTF-8 with a mark that spreadsheets know it by, a header row, empty cells for what is not known."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(row.get(column), column) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Any, column: str) -> str:
    shown = _text(value)
    return shown if column in _NUMBERS else text_cell(shown)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    return str(value)


def as_xlsx(sheets: Mapping[str, tuple[Sequence[Mapping[str, Any]], Sequence[str]]]) -> bytes:
    """Return sheets of rows as a workbook; amounts and days are typed, everything else is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book[book.sheetnames[0]])
    for title, (rows, columns) in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.append(list(columns))
        for row in rows:
            sheet.append([_typed(row.get(column), column) for column in columns])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, 1):
            longest = max([len(column), *(len(_text(row.get(column))) for row in rows)])
            sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, longest + 2)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _typed(value: Any, column: str) -> Any:
    if value is None or value == "":
        return None
    if column in _NUMBERS:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            return _text(value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value
    return text_cell(_text(value))
