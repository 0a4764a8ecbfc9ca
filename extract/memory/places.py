"""A label of the supplier's own, the value beside it, and the shape that the value has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from extract.dates import find_periods
from extract.layout import Row, around
from extract.numbers import numbers_in
from extract.options import Anchor
from extract.shapes import FILLERS, day, picked_at, strip_value
from extract.tokens import parts
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Box, Word

MONEY = frozenset({"net", "tax", "total", "payable", "prepaid"})
DATES = frozenset({"issued", "due"})
TEXTS = frozenset({"number", "buyer_reference", "order_reference", "credits", "payment_reference", "person"})
#: Fields that a supplier's own label can lead to. Who the supplier is and where it is paid never comes from memory.
FIELDS = MONEY | DATES | TEXTS | {"period"}
#: A value is no longer than so many words, and stands so many rows below its label at the most.
MOST_WORDS, MOST_ROWS = 6, 3
#: The white space between a heading and the value under it, in line heights.
MOST_GAP = 3.0

#: A value with the words it is made of.
Found = tuple[Any, list[Word]]


def shape_of(text: str) -> str:
    """Say what a text looks like: runs of digits and of letters, and the marks between them.

    >>> shape_of("ELM-88417"), shape_of("2026/0412"), shape_of("Sag 20 417")
    ('A-9', '9/9', 'A 9 9')
    """
    kinds = ("9" if letter.isdigit() else "A" if letter.isalpha() else letter for letter in " ".join(text.split()))
    return "".join(kind for kind, _ in itertools.groupby(kinds))


def read_value(view: View, row: Row, words: Sequence[Word], field: str, shape: str) -> Found | None:
    """Read the value of a field at the beginning of these words; None when what stands there has another shape."""
    words = list(words)
    while words and words[0].text.lower() in FILLERS:
        words.pop(0)
    if not words:
        return None
    if field in DATES:
        found = day(view, row, words)
        return (found[0], found[1]) if found else None
    if field == "period":
        text = " ".join(word.text for word in words)
        period = next(iter(find_periods(text, view.vocabulary.months)), None)
        return (period.value, picked_at(words, period.start, period.end)) if period and period.start < 14 else None
    if field in MONEY:
        number = next((each for each in numbers_in(words[:MOST_WORDS], view.comma) if each.is_money and not each.percent), None)
        return (number.value, words[number.start : number.end]) if number and number.start <= 1 else None
    return _text(words, shape)


def _text(words: Sequence[Word], shape: str) -> Found | None:
    for count in range(1, min(len(words), MOST_WORDS) + 1):
        text = strip_value(" ".join(word.text for word in words[:count]))
        if text and shape_of(text) == shape:
            return text, list(words[:count])
    return None


def find_phrase(row: Row, label: str) -> Iterator[tuple[int, int]]:
    """Yield where a label stands on a row: its first word and the one behind its last."""
    wanted = label.split()
    tokens = row.tokens
    for place in range(len(tokens) - len(wanted) + 1):
        if all(tokens[place + step].text == part for step, part in enumerate(wanted)):
            yield tokens[place].word, tokens[place + len(wanted) - 1].word + 1


def beside(view: View, anchor: Anchor) -> list[tuple[Row, Found]]:
    """Return what stands beside every printing of the anchor's label, where its shape fits."""
    found: list[tuple[Row, Found]] = []
    for row in view.rows:
        for start, end in find_phrase(row, anchor.label):
            hit = _right(view, row, end, anchor) if anchor.direction == "right" else _below(view, row, start, end, anchor)
            if hit is not None:
                found.append(hit)
    return found


def _right(view: View, row: Row, end: int, anchor: Anchor) -> tuple[Row, Found] | None:
    value = read_value(view, row, row.words[end : end + MOST_WORDS + 2], anchor.field, anchor.shape)
    return (row, value) if value else None


def _below(view: View, row: Row, start: int, end: int, anchor: Anchor) -> tuple[Row, Found] | None:
    box = around(row.words[start:end])
    for below in view.next_rows(row, MOST_ROWS):
        if below.box.top - row.box.bottom > MOST_GAP * row.height:
            return None
        words = next((cell.words for cell in below.cells if overlap(cell.box, box)), None)
        if words:
            value = read_value(view, below, words, anchor.field, anchor.shape)
            return (below, value) if value else None
    return None


def overlap(one: Box, other: Box) -> bool:
    """Whether one thing stands above the other."""
    return one.left < other.right and one.right > other.left


def label_of(words: Sequence[Word]) -> str | None:
    """Return words as a label; None where they hold digits or hardly any letter, for then they change from invoice to invoice."""
    tokens = [part for word in words for part in parts(word.text)]
    plain = "".join(tokens)
    if len(plain) < 2 or any(letter.isdigit() for letter in plain) or sum(letter.isalpha() for letter in plain) < 2:
        return None
    return " ".join(tokens)


def layout_of(view: View) -> tuple[str, ...]:
    """Return which known labels stand where across the first page: the same form has them in the same places."""
    first = view.rows[0].page if view.rows else 0
    marks = {
        f"{'-'.join(part for word in hit.text.split() for part in parts(word))}@{round(hit.box.left / 20)}"
        for row in view.rows
        if row.page == first
        for hit in (*view.hits[row.index], *find_labels(row, view.vocabulary.columns), *find_labels(row, view.vocabulary.kinds))
    }
    return tuple(sorted(marks))
