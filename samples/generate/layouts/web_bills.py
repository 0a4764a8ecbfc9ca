"""Bills from web programs and word processors: a zebra table with a card of sums, a letter, labels over values, a matrix of weeks."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from samples.generate import numbers
from samples.generate.layouts import core
from samples.generate.layouts.core import Style
from samples.generate.layouts.with_html import cells, e, pairs, printed, stack, table
from samples.generate.values import Doc, Line

#: What letters say around their table, by language: before it, after it.
_SAID = {
    "da": (("Hermed fremsendes afregning for de ydelser, som vi har leveret til borgere fra jeres kommune. Afregningen følger de aftaler, "
           "der er indgået om den enkelte, og nedenfor ses hvem der har fået hvad."),
           "Har I spørgsmål til afregningen, er I velkomne til at kontakte bogholderiet på {phone} eller {email}.", "Med venlig hilsen"),
    "en": (("Please find below our charges for the care and support we have provided to people placed by your council. The figures follow "
           "the individual agreements; the table shows who received what."),
           "If you have any questions about these figures our office staff are happy to help on {phone}, or write to {email}.",
           "Yours faithfully"),
}  # fmt: skip


def webtable(doc: Doc, style: Style) -> bytes:
    """What an accounting program on the web prints: folded cells in the middle of banded rows, the sums in a card at the right."""
    return printed(
        doc, style, "Lato",
        """
