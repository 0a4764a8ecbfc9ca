"""From a value that a person put right to an anchor: which label of the supplier's own leads to it, and from which side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from extract.dates import find_periods
from extract.layout import Row, around
from extract.memory.places import (
    FIELDS,
    MONEY,
    MOST_GAP,
    MOST_ROWS,
    MOST_WORDS,
    TEXTS,
    beside,
    label_of,
    layout_of,
    overlap,
    shape_of,
)
from extract.numbers import numbers_in
from extract.options import Anchor
from extract.shapes import FILLERS, day, strip_value
from extract.view import View
from models.document import Word
from models.period import Period

#: A label has no more words than this.
MOST_LABEL = 4


def field_of_memory(path: str) -> str | None:
    """Return the field that an anchor for this reading would be for; None where memory has no say.

    >>> field_of_memory("period_end"), field_of_memory("supplier.iban")
    ('period', None)
    """
    name = "period" if path in {"period_start", "period_end"} else path
    return name if name in FIELDS else None


def propose(view: View, path: str, value: Any, supplier_keys: Sequence[str]) -> Anchor | None:
    """Return the anchor that leads to this value on this document; None when it is not printed or no label leads to it alone.

    `value` is as the person gave it: a text, a `Decimal`, or a `date`.
    """
    field = field_of_memory(path)
    if field is None:
        return None
    shape = shape_of(str(value)) if field in TEXTS else ""
    blank = Anchor(tuple(supplier_keys), field, "", "right", shape, layout_of(view))
    places = list(_printed(view, path, value))
    # Sums stand at the end; everything else is told first at the top.
    ordered = places[::-1] if field in MONEY else places
    for labels, direction in ((_left, "right"), (_above, "below")):
        for place in ordered:
            for label in labels(view, *place):
                anchor = replace(blank, label=label, direction=direction)
                values = {found for _, (found, _) in beside(view, anchor)}
                if len(values) == 1 and _is(next(iter(values)), path, value):
                    return anchor
    return None


def _is(found: Any, path: str, value: Any) -> bool:
    if isinstance(found, Period):
        return bool((found.start if path == "period_start" else found.end) == value)
    return bool(found == value)


def _printed(view: View, path: str, value: Any) -> Iterator[tuple[Row, int, int]]:
    """Yield where a value stands: the row, the first of its words and the one behind the last."""
    for row in view.rows:
        for start in range(len(row.words)):
            words = row.words[start : start + MOST_WORDS]
            count = _count(view, row, words, path, value)
            if count:
                yield row, start, start + count


def _count(view: View, row: Row, words: Sequence[Word], path: str, value: Any) -> int:
    """Return of how many of these words, from the first, the value is made; 0 when they are something else."""
    if words[0].text.lower() in FILLERS:
        return 0
    if isinstance(value, Decimal):
        found = [each for each in numbers_in(words, view.comma) if each.start == 0 and each.value == value]
        return found[0].end if found else 0
    if isinstance(value, date):
        if path in {"period_start", "period_end"}:
            text = " ".join(word.text for word in words)
            periods = [each for each in find_periods(text, view.vocabulary.months) if each.start == 0]
            return len(words) if periods and _is(periods[0].value, path, value) else 0
        read = day(view, row, words)
        return len(read[1]) if read and read[0] == value and read[1][0] is words[0] else 0
    wanted = str(value)
    sizes = range(1, len(words) + 1)
    return next((count for count in sizes if strip_value(" ".join(word.text for word in words[:count])) == wanted), 0)


def _left(_view: View, row: Row, start: int, _end: int) -> Iterator[str]:
    """Yield the labels left of these words, the longest first."""
    before = list(row.words[:start])
    while before and before[-1].text.lower() in FILLERS:
        before.pop()
    if not before:
        return
    cell = row.cell_of(before[-1]).words
    own = [word for word in before if word in cell]
    for count in range(min(len(own), MOST_LABEL), 0, -1):
        label = label_of(own[-count:])
        if label:
            yield label


def _above(view: View, row: Row, start: int, end: int) -> Iterator[str]:
    """Yield the headings over these words, the nearest first."""
    box = around(row.words[start:end])
    for above in reversed(view.rows[max(0, row.index - MOST_ROWS) : row.index]):
        if above.page != row.page or row.box.top - above.box.bottom > MOST_GAP * row.height:
            return
        for cell in above.cells:
            label = label_of(cell.words[:MOST_LABEL]) if overlap(cell.box, box) else None
            if label:
                yield label
