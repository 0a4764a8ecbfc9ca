"""Lines told in sentences: `6 timer á 850 kr. for …`. What is for one unit is never the amount, and an amount that is not written stays empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.body import Body, Entry
from extract.candidates import Candidate
from extract.layout import Row
from extract.lines import Lines
from extract.linetext import read_text_parts
from extract.numbers import parse_number
from extract.paragraphs import is_sentence, with_paragraph
from extract.persons import PersonFinder
from extract.tables import Column, Head
from extract.tokens import normalise
from extract.unitprice import CURRENCY, SIGN
from extract.view import View
from models.document import Box, Reading
from models.invoice import LineReading
from models.money import round_half_up

_NUM = r"\d[\d.,]{0,14}"
#: What may be said between `at` and a price: `at the agreed rate of £38.00`, `til den aftalte timepris på 389 kr.`
_RATE = (
    r"(?:(?:the|our|an?|agreed|usual|normal|standard|hourly|daily|weekly|nightly|rate|price|cost|fee|of"
    r"|den|det|en|et|vores|aftalte?|sædvanlige?|fastsatte?|timepris|timetakst|timesats|dagspris|dagstakst|døgnpris|døgntakst|ugepris|takst|pris|sats|på|af)\s){0,5}"
)
_SPOKEN = re.compile(
    rf"(?<![\d.,/-])(?P<quantity>{_NUM})\s?(?P<unit>[^\W\d_]{{1,14}}\.?)(?P<words>(?:\s[^\W\d_][\w-]*){{0,3}})\s(?P<sign>{SIGN}|til)\s?{_RATE}"
    rf"(?P<before>{CURRENCY})?\s?(?P<price>{_NUM})(?P<dash>(?<=,)-|,-)?\s?(?P<after>{CURRENCY})?(?![\w.,]?\d)",
    re.IGNORECASE,
)
#: A number before what is counted, when no unit is known: a larger one is a year, a house or somebody's number.
MOST_COUNTED = 400
_PRICED = frozenset({"á", "à", "@"})


@dataclass(frozen=True, slots=True)
class Told:
    """A quantity and the price of one, told in a sentence."""

    row: Row
    quantity: Decimal
    unit: str | None
    price: Decimal
    text: str


def told_in(view: View, row: Row) -> Told | None:
    """Return the only quantity with its price that a row tells; two are for a person to part."""
    found = [told for each in _SPOKEN.finditer(row.text[:400]) if (told := _told(view, row, each))]
    return found[0] if len(found) == 1 else None


def _told(view: View, row: Row, found: re.Match[str]) -> Told | None:
    unit = view.vocabulary.units.get(normalise(found["unit"]))
    quantity = parse_number(found["quantity"].rstrip(".,"), view.comma)
    price = parse_number(found["price"].rstrip(".,"), view.comma)
    if quantity is None or price is None or not quantity.value:
        return None
    sign = found["sign"].lower()
    money = found["before"] or found["after"] or found["dash"] or price.places == 2
    # `fra 4 dage til 6`: without a mark of money it is no price. `12 High Street at £5`: what is not known to be counted needs a sign that only prices have.
    if not money and sign not in _PRICED:
        return None
    if unit is None and (sign == "til" or quantity.value > MOST_COUNTED or not money):
        return None
    return Told(row, quantity.value, unit, price.value, found.group())


def told_lines(view: View, taken: frozenset[int]) -> list[Told]:
    """Return what rows of running text tell that no line and no sum has taken."""
    return [
        told
        for row in view.rows
        if row.index not in taken and is_sentence(row) and not _labelled(view, row)
        if (told := told_in(view, row))
    ]


def _labelled(view: View, row: Row) -> bool:
    """Whether a row begins with the label of a field that no line has."""
    return any(hit.start == 0 and hit.field not in _IN_LINES for hit in view.hits[row.index])


_IN_LINES = frozenset({"person", "person_name", "period", "supplier"})


def entry_of(row: Row) -> Entry:
    """Return a row as an entry of a table with one column, of words."""
    box = row.box
    columns = (Column(("item",), 50, Box(box.left, box.top, box.right + 1, box.bottom), "words"),)
    return Entry(Head(row.index, row.index, row.page, columns, 0.0, ()), [row], {}, row)


def with_told(view: View, lines: Lines, persons: PersonFinder, taken: frozenset[int], year: int | None) -> Lines:
    """Return the lines with those that are told in sentences; `taken` are rows that say something else."""
    told = told_lines(view, taken | lines.rows)
    if not told:
        return lines
    every = numbered([*lines.lines, *(_line(view, each, persons, taken, year) for each in told)])
    return replace(lines, lines=every, rows=lines.rows | {each.row.index for each in told})


def with_paragraphs(view: View, lines: Lines) -> Lines:
    """Return the lines with the quantities and prices that the paragraphs they stand in say make their amounts."""
    return replace(lines, lines=tuple(_with_paragraph(view, line) for line in lines.lines))


def _with_paragraph(view: View, line: LineReading) -> LineReading:
    source = line.amount.source if line.amount else None
    box = source.box if source else None
    if source is None or box is None:
        return line
    on = (row for row in view.rows if row.page == source.page and row.box.top <= box.middle <= row.box.bottom)
    row = next(on, None)
    return with_paragraph(view, line, row) if row is not None and is_sentence(row) else line


def _line(view: View, told: Told, persons: PersonFinder, taken: frozenset[int], year: int | None) -> LineReading:
    source = view.place(told.text, told.row.box, told.row.page)
    return replace(
        line_of(view, told.row, persons, year),
        amount=_written_product(view, told, taken),
        quantity=Candidate("quantity", told.quantity, source, ("told",)).reading(),
        unit=Candidate("unit", told.unit, source, ("told",)).reading() if told.unit else None,
        unit_price=Candidate("unit_price", told.price, source, ("told",)).reading(),
    )


def _written_product(view: View, told: Told, taken: frozenset[int]) -> Reading[Decimal] | None:
    """Return what a quantity and a price come to, where the sentence goes on to say so: `14.5 hours at £38.00, which comes to £551.00`."""
    made = round_half_up(told.quantity * told.price)
    if made == told.price:
        return None
    below = [row for row in view.next_rows(told.row, 1) if row.box.top - told.row.box.bottom < told.row.height]
    for row in (told.row, *below):
        for number in view.numbers[row.index] if row.index not in taken else ():
            if number.is_money and not number.percent and number.value == made:
                source = view.place(number.text, number.box, row.page)
                return Candidate("amount", made, source, ("told", "multiplies"), number.confidence).reading()
    return None


def line_of(view: View, row: Row, persons: PersonFinder, year: int | None) -> LineReading:
    """Return what the rules read of a sentence but its sums: text, period and person."""
    entry = entry_of(row)
    line = read_text_parts(view, entry, LineReading(0), year)
    return persons.over(Body((entry,), (), frozenset({row.index}), ())).for_entry(entry, line)


def numbered(lines: Sequence[LineReading]) -> tuple[LineReading, ...]:
    """Return lines in the order in which they stand, numbered from 1."""
    return tuple(replace(line, number=number) for number, line in enumerate(sorted(lines, key=_place), 1))


def _place(line: LineReading) -> tuple[int, float]:
    """Return where a line stands: its page and height."""
    reading = line.text or line.amount or line.quantity
    source = reading.source if reading else None
    return (source.page or 0, source.box.top if source.box else 0.0) if source else (0, 0.0)
