"""An anchor tried on documents that people have already seen: what it would put right, change, or make wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from extract.folding import unfolded
from extract.memory.propose import propose
from extract.options import Anchor, ReadOptions
from extract.parse import parse_pages
from extract.side_by_side import in_order
from extract.sniff import IMAGES, FileType, sniff
from extract.view import view_of
from models.document import Page, ReaderName
from models.invoice import Extraction, Invoice, readings

#: What read the documents that have pages with labels on them; e-invoices and sheets name their values themselves.
PAPER = frozenset({ReaderName.PDF_TEXT, ReaderName.PDF_OCR, ReaderName.IMAGE_OCR})


class Effect(StrEnum):
    """What an anchor does to one document; the gravest of what it does to its values."""

    SAME = "same"
    RIGHTED = "righted"
    CHANGED = "changed"
    WRONGED = "wronged"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents each effect was seen on."""

    same: int = 0
    righted: int = 0
    changed: int = 0
    wronged: int = 0

    @property
    def compared(self) -> int:
        """All documents that were tried."""
        return self.same + self.righted + self.changed + self.wronged

    @property
    def may_be_approved(self) -> bool:
        """Whether a person may be asked: it puts something right and makes nothing wrong."""
        return self.righted > 0 and self.wronged == 0


def pages_of(data: bytes, options: ReadOptions, content_type: str | None = None) -> list[Page]:
    """Return the pages of a PDF or a picture as words; none for anything else. Raises `UnreadableDocument`."""
    kind = sniff(data, None, content_type)
    if kind is FileType.PDF:
        from extract.readers.pdf import pdf_pages

        return pdf_pages(data, options)[0]
    if kind in IMAGES:
        from extract.ocr.road import read_picture

        return list(in_order(read_picture(data, options), options.ocr_jobs))
    return []


def propose_on(data: bytes, options: ReadOptions, path: str, value: Any, content_type: str | None = None) -> Anchor | None:
    """Return the anchor that leads to a value on a document (`extract.memory.propose`); the supplier's keys are left empty."""
    pages = pages_of(data, options, content_type)
    return propose(unfolded(view_of(pages, options)), path, value, ()) if pages else None


def try_on(
    data: bytes, options: ReadOptions, anchor: Anchor, content_type: str | None = None
) -> tuple[Extraction, Extraction] | None:
    """Read a document without an anchor and with it; its pages are turned into words once."""
    pages = pages_of(data, options, content_type)
    if not pages:
        return None
    return parse_pages(pages, options), parse_pages(pages, replace(options, anchors=(*options.anchors, anchor)))


def effect(before: Invoice, after: Invoice, confirmed: Mapping[str, Any]) -> Effect:
    """Compare two readings of a document with what people confirmed of it, by path; None stands for "not on the document"."""
    effects = {_of(after_value, path, confirmed) for path, after_value in _changes(before, after)}
    return max(effects, key=list(Effect).index, default=Effect.SAME)


def _of(value: Any, path: str, confirmed: Mapping[str, Any]) -> Effect:
    if path not in confirmed:
        return Effect.CHANGED
    return Effect.RIGHTED if value == confirmed[path] else Effect.WRONGED


def _changes(before: Invoice, after: Invoice) -> Iterator[tuple[str, Any]]:
    """Yield the path of every value that differs, with what it is afterwards."""
    first = {path: reading.value for path, reading in readings(before)}
    then = {path: reading.value for path, reading in readings(after)}
    for path in sorted({*first, *then}):
        if first.get(path) != then.get(path):
            yield path, then.get(path)


def confirmed_by_people(read: Invoice, corrected: Invoice) -> dict[str, Any]:
    """Return what people said of a document: values that they typed or ticked, and None where they took one away."""
    now = dict(readings(corrected))
    said = {path: reading.value for path, reading in now.items() if reading.source.origin.startswith("person")}
    return said | {path: None for path, _ in readings(read) if path not in now}


def count(effects: Iterable[Effect]) -> Tally:
    """Count the effects."""
    found = list(effects)
    return Tally(*(sum(each is wanted for each in found) for wanted in Effect))
