"""Layouts drawn with fpdf2: a form of boxes, a plain page with two rows a line, a payment slip, dotted leaders, a side bar."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT, Style
from samples.generate.values import Doc


def _sheet(doc: Doc) -> Any:
    from fpdf import FPDF

    sheet = FPDF(format="A4")
    sheet.set_auto_page_break(auto=False)
    sheet.set_creation_date(datetime(doc.issued.year, doc.issued.month, doc.issued.day, 8, tzinfo=UTC))
    sheet.set_title(doc.kind)
    sheet.add_page()
    return sheet


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _text(sheet: Any, x: float, y: float, text: str, size: float = 9, face: str = "Helvetica", bold: str = "") -> None:
    sheet.set_font(face, bold, size)
    sheet.text(x, y, _latin(text))


def _right(sheet: Any, x: float, y: float, text: str, size: float = 9, face: str = "Helvetica", bold: str = "") -> None:
    sheet.set_font(face, bold, size)
    sheet.text(x - sheet.get_string_width(_latin(text)), y, _latin(text))


def _latin(text: str) -> str:
    """The core fonts have no typographic marks beyond Latin-1."""
    return text.replace("–", "-").replace("·", "-").encode("latin-1", "replace").decode("latin-1")


def _stack(
    sheet: Any, x: float, y: float, texts: Sequence[str], size: float = 9, face: str = "Helvetica", step: float = 4.4
) -> float:
    for text in texts:
        _text(sheet, x, y, text, size, face)
        y += step
    return y


def _wrap(sheet: Any, text: str, room: float) -> list[str]:
    """Break a text into rows that fit, with the font as it is set."""
    rows, row = [], ""
    for word in _latin(text).split():
        if row and sheet.get_string_width(f"{row} {word}") > room:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}".strip()
    return [*rows, row]


def _rows(sheet: Any, rows: Sequence[Sequence[str]], columns: Sequence[str], x: float, y: float, room: float, size: float,
          face: str = "Helvetica") -> list[float]:  # fmt: skip
    """Set rows in columns, wrapping long cells; give the heights where rows end."""
    spans = core.widths(columns, room)
    ends = []
    for index, row in enumerate(rows):
        sheet.set_font(face, "B" if index == 0 else "", size)
        cells = [_wrap(sheet, text, span - 2) for text, span in zip(row, spans, strict=True)]
        left = x
        for cell, column, span in zip(cells, columns, spans, strict=True):
            for depth, text in enumerate(cell):
                shift = span - 1 - sheet.get_string_width(text) if column in RIGHT else 1
                sheet.text(left + shift, y + size * 0.4 + depth * size * 0.42, text)
            left += span
        y += max(map(len, cells)) * size * 0.42 + 2.4
        ends.append(y)
    return ends


def boxed(doc: Doc, style: Style) -> bytes:
    """A printed form: every fact in its own box under a small label; only vertical rules in the table."""
    sheet = _sheet(doc)
    _text(sheet, 15, 20, doc.seller.name, 14, bold="B")
    _stack(sheet, 15, 25, [", ".join(doc.seller.address), "  ".join(core.registration(doc, style))], 8, step=3.8)
    _right(sheet, 195, 20, core.title(doc, style).upper(), 14, bold="B")
    facts = core.facts(doc, style)
    sheet.set_draw_color(*_rgb(style.accent))
    sheet.rect(15, 38, 88, 34)
    _text(sheet, 16.5, 41.5, style.label("to_buyer"), 6.5)
    _stack(sheet, 18, 47, doc.buyer, 10, step=5)
    for index, (label, value) in enumerate(facts):
        x, y = 107 + (index % 2) * 44, 38 + (index // 2) * 11.4
        sheet.rect(x, y, 44, 11.4)
        _text(sheet, x + 1.5, y + 3.3, label, 6.5)
        _text(sheet, x + 2.5, y + 8.8, value, 9.5)
    top = max(78.0, 38 + ((len(facts) + 1) // 2) * 11.4 + 6)
    ends = _rows(sheet, core.table(doc, style), style.columns, 15, top + 1.5, 180, 8.5)
    bottom = max(ends[-1], top + 90)
    sheet.rect(15, top, 180, bottom - top)
    sheet.line(15, ends[0] - 0.6, 195, ends[0] - 0.6)
    x = 15.0
    for span in core.widths(style.columns, 180)[:-1]:
        x += span
        sheet.line(x, top, x, bottom)
    for label, value in core.totals(doc, style):
        sheet.rect(125, bottom, 70, 8)
        _text(sheet, 127, bottom + 5.4, label, 9, bold="B")
        _right(sheet, 194, bottom + 5.4, value, 10, bold="B")
        bottom += 8
    _stack(sheet, 15, bottom + 10, [*doc.notes, *core.bank(doc, style)], 8.5)
    return bytes(sheet.output())


def plain(doc: Doc, style: Style) -> bytes:
    """Times on a bare page; each line takes two rows: what it is, and below it whom and when; no rule anywhere."""
    sheet = _sheet(doc)
    y = _stack(
        sheet, 22, 22, [doc.seller.name, *doc.seller.address, *core.registration(doc, style), doc.seller.email], 10, "Times", 5
    )
    y = _stack(sheet, 22, y + 10, doc.buyer, 11, "Times", 5.2)
    _text(sheet, 22, y + 12, core.title(doc, style), 18, "Times", "B")
    y += 20
    for label, value in core.facts(doc, style):
        _text(sheet, 22, y, f"{label}: {value}", 10.5, "Times")
        y += 5.4
    y += 8
    upper = [c for c in style.columns if c not in ("person", "name", "period", "from", "to", "basis")]
    lower = [c for c in style.columns if c in ("person", "name", "period", "basis")]
    spans = core.widths(upper, 166)
    for row, line in zip(core.table(doc, style, columns=upper), (None, *doc.lines), strict=True):
        y = _row(sheet, row, upper, spans, y, "B" if line is None else "")
        if line:
            below = [f"{style.label('person')} {t}" if c == "person" else t for c in lower if (t := core.cell(line, style, c))]
            _text(sheet, 26, y, ", ".join(below), 9.5, "Times", "I")
            y += 7.5
    y += 4
    for label, value in core.totals(doc, style):
        _text(sheet, 118, y, label, 11, "Times", "B")
        _right(sheet, 188, y, value, 11, "Times", "B")
        y += 6
    _stack(sheet, 22, y + 12, [*doc.notes, *core.bank(doc, style)], 10, "Times", 5)
    return bytes(sheet.output())


def _row(sheet: Any, row: Sequence[str], columns: Sequence[str], spans: Sequence[float], y: float, bold: str) -> float:
    """One row in Times; a long text goes on below while the numbers stay on the first row."""
    x, depth = 22.0, 1
    for text, column, span in zip(row, columns, spans, strict=True):
        sheet.set_font("Times", bold, 10.5)
        parts = _wrap(sheet, text, span - 3) if column == "text" else [text]
        for index, part in enumerate(parts):
            put, at = (_right, x + span) if column in RIGHT else (_text, x)
            put(sheet, at, y + index * 4.8, part, 10.5, "Times", bold)
        x, depth = x + span, max(depth, len(parts))
    return y + 5 + (depth - 1) * 4.8


def slip(doc: Doc, style: Style) -> bytes:
    """A bill with a payment slip to tear off: what is due stands twice, once above and once on the slip."""
    sheet = _sheet(doc)
    sheet.set_fill_color(*_rgb(style.accent))
    sheet.rect(15, 12, 5, 22, style="F")
    _text(sheet, 24, 19, doc.seller.name, 15, bold="B")
    _stack(sheet, 24, 25, [*doc.seller.address, f"{style.label('tel')} {doc.seller.phone}"], 8.5, step=4)
    _stack(sheet, 24, 52, doc.buyer, 10.5, step=5)
    _text(sheet, 120, 30, core.title(doc, style), 16, bold="B")
    y = 38.0
    for label, value in core.facts(doc, style):
        _text(sheet, 120, y, label, 9)
        _right(sheet, 195, y, value, 9)
        y += 5
    top = max(y + 6, 84)
    ends = _rows(sheet, core.table(doc, style), style.columns, 15, top, 180, 8.5)
    sheet.set_draw_color(90, 90, 90)
    sheet.line(15, ends[0] - 1, 195, ends[0] - 1)
    sheet.line(15, ends[-1], 195, ends[-1])
    y = ends[-1] + 6
    for label, value in core.totals(doc, style):
        _text(sheet, 125, y, label, 10, bold="B")
        _right(sheet, 194, y, value, 10, bold="B")
        y += 5.5
    _stack(sheet, 15, y + 6, [*doc.notes, *core.registration(doc, style)], 8.5)
    sheet.set_dash_pattern(dash=2, gap=1.5)
    sheet.line(0, 216, 210, 216)
    sheet.set_dash_pattern()
    _slip_foot(sheet, doc, style)
    return bytes(sheet.output())


def _slip_foot(sheet: Any, doc: Doc, style: Style) -> None:
    sheet.rect(15, 224, 180, 58)
    sheet.line(105, 224, 105, 282)
    _text(sheet, 17, 228.5, style.label("pay"), 7)
    _stack(sheet, 19, 236, [doc.seller.name, *doc.seller.address], 9.5, step=4.6)
    _stack(sheet, 19, 262, core.bank(doc, style), 9.5, step=5)
    _text(sheet, 107, 228.5, style.label("to_buyer"), 7)
    _stack(sheet, 109, 236, doc.buyer[:3], 9.5, step=4.6)
    label, value = core.totals(doc, style)[-1]
    _text(sheet, 109, 274, label, 10)
    _right(sheet, 192, 274, value, 12, bold="B")


def leaders(doc: Doc, style: Style) -> bytes:
    """One service on a small page: label, dots, value, row by row; further services follow in the same way."""
    sheet = _sheet(doc)
    _text(sheet, 30, 28, doc.seller.name, 16, "Courier", "B")
    _stack(sheet, 30, 34, [*doc.seller.address, *core.registration(doc, style)], 9, "Courier")
    _stack(sheet, 30, 58, doc.buyer, 10, "Courier", 4.8)
    _text(sheet, 30, 88, core.title(doc, style).upper(), 15, "Courier", "B")
    y = 97.0
    for label, value in core.facts(doc, style):
        y = _dotted(sheet, y, label, value)
    for line in doc.lines:
        y += 4
        for column in style.columns:
            text = core.cell(line, style, column)
            if text:
                y = _dotted(sheet, y, style.label(column), text)
    y += 4
    for label, value in core.totals(doc, style):
        y = _dotted(sheet, y, label, value, "B")
    _stack(sheet, 30, y + 8, [*doc.notes, *core.bank(doc, style)], 9.5, "Courier", 5)
    return bytes(sheet.output())


def _dotted(sheet: Any, y: float, label: str, value: str, bold: str = "") -> float:
    sheet.set_font("Courier", bold, 10)
    first, *rest = textwrap.wrap(value, 66 - len(label)) or [""]
    sheet.text(30, y, _latin(f"{label} {'.' * (70 - len(label) - len(first))} {first}"))
    for more in rest:
        y += 4.4
        sheet.text(30, y, _latin(f"{more:>72}"))
    return y + 5.4


def sidebar(doc: Doc, style: Style) -> bytes:
    """A coloured bar down the left holds the supplier and where to pay; the bill stands beside it."""
    sheet = _sheet(doc)
    sheet.set_fill_color(*_rgb(style.accent))
    sheet.rect(0, 0, 58, 297, style="F")
    sheet.set_text_color(255, 255, 255)
    sheet.set_font("Helvetica", "B", 14)
    y = _bar(sheet, 20, [*_wrap(sheet, doc.seller.name, 46)], 14, "B")
    y = _bar(sheet, y + 4, [*doc.seller.address, f"{style.label('tel')} {doc.seller.phone}", doc.seller.email], 7.5)
    _bar(sheet, y + 6, core.registration(doc, style), 8)
    sheet.set_font("Helvetica", "", 7.5)
    _bar(sheet, 232, [row for text in core.bank(doc, style) for row in _wrap(sheet, text, 48)], 7.5)
    sheet.set_text_color(20, 20, 20)
    _text(sheet, 66, 24, core.title(doc, style), 22)
    _stack(sheet, 66, 38, doc.buyer, 9.5)
    y = 66.0
    for label, value in core.facts(doc, style):
        _text(sheet, 66, y, label, 8, bold="B")
        _text(sheet, 104, y, value, 9)
        y += 5
    ends = _rows(sheet, core.table(doc, style), style.columns, 64, y + 8, 138, 7.5)
    sheet.set_draw_color(*_rgb(style.accent))
    for end in ends[:-1]:
        sheet.line(64, end - 1, 202, end - 1)
    y = ends[-1] + 6
    for label, value in core.totals(doc, style):
        _right(sheet, 165, y, label, 10)
        _right(sheet, 201, y, value, 10, bold="B")
        y += 6
    _stack(sheet, 66, y + 10, doc.notes, 8)
    return bytes(sheet.output())


def _bar(sheet: Any, y: float, texts: Sequence[str], size: float, bold: str = "") -> float:
    for text in texts:
        _text(sheet, 6, y, text, size, bold=bold)
        y += size * 0.48
    return y
