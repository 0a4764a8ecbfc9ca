"""A page set with Typst on which people head their own rows of one table."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.with_typst import SANS, _cells, _columns, _compile, _page, _q, _stack
from samples.generate.values import Doc


def people(doc: Doc, style: Style) -> bytes:
    """Each person is a shaded row across the table with the services below; a sub-total ends those with several."""
    columns = tuple(column for column in style.columns if column not in ("person", "name"))
    head = core.table(doc, style, [], columns)[0]
    wide, parts = len(columns), []
    for _, group in groupby(doc.lines, key=lambda line: (line.person, line.person_name)):
        lines = list(group)
        first = lines[0]
        name = (first.person_name or "") if "name" in style.columns else ""
        number = f"{style.label('person')} {style.person_number(first.person)}" if first.person else ""
        heading = f"{number} {name}".strip()
        parts.append(f"table.cell(colspan: {wide}, fill: luma(238), strong({_q(heading)}))")
        parts.append(_cells(core.table(doc, style, lines, columns)[1:]))
        if len(lines) > 1:
            total = style.amount(sum((line.amount for line in lines), Decimal(0)))
            parts.append(
                f"table.cell(colspan: {wide - 1}, align: right, emph({_q(style.label('subtotal'))})), emph({_q(total)})"
            )
    sums = ", ".join(
        f"table.cell(colspan: {wide - 1}, align: right, strong({_q(label)})), strong({_q(value)})"
        for label, value in core.totals(doc, style)
    )
    facts = ", ".join(f"{_q(label)}, strong({_q(value)})" for label, value in core.facts(doc, style))
    return _compile(
        doc,
        _page(SANS, 9, margin="(x: 1.9cm, y: 1.8cm)")
        + f"""
#grid(columns: (1fr, 1fr), {_stack(doc.buyer)}, align(right, text(14pt, {_q(doc.seller.name)})))
#v(6pt)
#align(right, text(8pt, {_stack([*doc.seller.address, *core.registration(doc, style), doc.seller.email])}))
#v(14pt)
#text(17pt, {_q(core.title(doc, style))})
#v(2pt)
#grid(columns: (auto, 1fr, auto, 1fr), column-gutter: 8pt, row-gutter: 6pt, {facts})
#v(14pt)
#set text(8.6pt)
#table({_columns(columns)}, inset: 4pt, stroke: none, table.header({", ".join(f"strong({_q(h)})" for h in head)}),
  table.hline(stroke: 0.7pt), {", ".join(parts)}, table.hline(stroke: 0.7pt), {sums})
#v(12pt)
#{_stack([*core.bank(doc, style), *doc.notes, ""])}
""",
    )
