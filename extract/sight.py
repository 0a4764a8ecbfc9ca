"""How well the words were seen that a value was read from: it is no surer than the least certain of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extract.confidence import ENGINE_STEPS, engine_evidence
from extract.everywhere import everywhere
from models.document import Page, Reading, Word
from models.invoice import Invoice

#: A table that does not sum has lost a row, and with it perhaps the name over those that are left: none of its values is sure.
LOST_ROW = "table-fails"
FAIR = 0.95
_NAMES = frozenset(name for _, name in ENGINE_STEPS)


def as_seen(invoice: Invoice, pages: Iterable[Page]) -> Invoice:
    """Return the invoice, each value that was read off a picture with what its words are worth among its evidence."""
    words = {page.number: page.words for page in pages if any(word.confidence < 1 for word in page.words)}
    return everywhere(invoice, lambda reading: _seen(reading, words)) if words else invoice


def _seen(reading: Reading[Any], words: Mapping[int, Sequence[Word]]) -> Reading[Any]:
    source = reading.source
    if source.origin != "ocr" or source.box is None or source.page is None or source.page not in words:
        return reading
    box = source.box
    certain = [
        word.confidence
        for word in words[source.page]
        if box.left - 1 <= word.box.centre <= box.right + 1
        and box.top - 1 <= word.box.middle <= box.bottom + 1
        and word.text in source.text
    ]
    if not certain:
        return reading
    if LOST_ROW in reading.evidence:
        certain.append(FAIR)
    others = (name for name in reading.evidence if name not in _NAMES)
    return replace(reading, evidence=(*others, *engine_evidence(min(certain))))
