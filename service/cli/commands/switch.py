"""Stop posting, mail or both, at once and for everybody who works, wherever they do; or start them again.

When the command has ended, nothing more is posted, exported or sent; it shows what was under way at that moment. What was
claimed by a worker then waits for people. It needs no key and waits for no worker; who, when and why is in the audit trail.
"""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from service.cli.context import settings_of
from service.cli.main import DONE
from service.cli.output import print_object, print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what, and why."""
    parser.add_argument(
        "what",
        metavar="WHAT",
        nargs="?",
        choices=("posting", "mail", "all"),
        default="all",
        help="posting, mail or all (default)",
    )
    parser.add_argument("--because", metavar="TEXT", required=True, help="shown to everybody whom it stops, and kept")


def run(args: argparse.Namespace) -> int:
    """Turn the switch and list what is under way."""
    from service.actions.stops import pull
    from service.clock import SystemClock
    from service.opening import open_as_it_is

    stop, now = args.command == "stop", SystemClock().now()
    database = open_as_it_is(settings_of(args))
    try:
        found = pull(database, args.what, stop=stop, by=f"{args.command} by {getpass.getuser()}", because=args.because, now=now)
    finally:
        database.dispose()
    items: list[dict[str, Any]] = [
        {"kind": each.kind, "id": each.id, "state": each.state, "what": each.what, "left": each.left} for each in found.items
    ]
    if args.json:
        print_object({"what": args.what, "stopped": stop, "because": args.because, "in_flight": items, "counts": found.counts})
        return DONE
    print(f"{'Stopped' if stop else 'Started'}: {'posting and mail' if args.what == 'all' else args.what}. Under way just now:")
    print_objects(items, as_json=False, columns=("kind", "id", "state", "left", "what"))
    return DONE
