"""What ReportLab pages are made of: a page, rows of text, labelled values, tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT
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


def blank_page(doc: Doc, *, landscape: bool = False) -> tuple[io.BytesIO, Any]:
    """A blank page and the buffer it is written to; the same calls give the same bytes."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _fonts()
    buffer = io.BytesIO()
    sheet = Canvas(buffer, pagesize=A4[::-1] if landscape else A4, invariant=1)
    sheet.setTitle(doc.kind)
    return buffer, sheet


def write_rows(
    sheet: Any, x: float, y: float, texts: Sequence[str], size: float = 9, font: str = "Helvetica", lead: float = 1.35
) -> float:
    """Write texts below one another and return the height where the next would stand."""
    sheet.setFont(font, size)
    for text in texts:
        sheet.drawString(x, y, text)
        y -= size * lead
    return y


def write_pairs(
    sheet: Any, x: float, y: float, pairs: Sequence[tuple[str, str]], gap: float, size: float = 9, font: str = "Helvetica"
) -> float:
    """Write labels and values in two columns and return the height below them."""
    for label, value in pairs:
        sheet.setFont(font, size)
        sheet.drawString(x, y, label)
        sheet.drawString(x + gap, y, value)
        y -= size * 1.5
    return y


def make_table(rows: list[list[str]], columns: Sequence[str], room: float, size: float, font: str, extra: list[Any]) -> Any:
    """A table whose words wrap in their cells and whose numbers are flush right."""
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


def place(sheet: Any, flow: Any, x: float, top: float, room: float) -> float:
    """Draw a flowable below a height and return where it ends."""
    _, height = flow.wrapOn(sheet, room, 800)
    flow.drawOn(sheet, x, top - height)
    return top - height
