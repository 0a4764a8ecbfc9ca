"""Read the command line, run one command, and turn what went wrong into a sentence and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from service.cli.table import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

DONE, FOUND, WRONG, MISSING = 0, 1, 2, 3
_INTERRUPTED = 130

_DESCRIPTION = """\
From a shared mailbox to a checked posting: reads supplier invoices and direct-payment statements, matches them to
grants, posts what is certain and shows staff the rest."""

_EPILOG = """\
exit status: 0 done, 1 done but with findings that --strict was to fail on, 2 wrong usage or settings,
3 something outside is not there. `afstem COMMAND --help` says more about a command."""


class Parser(argparse.ArgumentParser):
    """A parser that says what was probably meant."""

    def error(self, message: str) -> NoReturn:
        """Print one line and how to get help; exit 2."""
        self.exit(WRONG, f"{self.prog}: {message}\nTry: {self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        import difflib

        choices = list(map(str, action.choices or ()))
        if action.choices is None or value in action.choices:
            return
        close = difflib.get_close_matches(str(value), choices, n=1, cutoff=0.5)
        meant = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(choices)}."
        raise argparse.ArgumentError(None, f"{value} is not known here. {meant}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `afstem`; this alone reads the environment and the folder it is started in."""
    began = time.monotonic()
    words = list(sys.argv[1:] if argv is None else argv)
    args = make_parser(words).parse_args(words)
    args.environ, args.folder = os.environ, _path(".").absolute()
    args.began = began
    return run(args)


def make_parser(words: Sequence[str]) -> Parser:
    """Build the parser; only the commands named in `words` are imported."""
    parser = Parser(
        prog="afstem",
        description=_DESCRIPTION,
        allow_abbrev=False,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and end")
    _add_common(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    for command in COMMANDS:
        if command.name not in words:
            commands.add_parser(command.name, help=command.help, add_help=False)
            continue
        module = import_module(f"service.cli.commands.{command.module}")
        inner = commands.add_parser(
            command.name,
            help=command.help,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        _add_common(inner, default=argparse.SUPPRESS)
        module.add_arguments(inner)
        inner.set_defaults(run=module.run)
    return parser


def _path(text: str) -> Path:
    """Read a path; the library is imported when there is one."""
    from pathlib import Path

    return Path(text)


def _add_common(parser: argparse.ArgumentParser, default: Any) -> None:
    """Add the options that every command has; they may stand before its name or after."""
    parser.add_argument(
        "--settings",
        metavar="FILE",
        type=_path,
        default=default,
        help="the settings file (else what AFSTEM_SETTINGS names, else afstem.toml here)",
    )
    parser.add_argument(
        "--json", action="store_true", default=default or False, help="print one JSON object a line, for other programs"
    )


class _Version(argparse.Action):
    """Looks the version up only when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        parser.exit(DONE, f"afstem {version('afstem')}\n")


def run(args: argparse.Namespace) -> int:
    """Run the command. Anything not explained here is a bug and shows its trace."""
    from models.errors import AfstemError

    try:
        return int(args.run(args))
    except AfstemError as error:
        print(f"afstem {args.command}: {error}", file=sys.stderr)
        return _status(error)
    except KeyboardInterrupt:
        print(f"afstem {args.command}: stopped. What was done is kept; run it again to go on.", file=sys.stderr)
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone; what is left in the buffer has no taker.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _status(error: Exception) -> int:
    from models.errors import MissingError, TransientError, UsageError

    if isinstance(error, UsageError):
        return WRONG
    return MISSING if isinstance(error, MissingError | TransientError) else FOUND
