"""Web pages of the test share: two lines in a cell under a panel with the sum, and people who span the rows of what they got."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.with_html import cells, e, printed, stack
from samples.generate.values import Doc, Line


def portal(doc: Doc, style: Style) -> bytes:
    """What a portal shows: the sum in large type at the top, and rows of two lines, the small one under the service saying who and when."""
    facts = "".join(
        f"<div class=f><span class=k>{e(label)}</span> <b>{e(value)}</b></div>" for label, value in core.facts(doc, style)
    )
    sums = core.totals(doc, style)
    small = [column for column in style.columns if column in ("person", "name", "period")]
    rows = "".join(
        f"<tr><td><b>{e(line.text)}</b><br><span class=s>{e(', '.join(_said(line, style, column) for column in small))}</span></td>"
        f"<td class=r>{e(core.cell(line, style, 'qtyunit'))}</td><td class=r>{e(core.cell(line, style, 'price'))}</td>"
        f"<td class=r>{e(core.cell(line, style, 'amount'))}</td></tr>"
        for line in doc.lines
    )
    head = cells([style.label(c) for c in ("text", "qtyunit", "price", "amount")], ("text", "qtyunit", "price", "amount"), "th")
    listed = "".join(f"<tr><td colspan=3 class=r>{e(label)}</td><td class=r>{e(value)}</td></tr>" for label, value in sums)
    return printed(
        doc, style, "Lato",
        """
@page { size: A4; margin: 0 0 14mm; } body { font-size: 9.5pt; line-height: 1.4; }
.hero { background: $accent; color: white; padding: 16mm 16mm 7mm; } .big { font-size: 22pt; font-weight: 700; } .in { padding: 7mm 16mm 0; }
.cols { column-count: 2; } .f { padding: 2pt 0; } .k { color: #666; } .s { font-size: 8pt; color: #666; }
.lines { width: 100%; margin-top: 8mm; } .lines th { border-bottom: 1.2pt solid #444; padding: 4pt; font-size: 8.5pt; }
.lines td { padding: 5pt 4pt; border-bottom: 0.4pt solid #ddd; } tfoot td { font-weight: 700; border: 0; }
""",
        f"""
<div class=hero><div class=row><div>{e(doc.seller.name)}<br>{e(core.title(doc, style))}</div><div class=r>{e(sums[-1][0])}<br><span class=big>{e(sums[-1][1])}</span></div></div></div>
<div class=in><div class=row><div>{stack(doc.buyer)}</div><div class=r>{stack([*doc.seller.address, *core.registration(doc, style), doc.seller.email])}</div></div>
<div style="margin-top: 6mm">{facts}</div>
<table class=lines><thead><tr>{head}</tr></thead><tbody>{rows}{listed}</tbody></table>
<p style="margin-top: 8mm">{stack([*core.bank(doc, style), *doc.notes])}</p></div>
""",
    )  # fmt: skip


def _said(line: Line, style: Style, column: str) -> str:
    text = core.cell(line, style, column)
    return f"{style.label(column)} {text}" if column == "person" else text


def merged(doc: Doc, style: Style) -> bytes:
    """Cells of people span the rows of their services and stand in their middle; the facts lie in one row of six cells below the buyer."""
    who = tuple(column for column in style.columns if column in ("person", "name"))
    rest = tuple(column for column in style.columns if column not in who)
    rows = []
    for _, group in groupby(doc.lines, key=lambda line: (line.person, line.person_name)):
        lines = list(group)
        for index, line in enumerate(lines):
            first = "".join(f"<td rowspan={len(lines)}>{e(core.cell(line, style, c))}</td>" for c in who) if index == 0 else ""
            rows.append(f"<tr>{first}{cells([core.cell(line, style, c) for c in rest], rest)}</tr>")
        if len(lines) > 1:
            total = style.amount(sum((line.amount for line in lines), Decimal(0)))
            rows.append(
                f'<tr class=sub><td colspan="{len(style.columns) - 1}" class=r>{e(style.label("subtotal"))}</td><td class=r>{e(total)}</td></tr>'
            )
    head = cells([style.label(c) for c in (*who, *rest)], (*who, *rest), "th")
    facts = core.facts(doc, style)
    sums = "".join(
        f'<tr class=end><td colspan="{len(style.columns) - 1}">{e(label)}</td><td class=r>{e(value)}</td></tr>'
        for label, value in core.totals(doc, style)
    )
    return printed(
        doc, style, "Serif",
        """
@page { size: A4; margin: 16mm 16mm 18mm; } body { font-size: 9.5pt; line-height: 1.25; }
h1 { font-size: 20pt; font-weight: 400; margin: 0; } .facts { width: 100%; margin: 16pt 0; } .facts th { font-size: 7.5pt; font-weight: 400; }
.facts td, .facts th { border: 0.6pt solid #777; padding: 3pt 5pt; } .lines { width: 100%; } .lines td, .lines th { border: 0.6pt solid #777; padding: 4pt; }
.lines th { background: #dfe7ea; } .sub td { font-style: italic; } .end td { font-weight: 700; } .seller { margin-top: 14pt; border-top: 2pt solid $accent; padding-top: 6pt; font-size: 8.5pt; }
""",
        f"""
<div class=row><h1>{e(core.title(doc, style))}</h1><div class=r><b>{e(doc.seller.name)}</b><br>{stack(doc.seller.address)}</div></div>
<div style="margin-top: 12pt">{stack(doc.buyer)}</div>
<table class=facts><tr>{"".join(f"<th>{e(label)}</th>" for label, _ in facts)}</tr><tr>{"".join(f"<td>{e(value)}</td>" for _, value in facts)}</tr></table>
<table class=lines><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}{sums}</tbody></table>
<div class=seller>{stack([*core.registration(doc, style), *core.bank(doc, style), doc.seller.phone, *doc.notes])}</div>
""",
    )  # fmt: skip
