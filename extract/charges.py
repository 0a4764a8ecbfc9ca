"""What is charged or taken off between the sum of a table and the sum of the bill: `Administration fee 4.5 %`, `Rebate`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.body import Body, Entry, amounts_of
from extract.layout import Row
from extract.numbers import Number
from extract.tables import AMOUNTS
from extract.totals import SUMS, Totals
from extract.view import View

#: So many rows between the last line and the sum of the bill are looked at.
MOST_ROWS = 8
#: Sums that are printed behind what is charged below the table.
WHOLE = ("net", "total", "payable")
#: Words of a sum of several things, each of which is charged elsewhere.
_SUMMED = re.compile(
    r"gesamt|summe|\bsum\b|\btotals?\b|samle[dt]|i alt|montant total|anzahlung|abschlag|gutschein|acompte|arrhes|bon d'achat",
    re.IGNORECASE,
)


def with_charges(view: View, body: Body, totals: Totals) -> Body:
    """Return the body with the rows below its table that it needs to make a printed sum: all of them make it, exactly, or none is taken.

    What a label calls a tax, a payment or a sum is no charge.
    """
    if not body.entries or not body.entries[-1].head.score or any(len(amounts_of(entry)) != 1 for entry in body.entries):
        return body
    worth = sum((amounts_of(entry)[0].value for entry in body.entries), Decimal(0))
    printed = {each.value: each.row for name in WHOLE for each in totals.all.get(name, ())}
    if worth in printed or not printed:
        return body
    found: list[tuple[Row, Number]] = []
    for row, number in _charges(view, body, worth):
        found.append((row, number))
        whole = worth + sum((each.value for _, each in found), Decimal(0))
        if printed.get(whole, -1) > row.index:
            return _with(body, found)
    return body


def _charges(view: View, body: Body, worth: Decimal) -> Iterator[tuple[Row, Number]]:
    """Yield the rows below the table that are words and one sum of money, other than what the table comes to."""
    last = body.entries[-1].rows[-1]
    for row in view.rows[last.index + 1 : last.index + 1 + MOST_ROWS]:
        money = [number for number in view.numbers[row.index] if number.is_money and number.places == 2 and not number.percent]
        if len(money) != 1 or money[0].end < len(row.words) or money[0].value in {worth, Decimal(0)}:
            continue
        if len(row.cells) < 2 or any(hit.field in SUMS for hit in view.hits[row.index]) or _SUMMED.search(row.text):
            continue
        if any(letter.isalpha() for letter in row.cells[0].text):
            yield row, money[0]


def _with(body: Body, found: Sequence[tuple[Row, Number]]) -> Body:
    head = body.entries[-1].head
    place = next(place for place, column in enumerate(head.columns) if AMOUNTS & set(column.kinds))
    more = [Entry(head, [row], {place: number}, row) for row, number in found]
    taken = {row.index for row, _ in found}
    left = tuple(row for row in body.leading if row.index not in taken)
    return replace(body, entries=(*body.entries, *more), leading=left, rows=body.rows | taken)
