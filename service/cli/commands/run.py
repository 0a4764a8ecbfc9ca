"""Poll the mailboxes, do the work, send the letters and serve the console, until stopped.

One process is all that a council on SQLite needs; a second one on the same database is refused. On PostgreSQL this does the
same, and further `afstem worker` processes may help. Ctrl-C or SIGTERM stops between two pieces of work.
"""

from __future__ import annotations

import argparse
import sys
import threading
from typing import TYPE_CHECKING

from service.cli.context import start
from service.cli.main import DONE
from service.signals import stop_on_signal

if TYPE_CHECKING:
    from service.app import App


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to leave out."""
    parser.add_argument("--no-web", action="store_true", help="do not serve the console")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    with stop_on_signal() as stop:  # before anything that takes its time, libraries included
        from service.app import started
        from service.schedule import serve

        with started(start(args, serves=True)) as app, app.database.owned():
            if args.no_web:
                serve(app, stop)
            elif not stop.is_set():
                serve_with_console(app, stop)
    return DONE


def serve_with_console(app: App, stop: threading.Event) -> None:
    """Work in a thread of its own and serve pages in this one until `stop` is set; the end of one ends the other."""
    from importlib import import_module

    from service.schedule import serve

    # By name: the console knows the service, never the other way round.
    server = import_module("web.server")
    failures: list[BaseException] = []

    def work() -> None:
        try:
            serve(app, stop)
        except BaseException as error:  # noqa: BLE001 - it is raised again below, in the thread that can end the process
            failures.append(error)
            stop.set()

    thread = threading.Thread(target=work, name="work")
    thread.start()
    try:
        print(f"The console is at {server.address(app.settings)} (stop with Ctrl+C).", file=sys.stderr)
        server.run(app, stop)
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]
