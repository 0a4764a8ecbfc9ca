"""Running text over several rows: what goes on below, and the sum that a paragraph comes to from what it says over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.candidates import Candidate
from extract.factors import multiplies
from extract.layout import Row
from extract.numbers import Number
from extract.tokens import normalise
from extract.view import View
from models.invoice import LineReading

#: Rows of one paragraph begin so far, in points, from each other at the most.
FLUSH = 3
#: So many rows make a paragraph at the most.
MOST_ROWS = 12
#: So many words make a sentence of a row.
LEAST_WORDS = 3


def is_sentence(row: Row) -> bool:
    """Say whether a row is running text: some words, and no white space between columns."""
    spoken = sum(word.text.strip(".,:;()").isalpha() for word in row.words)
    return len(row.cells) == 1 and spoken >= LEAST_WORDS


def row_above(view: View, row: Row) -> Row | None:
    """Return the row above when the row goes on with its sentence."""
    above = view.rows[row.index - 1] if row.index else None
    near = above is not None and above.page == row.page and row.box.top - above.box.bottom < max(row.height, above.height)
    if above is None or not near or len(above.cells) > 1 or abs(above.box.left - row.box.left) > FLUSH:
        return None
    return above


def paragraph(view: View, row: Row) -> list[Row]:
    """Return the rows of the paragraph that a row stands in, as they stand."""
    rows = [row]
    while len(rows) < MOST_ROWS and (above := row_above(view, rows[0])) is not None:
        rows.insert(0, above)
    while len(rows) < MOST_ROWS and rows[-1].index + 1 < len(view.rows):
        below = view.rows[rows[-1].index + 1]
        if len(below.cells) > 1 or row_above(view, below) is not rows[-1]:
            break
        rows.append(below)
    return rows


@dataclass(frozen=True, slots=True)
class _Counted:
    """A number with the unit that follows it, and the row it stands on."""

    row: Row
    number: Number
    unit: str


def with_paragraph(view: View, line: LineReading, row: Row) -> LineReading:
    """Return a line whose sentence says only what it comes to, with the quantity and the price that its paragraph says make it.

    `Our worker spent 18 hours on the visit. At the rate of £42.00 an hour this comes to £756.00.` Another pair that makes it too leaves it open.
    """
    if line.amount is None or line.quantity or line.unit_price:
        return line
    rows, amount = paragraph(view, row), line.amount.value
    pairs = [
        (each, on, price)
        for each in _counted(view, rows)
        for on, price in _money(view, rows)
        if each.number.value != 1 and price.value != amount and multiplies(each.number.value, price.value, amount)
    ]
    if len(pairs) != 1:
        return line
    [(counted, on, price)] = pairs
    told = ("told", "multiplies")
    source = view.place(counted.number.text, counted.number.box, counted.row.page)
    return replace(
        line,
        quantity=Candidate("quantity", counted.number.value, source, told, counted.number.confidence).reading(),
        unit=Candidate("unit", counted.unit, source, ("told",)).reading(),
        unit_price=Candidate(
            "unit_price", price.value, view.place(price.text, price.box, on.page), told, price.confidence
        ).reading(),
    )


def _counted(view: View, rows: Sequence[Row]) -> Iterator[_Counted]:
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        for number in view.numbers[row.index]:
            behind = row.words[number.end :] or (following.words if following else ())
            unit = view.vocabulary.units.get(normalise(behind[0].text)) if behind else None
            if unit and not number.currency and not number.percent and number.value > Decimal(0):
                yield _Counted(row, number, unit)


def _money(view: View, rows: Sequence[Row]) -> Iterator[tuple[Row, Number]]:
    return ((row, each) for row in rows for each in view.numbers[row.index] if each.is_money and not each.percent)
