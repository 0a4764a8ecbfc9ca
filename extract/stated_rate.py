"""One price for all lines, told once in a sentence or in the head: `Timepris kr. 345,00`, `at £14.50 an hour`, `£1.65 a mile`.

It is given to a line whose quantity times it makes the amount, and to no other: then quantity, unit and price explain the amount. It is
shown and never sure, as it does not stand beside the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from extract.candidates import Candidate
from extract.durations import hours_in
from extract.factors import multiplies
from extract.layout import Row
from extract.numbers import parse_number
from extract.tokens import normalise
from extract.unitprice import CURRENCY
from extract.view import View
from models.invoice import LineReading
from models.money import round_half_up

_NUM = r"\d[\d.,]{0,12}\d"
#: What such a price is called: `Timepris`, `Hourly rate`, `Pris pr. time`, `Mileage rate`.
_NAMED = re.compile(
    rf"\b(?:(?P<danish>time|døgn|dag|uge|km|besøgs|kilometer)-?(?:pris|sats|takst|løn|honorar)|(?P<adjective>hourly|daily|weekly|nightly|mileage)\s(?:rate|charge|fee)"
    rf"|(?:pris|sats|takst|rate|price|charge)\s(?:pr\.?|per)\s(?P<one>[^\W\d_]+)(?:\sfor\s(?:every|each)\s[^\W\d_]+)?)\s?(?:er|is|udgør|på|of)?\s?:?\s?{CURRENCY}?\s?(?P<price>{_NUM})(?![\d.,]*\d)",
    re.IGNORECASE,
)
#: `at £14.50 an hour`, `£1.65 a mile`, `298,00 kr. pr. time`, `45p per mile`.
_FOR_ONE = re.compile(
    rf"(?<![\d.,])(?P<price>{_NUM}|\d{{1,2}}p)\s?{CURRENCY}?\s?(?:an?|per|pr\.?|i|/)\s?(?P<one>[^\W\d_]{{1,10}})", re.IGNORECASE
)
_UNITS = {
    "time": "hour", "døgn": "day", "dag": "day", "uge": "week", "km": "km", "kilometer": "km", "besøgs": "visit", "hourly": "hour", "daily": "day", "weekly": "week",
    "nightly": "night", "mileage": "mile", "timen": "hour", "milen": "mile", "døgnet": "day", "dagen": "day",
}  # fmt: skip
MAX_ROW = 400


@dataclass(frozen=True, slots=True)
class Rate:
    """What one of a unit costs, and the row that says so."""

    price: Decimal
    unit: str
    row: Row
    text: str


def with_rates(view: View, lines: Sequence[LineReading]) -> tuple[LineReading, ...]:
    """Return the lines, those without a price with the only rate told elsewhere that makes their amount."""
    if not lines or all(line.unit_price for line in lines):
        return tuple(lines)
    rates = stated_rates(view)
    return tuple(_rated(view, line, rates) for line in lines) if rates else tuple(lines)


def stated_rates(view: View) -> list[Rate]:
    """Return each price of one that the words of a document tell."""
    found = {(rate.price, rate.unit): rate for row in view.rows for rate in _on_row(view, row)}
    return list(found.values())


def _on_row(view: View, row: Row) -> Iterator[Rate]:
    text = row.text[:MAX_ROW]
    if not any(map(str.isdigit, text)):
        return
    after = view.next_rows(row, 1)
    # `Timesats` may end its row, and the price begin the next.
    for each in (text, *(f"{text} {below.text[:MAX_ROW]}" for below in after if not text[-1].isdigit())):
        for found in (*_NAMED.finditer(each), *_FOR_ONE.finditer(each)):
            parts = found.groupdict()
            word = (parts.get("danish") or parts.get("adjective") or parts.get("one") or "").lower()
            unit = _UNITS.get(word) or view.vocabulary.units.get(normalise(word))
            number = parse_number(found["price"], view.comma)
            if unit and number is not None and number.value > 0:
                yield Rate(number.value, unit, row, found.group())


def _rated(view: View, line: LineReading, rates: Sequence[Rate]) -> LineReading:
    if line.unit_price is not None or line.amount is None or not line.amount.value:
        return line
    amount = line.amount.value
    if line.quantity is not None:
        fitting = [rate for rate in rates if _is_of(line, rate) and multiplies(line.quantity.value, rate.price, amount)]
        return _priced(view, line, fitting[0]) if len(fitting) == 1 else line
    row = view.row_at(line.amount.source)
    counted = [
        (rate, exact)
        for rate in rates
        for exact in (_quantities(view, row, rate) if row else ())
        if _makes(exact, rate, amount)
    ]
    if len({(rate.price, exact) for rate, exact in counted}) != 1 or row is None:
        return line
    rate, exact = counted[0]
    source = view.place(row.text[:MAX_ROW], row.box, row.page)
    told = ("told", "multiplies")
    value = round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
    counted_line = replace(
        line,
        quantity=Candidate("quantity", value, source, told).reading(),
        unit=Candidate("unit", rate.unit, source, told).reading(),
    )
    return _priced(view, counted_line, rate)


def _is_of(line: LineReading, rate: Rate) -> bool:
    """Whether nothing says that a line counts something else than a rate is for."""
    return line.unit is None or line.unit.value == rate.unit


def _priced(view: View, line: LineReading, rate: Rate) -> LineReading:
    source = view.place(rate.text, rate.row.box, rate.row.page)
    return replace(
        line,
        unit=line.unit or Candidate("unit", rate.unit, source, ("told",)).reading(),
        unit_price=Candidate("unit_price", rate.price, source, ("told", "multiplies")).reading(),
    )


def _makes(exact: Fraction, rate: Rate, amount: Decimal) -> bool:
    made = exact * Fraction(rate.price)
    return round_half_up(Decimal(made.numerator) / Decimal(made.denominator)) == abs(amount)


def _quantities(view: View, row: Row, rate: Rate) -> Iterator[Fraction]:
    """Yield what a row may count: hours and minutes, and numbers that are no money."""
    if rate.unit == "hour":
        yield from hours_in(row)
    yield from (
        Fraction(number.value)
        for number in view.numbers[row.index]
        if not number.percent and number.currency is None and number.value > 0
    )
