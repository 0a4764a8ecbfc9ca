"""The lines of an invoice: from a table with a head, or from rows that end in an amount when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.body import Body, Entry, read_body
from extract.candidates import Candidate
from extract.freelines import WEEK, find_product
from extract.hearing import note
from extract.linetext import read_text_parts
from extract.numbers import Number
from extract.persons import PersonFinder
from extract.tables import Column, find_heads
from extract.tokens import normalise
from extract.totals import Totals
from extract.view import View
from models.document import Reading
from models.invoice import LineReading
from models.money import round_half_up

TOLERANCE = Decimal("0.02")


@dataclass(frozen=True)
class Lines:
    """The lines, the rows they took, and whether their amounts make a printed sum (None when there is none)."""

    lines: tuple[LineReading, ...]
    rows: frozenset[int]
    sums: bool | None
    head_found: bool


def read_lines(view: View, year: int | None) -> tuple[Body | None, frozenset[int]]:
    """Find the table with a head; the totals are sought outside its rows."""
    del year
    heads = find_heads(view)
    if not heads:
        return None, frozenset()
    body = read_body(view, heads)
    sums = frozenset(row.index for row in body.subtotals)
    return (body, body.rows - sums) if body.entries else (None, frozenset())


def build_lines(view: View, body: Body, totals: Totals, persons: PersonFinder, year: int | None) -> Lines:
    """Build the lines of a table; of several columns of amounts the one is taken that makes the printed sum."""
    columns = _amount_columns(body)
    best: tuple[float, Column | None] = (-1.0, None)
    for place, column in enumerate(columns):
        amounts = [number.value for entry in body.entries if (number := _cell(entry, column))]
        worth = _worth(amounts, body, column, totals) + 0.01 * place
        if worth > best[0]:
            best = (worth, column)
    chosen = best[1]
    closes = None
    built: list[LineReading] = []
    if chosen is not None:
        entries = [entry for entry in body.entries if _cell(entry, chosen)]
        closes = _closes(sum((_value(entry, chosen) for entry in entries), Decimal(0)), totals)
        built = [_line(view, entry, chosen, place, body, persons, year, closes) for place, entry in enumerate(entries)]
    rows = body.rows | {row.index for entry in body.entries for row in entry.rows}
    named = persons.carried_down(persons.known_elsewhere(built, body), body)
    return Lines(tuple(named), rows, closes, head_found=True)


def _value(entry: Entry, column: Column) -> Decimal:
    number = _cell(entry, column)
    return number.value if number else Decimal(0)


def _cell(entry: Entry, column: Column) -> Number | None:
    """Return the number under a heading, also where the head is printed again on a later page."""
    if not entry.head.score:
        return entry.cells.get(1)
    for place, each in enumerate(entry.head.columns):
        if each.label == column.label and abs(each.box.left - column.box.left) < 40:
            return entry.cells.get(place)
    return None


def _amount_columns(body: Body) -> list[Column]:
    columns: dict[str, Column] = {}
    for entry in body.entries:
        for column in entry.head.columns:
            if {"amount", "gross"} & set(column.kinds):
                columns.setdefault(column.label, column)
    amounts = [column for column in columns.values() if "amount" in column.kinds]
    return amounts or [column for column in columns.values() if "gross" in column.kinds]


def _worth(amounts: Sequence[Decimal], body: Body, column: Column, totals: Totals) -> float:
    if not amounts:
        return -1.0
    worth = len(amounts) / max(1, len(body.entries))
    total = sum(amounts, Decimal(0))
    net = totals.value("net")
    if net is not None and abs(total - net) <= TOLERANCE:
        worth += 3
    elif _closes(total, totals):
        worth += 2
    multiplied = sum(_multiplies(entry, column) is True for entry in body.entries)
    return worth + multiplied / max(1, len(body.entries)) - 0.02 * column.rank


def _closes(total: Decimal, totals: Totals) -> bool | None:
    """Whether a sum of lines is printed as net, subtotal, total or payable; None when no such sum is printed."""
    printed = [each.value for name in ("net", "subtotal", "total", "payable") for each in totals.all.get(name, ())]
    if not printed:
        return None
    return any(abs(abs(total) - abs(value)) <= TOLERANCE for value in printed)


def _of_kind(entry: Entry, kind: str) -> Number | None:
    for place, column in enumerate(entry.head.columns):
        if kind in column.kinds and place in entry.cells:
            return entry.cells[place]
    return None


def _multiplies(entry: Entry, column: Column) -> bool | None:
    """Whether quantity times price makes the amount; None when one of them is not there."""
    quantity, price, amount = _of_kind(entry, "quantity"), _of_kind(entry, "unit_price"), _cell(entry, column)
    if not quantity or not price or not amount:
        return None
    return multiplies(quantity.value, price.value, amount.value) or _makes_gross(
        entry, quantity.value, price.value, amount.value
    )


def _makes_gross(entry: Entry, quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether they make the gross of the line, of which its deduction leaves the amount; a week's price may be for its days."""
    gross, less = _of_kind(entry, "gross"), _of_kind(entry, "deduction")
    if gross is None or less is None or less.percent or gross.value - abs(less.value) != amount:
        return False
    return multiplies(quantity, price, gross.value) or multiplies(quantity, price / WEEK, gross.value)


