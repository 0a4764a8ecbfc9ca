"""The unit of a quantity: beside it, in a column of units, in the heading over it, or in the heading of the price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.body import Entry
from extract.candidates import Candidate
from extract.numbers import Number
from extract.tokens import normalise
from extract.view import View
from models.document import Reading, Word

#: `per week`, `pr. døgn`, `/hr`; and how `timepris` and `døgntakst` begin.
_FOR_ONE = re.compile(r"(?:\bper\s|\bpr\.?\s|/\s?)(?P<one>[^\W\d_]+)|\b(?P<whole>time|døgn|dag|uge|måned)s?(?=pris|takst|sats)")
#: What there are only whole ones of.
WHOLE = frozenset({"visit", "session", "night", "trip", "meal", "piece", "block"})
#: What the words of a line say that it is charged by: `Sleep-ins (nights)`, `Supervised contact, per session`, `nightly fee`.
_CHARGED_BY = re.compile(
    r"\((?P<last>[^\W\d_]+)\)|\b(?:per|pr\.?)\s(?P<one>[^\W\d_]+)|\b(?P<adjective>(?:hour|night|dai|week|month)ly)\b"
)
#: Behind these a plural names something else than what is counted.
_LEADS_ELSEWHERE = frozenset({"of", "per", "after", "outside", "for", "the", "in", "at", "efter", "uden", "pr", "til"})
#: What may follow what is counted: a small word, a day of the week.
_BEHIND_COUNTED = re.compile(
    r"on|at|with|by|during|in|hos|med|ved|på|i|(?:mon|tues?|wed|thur?s?|fri|sat|sun)(?:\w{0,6}day)?s?", re.IGNORECASE
)
#: Of fewer words than these a line's first word is all that it says.
LEAST_OF_PHRASE = 2
#: A unit written out has so many letters.
LEAST_OF_WORD = 4
MAX_ROW = 400


def find_unit(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit beside the quantity, in the words of the line, in the column of units, in the heading over the quantity, or in that of the price.

    Where a word that is no unit known here stands close behind the number, `54 km`, a heading is not asked: it would say `Timer` of kilometres.
    """
    found = _beside(view, entry, quantity) or _in_next_cell(view, entry, quantity)
    if found or _of_another_unit(entry, quantity):
        return found
    return (
        _counted(view, entry, quantity)
        or _in_column(view, entry, _in_heading(view, entry, quantity))
        or _of_the_price(view, entry)
        or _in_words(view, entry)
        or _what_is_counted(view, entry, quantity)
    )


def _of_another_unit(entry: Entry, quantity: Number) -> bool:
    """Whether a word that could be a unit follows the number in its cell."""
    row = entry.anchor or entry.rows[0]
    for cell in row.cells:
        behind = [word for word in cell.words if 0 <= word.box.left - quantity.box.right < word.box.height]
        if behind and behind[0].text.strip(".").isalpha() and entry.head.home(behind[0].box) is entry.head.home(quantity.box):
            return True
    return False


def _of_the_price(view: View, entry: Entry) -> Reading[str] | None:
    """Return the unit that the only column of prices is for: `£ per week`, `Rate £/hr`, `Timepris`; it is shown and not sure."""
    columns = entry.head.of("unit_price")
    for found in _FOR_ONE.finditer(columns[0].label.lower()) if len(columns) == 1 else ():
        unit = view.vocabulary.units.get(normalise(found["one"] or found["whole"]))
        if unit:
            source = view.place(columns[0].label, columns[0].box, entry.head.page)
            return Candidate("unit", unit, source, ("column", "shape-odd")).reading()
    return None


def _in_words(view: View, entry: Entry) -> Reading[str] | None:
    """Return the only unit that the words of a line say it is charged by, `Core support (hrs)`, `nightly fee`; it is shown and not sure."""
    row = entry.anchor or entry.rows[0]
    found = {
        unit
        for match in _CHARGED_BY.finditer(row.text[:MAX_ROW].lower())
        if (unit := view.vocabulary.units.get(normalise(match["last"] or match["one"] or match["adjective"])))
    }
    if len(found) != 1:
        return None
    return Candidate("unit", found.pop(), view.place(row.text[:MAX_ROW], row.box, row.page), ("told",)).reading()


