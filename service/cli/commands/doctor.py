"""Test everything outside: settings, database, disk, key, clock, OCR, language, sandbox, every mailbox, the mail server.

Nothing is changed, read or sent. What does not work is said with how to mend it; the exit status is then 3. With --strict a
warning counts too, with status 1.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.cli.context import settings_of
from service.cli.main import DONE, FOUND, MISSING
from service.cli.output import print_object

if TYPE_CHECKING:
    from service.doctor import Check

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let warnings count."""
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything is not as it should be")


def run(args: argparse.Namespace) -> int:
    """Examine and report."""
    from service.doctor import Level, examine
    from service.progress import tracked

    settings = settings_of(args)
    _ = settings.country
    checks = list(tracked(examine(settings), "examining"))
    if args.json:
        for check in checks:
            print_object({"name": check.name, "level": check.level.value, "what": check.what, "mend": check.mend or None})
    else:
        _print(checks)
    levels = {check.level for check in checks}
    if Level.FAIL in levels:
        return MISSING
    return FOUND if args.strict and Level.WARN in levels else DONE


def _print(checks: Sequence[Check]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    width = max(len(check.name) for check in checks)
    for check in checks:
        style = _STYLES[check.level.value]
        console.print(Text.assemble((f"{check.level.value:<5}", style), f"{check.name:<{width}}  ", check.what))
        if check.mend:
            console.print(Text(f"{'':<{width + 7}}→ {check.mend}", style=style))
    bad = sum(check.level.value == "fail" for check in checks)
    odd = sum(check.level.value == "warn" for check in checks)
    console.print(f"{len(checks)} checks: {bad} do not work, {odd} could be better." if bad or odd else "All is well.")
