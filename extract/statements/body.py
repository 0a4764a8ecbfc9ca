"""A statement typed into a mail, or pasted as a table: lines as a grid."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.statements.grid import Cell, Grid, Row
from extract.statements.pages import grid_from_pages
from models.document import Box, Page, ReaderName, Source, Word

MOST_LINES = 2_000
LONGEST_LINE = 300
#: A typed character in points; only the order and the alignment matter.
WIDTH, HEIGHT = 6.0, 12.0


def grid_from_text(text: str) -> Grid:
    """Return a text as a grid: by tabs or bars where it has them, else by where words stand in the line."""
    lines = [line[:LONGEST_LINE] for line in text.split("\n")[:MOST_LINES]]
    if any("\t" in line or line.count("|") >= 2 for line in lines):
        return Grid("", tuple(_delimited(number, line) for number, line in enumerate(lines, 1)), str(ReaderName.MAIL_BODY))
    return _by_position(lines)


def _delimited(number: int, line: str) -> Row:
    pieces = re.split(r"\t|\|", line.strip().strip("|")) if "\t" in line or "|" in line else [line]
    return Row(tuple(_cell(number, piece) for piece in pieces))


def _cell(number: int, piece: str) -> Cell | None:
    text = piece.strip()
    return Cell(text, Source(text, origin=f"body line {number}")) if text else None


def _by_position(lines: list[str]) -> Grid:
    words = []
    for number, line in enumerate(lines):
        for found in re.finditer(r"\S+", line):
            top = number * HEIGHT * 1.5
            box = Box(found.start() * WIDTH, top, found.end() * WIDTH, top + HEIGHT)
            words.append(Word(found[0], box))
    page = Page(1, LONGEST_LINE * WIDTH, len(lines) * HEIGHT * 1.5, tuple(words), ReaderName.MAIL_BODY)
    grid = grid_from_pages([page])
    return replace(grid, rows=tuple(_as_lines(row) for row in grid.rows))


def _as_lines(row: Row) -> Row:
    return Row(tuple(_in_line(cell) if cell else None for cell in row.cells))


def _in_line(cell: Cell) -> Cell:
    """Name the line instead of a place on a page that is none."""
    box = cell.source.box
    number = int(box.top / (HEIGHT * 1.5)) + 1 if box else 0
    return replace(cell, source=Source(cell.source.text, origin=f"body line {number}"))
