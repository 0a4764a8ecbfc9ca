"""Check the settings, or show those in force.

`check` says of every setting that is wrong where it stands, what was given and what is allowed, and warns of what is
allowed and hardly meant, such as posting by every rule before any was promoted. `show` prints what is in
force after file and environment, with secrets hidden.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from service.cli.context import settings_of
from service.cli.main import DONE
from service.cli.output import print_object

if TYPE_CHECKING:
    from service.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to do with the settings."""
    parser.add_argument("what", choices=("check", "show"), help="check them, or show them")


def run(args: argparse.Namespace) -> int:
    """Load the settings and report; wrong ones raise."""
    settings = settings_of(args)
    _ = settings.country
    shown = _show(settings)
    cautions = _cautions(settings) if args.what == "check" else []
    if args.json:
        print_object(shown if args.what == "show" else {"ok": True, "file": _file(args), "cautions": cautions})
    elif args.what == "check":
        print(f"The settings are in order ({_file(args) or 'no file; environment and defaults'}).")
        for caution in cautions:
            print(f"But: {caution}")
    else:
        _print_tables(shown)
    return DONE


def _cautions(settings: Settings) -> list[str]:
    from service.mode_caution import mode_cautions

    return [*settings.cautions, *mode_cautions(settings)]


def _file(args: argparse.Namespace) -> str | None:
    from service.settings.load import find_file

    path = find_file(args.settings, args.environ, args.folder)
    return str(path) if path else None


def _show(settings: Settings) -> dict[str, Any]:
    from service.opening import without_password
    from service.settings.template import redacted

    shown: dict[str, Any] = redacted(settings)
    shown["database"]["url"] = without_password(settings.database_url)
    return shown


def _print_tables(shown: dict[str, Any], above: str = "") -> None:
    """Print what has a value, in the form of the file."""
    plain = {key: value for key, value in shown.items() if not isinstance(value, dict) and value is not None}
    if plain:
        print(f"[{above}]")
        for key, value in plain.items():
            print(f"{key} = {value!r}" if not isinstance(value, bool) else f"{key} = {str(value).lower()}")
        print()
    for key, value in shown.items():
        if isinstance(value, dict):
            _print_tables(value, f"{above}.{key}".lstrip("."))
