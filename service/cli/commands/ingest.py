"""Take in mail that lies on disk (.eml files or folders of them, Maildirs, mbox files) and treat it as if it had been fetched.

The same mail twice is one piece of work. `afstem work --until-idle` then does what there is to do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from service.cli.context import start
from service.cli.main import DONE, MISSING
from service.cli.output import print_object

if TYPE_CHECKING:
    from ingest.poll import PollReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to take in, and as which mailbox's."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="files, folders, Maildirs, mbox files")
    parser.add_argument(
        "--mailbox", metavar="NAME", default="files", help="the shared mailbox the mail came to (default: files)"
    )


def run(args: argparse.Namespace) -> int:
    """Ingest and say how much was new."""
    from service.app import started
    from service.mail_in import ingest_paths
    from service.progress import progress

    with started(start(args)) as app, progress("taking in mail") as report:
        reports = ingest_paths(app, args.paths, args.mailbox, report)
    if not any(each.recorded or each.problem for each in reports):
        print(
            "Nothing new: what is there is known already, or it is no mail (.eml files, a Maildir, an mbox).", file=sys.stderr
        )
    return report_polls(reports, as_json=args.json)


def report_polls(reports: Sequence[PollReport], *, as_json: bool) -> int:
    """Print what each poll did; 3 when a mailbox could not be read."""
    for each in reports:
        if as_json:
            print_object(
                {
                    "mailbox": each.mailbox,
                    "folder": each.folder,
                    "new": each.recorded,
                    "bytes": each.octets,
                    "moved": each.moved,
                    "open_gaps": each.open_gaps,
                    "renumbered": each.renumbered,
                    "problem": each.problem,
                }
            )
            continue
        print(f"{each.mailbox} ({each.folder}): {each.recorded} new")
        if each.renumbered:
            print("  the server gave its mail new numbers, so all of it was listed again; what is known is not worked on twice")
        if each.open_gaps:
            print(f"  {each.open_gaps} that the server lists and does not hand out; they are asked for again at every poll")
        if each.problem:
            print(f"  {each.problem}")
    return MISSING if any(each.problem for each in reports) else DONE
