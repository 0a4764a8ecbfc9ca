"""List what looks wrong in what was paid, with the figures that say so. Nothing is undone: a person looks.

Looked for: payments after a death or the end of a grant, days paid twice, two suppliers for one need, more than a grant gives
over its life, a supplier that suddenly bills much more.

With --strict the exit status is 1 when anything was found.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from match.anomalies import Anomaly


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say whether to fail."""
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything was found")


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    from service.app import started
    from service.watch import anomalies

    with started(start(args)) as app, app.database.read() as session:
        rows = [_as_object(each, app.tools.house.language) for each in anomalies(session, app.tools)]
    print_objects(
        rows, as_json=args.json, columns=("kind", "supplier_id", "grants", "period_start", "period_end", "explanation")
    )
    return FOUND if args.strict and rows else DONE


def _as_object(each: Anomaly, language: str) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "supplier_id": each.supplier_id,
        "person_id": each.person_id,
        "grants": list(each.grants),
        "period_start": each.period.start.isoformat(),
        "period_end": each.period.end.isoformat(),
        "facts": dict(each.facts),
        "explanation": each.say(language),
    }
