"""Kill switches: stop posting, stop mail, or stop one supplier, at once and for everybody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from models.db import Switch
from service import audit

#: What can be stopped as a whole; a supplier is `supplier:ID`.
POSTING, MAIL = "posting", "mail"


def stopped(session: Session, name: str) -> str | None:
    """Return why something is stopped, or None when it runs."""
    row = session.get(Switch, name)
    return (row.because or "no reason given") if row is not None and row.stopped else None


def turn(session: Session, name: str, *, stop: bool, by: str, because: str, now: datetime) -> None:
    """Stop or start something. The reason is shown to everybody whom it stops."""
    row = session.get(Switch, name)
    if row is None:
        row = Switch(name=name, stopped=stop, by=by, at=now)
        session.add(row)
    row.stopped, row.because, row.by, row.at = stop, because, by, now
    audit.record(session, at=now, actor=by, subject=f"switch:{name}", event="stop" if stop else "start", because=because)
