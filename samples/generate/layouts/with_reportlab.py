"""Tables drawn with ReportLab: with a grid, with bands, from an old line printer, as a schedule on its side."""

from __future__ import annotations

from collections.abc import Sequence

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT, Style
from samples.generate.layouts.reportlab_page import MM, blank_page, make_table, place, write_pairs, write_rows
from samples.generate.values import Doc


def ruled(doc: Doc, style: Style) -> bytes:
    """A full grid, a letterhead with a mark on the left, the facts on the right."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = blank_page(doc)
    sheet.setFillColor(HexColor(style.accent))
    sheet.circle(30 * MM, 275 * MM, 7 * MM, fill=1, stroke=0)
    sheet.setFillColor(black)
    sheet.setFont("Helvetica-Bold", 15)
    sheet.drawString(42 * MM, 276 * MM, doc.seller.name)
    write_rows(sheet, 42 * MM, 271 * MM, [", ".join(doc.seller.address), *core.registration(doc, style)], 8)
    write_rows(sheet, 22 * MM, 248 * MM, doc.buyer, 10)
    sheet.setFont("Helvetica-Bold", 16)
    sheet.drawString(125 * MM, 249 * MM, core.title(doc, style).upper())
    write_pairs(sheet, 125 * MM, 241 * MM, core.facts(doc, style), 34 * MM)
    grid = [("GRID", (0, 0), (-1, -1), 0.5, black), ("BACKGROUND", (0, 0), (-1, 0), HexColor("#e4e4e4")),
            ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 8.5)]  # fmt: skip
    table = make_table(core.table(doc, style), style.columns, 170 * MM, 8.5, "Helvetica", grid)
    y = place(sheet, table, 20 * MM, 205 * MM, 170 * MM) - 14
    for label, value in core.totals(doc, style):
        sheet.setFont("Helvetica-Bold", 10)
        sheet.drawString(125 * MM, y, label)
        sheet.drawRightString(189 * MM, y, value)
        y -= 14
    y = write_rows(sheet, 20 * MM, y - 10, doc.notes, 8.5)
    sheet.line(20 * MM, 27 * MM, 190 * MM, 27 * MM)
    write_rows(
        sheet, 20 * MM, 22 * MM, [*core.bank(doc, style), f"{style.label('tel')} {doc.seller.phone}   {doc.seller.email}"], 8
    )
    sheet.save()
    return buffer.getvalue()


def banded(doc: Doc, style: Style) -> bytes:
    """A coloured head, grey bands instead of rules, the sums in a box on the right."""
    from reportlab.lib.colors import HexColor, black, white

    buffer, sheet = blank_page(doc)
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
    write_rows(sheet, 18 * MM, 250 * MM, doc.buyer, 9, "Vera")
    y = write_pairs(sheet, 118 * MM, 250 * MM, core.facts(doc, style), 38 * MM, 8.5, "Vera")
    bands = [("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, HexColor("#f0f0ea")]), ("TEXTCOLOR", (0, 0), (-1, 0), accent),
             ("FONT", (0, 0), (-1, 0), "Vera-Bold", 7.5), ("LINEBELOW", (0, 0), (-1, 0), 1.2, accent)]  # fmt: skip
    table = make_table(core.table(doc, style), style.columns, 174 * MM, 7.5, "Vera", bands)
    y = place(sheet, table, 18 * MM, min(y, 215 * MM) - 12, 174 * MM) - 12
    rows = core.totals(doc, style)
    sheet.setFillColor(HexColor("#f0f0ea"))
    sheet.rect(122 * MM, y - 15 * len(rows) - 3, 70 * MM, 15 * len(rows) + 6, fill=1, stroke=0)
    sheet.setFillColor(black)
    for index, (label, value) in enumerate(rows):
        sheet.setFont("Vera-Bold" if index == len(rows) - 1 else "Vera", 9)
        sheet.drawString(125 * MM, y - 10, label)
        sheet.drawRightString(189 * MM, y - 10, value)
        y -= 15
    write_rows(sheet, 18 * MM, y - 30, doc.notes, 8, "Vera-Italic")
    left = [doc.seller.name, *doc.seller.address, f"{style.label('tel')} {doc.seller.phone}", doc.seller.email]
    write_rows(sheet, 18 * MM, 34 * MM, left, 7, "Vera")
    write_rows(sheet, 105 * MM, 34 * MM, [*core.registration(doc, style), *core.bank(doc, style)], 7, "Vera")
    sheet.save()
    return buffer.getvalue()


def lineprinter(doc: Doc, style: Style) -> bytes:
    """The print of a system from another time: Courier in fixed columns, dashes for rules."""
    buffer, sheet = blank_page(doc)
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
    write_rows(sheet, 16 * MM, 280 * MM, out, 8.7, "Courier", 1.3)
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


def wide(doc: Doc, style: Style) -> bytes:
    """A schedule on its side: many narrow columns in small type, thin vertical rules, the total under the last column."""
    from reportlab.lib.colors import HexColor, black

    buffer, sheet = blank_page(doc, landscape=True)
    sheet.setFont("Helvetica-Bold", 12)
    sheet.drawString(12 * MM, 196 * MM, doc.seller.name)
    write_rows(sheet, 12 * MM, 191 * MM, [", ".join(doc.seller.address), "   ".join(core.registration(doc, style))], 7)
    sheet.setFont("Helvetica-Bold", 12)
    sheet.drawRightString(285 * MM, 196 * MM, core.title(doc, style))
    pairs = core.facts(doc, style)
    for index, (label, value) in enumerate(pairs):
        x, y = 100 * MM + (index % 3) * 62 * MM, 189 * MM - (index // 3) * 10
        write_rows(sheet, x, y, [f"{label}: {value}"], 7.5)
    write_rows(sheet, 12 * MM, 176 * MM, [", ".join(doc.buyer)], 8)
    rules = [("INNERGRID", (0, 0), (-1, -1), 0.25, HexColor("#999999")), ("BOX", (0, 0), (-1, -1), 0.8, black),
             ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 7)]  # fmt: skip
    table = make_table(core.table(doc, style), style.columns, 273 * MM, 7.5, "Helvetica", rules)
    y = place(sheet, table, 12 * MM, 168 * MM, 273 * MM) - 13
    for label, value in core.totals(doc, style):
        sheet.setFont("Helvetica-Bold", 9)
        sheet.drawRightString(250 * MM, y, label)
        sheet.drawRightString(285 * MM - 3, y, value)
        y -= 13
    write_rows(sheet, 12 * MM, y - 8, [*doc.notes, *core.bank(doc, style)], 7.5)
    sheet.save()
    return buffer.getvalue()
