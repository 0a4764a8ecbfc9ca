"""Put open postings into a batch and write its file for the finance system.

A batch balances or is refused, is numbered, and never changes afterwards. Batches whose file was not written, because the
disk was full or the machine stopped, are written first. In shadow mode the file says SHADOW in its name: it is for
comparing with what people posted, not for the finance system.
"""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say in which format, and where to."""
    parser.add_argument("--format", dest="exporter", metavar="NAME", help="the file format (else finance.exporter)")
    parser.add_argument("--to", metavar="DIR", type=Path, help="the folder to write to (else finance.folder)")


def run(args: argparse.Namespace) -> int:
    """Make and write the batches."""
    from service.app import started
    from service.exporting import make_batches

    settings = start(args)
    usual = "opus-csv" if settings.country == "dk" else "plain-csv"
    with started(settings) as app, app.database.owned():
        written = make_batches(
            app.database,
            app.tools,
            exporter=args.exporter or settings.finance.exporter or usual,
            folder=(args.folder / args.to) if args.to else settings.exports_folder,
            creditor=settings.finance.creditor_account,
            by=f"export by {getpass.getuser()}",
        )
    rows = [
        {
            "batch": each.number,
            "mode": each.mode,
            "postings": each.count,
            "total": str(each.total),
            "currency": each.total.currency,
            "file": str(each.path),
        }
        for each in written
    ]
    print_objects(rows, as_json=args.json, columns=("batch", "mode", "postings", "total", "currency", "file"))
    return DONE
