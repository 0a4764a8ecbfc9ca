"""The lines of an invoice: from a table with a head, or from rows that end in an amount when there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.body import Body, Entry, amounts_of, read_body
from extract.days import with_days
from extract.hearing import note
from extract.line_persons import LinePersons
from extract.linetext import read_text_parts
from extract.numbers import Number
from extract.persons import PersonFinder
from extract.quantities import multiplied, number_candidate, number_reading, with_product, with_quantity
from extract.tables import AMOUNTS, Column, Head, find_heads
from extract.totals import Totals
from extract.view import View
from models.invoice import LineReading

TOLERANCE = Decimal("0.02")
#: The same heading on a further page begins so near, in points; what begins nearer still is set flush with it.
NEAR, FLUSH = 40.0, 6.0


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
    named = persons.over(body)
    closes = None
    built: list[LineReading] = []
    if chosen is not None:
        entries = [entry for entry in body.entries if _cell(entry, chosen)]
        closes = _closes(sum((_value(entry, chosen) for entry in entries), Decimal(0)), totals)
        built = [_line(view, entry, chosen, place, named, year, closes) for place, entry in enumerate(entries)]
        built = with_days(view, entries, built, year)
    rows = body.rows | {row.index for entry in body.entries for row in entry.rows}
    built = named.carried_down(named.named_over_numbers(named.known_elsewhere(built)))
    return Lines(tuple(built), rows, closes, head_found=True)


def _value(entry: Entry, column: Column) -> Decimal:
    number = _cell(entry, column)
    return number.value if number else Decimal(0)


def _cell(entry: Entry, column: Column) -> Number | None:
    """Return the number under a heading, also where the head is printed again on a later page."""
    if not entry.head.score:
        return next(iter(amounts_of(entry)), None)
    again = _again(entry.head, column)
    if again is not None:
        return entry.cells.get(again)
    if entry.is_laid_out:
        # Each sheet, and each table of a sheet, has widths of its own: there a column is told by its heading alone.
        same = [place for place, each in enumerate(entry.head.columns) if each.label == column.label] or [
            place for place, each in enumerate(entry.head.columns) if set(each.kinds) & set(column.kinds) & AMOUNTS
        ]
        return entry.cells.get(same[0]) if len(same) == 1 else None
    return None


def _again(head: Head, column: Column) -> int | None:
    """Return the place of a heading in its own head or in one that prints it again: alike and near, or of one kind at one place, where a scan took a line for a letter (`Cost|`)."""
    for place, each in enumerate(head.columns):
        if each.label == column.label and abs(each.box.left - column.box.left) < NEAR:
            return place
    if column in head.columns:
        return None
    alike = [place for place, each in enumerate(head.columns) if each.kinds == column.kinds]
    return next((place for place in alike if abs(head.columns[place].box.left - column.box.left) < FLUSH), None)


def _amount_columns(body: Body) -> list[Column]:
    columns: dict[str, Column] = {}
    for entry in body.entries:
        for column in entry.head.columns:
            if AMOUNTS & set(column.kinds):
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
    products = sum(multiplied(entry, _cell(entry, column)) is True for entry in body.entries)
    return worth + products / max(1, len(body.entries)) - 0.02 * column.rank


def _closes(total: Decimal, totals: Totals) -> bool | None:
    """Whether a sum of lines is printed as net, subtotal, total or payable; None when no such sum is printed."""
    printed = [each.value for name in ("net", "subtotal", "total", "payable") for each in totals.all.get(name, ())]
    if not printed:
        return None
    return any(abs(abs(total) - abs(value)) <= TOLERANCE for value in printed)


def _line(
    view: View,
    entry: Entry,
    column: Column,
    place: int,
    persons: LinePersons,
    year: int | None,
    closes: bool | None,
) -> LineReading:
    amount = _cell(entry, column)
    if amount is None:
        raise ValueError("a line is built of an entry with an amount")
    entry = persons.without_headings(replace_anchor(entry, amount))
    closed = multiplied(entry, amount)
    features = ["column" if entry.head.score else "no-header", *(["sums"] if closes else ["fails"] if closes is False else [])]
    money = [*features, *(["multiplies"] if closed else ["multiplies-not"] if closed is False else [])]
    page = entry.rows[0].page
    line = LineReading(number=place + 1, amount=number_reading(view, "amount", amount, money, page))
    _explain(view, entry, column, place, features)
    line = with_quantity(view, entry, line, amount, features, closed=closed)
    line = read_text_parts(view, entry, with_product(view, entry, line, features), year)
    return persons.for_entry(entry, line)


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
            candidate = number_candidate(view, field, number, told, page, column.label)
            note([candidate], f"lines.{place}.{field}")
