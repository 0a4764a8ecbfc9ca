"""Whom a letter is sent to, where no label says so: the address in the window, told from the sender's own.

An address is a block of rows set flush left of which one holds a postcode with its place. It is the reader's when a row of it says for whose attention it
is, when the sender's line stands small above it, when the greeting names somebody in it, or when a sender's address stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.companies import COMPANY, only_form
from extract.layout import Cell, Row
from extract.view import View
from models.document import Box

#: A postcode with its place, as Denmark, Germany, Austria, Switzerland, France, Sweden, the Netherlands and the United Kingdom write it.
_PLACE = re.compile(
    r"(?:^|[\s,])(?:(?:[A-Z]{1,3}-)?\d{4,5}|\d{3} \d{2}|\d{4} [A-Z]{2}) [A-ZÆØÅÄÖÜ][^\d]{2,}$|(?<![A-Z])[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}$"
)
#: A street with its number and the place behind it: `Seefeldstrasse 224, CH-8008 Zürich`.
_ONE_LINE = re.compile(r"[^\W\d_]{3}\.? \d{1,4}[a-z]?\s?[,·|•]\s?(?:[A-Z]{1,2}-)?\d{4,5} [A-ZÆØÅÄÖÜ]")
_ATTENTION = re.compile(
    r"^(?:z\. ?hd\.|z\. ?h\.|att\b|attn\b|f\.?a\.?o\b|an$|an (?:die|den|das|herrn|frau|firma)\b|herrn?\b|frau\b|til:?(?:\s|$)|to:?$|à l'attention|the (?:director|manager|head)\b|accounts payable)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:sehr geehrte\w*|liebe\w*|guten tag|kære|dear|chère?|madame|bonjour|hej)\s+(.+?)[,!:]?$", re.IGNORECASE
)
_TITLES = frozenset(
    [
        "herr",
        "frau",
        "herren",
        "damen",
        "und",
        "dr",
        "prof",
        "mr",
        "mrs",
        "ms",
        "miss",
        "sir",
        "madam",
        "alle",
        "all",
        "sirs",
        "or",
    ]
)
#: An address stands in the upper part of the first page and has so many rows.
UPPER, LEAST_ROWS, MOST_ROWS = 0.5, 2, 9
#: From a company's name to its place there are so many rows: name, house, street, place.
ADDRESS_ROWS = 4
#: Rows of an address stand no farther apart than so many line heights; before its place one may be left out.
APART, BEFORE_PLACE, AFTER_PLACE = 1.1, 2.4, 0.7
#: Of print that was seen the type is told from its ink, which makes it a little higher than most text layers do, and a blank line less.
APART_BY_EYE = 0.9
FLUSH = 3.0
#: The sender's line is so much smaller than the address under it, and no farther away than so many line heights.
SMALLER, NEAR = 0.9, 3.0


@dataclass(frozen=True, slots=True)
class Address:
    """Cells that are set under each other, the last of them a place."""

    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]

    @property
    def box(self) -> Box:
        """The rectangle around all cells."""
        return self.cells[0].box.union(self.cells[-1].box)


def addressees(view: View, used: frozenset[int]) -> tuple[Address, ...]:
    """Return the addresses of the first page that are the reader's; `used` are the rows of the table of lines."""
    found = list(_addresses(view, used))
    greeted = _greeted(view)
    sure = [each for each in found if _attention(each) or _sender_above(view, each) or _names_one(each, greeted)]
    over_table = found[:1] and found[0].rows[-1].index < min(used, default=len(view.rows))
    if not sure and len(found) == 1 and over_table and _line_above(view, found[0]):
        return tuple(found)
    if sure or len(found) != 2:
        return tuple(sure)
    upper, lower = sorted(found, key=lambda each: each.box.top)
    flush = abs(upper.box.left - lower.box.left) < FLUSH and lower.box.top > upper.box.bottom
    return (lower,) if flush else ()


