"""Pages drawn with ReportLab without one table: a block a person, and a letter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.reportlab_page import MM, blank_page, make_table, place, write_pairs, write_rows
from samples.generate.values import Doc


def persons(doc: Doc, style: Style) -> bytes:
    """One block a person with a sub-total, carried forward over pages."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = blank_page(doc)
    columns = tuple(c for c in style.columns if c not in ("person", "name"))
    pages, running = 1, Decimal(0)
    y = _persons_head(sheet, doc, style)
    for _, group in groupby(doc.lines, key=lambda line: line.person):
        lines = list(group)
        rule = [("LINEBELOW", (0, 0), (-1, 0), 0.4, HexColor("#888888")), ("FONT", (0, 0), (-1, 0), "Helvetica-Oblique", 8)]
        table = make_table(core.table(doc, style, lines, columns), columns, 165 * MM, 8.5, "Helvetica", rule)
        _, height = table.wrapOn(sheet, 165 * MM, 800)
        if y - height - 48 < 38 * MM:
            sheet.drawString(24 * MM, 30 * MM, f"{style.label('carry')}")
            sheet.drawRightString(188 * MM, 30 * MM, style.amount(running))
            sheet.showPage()
            pages, y = pages + 1, 278 * MM
            write_rows(sheet, 24 * MM, y, [f"{core.title(doc, style)} {doc.number}   {style.label('page')} {pages}"], 8)
            y -= 14
            sheet.drawString(24 * MM, y, style.label("carry"))
            sheet.drawRightString(188 * MM, y, style.amount(running))
            y -= 10
        y = _person_block(sheet, table, lines, style, y)
        running += sum(line.amount for line in lines)
    sheet.setStrokeColor(black)
    sheet.line(110 * MM, y - 2, 188 * MM, y - 2)
    for label, value in core.totals(doc, style):
        y -= 14
        sheet.setFont("Helvetica-Bold", 10)
        sheet.drawString(112 * MM, y, label)
        sheet.drawRightString(188 * MM, y, value)
    write_rows(sheet, 24 * MM, y - 30, [*doc.notes, *core.bank(doc, style)], 8.5)
    sheet.save()
    return buffer.getvalue()


def _persons_head(sheet: Any, doc: Doc, style: Style) -> float:
    sheet.setFont("Times-Bold", 18)
    sheet.drawRightString(188 * MM, 277 * MM, doc.seller.name)
    sheet.setFont("Times-Roman", 9)
    for index, text in enumerate([*doc.seller.address, *core.registration(doc, style), doc.seller.email]):
        sheet.drawRightString(188 * MM, 271 * MM - index * 11, text)
    write_rows(sheet, 24 * MM, 252 * MM, doc.buyer, 10)
    sheet.setFont("Helvetica-Bold", 13)
    sheet.drawString(24 * MM, 222 * MM, f"{core.title(doc, style)}")
    return write_pairs(sheet, 24 * MM, 215 * MM, core.facts(doc, style), 40 * MM, 8.5) - 8


def _person_block(sheet: Any, table: Any, lines: Sequence[Any], style: Style, y: float) -> float:
    first = lines[0]
    sheet.setFont("Helvetica-Bold", 9)
    if first.person or first.person_name:
        number = f"{style.label('person')} {style.person_number(first.person)}" if first.person else ""
        name = (first.person_name or "") if "name" in style.columns else ""
        sheet.drawString(24 * MM, y - 10, f"{number}   {name}".strip())
    y = place(sheet, table, 23 * MM, y - 15, 165 * MM)
    if len(lines) > 1:
        sheet.setFont("Helvetica-Oblique", 8.5)
        sheet.drawString(112 * MM, y - 10, style.label("subtotal"))
        sheet.drawRightString(188 * MM - 3, y - 10, style.amount(sum((line.amount for line in lines), Decimal(0))))
        y -= 12
    return y - 12


def letter(doc: Doc, style: Style) -> bytes:
    """A letter with the facts in one line, each service as a sentence with a dotted leader to its amount."""
    buffer, sheet = blank_page(doc)
    sheet.setFont("Times-Italic", 20)
    sheet.drawCentredString(105 * MM, 277 * MM, doc.seller.name)
    sheet.setFont("Times-Roman", 9)
    head = "  ·  ".join([*doc.seller.address, f"{style.label('tel')} {doc.seller.phone}", *core.registration(doc, style)])
    sheet.drawCentredString(105 * MM, 271 * MM, head)
    y = write_rows(sheet, 28 * MM, 250 * MM, doc.buyer, 11, "Times-Roman") - 16
    sheet.setFont("Times-Bold", 13)
    sheet.drawString(28 * MM, y, f"{core.title(doc, style)}")
    y = write_pairs(sheet, 28 * MM, y - 22, core.facts(doc, style), 45 * MM, 11, "Times-Roman") - 10
    for line in doc.lines:
        parts = [core.cell(line, style, c) for c in style.columns if c != "amount"]
        text = ", ".join(part for part in parts if part)
        y = _leader(sheet, text, core.cell(line, style, "amount"), y)
    for label, value in core.totals(doc, style):
        y = _leader(sheet, label, value, y - 4, "Times-Bold")
    write_rows(sheet, 28 * MM, y - 24, [*doc.notes, "", *core.bank(doc, style)], 11, "Times-Roman")
    sheet.save()
    return buffer.getvalue()


def _leader(sheet: Any, text: str, amount: str, y: float, font: str = "Times-Roman") -> float:
    """Write a text (wrapped), dots, and the amount at the right edge of the last row."""
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfbase.pdfmetrics import stringWidth

    rows = simpleSplit(text, font, 11, 118 * MM)
    sheet.setFont(font, 11)
    for row in rows:
        sheet.drawString(28 * MM, y, row)
        y -= 15
    start = 28 * MM + stringWidth(rows[-1], font, 11) + 4
    stop = 182 * MM - stringWidth(amount, font, 11) - 4
    sheet.drawRightString(stop, y + 15, "." * max(0, int((stop - start) / stringWidth(".", font, 11))))
    sheet.drawRightString(182 * MM, y + 15, amount)
    return y - 4
