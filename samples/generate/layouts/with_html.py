"""Pages as web programs print them: HTML and CSS, laid out by an engine of its own or by a real browser."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from samples.generate.layouts import core
from samples.generate.layouts.core import RIGHT, Style
from samples.generate.values import Doc

#: Prints a page of HTML as PDF.
Printer = Callable[[str], bytes]
#: Family, weight, slant and file of the fonts that the pages bring with them; Lato joins `fi` and `fl` into one sign.
_FONTS = (
    ("Vera", 400, "normal", "reportlab/fonts/Vera.ttf"), ("Vera", 700, "normal", "reportlab/fonts/VeraBd.ttf"),
    ("Lato", 400, "normal", "font_lato/files/Lato-Regular.ttf"), ("Lato", 700, "normal", "font_lato/files/Lato-Bold.ttf"),
    ("Serif", 400, "normal", "font_source_serif_pro/files/SourceSerifPro-Regular.ttf"),
    ("Serif", 700, "normal", "font_source_serif_pro/files/SourceSerifPro-Semibold.ttf"),
    ("Serif", 400, "italic", "font_source_serif_pro/files/SourceSerifPro-It.ttf"),
)  # fmt: skip
#: Source Serif joins `ft` too, a sign that the engine gives no letters for: the page would not say what it shows.
_APART = "font-variant-ligatures: none;"
_BASE = """
* { box-sizing: border-box; } body { margin: 0; } p { margin: 0 0 8pt; } table { border-collapse: collapse; }
td, th { vertical-align: middle; text-align: left; font-weight: inherit; } tr { break-inside: avoid; } .r { text-align: right; }
.row { display: flex; justify-content: space-between; } b, th { font-weight: 700; }
"""


def by_engine(html: str) -> bytes:
    """Print with PlutoPrint, which needs no browser; the same page gives the same bytes."""
    import plutoprint

    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, media=plutoprint.MEDIA_TYPE_PRINT)
    book.load_html(html)
    for name in (plutoprint.PDF_METADATA_CREATION_DATE, plutoprint.PDF_METADATA_MODIFICATION_DATE):
        book.set_metadata(name, "2026-07-01T08:00:00Z")
    out = io.BytesIO()
    book.write_to_pdf_stream(out)
    return out.getvalue()


_PRINTER: ContextVar[Printer] = ContextVar("printer", default=by_engine)


@contextmanager
def printing_with(printer: Printer) -> Iterator[None]:
    """Print with another program inside the block: a real browser."""
    token = _PRINTER.set(printer)
    try:
        yield
    finally:
        _PRINTER.reset(token)


@cache
def faces(families: tuple[str, ...]) -> str:
    """Return the style sheet that brings fonts with the page."""
    import reportlab

    packages = Path(reportlab.__file__).parent.parent
    return "".join(
        f"@font-face {{ font-family: {family}; font-weight: {weight}; font-style: {slant}; "
        f"src: url(data:font/ttf;base64,{b64encode((packages / path).read_bytes()).decode()}); }}\n"
        for family, weight, slant, path in _FONTS
        if family in families
    )


def printed(doc: Doc, style: Style, font: str, css: str, body: str) -> bytes:
    """Print a body with its style sheet, in which `$accent` stands for the supplier's colour."""
    sheet = (
        faces((font,))
        + _BASE
        + f"body {{ font-family: {font}; {_APART if font == 'Serif' else ''} }}\n"
        + Template(css).safe_substitute(accent=style.accent)
    )
    title = e(f"{core.title(doc, style)} {doc.number}")
    head = f'<meta charset="utf-8"><title>{title}</title><style>{sheet}</style>'
    return _PRINTER.get()(f'<!DOCTYPE html><html lang="{style.language}"><head>{head}</head><body>{body}</body></html>')


def e(text: str) -> str:
    """Write a text as HTML."""
    return escape(text, quote=True)


def stack(texts: Sequence[str]) -> str:
    """Write texts under one another."""
    return "<br>".join(e(text) for text in texts if text)


def cells(texts: Sequence[str], columns: Sequence[str], tag: str = "td") -> str:
    """Write a row's cells, figures to the right."""
    return "".join(
        f"<{tag}{' class=r' if column in RIGHT else ''}>{e(text)}</{tag}>" for text, column in zip(texts, columns, strict=True)
    )


def table(rows: Sequence[Sequence[str]], columns: Sequence[str], name: str = "lines") -> str:
    """Write a table whose first row heads every page that it goes over."""
    head, *body = rows
    written = "".join(f"<tr>{cells(row, columns)}</tr>" for row in body)
    return f'<table class="{name}"><thead><tr>{cells(head, columns, "th")}</tr></thead><tbody>{written}</tbody></table>'


def pairs(found: Sequence[tuple[str, str]], name: str) -> str:
    """Write labels and values as a table of two columns."""
    rows = "".join(f"<tr><td>{e(label)}</td><td class=r>{e(value)}</td></tr>" for label, value in found)
    return f'<table class="{name}">{rows}</table>'
