"""What is no bill, from web programs and word processors: reminders, accounts, advices of payment and price lists."""

from __future__ import annotations

from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.with_html import e, pairs, printed, stack, table
from samples.generate.values import Doc


def webletter(doc: Doc, style: Style) -> bytes:
    """A letter with its date at the right, paragraphs, a small table and a greeting."""
    facts = "".join(f"<div>{e(label)}: {e(value)}</div>" for label, value in core.facts(doc, style))
    sums = "".join(f"<p><b>{e(label)} {e(value)}</b></p>" for label, value in core.totals(doc, style))
    return printed(
        doc, style, "Serif",
        """
@page { size: A4; margin: 25mm 24mm; } body { font-size: 10.5pt; line-height: 1.35; } .facts { text-align: right; margin-bottom: 14pt; } h2 { font-size: 12pt; }
.lines { margin: 6pt 0 12pt; width: 100%; font-size: 9.5pt; } .lines td, .lines th { border-bottom: 0.4pt solid #888; padding: 3pt 4pt; }
""",
        f"""
<div class=facts>{facts}</div><div>{stack(doc.buyer)}</div>
<h2>{e(core.title(doc, style))}</h2>
{"".join(f"<p>{e(text)}</p>" for text in doc.notes)}
{table(core.table(doc, style), style.columns)}
{sums}
<p>{stack([doc.seller.name, *doc.seller.address, *core.registration(doc, style)])}</p>
<p>{stack(core.bank(doc, style))}</p>
""",
    )  # fmt: skip


def webpanel(doc: Doc, style: Style) -> bytes:
    """A page with a coloured strip at its left, banded rows and a card with the sum."""
    return printed(
        doc, style, "Lato",
        """
@page { size: A4; margin: 15mm; } body { font-size: 9pt; line-height: 1.35; border-left: 5pt solid $accent; padding-left: 12pt; }
h1 { font-size: 14pt; } .facts td { padding: 1pt 12pt 1pt 0; } .lines { width: 100%; margin-top: 10pt; } .lines td, .lines th { padding: 5pt; }
.lines tr:nth-child(odd) td { background: #f3f3f3; } .lines th { border-bottom: 1pt solid $accent; }
.card { margin: 10pt 0 16pt auto; background: #f3f3f3; width: 45%; } .card td { padding: 6pt; font-weight: 700; }
""",
        f"""
<div class=row><div>{stack(doc.buyer)}</div><div class=r>{stack([doc.seller.name, *doc.seller.address, *core.registration(doc, style), doc.seller.email])}</div></div>
<h1>{e(core.title(doc, style))}</h1>
{pairs(core.facts(doc, style), "facts")}
{table(core.table(doc, style), style.columns)}
{pairs(core.totals(doc, style), "card")}
<p>{stack(doc.notes)}</p><p>{stack(core.bank(doc, style))}</p>
""",
    )  # fmt: skip


def webcard(doc: Doc, style: Style) -> bytes:
    """A message in a frame: labels over values, the text in the middle, a table with drawn lines, the sender at the foot."""
    boxes = "".join(f"<div class=box><div class=k>{e(label)}</div>{e(value)}</div>" for label, value in core.facts(doc, style))
    sums = "".join(f"<div class=sum>{e(label)}: <b>{e(value)}</b></div>" for label, value in core.totals(doc, style))
    return printed(
        doc, style, "Vera",
        """
@page { size: A4; margin: 18mm; } body { font-size: 8.5pt; line-height: 1.4; } .frame { border: 1pt solid $accent; border-radius: 6pt; padding: 14pt; }
h1 { font-size: 15pt; text-align: center; margin: 0 0 10pt; } .grid { display: flex; justify-content: center; } .box { width: 30%; } .k { font-size: 6.5pt; color: #777; }
.mid { text-align: center; margin: 12pt 0; } .lines { width: 100%; } .lines td, .lines th { border: 0.5pt solid #aaa; padding: 4pt; } .sum { text-align: right; margin: 8pt 0; font-size: 10pt; }
.foot { margin-top: 16pt; font-size: 7.5pt; color: #444; }
""",
        f"""
<div style="margin-bottom: 16pt">{stack(doc.buyer)}</div>
<div class=frame><h1>{e(core.title(doc, style))}</h1><div class=grid>{boxes}</div><div class=mid>{stack(doc.notes)}</div>
{table(core.table(doc, style), style.columns)}{sums}</div>
<div class=foot>{stack([doc.seller.name, *doc.seller.address, *core.registration(doc, style), *core.bank(doc, style)])}</div>
""",
    )  # fmt: skip
