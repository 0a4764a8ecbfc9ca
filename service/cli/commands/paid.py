"""Say what is paid: for the case system as a CSV file, or as objects; with --punctuality how quickly, for the compliance notice.

Only postings that the finance system has booked with the amount that was sent count; credits say "credited".
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say since when, and where to."""
    parser.add_argument("file_given", metavar="FILE", nargs="?", type=Path, help="write this CSV file for the case system")
    parser.add_argument("--since", metavar="YYYY-MM-DD", type=date.fromisoformat, help="only what was booked from this day on")
    parser.add_argument("--punctuality", action="store_true", help="average days and the share paid in time instead")


def run(args: argparse.Namespace) -> int:
    """Print or write."""
    from service.app import started
    from service.clock import local_day
    from service.exporting import keep_file
    from service.readback import PAID_COLUMNS, paid, paid_file, punctuality

    with started(start(args)) as app, app.database.read() as session:
        if args.punctuality:
            today = local_day(app.tools.clock.now(), app.tools.pack.time_zone)
            row = punctuality(session, app.tools, args.since or date(today.year, 1, 1), today)
            print_objects([row], as_json=args.json, columns=tuple(row))
            return DONE
        rows = list(paid(session, since=args.since))
    if args.file_given is None:
        print_objects(rows, as_json=args.json, columns=PAID_COLUMNS)
    else:
        keep_file(args.folder / args.file_given, paid_file(rows))
        print_objects([{"file": str(args.file_given), "rows": len(rows)}], as_json=args.json, columns=("file", "rows"))
    return DONE
