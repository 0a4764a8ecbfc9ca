"""Do the main job on the samples: two made-up councils, SQLite, no server. Shows what came of every mail, and why.

Run it again: it changes nothing. `make console` then shows the same in the console.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from service.cli.main import DONE, FOUND
from service.cli.output import print_object

_ROOT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where to put everything."""
    parser.add_argument("--to", metavar="DIR", type=Path, default=Path("var/demo"), help="where everything is put (var/demo)")
    parser.add_argument(
        "--console",
        choices=("denmark", "england"),
        nargs="?",
        const="denmark",
        help="then show this council in the console (denmark)",
    )
    parser.add_argument("--samples", metavar="DIR", type=Path, default=_ROOT / "samples", help="the samples")


def run(args: argparse.Namespace) -> int:
    """Run both councils; 1 when a count does not close or mail was left undone."""
    from service.demo import COUNCILS, demo_settings, describe, run_council
    from service.logs import configure_logs
    from service.progress import progress

    folder, closes = args.folder / args.to, True
    for country, name, mailbox, address in COUNCILS:
        settings = demo_settings(folder, args.samples, country, name, address)
        configure_logs(settings.logging.level, settings.logging.format, settings.logging.file)
        print(f"{name}: reading {args.samples / country} …", file=sys.stderr)
        with progress(name) as report:
            outcome = run_council(settings, args.samples, name, mailbox, report)
        closes = closes and outcome.account.closes and not outcome.account.waiting
        if args.json:
            print_object(
                {
                    "council": name,
                    "arrived": outcome.account.arrived,
                    "closes": outcome.account.closes,
                    "lines": outcome.touchless.lines,
                    "posted": outcome.touchless.posted,
                    "seconds": round(outcome.seconds, 1),
                }
            )
        else:
            print("\n".join(describe(outcome)), end="\n\n", flush=True)
    if args.console:
        return _show(folder, args.samples, args.console)
    if not args.json:
        print("Next: `make console` shows both councils to staff; README.md says how to set up your own.")
    return DONE if closes else FOUND


def _show(folder: Path, samples: Path, country: str) -> int:
    """Serve the console on a sample council's data; log in with a click."""
    from service.app import started
    from service.cli.commands.run import serve_with_console
    from service.demo import COUNCILS, demo_settings
    from service.signals import stop_on_signal

    name, address = next((name, address) for each, name, _, address in COUNCILS if each == country)
    settings = demo_settings(folder, samples, country, name, address)
    with stop_on_signal() as stop, started(settings) as app, app.database.owned():
        serve_with_console(app, stop)
    return DONE