def multiplies(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Whether a quantity times a unit price is an amount, rounded once.

    A credit may be printed as a negative amount of a positive quantity. A negative quantity never makes a positive amount.
    """
    if quantity * price < 0 < amount:
        return False
    return abs(round_half_up(abs(quantity * price)) - abs(amount)) <= Decimal("0.01")


def _line(
    view: View,
    entry: Entry,
    column: Column,
    place: int,
    body: Body,
    persons: PersonFinder,
    year: int | None,
    closes: bool | None,
) -> LineReading:
    amount = _cell(entry, column)
    if amount is None:
        raise ValueError("a line is built of an entry with an amount")
    entry = replace_anchor(entry, amount)
    multiplied = _multiplies(entry, column)
    features = ["column" if entry.head.score else "no-header", *(["sums"] if closes else ["fails"] if closes is False else [])]
    money = [*features, *(["multiplies"] if multiplied else ["multiplies-not"] if multiplied is False else [])]
    page = entry.rows[0].page
    line = LineReading(number=place + 1, amount=_reading(view, "amount", amount, money, page))
    _explain(view, entry, column, place, features)
    quantity, price = _of_kind(entry, "quantity"), _of_kind(entry, "unit_price")
    if quantity is not None:
        told = [*money, *_contested(entry, "quantity", multiplied)]
        line = replace(line, quantity=_reading(view, "quantity", quantity, told, page), unit=_unit(view, entry, quantity))
    if price is not None:
        told = [*money, *_contested(entry, "unit_price", multiplied)]
        line = replace(line, unit_price=_reading(view, "unit_price", price, told, page))
    line = read_text_parts(view, entry, _with_product(view, entry, line, features), year)
    return persons.for_entry(entry, place, body, line)


def _contested(entry: Entry, kind: str, multiplied: bool | None) -> list[str]:
    """Say that another number stands under the same heading, perhaps of a column whose own heading was not found."""
    return ["contested"] if not multiplied and any(kind in entry.head.columns[place].kinds for place in entry.contested) else []


def _with_product(view: View, entry: Entry, line: LineReading, features: Sequence[str]) -> LineReading:
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


def replace_anchor(entry: Entry, amount: Number) -> Entry:
    """Return the entry with the row of its amount as anchor."""
    for row in entry.rows:
        if abs(row.box.middle - amount.box.middle) < 0.6 * row.height:
            return replace(entry, anchor=row)
    return entry


def _explain(view: View, entry: Entry, chosen: Column, place: int, features: Sequence[str]) -> None:
    """Note the headings over the numbers of a line, and the amounts in other columns that might have been its own."""
    page = entry.rows[0].page
    for index, column in enumerate(entry.head.columns):
        number = entry.cells.get(index)
        if number is None:
            continue
        for name in sorted({"quantity", "unit_price", "amount", "gross"} & set(column.kinds)):
            told = features if column.label == chosen.label or name in {"quantity", "unit_price"} else ("unlabelled",)
            field = "amount" if name == "gross" else name
            candidate = _candidate(view, field, number, told, page, column.label)
            note([candidate], f"lines.{place}.{field}")


def _reading(view: View, name: str, number: Number, features: Sequence[str], page: int) -> Reading[Decimal]:
    return _candidate(view, name, number, features, page).reading()


def _candidate(
    view: View, name: str, number: Number, features: Sequence[str], page: int, label: str = ""
) -> Candidate[Decimal]:
    shape = ["shape-strict"] if number.places == 2 else []
    doubt = ["ambiguous"] if not number.certain and not view.comma_shown else []
    source = view.place(number.text, number.box, page)
    return Candidate(name, number.value, source, (*features, *shape, *doubt), number.confidence, label=label)


def _unit(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit beside the quantity, in the column of units, or in the heading over the quantity."""
    return _unit_beside(view, entry, quantity) or _unit_in_column(view, entry) or _unit_in_heading(view, entry, quantity)


def _unit_beside(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    for row in entry.rows[:8]:
        for word in row.words:
            gap = word.box.left - quantity.box.right
            down = (word.box.middle - quantity.box.middle) / word.box.height
            beside = abs(down) < 0.5 and -0.5 * word.box.height < gap < word.box.height
            under = 0.5 < down < 2 and word.box.right > quantity.box.left - 20 and word.box.left < quantity.box.right + 20
            unit = view.vocabulary.units.get(normalise(word.text))
            lanes = bool(entry.head.gutters) and entry.head.home(word.box) is entry.head.home(quantity.box)
            if unit and (beside or (under and lanes)):
                return Candidate("unit", unit, view.source([word], row.page), ("right",)).reading()
    return None


def _unit_in_column(view: View, entry: Entry) -> Reading[str] | None:
    row = entry.anchor or entry.rows[0]
    for column in entry.head.of("unit"):
        for word in entry.head.words_of(row, column):
            unit = view.vocabulary.units.get(normalise(word.text))
            if unit:
                return Candidate("unit", unit, view.source([word], row.page), ("column",)).reading()
    return None


def _unit_in_heading(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    place = next((place for place, number in entry.cells.items() if number is quantity), None)
    if place is None:
        return None
    column = entry.head.columns[place]
    for part in column.label.replace("/", " ").split():
        unit = view.vocabulary.units.get(normalise(part))
        if unit:
            return Candidate("unit", unit, view.place(column.label, column.box, entry.head.page), ("column",)).reading()
    return None
