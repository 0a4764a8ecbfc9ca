"""List what is not paid: why, on whose desk, by when the supplier must be told, was told and may expect money, and what lateness costs.

With --strict the exit status is 1 when a supplier should have been told by now.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

_COLUMNS = ("invoice_number", "line", "amount", "code", "owner", "received_on", "notify_by", "notified_on", "clock", "due_on", "interest")  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which lines."""
    parser.add_argument("--overdue", action="store_true", help="only those whose supplier should have been told by now")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when there is any of those")


def run(args: argparse.Namespace) -> int:
    """Print the lines."""
    from service.app import started
    from service.clock import local_day
    from service.disputes import as_object, open_lines

    overdue = 0
    with started(start(args)) as app, app.database.read() as session:
        today = local_day(app.tools.clock.now(), app.tools.pack.time_zone)

        def rows() -> Iterator[dict[str, Any]]:
            nonlocal overdue
            for each in open_lines(session, app.tools):
                overdue += each.notice_overdue(today)
                if each.notice_overdue(today) or not args.overdue:
                    yield as_object(each, today)

        print_objects(rows(), as_json=args.json, columns=_COLUMNS)
    return FOUND if args.strict and overdue else DONE
