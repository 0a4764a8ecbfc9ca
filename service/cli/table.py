"""Every command: its name, its module in service.cli.commands, one line of help. A module has `add_arguments` and `run`."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One row of `afstem --help`."""

    name: str
    module: str
    help: str


COMMANDS = (
    Command("init", "init", "write a settings file and a key for a new council"),
    Command("config", "config", "check the settings, or show those in force"),
)
