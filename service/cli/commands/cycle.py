"""Do what is due on direct-payment cases today, and show how far the caseload is.

Statements are asked for and reminded of, answers reminded of, silence recorded, holds ended, and alarms raised for what a
person must look at. `afstem run` and `afstem scheduler` do this every hour; doing it again changes nothing.
"""

from __future__ import annotations

import argparse

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Run the cycle once."""
    from service.app import started
    from service.cycle import run_cycle
    from service.payment_listings import caseload
    from service.progress import progress

    settings = start(args)
    with started(settings) as app, app.database.owned():
        with progress("cases looked at") as report:
            done = run_cycle(app.database, app.tools, settings.direct_payments, report)
        with app.database.read() as session:
            states, alarms = caseload(session)
    if args.json:
        print_object({"done": dict(done), "states": states, "alarms": alarms})
        return DONE
    print("; ".join(f"{name.replace('-', ' ')}: {count}" for name, count in done.items()) or "Nothing was due.")
    print(f"Cases: {sum(states.values())}, closed {states.get('closed', 0)}.")
    for title, counts in (("State", states), ("Alarm", alarms)):
        for name, count in counts.items():
            print(f"  {title} {name}: {count}")
    return DONE
