"""Invoices typed into a mail, and plain text files: lines with their columns kept by the place of the letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.options import ReadOptions
from extract.readers.csv_ import decode_text
from extract.readers.history import without_history
from extract.readers.paper import Line, Paper, Piece
from models.document import ReaderName
from models.errors import UnreadableDocument
from models.invoice import Extraction

#: A mail that a person wrote is shorter; the rest is quoted history or machine output.
MOST_CHARACTERS = 60_000
MOST_LINES = 1500
MOST_LINE = 400
#: White space that parts cells, where a sentence has a single blank.
_GAP = re.compile(r"\t+| {2,}")
_HTML = re.compile(r"<(?:!doctype|html|body|table|div|p|br)\b", re.IGNORECASE)


def read_body(data: bytes, options: ReadOptions) -> Extraction:
    """Read the text of a mail, or a text or HTML file."""
    text = decode_text(data[: 8 * MOST_CHARACTERS])
    if _HTML.search(text[:2000]):
        text = _plain_text(text)
    text, findings = without_history(text[:MOST_CHARACTERS])
    blocks = list(_blocks(text))
    if not blocks:
        raise UnreadableDocument("doc-empty", "There is no text in this file. Ask the sender to send it again.")
    paper = Paper(ReaderName.MAIL_BODY)
    paper.add_page(blocks)
    extraction = paper.read(options)
    return _without_guessed_name(
        replace(
            extraction,
            findings=(*extraction.findings, *paper.lost_people(extraction, options), *findings),
            pages=1,
            engine="body",
        )
    )


def _without_guessed_name(extraction: Extraction) -> Extraction:
    # A letterhead is known by its place; a mail has none, and begins with whom it greets.
    supplier = replace(extraction.invoice.supplier, name=None)
    return replace(extraction, invoice=replace(extraction.invoice, supplier=supplier))


def _plain_text(html: str) -> str:
    from inscriptis import get_text

    try:
        return str(get_text(html))
    except Exception as error:
        # inscriptis hands on whatever lxml makes of the tag soup.
        raise UnreadableDocument(
            "doc-damaged", "This HTML file cannot be read. Open it in a browser and print it to PDF."
        ) from error


def _blocks(text: str) -> Iterator[list[Line]]:
    """Yield runs of lines: those set in columns together, so that the columns stand under each other, and each other line alone."""
    table: list[Line] = []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        cells = _cells(line[:MOST_LINE].rstrip(), f"body line {number}")
        if table and len(cells) != len(table[-1]):
            yield table
            table = []
        if cells:
            table.append(cells)
    if table:
        yield table


def _cells(line: str, origin: str) -> Line:
    return [Piece(part.strip(), origin) for part in _GAP.split(line.strip()) if part.strip()]
