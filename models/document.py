"""A document as words on pages, and a value that remembers where it was read.

Coordinates are PDF points (1/72 inch) from the top left corner of the page as it is seen (rotation applied).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from models.value import quickly_made

T = TypeVar("T")
U = TypeVar("U")


class ReaderName(StrEnum):
    """What read the document; the names are part of the contract."""

    UBL = "ubl"
    CII = "cii"
    FACTUR_X = "factur-x"
    XLSX = "xlsx"
    CSV = "csv"
    PDF_TEXT = "pdf-text"
    PDF_OCR = "pdf-ocr"
    IMAGE_OCR = "image-ocr"
    MAIL_BODY = "mail-body"
    DOCX = "docx"
    NONE = "none"


#: The readers that see a page as a picture.
OCR_READERS = frozenset({ReaderName.PDF_OCR, ReaderName.IMAGE_OCR})


@quickly_made
@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: left, top, right, bottom in points."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Right minus left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Bottom minus top."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of the centre line, from the top of the page."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """The centre, from the left of the page."""
        return (self.left + self.right) / 2

    def union(self, other: Box) -> Box:
        """Return the smallest box around both."""
        return box_around((self, other))

    def as_list(self) -> list[float]:
        """Return the four numbers of the contract, rounded to a tenth of a point."""
        return [round(self.left, 1), round(self.top, 1), round(self.right, 1), round(self.bottom, 1)]


def box_around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all; there must be at least one."""
    rest = iter(boxes)
    first = next(rest)
    left, top, right, bottom = first.left, first.top, first.right, first.bottom
    # Comparisons stand where `min` and `max` would: this is asked hundreds of times a page.
    for box in rest:
        left = box.left if box.left < left else left
        top = box.top if box.top < top else top
        right = box.right if box.right > right else right
        bottom = box.bottom if box.bottom > bottom else bottom
    return Box(left, top, right, bottom)


@quickly_made
@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a space. `confidence` is the engine's own (1.0 in a text layer)."""

    text: str
    box: Box
    confidence: float = 1.0
    size: float = 0.0
    bold: bool = False


@quickly_made
@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn straight line, horizontal or vertical, as tables have them."""

    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page as words in reading order of the file. `reader` says how this very page was read, `why` the choice."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    reader: ReaderName
    rules: tuple[Rule, ...] = ()
    why: str = ""
    #: Nine numbers, row by row, of the projective map from places here to the page as it is shown, where it was set straight.
    placement: tuple[float, ...] | None = None
    #: The fingerprint of the page's picture (`extract.prints`), where it was read by eye.
    print: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read: a place on a page, or an XPath or cell (`origin`), and the text as it stands there."""

    text: str
    page: int | None = None
    box: Box | None = None
    #: "text", "ocr", "xpath /Invoice/cbc:ID", "cell Sheet!B4", "body line 3"
    origin: str = "text"


@quickly_made
@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value, the probability that it is right, and where it was read."""

    value: T
    confidence: float
    source: Source
    #: What spoke for and against it, by name; a probability is fitted on these (`extract.confidence`).
    evidence: tuple[str, ...] = ()

    def map(self, change: Callable[[T], U]) -> Reading[U]:
        """Return the same reading with the value changed and the source kept."""
        return Reading(change(self.value), self.confidence, self.source, self.evidence)

    def trust(self, confidence: float) -> Reading[T]:
        """Return the same reading, trusted this much."""
        return Reading(self.value, confidence, self.source, self.evidence)
