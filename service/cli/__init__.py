"""The front door. Importing this is quick: a command's own libraries are imported when the command is run."""

from service.cli.main import main

__all__ = ["main"]
