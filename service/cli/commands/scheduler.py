"""Poll the mailboxes and settle letters in doubt on a schedule, and leave the work to `afstem worker`.

One such process is enough; should it stop, mail waits on its server. The database is PostgreSQL.
"""

from __future__ import annotations

import argparse

from models.errors import UsageError
from service.cli.context import start
from service.cli.main import DONE
from service.signals import stop_on_signal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options of its own: everything is in the settings."""
    _ = parser


def run(args: argparse.Namespace) -> int:
    """Keep the schedule until stopped."""
    with stop_on_signal() as stop:
        from service.app import started
        from service.schedule import schedule_only

        with started(start(args, serves=True)) as app:
            if app.database.is_sqlite:
                raise UsageError("SQLite is for one process: use `afstem run`, or set database.url to a PostgreSQL database.")
            schedule_only(app, stop)
    return DONE