def _addresses(view: View, used: frozenset[int]) -> Iterator[Address]:
    """Yield the addresses of the upper part of the first page, from the lowest up."""
    height = max((page.height for page in view.pages[:1]), default=0.0)
    upper = [row for row in view.rows if row.page == view.rows[0].page and row.box.top <= UPPER * height]
    taken: set[int] = set()
    for row in reversed(upper):
        for cell in row.cells:
            if row.index not in used and id(cell) not in taken and _PLACE.search(cell.text):
                address = _over_place(view, row, cell, used)
                taken.update(id(each) for each in address.cells)
                if len(address.cells) >= LEAST_ROWS:
                    yield address


def _over_place(view: View, row: Row, cell: Cell, used: frozenset[int]) -> Address:
    """Return the address that ends with a place: the cells flush over it, as far as they stand close."""
    rows, cells = [row], [cell]
    apart = APART_BY_EYE if view.by_eye(row.page) else APART
    for above in reversed(view.rows[max(0, row.index - 2 * MOST_ROWS) : row.index]):
        flush = next((other for other in above.cells if abs(other.box.left - cell.box.left) < FLUSH), None)
        if flush is None:
            continue
        room = BEFORE_PLACE if _PLACE.search(cells[-1].text) else AFTER_PLACE if _PLACE.search(flush.text) else apart
        if above.index in used or cells[-1].box.top - flush.box.bottom > room * cell.box.height or len(cells) == MOST_ROWS:
            break
        rows.append(above)
        cells.append(flush)
    return Address(tuple(reversed(rows)), tuple(reversed(cells)))


def companies_over_places(view: View, used: frozenset[int]) -> Iterator[tuple[Row, Cell]]:
    """Yield each row of the first page and its cell with a company's form that stands over a place, as the name that begins an address."""
    rows = [row for row in view.rows if row.page == view.rows[0].page and row.index not in used]
    for row in rows:
        for cell in row.cells:
            if _PLACE.search(cell.text) and not COMPANY.search(cell.text):
                address = _over_place(view, row, cell, used)
                near = range(max(0, len(address.cells) - ADDRESS_ROWS), len(address.cells))
                first = next((at for at in near if COMPANY.search(address.cells[at].text)), None)
                if first is not None:
                    first -= bool(first) and only_form(address.cells[first].text)
                    yield address.rows[first], address.cells[first]


def _attention(address: Address) -> bool:
    return any(_ATTENTION.match(cell.text) for cell in address.cells)


def _line_above(view: View, address: Address) -> bool:
    """Whether a letterhead has street and place on one row above the only address that is set in rows."""
    first = address.rows[0]
    return any(
        row.page == first.page and any(_ONE_LINE.search(cell.text) for cell in row.cells) for row in view.rows[: first.index]
    )


def _sender_above(view: View, address: Address) -> bool:
    """Whether a small row that ends with a place stands flush right above an address."""
    first, cell = address.rows[0], address.cells[0]
    for above in view.rows[max(0, first.index - 2) : first.index]:
        small = above.height < SMALLER * first.height and cell.box.top - above.box.bottom < NEAR * first.height
        flush = any(abs(each.box.left - cell.box.left) < 2 * FLUSH for each in above.cells)
        if above.page == first.page and small and flush and _PLACE.search(above.text):
            return True
    return False


def _greeted(view: View) -> frozenset[str]:
    """Return the words of names in the greeting."""
    for row in view.rows:
        found = _GREETING.match(row.text) if len(row.words) < 9 else None
        if found:
            words = (word.strip(".,:!").casefold() for word in found[1].split())
            return frozenset(word for word in words if len(word) > 2 and word not in _TITLES)
    return frozenset()


def _names_one(address: Address, greeted: frozenset[str]) -> bool:
    words = {word.text.strip(".,").casefold() for cell in address.cells for word in cell.words}
    return bool(greeted & words)


def inside(addresses: Sequence[Address], row: Row, cell: Cell) -> bool:
    """Whether a cell of a row stands in one of the addresses."""
    return any(
        each.index == row.index and at == cell
        for address in addresses
        for each, at in zip(address.rows, address.cells, strict=True)
    )
