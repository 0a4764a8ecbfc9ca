"""Kill switches: stop posting, stop mail, or stop one supplier, at once and for everybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.db import Switch
from service import audit

#: What can be stopped as a whole; a supplier is `supplier:ID`, a managed-account provider `map:ID`.
POSTING, MAIL = "posting", "mail"


def provider(map_id: str) -> str:
    """Return the name of the switch of a managed-account provider."""
    return f"map:{map_id}"


def stopped(session: Session, name: str) -> str | None:
    """Return why something is stopped, or None when it runs."""
    row = session.get(Switch, name)
    return (row.because or "no reason given") if row is not None and row.stopped else None


_STOPPED = select(Switch.__table__.c.name).where(
    Switch.__table__.c.name.in_(bindparam("names", expanding=True)), Switch.__table__.c.stopped.is_(True)
)


def stopped_suppliers(session: Session, supplier_ids: Collection[str]) -> frozenset[str]:
    """Return those of these suppliers whose payments are stopped."""
    names = {f"supplier:{each}": each for each in supplier_ids}
    if not names:
        return frozenset()
    return frozenset(names[name] for (name,) in session.execute(_STOPPED, {"names": list(names)}))


def turn(session: Session, name: str, *, stop: bool, by: str, because: str, now: datetime) -> None:
    """Stop or start something. The reason is shown to everybody whom it stops."""
    row = session.get(Switch, name)
    if row is None:
        row = Switch(name=name, stopped=stop, by=by, at=now)
        session.add(row)
    row.stopped, row.because, row.by, row.at = stop, because, by, now
    audit.record(session, at=now, actor=by, subject=f"switch:{name}", event="stop" if stop else "start", because=because)
