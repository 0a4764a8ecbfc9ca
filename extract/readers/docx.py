"""Word files: paragraphs as lines, tables as rows of cells, in their order; text boxes, fields to fill in and tables in tables too.

What a tracked change inserts is read as part of the text, what it deletes is not, and that there are any is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from extract.options import ReadOptions
from extract.readers.paper import Line, Paper, Piece
from extract.readers.tabs import Run, stops_of
from models.document import ReaderName
from models.errors import UnreadableDocument
from models.finding import Finding, Severity
from models.invoice import Extraction

MOST_UNPACKED = 200_000_000
MOST_BLOCKS = 20_000
#: Rows of tables and lines of paragraphs that are read.
MOST_ROWS = 5100
#: Tables in tables deeper than this hold nothing that anybody reads.
DEEPEST = 6
MOST_COLUMNS = 60
MOST_SECTIONS = 20
DAMAGED = "This Word file is damaged and cannot be opened. Ask the supplier to send it again, or for a PDF."
TOO_MANY = (
    f"This Word file has more than {MOST_ROWS} lines; the rest was not read. Look at it, or ask the supplier to split it."
)
CHANGES = (
    "This Word file has changes that nobody has accepted or refused; it was read as if they were accepted. "
    "Ask the supplier for the final version, best as a PDF."
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: What stands around paragraphs and tables without being one: fields to fill in, and changes that were made.
_AROUND = frozenset({f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"})
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_CHANGED = (f"{_W}ins", *_DELETED)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
#: An amount of money: the row bills something.
_MONEY = re.compile(r"\d[.,]\d\d(?!\d)(?![.,-]\d)")
#: An older program's copy of a text box: reading both would double it.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"


def read_docx(data: bytes, options: ReadOptions) -> Extraction:
    """Read a Word file."""
    document = _open(data)
    paper = Paper(ReaderName.DOCX)
    blocks = list(_first_rows(block for block in _blocks(document) if block))
    if not any(piece for block in blocks for line in block for piece in line):
        raise UnreadableDocument(
            "doc-empty", "This Word file has no text. Open it to see what it holds, or ask the supplier for a PDF."
        )
    paper.add_page(blocks)
    extraction = paper.read(options)
    if sum(map(len, blocks)) >= MOST_ROWS:
        extraction = replace(extraction, findings=(*extraction.findings, Finding("too-many-lines", Severity.WARNING, TOO_MANY)))
    changed = next(document.element.body.iter(*_CHANGED), None) is not None
    told = (Finding("tracked-changes", Severity.WARNING, CHANGES),) if changed else ()
    return replace(
        extraction, findings=(*extraction.findings, *paper.lost_people(extraction, options), *told), pages=1, engine="docx"
    )


def _first_rows(blocks: Iterable[list[Line]]) -> Iterator[list[Line]]:
    """Yield blocks until they have as many rows as are read."""
    left = MOST_ROWS
    for block in blocks:
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return


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
    """Yield what stands in the document, and then in the margins of its pages: letterheads and bank details often do."""
    yield from _Story("").blocks(document.element.body)
    seen: list[Any] = []
    for section in list(document.sections)[:MOST_SECTIONS]:
        for name in ("first_page_header", "header", "first_page_footer", "footer"):
            part = getattr(section, name)._element  # noqa: SLF001 - the tables of a margin are in no public list
            if not any(part is each for each in seen):
                seen.append(part)
                yield from _Story(f"{name.removeprefix('first_page_')} ").blocks(part)


@dataclass
class _Story:
    """One run of paragraphs and tables being walked, and how far it has come."""

    name: str
    paragraphs: int = 0
    tables: int = 0
    read: int = 0

    def blocks(self, parent: Any, depth: int = 0) -> Iterator[list[Line]]:
        """Yield the paragraphs and tables below an element, those in text boxes behind the paragraph they hang on."""
        tabbed = Run()
        for element in parent:
            if self.read >= MOST_BLOCKS or depth > DEEPEST:
                break
            if element.tag == f"{_W}p":
                yield from self._paragraph(element, tabbed)
                for box in _boxes(element):
                    yield from self.blocks(box, depth + 1)
            elif element.tag == f"{_W}tbl":
                yield tabbed.block()
                yield from self._table(element, depth)
            elif element.tag in _AROUND:
                yield tabbed.block()
                yield from self.blocks(element, depth)
        yield tabbed.block()

    def _paragraph(self, paragraph: Any, tabbed: Run) -> Iterator[list[Line]]:
        """Yield the lines of a paragraph, each by itself; those with tabs are held back until one without comes."""
        self.read += 1
        self.paragraphs += 1
        origin = f"{self.name}paragraph {self.paragraphs}"
        for line in _text(paragraph).splitlines():
            if "\t" in line.strip():
                tabbed.add(line.rstrip(), stops_of(paragraph), origin)
            elif line.strip():
                yield tabbed.block()
                yield [[Piece(line.strip(), origin)]]

    def _table(self, table: Any, depth: int) -> Iterator[list[Line]]:
        """Yield the rows of a table together; a row that holds tables of its own only lays them out, and they follow instead."""
        self.read += 1
        self.tables += 1
        number, rows = self.tables, list[Line]()
        for place, row in enumerate(_below(table, f"{_W}tr"), 1):
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = list(_cells(row))
            inner = [each for _, cell in cells for each in _below(cell, f"{_W}tbl")]
            lines = _row(cells, f"{self.name}table {number} row {place}")
            rows.extend(line for line in lines if any(line))
            boxes = [box for _, cell in cells for paragraph in _below(cell, f"{_W}p") for box in _boxes(paragraph)]
            if inner or boxes:
                if rows:
                    yield rows
                rows = []
            for each in inner:
                yield from self._table(each, depth + 1) if depth < DEEPEST else ()
            for box in boxes:
                yield from self.blocks(box, depth + 1)
        if rows:
            yield rows


def _below(parent: Any, tag: str) -> Iterator[Any]:
    """Yield the elements of a name below one, through what only stands around them."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _AROUND:
            yield from _below(element, tag)


