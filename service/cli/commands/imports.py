"""List when each table of master data was last taken in, by whom, what it held and how old it is.

A decision is only as good as the data of its day. With --older DAYS --strict the exit status is 1 when a table is older.
"""

from __future__ import annotations

import argparse

from service.cli.context import database_of, settings_of
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

_COLUMNS = ("table", "rows", "added", "changed", "closed", "imported_at", "days_old", "imported_by")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what is too old."""
    parser.add_argument("--older", metavar="DAYS", type=int, default=0, help="only tables that are older than so many days")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when there is any of those")


def run(args: argparse.Namespace) -> int:
    """Print the tables."""
    from service.clock import SystemClock
    from service.listings import imports

    with database_of(settings_of(args)) as database, database.read() as session:
        rows = [row for row in imports(session, SystemClock().now()) if not args.older or row["days_old"] > args.older]
    print_objects(rows, as_json=args.json, columns=_COLUMNS)
    return FOUND if args.strict and args.older and rows else DONE
