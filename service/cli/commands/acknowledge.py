"""Note that the finance system has taken batches. A batch whose postings are all booked is acknowledged by `afstem booked` itself."""

from __future__ import annotations

import argparse
import getpass

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say which."""
    parser.add_argument("batches", metavar="BATCH", type=int, nargs="+", help="the numbers that `afstem export` shows")
    parser.add_argument("--because", default="", help="what the finance system said, for the audit trail")


def run(args: argparse.Namespace) -> int:
    """Acknowledge the batches, all of them or none."""
    from service.app import started
    from service.readback import acknowledge

    by = f"acknowledged by {getpass.getuser()}"
    with started(start(args)) as app, app.database.owned(), app.database.write() as session:
        now = app.tools.clock.now()
        rows = [
            {
                "batch": number,
                "result": "acknowledged" if acknowledge(session, number, by=by, now=now, because=args.because) else "same",
            }
            for number in args.batches
        ]
    print_objects(rows, as_json=args.json, columns=("batch", "result"))
    return DONE
