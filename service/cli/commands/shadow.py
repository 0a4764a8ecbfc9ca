"""Set every decision beside what people posted, by the ledger that was imported, and say where the two differ.

Without --by, one line a difference; with --all every line. With --by, a breakdown with the number of decisions compared, the
errors among them and the upper 95 % bound of the share of errors (Clopper-Pearson). Nothing is changed.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import UsageError
from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from service.shadow import Line

_DIMENSIONS = {"rule": "rule", "legal-basis": "legal_basis", "supplier": "supplier_id", "period": "period"}
_SHOWN = (
    "result",
    "invoice_number",
    "line",
    "supplier_id",
    "rule",
    "grant_id",
    "amount",
    "ledger_grant_id",
    "ledger_amount",
    "voucher",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to show, of which time, and where to."""
    parser.add_argument(
        "--by", metavar="WHAT", help="break down by rule, legal-basis, supplier and period; several with commas"
    )
    parser.add_argument("--all", action="store_true", help="every line, also where both agree")
    parser.add_argument("--since", metavar="DAY", type=_day, help="billed periods that begin on this day or later")
    parser.add_argument("--until", metavar="DAY", type=_day, help="billed periods that begin on this day or earlier")
    parser.add_argument("--to", metavar="FILE", type=Path, help="write the whole report to a .csv or .xlsx file")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything counts against us")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day such as 2026-06-30") from None


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    from service import shadow
    from service.app import started
    from service.shadow_report import line_object, summary_columns, summary_object

    by = _dimensions(args.by)
    with started(start(args)) as app, app.database.read() as session:
        found = shadow.lines(session, app.tools, since=args.since, until=args.until)
    if args.to:
        _write(args.folder / args.to, found)
    if by:
        rows: list[dict[str, Any]] = [summary_object(each) for each in shadow.summarise(found, by)]
        columns = summary_columns(by)
    else:
        rows = [line_object(each) for each in found if args.all or each.result not in shadow.QUIET]
        columns = _SHOWN
    print_objects(rows, as_json=args.json, columns=columns)
    tally = shadow.tally(found)
    if not args.json:
        print(f"{tally.compared} compared, {tally.errors} errors: with 95 % confidence fewer than {tally.bound} of all.")
    return FOUND if args.strict and tally.errors else DONE


def _dimensions(text: str | None) -> tuple[str, ...]:
    names = [each.strip() for each in text.split(",")] if text else []
    unknown = [each for each in names if each not in _DIMENSIONS]
    if unknown:
        raise UsageError(f"--by {unknown[0]} is not known; there are {', '.join(_DIMENSIONS)}.")
    return tuple(_DIMENSIONS[each] for each in names)


def _write(path: Path, found: list[Line]) -> None:
    from service.shadow_report import report_csv, report_xlsx

    if path.suffix.lower() not in {".csv", ".xlsx"}:
        raise UsageError(f"--to {path.name}: the file's name must end in .csv or .xlsx.")
    try:
        path.write_bytes(report_csv(found) if path.suffix.lower() == ".csv" else report_xlsx(found))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
