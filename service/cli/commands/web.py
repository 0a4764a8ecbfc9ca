"""Serve the staff console. It only serves pages: `afstem worker` and `afstem scheduler`, or `afstem run`, do the work."""

from __future__ import annotations

import argparse
import sys

from service.cli.context import start
from service.cli.main import DONE
from service.signals import stop_on_signal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where to listen, for once."""
    parser.add_argument("--port", type=int, help="listen on this port (default: web.port)")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    with stop_on_signal() as stop:
        from importlib import import_module

        from service.app import started

        # By name: the console knows the service, never the other way round.
        server = import_module("web.server")
        with started(start(args, serves=True)) as app:
            print(f"The console is at {server.address(app.settings, args.port)} (stop with Ctrl+C).", file=sys.stderr)
            server.run(app, stop, port=args.port)
    return DONE
