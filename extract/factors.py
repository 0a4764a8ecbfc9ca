"""A quantity and a unit price that stand in a row without headings: they are told by making its amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from extract.durations import find_durations
from extract.layout import Row
from extract.numbers import Number
from extract.tables import Column, Head
from models.document import Box
from models.money import round_half_up

#: Numbers of a row that are tried with each other; more than these stand on no line of an invoice.
MOST = 8
CENT = Decimal("0.01")
#: Quantities are smaller than this; what is larger is a number of somebody or something.
LARGEST = Decimal(10_000)
#: The least room, in points, that a column of words has.
ROOM = 12.0


@dataclass(frozen=True, slots=True)
class Factors:
    """The quantity and the unit price of a row, the quantity first on the page."""

    quantity: Number
    price: Number
    #: The unit that the quantity was brought to; None where it was read as it stands.
    unit: str | None = None


def find_factors(numbers: Sequence[Number], amount: Number) -> Factors | None:
    """Return the two numbers of a row that multiply to the amount behind them, the last such pair.

    `4 Ophold 31 døgn 2.146,00 66.526,00`: 31 and 2.146,00. A quantity of one makes every amount from itself, so it counts only
    where the very amount is printed twice.
    """
    before = [each for each in numbers if each.end <= amount.start and not each.percent][-MOST:]
    pairs = [Factors(first, second) for first, second in combinations(before, 2) if _make(first, second, amount)]
    return pairs[-1] if pairs else None


def _make(quantity: Number, price: Number, amount: Number) -> bool:
    if quantity.currency or not price.is_money or not quantity.value or abs(quantity.value) >= LARGEST:
        return False
    return multiplies(quantity.value, price.value, amount.value)


def multiplies(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether a quantity times a unit price is an amount, rounded once.

    A credit may be printed as a negative amount of a positive quantity. A negative quantity never makes a positive amount.

    >>> multiplies(Decimal("7.5"), Decimal("21.35"), Decimal("160.13")), multiplies(Decimal(-2), Decimal(50), Decimal(100))
    (True, False)
    """
    if quantity * price < 0 < amount:
        return False
    return abs(round_half_up(abs(quantity * price)) - abs(amount)) <= CENT


def find_timed(row: Row, head: Head, numbers: Sequence[Number], amount: Number) -> Factors | None:
    """Return the hours and the price of a row whose hours are written with minutes, where they make its amount.

    A third of an hour makes it exactly or as the 0.33 that a program keeps.
    """
    prices = [each for each in numbers if each.is_money and each.end <= amount.start]
    for hours, exact in find_durations(row, head):
        for price in prices:
            apart = price.end <= hours.start or price.start >= hours.end
            made = (exact * Fraction(price.value), Fraction(round_half_up(hours.value * price.value)))
            if apart and exact and any(abs(abs(each) - Fraction(abs(amount.value))) <= CENT for each in made):
                return Factors(hours, price, "hour")
    return None


def headless(row: Row, factors: Factors | None, amount: Number) -> tuple[Head, dict[int, Number]]:
    """Return columns for a row that has no heading, and the numbers in them: its words, its factors and its amount."""
    found: list[tuple[str, Number]] = [("amount", amount)]
    if factors:
        found = [("quantity", factors.quantity), ("unit_price", factors.price), ("amount", amount)]
    # A row may be nothing but its amount, below the words that go before it.
    leads = found[0][1].start == 0 and len(found) > 1
    words = _column("item", _words_box(row, found, leads=leads))
    columns = [_column(kind, number.box) for kind, number in found]
    place = 1 if leads else 0
    columns.insert(place, words)
    cells = {index + (index >= place): number for index, (_, number) in enumerate(found)}
    return Head(row.index, row.index, row.page, tuple(columns), 0.0, _gutters(columns, row)), cells


def _words_box(row: Row, found: Sequence[tuple[str, Number]], *, leads: bool) -> Box:
    """Return the room of the words: before the first number, or behind it where the row begins with it."""
    left = found[0][1].box.right if leads else row.box.left
    right = found[1 if leads else 0][1].box.left
    return Box(left, row.box.top, max(left + 1, right - ROOM), row.box.bottom)


def _gutters(columns: Sequence[Column], row: Row) -> tuple[float, ...]:
    """Put the lanes right before each number, so that a unit belongs to the number before it; words follow a leading one's unit."""
    lanes = [column.box.left - 4 for column in columns[1:]]
    if columns[0].kind != "item":
        behind = [word.box.left for word in row.words if word.box.left > columns[0].box.right]
        lanes[0] = (columns[0].box.right + min(behind, default=columns[1].box.left)) / 2
    return tuple(lanes)


def _column(kind: str, box: Box) -> Column:
    return Column((kind,), 50, box, {"item": "words"}.get(kind, kind))
