"""Rehearse the coding sheet: which grants that are open on a day have no row for it, or more than one.

Without --on it is the first of January to come, when most sheets change. `loses` says that the grant has a code the day before.
With --strict the exit status is 1 when any grant has none.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from service.cli.context import database_of, settings_of
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from service.rehearsal import Uncoded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which day."""
    parser.add_argument("--on", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the day (default: 1 January to come)")
    parser.add_argument("--losing", action="store_true", help="only grants that have a code the day before")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when any grant has no code")


def run(args: argparse.Namespace) -> int:
    """Print the grants."""
    from service.clock import SystemClock
    from service.rehearsal import rehearse_coding

    day = args.on or date(SystemClock().now().year + 1, 1, 1)
    with database_of(settings_of(args)) as database, database.read() as session:
        found = [each for each in rehearse_coding(session, day) if each.loses or not args.losing]
    rows = [_as_object(each, day) for each in found]
    columns = ("grant_id", "supplier_id", "key", "code", "account_before", "owner_email")
    print_objects(rows, as_json=args.json, columns=columns)
    if not args.json:
        losing = sum(each.loses for each in found)
        print(f"{losing} open grants lose their code on {day}; {len(found) - losing} have none the day before either.")
    return FOUND if args.strict and rows else DONE


def _as_object(each: Uncoded, day: date) -> dict[str, Any]:
    return {
        "grant_id": each.grant_id,
        "supplier_id": each.supplier_id,
        "on": day.isoformat(),
        "key": each.key,
        "code": each.code,
        "rows": each.rows,
        "loses": each.loses,
        "account_before": each.account_before,
        "cost_element_before": each.cost_element_before,
        "owner_email": each.owner_email,
    }
