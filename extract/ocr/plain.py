"""The page engine on the plain pages of a sheet, in the language that its words show.

The plain page with most print is read first: it tells whether the sheet stands on its head, and mostly in which language it is, so
that nearly all of the rest is read once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import chain

from extract.ocr.allowance import Allowance
from extract.ocr.engines import BLOCK, Engine, Token, language_data
from extract.ocr.language import telling_language
from extract.ocr.segments import Placed, plain_pages, put_back, runs_of
from extract.ocr.sheet import Grey, Sheet
from extract.side_by_side import parts_in_order

Plain = tuple[Grey, list[Placed]]


class PlainReader:
    """Reads one sheet, so many of its plain pages side by side; `guessed` is the language it is likely in."""

    def __init__(self, engine: Engine, sheet: Sheet, guessed: str, jobs: int = 1) -> None:
        self._engine, self._sheet, self._guessed, self._jobs = engine, sheet, guessed, jobs
        self._pages = list(plain_pages(runs_of(sheet.pixels, sheet.scale), sheet.scale))
        self._order = sorted(range(len(self._pages)), key=lambda place: -_print(self._pages[place]))
        self._read: dict[int, list[Token]] = {}
        #: Seconds that a plain page takes, by those that were read last.
        self._each = 0.0
        #: Tesseract's name of the language data that read what was read so far.
        self.language = language_data(guessed)

    def sample(self) -> list[Token]:
        """Read the plain page with most print in the language that was guessed, and return what stands on it."""
        self._more(self._order[:1])
        return list(chain.from_iterable(self._read.values()))

    def tokens(self, allowance: Allowance) -> list[Token]:
        """Read everything; what was read before the words showed another language is read once more, where there is time."""
        while left := [place for place in self._order if place not in self._read]:
            if not self._turns(allowance):
                self._more(left[: max(1, self._jobs)])
        if self._turns(allowance):
            self._more(self._order)
        return [token for place in range(len(self._pages)) for token in self._read[place]]

    def _turns(self, allowance: Allowance) -> bool:
        """Turn to the language that the words show, once, where it is another and there is time to read all in it."""
        texts = (token.text for token in chain.from_iterable(self._read.values()))
        shown = language_data(telling_language(texts, self._guessed))
        if (
            shown == self.language
            or self.language != language_data(self._guessed)
            or not allowance.holds(self._each * len(self._pages))
        ):
            return False
        self.language = shown
        self._read.clear()
        return True

    def _more(self, places: Sequence[int]) -> None:
        began = time.monotonic()
        self._read.update(zip(places, parts_in_order(self._one, places, self._jobs), strict=True))
        self._each = (time.monotonic() - began) / max(1, len(places))

    def _one(self, place: int) -> list[Token]:
        pixels, placed = self._pages[place]
        tokens = list(put_back(self._engine.read(pixels, self._sheet.dpi, self.language, BLOCK), placed))
        return [*tokens, *_unread(placed, tokens)]


def _print(page: Plain) -> int:
    """Return how much print is on a plain page: the width of all its runs, in pixels."""
    return sum(placed.run.right - placed.run.left for placed in page[1])


def _unread(placed: Sequence[Placed], tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the runs in which the engine saw nothing, as tokens without text."""
    for run in (each.run for each in placed):
        if not any(token.left < run.right and token.right > run.left and run.top <= token.top < run.bottom for token in tokens):
            yield Token("", run.left, run.top, run.right, run.bottom, 0.0)
