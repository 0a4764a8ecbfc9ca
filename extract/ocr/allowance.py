"""How long the pictures of one document may take, for whoever waits behind it, and what is said of those it was too short for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from math import inf

from models.document import Page, ReaderName
from models.finding import Finding, Severity

#: The findings that a document has when its time was too short.
PAGES_NOT_READ, READ_IN_HASTE = "pages-not-read", "read-in-haste"
#: What is noted of a page that should have been read as a picture, and of one that was read without a second look.
_NO_TIME = "left unread: the time for reading pictures was used up"
IN_HASTE = "no time for a second look"
#: Seconds that the first look at a page takes, as long as none was timed.
FIRST_LOOK = 1.5


class Allowance:
    """Counts from when it is made, for so many `seconds` and not beyond the moment `until` (`time.monotonic`); None is no limit.

    What is begun is finished, so a page, or another pass over a page, is begun only when what the like of it took before still fits.
    Where somebody waits for a moment, no page's second look may take the time in which other pages could be read at all.

    >>> Allowance(None).holds(3600.0), Allowance(0.0).holds(), Allowance(60.0, until=0.0).holds()
    (True, False, False)
    """

    def __init__(self, seconds: float | None = None, until: float | None = None, whole: Allowance | None = None) -> None:
        self._until = min(inf if seconds is None else time.monotonic() + seconds, inf if until is None else until)
        self._shared = until is not None
        self._whole = whole
        self._longest = 0.0
        #: Whether anything was left out for lack of time.
        self.was_short = False

    def holds(self, cost: float = 0.0) -> bool:
        """Say whether something that takes so many seconds would end in time."""
        enough = time.monotonic() + cost < self._until
        self.was_short |= not enough
        return enough

    def holds_a_page(self) -> bool:
        """Say whether the first look at another page would, going by the longest so far."""
        return self.holds(self._longest)

    def for_a_page(self, rounds: int = 1) -> Allowance:
        """Return one that tells whether this page went short, whatever is read beside it; `rounds` of pages are left with this one.

        Of what time there is it has its share, where the others can be read at all.
        """
        left = self._until - time.monotonic()
        if not self._shared or left <= 0:
            return Allowance(until=self._until, whole=self)
        possible = max(1, int(left / max(self._longest, FIRST_LOOK)))
        return Allowance(until=self._until - left * (1 - 1 / max(1, min(rounds, possible))), whole=self)

    def first_look_took(self, seconds: float) -> None:
        """Note how long it took to read a page for the first time."""
        self._longest = max(self._longest, seconds)
        if self._whole:
            self._whole.first_look_took(seconds)


def left_unread(number: int, width: float, height: float, why: str) -> Page:
    """Return a page that there was no time for; `why` it should have been read as a picture."""
    return Page(number, width, height, (), ReaderName.NONE, why=f"{why}; {_NO_TIME}")


def findings_of_haste(pages: Sequence[Page], count: int) -> Iterator[Finding]:
    """Say which of the `count` pages of a document were not read, or not as well as they might have been."""
    left = [page.number for page in pages if page.why.endswith(_NO_TIME)]
    if left:
        detail = (
            f"Of its {count} pages {len(left)} are pictures that were not read for lack of time, the first is page {left[0]}."
        )
        yield Finding(PAGES_NOT_READ, Severity.WARNING, detail)
    hasty = sum(page.why.endswith(IN_HASTE) for page in pages)
    if hasty:
        yield Finding(
            READ_IN_HASTE, Severity.NOTE, f"For lack of time {hasty} of its {count} pages were read without a second look."
        )
