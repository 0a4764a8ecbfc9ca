"""Reminders and account statements, by three makers: letters about bills, and lists of them, that nothing is paid from."""

from __future__ import annotations

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.reportlab_page import MM, blank_page, make_table, place, write_pairs, write_rows
from samples.generate.layouts.with_fpdf import _rgb, _right, _rows, _sheet, _stack, _text, _wrap
from samples.generate.layouts.with_typst import MODERN, SANS, _cells, _columns, _compile, _facts, _page, _q
from samples.generate.layouts.with_typst import _stack as _stacked
from samples.generate.values import Doc


def dunning(doc: Doc, style: Style) -> bytes:
    """A reminder as a letter: prose, a small table of what is overdue, the sum below it."""
    sheet = _sheet(doc)
    _text(sheet, 20, 22, doc.seller.name, 13, bold="B")
    _stack(sheet, 20, 27, [*doc.seller.address, *core.registration(doc, style)], 8, step=3.8)
    _stack(sheet, 20, 56, doc.buyer, 10.5, step=5)
    for index, (label, value) in enumerate(core.facts(doc, style)):
        _right(sheet, 190, 56 + index * 5, f"{label}: {value}", 9.5)
    _text(sheet, 20, 94, core.title(doc, style), 15, bold="B")
    sheet.set_font("Helvetica", "", 10)
    y = _stack(sheet, 20, 104, [row for text in doc.notes for row in _wrap(sheet, text, 165)], 10, step=5)
    ends = _rows(sheet, core.table(doc, style), style.columns, 20, y + 4, 170, 9)
    sheet.line(20, ends[0] - 1, 190, ends[0] - 1)
    for label, value in core.totals(doc, style):
        _text(sheet, 120, ends[-1] + 8, label, 10.5, bold="B")
        _right(sheet, 189, ends[-1] + 8, value, 10.5, bold="B")
    _stack(sheet, 20, ends[-1] + 24, [*core.bank(doc, style), doc.seller.email], 9)
    return bytes(sheet.output())


def notice(doc: Doc, style: Style) -> bytes:
    """A reminder with a coloured sum in a box above everything else, the bills in a list without headings."""
    rows = [
        [core.cell(line, style, "text"), core.cell(line, style, "to"), core.cell(line, style, "amount")] for line in doc.lines
    ]
    sums = ", ".join(f"{_q(label)}, strong({_q(value)})" for label, value in core.totals(doc, style))
    return _compile(
        doc,
        _page(SANS, 9.4, margin="2.2cm")
        + f"""
#grid(columns: (1fr, auto), {_stacked(doc.buyer)}, align(right, {_stacked([doc.seller.name, *doc.seller.address, *core.registration(doc, style)])}))
#v(18pt)
#text(14pt, fill: rgb({_q(style.accent)}), {_q(core.title(doc, style))})
#v(2pt)
#block(fill: luma(240), inset: 10pt, width: 100%, grid(columns: (1fr, auto), {sums}))
#v(6pt)
#{_facts(core.facts(doc, style))}
#v(6pt)
#{_stacked([*doc.notes, ""], "8pt")}
#grid(columns: (1fr, auto, auto), column-gutter: 14pt, row-gutter: 6pt, align: (left, left, right), {_cells(rows)})
#v(16pt)
#{_stacked([*core.bank(doc, style), doc.seller.email])}
""",
    )


def demand(doc: Doc, style: Style) -> bytes:
    """A reminder that looks like the bill it is about: a ruled table, facts on the right, the title above it all."""
    from reportlab.lib.colors import black

    buffer, sheet = blank_page(doc)
    sheet.setFont("Times-Bold", 17)
    sheet.drawCentredString(105 * MM, 277 * MM, core.title(doc, style))
    write_rows(
        sheet, 20 * MM, 262 * MM, [doc.seller.name, *doc.seller.address, *core.registration(doc, style)], 9, "Times-Roman"
    )
    write_rows(sheet, 20 * MM, 232 * MM, doc.buyer, 10.5, "Times-Roman")
    y = write_pairs(sheet, 120 * MM, 262 * MM, core.facts(doc, style), 36 * MM, 9.5, "Times-Roman")
    rules = [("GRID", (0, 0), (-1, -1), 0.4, black), ("FONT", (0, 0), (-1, 0), "Times-Bold", 9.5)]
    table = make_table(core.table(doc, style), style.columns, 170 * MM, 9.5, "Times-Roman", rules)
    y = place(sheet, table, 20 * MM, min(y, 205 * MM), 170 * MM) - 18
    for label, value in core.totals(doc, style):
        sheet.setFont("Times-Bold", 11)
        sheet.drawString(120 * MM, y, label)
        sheet.drawRightString(189 * MM, y, value)
        y -= 16
    write_rows(sheet, 20 * MM, y - 14, [*doc.notes, *core.bank(doc, style)], 9.5, "Times-Roman", 1.5)
    sheet.save()
    return buffer.getvalue()


