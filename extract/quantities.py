"""Quantity, unit and unit price of a line: under their headings, by making its amount, or in its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.body import Entry
from extract.candidates import Candidate
from extract.durations import find_durations
from extract.factors import Factors, find_factors, find_timed, multiplies
from extract.freelines import WEEK, find_product
from extract.numbers import Number
from extract.tokens import normalise
from extract.units import find_unit
from extract.view import View
from models.document import Reading
from models.invoice import LineReading

#: What is multiplied with what.
PARTNERS = {"quantity": "unit_price", "unit_price": "quantity"}
HUNDRED = Decimal(100)
DISTANCES = frozenset({"mile", "km"})
#: How a heading says that what stands under it is time.
HOURS = frozenset({"timer", "timetal", "hours", "hrs", "stunden"})
TIMES_OF_DAY = frozenset({"start", "end", "date", "period", "item"})
#: Columns whose numbers are no factor of what a line costs.
OF_NO_LINE = frozenset({"planned", "deduction", "summary"})


def with_quantity(
    view: View, entry: Entry, line: LineReading, amount: Number, features: Sequence[str], *, closed: bool | None
) -> LineReading:
    """Add quantity, unit and unit price to a line.

    `features` are what speaks for its table; `closed` says whether the numbers under its headings make its amount (`multiplied`).
    """
    factors = None if closed else _factors(view, entry, amount)
    quantity, price = (
        (factors.quantity, factors.price) if factors else (of_kind(entry, "quantity"), of_kind(entry, "unit_price"))
    )
    if price is not None and price.box == amount.box:
        price = None  # one column, `Fare £`, holds what a line comes to, and no price beside it
    product = "multiplies" if closed or factors else "multiplies-not" if closed is False else None
    money, page = [*features, *([product] if product else [])], entry.rows[0].page
    settled = product == "multiplies"
    unit = find_unit(view, entry, quantity) if quantity else None
    if quantity is not None and not (unit and _is_only_how_far(unit, quantity, price, amount)):
        # How far a journey went says what it cost only where the two multiply.
        far = ["told"] if unit and unit.value in DISTANCES else []
        told = money if settled else [*money, *_contested(entry, "quantity"), *far]
        unit = replace(unit, evidence=(*unit.evidence, "told")) if unit and far and not settled else unit
        line = replace(line, quantity=number_reading(view, "quantity", quantity, told, page), unit=unit)
    elif timed := _time_alone(entry):
        # Nothing says what an hour costs, so nothing confirms it.
        line = replace(
            line,
            quantity=number_reading(view, "quantity", timed, [*features, "told"], page),
            unit=find_unit(view, entry, timed),
        )
    if factors and factors.unit and line.quantity:
        line = replace(line, unit=Candidate("unit", factors.unit, line.quantity.source, ("right",)).reading())
    if price is not None:
        told = money if settled else [*money, *_contested(entry, "unit_price")]
        line = replace(line, unit_price=number_reading(view, "unit_price", price, told, page))
    return line


def _is_only_how_far(unit: Reading[str], quantity: Number, price: Number | None, amount: Number) -> bool:
    """Whether a journey is charged by itself, and its miles are no quantity: 14.6 miles, fare 58.00, amount 58.00."""
    return unit.value in DISTANCES and price is not None and price.value == amount.value and quantity.value != 1


def _time_alone(entry: Entry) -> Number | None:
    """Return the hours and minutes under the only heading of quantities, `1:30` under `Timer`, where no price says what they come to."""
    columns = entry.head.of("quantity")
    if (
        len(columns) != 1
        or entry.head.of("unit_price")
        or not HOURS.intersection(normalise(part) for part in columns[0].label.split())
    ):
        return None
    row = entry.anchor or entry.rows[0]
    # Set right under a heading set left, time may stand nearer to the next one; what stands under `Start` is a time of day.
    found = [
        number
        for number, _ in find_durations(row, entry.head)
        if not TIMES_OF_DAY.intersection(entry.head.home(number.box).kinds)
    ]
    return found[0] if len(found) == 1 else None


def of_kind(entry: Entry, kind: str) -> Number | None:
    """Return the number under the first heading of a kind that has one."""
    for place, column in enumerate(entry.head.columns):
        if kind in column.kinds and place in entry.cells:
            return entry.cells[place]
    return None


def multiplied(entry: Entry, amount: Number | None) -> bool | None:
    """Return whether quantity times price makes the amount of a line; None when one of them is not there."""
    quantity, price = of_kind(entry, "quantity"), of_kind(entry, "unit_price")
    if not quantity or not price or not amount:
        return None
    factors = (quantity.value, price.value, amount.value)
    return multiplies(*factors) or _makes_gross(entry, *factors) or _less_discount(entry, *factors)


def _makes_gross(entry: Entry, quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether they make the gross of the line, of which its deduction leaves the amount; a week's price may be for its days."""
    gross, less = of_kind(entry, "gross"), of_kind(entry, "deduction")
    if gross is None or less is None or less.percent or gross.value - abs(less.value) != amount:
        return False
    return multiplies(quantity, price, gross.value) or multiplies(quantity, price / WEEK, gross.value)


