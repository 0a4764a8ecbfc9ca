"""`afstem doctor`: look at everything outside, and say of each thing what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from service.doctor import mail, place, reading
from service.doctor.check import Check, Checker, Level, fail
from service.settings import Settings

__all__ = ["CHECKS", "Check", "Level", "examine"]

CHECKS: tuple[Checker, ...] = (
    place.check_policy,
    place.check_council,
    place.check_mode,
    place.check_database,
    place.check_disk,
    place.check_key,
    place.check_clock,
    reading.check_tesseract,
    reading.check_language,
    reading.check_sandbox,
    reading.check_front_end,
    mail.check_mailboxes,
    mail.check_sender,
)


def examine(settings: Settings) -> Iterator[Check]:
    """Yield what each check says, as it says it. A check that breaks is itself reported."""
    for checker in CHECKS:
        try:
            yield from checker(settings)
        except Exception as error:  # noqa: BLE001 - the doctor must finish its round; the kind of error is shown
            name = checker.__name__.removeprefix("check_")
            yield fail(name, f"the check itself broke ({type(error).__name__})", "Report this; the other checks stand.")
