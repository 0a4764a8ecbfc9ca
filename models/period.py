"""Closed date ranges: both ends are inside, as on an invoice (EN 16931 BT-73, BT-74)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from models.value import quickly_made


@lru_cache(maxsize=2048)
def month_end(day: date) -> date:
    """Return the last day of the month that the day is in.

    >>> month_end(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return day.replace(day=monthrange(day.year, day.month)[1])


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """Move a date by whole months, clipped to the end of a shorter month.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@quickly_made
@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both inside.

    >>> Period(date(2026, 6, 1), date(2026, 6, 30)).days
    30
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return a calendar month."""
        first = date(year, month, 1)
        return cls(first, month_end(first))

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.end - self.start).days + 1

    @property
    def is_calendar_month(self) -> bool:
        """Whether this is exactly one whole calendar month."""
        return self.start.day == 1 and self.end == month_end(self.start)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def covers(self, other: Period) -> bool:
        """Whether every day of the other period is inside this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether any day is in both."""
        return self.start <= other.end and other.start <= self.end

    def intersection(self, other: Period) -> Period | None:
        """Return the days that are in both, or None."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), min(self.end, other.end))

    def months(self) -> Iterator[Period]:
        """Split at the ends of calendar months.

        >>> [p.days for p in Period(date(2026, 5, 20), date(2026, 6, 10)).months()]
        [12, 10]
        """
        start = self.start
        while start <= self.end:
            end = min(month_end(start), self.end)
            yield Period(start, end)
            start = end + timedelta(days=1)

    def split_at(self, first_of_second: date) -> tuple[Period | None, Period | None]:
        """Split before a day: what lies before it, and it with what follows."""
        before = (
            Period(self.start, min(self.end, first_of_second - timedelta(days=1))) if self.start < first_of_second else None
        )
        after = Period(max(self.start, first_of_second), self.end) if self.end >= first_of_second else None
        return before, after

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"
