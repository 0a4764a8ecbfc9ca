"""Persons in headings over the lines of a table: which rows are headings, whom each names, and where what it heads ends."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from extract.body import Body, Entry
from extract.companies import COMPANY
from extract.dates import find_dates
from extract.headings import HEADING_WORDS, heading_name
from extract.layout import Row
from extract.once import once
from extract.person_numbers import BARE_ID, FLUSH, MAX_ROW, PersonNumbers, doubted
from extract.tokens import normalise
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Reading, Word

#: Words in small letters before a number of a person; another one says of what else it is.
_SAYS_NUMBER = frozenset({"ref", "id", "no", "nr", "nummer", "number", "cpr", "client", "resident", "pupil", "borger", "elev"})
NEVER = r"(?!)"
#: A number as long as those of persons are, perhaps with a digit or two missing.
_LONG_NUMBER = re.compile(r"(?<![\w.,/])\d[\d-]{4,11}(?![\w,]*\d)")
#: A name is so many words at the most.
MOST_NAMES = 4


@dataclass(frozen=True)
class _Headed:
    """From a row on, whom the last heading names, if anybody, and which row that heading is."""

    row: int
    person: Reading[str] | None
    since: int


@dataclass(frozen=True)
class PersonHeadings:
    """Finds whom the headings over the lines of one body name."""

    view: View
    numbers: PersonNumbers
    body: Body

    @once
    def has_any(self) -> bool:
        """Whether persons stand in headings: the first one comes before the first line.

        Over lines without a head one person alone is whom the whole document is about.
        """
        headed = [
            (row.index, person.value if person else row.text)
            for row in self._rows
            if (person := self.reading(row)) or self.numbers.unread(row)
        ]
        entries = self.body.entries
        several = any(entry.head.score for entry in entries) or len({value for _, value in headed}) > 1
        return several and bool(entries) and any(index < top_of(entries[0]) for index, _ in headed)

    def before(self, entry: Entry) -> Reading[str] | None:
        """Return whom the last heading before a line names, where it reaches so far."""
        place = bisect_right(self._headed, top_of(entry), key=lambda each: each.row) - 1 if self.has_any else -1
        if place < 0:
            return None
        # What follows the sum of one person is another's.
        ended = bisect_left(self._ends, top_of(entry)) - 1
        last = self._headed[place]
        return last.person if ended < 0 or self._ends[ended] <= last.since else None

    def name_before(self, entry: Entry) -> Reading[str] | None:
        """Return the name in the heading that names the person of a line."""
        place = bisect_left(self._named, top_of(entry), key=lambda row: row.index) - 1 if self.has_any else -1
        return heading_name(self.view, self._named[place]) if place >= 0 else None

    @once
    def _rows(self) -> list[Row]:
        """The rows that may be headings, from the top down.

        With a label and a number a row is one too where the table left it out: behind what was taken for its end, before the next page.
        """
        first = top_of(self.body.entries[0]) if self.body.entries else len(self.view.rows)
        over = [
            row
            for row in self.view.rows[first:]
            if row.index not in self.body.rows
            and any(hit.field == "person" for hit in self.view.hits[row.index])
            and self.numbers.in_row(row)
        ]
        return sorted({row.index: row for row in (*self.body.leading, *over)}.values(), key=lambda row: row.index)

    @once
    def _named(self) -> list[Row]:
        return [row for row in self._rows if self.reading(row)]

    @once
    def _ends(self) -> list[int]:
        """The rows that end what one person has; what is carried to the next page ends nothing."""
        return sorted(row.index for row in self.body.subtotals if not self.carries(row))

    @once
    def _headed(self) -> list[_Headed]:
        """Whom the headings name, from the top down."""
        result: list[_Headed] = []
        found, since, heading = None, -1, None
        for row in self._rows:
            named = self.reading(row)
            begins = any(hit.start == 0 and hit.field in {"person", "person_name"} for hit in self.view.hits[row.index])
            if named or begins or self.numbers.unread(row) or (heading and self._heads_too(row, heading)):
                # A heading whose number cannot be read is of somebody else all the same.
                found, since, heading = named, row.index, row if named else heading
            elif found and heading and _names_alone(row, heading):
                # Perhaps of somebody without a number, perhaps the name of a service.
                found = doubted(found)
            result.append(_Headed(row.index, found, since))
        return result

    def reading(self, row: Row) -> Reading[str] | None:
        """Read the person of a heading: labelled, or a name and one number that has the form of an identifier."""
        labelled = self.numbers.in_row(row)
        if labelled or len(row.words) > HEADING_WORDS or self.view.numbers[row.index][1:]:
            return labelled
        pattern = self.view.options.person_id_regex or (NEVER if self.numbers.named_nationally else BARE_ID)
        found = [word for word in row.words if len(word.text) <= 30 and re.fullmatch(pattern, word.text.strip(".,;:()"))]
        named = any(word.text[:1].isupper() for word in row.words if word.text.isalpha()) and not COMPANY.search(row.text)
        if len(found) != 1 or not named or self._of_the_bill(row) or _of_something(row, found[0]):
            return None
        # Without the council's own word for the form of its numbers it may be one of something else.
        doubt = () if self.view.options.person_id_regex else ("of-whom",)
        return self.numbers.reading(found[0].text.strip(".,;:()"), found, row, "shape-odd", *doubt)

    def _of_the_bill(self, row: Row) -> bool:
        """Whether a row says something else than who: `SALES INVOICE 000451` has a number too, the document's own."""
        others = any(hit.field not in {"person", "person_name"} for hit in self.view.hits[row.index])
        return others or bool(find_labels(row, self.view.vocabulary.kinds))

    def _heads_too(self, row: Row, heading: Row) -> bool:
        """Whether a row stands as a heading does and has a long number that was not read as anybody's: a scan loses digits, `11232-4247`."""
        charged = any(number.is_money for number in self.view.numbers[row.index])
        if charged or not _flush(row, heading) or len(row.words) > HEADING_WORDS or self._of_the_bill(row):
            return False
        text = row.text[:MAX_ROW]
        dates = find_dates(text, self.view.vocabulary.months)
        return any(not any(each.start <= found.start() < each.end for each in dates) for found in _LONG_NUMBER.finditer(text))

    def carries(self, row: Row) -> bool:
        """Whether a row carries a sum to the next page."""
        return any(hit.field == "carried" for hit in self.view.hits[row.index])


def _flush(row: Row, heading: Row) -> bool:
    return abs(row.box.left - heading.box.left) < FLUSH + row.height / 2 * row.scanned


def _names_alone(row: Row, heading: Row) -> bool:
    """Whether a row stands as a heading does and is two to four words that begin large, as a name is."""
    words = [word.text.strip(".,;:") for word in row.words]
    return (
        _flush(row, heading) and 1 < len(words) <= MOST_NAMES and all(word[:1].isupper() and word.isalpha() for word in words)
    )


def _of_something(row: Row, number: Word) -> bool:
    """Whether a word in small letters says of what a number is: `Elm House (registration 83500412)`."""
    place = next(place for place, word in enumerate(row.words) if word is number)
    before = row.words[place - 1].text.strip("(),.:;[]") if place else ""
    return before.isalpha() and before.islower() and normalise(before) not in _SAYS_NUMBER


def top_of(entry: Entry) -> int:
    """Return where a line begins: the index of its first row."""
    return entry.rows[0].index
