"""What is paid or posted on grants, out of the database: the finance system's ledger beside what our own decisions settled."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import String, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from models import db
from models.db.base import BigId
from models.grant import Settled
from models.money import Money
from models.period import Period
from service.asking import Question, among

_LEDGER, _SETTLEMENTS = db.Ledger.__table__, db.Settlement.__table__
#: What the finance system has booked on grants (`ids`), and what our own decisions settled; to be joined to one list.
BOOKED = select(
    literal(0).label("ours"),
    _LEDGER.c.id.label("id"),
    _LEDGER.c.supplier_id,
    _LEDGER.c.invoice_number,
    _LEDGER.c.grant_id,
    _LEDGER.c.period_start,
    _LEDGER.c.period_end,
    _LEDGER.c.amount_minor,
    _LEDGER.c.currency,
    _LEDGER.c.voucher,
    cast(null(), BigId).label("decision_id"),
    literal("").label("component"),
).where(among(_LEDGER.c.grant_id, "ids"), _LEDGER.c.closed_at.is_(None))
DECIDED = select(
    literal(1),
    _SETTLEMENTS.c.id,
    _SETTLEMENTS.c.supplier_id,
    _SETTLEMENTS.c.invoice_number,
    _SETTLEMENTS.c.grant_id,
    _SETTLEMENTS.c.period_start,
    _SETTLEMENTS.c.period_end,
    _SETTLEMENTS.c.amount_minor,
    _SETTLEMENTS.c.currency,
    cast(null(), String),
    _SETTLEMENTS.c.decision_id,
    _SETTLEMENTS.c.component,
).where(among(_SETTLEMENTS.c.grant_id, "ids"), _SETTLEMENTS.c.reversed_by.is_(None))
_SETTLED = Question(union_all(BOOKED, DECIDED).order_by("ours", "id"))


def settled(session: Session, grant_ids: Collection[str]) -> list[Settled]:
    """Return what is paid or posted on these grants: by the finance system's ledger and by our own decisions."""
    if not grant_ids:
        return []
    return [settled_of(row) for row in _SETTLED.ask(session, ids=list(grant_ids))]


def settled_of(row: Any) -> Settled:
    """Return what a row of `BOOKED` or `DECIDED` says."""
    return Settled(
        supplier_id=row.supplier_id,
        invoice_number=row.invoice_number,
        grant_id=row.grant_id,
        period=Period(row.period_start, row.period_end),
        amount=Money(row.amount_minor, row.currency),
        voucher=row.voucher,
        decision_id=row.decision_id,
        component=row.component,
    )