@page { size: A4; margin: 14mm 14mm 16mm; } body { font-size: 9pt; line-height: 1.35; color: #222; }
.brand { font-size: 17pt; font-weight: 700; color: $accent; } .small { font-size: 8pt; color: #555; }
.head { margin-bottom: 22pt; } .facts td { padding: 1.5pt 0 1.5pt 14pt; } .facts td:first-child { color: #666; }
h1 { font-size: 15pt; margin: 20pt 0 8pt; } .lines { width: 100%; } .lines th { background: $accent; color: white; font-size: 8pt; }
.lines td, .lines th { padding: 6pt 5pt; } .lines tr:nth-child(even) td { background: #f1f3f5; } .lines td { border-bottom: 0.5pt solid #ddd; }
.card { margin: 12pt 0 0 auto; width: 44%; background: #f1f3f5; } .card td { padding: 5pt 9pt; } .card tr:last-child td { font-weight: 700; font-size: 11pt; }
.foot { margin-top: 20pt; border-top: 0.5pt solid #bbb; padding-top: 6pt; }
""",
        f"""
<div class="row head"><div class=brand>{e(doc.seller.name)}</div><div class="small r">{stack([*doc.seller.address, doc.seller.phone, doc.seller.email])}</div></div>
<div class=row><div>{stack(doc.buyer)}</div>{pairs(core.facts(doc, style), "facts")}</div>
<h1>{e(core.title(doc, style))}</h1>
{table(core.table(doc, style), style.columns)}
{pairs(core.totals(doc, style), "card")}
<div class="foot small">{stack([*doc.notes, *core.bank(doc, style)])}<br>{e("  |  ".join(core.registration(doc, style)))}</div>
""",
    )  # fmt: skip


def prose(doc: Doc, style: Style) -> bytes:
    """A letter from a word processor: address, facts in running type, paragraphs, one table with all its lines drawn."""
    before, after, greeting = (text.format(phone=doc.seller.phone, email=doc.seller.email) for text in _SAID[style.language])
    facts = "".join(f"<div>{e(label)}: {e(value)}</div>" for label, value in core.facts(doc, style))
    sums = "".join(f"<p class=sum>{e(label)}: {e(value)}</p>" for label, value in core.totals(doc, style))
    return printed(
        doc, style, "Serif",
        """
@page { size: A4; margin: 24mm 25mm 22mm; } body { font-size: 11pt; line-height: 1.3; }
.from { text-align: right; font-size: 9.5pt; } .to { margin: 14pt 0 20pt; } .facts { margin: 0 0 16pt; font-size: 10pt; } h2 { font-size: 13pt; margin: 0 0 10pt; }
.lines { width: 100%; margin: 4pt 0 12pt; font-size: 9pt; } .lines td, .lines th { border: 0.5pt solid black; padding: 2pt 4pt; vertical-align: top; }
.sum { font-weight: 700; }
""",
        f"""
<div class=from><b>{e(doc.seller.name)}</b><br>{stack([*doc.seller.address, *core.registration(doc, style)])}</div>
<div class=to>{stack(doc.buyer)}</div>
<h2>{e(core.title(doc, style))}</h2>
<div class=facts>{facts}</div>
<p>{e(before)}</p>
{table(core.table(doc, style), style.columns)}
{sums}
{"".join(f"<p>{e(text)}</p>" for text in [*doc.notes, *core.bank(doc, style), after])}
<p>{e(greeting)}<br>{e(doc.seller.name)}</p>
""",
    )  # fmt: skip


def keygrid(doc: Doc, style: Style) -> bytes:
    """Every value under its label in a grid of boxes; each person has a panel with a table of its own; the sum on a dark card."""
    boxes = "".join(
        f"<div class=box><div class=k>{e(label)}</div><div class=v>{e(value)}</div></div>"
        for label, value in core.facts(doc, style)
    )
    columns = tuple(column for column in style.columns if column not in ("person", "name"))
    panels = []
    for _, group in groupby(doc.lines, key=lambda line: (line.person, line.person_name)):
        lines = list(group)
        named = [("name", lines[0].person_name), ("person", style.person_number(lines[0].person or ""))]
        shown = "".join(
            f"<div class=box><div class=k>{e(style.label(key))}</div><div class=v>{e(text)}</div></div>"
            for key, text in named
            if key in style.columns and text
        )
        panels.append(
            f"<div class=panel><div class=grid>{shown}</div>{table(core.table(doc, style, lines, columns), columns)}</div>"
        )
    return printed(
        doc, style, "Vera",
        """
@page { size: A4; margin: 12mm 15mm; } body { font-size: 8.5pt; line-height: 1.35; }
.grid { display: flex; flex-wrap: wrap; } .box { width: 25%; padding: 4pt 6pt 4pt 0; } .k { font-size: 6.5pt; color: #777; } .v { font-size: 9pt; }
.top { border-bottom: 1.5pt solid $accent; padding-bottom: 8pt; margin-bottom: 12pt; } h1 { font-size: 14pt; margin: 0; color: $accent; }
.panel { border: 0.6pt solid #bbb; border-radius: 5pt; padding: 5pt 8pt; margin: 9pt 0; break-inside: avoid; } .panel .box { width: 40%; }
.lines { width: 100%; } .lines th { font-size: 7pt; color: #777; } .lines td, .lines th { padding: 3pt 4pt; }
.lines td { border-top: 0.4pt solid #ccc; } .card { background: #2b2f36; color: white; margin: 10pt 0 14pt auto; width: 42%; } .card td { padding: 6pt 10pt; font-size: 10pt; }
""",
        f"""
<div class="row top"><div><h1>{e(core.title(doc, style))}</h1></div><div class=r>{stack([doc.seller.name, *doc.seller.address, *core.registration(doc, style)])}</div></div>
<div style="margin-bottom: 8pt">{stack(doc.buyer)}</div>
<div class=grid>{boxes}</div>
{"".join(panels)}
{pairs(core.totals(doc, style), "card")}
<div>{stack([*core.bank(doc, style), *doc.notes])}</div>
""",
    )  # fmt: skip


def _by_week(line: Line) -> list[Decimal]:
    """Share a quantity out over four weeks: whole ones, and the last takes what is left."""
    whole = line.quantity or Decimal(0)
    each = whole // 4
    return [each, each, each, whole - 3 * each]


def weeks(doc: Doc, style: Style) -> bytes:
    """A matrix: one column a week with hours in it, then their sum, the rate and the amount; every cell has a border."""
    cut = style.columns.index("qty")
    before, after = style.columns[:cut], style.columns[cut:]
    word = "Uge" if style.language == "da" else "Wk"
    head = [e(style.label(column)) for column in before], [e(style.label(column)) for column in after]
    named = "".join(f"<th>{text}</th>" for text in head[0]) + "".join(f"<th class=r>{word} {n}</th>" for n in range(1, 5))
    rows = []
    for line in doc.lines:
        spent = "".join(f"<td class=r>{e(numbers.number(part, style.money))}</td>" for part in _by_week(line))
        left, right = (cells([core.cell(line, style, c) for c in part], part) for part in (before, after))
        rows.append(f"<tr>{left}{spent}{right}</tr>")
    ends = "".join(
        f'<tr class=end><td colspan="{len(style.columns) + 3}" class=r>{e(label)}</td><td class=r>{e(value)}</td></tr>'
        for label, value in core.totals(doc, style)
    )
    return printed(
        doc, style, "Vera",
        """
@page { size: A4; margin: 14mm 12mm; } body { font-size: 8pt; line-height: 1.3; } h1 { font-size: 13pt; text-align: center; margin: 0 0 12pt; }
.lines { width: 100%; margin-top: 12pt; } .lines td, .lines th { border: 0.5pt solid #999; padding: 4pt 3pt; } .lines th { background: #e9e4d8; }
.end td { font-weight: 700; } .facts td { padding: 1pt 0 1pt 10pt; }
""",
        f"""
<h1>{e(core.title(doc, style))}</h1>
<div class=row><div>{stack([doc.seller.name, *doc.seller.address, *core.registration(doc, style)])}<br><br>{stack(doc.buyer)}</div>
{pairs(core.facts(doc, style), "facts")}</div>
<table class=lines><thead><tr>{named}{"".join(f"<th class=r>{text}</th>" for text in head[1])}</tr></thead><tbody>{"".join(rows)}{ends}</tbody></table>
<p style="margin-top: 12pt">{stack([*core.bank(doc, style), *doc.notes])}</p>
""",
    )  # fmt: skip
