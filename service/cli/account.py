"""The account of the mail as people read it."""

from __future__ import annotations

from typing import TextIO

from service.conservation import Account


def print_account(account: Account, stream: TextIO) -> None:
    """Print what came in, what became of it, and whether the two sides agree."""
    parts = [f"{count} {name}" for name, count in account.ended.items()]
    waiting = f" + {account.waiting} not yet sorted" if account.waiting else ""
    sign = "=" if account.closes else "≠"
    print(f"{account.arrived} messages in {sign} {' + '.join(parts)}{waiting}", file=stream)
    if account.sightings > account.arrived:
        print(f"  ({account.sightings - account.arrived} of them were seen more than once and count once)", file=stream)
    if account.gaps:
        print(
            f"  {account.gaps} messages are listed by a mail server that does not hand them out; they are asked for again",
            file=stream,
        )
    if not account.closes:
        print(
            '  The account does not close. Keep the database as it is and see docs/runbook.md, "The count does not close".',
            file=stream,
        )
