"""Money on its way home and incidents, as lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from service import registers
from service.clock import local_day

_LONDON = "Europe/London"


def _pounds(minor: int | None) -> str | None:
    return None if minor is None else str(Money(minor, registers.POUNDS))


def recoveries(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every recovery; `days` are from asking to cash, by the bank's day, and None before it is all there."""
    rows = session.execute(
        select(db.Recovery, db.DpCase).join(db.DpCase, db.DpCase.id == db.Recovery.case_id).order_by(db.Recovery.id)
    )
    for recovery, case in rows:
        asked = recovery.released_on or (local_day(case.notice_sent_at, _LONDON) if case.notice_sent_at else None)
        days = (recovery.received_on - asked).days if recovery.received_on and asked else None
        yield {
            "recovery": recovery.id,
            "case": case.id,
            "account_id": case.account_id,
            "map_id": case.map_id,
            "reference": recovery.reference,
            "method": recovery.method,
            "amount": _pounds(recovery.amount_minor),
            "received": _pounds(recovery.received_minor),
            "state": recovery.state,
            "release_not_before": recovery.release_not_before.isoformat(),
            "proposed_by": recovery.proposed_by,
            "released_by": recovery.released_by,
            "released_on": recovery.released_on.isoformat() if recovery.released_on else None,
            "received_on": recovery.received_on.isoformat() if recovery.received_on else None,
            "days": days,
            "plan": recovery.plan,
            "debtor_file": recovery.debtor_file,
            "case_state": case.state,
        }


def caseload(session: Session) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many cases are in each state, and how many alarms of each kind stand."""
    counted = session.execute(select(db.DpCase.state, func.count()).group_by(db.DpCase.state))
    states: dict[str, int] = {row[0]: row[1] for row in counted}
    alarms: Counter[str] = Counter()
    for (found,) in session.execute(select(db.DpCase.alarms).where(db.DpCase.state != "closed")):
        alarms.update(each["kind"] for each in found)
    return states, dict(alarms)


def incidents(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every incident, the oldest first."""
    rows = session.execute(
        select(db.Incident, db.DpCase.account_id)
        .outerjoin(db.DpCase, db.DpCase.id == db.Incident.case_id)
        .order_by(db.Incident.id)
    )
    for row, account_id in rows:
        yield {
            "incident": row.id,
            "kind": row.kind,
            "map_id": row.map_id,
            "account_id": account_id,
            "case": row.case_id,
            "document": row.document_id,
            "because": row.because,
            "opened_at": row.opened_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "closed_at": row.closed_at.isoformat(timespec="seconds").replace("+00:00", "Z") if row.closed_at else None,
            "closed_by": row.closed_by,
            "closed_because": row.closed_because,
        }
