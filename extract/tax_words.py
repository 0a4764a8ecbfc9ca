"""What a heading says of tax behind what it heads: `Linjebeløb ekskl. moms`, `Unit price excl. VAT`."""

from __future__ import annotations

from collections.abc import Sequence

from extract.layout import Row
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Word


def before_tax_words(view: View, words: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words before `ekskl. moms` at the end of a heading; all of them where it says nothing else, or nothing of tax."""
    row = Row(0, 0, tuple(words))
    hits = find_labels(row, view.vocabulary.fields)
    taxes = {hit.start for hit in hits if hit.field == "tax" and hit.end == len(words)}
    starts = [hit.start for hit in hits if hit.field in {"with", "without"} and hit.start and hit.end in taxes]
    return tuple(words[: min(starts)]) if starts else tuple(words)
