"""Do work as it comes, until stopped. Several may run beside each other, on several machines; the database is PostgreSQL.

Ctrl-C or SIGTERM stops between two pieces of work. What a worker that died had begun is taken up by another. When the database
goes away, a worker waits until it is back.
"""

from __future__ import annotations

import argparse

from models.errors import UsageError
from service.cli.context import start
from service.cli.main import DONE
from service.signals import stop_on_signal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say how much to do at once."""
    parser.add_argument("--jobs", metavar="N", type=int, help="documents side by side (default: schedule.workers)")


def run(args: argparse.Namespace) -> int:
    """Work until stopped."""
    with stop_on_signal() as stop:
        from service.app import started
        from service.jobs.distributed import work_until_told

        with started(start(args, serves=True)) as app:
            if app.database.is_sqlite:
                raise UsageError("SQLite is for one process: use `afstem run`, or set database.url to a PostgreSQL database.")
            work_until_told(app.database, app.tools, stop, concurrency=args.jobs or app.workers)
    return DONE
