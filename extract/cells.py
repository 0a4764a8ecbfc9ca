"""Which number of a row stands under which heading of a table: by place, and where place misleads by order."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.layout import Row
from extract.numbers import Number
from extract.tables import NUMERIC, Head
from extract.view import View
from models.document import Box

#: A heading so far off, in points, is another column's.
FAR = 60.0
#: What begins or ends with a heading does so within so many points.
EDGE = 1.5
_LEADING_ZEROS = re.compile(r"0\d{4}")
#: As many figures without a mark among them are the number of something: `Ihre Bestellung 4500098812`.
_CODE = re.compile(r"\d{8,}")
#: What makes a line, in the order of most tables; and how far a product may be off.
PRODUCT, CENT = ("quantity", "unit_price", "amount"), Decimal("0.01")


def numbers_in_columns(view: View, head: Head, row: Row) -> dict[int, Number]:
    """Put each number of a row under the heading that lies nearest, and no two under one.

    Where a number finds no heading of its own, but three in a row are quantity, price and amount as the headings follow each other
    and multiply, their order tells: headings set left over numbers set right lie nearer to the wrong ones.
    """
    nearest = _by_place(view, head, row)
    return nearest if _whole(head, nearest) else _by_order(view, head, row) or _by_slot(view, head, row) or nearest


def _by_slot(view: View, head: Head, row: Row) -> dict[int, Number] | None:
    """Put numbers set right under headings set left, where each cell of the row begins after its own heading begins and ends before the next one."""
    cells, columns = row.cells, head.columns
    if len(cells) != len(columns):
        return None
    ends = [column.box.left for column in columns[1:]]
    inside = all(cell.box.left > column.box.left - EDGE for cell, column in zip(cells, columns, strict=True))
    if not inside or any(cell.box.right > end + EDGE for cell, end in zip(cells, ends, strict=False)):
        return None
    own = {row.words.index(cell.words[0]): place for place, cell in enumerate(cells)}
    found = {own.get(number.start): number for number in view.numbers[row.index] if not number.percent}
    return {
        place: number for place, number in found.items() if place is not None and set(columns[place].kinds) & NUMERIC
    } or None


def _whole(head: Head, cells: dict[int, Number]) -> bool:
    return all(any(kind in head.columns[place].kinds for place in cells) for kind in PRODUCT)


def _by_order(view: View, head: Head, row: Row) -> dict[int, Number] | None:
    places = [place for place, column in enumerate(head.columns) if set(column.kinds) & NUMERIC]
    numbers = [number for number in view.numbers[row.index] if not number.percent][-len(PRODUCT) :]
    named = [next((kind for kind in PRODUCT if kind in head.columns[place].kinds), None) for place in places]
    if named != list(PRODUCT) or len(numbers) != len(PRODUCT) or not numbers[-1].is_money:
        return None
    quantity, price, amount = (number.value for number in numbers)
    close = abs(quantity * price - amount) < CENT and quantity and price
    return dict(zip(places, numbers, strict=True)) if close else None


def _by_place(view: View, head: Head, row: Row) -> dict[int, Number]:
    result: dict[int, tuple[float, Number]] = {}
    for number, place, distance in placed(view, head, row):
        column = head.columns[place]
        if not set(column.kinds) & NUMERIC or (number.percent and not {"tax_rate", "deduction", "unknown"} & set(column.kinds)):
            continue
        if _LEADING_ZEROS.match(number.text) or _CODE.fullmatch(number.text):
            continue  # in a line printed among the rows at the foot of a page `0007719400` is an account
        if place not in result or distance < result[place][0]:
            result[place] = (distance, number)
    cells = {place: number for place, (_, number) in result.items()}
    beyond = _beyond_the_last(view, head, row)
    return {**cells, len(head.columns) - 1: beyond} if beyond else cells


def _beyond_the_last(view: View, head: Head, row: Row) -> Number | None:
    """Return the amount that stands right of the last heading, where none stands under it: it can be nobody else's.

    What follows an amount, `1,833.29 (died 17/06 +3 days)`, is a remark.
    """
    last, numbers = head.columns[-1], view.numbers[row.index]
    if not set(last.kinds) & NUMERIC or any(over(number.box, last.box) for number in numbers):
        return None
    return next((number for number in numbers if number.is_money and number.box.left >= last.box.right), None)


def over(box: Box, other: Box) -> bool:
    """Say whether two boxes share a stretch of the width of the page."""
    return box.left < other.right and box.right > other.left


def contested(view: View, head: Head, row: Row) -> frozenset[int]:
    """Return the numeric columns of which two numbers of a row, both right under the heading, have it as their nearest."""
    seen: set[int] = set()
    twice: set[int] = set()
    for number, place, _ in placed(view, head, row):
        column = head.columns[place]
        if number.percent or not set(column.kinds) & NUMERIC:
            continue
        if over(number.box, column.box):
            (twice if place in seen else seen).add(place)
    return frozenset(twice)


def placed(view: View, head: Head, row: Row) -> list[tuple[Number, int, float]]:
    """Return the numbers of a row that lie near a heading, with the place of the nearest and how far off it is.

    A row is asked for this several times under one head, so the last answer is kept with the row.
    """
    numbers, known = view.numbers[row.index], row.placed
    if not known or known[0] is not head or known[1] is not numbers:
        near = ((number, _nearest(head, number, row)) for number in numbers)
        known[:] = [head, numbers, [(number, *found) for number, found in near if found]]
    answer: list[tuple[Number, int, float]] = known[2]
    return answer


def _nearest(head: Head, number: Number, row: Row) -> tuple[int, float] | None:
    """Return the column whose heading lies nearest to a number, or to the number with its unit, and how far off; None when all lie far off."""
    best, least = None, FAR
    boxes = [number.box]
    unit = row.words[number.end] if number.end < len(row.words) else None
    # What stands close behind may be the unit; a figure there is the next column's.
    if unit and unit.text[:1].isalpha() and 0 <= unit.box.left - number.box.right < row.height:
        boxes.append(number.box.union(unit.box))
    for box in boxes:
        left, right = box.left, box.right
        # Written out: this is asked for every number of every row under every heading.
        for place, (first, last) in enumerate(head.edges):
            begin, end = left - first, right - last
            gap = left - last if left > last else first - right if first > right else 0.0
            middle = abs(begin + end) / 2
            begin, end = abs(begin), abs(end)
            nearest = min(end, begin)
            distance = 2 * gap + (min(middle, nearest))
            if distance < least:
                best, least = place, distance
    return None if best is None else (best, least)
