"""Take in master data: a folder with suppliers, people, grants, rates … each as CSV or Excel.

All tables are checked first. When a row is wrong nothing is written, and all wrong rows are listed, each with what would be
right. The same files twice change nothing. A row that has gone from a file is closed, not deleted. When more than a fifth
of a table's rows have gone the import stops: the file was probably cut off.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.context import database_of, start, vault_of
from service.cli.main import DONE, FOUND, WRONG
from service.cli.output import print_object, print_objects

if TYPE_CHECKING:
    from service.import_master import Report
    from service.master import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to take in."""
    parser.add_argument("source", metavar="DIR", type=Path, help="the folder with the tables")
    parser.add_argument("--accept-drop", action="store_true", help="take in a table although many of its rows have gone")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything was odd")


def run(args: argparse.Namespace) -> int:
    """Import the folder; 2 when it was refused."""
    from service.clock import SystemClock
    from service.import_master import import_folder

    settings = start(args)
    with database_of(settings, create=True) as database:
        report = import_folder(
            database,
            vault_of(settings),
            args.folder / args.source,
            country=settings.country,
            now=SystemClock().now(),
            by=f"import by {getpass.getuser()}",
            accept_drop=args.accept_drop,
        )
    _print(args, report)
    if report.errors:
        return WRONG
    return FOUND if args.strict and report.notices else DONE


def _print(args: argparse.Namespace, report: Report) -> None:
    tables = [
        {"table": t.table, "rows": t.rows, "added": t.added, "changed": t.changed, "closed": t.closed} for t in report.tables
    ]
    if args.json:
        for row in tables:
            print_object(row)
        for problem in (*report.errors, *report.notices):
            print_object(_as_object(problem), sys.stderr if not report.errors else sys.stdout)
        return
    _print_problems(report.errors, report.notices)
    if tables:
        print_objects(tables, as_json=False, columns=("table", "rows", "added", "changed", "closed"))


def _print_problems(errors: Sequence[Problem], notices: Sequence[Problem]) -> None:
    for problem in notices:
        print(f"  odd    {problem}", file=sys.stderr)
    for problem in errors:
        print(f"  wrong  {problem}", file=sys.stderr)
    if notices and not errors:
        print(f"{_cells(notices)} odd and taken in as given.", file=sys.stderr)
    if errors:
        print(f"{_cells(errors)} wrong. Nothing was taken in; mend and import again.", file=sys.stderr)


def _cells(problems: Sequence[Problem]) -> str:
    return "One thing is" if len(problems) == 1 else f"{len(problems)} things are"


def _as_object(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "wrong": problem.wrong,
        "right": problem.right or None,
        "blocks": problem.blocks,
    }
