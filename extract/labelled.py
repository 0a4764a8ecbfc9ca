"""How a label stands in its row: whether it begins a cell, and which words stand under it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from extract.layout import MARKS_APART, Row
from extract.view import View
from extract.vocabulary import Hit
from models.document import Word


def begins_cell(row: Row, hit: Hit) -> bool:
    """Whether a label begins a cell, or what is set apart by a mark: `Faktura nr. 88 · Dato 02.07.26`."""
    if hit.start and row.words[hit.start - 1].text in MARKS_APART:
        return True
    return any(cell.words[0] is row.words[hit.start] for cell in row.cells)


def words_under(row: Row, hit: Hit) -> list[Word]:
    """Return the words of the cell under a label."""
    for cell in row.cells:
        if cell.box.left < hit.box.right + 4 and cell.box.right > hit.box.left - 4 and abs(cell.box.left - hit.box.left) < 60:
            return [word for word in cell.words if word.box.right > hit.box.left - 8]
    return []


def led_by_another(view: View, row: Row, hit: Hit, under: Sequence[Word], value: Word) -> bool:
    """Whether the label of something else stands before a value, in what is under a label: `Due 30/06/2026` under `Tax point`, the day of which is not printed."""
    before = set(takewhile(lambda word: word is not value, under))
    return any(
        other.field != hit.field
        and (row.words[other.start] in before or (row.words[other.start] is value and value.text.endswith(":")))
        for other in view.hits[row.index]
    )


def is_series(view: View, row: Row, hit: Hit) -> bool:
    """Whether what looks like a label is what a number begins with, its own label before it: `Invoice number: INV 5564`."""
    word = row.words[hit.start]
    behind = row.words[hit.end : hit.end + 1]
    return (
        hit.field == "number"
        and hit.end == hit.start + 1
        and word.text.isalpha()
        and word.text.isupper()
        and bool(behind)
        and behind[0].text[:1].isdigit()
        and any(other.field == "number" and other.end == hit.start for other in view.hits[row.index])
    )
