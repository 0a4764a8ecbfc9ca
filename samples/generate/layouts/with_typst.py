"""Layouts set with Typst: hairlines in a serif, one card a line, grouped headings, the amount first, a summary before the specification."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT, Style
from samples.generate.values import Doc

SERIF, MODERN, SANS, MONO = "Libertinus Serif", "New Computer Modern", "Bitstream Vera Sans", "DejaVu Sans Mono"


@cache
def _fonts() -> Any:
    """The fonts inside Typst and the Vera that ReportLab ships: never the system's."""
    import reportlab
    import typst

    folder = str(Path(reportlab.__file__).parent / "fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def _compile(doc: Doc, source: str) -> bytes:
    import typst

    at = datetime(doc.issued.year, doc.issued.month, doc.issued.day, 8, tzinfo=UTC)
    return bytes(typst.compile(source.encode(), font_paths=_fonts(), timestamp=at, format="pdf", pdf_tags=False))


def _q(text: str) -> str:
    """Quote a text as a Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _page(font: str, size: float, *, margin: str = "2cm", extra: str = "") -> str:
    return f'#set page(paper: "a4", margin: {margin}{extra})\n#set text(font: {_q(font)}, size: {size}pt, hyphenate: false)\n'


def _stack(texts: Sequence[str], gap: str = "5pt") -> str:
    return f"stack(spacing: {gap}, {', '.join(_q(t) for t in texts)})"


def _facts(pairs: Sequence[tuple[str, str]], *, gutter: str = "12pt") -> str:
    cells = ", ".join(f"{_q(label)}, {_q(value)}" for label, value in pairs)
    return f"grid(columns: 2, column-gutter: {gutter}, row-gutter: 6pt, {cells})"


def _columns(columns: Sequence[str]) -> str:
    tracks = [f"{core.WEIGHTS[column]}fr" for column in columns]
    aligns = ["right" if column in RIGHT else "left" for column in columns]
    return f"columns: ({', '.join(tracks)},), align: ({', '.join(aligns)},)"


def _cells(rows: Sequence[Sequence[str]]) -> str:
    return ", ".join(_q(text) for row in rows for text in row)


def hairline(doc: Doc, style: Style) -> bytes:
    """A serif page with air and hairlines; the sums end the last column."""
    head, *rows = core.table(doc, style)
    sums = core.totals(doc, style)
    wide = len(style.columns) - 1
    ends = ", ".join(f"table.cell(colspan: {wide}, align: right, strong({_q(a)})), strong({_q(b)})" for a, b in sums)
    return _compile(
        doc,
        _page(SERIF, 10.5, margin="(x: 2.4cm, y: 2.2cm)")
        + f"""
#align(center, text(17pt, tracking: 1.5pt, smallcaps({_q(doc.seller.name)})))
#align(center, text(8.5pt, {_q("  |  ".join([*doc.seller.address, doc.seller.phone, *core.registration(doc, style)]))}))
#line(length: 100%, stroke: 0.3pt)
#v(14pt)
#grid(columns: (1fr, auto), {_stack(doc.buyer)}, {_facts(core.facts(doc, style))})
#v(20pt)
#text(15pt, style: "italic", {_q(core.title(doc, style))})
#v(4pt)
#set text(9.5pt)
#table({_columns(style.columns)}, stroke: (x, y) => (bottom: 0.3pt), inset: (x: 3pt, y: 5pt),
  table.header({", ".join(f'text(style: "italic", {_q(h)})' for h in head)}), {_cells(rows)}, {ends})
#v(14pt)
#{_stack([*doc.notes, *core.bank(doc, style)])}
""",
    )


def cards(doc: Doc, style: Style) -> bytes:
    """No table at all: each line is a card of labelled values, with its amount large on the right."""
    boxes = []
    for line in doc.lines:
        pairs = [(style.label(c), t) for c in style.columns if c not in ("amount", "text") and (t := core.cell(line, style, c))]
        boxes.append(f"""
#block(width: 100%, stroke: (left: 3pt + rgb({_q(style.accent)})), inset: (left: 9pt, y: 5pt), below: 9pt, breakable: false,
  grid(columns: (1fr, auto), stack(spacing: 6pt, strong({_q(line.text)}), text(8.5pt, {_facts(pairs)})),
    align(horizon, text(12pt, {_q(core.cell(line, style, "amount"))}))))""")
    return _compile(
        doc,
        _page(SANS, 9, margin="(x: 2cm, y: 1.8cm)")
        + f"""
#grid(columns: (1fr, auto), text(15pt, weight: "bold", fill: rgb({_q(style.accent)}), {_q(doc.seller.name)}),
  align(right, {_stack([*doc.seller.address, *core.registration(doc, style)])}))
