"""What the words of a line say: its text, the legal basis, and the period that its columns or its words name."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from extract.body import Entry
from extract.candidates import Candidate
from extract.dates import FoundPeriod, find_dates, find_periods
from extract.layout import Row
from extract.paragraphs import row_above
from extract.tables import NUMERIC, Column, Head
from extract.view import View
from models.document import Reading, Source, Word
from models.invoice import LineReading

#: Columns of days: they say when, and not what for.
DATED = frozenset({"start", "end", "period", "week_beginning", "week_ending", "date"})
#: Rows below a line's first that are read for its text and period.
FOLLOWING = 6
MAX_TEXT = 300
#: Rows of one cell begin so near to each other, in points.
FLUSH = 3.0
#: So many words outside every column are a text; fewer are a remark or an initial.
LEAST_WORDS = 2
_SPOKEN = re.compile(r"[^\W\d_]{3,}")
#: A word that was broken at its own hyphen: `double- handed`, and not `Aktivitets- og samværstilbud`.
_WRAPPED = re.compile(r"(?<=[^\W\d_]-) (?=[a-zß-ÿ])(?!(?:og|eller|samt|and|or|und|oder|sowie|bzw|et|ou)\b)")
_RANGE_BELOW = re.compile(r"(?:[-–—]|to|til|bis|au)\s?\d")
_DAY_AT_END = re.compile(r"(?<![\d.,/-])(\d{1,2}(?:\.|st|nd|rd|th)?)$")


def read_text_parts(view: View, entry: Entry, line: LineReading, year: int | None) -> LineReading:
    """Add text, legal basis and period to a line."""
    text = _text(view, entry)
    words = " ".join(row.text for row in entry.rows[:FOLLOWING])[:400]
    # In the text a paragraph that was wrapped follows its sign; in the rows the numbers of other columns stand between them.
    texts = [text.value, words] if text else [words]
    basis = _basis_in_column(view, entry) or next(
        (found for each in texts if (found := legal_basis(view, each, entry.rows[0]))), None
    )
    return add_period(view, entry, replace(line, text=text, legal_basis=basis), year)


def _basis_in_column(view: View, entry: Entry) -> Reading[str] | None:
    """Read a column headed `§` or `Paragraf`: a number there is a paragraph without its sign."""
    row = entry.anchor or entry.rows[0]
    for column in entry.head.of("legal_basis"):
        text = " ".join(word.text for word in entry.head.words_of(row, column))
        found = legal_basis(view, text, row) or (legal_basis(view, f"§ {text}", row) if text[:1].isdigit() else None)
        if found:
            return found
    return None


def _text(view: View, entry: Entry) -> Reading[str] | None:
    columns = entry.head.columns
    wanted = entry.head.of("item") or tuple(
        column for column in columns if not set(column.kinds) & (NUMERIC | {"position", "person", *DATED})
    )
    taken = {(number.box.left, number.box.top) for number in entry.cells.values()}
    if not entry.head.of("item"):
        taken |= {
            (number.box.left, number.box.top)
            for row in entry.rows[:FOLLOWING]
            for number in view.numbers[row.index]
            if number.is_money
        }
    picked = [
        word
        for row in entry.rows[:FOLLOWING]
        for word in row.words
        if (_is_wrapped(entry, row) or _is_of(entry.head, row, word, wanted)) and (word.box.left, word.box.top) not in taken
    ]
    picked = picked or _words_across(entry, taken)
    if not any(letter.isalpha() for word in picked for letter in word.text):
        return None
    source = view.source(picked, entry.rows[0].page)
    return Candidate("text", _WRAPPED.sub("", source.text)[:MAX_TEXT], source, ("column",)).reading()


def _is_of(head: Head, row: Row, word: Word, wanted: Sequence[Column]) -> bool:
    """Whether a word stands under one of these headings, or in a text that begins there and runs on up to the heading of a number."""
    home = head.home(word.box)
    if home in wanted:
        return True
    runs_on = bool(set(home.kinds) & NUMERIC) and word.box.right <= home.box.left
    return runs_on and head.home(row.cell_of(word).words[0].box) in wanted


def _is_wrapped(entry: Entry, row: Row) -> bool:
    """Whether a row is running text that was wrapped at a line without headings: what its numbers stand under is nothing to it."""
    return not entry.head.score and row is not entry.anchor and len(row.cells) == 1


def _words_across(entry: Entry, taken: Collection[tuple[float, float]]) -> list[Word]:
    """Return the words of a row that has words where the head has no column for them: `Extra: double-up 900112 (2 x 1.00 h)`."""
    elsewhere = {"person_name", "start", "end", "period"}
    row = entry.anchor or entry.rows[0]
    last = max((left for left, _ in taken), default=0.0)
    words = [word for word in row.words if word.box.left < last and not set(entry.head.home(word.box).kinds) & elsewhere]
    return words if sum(_SPOKEN.search(word.text) is not None for word in words) >= LEAST_WORDS else []


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def legal_basis(view: View, text: str, row: Row) -> Reading[str] | None:
    """Return the code of the first legal basis that a text names."""
    for pattern, code in view.options.pack.legal_bases:
        found = _compiled(pattern).search(text[:400])
        if found:
            return Candidate("legal_basis", code, view.place(found.group(), row.box, row.page)).reading()
    return None


def add_period(view: View, entry: Entry, line: LineReading, year: int | None) -> LineReading:
    """Add the period: from its columns, else from the line's words."""
    row = entry.anchor or entry.rows[0]
    found = _from_columns(view, entry, row, year)
    features = ["column"] if found else []
    if found is None:
        rows = entry.rows[:FOLLOWING]
        over = _broken_above(view, rows[0])
        joined = " ".join([*over, *(each.text for each in rows[:3])])
        # A range that was wrapped in the column of words has the numbers of the others in its middle, read by rows.
        wrapped = [line.text.value] if line.text else []
        unbroken = [joined] if over else _unbroken(rows)
        if _day_in_cell(view, rows) or _has_own_day(view, entry, row):
            # Read by rows, the month alone would stand behind the numbers of the other columns, or a day behind `care w/e` of another.
            texts = wrapped
        else:
            texts = [*unbroken, joined, *wrapped] if entry.head.score else [joined, *unbroken, *wrapped]
        periods = [each for text in texts for each in find_periods(text, view.vocabulary.months, year)]
        found = next((each for each in periods if each.certain), periods[0] if periods else None)
    if found is None:
        return line
    start, end = period_readings(found, view.place(row.text[:80], row.box, row.page), features)
    return replace(line, period_start=start, period_end=end)


