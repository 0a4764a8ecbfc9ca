"""Make and look after the accounts of the staff console.

The password is asked for on the terminal, or read from the first line of --password-file. It is never an argument:
arguments are seen by everybody on the machine.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.cli.context import database_of, start
from service.cli.main import DONE
from service.cli.output import print_objects

if TYPE_CHECKING:
    from service.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to do with which account."""
    from service.actions.actor import Role

    parser.add_argument("what", choices=("add", "list", "password", "roles", "disable", "enable"), help="what to do")
    parser.add_argument("login", nargs="?", help="the name to log in with")
    parser.add_argument(
        "--role", action="append", choices=[role.value for role in Role], help="what the person is here for; may be given again"
    )
    parser.add_argument("--name", help="the person's name as the console shows it (default: the login)")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="read the password from this file's first line")


def run(args: argparse.Namespace) -> int:
    """Do it, and say so."""
    from models.errors import UsageError

    settings = start(args)
    with database_of(settings, create=True) as database:
        if args.what == "list":
            print_objects(_rows(database), as_json=args.json, columns=("login", "name", "roles", "state"))
            return DONE
        if not args.login:
            raise UsageError(f"Name the account: afstem user {args.what} LOGIN")
        print(_change(database, args))
    return DONE


def _change(database: Database, args: argparse.Namespace) -> str:
    from service.actions import users
    from service.actions.actor import Role
    from service.clock import SystemClock

    given: dict[str, Any] = {"login": args.login, "now": SystemClock().now(), "by": f"cli:{getpass.getuser()}"}
    roles = [Role(role) for role in args.role or ["reviewer"]]
    if args.what == "add":
        users.check_login(args.login)
        users.add_user(database, name=args.name or args.login, roles=roles, password=_password(args), **given)
        return f"{args.login} can log in now ({', '.join(roles)})."
    if args.what == "password":
        users.set_password(database, password=_password(args), **given)
        return f"{args.login} has a new password; sessions that were open have ended."
    if args.what == "roles":
        users.set_roles(database, roles=roles, **given)
        return f"{args.login} is {', '.join(roles)} now."
    getattr(users, args.what)(database, **given)
    return f"{args.login} is {args.what}d."


def _password(args: argparse.Namespace) -> str:
    from models.errors import UsageError

    if args.password_file is not None:
        try:
            lines = args.password_file.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise UsageError(f"{args.password_file} cannot be read: {error.strerror}.") from error
        return lines[0] if lines else ""
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask for the password on; give it with --password-file FILE.")
    first = getpass.getpass(f"Password for {args.login}: ")
    if first != getpass.getpass("Once more: "):
        raise UsageError("The two passwords differ. Nothing was changed.")
    return first


def _rows(database: Database) -> Iterator[dict[str, Any]]:
    from sqlalchemy import select

    from models.db import User

    with database.read() as session:
        for user in session.scalars(select(User).order_by(User.login)):
            yield {
                "login": user.login,
                "name": user.name,
                "roles": list(user.roles),
                "state": "disabled" if user.disabled_at else "active",
                "locked_until": user.locked_until.isoformat() if user.locked_until else None,
            }
