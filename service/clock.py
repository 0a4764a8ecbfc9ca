"""The time, as an argument. Only `service.app` hands out the real one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class MovableClock:
    """A clock that a test or a rehearsal sets."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._moment

    def move(self, step: timedelta) -> None:
        """Go forward by so much."""
        self._moment += step


def local_day(moment: datetime, time_zone: str) -> date:
    """Return the date at a place: law and letters count days there, not in UTC."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
