"""Rows that bill two things, each with quantity, price and amount of its own: the time of a visit and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.body import Body, Entry
from extract.factors import multiplies
from extract.tables import AMOUNTS, Column, Head

#: What each of the two is made of, in this order.
PRODUCT = ("quantity", "unit_price", "amount")
#: What the columns of the one are to the lines of the other: numbers that are none of theirs.
NOT_ITS_OWN = ("summary",)


def two_lines_a_row(body: Body) -> Body:
    """Return the body with two entries for each row that bills two products, `Hours | Rate | £ | Miles | Rate | £`.

    They are told by their headings and by multiplying, each of them in every row that has it. Where the two are summed in the row
    itself, that sum is what the row comes to, and it stays one line.
    """
    if not any(_blocks(entry.head) for entry in body.entries) or not all(map(_holds, body.entries)):
        return body
    return replace(body, entries=tuple(each for entry in body.entries for each in _parted(entry)))


def _blocks(head: Head) -> tuple[int, int] | None:
    """Return where the two products of a head begin, when it has two, and no other amounts."""
    kinds = [next((kind for kind in (*PRODUCT, *AMOUNTS) if kind in column.kinds), "") for column in head.columns]
    starts = [place for place in range(len(kinds) - 2) if tuple(kinds[place : place + 3]) == PRODUCT]
    amounts = sum(kind in AMOUNTS for kind in kinds)
    return (starts[0], starts[1]) if len(starts) == amounts == 2 else None


def _holds(entry: Entry) -> bool:
    """Whether each product that has an amount in a row makes it."""
    blocks = _blocks(entry.head)
    whole = [_numbers(entry, start) for start in blocks or ()]
    given = [each for each in whole if each[2] is not None]
    return bool(given) and all(
        quantity is not None and price is not None and amount is not None and multiplies(quantity, price, amount)
        for quantity, price, amount in given
    )


def _numbers(entry: Entry, start: int) -> list[Decimal | None]:
    return [number.value if (number := entry.cells.get(start + place)) else None for place in range(3)]


def _parted(entry: Entry) -> Iterator[Entry]:
    blocks = _blocks(entry.head)
    for own, other in (blocks, blocks[::-1]) if blocks else ():
        if own + 2 in entry.cells:
            cells = {place: number for place, number in entry.cells.items() if not other <= place < other + 3}
            yield replace(entry, head=_head_of(entry.head, own, other), cells=cells)


def _head_of(head: Head, own: int, other: int) -> Head:
    """Return the head as one of the products has it. Its amounts are called as those of the first: the two make one column of the bill."""
    columns = list(head.columns)
    amount = columns[min(own, other) + 2]
    for place in range(other, other + 3):
        columns[place] = replace(columns[place], kinds=NOT_ITS_OWN, label="")
    columns[own + 2] = _called(columns[own + 2], amount)
    return replace(head, columns=tuple(columns))


def _called(column: Column, like: Column) -> Column:
    return replace(column, label=like.label, box=like.box)
