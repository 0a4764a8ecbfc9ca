"""The name in a heading over the lines of one person: beside the number, or under a label of its own."""

from __future__ import annotations

from extract.candidates import Candidate
from extract.layout import Cell, Row
from extract.told_names import is_a_name
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Reading

#: A value stands flush with the label over it, to so many points.
FLUSH = 3.0
#: A heading with a person is no longer than this, in words.
HEADING_WORDS = 7
#: A name has so many words at most, and an initial may be one of them.
MOST_WORDS, LEAST_WORDS = 5, 2


def heading_name(view: View, row: Row) -> Reading[str] | None:
    """Return the name on the row that names a person by number: `Navn` or `Client` over it says so."""
    above = view.rows[row.index - 1] if row.index else None
    if above is None or above.page != row.page or above.box.top < row.box.top - 3 * row.height:
        return None
    labels = [cell for cell in above.cells if _names(view, cell, above)]
    found = [
        cell for cell in row.cells if _is_name(cell) and any(abs(cell.box.left - label.box.left) < FLUSH for label in labels)
    ]
    if len(found) != 1:
        return None
    source = view.source(found[0].words, row.page)
    return Candidate("person_name", source.text, source, ("below",)).reading()


def _names(view: View, cell: Cell, row: Row) -> bool:
    """Whether a whole cell is a label of names."""
    hits = find_labels(Row(row.page, row.index, cell.words), view.vocabulary.columns)
    return any(hit.field == "person_name" and hit.start == 0 and hit.end == len(cell.words) for hit in hits)


def _is_name(cell: Cell) -> bool:
    return LEAST_WORDS <= len(cell.words) <= MOST_WORDS and is_a_name(cell.text)
