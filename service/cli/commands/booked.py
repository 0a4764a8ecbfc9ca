"""Take in what the finance system booked: CSV with posting_id (or reference), voucher, booked_on, amount.

The file is checked whole first. What was booked is written beside each posting once; a row that differs from what was sent or
from what was said before is listed and, with --strict, makes the exit status 1. The same file twice changes nothing.
"""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from models.errors import UsageError
from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which file."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the file of the finance system")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when any row was odd")


def run(args: argparse.Namespace) -> int:
    """Write down the rows and print what came of each."""
    from service.app import started
    from service.readback import ODD, read_bookings, take_bookings

    path = args.folder / args.file
    if not path.is_file():
        raise UsageError(f"{path} is no file.")
    bookings = read_bookings(path.read_bytes())
    with started(start(args)) as app, app.database.owned(), app.database.write() as session:
        found = take_bookings(session, app.tools, bookings, by=f"booked by {getpass.getuser()}")
    rows = [{"row": each.row, "posting": each.name, "voucher": each.voucher, "result": result.value} for each, result in found]
    print_objects(rows, as_json=args.json, columns=("row", "posting", "voucher", "result"))
    return FOUND if args.strict and any(result in ODD for _, result in found) else DONE
