"""Places on a page that was set straight or turned to be read, brought back to where they are on the page as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from extract.everywhere import everywhere
from models.document import Box, Page, Reading, Source
from models.invoice import Extraction

Placements = Mapping[int, tuple[float, ...]]


def moved(box: Box, placement: tuple[float, ...]) -> Box:
    """Return the upright rectangle around a box that was moved back to the page as it came.

    >>> moved(Box(10, 20, 30, 40), (-1.0, 0.0, 595.0, 0.0, -1.0, 842.0, 0.0, 0.0, 1.0))
    Box(left=565.0, top=802.0, right=585.0, bottom=822.0)
    """
    a, b, c, d, e, f, g, h, i = placement
    corners = [(x, y, g * x + h * y + i) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    across = [(a * x + b * y + c) / far for x, y, far in corners]
    down = [(d * x + e * y + f) / far for x, y, far in corners]
    return Box(min(across), min(down), max(across), max(down))


def turned_back(turn: int, width: float, height: float) -> tuple[float, ...] | None:
    """Return the map from a page of this size that was turned by quarters to the right back to the page as it is shown.

    >>> turned_back(1, 595.0, 842.0)
    (0.0, 1.0, 0.0, -1.0, 0.0, 842.0, 0.0, 0.0, 1.0)
    """
    rows = {
        1: (0.0, 1.0, 0.0, -1.0, 0.0, height),
        2: (-1.0, 0.0, width, 0.0, -1.0, height),
        3: (0.0, -1.0, width, 1.0, 0.0, 0.0),
    }
    return (*rows[turn], 0.0, 0.0, 1.0) if turn in rows else None


def as_shown(extraction: Extraction, pages: Iterable[Page]) -> Extraction:
    """Return the extraction with every box where a person sees it: askew, upside down or in a photo, as the page came."""
    placements = {page.number: page.placement for page in pages if page.placement is not None}
    if not placements:
        return extraction
    statement = _plain(extraction.statement, placements)
    invoice = everywhere(extraction.invoice, lambda reading: _placed(reading, placements))
    considered = tuple(replace(each, source=_source(each.source, placements)) for each in extraction.considered)
    return replace(extraction, invoice=invoice, statement=statement, considered=considered)


def _placed(reading: Reading[Any], placements: Placements) -> Reading[Any]:
    return replace(reading, source=_source(reading.source, placements))


def _source(source: Source, placements: Placements) -> Source:
    if source.box is None or source.page is None or source.page not in placements:
        return source
    return replace(source, box=moved(source.box, placements[source.page]))


def _plain(value: Any, placements: Placements) -> Any:
    """Return plain data, as a statement is, with the boxes in it moved: they stand beside the number of their page."""
    if isinstance(value, list):
        return [_plain(each, placements) for each in value]
    if not isinstance(value, dict):
        return value
    changed = {name: _plain(each, placements) for name, each in value.items()}
    if changed.get("box") and changed.get("page") in placements:
        changed["box"] = moved(Box(*changed["box"]), placements[changed["page"]]).as_list()
    return changed
