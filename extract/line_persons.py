"""Who each line of a table is about: numbers of persons in a column, in the line's words, or in a heading over several lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from extract.body import Body, Entry
from extract.candidates import Candidate
from extract.cells import over
from extract.confidence import probability
from extract.layout import Row
from extract.once import once
from extract.person_headings import PersonHeadings, top_of
from extract.person_numbers import BARE_ID, FLUSH, SHORT_ID, PersonNumbers
from extract.tables import Column
from extract.tokens import normalise
from extract.told_names import is_a_name, names_beside, told_name
from extract.view import View
from models.document import Box, Reading, Word
from models.invoice import LineReading

#: What stands before a number that is all of a cell.
NUMBERED = frozenset({"id", "no", "nr", "ref", "cpr", "nhs", "cprnr", "client", "person", "borger"})
#: What numbers the lines of large programs: `000010`, `000020`.
POSITION = "0000"


@dataclass(frozen=True)
class LinePersons:
    """Finds whom the lines of one body name."""

    view: View
    numbers: PersonNumbers
    body: Body

    @once
    def headings(self) -> PersonHeadings:
        """What reads the headings over the lines."""
        return PersonHeadings(self.view, self.numbers, self.body)

    def for_entry(self, entry: Entry, line: LineReading) -> LineReading:
        """Add the person of one line of a table."""
        person = self._in_column(entry) or self._over_column(entry) or self._in_rows(self._own_rows(entry))
        if person is None:
            person = self.numbers.beside_name(entry.rows[:2]) or self.headings.before(entry) or self._bare(entry, line)
        return replace(line, person=person, person_name=self._name(entry) or self._name_elsewhere(entry, line, person))

    def without_headings(self, entry: Entry) -> Entry:
        """Return a line without the rows close under it that head what follows."""
        if len(entry.rows) < 2 or not self.headings.has_any:
            return entry
        own = list(takewhile(lambda row: row is entry.anchor or not self.headings.reading(row), entry.rows[1:]))
        return replace(entry, rows=[entry.rows[0], *own])

    def _name_elsewhere(self, entry: Entry, line: LineReading, person: Reading[str] | None) -> Reading[str] | None:
        """Read the name in the heading over a line, or beside the number in its words."""
        name = self.headings.name_before(entry)
        if name is None and person is not None:
            name = told_name(self.view, line.text.value if line.text else "", self._own_rows(entry), person)
        return name

    def _bare(self, entry: Entry, line: LineReading) -> Reading[str] | None:
        """Read the only number in a line's words that has the form of a council's own identifier."""
        pattern = self.view.options.person_id_regex or BARE_ID
        text = line.text.value if line.text else ""
        plain = [word.strip(".,;:()") for word in text.split() if len(word) <= 30]
        # Shorter numbers, as small councils have them, count right behind a name.
        found = {word for word in plain if re.fullmatch(pattern, word)} or {
            word for word in plain if re.fullmatch(SHORT_ID, word) and any(names_beside(text, word))
        }
        if len(found) != 1 or line.text is None:
            return None
        value = found.pop()
        if value.startswith(POSITION) or (self.view.options.person_id_regex is None and self.numbers.named_nationally):
            return None
        words = [(word, row) for row in entry.rows for word in row.words if word.text.strip(".,;:()") == value]
        if not words:
            return None
        word, row = words[0]
        if self.view.options.person_id_regex or _called_id(row, word):
            return self.numbers.reading(value, [word], row, "shape-strict")
        # By its form alone it may be the number of a service or a vehicle: it is shown and not sure.
        return self.numbers.reading(value, [word], row, "shape-odd", "of-whom")

    def _own_rows(self, entry: Entry) -> Sequence[Row]:
        """Return the rows of a line without those that are headings of what follows."""
        return entry.rows[:1] if self.headings.has_any else entry.rows[:6]

    def _in_column(self, entry: Entry) -> Reading[str] | None:
        """Read the column of persons; a column headed `Client` or `Ref` is one when it holds identifiers."""
        row = entry.anchor or entry.rows[0]
        for column in entry.head.columns:
            if not {"person", "person_name", "reference"} & set(column.kinds):
                continue
            for each in (row, *entry.rows[:3]):
                words = entry.head.words_of(each, column)
                certain = "person" in column.kinds or "person_name" in column.kinds
                person = self._folded(entry, each, column) or self.numbers.identifier(words, each, labelled=certain)
                if person:
                    own = "person" in column.kinds
                    return (
                        replace(person, evidence=(*person.evidence, "column")).trust(_in_own_column(person)) if own else person
                    )
        return None

    def _over_column(self, entry: Entry) -> Reading[str] | None:
        """Read the column of persons in the row right over a line, where number and name head what follows: it is shown and never sure."""
        for column in entry.head.of("person"):
            over = self._right_over(entry)
            over = None if over and over.index in self._of_lines else over
            words = entry.head.words_of(over, column) if over else []
            person = self.numbers.identifier(words, over, labelled=True) if over and words else None
            if person:
                return _carried(person)
        return None

    def _right_over(self, entry: Entry) -> Row | None:
        """Return the last row between the line before and this one that is no line."""
        before = bisect_left(self.body.leading, top_of(entry), key=lambda row: row.index) - 1
        above = bisect_left(self._tops, top_of(entry)) - 1
        # What stands over the head is of the bill.
        if before < 0 or self.body.leading[before].index < max(entry.head.first, self._tops[above] if above >= 0 else 0):
            return None
        return self.body.leading[before]

    @once
    def _of_lines(self) -> frozenset[int]:
        """The rows in which lines stand: a number there is that of its own line."""
        return frozenset(row.index for entry in self.body.entries for row in entry.rows)

    @once
    def _tops(self) -> list[int]:
        """Where each line begins, from the top down."""
        return sorted(map(top_of, self.body.entries))

    def _folded(self, entry: Entry, row: Row, column: Column) -> Reading[str] | None:
        """Read a number with a check digit whose groups stand on two rows of its cell: `999 461` over `4576`."""
        below = next((each for each in entry.rows if each.index == row.index + 1), None)
        first, second = (entry.head.words_of(each, column) if each else [] for each in (row, below))
        if not (first and second) or abs(first[0].box.left - second[0].box.left) > FLUSH:
            return None
        words = [*first, *second]
        joined = " ".join(word.text for word in words)
        whole = any(span[1:] == (0, len(joined)) for span in self.view.options.pack.find_person_ids(joined))
        return self.numbers.reading(joined, words, row, "checksum") if whole else None

    def _in_rows(self, rows: Sequence[Row]) -> Reading[str] | None:
        for row in rows:
            person = self.numbers.in_row(row)
            if person:
                return person
        return None

    def known_elsewhere(self, lines: Sequence[LineReading]) -> list[LineReading]:
        """Give a line that names nobody in its own place the person of another line whose number stands in its words."""
        known = {line.person.value for line in lines if line.person}
        result = []
        for line in lines:
            person = None if line.person or not line.amount else self._mentioned(line, known)
            result.append(replace(line, person=person) if person else line)
        return result

    def named_over_numbers(self, lines: Sequence[LineReading]) -> list[LineReading]:
        """Give a line whose cell holds a name the number that is all of the cell right below, on the next line: `Mr Cyril Nunn` over `ID 88120`.

        It is shown and never sure.
        """
        result = list(lines)
        for place, (line, below) in enumerate(pairwise(lines)):
            own, next_one = self._entry_of(line), self._entry_of(below)
            if line.person is None and line.person_name and below.person and own and next_one and self._stacked(own, next_one):
                result[place] = replace(line, person=_carried(below.person))
                result[place + 1] = replace(below, person_name=below.person_name or _carried(line.person_name))
        return result

    def _stacked(self, above: Entry, entry: Entry) -> bool:
        """Whether the cell of a person on one line holds a number and no name, right under that of the line before."""
        columns = [column for column in entry.head.columns if {"person", "person_name"} & set(column.kinds)]
        words = [word.text for column in columns for word in entry.head.words_of(entry.rows[0], column)]
        labels = [word for word in words if not _digits(word)]
        near = _same_head(above, entry) and entry.rows[0].index == above.rows[-1].index + 1
        return near and len(labels) < len(words) and all(normalise(word) in NUMBERED for word in labels)

    def carried_down(self, lines: Sequence[LineReading]) -> list[LineReading]:
        """Give a line whose cell in the column of persons is empty the person of the line right above it: printed once for both.

        It is shown and never sure; a sub-total between two lines ends what one person has. Where one person is printed on two lines that
        follow each other nothing is printed once for both, and an empty cell is nobody's.
        """
        if any(_in_both_cells(above, below) for above, below in pairwise(lines)):
            return list(lines)
        result: list[LineReading] = []
        for line in lines:
            above = result[-1] if result else None
            own, before = (self._entry_of(each) if each else None for each in (line, above))
            if line.person is None and above and above.person and own and before and self._goes_on_below(before, own):
                line = replace(line, person=_carried(above.person), person_name=line.person_name or _carried(above.person_name))  # noqa: PLW2901
            result.append(line)
        return result

    def _goes_on_below(self, above: Entry, entry: Entry) -> bool:
        columns = [column for column in entry.head.columns if {"person", "person_name"} & set(column.kinds)]
        between = range(above.rows[0].index, entry.rows[0].index)
        return (
            _same_head(above, entry)
            and bool(columns)
            # What was done may begin in a lane that has no heading, nearer to that of the persons than to the next.
            and not any(over(word.box, column.box) for column in columns for word in entry.head.words_of(entry.rows[0], column))
            and not any(row.index in between and not self.headings.carries(row) for row in self.body.subtotals)
        )

    def _mentioned(self, line: LineReading, known: set[str]) -> Reading[str] | None:
        entry = self._entry_of(line)
        if entry is None:
            return None
        # A heading close under a line is of those that follow.
        own = [row for row in entry.rows[:2] if row is entry.rows[0] or not self.headings.reading(row)]
        words = [(word, row) for row in own for word in row.words if word.text.strip(".,;:()") in known]
        if len({word.text for word, _ in words}) != 1:
            return None
        word, row = words[0]
        return self.numbers.reading(word.text.strip(".,;:()"), [word], row, "shape-strict")

    def _entry_of(self, line: LineReading) -> Entry | None:
        """Return what a line was built of: found by the place of its amount, which another line on another page may have too."""
        source = line.amount.source if line.amount else None
        return self._by_place.get((source.page, source.box)) if source and source.page and source.box else None

    @once
    def _by_place(self) -> dict[tuple[int, Box], Entry]:
        return {(entry.rows[0].page, number.box): entry for entry in self.body.entries for number in entry.cells.values()}

    def _name(self, entry: Entry) -> Reading[str] | None:
        row = entry.anchor or entry.rows[0]
        for column in entry.head.columns:
            if "person_name" not in column.kinds:
                continue
            # `A Example NHS 999 123 4578` in one cell: what says that a number follows is no name.
            labels = {row.words[hit.start] for hit in self.view.hits[row.index] if hit.field == "person"}
            words = [word for word in entry.head.words_of(row, column) if not _digits(word.text) and word not in labels]
            for each in entry.rows[:3]:
                more = entry.head.words_of(each, column) if each.index == row.index + 1 else []
                words.extend(more if all(word.text.isalpha() for word in more) else ())
            if words and is_a_name(" ".join(word.text for word in words)):
                source = self.view.source(words, row.page)
                # One word is half a name: perhaps its cell spans several lines and each holds a part.
                return Candidate(
                    "person_name", source.text, source, ("column",) if len(words) > 1 else ("column", "shape-odd")
                ).reading()
        return None


def _called_id(row: Row, number: Word) -> bool:
    """Whether a cell begins with `ID` and the number: `ID 1234567, A Example`, not `Vehicle ID 1234567`, `Elm House Ltd (ID 1234567)`."""
    words = next(cell.words for cell in row.cells if number in cell.words)
    return len(words) > 1 and words[1] is number and words[0].text.rstrip(":.").casefold() == "id"


def _same_head(above: Entry, entry: Entry) -> bool:
    """Whether two lines stand under one head, or under the same head printed again on the next page."""
    first, second = (tuple(column.label for column in each.head.columns) for each in (above, entry))
    return above.head == entry.head or (first == second and entry.head.page == above.head.page + 1)


def _in_both_cells(above: LineReading, below: LineReading) -> bool:
    """Whether two lines of one page name the same person, each in its own cell; at the head of a page whoever it goes on with may be named anew."""
    first, second = above.person, below.person
    if first is None or second is None or first.value != second.value or first.source.page != second.source.page:
        return False
    return "column" in first.evidence and "column" in second.evidence


def _carried(reading: Reading[str] | None) -> Reading[str] | None:
    return replace(reading, evidence=(*reading.evidence, "carried")) if reading else None


def _in_own_column(person: Reading[str]) -> float:
    """Return the trust in an identifier that stands in a column of its own."""
    return max(person.confidence, probability("person", ("right", "shape-strict", "column")))


def _digits(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
