"""The unit of a quantity: beside it, in a column of units, or in the heading over it."""

from __future__ import annotations

from extract.body import Entry
from extract.candidates import Candidate
from extract.numbers import Number
from extract.tokens import normalise
from extract.view import View
from models.document import Reading


def find_unit(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit beside the quantity, in the column of units, or in the heading over the quantity."""
    return _beside(view, entry, quantity) or _in_column(view, entry) or _in_heading(view, entry, quantity)


def _beside(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
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


def _in_column(view: View, entry: Entry) -> Reading[str] | None:
    row = entry.anchor or entry.rows[0]
    for column in entry.head.of("unit"):
        for word in entry.head.words_of(row, column):
            unit = view.vocabulary.units.get(normalise(word.text))
            if unit:
                return Candidate("unit", unit, view.source([word], row.page), ("column",)).reading()
    return None


def _in_heading(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    place = next((place for place, number in entry.cells.items() if number is quantity), None)
    headed = entry.head.of("quantity")
    column = entry.head.columns[place] if place is not None else headed[0] if len(headed) == 1 else None
    if column is None:
        return None
    for part in column.label.replace("/", " ").split():
        unit = view.vocabulary.units.get(normalise(part))
        if unit:
            return Candidate("unit", unit, view.place(column.label, column.box, entry.head.page), ("column",)).reading()
    return None
