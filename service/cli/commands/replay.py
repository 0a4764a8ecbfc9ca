"""Make past decisions again from the readings, the facts and the policy that are kept with them, and say same or different.

Nothing is changed. A decision is the same when everything that it decides is: verdict, codes, grant, period, rule, amounts,
account and which grants were ruled out. With --read the documents are read again too, from their stored bytes; that takes
as long as reading them did, and shows what a newer reader would make of them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING, Any

from models.errors import UsageError
from service.cli.context import start
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from service.replay import Replayed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which decisions, and how."""
    parser.add_argument("decisions", metavar="DECISION", type=int, nargs="*", help="the numbers that `afstem decisions` shows")
    parser.add_argument("--all", action="store_true", help="every decision there is, also those that were overruled")
    parser.add_argument("--read", action="store_true", help="read the documents again too")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when any is not the same")


def run(args: argparse.Namespace) -> int:
    """Replay and print."""
    from service.app import started
    from service.replay import replay

    if bool(args.decisions) == args.all:
        raise UsageError("Name the decisions to make again (`afstem decisions --json` shows their numbers), or say --all.")
    results: Counter[str] = Counter()

    def shown(each: Replayed) -> dict[str, Any]:
        results[each.result] += 1
        return _as_object(each)

    with started(start(args)) as app:
        found = replay(app.database, app.tools, None if args.all else set(args.decisions), read=args.read)
        print_objects(
            map(shown, found),
            as_json=args.json,
            columns=("decision", "document", "line", "revision", "result", "changed", "note"),
        )
    missing = 0 if args.all else len(set(args.decisions)) - results.total()
    if missing:
        raise UsageError(f"{missing} of these decisions do not exist; `afstem decisions --all` lists them.")
    if not args.json:
        print(", ".join(f"{count} {result}" for result, count in sorted(results.items())) or "There are no decisions yet.")
    return FOUND if args.strict and results.total() > results["same"] else DONE


def _as_object(each: Replayed) -> dict[str, Any]:
    return {
        "decision": each.decision,
        "document": each.document,
        "line": each.line or None,
        "revision": each.revision,
        "result": each.result,
        "changed": [difference.field for difference in each.differences],
        "differences": [
            {"field": difference.field, "then": _plain(difference.then), "now": _plain(difference.now)}
            for difference in each.differences
        ],
        "reworded": list(each.reworded),
        "note": each.note,
        "program": each.program,
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | list | dict) else str(value)
