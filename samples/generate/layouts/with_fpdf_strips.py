"""Pages drawn with fpdf2 whose facts stand in strips: small labels over their values, side by side; and all in the middle."""

from __future__ import annotations

from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.with_fpdf import _latin, _rgb, _right, _rows, _sheet, _stack, _text
from samples.generate.values import Doc


def strip(doc: Doc, style: Style) -> bytes:
    """A strip of labels over values across the page, a shaded heading, the sums in a strip of their own below the table."""
    sheet = _sheet(doc)
    _text(sheet, 18, 24, core.title(doc, style), 20, bold="B")
    _right(sheet, 192, 20, doc.seller.name, 11, bold="B")
    for index, text in enumerate([*doc.seller.address, *core.registration(doc, style)]):
        _right(sheet, 192, 25 + index * 4.2, text, 8)
    _stack(sheet, 18, 50, doc.buyer, 10, step=4.8)
    y = _strip(sheet, core.facts(doc, style), 82, style)
    sheet.set_fill_color(235, 235, 232)
    sheet.rect(18, y + 2, 174, 7, style="F")
    ends = _rows(sheet, core.table(doc, style), style.columns, 18, y + 3, 174, 8)
    _strip(sheet, core.totals(doc, style), ends[-1] + 8, style, right=True)
    _stack(sheet, 18, 268, [*doc.notes, *core.bank(doc, style), doc.seller.email], 8.5)
    return bytes(sheet.output())


def _strip(sheet: Any, pairs: list[tuple[str, str]], y: float, style: Style, *, right: bool = False) -> float:
    """Set labels over values, four to a strip, and give the height below."""
    sheet.set_draw_color(*_rgb(style.accent))
    for begin in range(0, len(pairs), 4):
        part = pairs[begin : begin + 4]
        span = 174 / 4
        left = 192 - span * len(part) if right else 18
        sheet.line(left, y - 4, left + span * len(part), y - 4)
        for index, (label, value) in enumerate(part):
            _text(sheet, left + index * span + 1, y, label, 7)
            _text(sheet, left + index * span + 1, y + 5, value, 9.5, bold="B")
        y += 14
    return y


def centred(doc: Doc, style: Style) -> bytes:
    """Everything about the middle of the page; the person and the period stand in small print below what was done."""
    sheet = _sheet(doc)
    y = 22.0
    for size, text in (
        (17, doc.seller.name),
        (8.5, ", ".join(doc.seller.address)),
        (8.5, "  ".join(core.registration(doc, style))),
    ):
        _middle(sheet, y, text, size)
        y += size * 0.45
    _middle(sheet, y + 8, core.title(doc, style), 14, "B")
    _stack(sheet, 24, y + 20, doc.buyer, 10, step=4.8)
    y += 46
    facts = core.facts(doc, style)
    for begin in range(0, len(facts), 2):
        _text(sheet, 24, y, "      ".join(f"{label}: {value}" for label, value in facts[begin : begin + 2]), 9)
        y += 5
    upper = [column for column in style.columns if column not in ("person", "name", "period", "basis")]
    lower = [column for column in style.columns if column in ("person", "name", "period", "basis")]
    y += 5
    for line in (None, *doc.lines):
        cells = core.table(doc, style, [] if line is None else [line], upper)[-1]
        y = _rows(sheet, [cells] if line is None else [[""] * len(upper), cells], upper, 24, y, 162, 9.5)[-1]
        if line is not None:
            below = [text for column in lower if (text := core.cell(line, style, column))]
            _text(sheet, 25, y + 0.6, " / ".join(below), 8)
            y += 3.4
    sheet.line(24, y + 2, 186, y + 2)
    for label, value in core.totals(doc, style):
        y += 8
        _right(sheet, 150, y, label, 10, bold="B")
        _right(sheet, 185, y, value, 10, bold="B")
    for index, text in enumerate([*doc.notes, *core.bank(doc, style)]):
        _middle(sheet, 262 + index * 4.6, text, 8.5)
    return bytes(sheet.output())


def _middle(sheet: Any, y: float, text: str, size: float, bold: str = "") -> None:
    sheet.set_font("Helvetica", bold, size)
    sheet.text(105 - sheet.get_string_width(_latin(text)) / 2, y, _latin(text))
