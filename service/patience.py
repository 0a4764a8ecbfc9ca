"""How long somebody at a prompt waits for a file: until when its pages may be read as pictures, and what must fit in after that."""

from __future__ import annotations

import threading
import time

from service.sandbox.pool import Sandbox

#: An answer is given so many seconds after a file was begun, for the first after the program was; what is left unread is named.
ANSWERED_WITHIN = 10.0
#: Reading pages as pictures ends so long before: the words must still be understood, and the answer printed.
AFTER_PICTURES = 2.0
#: Where starting took long the machine is slow: then by this share of what that took, but pictures keep so many seconds.
OF_THE_START = 0.6
LEAST_FOR_PICTURES = 2.0


class Patience:
    """Tells each file when the reading of its pictures must end. `began` is when the program was started (`time.monotonic`)."""

    def __init__(self, sandbox: Sandbox, began: float) -> None:
        self._sandbox, self._began = sandbox, began
        self._start: float | None = None
        self._lock = threading.Lock()

    def until(self) -> float:
        """Return that moment for a file that is begun now; the first call waits until a child is ready, and times it."""
        now = time.monotonic()
        with self._lock:
            if self._start is None:
                _ = self._sandbox.mode
                self._start, now = time.monotonic() - self._began, self._began
        return pictures_until(now, self._start, time.monotonic())


def pictures_until(began: float, start: float, now: float) -> float:
    """Return when pictures must be read of a file that was begun at a moment, where starting took so many seconds.

    >>> pictures_until(100.0, 1.5, 101.5), pictures_until(100.0, 5.0, 105.0), pictures_until(100.0, 9.0, 109.0)
    (108.0, 107.0, 111.0)
    """
    return max(began + ANSWERED_WITHIN - max(AFTER_PICTURES, OF_THE_START * start), now + LEAST_FOR_PICTURES)
