"""The period of a whole document: beside a label, between a first and a last day, or the only one that is printed outside the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from extract.candidates import Candidate
from extract.confidence import label_feature
from extract.dates import find_dates, find_periods
from extract.labelled import words_under
from extract.layout import Row, words_at
from extract.paragraphs import is_sentence, row_above
from extract.shapes import picked_at
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Word
from models.period import Period

#: A period begins so near, in letters, to its label.
NEAR = 40
#: Words between the label of a date and the date at the most.
BETWEEN = 4
#: Labels of other dates: a period right behind one is part of what it says.
DATED = frozenset({"issued", "due"})
#: A title stands among so many rows, in so many words; and what it is the title of.
TITLE_ROWS, WORDS_OF_TITLE, BILLS = 25, 10, frozenset({"invoice", "credit-note"})
_PARTS = re.compile(r"(?:(?!\s[–-]\s).)+")
#: So many words of a row above may belong to a day or a period that goes on below.
WRAPPED = 8
#: A row of words that ends like this goes on below.
OPEN = ("-", "–", "to", "til", "bis", "au")


def find_period(view: View, skip: frozenset[int], year: int | None) -> list[Candidate[Any]]:
    """Return the candidates for the period of the whole document; `skip` are the rows of the lines."""
    return (
        list(_labelled(view, skip, year))
        or list(_from_to(view, skip))
        or _only(_loose(view, skip))
        or _only(_in_title(view, year))
        or _only(_under_lines(view, skip, year))
    )


def _only(found: Iterator[Candidate[Any]]) -> list[Candidate[Any]]:
    """Return what was found where all of it is one period."""
    every = list(found)
    return every if len({each.value for each in every}) == 1 else []


def _labelled(view: View, skip: frozenset[int], year: int | None) -> Iterator[Candidate[Any]]:
    for row in view.rows:
        if row.index in skip:
            continue
        for hit in view.hits[row.index]:
            if hit.field == "period":
                yield from _beside(view, row, hit, year)


def _beside(view: View, row: Row, hit: Hit, year: int | None) -> Iterator[Candidate[Any]]:
    # A week-ending label is part of the wording itself, so the text begins with the label.
    right = row.words[hit.start :]
    texts: list[tuple[Row, tuple[Word, ...]]] = [(row, right)]
    below = view.next_rows(row, 1)
    under = words_under(below[0], hit) if below else []
    if under:
        texts.append((below[0], tuple(under)))
    if below and right[-1].text in OPEN:
        texts.append((row, (*right, *_under_last(below[0], right[-1]))))
    for each, words in texts:
        text = " ".join(word.text for word in words)
        found = next(iter(find_periods(text, view.vocabulary.months, year)), None)
        if found and found.start < NEAR:
            place = "right" if each is row else "below"
            features = (label_feature(hit.rank), place, "shape-strict" if found.certain else "no-year")
            picked = picked_at(words, found.start, found.end)
            yield Candidate("period", found.value, view.source(picked, each.page), features, 1.0, each.index, hit.text)
            return


def _under_last(row: Row, last: Word) -> list[Word]:
    """Return the words of the cell in which a wrapped value goes on below."""
    cell = next((cell for cell in row.cells if cell.box.left < last.box.right and cell.box.right > last.box.left - 60), None)
    return list(cell.words) if cell else []


def _from_to(view: View, skip: frozenset[int]) -> Iterator[Candidate[Any]]:
    """Read `From` and `To` that stand side by side with a day right of or under each."""
    for row in view.rows:
        if row.index in skip:
            continue
        hits = find_labels(row, view.vocabulary.columns)
        starts, ends = (next((hit for hit in hits if hit.field == name), None) for name in ("start", "end"))
        if (
            starts is None
            or ends is None
            or ends.start <= starts.start
            or any(hit.field in {"amount", "quantity"} for hit in hits)
        ):
            continue
        days = [_day_at(view, row, starts, ends.start), _day_at(view, row, ends, len(row.words))]
        if days[0] and days[1] and days[0][0] <= days[1][0]:
            (first, words), (last, more) = days[0], days[1]
            source = view.source([*words, *more], row.page)
            yield Candidate("period", Period(first, last), source, ("label-fair", "shape-strict"), 1.0, row.index, starts.text)
            return


def _day_at(view: View, row: Row, hit: Hit, until: int) -> tuple[Any, list[Word]] | None:
    """Read the one day right of a label, up to a place in the row, else the one below it."""
    below = view.next_rows(row, 1)
    for words in (row.words[hit.end : until], words_under(below[0], hit) if below else ()):
        text = " ".join(word.text for word in words)
        dates = find_dates(text, view.vocabulary.months)
        if len(dates) == 1 and dates[0].start == 0:
            return dates[0].value, picked_at(words, dates[0].start, dates[0].end)
    return None


def _loose(view: View, skip: frozenset[int]) -> Iterator[Candidate[Any]]:
    for row in view.rows:
        if row.index in skip:
            continue
        words = (*_wrapped(view, row), *row.words)
        own = len(" ".join(word.text for word in words)) - len(row.text)
        for found in find_periods(" ".join(word.text for word in words), view.vocabulary.months):
            picked = picked_at(words, found.start, found.end)
            # What ends on the row above is that row's.
            if found.end > own and not _is_other_date(view, row, picked):
                yield _unlabelled(view, row, picked, found.value)


def _wrapped(view: View, row: Row) -> Sequence[Word]:
    """Return the end of the row above where a sentence goes on: `between 6` over `April 2026 and 29 May 2026`."""
    above = row_above(view, row)
    return above.words[-WRAPPED:] if above and is_sentence(above) and is_sentence(row) else ()


def _in_title(view: View, year: int | None) -> Iterator[Candidate[Any]]:
    """Read the month that a title names without its year: `Afregning nr. 8 – august måned`."""
    for row in view.rows[:TITLE_ROWS] if year else ():
        if any(hit.field in BILLS for hit in find_labels(row, view.vocabulary.kinds)) and len(row.words) <= WORDS_OF_TITLE:
            # What a dash parts are two things: `nr. 8 – august` is no range.
            for part in _PARTS.finditer(row.text):
                for found in find_periods(part.group(), view.vocabulary.months, year):
                    words = words_at(row, part.start() + found.start, part.start() + found.end)
                    features = ("unlabelled", "no-year")
                    yield Candidate("period", found.value, view.source(words, row.page), features, 1.0, row.index)


def _unlabelled(view: View, row: Row, words: Sequence[Word], period: Period) -> Candidate[Any]:
    return Candidate("period", period, view.source(words, row.page), ("unlabelled", "shape-strict"), 1.0, row.index)


def _is_other_date(view: View, row: Row, words: Sequence[Word]) -> bool:
    """Whether what looks like a period stands behind the label of another date: `Dato juni 2026`."""
    place = next((place for place, word in enumerate(row.words) if words and word is words[0]), 0)
    return any(hit.field in DATED and hit.start <= place <= hit.end + BETWEEN for hit in view.hits[row.index])


def _under_lines(view: View, skip: frozenset[int], year: int | None) -> Iterator[Candidate[Any]]:
    """Read a labelled period among the rows of the lines, as a remark below the last of them has it."""
    for row in view.rows:
        if row.index not in skip or any(number.is_money for number in view.numbers[row.index]):
            continue
        for hit in view.hits[row.index]:
            if hit.field == "period" and hit.start == 0:
                # It may be only the last line's.
                yield from (replace(each, features=(*each.features, "ambiguous")) for each in _beside(view, row, hit, year))
