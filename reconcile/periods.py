"""The periods that statements are asked for: whole months of a year that begins in April, as councils count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.period import Period, add_months

APRIL = 4


def periods_over(today: date, months: int, since: date) -> Iterator[Period]:
    """Give every period of so many months that begins on `since` or later and is over, the oldest first.

    >>> [str(each) for each in periods_over(date(2026, 10, 2), 3, date(2026, 3, 15))]
    ['2026-04-01/2026-06-30', '2026-07-01/2026-09-30']
    >>> list(periods_over(date(2027, 3, 31), 12, date(2026, 4, 1)))
    []
    """
    first = since.replace(day=1) if since.day == 1 else add_months(since.replace(day=1), 1)
    while (first.month - APRIL) % months:
        first = add_months(first, 1)
    while (following := add_months(first, months)) <= today:
        yield Period(first, following - timedelta(days=1))
        first = following
