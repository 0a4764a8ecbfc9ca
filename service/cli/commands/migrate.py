"""Bring the tables of the database up to date.

Make a copy of the database first. A new database needs no migration: it gets its tables when it is first used.
"""

from __future__ import annotations

import argparse

from service.cli.context import settings_of
from service.cli.main import DONE
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a person look before."""
    parser.add_argument("--check", action="store_true", help="only say where the tables are and where they should be")


def run(args: argparse.Namespace) -> int:
    """Migrate and say from where to where."""
    from service import migrate
    from service.database import Database
    from service.opening import make_store, reach

    settings = settings_of(args)
    make_store(settings)
    database = Database(settings.database_url)
    try:
        reach(database)
        before, wanted = migrate.current(database), migrate.head()
        if before != wanted and not args.check:
            with database.owned():
                migrate.upgrade(database)
    finally:
        database.dispose()
    if args.json:
        print_object({"before": before, "wanted": wanted, "migrated": before != wanted and not args.check})
    elif before == wanted:
        print(f"The tables are up to date ({wanted}).")
    else:
        print(f"The tables {'are at' if args.check else 'were at'} {before or 'nothing'}; this program needs {wanted}.")
    return DONE
