"""Invoices typed into a mail, and plain text files: lines with their columns kept by the place of the letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
#: What no white space parts, where a sentence has single blanks.
_CELL = re.compile(r"\S+(?: \S+)*")
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
    return replace(
        extraction,
        findings=(*extraction.findings, *paper.lost_people(extraction, options), *findings),
        pages=1,
        engine="body",
    )


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
    edges: list[tuple[int, int]] = []
    for number, line in enumerate(text.splitlines()[:MOST_LINES], 1):
        # A tab parts cells however little room it leaves.
        cells = list(_cells(line[:MOST_LINE].replace("\t", "  \t").expandtabs()))
        pieces: list[Piece | None] = [Piece(part, f"body line {number}") for part, _ in cells]
        if table and len(cells) != len(edges):
            columns = _under(cells, edges)
            if columns is None:
                yield table
                table = []
            else:
                pieces = [pieces[columns.index(place)] if place in columns else None for place in range(len(edges))]
        if len(pieces) == len(cells):
            edges = [edge for _, edge in cells]
        if cells:
            table.append(pieces)
    if table:
        yield table


def _under(cells: Sequence[tuple[str, tuple[int, int]]], edges: Sequence[tuple[int, int]]) -> list[int] | None:
    """Return the columns of the line above under which fewer cells stand, each flush with one at its left or its right; None where one is not."""
    if not 1 < len(cells) < len(edges):
        return None
    columns: list[int] = []
    for _, (left, right) in cells:
        free = range(columns[-1] + 1 if columns else 0, len(edges))
        near = [place for place in free if min(abs(edges[place][0] - left), abs(edges[place][1] - right)) <= 1]
        if not near:
            return None
        columns.append(near[0])
    return columns


def _cells(line: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield what white space sets apart on a line, with where each part begins and ends."""
    for found in _CELL.finditer(line):
        yield found.group(), found.span()
