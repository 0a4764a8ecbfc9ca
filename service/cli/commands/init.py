"""Write a settings file and a key for a new council.

The file holds every setting with its default and what it does. The key seals personal data in the database: whoever loses
it loses them. Nothing that is there is ever replaced.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.errors import MissingError, UsageError
from service.cli.main import DONE
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say where, and which country."""
    parser.add_argument("folder_given", metavar="DIR", nargs="?", type=Path, default=Path(), help="where (default: here)")
    parser.add_argument("--country", choices=("dk", "gb"), required=True, help="the council's country")


def run(args: argparse.Namespace) -> int:
    """Write afstem.toml and afstem.key."""
    from service.settings.keys import write_key
    from service.settings.load import FILE_NAME
    from service.settings.template import render_file

    folder = (args.folder / args.folder_given).resolve()
    file, key = folder / FILE_NAME, folder / "afstem.key"
    if file.exists():
        raise UsageError(f"The settings file {file} is there already. Change it with an editor, or choose another folder.")
    if not key.exists():
        write_key(key)
    try:
        file.write_text(render_file(args.country), encoding="utf-8")
    except OSError as error:
        raise MissingError(f"The settings file {file} cannot be written: {error.strerror}.") from None
    if args.json:
        print_object({"settings": str(file), "key": str(key)})
        return DONE
    print(f"Settings: {file}\nKey:      {key} (keep a copy in a safe place, away from the data)")
    print(f"Next:     change the settings, then  afstem --settings {file} doctor")
    return DONE
