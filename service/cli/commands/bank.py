"""Read bank files (MT940, camt.053, or the portal's CSV): the council's own, or with --account that of a person's account.

In the council's own file, a booking with the reference and the amount of a demand closes its case; one with only one of them, or
one payment for several demands, is listed as proposed and waits for a person. The file of a self-managed or card account is worked
out as a statement. The same file again changes nothing.
"""

from __future__ import annotations

import argparse
import getpass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects

if TYPE_CHECKING:
    from models.period import Period
    from service.app import App


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which files, and whose."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="bank files: MT940, camt.053 or CSV")
    parser.add_argument("--account", metavar="ID", help="the direct-payment account whose own bank file this is")
    parser.add_argument("--from", dest="first", metavar="DAY", type=date.fromisoformat, help="with --account: the first day")
    parser.add_argument("--to", dest="last", metavar="DAY", type=date.fromisoformat, help="with --account: the last day")


def run(args: argparse.Namespace) -> int:
    """Read the files and take what fits."""
    from service.app import started

    contents = [(path, _read(args.folder / path)) for path in args.files]
    period = _period(args)
    by = f"bank by {getpass.getuser()}"
    with started(start(args)) as app, app.database.owned():
        if args.account:
            rows = [_filed(app, path, content, args.account, period, by) for path, content in contents]
            columns: tuple[str, ...] = ("account_id", "period_start", "period_end", "case", "state")
        else:
            rows = [row for path, content in contents for row in _taken(app, path, content, by)]
            columns = ("account_id", "reference", "amount", "day", "fit", "state", "days")
    print_objects(rows, as_json=args.json, columns=columns)
    return DONE


def _taken(app: App, path: Path, content: bytes, by: str) -> list[dict[str, Any]]:
    from service.bank_money import take_bank_file

    return [
        {"file": str(path), "account_id": each.account_id, "reference": each.reference, "amount": str(each.amount),
         "day": each.day.isoformat(), "fit": each.fit.value, "state": each.state, "days": each.days, "case": each.case_id}
        for each in take_bank_file(app.database, app.tools, content, by=by).taken
    ]  # fmt: skip


def _filed(app: App, path: Path, content: bytes, account_id: str, period: Period | None, by: str) -> dict[str, Any]:
    from service.account_files import take_account_file

    done = take_account_file(app.database, app.tools, content, account_id, period, by=by)
    return {"file": str(path), "account_id": done.account_id, "period_start": done.period.start.isoformat(),
            "period_end": done.period.end.isoformat(), "case": done.case_id, "state": "known" if done.again else "reconciled"}  # fmt: skip


def _period(args: argparse.Namespace) -> Period | None:
    from models.errors import UsageError
    from models.period import Period

    if args.first is None and args.last is None:
        return None
    if not args.account:
        raise UsageError("--from and --to belong to --account: the council's own file is read whole.")
    if args.first is None or args.last is None or args.last < args.first:
        raise UsageError("Give both --from and --to, the first and the last day of the period.")
    return Period(args.first, args.last)


def _read(path: Path) -> bytes:
    from models.errors import UsageError

    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Give the path of a bank file.") from None
