"""Word files: paragraphs as lines, tables as rows of cells, in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from extract.options import ReadOptions
from extract.readers.paper import Line, Paper, Piece
from models.document import ReaderName
from models.errors import UnreadableDocument
from models.invoice import Extraction

MOST_UNPACKED = 200_000_000
MOST_BLOCKS = 3000
DAMAGED = "This Word file is damaged and cannot be opened. Ask the supplier to send it again, or for a PDF."


def read_docx(data: bytes, options: ReadOptions) -> Extraction:
    """Read a Word file."""
    document = _open(data)
    paper = Paper(ReaderName.DOCX)
    blocks = [block for block in _blocks(document) if block]
    if not any(piece for block in blocks for line in block for piece in line):
        raise UnreadableDocument(
            "doc-empty", "This Word file has no text. Open it to see what it holds, or ask the supplier for a PDF."
        )
    paper.add_page(blocks)
    return replace(paper.read(options), pages=1, engine="docx")


def _open(data: bytes) -> Any:
    import docx

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(item.file_size for item in packed.infolist())
        if size > MOST_UNPACKED:
            raise UnreadableDocument("doc-too-large", f"This Word file unpacks to {size} bytes; the most is {MOST_UNPACKED}.")
        return docx.Document(io.BytesIO(data))
    except UnreadableDocument:
        raise
    except Exception as error:
        # python-docx and lxml raise many kinds of error on a broken package; all of them mean the same to a clerk.
        raise UnreadableDocument("doc-damaged", DAMAGED) from error


def _blocks(document: Any) -> Iterator[list[Line]]:
    from docx.table import Table

    tables = 0
    for number, block in enumerate(document.iter_inner_content(), 1):
        if number > MOST_BLOCKS:
            return
        if isinstance(block, Table):
            tables += 1
            yield list(_rows(block, tables))
        else:
            yield from ([_tabbed(line, f"paragraph {number}")] for line in block.text.splitlines() if line.strip())
    yield from _margins(document)


def _margins(document: Any) -> Iterator[list[Line]]:
    """Letterheads and bank details often stand in the header and footer of the page."""
    for section in document.sections[:1]:
        for name, part in (("header", section.header), ("footer", section.footer)):
            for number, paragraph in enumerate(part.paragraphs, 1):
                if paragraph.text.strip():
                    yield [_tabbed(paragraph.text, f"{name} paragraph {number}")]


def _tabbed(text: str, origin: str) -> Line:
    # A tab sets apart what stands on one line.
    return [Piece(part.strip(), origin) if part.strip() else None for part in text.split("\t")]


def _rows(table: Any, number: int) -> Iterator[Line]:
    for place, row in enumerate(table.rows, 1):
        seen: set[int] = set()
        line: list[Piece | None] = []
        for column, cell in enumerate(row.cells[:60], 1):
            repeats = id(cell._tc) in seen  # noqa: SLF001 - python-docx gives a merged cell once for each column it covers
            seen.add(id(cell._tc))  # noqa: SLF001 - as above
            text = " ".join(cell.text.split())
            line.append(Piece(text, f"table {number} row {place} column {column}") if text and not repeats else None)
        yield line
