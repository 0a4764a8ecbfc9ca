"""Print what came of the mail, one object a line with --json, else a table with the columns that matter most.

The objects and their fields are a contract that other systems may build on: docs/contracts.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import UsageError
from service.cli.context import database_of, settings_of, vault_of
from service.cli.main import DONE, FOUND
from service.cli.output import print_objects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.vault import Vault

#: The columns of the table that people see; --json has all.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "messages": ("received_at", "mailbox", "subject_class", "state", "reason"),
    "decisions": ("invoice_number", "line", "verdict", "code", "amount", "expected", "grant_id", "explanation"),
    "postings": ("posting_id", "invoice_number", "line", "grant_id", "account", "amount", "mode", "batch"),
    "outbox": ("id", "letter", "subject", "language", "state", "codes"),
    "replies": ("message_id", "map_id", "items"),
    "statements": ("account_id", "period_start", "period_end", "opening", "closing", "surplus", "state", "flags"),
    "recoveries": ("account_id", "reference", "method", "amount", "received", "state", "released_on", "received_on", "days"),
    "incidents": ("opened_at", "kind", "map_id", "account_id", "because", "closed_at"),
    "switches": ("switch", "stopped", "because", "by", "at", "under_way"),
    "audit": ("at", "actor", "subject", "event", "because"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the two listings with a choice need; the others take none."""
    command = parser.prog.split()[-1]
    if command == "decisions":
        parser.add_argument("--all", action="store_true", help="also what people have overruled since")
        parser.add_argument(
            "--to",
            metavar="FILE",
            type=Path,
            help="write the proof, every grant looked at and why not, to a .csv or .xlsx file",
        )
    if command == "audit":
        parser.add_argument("--verify", action="store_true", help="check that no event was changed; fails when one was")


def run(args: argparse.Namespace) -> int:
    """Print the listing."""
    settings = settings_of(args)
    with ExitStack() as stack:
        session = stack.enter_context(stack.enter_context(database_of(settings)).read())
        if args.command == "audit" and args.verify:
            return _verify(session)
        rows = _rows(args, session, vault_of(settings))
        if args.command == "decisions" and args.to:
            return _write_proof(args.folder / args.to, session, list(rows))
        print_objects(rows, as_json=args.json, columns=_COLUMNS[args.command])
    return DONE


def _rows(args: argparse.Namespace, session: Session, vault: Vault) -> Iterator[dict[str, Any]]:
    from service import listings
    from service import payment_listings as payments

    if args.command in {"messages", "outbox"}:
        rows: Iterator[dict[str, Any]] = getattr(listings, args.command)(session, vault)
        return rows
    if args.command == "decisions":
        return listings.decisions(session, settings_of(args).make_policy(), all_revisions=args.all)
    if args.command == "audit":
        return listings.audit_events(session)
    plain = {
        "postings": listings.postings,
        "replies": listings.replies,
        "statements": listings.statements,
        "recoveries": payments.recoveries,
        "incidents": payments.incidents,
        "switches": listings.switches,
    }
    return plain[args.command](session)


def _write_proof(path: Path, session: Session, rows: list[dict[str, Any]]) -> int:
    from sqlalchemy import select

    from models.db import PolicyVersion
    from service.proof_report import proof_csv, proof_xlsx

    kind = path.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise UsageError(f"--to {path.name}: the file's name must end in .csv or .xlsx.")
    named = {row["policy_version"] for row in rows}
    policies = [each for each in session.scalars(select(PolicyVersion)) if each.version in named]
    try:
        path.write_bytes(proof_csv(rows) if kind == ".csv" else proof_xlsx(rows, policies))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    return DONE


def _verify(session: Session) -> int:
    from service.audit import broken_links

    broken = list(broken_links(session))
    if not broken:
        print("The audit trail is whole: every event follows from the one before it.")
        return DONE
    print(f"The audit trail was changed: event {broken[0]} does not follow from the one before it.", file=sys.stderr)
    return FOUND
