"""List the calendar of expected invoices: every billing period of every open grant, with what became of it.

`state` is paid, open (it came and is not decided, or was sent back), late, due (the supplier still has time) or coming. With
--draft one letter to each supplier with late invoices is put into the outbox as a draft; a person approves it there. The
service does the same every day by itself when schedule.chase_after_days is set.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects

if TYPE_CHECKING:
    from match.expected import ExpectedInvoice

_STATES = ("paid", "open", "late", "due", "coming")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which, and whether to write."""
    parser.add_argument("--state", choices=_STATES, action="append", help="only these; may be given several times")
    parser.add_argument(
        "--grace-days", type=int, default=21, help="days after the period in which a bill is not late (default: 21)"
    )
    parser.add_argument("--draft", action="store_true", help="draft a letter to each supplier with late invoices")


def run(args: argparse.Namespace) -> int:
    """Print the calendar, or draft the letters."""
    from service.app import started
    from service.chasing import draft_chases
    from service.watch import expected

    with started(start(args)) as app:
        if args.draft:
            with app.database.owned():
                written = draft_chases(app.database, app.tools, grace_days=args.grace_days)
            print_objects(
                [{"letter": number, "state": "draft"} for number in written], as_json=args.json, columns=("letter", "state")
            )
            return DONE
        with app.database.read() as session:
            rows = (
                _as_object(row)
                for row, _ in expected(session, app.tools, grace_days=args.grace_days)
                if not args.state or row.state.value in args.state
            )
            columns = ("grant_id", "supplier_id", "period_start", "period_end", "amount", "by", "state")
            print_objects(rows, as_json=args.json, columns=columns)
    return DONE


def _as_object(row: ExpectedInvoice) -> dict[str, Any]:
    return {
        "grant_id": row.grant.grant_id,
        "supplier_id": row.grant.supplier_id,
        "person_id": row.grant.person_id,
        "period_start": row.period.start.isoformat(),
        "period_end": row.period.end.isoformat(),
        "amount": str(row.amount) if row.amount is not None else None,
        "currency": row.amount.currency if row.amount is not None else None,
        "by": row.by.isoformat(),
        "state": row.state.value,
    }
