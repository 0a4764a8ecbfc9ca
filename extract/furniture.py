"""What a browser prints around a page: the moment of printing and the title above it, the address and `1/2` below. No invoice says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.layout import Row
from models.document import Page

_MOMENT = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+(?:kl\.?\s+)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s+[ap]m)?(?!\d)", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+(?:\s.*)?\s\d{1,3}\s?/\s?\d{1,3}", re.IGNORECASE)
#: They stand in so much of the page's height at its edges.
EDGE = 0.05


def without_furniture(rows: Sequence[Row], pages: Sequence[Page]) -> tuple[Row, ...]:
    """Return the rows without those that a browser added at the edges of its pages, counted anew."""
    heights = {page.number: page.height for page in pages}
    kept = [row for row in rows if not _is_furniture(row, heights[row.page])]
    if len(kept) == len(rows):
        return tuple(rows)
    return tuple(replace(row, index=index) for index, row in enumerate(kept))


def _is_furniture(row: Row, height: float) -> bool:
    """Whether a row is the first or the last of a browser's page."""
    if row.box.bottom < EDGE * height:
        return _MOMENT.match(row.text) is not None
    return row.box.top > (1 - EDGE) * height and _ADDRESS.fullmatch(row.text) is not None
