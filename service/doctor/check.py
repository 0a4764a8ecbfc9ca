"""What a check of the doctor says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.settings import Settings


class Level(StrEnum):
    """How well something is."""

    OK = "ok"
    #: It works, but not as it should.
    WARN = "warn"
    #: It does not work.
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, what was seen, and how to mend it."""

    name: str
    level: Level
    what: str
    mend: str = ""


#: Looks at one thing or several. It changes nothing, and it raises nothing that it can explain.
Checker = Callable[[Settings], Iterable[Check]]


def ok(name: str, what: str) -> Check:
    """Say that something is well."""
    return Check(name, Level.OK, what)


def warn(name: str, what: str, mend: str) -> Check:
    """Say that something is not as it should be."""
    return Check(name, Level.WARN, what, mend)


def fail(name: str, what: str, mend: str) -> Check:
    """Say that something does not work."""
    return Check(name, Level.FAIL, what, mend)
