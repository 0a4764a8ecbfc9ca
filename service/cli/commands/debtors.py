"""Write invoices for surplus that providers pay against, as files for the finance system.

Each released demand that wants an invoice leaves once. Writing again writes the same bytes again and nothing new.
"""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which format and where."""
    from service.debtors import FORMATS

    parser.add_argument(
        "folder_given", metavar="DIR", nargs="?", type=Path, help="where (default: exports/debtors in the store)"
    )
    parser.add_argument("--format", choices=FORMATS, help="the file's format (default: direct_payments.debtor_exporter)")


def run(args: argparse.Namespace) -> int:
    """Write the files."""
    from service.app import started
    from service.debtors import terms_of, write_debtors

    settings = start(args)
    folder = args.folder / args.folder_given if args.folder_given else None
    terms = terms_of(settings, exporter=args.format, folder=folder)
    with started(settings) as app, app.database.owned():
        written = write_debtors(app.database, app.tools, terms, by=f"debtors by {getpass.getuser()}")
    rows = [
        {"number": each.number, "invoices": each.count, "total": str(each.total), "currency": each.total.currency, "file": str(each.path)}
        for each in written
    ]  # fmt: skip
    print_objects(rows, as_json=args.json, columns=("number", "invoices", "total", "currency", "file"))
    return DONE
