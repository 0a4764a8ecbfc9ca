"""How long the pictures of one document may take, for whoever waits behind it, and what is said of those it was too short for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from models.document import Page, ReaderName
from models.finding import Finding, Severity

#: The findings that a document has when its time was too short.
PAGES_NOT_READ, READ_IN_HASTE = "pages-not-read", "read-in-haste"
#: What is noted of a page that should have been read as a picture, and of one that was read without a second look.
_NO_TIME = "left unread: the time for reading pictures was used up"
IN_HASTE = "no time for a second look"


class Allowance:
    """Counts from when it is made. `seconds` of None is no limit.

    What is begun is finished, so a page, or another pass over a page, is begun only when what the like of it took before still fits.

    >>> Allowance(None).holds(3600.0), Allowance(0.0).holds()
    (True, False)
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._began = time.monotonic()
        self._longest_page = 0.0
        #: Whether anything was left out for lack of time.
        self.was_short = False

    def holds(self, cost: float = 0.0) -> bool:
        """Say whether something that takes so many seconds would end in time."""
        enough = self._seconds is None or time.monotonic() - self._began + cost < self._seconds
        self.was_short |= not enough
        return enough

    def holds_a_page(self) -> bool:
        """Say whether another page would, going by the longest so far."""
        return self.holds(self._longest_page)

    def for_a_page(self) -> Allowance:
        """Return one that ends at the same moment and tells whether this page went short, whatever is read beside it."""
        page = Allowance(self._seconds)
        page._began = self._began
        return page

    def page_took(self, seconds: float) -> None:
        """Note how long a page took."""
        self._longest_page = max(self._longest_page, seconds)


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
