"""Fetch new mail from the shared mailboxes, once. `afstem run` and `afstem scheduler` do it again and again.

Mail is saved before anything else happens. The server's marks of what has been read are neither used nor changed.
"""

from __future__ import annotations

import argparse

from service.cli.commands.ingest import report_polls
from service.cli.context import start


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which mailboxes."""
    parser.add_argument("names", metavar="MAILBOX", nargs="*", help="only these (default: all in the settings)")
    parser.add_argument("--once", action="store_true", help="poll once and end; this is what it does anyway")
    parser.add_argument(
        "--reconcile", action="store_true", help="compare whole folders with what was saved, not only what is new"
    )


def run(args: argparse.Namespace) -> int:
    """Poll each mailbox."""
    from service.app import started
    from service.mail_in import poll_mailboxes
    from service.progress import progress

    with started(start(args)) as app, progress("fetching") as report:
        reports = poll_mailboxes(app, args.names, reconcile=args.reconcile, progress=report)
    return report_polls(reports, as_json=args.json)
