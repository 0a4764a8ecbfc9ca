"""A table drawn with ReportLab that flows over pages: its sum is carried forward from the foot of one page to the head of the next."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.reportlab_page import MM, blank_page, make_table, place, write_rows
from samples.generate.values import Doc

LEFT, RIGHT_EDGE, ROOM = 20 * MM, 192 * MM, 172 * MM
#: Lines on the first page and on those after it.
FIRST, LATER = 5, 7


def ledger(doc: Doc, style: Style) -> bytes:
    """Numbered lines under double rules, over several pages with a running sum; the supplier stands at the foot of each."""
    buffer, sheet = blank_page(doc)
    y = _head(sheet, doc, style)
    rows = core.table(doc, style)
    lines = list(zip(rows[1:], doc.lines, strict=True))
    running, begin, size, page = Decimal(0), 0, FIRST, 1
    while begin < len(lines):
        chunk = lines[begin : begin + size]
        if page > 1:
            y = _carry(sheet, style, running, y)
        y = _table(sheet, [rows[0], *(cells for cells, _ in chunk)], style, y)
        running += sum((line.amount for _, line in chunk), Decimal(0))
        begin, size = begin + size, LATER
        if begin < len(lines):
            _carry(sheet, style, running, y - 4)
            _foot(sheet, doc, style, page)
            sheet.showPage()
            page += 1
            y = (
                write_rows(
                    sheet, LEFT, 282 * MM, [f"{core.title(doc, style)} {doc.number}, {style.label('page').lower()} {page}"], 8
                )
                - 8
            )
    for label, value in core.totals(doc, style):
        y -= 15
        sheet.setFont("Times-Bold", 10.5)
        sheet.drawRightString(160 * MM, y, label)
        sheet.drawRightString(RIGHT_EDGE - 3, y, value)
    write_rows(sheet, LEFT, y - 26, [*doc.notes, *core.bank(doc, style)], 9, "Times-Roman")
    _foot(sheet, doc, style, page)
    sheet.save()
    return buffer.getvalue()


def _head(sheet: Any, doc: Doc, style: Style) -> float:
    write_rows(sheet, LEFT, 283 * MM, [doc.seller.name], 13, "Times-BoldItalic")
    write_rows(sheet, 120 * MM, 262 * MM, doc.buyer, 10, "Times-Roman")
    sheet.setFont("Times-Bold", 15)
    sheet.drawString(LEFT, 262 * MM, core.title(doc, style))
    y = 254 * MM
    for label, value in core.facts(doc, style):
        sheet.setFont("Times-Roman", 9.5)
        sheet.drawRightString(LEFT + 36 * MM, y, f"{label}:")
        sheet.drawString(LEFT + 38 * MM, y, value)
        y -= 13
    return min(y, 232 * MM) - 12


def _table(sheet: Any, rows: list[list[str]], style: Style, y: float) -> float:
    from reportlab.lib.colors import black

    rules = [
        ("FONT", (0, 0), (-1, 0), "Times-Bold", 9), ("LINEABOVE", (0, 0), (-1, 0), 0.8, black),
        ("LINEBELOW", (0, 0), (-1, 0), 0.4, black), ("LINEBELOW", (0, -1), (-1, -1), 0.8, black),
    ]  # fmt: skip
    return place(sheet, make_table(rows, style.columns, ROOM, 9, "Times-Roman", rules), LEFT, y, ROOM)


def _carry(sheet: Any, style: Style, running: Decimal, y: float) -> float:
    sheet.setFont("Times-Italic", 9)
    sheet.drawString(LEFT, y - 10, style.label("carry"))
    sheet.drawRightString(RIGHT_EDGE - 3, y - 10, style.amount(running))
    return y - 18


def _foot(sheet: Any, doc: Doc, style: Style, page: int) -> None:
    texts = [doc.seller.name, *doc.seller.address, *core.registration(doc, style), doc.seller.phone]
    sheet.setFont("Times-Roman", 7.5)
    sheet.drawCentredString(105 * MM, 14 * MM, "  -  ".join(texts))
    sheet.drawRightString(RIGHT_EDGE, 10 * MM, str(page))
