"""List documents that need not be kept any longer by `policy.retention_years`. Nothing is deleted."""

from __future__ import annotations

import argparse

from service.cli.context import start
from service.cli.main import DONE
from service.cli.output import print_objects


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(args: argparse.Namespace) -> int:
    """Print the documents."""
    from service.app import started
    from service.retention import past_retention

    with started(start(args)) as app, app.database.read() as session:
        columns = ("document", "kind", "received_on", "keep_until", "state", "open")
        print_objects(past_retention(session, app.tools), as_json=args.json, columns=columns)
    return DONE
