"""The council's bank file: money that was asked back is taken by reference and amount, and only then is a case closed.

Reference and amount together are enough. One of them alone is laid before a person. A booking is taken once, however often
its file is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.bank import BankLine
from models.money import Money
from reconcile.receipts import Demand, Fit, Receipt, match_receipts
from reconcile.recovery import RecoveryMethod
from service import audit, registers
from service.clock import local_day
from service.database import Database
from service.sandbox.calls import read_bank
from service.tools import Tools
from service.workflow import Outcome, advance, hold

#: Where a case waits for money, or for a word that the money itself makes unnecessary.
_WAITING = ("await-reply", "no-reply", "agreed", "part-agreed", "recovery-raised")
_OPEN = ("proposed", "released")
_MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a booking."""

    case_id: int
    account_id: str
    reference: str
    amount: Money
    day: date
    fit: Fit
    #: `taken` or `proposed`.
    state: str
    #: Days from asking to cash.
    days: int


@dataclass(frozen=True, slots=True)
class BankRead:
    """What a bank file brought: what was taken or proposed, money in that nobody asked for, and how much was known already."""

    taken: tuple[Taken, ...]
    unmatched: tuple[BankLine, ...] = field(repr=False)
    known: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """An open demand with its rows."""

    case: db.DpCase
    recovery: db.Recovery | None
    demand: Demand


def take_bank_file(database: Database, tools: Tools, content: bytes, *, by: str) -> BankRead:
    """Read a bank file and take what came back. Again with the same file: nothing. Raises UnreadableDocument for other files."""
    statements = read_bank(tools.sandbox, content, registers.POUNDS)
    lines = [line for each in statements for line in each.lines if line.amount.currency == registers.POUNDS]
    sha256 = hashlib.sha256(content).hexdigest()
    # Two readers of one file at once would each find its money new.
    with database.alone("bank money", wait=True), database.write() as session:
        wanted = {each.demand: each for each in demands(session, tools)}
        known = _known(session, [line.line_id for line in lines])
        receipts = match_receipts(list(wanted), lines, known)
        taken = tuple(_take(session, tools, wanted[each.demand], each, sha256, by=by) for each in receipts)
    used = known | {each.line.line_id for each in receipts}
    rest = (line for line in lines if line.amount.minor > 0 and line.line_id not in used)
    return BankRead(taken, tuple(rest), len(known))


def demands(session: Session, tools: Tools) -> Iterator[Wanted]:
    """Yield what is asked for and has not come, by the number of its case."""
    cases = session.scalars(
        select(db.DpCase).where(db.DpCase.state.in_(_WAITING), db.DpCase.reference.is_not(None)).order_by(db.DpCase.id)
    ).all()
    recoveries = {each.case_id: each for each in session.scalars(select(db.Recovery).where(db.Recovery.state != "cancelled"))}
    for case in cases:
        recovery = recoveries.get(case.id)
        if recovery is not None and (recovery.state not in _OPEN or recovery.method == RecoveryMethod.NET_OFF.value):
            # What is taken off the next payments never comes through the bank.
            continue
        minor = (recovery.amount_minor - (recovery.received_minor or 0)) if recovery else (case.council_surplus_minor or 0)
        if minor > 0:
            asked = _asked_on(tools, case, recovery)
            yield Wanted(case, recovery, Demand(case.reference or "", Money(minor, registers.POUNDS), asked))


def _asked_on(tools: Tools, case: db.DpCase, recovery: db.Recovery | None) -> date:
    if recovery is not None and recovery.released_on is not None:
        return recovery.released_on
    return local_day(case.notice_sent_at or case.created_at, tools.pack.time_zone)


def _known(session: Session, line_ids: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for start in range(0, len(line_ids), _MOST_AT_ONCE):
        part = line_ids[start : start + _MOST_AT_ONCE]
        found.update(session.scalars(select(db.BankReceipt.line_id).where(db.BankReceipt.line_id.in_(part))))
    return frozenset(found)


def _take(session: Session, tools: Tools, wanted: Wanted, receipt: Receipt, sha256: str, *, by: str) -> Taken:
    now, line = tools.clock.now(), receipt.line
    exact = receipt.fit is Fit.EXACT
    state = "taken" if exact else "proposed"
    session.add(_row(tools, wanted.case.id, receipt, sha256, state, by if exact else None, now))
    note = f"{receipt.amount} on {line.day}: {receipt.fit.value}"
    audit.record(session, at=now, actor=by, subject=f"case:{wanted.case.id}", event=f"bank-{state}", because=note)
    session.flush()
    if exact:
        book(session, recovery_of(session, wanted, now), line.amount, line.day, because=note, by=by, now=now)
    return Taken(
        wanted.case.id,
        wanted.case.account_id,
        receipt.demand.reference,
        receipt.amount,
        line.day,
        receipt.fit,
        state,
        receipt.days,
    )


def _row(
    tools: Tools, case_id: int, receipt: Receipt, sha256: str, state: str, by: str | None, now: datetime
) -> db.BankReceipt:
    line = receipt.line
    return db.BankReceipt(
        line_id=line.line_id[:120],
        case_id=case_id,
        day=line.day,
        amount_minor=receipt.amount.minor,
        text=tools.vault.seal(line.text),
        file_sha256=sha256,
        origin=line.source.origin[:80],
        fit=receipt.fit.value,
        state=state,
        decided_by=by,
        at=now,
    )


def recovery_of(session: Session, wanted: Wanted, now: datetime) -> db.Recovery:
    """Return the recovery of a demand; one is written for money that came before anybody had proposed to ask for it."""
    if wanted.recovery is not None:
        return wanted.recovery
    recovery = db.Recovery(
        case_id=wanted.case.id,
        method="bank_transfer",
        amount_minor=wanted.demand.amount.minor,
        reference=wanted.demand.reference,
        release_not_before=wanted.demand.asked_on,
        proposed_by="afstem",
        state="proposed",
        version=0,
        attempts=0,
        created_at=now,
    )
    session.add(recovery)
    session.flush()
    return recovery


def book(session: Session, recovery: db.Recovery, amount: Money, day: date, *, because: str, by: str, now: datetime) -> None:
    """Add money to a recovery; when it is all there, the recovery is received and its case received and closed."""
    recovery.received_minor = (recovery.received_minor or 0) + amount.minor
    session.flush()
    if recovery.received_minor < recovery.amount_minor:
        return
    held = hold(session, "recovery", recovery.id, version=recovery.version)
    advance(session, held, Outcome("received", because, values={"received_on": day}), actor=by, now=now)
    for state, why in (("received", because), ("closed", "the money is here")):
        case = session.get_one(db.DpCase, recovery.case_id, populate_existing=True)
        taken = hold(session, "case", case.id, version=case.version)
        advance(session, taken, Outcome(state, why), actor=by, now=now)
