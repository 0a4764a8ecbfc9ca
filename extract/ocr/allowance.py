"""How long the pictures of one document may take, for whoever waits at a prompt."""

from __future__ import annotations

import time


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

    def holds(self, cost: float = 0.0) -> bool:
        """Say whether something that takes so many seconds would end in time."""
        return self._seconds is None or time.monotonic() - self._began + cost < self._seconds

    def holds_a_page(self) -> bool:
        """Say whether another page would, going by the longest so far."""
        return self.holds(self._longest_page)

    def page_took(self, seconds: float) -> None:
        """Note how long a page took."""
        self._longest_page = max(self._longest_page, seconds)