def _broken_above(view: View, row: Row) -> list[str]:
    """Return the text of the row above where a day ends it whose month begins this one: `5 January 2026 to 1` over `February 2026, 4 weeks`."""
    begins = row.words[0].text.strip(".,").lower() in view.vocabulary.months
    if begins and (above := row_above(view, row)) is not None and _DAY_AT_END.search(above.text[-8:]):
        return [above.text]
    return []


def _day_in_cell(view: View, rows: Sequence[Row]) -> bool:
    """Whether a cell ends in a day whose month begins the row below, flush with it: `Care review, Wed 3` over `June 2026`, before other columns."""
    return any(
        below.words[0].text.strip(".,").lower() in view.vocabulary.months
        and any(
            abs(cell.box.left - below.box.left) < FLUSH and _DAY_AT_END.search(cell.text[-8:])
            for cell in above.cells
            if len(above.cells) > 1
        )
        for above, below in pairwise(rows)
    )


def _has_own_day(view: View, entry: Entry, row: Row) -> bool:
    """Whether one day stands in the only column of days."""
    columns = entry.head.of("date")
    days = find_dates(_under([row], columns[0], entry.head), view.vocabulary.months) if len(columns) == 1 else ()
    return len(days) == 1


def _unbroken(rows: Sequence[Row]) -> list[str]:
    """Return the text of every row; a day at the end of a row is given to the month that begins the next one.

    Without it `2.` above `februar 2026 - 28. februar 2026` would be read as the whole of the month.
    """
    texts = [row.text for row in rows]
    for place, (above, text) in enumerate(pairwise(texts), 1):
        day = _DAY_AT_END.search(above[-8:])
        if day and text[:1].isalpha():
            texts[place] = f"{day[1]} {text}"
    return texts


def period_readings(found: FoundPeriod, source: Source, features: Sequence[str]) -> tuple[Reading[date], Reading[date]]:
    """Return both ends of a period as readings."""
    names = (*features, "shape-strict") if found.certain else (*features, "no-year")
    start = Candidate("period", found.value.start, source, names).reading()
    return start, Candidate("period", found.value.end, source, names).reading()


def _from_columns(view: View, entry: Entry, row: Row, year: int | None) -> FoundPeriod | None:
    head, months = entry.head, view.vocabulary.months
    starts, ends = head.of("start"), head.of("end")
    rows = [each for each in entry.rows[:3] if each.index >= row.index] or [row]
    texts: list[str] = []
    if starts and ends:
        texts.append(f"{_under(rows, starts[0], head)} - {_under(rows, ends[0], head)}")
    texts.extend(f"week ending {_under(rows, column, head)}" for column in head.of("week_ending"))
    texts.extend(f"week commencing {_under(rows, column, head)}" for column in head.of("week_beginning"))
    # `01/06/2026` over `- 28/06/2026` under a mere `Date` is a period too.
    dated = [column for column in head.of("date") if _RANGE_BELOW.match(_under(rows[1:2], column, head))]
    for column in (*head.of("period"), *dated):
        text = _under(rows, column, head)
        dates = find_dates(text, months)
        texts.append(text)
        if len(dates) == 2:
            texts.append(f"{text[dates[0].start : dates[0].end]} - {text[dates[1].start : dates[1].end]}")
    found = [each for text in texts for each in find_periods(text, months, year)]
    return next((each for each in found if each.certain), found[0] if found else None)


def _under(rows: Sequence[Row], column: Column, head: Head) -> str:
    return " ".join(word.text for row in rows for word in head.words_of(row, column))
