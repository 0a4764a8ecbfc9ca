"""Danish mails that are not simply a bill in an attachment."""

from __future__ import annotations

from samples.generate.office import Office


def fraud(o: Office) -> None:
    pass


def packings(o: Office) -> None:
    pass


def doubles(o: Office) -> None:
    pass


def others(o: Office) -> None:
    pass