def _what_is_counted(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit that the words of a line say in the plural, as what there are so many of: `Core support hours`, `Travel 2 June, miles`; it is shown and not sure."""
    row = entry.anchor or entry.rows[0]
    first = next((cell.words for cell in row.cells if any(letter.isalpha() for letter in cell.text)), ())
    ends = [place for place, word in enumerate(first) if word.text.endswith(",") or place + 1 == len(first)]
    last = len(first) - 1
    # The end of the first phrase, what goes on with a small word behind it, and the last phrase where it is nothing else.
    places = [
        *ends[:1],
        *_going_on(first[: ends[0] + 1] if ends else ()),
        *([last] if len(ends) > 1 and ends[-2] == last - 1 else []),
    ]
    for place in places:
        unit = _plural(view, first, place, quantity)
        if unit:
            return Candidate("unit", unit, view.source([first[place]], row.page), ("told",)).reading()
    return None


def _going_on(words: Sequence[Word]) -> list[int]:
    """Return the places in a phrase of words that a small word or a day of the week follows: `Interpreter hours on site`, `Hours Mon to Sat`."""
    return [place for place, (_, behind) in enumerate(pairwise(words)) if _BEHIND_COUNTED.fullmatch(behind.text)]


def _plural(view: View, words: Sequence[Word], place: int, quantity: Number) -> str | None:
    """Return the unit that a word of a line is in the plural; `Care out of hours` names a time of day, and one of a thing no plural."""
    text = normalise(words[place].text.rstrip(","))
    unit = view.vocabulary.units.get(text)
    leads = place and words[place - 1].text.lower() in _LEADS_ELSEWHERE
    named = not words[place].text[0].islower() and (place or len(words) < LEAST_OF_PHRASE)
    if unit is None or leads or named or text in {unit, "fast"} or quantity.value == 1 or len(text) < LEAST_OF_WORD:
        return None
    # `weekday visits  62.50` are hours of visits.
    return None if unit in WHOLE and quantity.value % 1 else unit


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


def _in_next_cell(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit that is all of the cell right behind the quantity's, in a column that no heading names: `10 | sessions | 71.50`."""
    row = entry.anchor or entry.rows[0]
    behind = [cell for cell in row.cells if cell.box.left > quantity.box.right]
    unit = view.vocabulary.units.get(normalise(behind[0].text)) if behind and len(behind[0].words) == 1 else None
    return Candidate("unit", unit, view.source(behind[0].words, row.page), ("right",)).reading() if unit else None


def _in_column(view: View, entry: Entry, headed: Reading[str] | None) -> Reading[str] | None:
    """Return the unit in the column of units, else the one in the heading over the quantity.

    Where both say one and they differ, the heading is right: what stands under `Rate type`, `Day` or `Night`, is when and not how much of it.
    """
    row = entry.anchor or entry.rows[0]
    for column in entry.head.of("unit"):
        for word in entry.head.words_of(row, column):
            unit = view.vocabulary.units.get(normalise(word.text))
            if unit and (headed is None or headed.value == unit):
                return Candidate("unit", unit, view.source([word], row.page), ("column",)).reading()
    return headed


def _counted(view: View, entry: Entry, quantity: Number) -> Reading[str] | None:
    """Return the unit of which the words of a line count as many, whatever the heading says: `Travel, 62 miles in all` under `Hrs`; it is not sure."""
    row = entry.anchor or entry.rows[0]
    for place, word in enumerate(row.words[:-1]):
        if word.text == quantity.text and place != quantity.start:
            unit = view.vocabulary.units.get(normalise(row.words[place + 1].text))
            if unit:
                return Candidate("unit", unit, view.source([row.words[place + 1]], row.page), ("told",)).reading()
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
