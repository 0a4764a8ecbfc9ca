"""Layouts drawn with ReportLab: tables with and without rules, an old line printer, one block a person, a letter, a schedule."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT, Style
from samples.generate.values import Doc

MM = 72 / 25.4


@cache
def _fonts() -> None:
    """Register Bitstream Vera, which ReportLab ships, so that pages look the same everywhere."""
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file in (("Vera", "Vera"), ("Vera-Bold", "VeraBd"), ("Vera-Italic", "VeraIt")):
        pdfmetrics.registerFont(TTFont(name, folder / f"{file}.ttf"))


def _canvas(doc: Doc, *, landscape: bool = False) -> tuple[io.BytesIO, Any]:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _fonts()
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=A4[::-1] if landscape else A4, invariant=1)
    sheet.setTitle(doc.kind)
    return buffer, sheet


def _lines(
    sheet: Any, x: float, y: float, texts: Sequence[str], size: float = 9, font: str = "Helvetica", lead: float = 1.35
) -> float:
    sheet.setFont(font, size)
    for text in texts:
        sheet.drawString(x, y, text)
        y -= size * lead
    return y


def _pairs(
    sheet: Any, x: float, y: float, pairs: Sequence[tuple[str, str]], gap: float, size: float = 9, font: str = "Helvetica"
) -> float:
    for label, value in pairs:
        sheet.setFont(font, size)
        sheet.drawString(x, y, label)
        sheet.drawString(x + gap, y, value)
        y -= size * 1.5
    return y


def _table(rows: list[list[str]], columns: Sequence[str], room: float, size: float, font: str, extra: list[Any]) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table, TableStyle

    wrapped = ParagraphStyle("cell", fontName=font, fontSize=size, leading=size * 1.2)
    body = [rows[0]] + [
        [
            Paragraph(c.replace("&", "&amp;"), wrapped) if k in ("text", "name", "period") else c
            for c, k in zip(row, columns, strict=True)
        ]
        for row in rows[1:]
    ]
    style = [("FONT", (0, 0), (-1, -1), font, size), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
             ("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]  # fmt: skip
    style += [("ALIGN", (i, 0), (i, -1), "RIGHT") for i, column in enumerate(columns) if column in RIGHT]
    return Table(body, colWidths=core.widths(columns, room), style=TableStyle(style + extra), repeatRows=1)


def _put(sheet: Any, flow: Any, x: float, top: float, room: float) -> float:
    _, height = flow.wrapOn(sheet, room, 800)
    flow.drawOn(sheet, x, top - height)
    return top - height


def ruled(doc: Doc, style: Style) -> bytes:
    """A full grid, a letterhead with a mark on the left, the facts on the right."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = _canvas(doc)
    sheet.setFillColor(HexColor(style.accent))
    sheet.circle(30 * MM, 275 * MM, 7 * MM, fill=1, stroke=0)
    sheet.setFillColor(black)
    sheet.setFont("Helvetica-Bold", 15)
    sheet.drawString(42 * MM, 276 * MM, doc.seller.name)
    _lines(sheet, 42 * MM, 271 * MM, [", ".join(doc.seller.address), *core.registration(doc, style)], 8)
    _lines(sheet, 22 * MM, 248 * MM, doc.buyer, 10)
    sheet.setFont("Helvetica-Bold", 16)
    sheet.drawString(125 * MM, 249 * MM, core.title(doc, style).upper())
    _pairs(sheet, 125 * MM, 241 * MM, core.facts(doc, style), 34 * MM)
    grid = [("GRID", (0, 0), (-1, -1), 0.5, black), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e4e4e4")),
            ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5)]  # fmt: skip
    table = _table(core.table(doc, style), style.columns, 170 * MM, 8.5, "Helvetica", grid)
    y = _put(sheet, table, 20 * MM, 205 * MM, 170 * MM) - 14
    for label, value in core.totals(doc, style):
        sheet.setFont("Helvetica-Bold", 10)
        sheet.drawString(125 * MM, y, label)
        sheet.drawRightString(189 * MM, y, value)
        y -= 14
    y = _lines(sheet, 20 * MM, y - 10, doc.notes, 8.5)
    sheet.line(20 * MM, 27 * MM, 190 * MM, 27 * MM)
    _lines(
        sheet, 20 * MM, 22 * MM, [*core.bank(doc, style), f"{style.label('tel')} {doc.seller.phone}   {doc.seller.email}"], 8
    )
    sheet.save()
    return buffer.getvalue()


