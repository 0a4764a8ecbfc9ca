"""Pages of words as one grid: a ledger's header says where its columns stand, page after page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.layout import Cell as LayoutCell
from extract.layout import Row as LayoutRow
from extract.layout import around, rows_of
from extract.statements.columns import Column, Header, find_header, find_wide_header
from extract.statements.grid import CERTAIN, Cell, Grid, Row
from extract.statements.values import AMOUNT, parse_amount, parse_date
from models.document import Page, ReaderName, Source, Word

MONEY_COLUMNS = frozenset({Column.MONEY_IN, Column.MONEY_OUT, Column.AMOUNT, Column.BALANCE})
#: A printed amount's right edge stands this near to its column's, in points.
NEAR = 30.0
#: The most that a figure from a scan is trusted with.
SCANNED = 0.90
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the page: its number in the grid and where its heading stands."""

    index: int
    left: float
    right: float
    is_money: bool


def grid_from_pages(pages: Sequence[Page]) -> Grid:
    """Return all pages as one grid, so that a client's rows may run over a page's end."""
    rows: list[Row] = []
    places: tuple[Place, ...] = ()
    previous: LayoutRow | None = None
    scanned = {page.number for page in pages if page.reader in {ReaderName.PDF_OCR, ReaderName.IMAGE_OCR}}
    for row in rows_of(pages)[:MOST_ROWS]:
        plain = _row_of(row.cells, row.page)
        header = find_header(plain)
        if header is None and previous is not None:
            plain, header = _stacked(previous, row, plain)
        if header:
            places = _places(header, row)
            rows.append(plain)
        elif find_wide_header(plain):
            places = tuple(Place(index, cell.box.left, cell.box.right, is_money=True) for index, cell in enumerate(row.cells))
            rows.append(plain)
        else:
            rows.append(_placed(row, places) if places else plain)
        previous = row
    reader = next((str(page.reader) for page in pages), "")
    return Grid("", tuple(rows), reader, trust=SCANNED if scanned else CERTAIN)


def _row_of(cells: Sequence[LayoutCell], page: int) -> Row:
    return Row(tuple(_cell(cell.words, page) for cell in cells))


def _cell(words: Sequence[Word], page: int) -> Cell:
    text = " ".join(word.text for word in words)
    return Cell(text, Source(text, page, around(words), "ocr" if any(word.confidence < 1 for word in words) else "text"))


def _stacked(above: LayoutRow, row: LayoutRow, plain: Row) -> tuple[Row, Header | None]:
    """Try the heading as two rows: "Money" over "In" and "Out"."""
    over = [cell for cell in above.cells if cell.box.bottom - row.box.top > -2 * row.height]
    joined = []
    for cell in row.cells:
        heads = [each for each in over if each.box.left < cell.box.right and cell.box.left < each.box.right]
        joined.append(_cell((*(word for each in heads for word in each.words), *cell.words), row.page))
    alone = [
        each
        for each in over
        if not any(each.box.left < cell.box.right and cell.box.left < each.box.right for cell in row.cells)
    ]
    stacked = Row(tuple(joined))
    header = find_header(stacked)
    return (stacked, header) if header and not alone else (plain, None)


def _places(header: Header, row: LayoutRow) -> tuple[Place, ...]:
    by_index = {index: column for column, index in header.places.items()}
    return tuple(
        Place(index, cell.box.left, cell.box.right, is_money=by_index.get(index) in MONEY_COLUMNS)
        for index, cell in enumerate(row.cells)
    )


def _placed(row: LayoutRow, places: tuple[Place, ...]) -> Row:
    """Put each word into its column: amounts by their right edge, other words by their left."""
    columns: dict[int, list[Word]] = {}
    for word in _amounts_joined(row.words):
        columns.setdefault(_column(word, places), []).append(word)
    columns = _dates_apart(columns, places)
    width = max(place.index for place in places) + 1
    return Row(tuple(_cell(columns[index], row.page) if columns.get(index) else None for index in range(width)))


def _amounts_joined(words: Sequence[Word]) -> list[Word]:
    """Join a sign or a pounds mark that stands apart from its number."""
    result: list[Word] = []
    for word in words:
        if result and result[-1].text in {"£", "-", "(", "GBP"} and word.box.left - result[-1].box.right < 2 * word.box.height:
            last = result.pop()
            result.append(Word(last.text + word.text, around((last, word)), min(last.confidence, word.confidence)))
        else:
            result.append(word)
    return result


def _column(word: Word, places: tuple[Place, ...]) -> int:
    money = [place for place in places if place.is_money]
    if money and _is_amount(word.text):
        best = min(money, key=lambda place: abs(place.right - word.box.right))
        inside = best.left - NEAR <= word.box.right <= best.right + NEAR
        if inside:
            return best.index
    texts = [place for place in places if not place.is_money] or list(places)
    before = [place for place in texts if place.left <= word.box.left + 3]
    return (before[-1] if before else texts[0]).index


def _is_amount(text: str) -> bool:
    plain = text.strip("£()-").replace("CR", "").replace("DR", "")
    return text in {"-", "–", "—"} or ("." in text and parse_amount(text) is not None and bool(AMOUNT.fullmatch(plain)))


def _dates_apart(columns: dict[int, list[Word]], places: tuple[Place, ...]) -> dict[int, list[Word]]:
    """Move words that run from a narrow date column into the text beside it."""
    texts = [place.index for place in places if not place.is_money]
    if len(texts) < 2 or texts[0] not in columns:
        return columns
    words = columns[texts[0]]
    for count in (1, 2, 3):
        if len(words) > count and parse_date(" ".join(word.text for word in words[:count])):
            rest = words[count:]
            moved = sorted([*rest, *columns.get(texts[1], [])], key=lambda word: word.box.left)
            return {**columns, texts[0]: words[:count], texts[1]: moved}
    first = " ".join(word.text for word in words)
    if not parse_date(first) and not re.search(r"\d{5}", first):
        return {**columns, texts[0]: [], texts[1]: [*words, *columns.get(texts[1], [])]}
    return columns
