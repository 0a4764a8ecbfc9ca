"""Cells and lines laid out on an imagined page, so that the parser that reads pages reads sheets, Word files and mail too.

Every reading comes back with the cell or line it stands in instead of a place on a page that nobody can look at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, TypeVar

from extract.options import ReadOptions
from extract.parse import parse_pages
from models.document import Box, Page, ReaderName, Reading, Source, Word
from models.finding import Finding, Severity
from models.identifiers import compact
from models.invoice import DocumentKind, Extraction

T = TypeVar("T")

#: What parts the words of a cell; each counts as one letter, so that the width stays.
_BREAK = re.compile(r"\s")

#: Letters of ten points on lines of thirteen, as a plain page would be set.
LETTER_WIDTH, LETTER_HEIGHT, PITCH = 5.5, 10.0, 13.0
#: Wide enough that neighbouring cells are never taken for one.
COLUMN_GAP = 24.0
WIDEST_COLUMN = 60
MARGIN = 20.0
MOST_CELL_TEXT = 400
#: So many rows are told by their places.
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """A text to lay out, and where it comes from: `cell Sheet1!B4`, `body line 3`."""

    text: str
    origin: str


#: One row: a piece or nothing for each column.
Line = Sequence[Piece | None]


@dataclass
class Paper:
    """Imagined pages being filled, and what stands at which place of them."""

    reader: ReaderName
    pages: list[Page] = field(default_factory=list)
    _places: dict[tuple[int, int], list[tuple[float, Piece]]] = field(default_factory=dict)

    def add_page(self, blocks: Sequence[Sequence[Line]]) -> None:
        """Lay out blocks of rows under each other; the columns of each block have widths of their own."""
        number, row, width = len(self.pages) + 1, 0, 0.0
        words: list[Word] = []
        for block in blocks:
            edges = _column_edges(block)
            width = max(width, edges[-1] if edges else 0.0)
            for line in block:
                words.extend(self._lay(number, row, line, edges))
                row += 1
        self.pages.append(Page(number, width + MARGIN, row * PITCH + 2 * MARGIN, tuple(words), self.reader))

    def _lay(self, page: int, row: int, line: Line, edges: Sequence[float]) -> list[Word]:
        words: list[Word] = []
        top = MARGIN + row * PITCH
        for column, piece in enumerate(line):
            if piece is None or not piece.text.strip():
                continue
            left = edges[column]
            self._places.setdefault((page, row), []).append((left, piece))
            room = edges[column + 1] - COLUMN_GAP - left
            words.extend(_set_words(piece.text[:MOST_CELL_TEXT], left, top, room))
        return words

    def read(self, options: ReadOptions) -> Extraction:
        """Parse the pages and give every reading the place it really has."""
        extraction: Extraction = _replace_sources(parse_pages(self.pages, options), self)
        return extraction

    def lost_people(self, extraction: Extraction, options: ReadOptions) -> tuple[Finding, ...]:
        """Return a finding when the text names people whom no line and no head is for; the numbers are not said."""
        invoice = extraction.invoice
        if not invoice.lines and extraction.kind not in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}:
            return ()
        found = {compact(each.value) for each in (invoice.person, *(line.person for line in invoice.lines)) if each}
        lost = [
            piece.origin
            for standing in self._places.values()
            for _, piece in standing
            if any(number not in found for number, _, _ in options.pack.find_person_ids(piece.text[:MOST_CELL_TEXT]))
        ]
        return (rows_not_read(list(dict.fromkeys(lost))),) if lost else ()

    def source(self, source: Source) -> Source:
        """Return the cell or line that a place on an imagined page stands for."""
        if source.page is None or source.box is None:
            return source
        row = int((source.box.middle - MARGIN) // PITCH)
        standing = self._places.get((source.page, row), [])
        left = [piece for edge, piece in standing if edge <= source.box.left + 1]
        return Source(source.text, origin=left[-1].origin if left else "text")


def rows_not_read(origins: Sequence[str]) -> Finding:
    """Say which rows name a person and gave no line."""
    told = ", ".join(origin.removeprefix("cell ") for origin in origins[:MOST_TOLD])
    rows, more = ("row names" if len(origins) == 1 else "rows name"), " …" if len(origins) > MOST_TOLD else ""
    detail = (
        f"{len(origins)} {rows} a person and gave no line ({told}{more}): no amount was found there, or it stands in no table that was "
        "understood. Look at it, or ask the supplier for one row for each person with its amount."
    )
    return Finding("rows-not-read", Severity.QUERY, detail, ("lines",))


def _column_edges(block: Sequence[Line]) -> list[float]:
    """Return the left edge of every column, and the right edge of the last."""
    count = max((len(line) for line in block), default=0)
    widths = [0] * count
    for line in block:
        for column, piece in enumerate(line):
            if piece:
                widths[column] = max(widths[column], min(len(piece.text), WIDEST_COLUMN))
    edges = [MARGIN]
    for width in widths:
        edges.append(edges[-1] + width * LETTER_WIDTH + COLUMN_GAP)
    return edges


def _set_words(text: str, left: float, top: float, room: float) -> list[Word]:
    """Set the words of a cell side by side; letters are narrowed when the text is wider than its column."""
    letter = min(LETTER_WIDTH, room / max(1, len(text)))
    words, at = [], left
    for part in _BREAK.split(text):
        width = len(part) * letter
        if part:
            words.append(Word(part, Box(at, top, at + width, top + LETTER_HEIGHT), size=LETTER_HEIGHT))
        at += width + letter
    return words


def _replace_sources(value: Any, paper: Paper) -> Any:
    """Return a value with the source of every reading in it replaced."""
    if isinstance(value, Reading):
        return replace(value, source=paper.source(value.source))
    if isinstance(value, tuple):
        return tuple(_replace_sources(item, paper) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {each.name: _replace_sources(getattr(value, each.name), paper) for each in fields(value)}
        return replace(value, **changed)
    return value
