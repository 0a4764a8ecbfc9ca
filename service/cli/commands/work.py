"""Do all the work there is: read, match, decide, write and send letters; then end.

At the end it takes account of the mail: what came in equals invoices, replies, other kinds, what was ignored with a reason,
and what failed. Should that ever not add up, the exit status is 1.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_object

if TYPE_CHECKING:
    from service.conservation import Account


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the option that says what the command does anyway."""
    parser.add_argument("--until-idle", action="store_true", help="end when no job is left; this is what it does anyway")


def run(args: argparse.Namespace) -> int:
    """Work until nothing is left, then take account."""
    from service.app import started
    from service.conservation import describe_account, take_account
    from service.progress import progress
    from service.working import work_until_idle

    with started(start(args)) as app, app.database.owned():
        with progress("working") as report:
            done = work_until_idle(app, lambda finished, running: report(finished, finished + running))
        with app.database.read() as session:
            account = take_account(session)
    if args.json:
        print_object({"steps": done, **_as_object(account)})
    else:
        print("\n".join((f"{done} steps done.", *describe_account(account))))
    return DONE if account.closes else FOUND


def _as_object(account: Account) -> dict[str, object]:
    return {
        "messages": account.arrived,
        "sightings": account.sightings,
        "ended": account.ended,
        "waiting": account.waiting,
        "gaps": account.gaps,
        "closes": account.closes,
    }
