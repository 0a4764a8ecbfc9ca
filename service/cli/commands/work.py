"""Do every piece of work there is: read, match, decide, post, write and send letters; then end.

Run it as often as you like: what is done is not done again. Stopped in the middle, it goes on where it was.
"""

from __future__ import annotations

import argparse
import sys

from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how long to work."""
    parser.add_argument("--until-idle", action="store_true", help="work until nothing is left, then end (this is what it does)")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when the account of the mail does not close")


def run(args: argparse.Namespace) -> int:
    """Work, then print the account of the mail."""
    from service.app import started
    from service.cli.account import print_account
    from service.conservation import take_account
    from service.progress import progress
    from service.working import work_until_idle

    with started(start(args)) as app, app.database.owned():
        with progress("working") as report:
            done = work_until_idle(app, report)
        with app.database.read() as session:
            account = take_account(session)
    if args.json:
        print_object(
            {"steps": done, "arrived": account.arrived, "waiting": account.waiting, "closes": account.closes, **account.ended}
        )
    else:
        print_account(account, sys.stdout)
    return FOUND if args.strict and not account.closes else DONE