def open_items(doc: Doc, style: Style) -> bytes:
    """A statement as ledgers print it: date, text, amount and what is owed after it, over as many pages as it takes."""
    from reportlab.lib.colors import HexColor

    buffer, sheet = blank_page(doc)
    sheet.setFont("Vera-Bold", 14)
    sheet.drawString(18 * MM, 278 * MM, core.title(doc, style))
    write_rows(sheet, 120 * MM, 279 * MM, [doc.seller.name, *doc.seller.address, *core.registration(doc, style)], 8, "Vera")
    write_rows(sheet, 18 * MM, 262 * MM, doc.buyer, 9, "Vera")
    y = write_pairs(sheet, 18 * MM, 236 * MM, core.facts(doc, style), 34 * MM, 8.5, "Vera")
    y = write_rows(sheet, 18 * MM, y - 6, doc.notes, 8, "Vera")
    rules = [("LINEBELOW", (0, 0), (-1, -1), 0.3, HexColor("#999999")), ("FONT", (0, 0), (-1, 0), "Vera-Bold", 8)]
    table = make_table(core.table(doc, style), style.columns, 174 * MM, 8, "Vera", rules)
    y = place(sheet, table, 18 * MM, y - 6, 174 * MM) - 16
    for label, value in core.totals(doc, style):
        sheet.setFont("Vera-Bold", 9)
        sheet.drawRightString(150 * MM, y, label)
        sheet.drawRightString(191 * MM, y, value)
        y -= 14
    write_rows(sheet, 18 * MM, 22 * MM, [*core.bank(doc, style), doc.seller.email], 8, "Vera")
    sheet.save()
    return buffer.getvalue()


def ageing(doc: Doc, style: Style) -> bytes:
    """A statement that ends with what is owed by its age; the title small and in running type."""
    owed = doc.total
    ages = [
        ("0-30", style.amount(owed)),
        ("31-60", style.amount(owed * 0)),
        ("61-90", style.amount(owed * 0)),
        ("90+", style.amount(owed * 0)),
    ]
    sums = ", ".join(f"strong({_q(label)}), strong({_q(value)})" for label, value in core.totals(doc, style))
    return _compile(
        doc,
        _page(MODERN, 10, margin="(x: 2.1cm, y: 2cm)")
        + f"""
#grid(columns: (1fr, auto), stack(spacing: 5pt, strong({_q(doc.seller.name)}), {", ".join(_q(t) for t in [*doc.seller.address, *core.registration(doc, style)])}),
  {_facts(core.facts(doc, style))})
#v(14pt)
#{_stacked(doc.buyer)}
#v(14pt)
#text(11.5pt, style: "italic", {_q(core.title(doc, style))})
#{_stacked([*doc.notes, ""])}
#table({_columns(style.columns)}, inset: 4pt, stroke: (x, y) => (bottom: 0.3pt), {_cells(core.table(doc, style))})
#align(right, grid(columns: 2, column-gutter: 20pt, row-gutter: 6pt, {sums}))
#v(10pt)
#table(columns: 4, inset: 5pt, {_cells([[label for label, _ in ages], [value for _, value in ages]])})
#v(8pt)
#{_stacked([*core.bank(doc, style), doc.seller.email])}
""",
    )


def account_card(doc: Doc, style: Style) -> bytes:
    """A statement on a coloured card: the balance in large print beside the title, movements in bands below."""
    sheet = _sheet(doc)
    sheet.set_fill_color(*_rgb(style.accent))
    sheet.rect(0, 0, 210, 40, style="F")
    sheet.set_text_color(255, 255, 255)
    _text(sheet, 16, 18, core.title(doc, style), 17, bold="B")
    label, value = core.totals(doc, style)[-1]
    _right(sheet, 194, 16, label, 9)
    _right(sheet, 194, 27, value, 17, bold="B")
    sheet.set_text_color(20, 20, 20)
    _stack(sheet, 16, 54, doc.buyer, 9.5)
    _stack(sheet, 130, 54, [doc.seller.name, *doc.seller.address, *core.registration(doc, style)], 8.5, step=4)
    y = 82.0
    for name, text in core.facts(doc, style):
        _text(sheet, 16, y, name, 8.5)
        _text(sheet, 56, y, text, 8.5, bold="B")
        y += 5
    ends = _rows(sheet, core.table(doc, style), style.columns, 15, y + 6, 180, 8.5)
    sheet.set_draw_color(*_rgb(style.accent))
    sheet.line(15, ends[0] - 1, 195, ends[0] - 1)
    sheet.line(15, ends[-1], 195, ends[-1])
    _stack(sheet, 16, ends[-1] + 10, [*doc.notes, *core.bank(doc, style)], 8.5)
    return bytes(sheet.output())
