"""List what may post by itself and on what evidence, or the random check of what did. People act on both in the console.

`promotions`: those made, waiting and ended; with --proposed what the evidence lets people promote now, and why not the rest.
`samples`: the lines that were drawn; with --by-rule the count and bounds of each rule; with --verify every draw is made again.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.tools import Tools

_COLUMNS = {
    "promotions": (
        "promotion",
        "rule",
        "legal_basis",
        "supplier_id",
        "compared",
        "different",
        "bound",
        "state",
        "by",
        "because",
    ),
    "samples": ("sample", "invoice_number", "line", "rule", "amount", "state", "drawn", "share", "checked_by"),
    "by-rule": ("rule", "drawn", "checked", "wrong", "below", "above", "demoted"),
    "verify": ("sample", "same", "note"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what of it to show."""
    if parser.prog.split()[-1] == "promotions":
        parser.add_argument(
            "--proposed", action="store_true", help="what the evidence lets people promote, and why not the rest"
        )
        return
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--by-rule", action="store_true", help="how many were drawn, checked and wrong, with the bounds")
    choice.add_argument("--verify", action="store_true", help="draw again from what is kept; fails when anything differs")


def run(args: argparse.Namespace) -> int:
    """Print the listing."""
    from service.app import started

    what = args.command
    if what == "samples":
        what = "by-rule" if args.by_rule else "verify" if args.verify else what
    different = []

    def watched(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            if what == "verify" and not row["same"]:
                different.append(row)
            yield row

    with started(start(args)) as app, app.database.read() as session:
        print_objects(watched(_rows(args, what, session, app.tools)), as_json=args.json, columns=_COLUMNS[what])
    return FOUND if different else DONE


def _rows(args: argparse.Namespace, what: str, session: Session, tools: Tools) -> Iterator[dict[str, Any]]:
    from service import evidence_listings as listings

    if what == "promotions":
        return listings.proposals(session, tools) if args.proposed else listings.promotions(session)
    if what == "by-rule":
        return listings.checks(session)
    return listings.verified(session, tools) if what == "verify" else listings.samples(session)
