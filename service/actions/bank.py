"""What staff do with the council's bank file: bring it, and say which booking is a demand's money and which is not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from models.period import Period
from service import audit, registers
from service.account_files import Filed, take_account_file
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.bank_money import BankRead, Wanted, book, demands, recovery_of, take_bank_file
from service.database import Database
from service.tools import Tools

_NO_FILE = "Choose a bank file: MT940, camt.053, or the CSV file of the bank's portal."


def bring(database: Database, tools: Tools, actor: Actor, content: bytes) -> BankRead:
    """Take what came back from a bank file; what fits by half is proposed."""
    actor.must(Act.RELEASE)
    if not content:
        raise RefusedError(_NO_FILE)
    return take_bank_file(database, tools, content, by=actor.name)


def bring_account(
    database: Database, tools: Tools, actor: Actor, content: bytes, account_id: str, period: Period | None
) -> Filed:
    """Work an account that no provider holds out from its own bank file."""
    actor.must(Act.REVIEW)
    if not content:
        raise RefusedError(_NO_FILE)
    return take_account_file(database, tools, content, account_id, period, by=actor.name)


def confirm(database: Database, tools: Tools, actor: Actor, receipt_id: int) -> None:
    """Say that a proposed booking is the money that was asked for. One that is divided is booked whole or not at all."""
    actor.must(Act.RELEASE)
    now = tools.clock.now()
    with database.write() as session:
        rows = _proposed(session, receipt_id)
        wanted = {each.case.id: each for each in demands(session, tools)}
        for row in rows:
            amount, demand = Money(row.amount_minor, registers.POUNDS), _open(wanted, row)
            if amount > demand.demand.amount:
                raise RefusedError("That is more than was asked. Find out what the rest is before it is recorded here.")
            note = f"{amount} on {row.day}: {row.fit}, confirmed by {actor.login}"
            _settle(row, "taken", actor)
            audit.record(session, at=now, actor=actor.name, subject=f"case:{row.case_id}", event="bank-taken", because=note)
            session.flush()
            book(session, recovery_of(session, demand, now), amount, row.day, because=note, by=actor.name, now=now)


def refuse(database: Database, tools: Tools, actor: Actor, receipt_id: int, *, because: str) -> None:
    """Say that a proposed booking is not the money that was asked for."""
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say whose money it is, or how you know that it is not this.")
    now, said = tools.clock.now(), because.strip()[:300]
    with database.write() as session:
        for row in _proposed(session, receipt_id):
            _settle(row, "refused", actor)
            audit.record(session, at=now, actor=actor.name, subject=f"case:{row.case_id}", event="bank-refused", because=said)


def settle_typed(session: Session, actor: Actor, case_id: int, amount: Money, day: date) -> None:
    """End the proposal of a booking that a person has recorded by hand: the same money must not be laid before anybody again."""
    same = select(db.BankReceipt).where(
        db.BankReceipt.case_id == case_id,
        db.BankReceipt.state == "proposed",
        db.BankReceipt.day == day,
        db.BankReceipt.amount_minor == amount.minor,
    )
    row = session.scalars(same.order_by(db.BankReceipt.id)).first()
    if row is not None:
        _settle(row, "taken", actor)


def _proposed(session: Session, receipt_id: int) -> list[db.BankReceipt]:
    """Return a proposed booking with its other shares, held until this transaction ends."""
    line_id = session.get_one(db.BankReceipt, receipt_id).line_id
    found = select(db.BankReceipt).where(db.BankReceipt.line_id == line_id, db.BankReceipt.state == "proposed")
    rows = list(session.scalars(found.order_by(db.BankReceipt.id).with_for_update().execution_options(populate_existing=True)))
    if not rows:
        raise RefusedError("Somebody has decided about this booking already.")
    return rows


def _open(wanted: dict[int, Wanted], row: db.BankReceipt) -> Wanted:
    found = wanted.get(row.case_id)
    if found is None:
        raise RefusedError("Its case waits for no money any more. Say that it is not its money, and find out whose it is.")
    return found


def _settle(row: db.BankReceipt, state: str, actor: Actor) -> None:
    row.state, row.decided_by = state, actor.name
