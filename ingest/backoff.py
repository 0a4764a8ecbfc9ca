"""How long a mailbox rests after something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ingest.mailboxes.source import Throttled
from models.errors import PermanentError

_FIRST = timedelta(seconds=5)
_LONGEST = timedelta(minutes=15)
#: After a refused login: soon enough to notice a mended password, too seldom to lock the account.
_LONGEST_REFUSED = timedelta(minutes=60)


def rest_after(failures: int, why: Exception, draw: Callable[[], float]) -> timedelta:
    """Return how long to wait after the n-th failure in a row. `draw` gives a number from 0 to 1; it keeps mailboxes apart.

    >>> rest_after(1, OSError(), lambda: 1.0), rest_after(20, OSError(), lambda: 1.0)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=900))
    """
    longest = _LONGEST_REFUSED if isinstance(why, PermanentError) else _LONGEST
    ceiling = min(_FIRST * (1 << min(failures, 20)), longest)
    # Never nothing: a loop of refused logins without a pause is what locks accounts.
    drawn = max(ceiling * draw(), _FIRST / 5)
    return max(drawn, why.wait) if isinstance(why, Throttled) else drawn
