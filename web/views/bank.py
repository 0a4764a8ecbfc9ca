"""Bookings on the council's bank statement that wait for a person, or were decided lately."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from service import registers
from service.actions.actor import Act, Actor
from service.tools import Tools
from web.show import mask

_LATEST = 50
_MOST = 200


@dataclass(frozen=True, slots=True)
class Share:
    """What of a booking would be one demand's."""

    case_id: int
    account_id: str
    reference: str
    amount: Money
    #: What the case still waits for, by its recovery or its surplus.
    asked: Money


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking with its shares; most have one."""

    first: db.BankReceipt
    words: str = field(repr=False)
    amount: Money
    shares: tuple[Share, ...]


def bookings(session: Session, tools: Tools, actor: Actor, *, waiting: bool) -> list[Booking]:
    """Return the bookings that wait, the oldest first, or those decided latest."""
    order = db.BankReceipt.id if waiting else db.BankReceipt.id.desc()
    state = db.BankReceipt.state == "proposed" if waiting else db.BankReceipt.state != "proposed"
    rows = session.execute(
        select(db.BankReceipt, db.DpCase, db.Recovery)
        .join(db.DpCase, db.DpCase.id == db.BankReceipt.case_id)
        .outerjoin(db.Recovery, db.Recovery.case_id == db.DpCase.id)
        .where(state)
        .order_by(order)
        .limit(_MOST if waiting else _LATEST)
    )
    found: dict[str, list[tuple[db.BankReceipt, db.DpCase, db.Recovery | None]]] = {}
    for receipt, case, recovery in rows:
        found.setdefault(receipt.line_id, []).append((receipt, case, recovery))
    return [_booking(tools, actor, group) for group in found.values()]


def _booking(tools: Tools, actor: Actor, group: list[tuple[db.BankReceipt, db.DpCase, db.Recovery | None]]) -> Booking:
    first = group[0][0]
    text = tools.vault.open(first.text)
    return Booking(
        first=first,
        words=text if actor.may(Act.REVIEW) else mask(text),
        amount=_pounds(sum(receipt.amount_minor for receipt, _, _ in group)),
        shares=tuple(
            Share(case.id, case.account_id, case.reference or "", _pounds(receipt.amount_minor), _pounds(_open(case, recovery)))
            for receipt, case, recovery in group
        ),
    )


def _open(case: db.DpCase, recovery: db.Recovery | None) -> int:
    if recovery is None:
        return case.council_surplus_minor or 0
    return recovery.amount_minor - (recovery.received_minor or 0)


def _pounds(minor: int) -> Money:
    return Money(minor, registers.POUNDS)
