"""The bank file of an account that no provider holds (self-managed, card, nominee), through the same reconciliation as a statement.

Whose file it is says whoever brings it; a bank account number on record that is another one refuses it. The bytes are kept
in the store, so that every figure can be held against its line. The same file for the same days changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from extract.statements.bank import joined, statement_from_bank
from models import db
from models.bank import BankStatement
from models.direct_payment import DpAccount
from models.errors import PermanentError
from models.period import Period
from models.statement import DpStatement
from service import audit, dp_registers, registers
from service.clock import local_day
from service.database import Database
from service.sandbox.calls import build_workbooks, read_bank
from service.steps.statement import Received, entry_for, keep_statement, reconcile_entry, save_case
from service.tools import Tools

#: As many digits must agree before two writings of a bank account are compared.
_ENOUGH_DIGITS = 6


class NotThisAccountError(PermanentError):
    """The file cannot be this account's; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Filed:
    """The case that a file was worked out for. `again` says that this very file was there before."""

    case_id: int
    account_id: str
    period: Period
    again: bool = False


def take_account_file(
    database: Database, tools: Tools, content: bytes, account_id: str, period: Period | None, *, by: str
) -> Filed:
    """Work an account out from its bank file, for the days given or else for those that the file says it covers."""
    with database.read() as session:
        account = _account(session, tools, account_id)
    bank = joined(read_bank(tools.sandbox, content, registers.POUNDS))
    _must_be_of(bank, account)
    days = period or bank.covers
    if days is None:
        raise NotThisAccountError("The file does not say which days it covers. Enter the first and the last day.")
    statement = statement_from_bank(bank, days, account.person_id)
    sha256 = tools.store.put_many([content])[0]
    with database.read() as session:
        known = _filed(session, sha256, account_id, days)
        if known is not None:
            return known
        received = Received(
            row_id=None,
            file_sha256=sha256,
            map_id=None,
            map_name=None,
            entries=(entry_for(session, tools, statement, account, None),),
            policies=tuple(dp_registers.policies(session)),
            received_at=tools.clock.now(),
            today=local_day(tools.clock.now(), tools.pack.time_zone),
        )
    return _save(database, tools, received, statement, account_id, days, by)


def _save(
    database: Database, tools: Tools, received: Received, statement: DpStatement, account_id: str, days: Period, by: str
) -> Filed:
    entry = received.entries[0]
    recon = reconcile_entry(entry, received)
    workbook = tools.store.put_many(build_workbooks(tools.sandbox, [(recon, statement)]))[0]
    with database.alone("account files", wait=True), database.write() as session:
        known = _filed(session, received.file_sha256 or "", account_id, days)
        if known is not None:
            return known
        row_id = keep_statement(session, tools, received, 0, entry)
        save_case(session, tools, recon, statement_id=row_id, map_id=None, workbook=workbook)
        session.flush()
        case_id = _case_id(session, account_id, days)
        note = f"bank file for {days}"
        audit.record(session, at=received.received_at, actor=by, subject=f"case:{case_id}", event="bank-file", after=note)
    return Filed(case_id, account_id, days)


def _account(session: Session, tools: Tools, account_id: str) -> DpAccount:
    found: Sequence[DpAccount] = dp_registers.accounts(session, tools.vault, ids=[account_id])
    if not found:
        raise NotThisAccountError(
            f"No open account has the number {account_id or '(none given)'}. Take it from the master data."
        )
    if found[0].provider_held:
        raise NotThisAccountError(
            f"A provider holds {account_id}: its statement comes from the provider, not from a bank file."
        )
    return found[0]


def _must_be_of(bank: BankStatement, account: DpAccount) -> None:
    """Refuse a file of another bank account than the one on record, however either is written."""
    ours, theirs = _digits(account.reference), _digits(bank.account)
    if min(len(ours), len(theirs)) >= _ENOUGH_DIGITS and not (ours.endswith(theirs) or theirs.endswith(ours)):
        raise NotThisAccountError(
            f"The file is of another bank account than the one on record for {account.account_id}. Nothing was taken from it."
        )


def _digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


def _filed(session: Session, sha256: str, account_id: str, days: Period) -> Filed | None:
    same = select(db.DpStatement.id).where(
        db.DpStatement.file_sha256 == sha256,
        db.DpStatement.account_id == account_id,
        db.DpStatement.period_start == days.start,
        db.DpStatement.period_end == days.end,
    )
    if session.scalars(same).first() is None:
        return None
    return Filed(_case_id(session, account_id, days), account_id, days, again=True)


def _case_id(session: Session, account_id: str, days: Period) -> int:
    wanted = select(db.DpCase.id).where(
        db.DpCase.account_id == account_id, db.DpCase.period_start == days.start, db.DpCase.period_end == days.end
    )
    return session.scalars(wanted).one()
