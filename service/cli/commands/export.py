"""Put open postings into batches and write their files for the finance system.

A batch balances or is refused. Its file is written once; exporting again writes the same bytes again and nothing new.
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
    from countries.exporters import EXPORTERS

    names = tuple(each.name for each in EXPORTERS)
    parser.add_argument(
        "folder_given", metavar="DIR", nargs="?", type=Path, help="where (default: finance.folder, else exports in the store)"
    )
    parser.add_argument("--format", choices=names, help="the file's format (default: finance.exporter, else the country's)")


def run(args: argparse.Namespace) -> int:
    """Make batches and write them."""
    from service.app import started
    from service.exporting import make_batches, terms_of

    settings = start(args)
    folder = args.folder / args.folder_given if args.folder_given else None
    with started(settings) as app, app.database.owned():
        terms = terms_of(settings, exporter=args.format, folder=folder)
        written = make_batches(app.database, app.tools, terms, by=f"export by {getpass.getuser()}")
    rows = [
        {"batch": each.number, "mode": each.mode, "postings": each.count, "total": str(each.total), "currency": each.total.currency, "file": str(each.path)}
        for each in written
    ]  # fmt: skip
    print_objects(rows, as_json=args.json, columns=("batch", "mode", "postings", "total", "currency", "file"))
    return DONE