def _cells(row: Any) -> Iterator[tuple[int, Any]]:
    """Yield the cells of a row with the column each begins in; one that goes on from the row above is left out."""
    column = 0
    for cell in _below(row, f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if column < MOST_COLUMNS and (merged is None or merged.get(f"{_W}val") == "restart"):
            yield column, cell
        width = span.get(f"{_W}val") if span is not None else None
        column += int(width) if width and width.isdigit() else 1


def _row(cells: list[tuple[int, Any]], origin: str) -> list[Line]:
    """Return a row of a table: as one line where it bills something, else its cells line by line, as an address and facts beside it are set."""
    texts = [(column, "\n".join(_text(paragraph) for paragraph in _below(cell, f"{_W}p"))) for column, cell in cells]
    if any(_MONEY.search(text) for _, text in texts):
        texts = [(column, " ".join(text.split())) for column, text in texts]
    parts = [(column, [" ".join(line.split()) for line in text.splitlines() if line.strip()]) for column, text in texts]
    return [_line(parts, place, origin) for place in range(max((len(lines) for _, lines in parts), default=0))]


def _line(parts: Sequence[tuple[int, Sequence[str]]], place: int, origin: str) -> Line:
    line: list[Piece | None] = []
    for column, lines in parts:
        line.extend([None] * (column - len(line)))
        line.append(Piece(lines[place], f"{origin} column {column + 1}") if place < len(lines) else None)
    return line


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph, each once."""
    newer = next(paragraph.iter(_CHOICE), None) is not None
    for box in paragraph.iter(f"{_W}txbxContent"):
        above = list(takewhile(lambda each: each.tag != f"{_W}p", box.iterancestors()))
        hangs_on = above[-1].getparent() if above else box.getparent()
        if hangs_on is paragraph and not (newer and any(each.tag == _FALLBACK for each in above)):
            yield box


def _text(paragraph: Any) -> str:
    """Return the text of a paragraph as it is seen: what was inserted, not what was deleted or hidden."""
    return "".join(_texts(paragraph))


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif (child.tag == f"{_W}r" and not _is_hidden(child)) or child.tag in _AROUND or child.tag in _LINKS:
            yield from _texts(child)


_LINKS = frozenset({f"{_W}hyperlink", f"{_W}fldSimple"})


def _is_hidden(run: Any) -> bool:
    """Whether a run is not seen: hidden, or struck through as no longer meant."""
    settings = run.find(f"{_W}rPr")
    marks = [settings.find(f"{_W}{name}") for name in ("vanish", "strike", "dstrike")] if settings is not None else []
    return any(mark is not None and mark.get(f"{_W}val") not in {"0", "false", "none"} for mark in marks)
