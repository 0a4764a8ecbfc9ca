"""Write the check sheet: every reconciled account that waits for sign-off in a row, the doubtful ones first, as XLSX.

It is for staff to check; signing off is done in the console, account by account.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from service.cli.context import start
from service.cli.main import DONE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the XLSX file to write")
    parser.add_argument("--state", default="draft", help="the cases in this state (default: draft)")


def run(args: argparse.Namespace) -> int:
    """Build the sheet and write it."""
    from service.app import started
    from service.check_sheet import check_sheet

    with started(start(args)) as app:
        content = check_sheet(app.database, app.tools, state=args.state)
    path = args.folder / args.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)
    return DONE
