"""CSV files: any delimiter, UTF-8 or Windows characters, read as one sheet."""

from __future__ import annotations

import csv
import io

from extract.options import ReadOptions
from extract.readers.sheet import MOST_ROWS, read_cells
from extract.sniff import find_delimiter, utf_16_without_mark
from extract.statements.grid import Cell, Grid, Row
from models.document import ReaderName, Source
from models.errors import UnreadableDocument
from models.invoice import Extraction

MOST_COLUMNS = 60
MOST_CELL = 2000
MOST_BYTES = 20_000_000


def read_csv(data: bytes, options: ReadOptions) -> Extraction:
    """Read a CSV file."""
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(
            "doc-too-large", "This CSV file is larger than any bill. Ask the supplier for the part that concerns you."
        )
    return read_cells([grid_of_csv(data)], ReaderName.CSV, options)


def grid_of_csv(data: bytes) -> Grid:
    """Return a CSV file as one sheet."""
    text = decode_text(data)
    delimiter = find_delimiter(text[:8192], trusting=True) or ","
    try:
        rows = [_row(number, cells) for number, cells in enumerate(_records(text, delimiter), 1)]
    except csv.Error as error:
        raise UnreadableDocument(
            "doc-damaged", f"This CSV file is broken ({error}). Ask the supplier to send it again."
        ) from error
    return Grid("csv", tuple(rows), "csv")


def _records(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [record for _, record in zip(range(MOST_ROWS + 1), reader, strict=False)]


def _row(number: int, cells: list[str]) -> Row:
    return Row(tuple(_cell(f"cell csv!{column_name(place)}{number}", text) for place, text in enumerate(cells[:MOST_COLUMNS])))


def _cell(origin: str, text: str) -> Cell | None:
    text = " ".join(text[:MOST_CELL].split())
    return Cell(text, Source(text, origin=origin)) if text else None


def column_name(place: int) -> str:
    """Return a column's letters as sheets name it, counted from 0.

    >>> column_name(0), column_name(25), column_name(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def decode_text(data: bytes) -> str:
    r"""Return the text of a file that may be UTF-8, UTF-16 with a mark, or Windows-1252.

    >>> decode_text("beløb".encode("cp1252")), decode_text("\ufeffbeløb".encode())
    ('beløb', 'beløb')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    encoding = utf_16_without_mark(data[:8192])
    if encoding:
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