#v(12pt)
#grid(columns: (1fr, auto), {_stack(doc.buyer)}, {_facts(core.facts(doc, style))})
#v(14pt)
#text(13pt, weight: "bold", {_q(core.title(doc, style))})
{"".join(boxes)}
#align(right, text(11pt, weight: "bold", {_facts(core.totals(doc, style), gutter="24pt")}))
#v(10pt)
#text(8pt, {_stack([*doc.notes, *core.bank(doc, style)])})
""",
    )


def grouped(doc: Doc, style: Style) -> bytes:
    """Two rows of headings: the period's heading spans its two columns; the head of the page stands in three columns."""
    head, *rows = core.table(doc, style)
    spanned = {"from", "to"} <= set(style.columns)
    upper = [
        f"table.cell(colspan: 2, align: center, {_q(style.label('period'))})" if c == "from" and spanned else '""'
        for c in style.columns
        if not (c == "to" and spanned)
    ]
    return _compile(
        doc,
        _page(MODERN, 10)
        + f"""
#grid(columns: (1fr, 1fr, 1fr), column-gutter: 10pt,
  stack(spacing: 5pt, strong({_q(doc.seller.name)}), {", ".join(_q(t) for t in [*doc.seller.address, doc.seller.phone])}),
  {_stack([*core.registration(doc, style), *core.bank(doc, style)])},
  align(right, text(18pt, {_q(core.title(doc, style))})))
#v(8pt)
#line(length: 100%, stroke: 1.2pt)
#v(6pt)
#grid(columns: (1fr, auto), {_stack(doc.buyer)}, {_facts(core.facts(doc, style))})
#v(18pt)
#set text(9pt)
#table({_columns(style.columns)}, inset: 4pt, stroke: (x, y) => if y > 1 {{ (bottom: 0.4pt + gray) }} else {{ (bottom: 0.8pt) }},
  table.header({", ".join(upper)}, {", ".join(f"strong({_q(h)})" for h in head)}), {_cells(rows)})
#align(right, text(10.5pt, {_facts(core.totals(doc, style), gutter="30pt")}))
#v(12pt)
#{_stack([*doc.notes, ""])}
""",
    )


def amount_first(doc: Doc, style: Style) -> bytes:
    """Amounts in the first column and words after them, in a typewriter face, with the facts under the table."""
    head, *rows = core.table(doc, style)
    sums = ", ".join(
        f"{_q(value)}, table.cell(colspan: {len(style.columns) - 1}, {_q(label)})" for label, value in core.totals(doc, style)
    )
    return _compile(
        doc,
        _page(MONO, 8.2, margin="1.8cm")
        + f"""
#text(13pt, weight: "bold", {_q(doc.seller.name)})
#v(-6pt)
#{_stack([*doc.seller.address, *core.registration(doc, style)])}
#v(16pt)
#{_stack(doc.buyer)}
#v(16pt)
#text(11pt, weight: "bold", {_q(f"{core.title(doc, style)} {doc.number}")})
#table({_columns(style.columns)}, inset: 4pt, stroke: none, table.hline(stroke: 0.6pt), {_cells([head])}, table.hline(stroke: 0.6pt),
  {_cells(rows)}, table.hline(stroke: 0.6pt), {sums}, table.hline(stroke: 0.6pt))
#v(10pt)
#{_facts([p for p in core.facts(doc, style) if p[0] != style.label("number")])}
#v(10pt)
#{_stack([*doc.notes, *core.bank(doc, style)])}
""",
    )


def summary_first(doc: Doc, style: Style) -> bytes:
    """The first page says what is due and how to pay; the specification follows on the second."""
    head, *rows = core.table(doc, style)
    return _compile(
        doc,
        _page(SANS, 9.2, extra=', footer: context align(center, text(7.5pt, counter(page).display("1 / 1", both: true)))')
        + f"""
#rect(width: 100%, fill: rgb({_q(style.accent)}), inset: 12pt, text(white, 15pt, weight: "bold", {_q(doc.seller.name)}))
#v(16pt)
#grid(columns: (1fr, auto), {_stack(doc.buyer)}, {_stack([*doc.seller.address, *core.registration(doc, style), doc.seller.email])})
#v(24pt)
#text(16pt, {_q(core.title(doc, style))})
#v(4pt)
#block(stroke: 0.6pt, inset: 12pt, radius: 4pt, width: 62%, {_facts([*core.facts(doc, style), *core.totals(doc, style)], gutter="26pt")})
#v(10pt)
#{_stack([*core.bank(doc, style), *doc.notes])}
#pagebreak()
#text(12pt, weight: "bold", {_q(style.labels.get("spec", "Specifikation" if style.language == "da" else "Breakdown"))})
#set text(8.4pt)
#table({_columns(style.columns)}, inset: 5pt, stroke: (x, y) => (y: 0.3pt + gray), fill: (x, y) => if y == 0 {{ luma(230) }},
  table.header({", ".join(f"strong({_q(h)})" for h in head)}), {_cells(rows)})
""",
    )
