"""Numbers of persons in the rows of a document: behind their labels, beside and under names, by their form and check digit.

A number is given as printed without spaces. It is never repaired, and a personal number that breaks its check digit is still one
(numbers without it have been issued since 2007, https://cpr.dk).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.candidates import Candidate
from extract.labelled import begins_cell, words_under
from extract.layout import Row, words_at
from extract.once import once
from extract.told_names import is_a_name
from extract.view import View
from extract.vocabulary import Hit
from extract.whom import (
    behind_a_person,
    id_beside_name,
    ids_beside_names,
    ids_of_cared_for,
    is_councils_own,
    is_of_a_file,
    under_a_person,
)
from models.document import Reading, Word
from models.identifiers import clean_cpr, clean_nhs_number

#: A council's own identifier when its settings do not say: digits, perhaps after letters.
COUNCIL_ID = r"[A-Z]{0,3}-?\d{5,9}"
#: Without a label or a setting only a number as long as most councils' is taken for one.
BARE_ID, SHORT_ID = r"\d{6,8}", r"\d{5}"
#: The form of a Danish personal number and of a British NHS number.
_NATIONAL = re.compile(r"(?<![\w.,/-])(?:\d{6}[- ]?\d{4}|\d{3}[ -]\d{3}[ -]\d{4})(?![\w/-]*\d)")
#: What is left of such a number when a digit is lost or taken for a letter.
_BROKEN = re.compile(r"(?=(?:\D*\d){6})[\dA-Za-z]{4,7}-[\dA-Za-z]{3,5}[.,]?")
#: Labels that may stand between a word for a person and the number: `Client ref. 12345`, `Borger: CPR-nr. 150331-4203`.
OF_PERSONS = frozenset({"person", "person_name", "buyer_reference", "buyer"})
#: A number stands behind so many words of a name at the most: `Mr & Mrs Tull (70550)`.
MOST_WORDS = 6
#: The value under a label lies no farther below it than so many times its height.
REACH = 5.0
#: What stands in one column is set flush to so many points.
FLUSH = 3.0
#: A number stands so many rows under its label at the most, the name between them.
MOST_UNDER = 3
MAX_ROW = 400
#: So many words in small letters make a sentence of a row.
SPOKEN = 2
#: Figures parted by a stop or a stroke are a date or a sum: `01.06.2026-30` has ten digits too.
_DATED = re.compile(r"\d[./]\d")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class PersonNumbers:
    """Reads the numbers of persons in rows, wherever these stand."""

    view: View

    @once
    def named_nationally(self) -> bool:
        """Whether the document names anybody by a personal number (CPR): then it names nobody by a bare one, which is that of an article.

        Everybody in Denmark has one; of people in England some are named by their NHS number and some by the council's own.
        """
        found = (text for row in self.view.rows for text, _, _ in self.view.options.pack.find_person_ids(row.text[:MAX_ROW]))
        return any(clean_cpr(text) for text in found)

    def in_row(self, row: Row) -> Reading[str] | None:
        """Return the person whom a row names by a number, when it names exactly one."""
        found = self._checked(row)
        if found:
            return found
        for hit in self.view.hits[row.index]:
            if (
                hit.field in {"person", "person_name"}
                or under_a_person(self.view, row, hit)
                or behind_a_person(self.view, row, hit)
            ):
                person = self.identifier(self._behind(row, hit) or self._wrapped(row, hit), row, labelled=True)
                if person:
                    # Under `Re  Respite Care` it is the reference of a service.
                    return doubted(person) if is_councils_own(hit) or is_of_a_file(hit) else person
        return self._cared_for(row)

    def _behind(self, row: Row, hit: Hit) -> list[Word]:
        """Return the words behind a label, up to the label of something else: of `Service user | Invoice no. BL-08834` there are none."""
        others = [
            other.start for other in self.view.hits[row.index] if other.start >= hit.end and other.field not in OF_PERSONS
        ]
        return list(row.words[hit.end : min(hit.end + MOST_WORDS, *others, len(row.words))])

    def _wrapped(self, row: Row, hit: Hit) -> list[Word]:
        """Return the first word of the next row where a sentence was wrapped right behind a label: `(client no.` over `830471)`."""
        below = self.view.next_rows(row, 1)
        sentence = len(row.cells) == 1 and hit.end - hit.start < len(row.words) - SPOKEN
        if not (sentence and below) or below[0].box.top - row.box.bottom > row.height:
            return []
        return list(below[0].words[:1])

    def beside_name(self, rows: Sequence[Row]) -> Reading[str] | None:
        """Read the only number that a row calls the ID of whom it has just named: `Ulla Jensen (ID 607733)`."""
        found = [(each, row) for row in rows for each in ids_beside_names(row.text[:MAX_ROW])]
        return self._only(found, "shape-strict")

    def told_about(self, row: Row) -> Reading[str] | None:
        """Read whom a sentence is about: `Regningen gælder Ulla Jensen (ID 607733)`; in a letterhead an ID is anybody's."""
        small = [word for word in row.words if word.text.isalpha() and word.text.islower() and len(word.text) > 1]
        return self.beside_name([row]) if len(row.cells) == 1 and len(small) >= SPOKEN else None

    def under_label(self, row: Row) -> Reading[str] | None:
        """Read the number in the cell under a label of persons, as in a strip: `Client` over `900112 Mr A Pemberton`; it is shown and not sure."""
        for hit in self.view.hits[row.index]:
            if hit.field in {"person", "person_name"} and (begins_cell(row, hit) or _of_whose(row, hit)):
                for below, under in self._cells_under(row, hit):
                    # Where a label of its own begins there, what stands under is something else.
                    labels = [below.words[other.start] for other in self.view.hits[below.index]]
                    person = self.identifier(under, below, labelled=True) if under and under[0] not in labels else None
                    if person and not self._others_below(below, under):
                        return self.reading(person.value, under, below, "shape-odd", "of-whom")
        return None

    def _cells_under(self, row: Row, hit: Hit) -> Iterator[tuple[Row, list[Word]]]:
        """Yield the cell under a label, and the one under that where the first is all name: `Service user` over `Ulla Jensen` over `607733`."""
        for place, below in enumerate(self.view.next_rows(row, MOST_UNDER)):
            under = words_under(below, hit)
            if place and below.box.top - row.box.bottom > REACH * row.height:
                return
            if under:
                yield below, under
                if not is_a_name(" ".join(word.text for word in under)):
                    return
            elif not place:
                yield below, under

    def _others_below(self, row: Row, words: Sequence[Word]) -> bool:
        """Whether other numbers follow in the same column: then the label heads a list of persons, and the first of them is not whom all is about."""
        left, own = words[0].box.left, {word.text for word in words}
        for below in self.view.rows[row.index + 1 :]:
            if below.page != row.page or any(abs(hit.box.left - left) < FLUSH for hit in self.view.hits[below.index]):
                return False  # what stands under the next label is something else
            here = [word for word in below.words if abs(word.box.left - left) < FLUSH and word.text not in own]
            if any(re.fullmatch(COUNCIL_ID, word.text.strip(".,;:()")) for word in here):
                return True
        return False

    def in_reference(self, row: Row) -> Reading[str] | None:
        """Read the number that a bill repeats as the council's reference together with a name: `Reference` over `607733 Mrs U Jensen`; it is not sure."""
        for hit in self.view.hits[row.index]:
            if hit.field != "buyer_reference":
                continue
            cell = row.cell_of(row.words[hit.start])
            beside = [word for word in cell.words if word.box.left > hit.box.right]
            under = self._cell_under(row, hit) if not beside else []
            text = " ".join(word.text for word in beside or under)
            if found := id_beside_name(text[:MAX_ROW]):
                words = [word for word in beside or under if word.text.strip(",/") == found["id"]]
                return self.reading(found["id"], words, row, "shape-odd", "of-whom")
        return None

    def _cell_under(self, row: Row, hit: Hit) -> list[Word]:
        """Return the words under a label, with those of a second row of the same cell."""
        # Rows of other columns may stand between the two.
        near = [each for each in self.view.next_rows(row, 4) if each.box.top - hit.box.bottom < REACH * hit.box.height]
        cells = [words for each in near if (words := words_under(each, hit))]
        first = cells[0] if cells else []
        second = cells[1] if len(cells) > 1 and first[-1].text.endswith(("/", ",", "-")) else []
        return [*first, *second]

    def unread(self, row: Row) -> bool:
        """Whether a row names a person by a number that cannot be read as one: whoever it is, it is nobody else.

        It has the form of a national one, or, right behind a label that begins the row, of one that a scan took a digit of: `Cpr-nr. 50331-4203`.
        """
        labels = [hit for hit in self.view.hits[row.index] if hit.field in {"person", "person_name"}]
        broken = any(hit.start == 0 and any(_BROKEN.fullmatch(word.text) for word in self._behind(row, hit)) for hit in labels)
        return bool(labels) and (broken or _NATIONAL.search(row.text[:MAX_ROW]) is not None) and self.in_row(row) is None

    def identifier(self, words: Sequence[Word], row: Row, *, labelled: bool) -> Reading[str] | None:
        """Read an identifier from words that stand where one is expected."""
        joined = " ".join(word.text for word in words)
        for clean, start, end in self.view.options.pack.find_person_ids(joined):
            del clean
            return self.reading(joined[start:end], words, row, "checksum")
        own = self.view.options.person_id_regex
        for size in (1, 2, 3):
            for first in range(len(words) - size + 1):
                text = "".join(word.text for word in words[first : first + size]).strip(".,;:()")
                picked = words[first : first + size]
                if not _DATED.search(text) and (clean_cpr(text) or clean_nhs_number(text)):
                    return self.reading(text, picked, row, "checksum")
                if own and len(text) <= 30 and re.fullmatch(own, text):
                    return self.reading(text, picked, row, "shape-strict")
        for word in words[:MOST_WORDS] if labelled and not own else ():
            text = word.text.strip(".,;:()")
            if re.fullmatch(COUNCIL_ID, text):
                return self.reading(text, [word], row, "shape-strict")
        return None

    def reading(self, text: str, words: Sequence[Word], row: Row, *features: str) -> Reading[str]:
        """Return a number as the reading of a person; `features` are what speaks for it."""
        source = self.view.source(words, row.page) if words else self.view.place("", row.box, row.page)
        engine = min((word.confidence for word in words), default=1.0)
        return Candidate("person", _SPACES.sub("", text), source, ("right", *features), engine).reading()

    def _checked(self, row: Row) -> Reading[str] | None:
        spans = list(self.view.options.pack.find_person_ids(row.text))
        if len({clean for clean, _, _ in spans}) != 1:
            return None
        _, start, end = spans[0]
        words = words_at(row, start, end)
        return self.reading(row.text[start:end], words, row, "checksum")

    def _cared_for(self, row: Row) -> Reading[str] | None:
        """Read the only number that a row says is of somebody it names who is cared for; it is shown and not sure."""
        return self._only([(each, row) for each in ids_of_cared_for(row.text[:MAX_ROW])], "shape-odd", "of-whom")

    def _only(self, found: Sequence[tuple[re.Match[str], Row]], *features: str) -> Reading[str] | None:
        """Return the number that all finds agree on, where it has the form of this council's."""
        own = self.view.options.person_id_regex
        if len({match["id"] for match, _ in found}) != 1 or (own and not re.fullmatch(own, found[0][0]["id"])):
            return None
        match, row = found[0]
        return self.reading(match["id"], words_at(row, *match.span("id")), row, *features)


def _of_whose(row: Row, hit: Hit) -> bool:
    """Whether a label ends its cell and one word more says whose number it is: `Council child ref.`."""
    words = row.cell_of(row.words[hit.start]).words
    return hit.start > 0 and words[1:2] == (row.words[hit.start],) and words[-1] is row.words[hit.end - 1]


def doubted(person: Reading[str]) -> Reading[str]:
    """Return a person of whom it is not sure that they are meant."""
    doubt = "of-whom" not in person.evidence
    return replace(person, evidence=(*person.evidence, "of-whom")) if doubt else person
