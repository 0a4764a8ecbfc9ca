"""The name of the one person whom a whole document is about: beside the number in its head, behind or under the word for whom it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.candidates import Candidate
from extract.labelled import words_under
from extract.layout import Row
from extract.told_names import is_a_name, names_beside, words_of
from extract.view import View
from extract.vocabulary import Hit
from models.document import Reading, Word
from models.invoice import LineReading

#: Labels behind which whoever is cared for is named.
LABELS = frozenset({"person", "person_name"})
#: Initials in brackets behind the number: `CPR 150331-4203 (K.M.)`.
_INITIALS = re.compile(r"\((?:initials\s)?(?P<name>(?:[A-ZÆØÅ]\.\s?){2,4}|[A-ZÆØÅ]{2,3})\)")
#: A name of one word is half of one; initials count.
LEAST_WORDS = 2
#: A name stands so many letters behind its label at the most.
NEAR = 20.0
MAX_ROW = 300


def with_name(
    view: View, lines: Sequence[LineReading], person: Reading[str] | None, used: frozenset[int]
) -> tuple[LineReading, ...]:
    """Return the lines with the name of the one person whom the document is about; `used` are the rows of its table.

    Lines for others, or with names of their own, keep theirs. A name from the head is shown and never sure.
    """
    numbers = {line.person.value for line in lines if line.person} | ({person.value} if person else set())
    if len(numbers) > 1 or any(line.person_name for line in lines):
        return tuple(lines)
    name = name_of_document(view, next(iter(numbers), None), used) if lines else None
    return tuple(replace(line, person_name=name) for line in lines) if name else tuple(lines)


def name_of_document(view: View, number: str | None, used: frozenset[int]) -> Reading[str] | None:
    """Return the only name that rows outside the table give to whom the document is about; the longest of those that are parts of each other."""
    found = [each for row in view.rows if row.index not in used for each in _on_row(view, row, number)]
    names = sorted({name for name, _, _ in found}, key=len, reverse=True)
    if not names or any(not _part_of(name, names[0]) for name in names[1:]):
        return None
    row, words = next((row, words) for name, row, words in found if name == names[0])
    source = view.source(words, row.page) if words else view.place(names[0], row.box, row.page)
    return Candidate(
        "person_name", names[0], source, ("told",), min((word.confidence for word in words), default=1.0)
    ).reading()


def _on_row(view: View, row: Row, number: str | None) -> Iterator[tuple[str, Row, Sequence[Word]]]:
    if number is not None and number in row.text[:MAX_ROW].replace(" ", ""):
        # What stands in another cell of the row, an address, goes on in none.
        for text in (cell.text for cell in row.cells if number in cell.text.replace(" ", "")):
            beside = [*names_beside(text, number), *(each["name"].strip() for each in _INITIALS.finditer(text))]
            yield from ((name, row, words_of(row, name)) for name in beside)
    for hit in view.hits[row.index]:
        if hit.field in LABELS:
            for where, words in ((row, _behind(view, row, hit)), *_under(view, row, hit)):
                name = " ".join(word.text for word in words).strip(" .,;:()")
                if is_a_name(name) and (len(words) >= LEAST_WORDS or "." in name):
                    yield name, where, words
                    break


def _behind(view: View, row: Row, hit: Hit) -> list[Word]:
    """Return the words of a name right behind a label: up to a mark, a figure, or the next label."""
    until = min((other.start for other in view.hits[row.index] if other.start >= hit.end), default=len(row.words))
    words = list(row.words[hit.end : until])
    if not words or words[0].box.left - hit.box.right > NEAR * row.height:
        return []
    return _up_to_mark(row.cell_of(words[0]).words[row.cell_of(words[0]).words.index(words[0]) :])


def _up_to_mark(words: Sequence[Word]) -> list[Word]:
    result: list[Word] = []
    for word in words:
        if any(map(str.isdigit, word.text)) or word.text[0] in "([–-/·|":
            break
        result.append(word)
        if word.text[-1] in ",;":
            break
    return result


def _under(view: View, row: Row, hit: Hit) -> Iterator[tuple[Row, list[Word]]]:
    """Yield the words of a name in the cell under a label that fills its own."""
    cell = row.cell_of(row.words[hit.start])
    if len(cell.words) == hit.end - hit.start:
        for below in view.next_rows(row, 1):
            yield below, _up_to_mark(words_under(below, hit))


def _part_of(name: str, longest: str) -> bool:
    """Say whether the words of one name are among those of another.

    >>> _part_of("Mrs Holm", "Mrs Ida Holm"), _part_of("Bo Lund", "Mrs Ida Holm")
    (True, False)
    """
    first, second = ({word.strip(".,").casefold() for word in each.split()} for each in (name, longest))
    return first <= second
