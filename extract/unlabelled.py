"""The date of a document that no label names: as it stands on a letter, beside its title or alone in its head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extract.candidates import Candidate
from extract.dates import find_dates, find_periods
from extract.fields import FLUSH, SENTENCE, SHORT, is_charged, is_until
from extract.labelled import begins_cell
from extract.layout import Cell, Row
from extract.shapes import picked_at
from extract.view import View
from extract.vocabulary import Hit, find_labels

#: What a letter writes before its date: `Osterholm, `, `Vejle, den `, `Lyon, le `.
_PLACE_BEFORE = re.compile(r"^(?:[^\W\d_][^\d,]{1,30},)?\s*(?:den|d\.|le|am|du|vom|of|dated)?\s*$", re.IGNORECASE)
_CLOCK = re.compile(r",?\s+(?:kl\.?\s+|at\s+)?\d{1,2}[.:]\d{2}(?!\d)")
#: A day stands so many rows under the title at the most, and so many line heights.
UNDER_TITLE, UNDER_GAP = 3, 2.0
#: A date without a label is the document's when it stands among so many rows of the first page.
HEAD_ROWS = 30


def not_of_printing(view: View, found: list[Candidate[Any]]) -> list[Candidate[Any]]:
    """Return dates without those a time of day follows, if any are left: `UDSKREVET 02/11/26 07:14` says when a list was printed."""
    return [each for each in found if not _CLOCK.match(_behind(view.rows[each.row].text, each.source.text))] or found


def _behind(text: str, part: str) -> str:
    return text.partition(part)[2] if part else ""


def unlabelled_date(view: View, skip: frozenset[int]) -> list[Candidate[Any]]:
    """Return the date that stands by itself in the head of the first page, as on a letter, when it is the only one.

    Among several it is the one that has a cell to itself on the row of the title, else the only one that has a cell to itself (dates in
    sentences speak of something else), else the only one that stands behind the name of a place.
    """
    found: list[Candidate[Any]] = []
    alone: list[Candidate[Any]] = []
    placed: list[Candidate[Any]] = []
    titles = _rows_of_titles(view)
    for row in view.rows[:HEAD_ROWS]:
        if row.index in skip or row.page != view.rows[0].page or is_charged(view, row) or is_until(view, row):
            continue
        for cell in row.cells:
            dates = find_dates(cell.text, view.vocabulary.months)
            labelled = [hit for hit in view.hits[row.index] if hit.end <= row.words.index(cell.words[0]) + len(cell.words)]
            if len(dates) != 1 or any(map(_is_of_another, labelled)) or len(cell.words) > 8 or _under_another(view, row, cell):
                continue
            if find_periods(cell.text, view.vocabulary.months) and not cell.text.strip().endswith(
                cell.text[dates[0].start : dates[0].end]
            ):
                continue
            words = picked_at(cell.words, dates[0].start, dates[0].end)
            source = view.source(words, row.page)
            found.append(
                Candidate("issued", dates[0].value, source, ("unlabelled", "shape-strict"), words[0].confidence, row.index)
            )
            placed_before = words[-1] is cell.words[-1] and _PLACE_BEFORE.match(cell.text[: dates[0].start])
            if (len(words) == len(cell.words) or placed_before) and not _ends_sentence(view, row):
                alone.append(found[-1].with_features("rivals"))
                placed.extend([alone[-1]] if "," in cell.text[: dates[0].start] else [])
    beside_title = [each for each in alone if each.row in titles]
    return next((group for group in (found, beside_title, alone, placed) if len({each.value for each in group}) == 1), [])


def _under_another(view: View, row: Row, cell: Cell) -> bool:
    """Whether the label of another date heads a cell, flush right above it: `Betalingsfrist` over `15. jul. 2026`."""
    above = view.rows[row.index - 1] if row.index else row
    near = above.page == row.page and row.box.top - above.box.bottom < row.height
    return near and any(
        hit.field in _OTHER_DATES and abs(hit.box.left - cell.box.left) < FLUSH for hit in view.hits[above.index]
    )


def _ends_sentence(view: View, row: Row) -> bool:
    """Whether a row is the end of a sentence that was wrapped: `... from 22 June 2026 to` over `5 July 2026.` here."""
    above = view.rows[row.index - 1] if row.index else row
    return row.text.endswith(".") and len(above.words) >= SENTENCE and row.box.top - above.box.bottom < row.height


def _rows_of_titles(view: View) -> set[int]:
    """Return the rows with a title, and those close under one that are set flush with it."""
    found: set[int] = set()
    for row in view.rows[:HEAD_ROWS]:
        for hit in find_labels(row, view.vocabulary.kinds):
            if begins_cell(row, hit):
                title = row.cell_of(row.words[hit.start])
                found.update((row.index, *(each.index for each in _close_under(view, row) if _is_flush(each, title))))
    return found


def _close_under(view: View, row: Row) -> Iterator[Row]:
    """Yield the row under another, and those that stand hardly lower: of a block beside it some may stand between."""
    for place, below in enumerate(view.next_rows(row, UNDER_TITLE)):
        if not place or below.box.top - row.box.bottom < UNDER_GAP * row.height:
            yield below


def _is_flush(row: Row, title: Cell) -> bool:
    return any(
        abs(cell.box.left - title.box.left) < FLUSH or abs(cell.box.right - title.box.right) < FLUSH for cell in row.cells
    )


def _is_of_another(hit: Hit) -> bool:
    """Whether a label says that a date beside it is not that of the document; `Invoice date` is here that of the bill a reminder is about."""
    return hit.field in _OTHER_DATES or (hit.field == "issued" and len(hit.text) > SHORT)


#: Labels of dates and periods that are not the date of the document.
_OTHER_DATES = frozenset({"due", "period", "other", "order_reference", "credits"})
