"""Poll the mailboxes, do the work and send the letters, again and again, until stopped.

One process is all that a council on SQLite needs; a second one on the same database is refused. On PostgreSQL this does the
same, and further `afstem worker` processes may help. Ctrl-C or SIGTERM stops between two pieces of work.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from service.cli.context import start
from service.cli.main import DONE

if TYPE_CHECKING:
    from service.app import App


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no options of its own: everything is in the settings."""
    _ = parser


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from service.app import started
    from service.schedule import serve
    from service.signals import stop_on_signal

    with started(start(args, serves=True)) as app:
        if not app.database.is_sqlite:
            _serve_with_queue(app)
            return DONE
        with app.database.owned(), stop_on_signal() as stop:
            serve(app, stop)
    return DONE


def _serve_with_queue(app: App) -> None:
    """Let the scheduler ring in this process, and work in it too; the queue's worker minds the signals itself."""
    import threading

    from service.jobs.distributed import run_worker
    from service.schedule import duties, make_scheduler

    scheduler = make_scheduler(duties(app, threading.Event()))
    scheduler.start()
    try:
        run_worker(app.database, app.tools, concurrency=app.workers, until_idle=False)
    finally:
        scheduler.shutdown(wait=True)
