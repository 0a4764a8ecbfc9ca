"""What the words of a line say: its text, the legal basis, and the period it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from extract.body import Entry
from extract.candidates import Candidate
from extract.dates import FoundPeriod, find_dates, find_periods
from extract.layout import Row
from extract.tables import NUMERIC, Column
from extract.view import View
from models.document import Reading, Word
from models.invoice import LineReading

#: Rows below a line's first that are read for its text and period.
FOLLOWING = 6
MAX_TEXT = 300


def read_text_parts(view: View, entry: Entry, line: LineReading, year: int | None) -> LineReading:
    """Add text, legal basis and period to a line."""
    text = _text(view, entry)
    words = " ".join(row.text for row in entry.rows[:FOLLOWING])[:400]
    return add_period(view, entry, replace(line, text=text, legal_basis=legal_basis(view, words, entry.rows[0])), year)


def _text(view: View, entry: Entry) -> Reading[str] | None:
    columns = entry.head.columns
    wanted = [column for column in columns if "item" in column.kinds] or [
        column for column in columns if not set(column.kinds) & (NUMERIC | {"position", "person", "start", "end"})
    ]
    numeric_left = min((column.box.left for column in columns if set(column.kinds) & NUMERIC), default=10**6)
    picked: list[Word] = []
    for row in entry.rows[:FOLLOWING]:
        if row is not entry.rows[0] and row.index - entry.rows[0].index > FOLLOWING:
            break
        picked.extend(_of_columns(row, columns, wanted, entry))
    if not picked:
        picked = [word for word in entry.rows[0].words if word.box.right < numeric_left]
    if not picked:
        return None
    source = view.source(picked, entry.rows[0].page)
    return Candidate("text", source.text[:MAX_TEXT], source, ("column",)).reading()


def _of_columns(row: Row, columns: Sequence[Column], wanted: Sequence[Column], entry: Entry) -> list[Word]:
    """Words that belong to the text columns: from the heading's left edge to the next heading, and not a number of another."""
    taken = {(number.box.left, number.box.top) for number in entry.cells.values()}
    result = []
    for word in row.words:
        if (word.box.left, word.box.top) in taken:
            continue
        column = _home(word, columns)
        if column in wanted:
            result.append(word)
    return result


def _home(word: Word, columns: Sequence[Column]) -> Column | None:
    """Texts begin at the left edge of their heading: the last heading that begins before the word."""
    best = None
    for column in columns:
        left = column.box.left - (6 if not set(column.kinds) & NUMERIC else 40 if column.kind == "amount" else 10)
        if left <= word.box.left:
            best = column
    return best or (columns[0] if columns else None)


def legal_basis(view: View, text: str, row: Row) -> Reading[str] | None:
    """Return the code of the first legal basis that a text names."""
    for pattern, code in view.options.pack.legal_bases:
        found = re.search(pattern, text[:400], re.IGNORECASE)
        if found:
            return Candidate("legal_basis", code, view.place(found.group(), row.box, row.page)).reading()
    return None


def add_period(view: View, entry: Entry, line: LineReading, year: int | None) -> LineReading:
    """Add the period: from its columns, else from the line's words."""
    row = entry.anchor or entry.rows[0]
    found = _from_columns(view, entry, row, year)
    column = found is not None
    if found is None:
        for each in entry.rows[:FOLLOWING]:
            found = next(iter(find_periods(each.text, view.vocabulary.months, year)), None)
            if found:
                row = each
                break
    if found is None:
        return line
    features = ["column"] if column else []
    start, end = period_readings(view, found, row, features)
    return replace(line, period_start=start, period_end=end)


def period_readings(view: View, found: FoundPeriod, row: Row, features: Sequence[str]) -> tuple[Reading[date], Reading[date]]:
    """Return both ends of a period as readings."""
    names = (*features, "shape-strict") if found.certain else (*features, "no-year")
    source = view.place(row.text[:80], row.box, row.page)
    start = Candidate("period", found.value.start, source, names).reading()
    return start, Candidate("period", found.value.end, source, names).reading()


def _from_columns(view: View, entry: Entry, row: Row, year: int | None) -> FoundPeriod | None:
    columns = entry.head.columns
    starts = [column for column in columns if "start" in column.kinds]
    ends = [column for column in columns if "end" in column.kinds]
    if starts and ends:
        text = f"{_under(row, starts[0], columns)} - {_under(row, ends[0], columns)}"
        return next(iter(find_periods(text, view.vocabulary.months, year)), None)
    for column in columns:
        if "week_ending" in column.kinds:
            text = f"week ending {_under(row, column, columns)}"
            return next(iter(find_periods(text, view.vocabulary.months, year)), None)
        if "period" in column.kinds:
            text = " ".join(_under(each, column, columns) for each in entry.rows[:2])
            found = find_periods(text, view.vocabulary.months, year)
            if found:
                return found[0]
            dates = find_dates(text, view.vocabulary.months)
            if len(dates) == 2:
                return next(
                    iter(
                        find_periods(
                            f"{text[dates[0].start : dates[0].end]} - {text[dates[1].start : dates[1].end]}",
                            view.vocabulary.months,
                            year,
                        )
                    ),
                    None,
                )
    return None


def _under(row: Row, column: Column, columns: Sequence[Column]) -> str:
    """Return the words of a row that lie nearer to this heading than to any other."""
    words = []
    for word in row.words:
        nearest = min(columns, key=lambda each: _distance(word, each))
        if nearest is column:
            words.append(word.text)
    return " ".join(words)


def _distance(word: Word, column: Column) -> float:
    gap = max(0.0, column.box.left - word.box.right, word.box.left - column.box.right)
    edges = min(
        abs(word.box.left - column.box.left), abs(word.box.right - column.box.right), abs(word.box.centre - column.box.centre)
    )
    return gap * 2 + edges
