"""An explanation as one HTML file: each page drawn with the boxes of its values, and below how each value came about."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from html import escape
from pathlib import Path

from extract.explain import FieldExplanation
from models.errors import UnreadableDocument
from models.invoice import Extraction
from service.explained.say import percent, reasons, shown
from service.explained.words import WORDS
from service.reading import Answer
from service.sandbox.calls import Runs, render_page

#: Pages of a document that are drawn; the values of further pages are explained without a picture.
MOST_PAGES = 20
DOTS_PER_INCH = 110.0


def write_page(
    sandbox: Runs, answer: Answer, explained: Sequence[FieldExplanation], folder: Path, bar: float, language: str
) -> Path | None:
    """Write the page with the boxes drawn; None for a file that could not be opened."""
    if answer.sha256 is None:
        return None
    content = answer.path.read_bytes()
    numbers = sorted({each.reading.source.page for each in explained if each.reading.source.page and each.reading.source.box})
    pictures = "".join(_picture(sandbox, content, number, explained, language) for number in numbers[:MOST_PAGES])
    path = folder / f"{answer.sha256[:16]}.html"
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(_html(answer.extraction, explained, pictures, bar, language))
    return path


def _picture(sandbox: Runs, content: bytes, number: int, explained: Sequence[FieldExplanation], language: str) -> str:
    words = WORDS[language]
    try:
        drawn = render_page(sandbox, content, number, dots_per_inch=DOTS_PER_INCH)
    except UnreadableDocument:
        return f"<p>{words['page']} {number}: {words['not-drawn']}</p>"
    boxes = []
    for place, each in enumerate(explained, 1):
        source = each.reading.source
        if source.page == number and source.box is not None:
            left, top, right, bottom = (edge * drawn.scale for edge in source.box.as_list())
            kind = "sure" if each.sure else "unsure"
            boxes.append(
                f'<a href="#f{place}"><rect class="{kind}" x="{left - 2:.0f}" y="{top - 2:.0f}" width="{right - left + 4:.0f}" '
                f'height="{bottom - top + 4:.0f}"><title>{escape(each.path)}</title></rect>'
                f'<text x="{left - 4:.0f}" y="{bottom:.0f}">{place}</text></a>'
            )
    data = base64.b64encode(drawn.data).decode()
    return (
        f'<figure><figcaption>{words["page"]} {number}</figcaption><svg viewBox="0 0 {drawn.width} {drawn.height}" role="img" '
        f'aria-label="{words["page"]} {number}"><image href="data:image/webp;base64,{data}" width="{drawn.width}" '
        f'height="{drawn.height}"/>{"".join(boxes)}</svg></figure>'
    )


_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:1.5rem auto;max-width:70rem;padding:0 1rem;color:#1b1b1b}"
    "figure{margin:0 0 1.5rem}svg{width:100%;height:auto;border:1px solid #999}"
    "rect{fill-opacity:.12;stroke-width:2}.sure{fill:#0b6e4f;stroke:#0b6e4f}.unsure{fill:#b3261e;stroke:#b3261e;stroke-dasharray:6 3}"
    "svg text{font:600 11px sans-serif;fill:#14213d;text-anchor:end;paint-order:stroke;stroke:#fff;stroke-width:3px}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;border-bottom:1px solid #ccc;padding:.35rem .5rem}dl{margin:0}dt{font-weight:600}"
    "dd{margin:0 0 .2rem 1rem}tr.no td:nth-child(4){color:#b3261e;font-weight:600}:target{background:#fff3c4}"
)


def _html(extraction: Extraction, explained: Sequence[FieldExplanation], pictures: str, bar: float, language: str) -> str:
    words = WORDS[language]
    rows = []
    for place, each in enumerate(explained, 1):
        why = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in reasons(each, language))
        sure = words["sure"] if each.sure else words["unsure"]
        mark = "" if each.sure else ' class="no"'
        rows.append(
            f'<tr id="f{place}"{mark}><td>{place}</td><th scope="row">{escape(each.path)}</th>'
            f"<td>{escape(shown(each.reading.value))}</td><td>{percent(each.reading.confidence)}, {sure}</td><td><dl>{why}</dl></td></tr>"
        )
    notes = "".join(f"<li>{escape(note)}</li>" for note in extraction.page_notes)
    findings = "".join(f"<li>{escape(found.detail)} ({escape(found.code)})</li>" for found in extraction.findings)
    checks = f"<h2>{words['found']}</h2><ul>{findings}</ul>" if findings else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{words["title"]}</title>'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><main><h1>{words['title']}</h1>"
        f"<p>{words['kind']}: {extraction.kind.value} ({percent(extraction.kind_confidence)}); {words['bar']} {percent(bar)}</p>"
        f"<ul>{notes}</ul>{checks}{pictures}"
        f'<table><thead><tr><th scope="col">#</th><th scope="col">{words["field"]}</th><th scope="col">{words["value"]}</th>'
        f'<th scope="col">{words["said"]}</th><th scope="col">{words["why"]}</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        "</main></body></html>\n"
    )
