"""Take money that came back from the council's bank file: MT940, camt.053, or the portal's CSV.

A booking with the reference and the amount of a demand closes its case. A booking with one of them is listed as proposed and
waits for a person. The same file again changes nothing.
"""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path
from typing import Any

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which files."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="bank files: MT940, camt.053 or CSV")


def run(args: argparse.Namespace) -> int:
    """Read the files and take what fits."""
    from service.app import started
    from service.bank_money import take_bank_file

    contents = [(path, _read(args.folder / path)) for path in args.files]
    rows: list[dict[str, Any]] = []
    with started(start(args)) as app, app.database.owned():
        for path, content in contents:
            taken = take_bank_file(app.database, app.tools, content, by=f"bank by {getpass.getuser()}")
            rows += [
                {"file": str(path), "account_id": each.account_id, "reference": each.reference, "amount": str(each.amount),
                 "day": each.day.isoformat(), "fit": each.fit.value, "state": each.state, "days": each.days, "case": each.case_id}
                for each in taken
            ]  # fmt: skip
    print_objects(rows, as_json=args.json, columns=("account_id", "reference", "amount", "day", "fit", "state", "days"))
    return DONE


def _read(path: Path) -> bytes:
    from models.errors import UsageError

    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Give the path of a bank file.") from None
