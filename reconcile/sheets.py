"""Writing sheets safely: text stays text, numbers are exact, the same content gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from models.money import Money

MONEY = "#,##0.00;[Red]-#,##0.00"
#: What no cell of a sheet may hold (control characters that XML forbids).
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_TEXT = 1000
Value = Money | Decimal | date | str | int | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The few looks that the workbooks have."""

    title: Any
    heading: Any
    strong: Any
    header_fill: Any
    header_font: Any
    thin: Any
    wrap: Any
    right: Any
    indent: Any
    #: What a cell's style became when a look was put on it, so that the same look is worked out once for each workbook.
    known: dict[tuple[bytes, tuple[int, ...]], Any] = field(default_factory=dict)


def styles() -> Styles:
    """Return the looks; made once for each workbook."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    return Styles(
        title=Font(name="Calibri", bold=True, size=14),
        heading=Font(name="Calibri", bold=True, size=12),
        strong=Font(name="Calibri", bold=True),
        header_fill=PatternFill("solid", start_color="FF1D4F73"),
        header_font=Font(name="Calibri", bold=True, color="FFFFFFFF"),
        thin=Border(top=Side(style="thin")),
        wrap=Alignment(wrap_text=True, vertical="top"),
        right=Alignment(horizontal="right"),
        indent=Alignment(horizontal="left", indent=1),
    )


class Cells:
    """One sheet, written from top to bottom."""

    def __init__(self, sheet: Any, style: Styles) -> None:
        self.sheet = sheet
        self.style = style
        self.next_row = 1
        #: Results of the formulas, by cell, for previews that do not calculate.
        self.results: dict[str, Decimal] = {}
        sheet.sheet_view.showGridLines = False
        sheet.results = self.results

    def widths(self, *widths: int) -> None:
        """Set the columns' widths from the left."""
        for index, width in enumerate(widths):
            self.sheet.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]].width = width

    def setup(self, *, landscape: bool, repeat: int = 0) -> None:
        """Set the page for printing, `repeat` rows on top of each."""
        self.sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        self.sheet.page_setup.paperSize = 9
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        if repeat:
            self.sheet.print_title_rows = f"1:{repeat}"
            self.sheet.freeze_panes = f"A{repeat + 1}"

    def put(self, column: int, value: Value, form: str | None = None, result: Value = None) -> str:
        """Write a cell of the current row and return its place. Only text that we wrote ourselves may be a formula."""
        cell = self.sheet.cell(self.next_row, column)
        if isinstance(value, Formula):
            cell.value = str(value)
            number = result.decimal if isinstance(result, Money) else result
            if isinstance(number, Decimal | int):
                self.results[cell.coordinate] = Decimal(number)
        elif isinstance(value, Money):
            cell.value = value.decimal
        elif isinstance(value, str):
            set_text(cell, value)
        else:
            cell.value = value
        if form == "link" and isinstance(value, str) and value.startswith("https://"):
            cell.hyperlink = value
        elif form and form != "link":
            cell.number_format = form
        return str(cell.coordinate)

    def look(self, cell: Any, **parts: Any) -> None:
        """Put font, fill, border or alignment on a cell."""
        plain = cell._style  # noqa: SLF001 - openpyxl has no quicker way to give a cell the style of another
        key = (plain.tobytes() if plain else b"", tuple(map(id, parts.values())))
        known = self.style.known.get(key)
        if known is None:
            for name, value in parts.items():
                setattr(cell, name, value)
            self.style.known[key] = copy(cell._style)  # noqa: SLF001
        else:
            cell._style = copy(known)  # noqa: SLF001

    def title(self, text: str) -> None:
        """Write the sheet's title."""
        self.put(1, text)
        self.look(self.sheet.cell(self.next_row, 1), font=self.style.title)
        self.next_row += 1

    def heading(self, text: str) -> None:
        """Write a heading with a line of room above."""
        self.next_row += 1
        self.put(1, text)
        self.look(self.sheet.cell(self.next_row, 1), font=self.style.heading)
        self.next_row += 1

    def note(self, text: str) -> None:
        """Write a line of text."""
        self.put(1, text)
        self.next_row += 1

    def row(
        self, label: str, value: Value, how: str = "", where: str = "", *, form: str | None = None, result: Value = None
    ) -> str:
        """Write label, value, how it came about, where it was read; return the value's place."""
        self.put(1, label)
        place = self.put(2, value, form, result)
        self.look(self.sheet[place], alignment=self.style.right)
        if how:
            self.look(self.sheet[self.put(3, how)], alignment=self.style.indent)
        if where:
            self.put(4, where)
        self.next_row += 1
        return place

    def money(self, label: str, value: Money | None, how: str = "", where: str = "") -> str:
        """Write a sum that was read or given."""
        return self.row(label, value, how, where, form=MONEY)

    def formula(self, label: str, formula: str | None, result: Money | None, how: str, *, strong: bool = False) -> str:
        """Write a sum that is worked out; empty where something it rests on is missing."""
        place = self.row(label, Formula(formula) if formula else None, how, form=MONEY, result=result)
        cell = self.sheet[place]
        self.look(cell, border=self.style.thin)
        if strong:
            self.look(cell, font=self.style.strong)
            self.look(self.sheet.cell(cell.row, 1), font=self.style.strong)
        return place

    def table(self, *names: str) -> None:
        """Write the heads of a table."""
        for column, name in enumerate(names, start=1):
            self.put(column, name)
            cell = self.sheet.cell(self.next_row, column)
            self.look(cell, font=self.style.header_font, fill=self.style.header_fill)
        self.next_row += 1

    def line(self, *cells: tuple[Value, str | None] | tuple[Value, str | None, Value]) -> None:
        """Write a row of a table: value, form, and for formulas the result."""
        for column, cell in enumerate(cells, start=1):
            value, form = cell[0], cell[1]
            result = cell[2] if len(cell) == 3 else None
            place = self.put(column, value, form, result)
            if isinstance(value, str) and len(value) > 30 and not isinstance(value, Formula):
                self.look(self.sheet[place], alignment=self.style.wrap)
        self.next_row += 1

    def totals(self, sums: Mapping[int, Decimal], *, first: int) -> None:
        """Write sums below columns of a table that began in row `first`."""
        self.put(1, "Total")
        for column, result in sums.items():
            letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column - 1]
            place = self.put(column, Formula(f"=ROUND(SUM({letter}{first}:{letter}{self.next_row - 1}),2)"), MONEY, result)
            self.look(self.sheet[place], border=self.style.thin, font=self.style.strong)
        self.next_row += 1


class Formula(str):
    """A text that we wrote to be calculated. Nothing that was read is ever one."""

    __slots__ = ()


def set_text(cell: Any, text: str) -> None:
    """Write text as text, whatever it begins with; programs that copy it on are told that it is text."""
    plain = FORBIDDEN.sub(" ", text)[:LONGEST_TEXT]
    cell.value = plain
    cell.data_type = "s"
    if plain[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        cell.quotePrefix = True
