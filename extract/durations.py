"""Hours written with minutes: `7:30`, `9h 30m`, `3 t. 45 min.`, `90 min`, or minutes under a heading that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from extract.layout import Row
from extract.numbers import Number
from extract.tables import Column, Head
from extract.tokens import normalise
from models.document import box_around
from models.money import round_half_up

MINUTES = frozenset({"min", "mins", "minute", "minutes", "minut", "minutter", "minuten"})
_CLOCK = re.compile(r"(?P<minus>[-−–])?(?P<h>\d{1,3}):(?P<m>[0-5]\d)")
_WORDED = re.compile(
    r"(?P<h>\d{1,3})\s?(?:h|t|hrs?|hours?|timer?|std)\.?\s?(?:og\s|and\s)?(?P<m>[0-5]?\d)\s?(?:m|min|mins|minutes|minutter|minuten)?\.?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?P<m>\d{1,4})\s?(?:min|mins|minutes|minutter|minuten)\.?", re.IGNORECASE)
FRACTIONS = {"¼": Fraction(1, 4), "½": Fraction(1, 2), "¾": Fraction(3, 4)}
_HALVES = re.compile(r"(?P<h>\d{1,2})?\s?(?P<part>[¼½¾])(?:\s?(?:h|t|hrs?|hours?|timer?|std)\.?)?", re.IGNORECASE)
#: So many words make a duration at the most: `3 t. 45 min.`
MOST_WORDS = 4


def find_durations(row: Row, head: Head) -> Iterator[tuple[Number, Fraction]]:
    """Yield every duration of a row as a number of hours, with its exact value; what it is for, the caller must know."""
    for start in range(len(row.words)):
        for end in range(min(len(row.words), start + MOST_WORDS), start, -1):
            exact = _hours(" ".join(word.text for word in row.words[start:end]))
            if exact is None and end == start + 1 and row.words[start].text.isdigit():
                exact = _under_minutes(row, start, head)
            if exact is not None:
                yield _number(row, start, end, exact), exact
                break


def hours_in(row: Row) -> Iterator[Fraction]:
    """Yield the durations of a row that say themselves that they are hours: `3:45`, `2½ hrs`, `1 t. 15 min.`; times of a day are among them."""
    for start in range(len(row.words)):
        texts = (
            " ".join(word.text for word in row.words[start:end])
            for end in range(min(len(row.words), start + MOST_WORDS), start, -1)
        )
        found = next((exact for text in texts if (exact := _hours(text) or _halves(text)) is not None), None)
        if found is not None:
            yield found


def _halves(text: str) -> Fraction | None:
    """Read hours with a fraction.

    >>> _halves("2½ hrs"), _halves("¼"), _halves("2 hrs")
    (Fraction(5, 2), Fraction(1, 4), None)
    """
    found = _HALVES.fullmatch(text)
    return Fraction(int(found["h"] or 0)) + FRACTIONS[found["part"]] if found else None


def _hours(text: str) -> Fraction | None:
    """Read a duration that is the whole of a text.

    >>> _hours("9h 30m"), _hours("7:45"), _hours("45 min"), _hours("07:00-15:00"), _hours("-6:00")
    (Fraction(19, 2), Fraction(31, 4), Fraction(3, 4), None, Fraction(-6, 1))
    """
    for pattern in (_CLOCK, _WORDED, _MINUTES):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            hours = Fraction(int(parts.get("h") or 0)) + Fraction(int(parts["m"]), 60)
            return -hours if parts.get("minus") else hours
    return None


def _under_minutes(row: Row, place: int, head: Head) -> Fraction | None:
    word = row.words[place]
    over = [column for column in head.columns if column.box.left < word.box.right and column.box.right > word.box.left]
    return Fraction(int(word.text), 60) if any(_says_minutes(column) for column in over) else None


def _says_minutes(column: Column) -> bool:
    return any(normalise(part) in MINUTES for part in column.label.split())


def _number(row: Row, start: int, end: int, exact: Fraction) -> Number:
    words = row.words[start:end]
    hours = round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator))
    text = " ".join(word.text for word in words)
    return Number(
        hours,
        2,
        text,
        box_around(word.box for word in words),
        confidence=min(word.confidence for word in words),
        start=start,
        end=end,
    )