def banded(doc: Doc, style: Style) -> bytes:
    """A coloured head, grey bands instead of rules, the sums in a box on the right."""
    from reportlab.lib.colors import HexColor, black, white

    buffer, sheet = _canvas(doc)
    accent = HexColor(style.accent)
    sheet.setFillColor(accent)
    sheet.rect(0, 262 * MM, 210 * MM, 35 * MM, fill=1, stroke=0)
    sheet.setFillColor(white)
    sheet.setFont("Vera-Bold", 17)
    sheet.drawString(18 * MM, 279 * MM, doc.seller.name)
    sheet.setFont("Vera", 8)
    sheet.drawString(18 * MM, 273 * MM, doc.seller.slogan)
    sheet.setFont("Vera", 20)
    sheet.drawRightString(192 * MM, 278 * MM, core.title(doc, style))
    sheet.setFillColor(black)
    _lines(sheet, 18 * MM, 250 * MM, doc.buyer, 9, "Vera")
    y = _pairs(sheet, 118 * MM, 250 * MM, core.facts(doc, style), 38 * MM, 8.5, "Vera")
    bands = [("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, HexColor("#f0f0ea")]), ("TEXTCOLOR", (0, 0), (-1, 0), accent),
             ("FONT", (0, 0), (-1, 0), "Vera-Bold", 7.5), ("LINEBELOW", (0, 0), (-1, 0), 1.2, accent)]  # fmt: skip
    table = _table(core.table(doc, style), style.columns, 174 * MM, 7.5, "Vera", bands)
    y = _put(sheet, table, 18 * MM, min(y, 215 * MM) - 12, 174 * MM) - 12
    rows = core.totals(doc, style)
    sheet.setFillColor(HexColor("#f0f0ea"))
    sheet.rect(122 * MM, y - 15 * len(rows) - 3, 70 * MM, 15 * len(rows) + 6, fill=1, stroke=0)
    sheet.setFillColor(black)
    for index, (label, value) in enumerate(rows):
        sheet.setFont("Vera-Bold" if index == len(rows) - 1 else "Vera", 9)
        sheet.drawString(125 * MM, y - 10, label)
        sheet.drawRightString(189 * MM, y - 10, value)
        y -= 15
    _lines(sheet, 18 * MM, y - 30, doc.notes, 8, "Vera-Italic")
    left = [doc.seller.name, *doc.seller.address, f"{style.label('tel')} {doc.seller.phone}", doc.seller.email]
    _lines(sheet, 18 * MM, 34 * MM, left, 7, "Vera")
    _lines(sheet, 105 * MM, 34 * MM, [*core.registration(doc, style), *core.bank(doc, style)], 7, "Vera")
    sheet.save()
    return buffer.getvalue()


def lineprinter(doc: Doc, style: Style) -> bytes:
    """The print of a system from another time: Courier in fixed columns, dashes for rules."""
    buffer, sheet = _canvas(doc)
    spans = [max(5, round(w)) for w in core.widths(style.columns, 96)]
    out = [f"{doc.seller.name.upper():<60}{core.title(doc, style).upper():>36}", *doc.seller.address, ""]
    pairs = [f"{label + ' ':.<18} {value}" for label, value in core.facts(doc, style)]
    left = [*doc.buyer, *[""] * len(pairs)][: max(len(pairs), len(doc.buyer))]
    out += [f"{a:<52}{b}" for a, b in zip(left, [*pairs, *[""] * len(left)], strict=False)]
    out += ["", *core.registration(doc, style), "", "-" * 96]
    rows = core.table(doc, style)
    for index, row in enumerate(rows):
        out.extend(_fixed(row, style.columns, spans))
        if index == 0:
            out.append("-" * 96)
    out += ["-" * 96, *[f"{label:>72}{value:>23}" for label, value in core.totals(doc, style)], "=" * 96, ""]
    out += [*doc.notes, "", *core.bank(doc, style)]
    _lines(sheet, 16 * MM, 280 * MM, out, 8.7, "Courier", 1.3)
    sheet.save()
    return buffer.getvalue()


def _fixed(row: Sequence[str], columns: Sequence[str], spans: Sequence[int]) -> list[str]:
    """Set one row in fixed columns; what is too long goes on below."""
    import textwrap

    cells = [textwrap.wrap(text, span - 1) or [""] for text, span in zip(row, spans, strict=True)]
    out = []
    for index in range(max(map(len, cells))):
        parts = [c[index] if index < len(c) else "" for c in cells]
        fitted = [f"{p:>{s - 1}} " if k in RIGHT else f"{p:<{s}}" for p, k, s in zip(parts, columns, spans, strict=True)]
        out.append("".join(fitted).rstrip())
    return out


def persons(doc: Doc, style: Style) -> bytes:
    """One block a person with a sub-total, carried forward over pages."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = _canvas(doc)
    columns = tuple(c for c in style.columns if c not in ("person", "name"))
    pages, running = 1, Decimal(0)
    y = _persons_head(sheet, doc, style)
    for _, group in groupby(doc.lines, key=lambda line: line.person):
        lines = list(group)
        rule = [("LINEBELOW", (0, 0), (-1, 0), 0.4, HexColor("#888888")), ("FONT", (0, 0), (-1, 0), "Helvetica-Oblique", 8)]
        table = _table(core.table(doc, style, lines, columns), columns, 165 * MM, 8.5, "Helvetica", rule)
        _, height = table.wrapOn(sheet, 165 * MM, 800)
        if y - height - 48 < 38 * MM:
            sheet.drawString(24 * MM, 30 * MM, f"{style.label('carry')}")
            sheet.drawRightString(188 * MM, 30 * MM, style.amount(running))
            sheet.showPage()
            pages, y = pages + 1, 278 * MM
            _lines(sheet, 24 * MM, y, [f"{core.title(doc, style)} {doc.number}   {style.label('page')} {pages}"], 8)
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
    _lines(sheet, 24 * MM, y - 30, [*doc.notes, *core.bank(doc, style)], 8.5)
    sheet.save()
    return buffer.getvalue()


def _persons_head(sheet: Any, doc: Doc, style: Style) -> float:
    sheet.setFont("Times-Bold", 18)
    sheet.drawRightString(188 * MM, 277 * MM, doc.seller.name)
    sheet.setFont("Times-Roman", 9)
    for index, text in enumerate([*doc.seller.address, *core.registration(doc, style), doc.seller.email]):
        sheet.drawRightString(188 * MM, 271 * MM - index * 11, text)
    _lines(sheet, 24 * MM, 252 * MM, doc.buyer, 10)
    sheet.setFont("Helvetica-Bold", 13)
    sheet.drawString(24 * MM, 222 * MM, f"{core.title(doc, style)}")
    return _pairs(sheet, 24 * MM, 215 * MM, core.facts(doc, style), 40 * MM, 8.5) - 8


def _person_block(sheet: Any, table: Any, lines: Sequence[Any], style: Style, y: float) -> float:
    first = lines[0]
    sheet.setFont("Helvetica-Bold", 9)
    if first.person or first.person_name:
        number = f"{style.label('person')} {style.person_number(first.person)}" if first.person else ""
        name = (first.person_name or "") if "name" in style.columns else ""
        sheet.drawString(24 * MM, y - 10, f"{number}   {name}".strip())
    y = _put(sheet, table, 23 * MM, y - 15, 165 * MM)
    if len(lines) > 1:
        sheet.setFont("Helvetica-Oblique", 8.5)
        sheet.drawString(112 * MM, y - 10, style.label("subtotal"))
        sheet.drawRightString(188 * MM - 3, y - 10, style.amount(sum((line.amount for line in lines), Decimal(0))))
        y -= 12
    return y - 12


def letter(doc: Doc, style: Style) -> bytes:
    """A letter with the facts in one line, each service as a sentence with a dotted leader to its amount."""
    buffer, sheet = _canvas(doc)
    sheet.setFont("Times-Italic", 20)
    sheet.drawCentredString(105 * MM, 277 * MM, doc.seller.name)
    sheet.setFont("Times-Roman", 9)
    head = "  ·  ".join([*doc.seller.address, f"{style.label('tel')} {doc.seller.phone}", *core.registration(doc, style)])
    sheet.drawCentredString(105 * MM, 271 * MM, head)
    y = _lines(sheet, 28 * MM, 250 * MM, doc.buyer, 11, "Times-Roman") - 16
    sheet.setFont("Times-Bold", 13)
    sheet.drawString(28 * MM, y, f"{core.title(doc, style)}")
    y = _pairs(sheet, 28 * MM, y - 22, core.facts(doc, style), 45 * MM, 11, "Times-Roman") - 10
    for line in doc.lines:
        parts = [core.cell(line, style, c) for c in style.columns if c != "amount"]
        text = ", ".join(part for part in parts if part)
        y = _leader(sheet, text, core.cell(line, style, "amount"), y)
    for label, value in core.totals(doc, style):
        y = _leader(sheet, label, value, y - 4, "Times-Bold")
    _lines(sheet, 28 * MM, y - 24, [*doc.notes, "", *core.bank(doc, style)], 11, "Times-Roman")
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


def wide(doc: Doc, style: Style) -> bytes:
    """A schedule on its side: many narrow columns in small type, thin vertical rules, the total under the last column."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = _canvas(doc, landscape=True)
    sheet.setFont("Helvetica-Bold", 12)
    sheet.drawString(12 * MM, 196 * MM, doc.seller.name)
    _lines(sheet, 12 * MM, 191 * MM, [", ".join(doc.seller.address), "   ".join(core.registration(doc, style))], 7)
    sheet.setFont("Helvetica-Bold", 12)
    sheet.drawRightString(285 * MM, 196 * MM, core.title(doc, style))
    pairs = core.facts(doc, style)
    for index, (label, value) in enumerate(pairs):
        x, y = 100 * MM + (index % 3) * 62 * MM, 189 * MM - (index // 3) * 10
        _lines(sheet, x, y, [f"{label}: {value}"], 7.5)
    _lines(sheet, 12 * MM, 176 * MM, [", ".join(doc.buyer)], 8)
    rules = [("INNERGRID", (0, 0), (-1, -1), 0.25, HexColor("#999999")), ("BOX", (0, 0), (-1, -1), 0.8, black),
             ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 7)]  # fmt: skip
    table = _table(core.table(doc, style), style.columns, 273 * MM, 7.5, "Helvetica", rules)
    y = _put(sheet, table, 12 * MM, 168 * MM, 273 * MM) - 13
    for label, value in core.totals(doc, style):
        sheet.setFont("Helvetica-Bold", 9)
        sheet.drawRightString(250 * MM, y, label)
        sheet.drawRightString(285 * MM - 3, y, value)
        y -= 13
    _lines(sheet, 12 * MM, y - 8, [*doc.notes, *core.bank(doc, style)], 7.5)
    sheet.save()
    return buffer.getvalue()