def _less_discount(entry: Entry, quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether they make the amount less a rate that stands in a column of its own: `Rabat %`."""
    less = of_kind(entry, "deduction")
    columns = entry.head.of("deduction")
    if less is None or not 0 < less.value < HUNDRED or not (less.percent or any("%" in column.label for column in columns)):
        return False
    return multiplies(quantity, price * (HUNDRED - less.value) / HUNDRED, amount)


def _factors(view: View, entry: Entry, amount: Number) -> Factors | None:
    """Return the numbers that make the amount where the headings give no quantity or no price, or leave open which it is.

    A quantity and a price that have headings of their own stay, whether they make the amount or not: that they do not is a finding.
    """
    quantity, price = of_kind(entry, "quantity"), of_kind(entry, "unit_price")
    row = entry.anchor or entry.rows[0]
    other = [number for place, number in entry.cells.items() if OF_NO_LINE & set(entry.head.columns[place].kinds)]
    numbers = [number for number in view.numbers[row.index] if number not in other]
    # Of `Old rate | New rate | Difference` the one that makes the amount is meant.
    several = len(entry.head.of("unit_price")) > 1
    doubtful = several or any(_is_contested(entry, kind) for kind in ("quantity", "unit_price")) or _is_place(entry)
    if quantity is None or price is None or doubtful:
        return find_factors(numbers, amount) or find_timed(row, entry.head, numbers, amount)
    # The 45 of `45 min` under `Hours`.
    timed = find_timed(row, entry.head, numbers, amount)
    return timed if timed and timed.quantity.start <= quantity.start < timed.quantity.end else None


def _is_place(entry: Entry) -> bool:
    """Whether the number taken for the quantity stands under a heading that may number the lines: `No`."""
    column = next(
        (column for place, column in enumerate(entry.head.columns) if "quantity" in column.kinds and place in entry.cells), None
    )
    return column is not None and "position" in column.kinds


def _is_contested(entry: Entry, kind: str) -> bool:
    return any(kind in entry.head.columns[place].kinds for place in entry.contested)


def _contested(entry: Entry, kind: str) -> list[str]:
    """Say that a number may be another column's: a second one stands under its heading, or none under the heading of its partner."""
    partner = PARTNERS[kind]
    alone = bool(entry.head.of(partner)) and of_kind(entry, partner) is None
    doubtful = alone or _is_contested(entry, kind) or (kind == "quantity" and _is_place(entry))
    return ["contested"] if doubtful else []


def with_product(view: View, entry: Entry, line: LineReading, features: Sequence[str]) -> LineReading:
    """Read quantity and price from the words of a line that has no columns for them."""
    if line.quantity is not None or line.unit_price is not None or line.amount is None:
        return line
    row = entry.rows[0]
    texts = [*(each.text for each in entry.rows[:3]), " ".join(each.text for each in entry.rows[:3])]
    for text in texts:
        product = find_product(view, text, line.amount.value)
        if product is None:
            continue
        source = view.place(product.text, row.box, row.page)
        heard = (*features, "multiplies" if product.makes else "multiplies-not")
        unit = Candidate("unit", product.unit, source, ("right",)).reading() if product.unit else None
        return replace(
            line,
            quantity=Candidate("quantity", product.quantity, source, heard).reading(),
            unit=unit,
            unit_price=Candidate("unit_price", product.price, source, heard).reading(),
        )
    return line


def number_reading(view: View, name: str, number: Number, features: Sequence[str], page: int) -> Reading[Decimal]:
    """Return a number of a line as the reading of a field."""
    return number_candidate(view, name, number, features, page).reading()


def number_candidate(
    view: View, name: str, number: Number, features: Sequence[str], page: int, label: str = ""
) -> Candidate[Decimal]:
    """Return a number of a line as a candidate for a field; `label` is the heading over it."""
    shape = ["shape-strict"] if number.places == 2 else []
    doubt = ["ambiguous"] if not number.certain and not view.comma_shown else []
    source = view.place(number.text, number.box, page)
    return Candidate(name, number.value, source, (*features, *shape, *doubt), number.confidence, label=label)
