"""Kill switches: stop posting, stop mail, or stop one supplier, at once and for everybody.

Whoever posts, exports or sends asks `stopped_now` in the transaction that does it, and thereby keeps the switch as it is
until that transaction ends. Whoever turns a switch waits for those transactions, which are short, and lets no new one past:
when `turn` is committed, nothing that it stops can still be committed. SQLite has one writer at a time anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.db import Switch
from models.errors import PermanentError
from service import audit
from service.asking import Question, among
from service.database import lock_number

#: What can be stopped as a whole; a supplier is `supplier:ID`, a managed-account provider `map:ID`.
POSTING, MAIL = "posting", "mail"


def provider(map_id: str) -> str:
    """Return the name of the switch of a managed-account provider."""
    return f"map:{map_id}"


def supplier(supplier_id: str) -> str:
    """Return the name of the switch of a supplier."""
    return f"supplier:{supplier_id}"


class StoppedError(PermanentError):
    """It was stopped by a person; the text says what and why."""


def stopped(session: Session, name: str) -> str | None:
    """Return why something is stopped, or None when it runs. For showing only: it may be stopped the next moment."""
    row = session.get(Switch, name, populate_existing=True)
    return (row.because or "no reason given") if row is not None and row.stopped else None


def stopped_now(session: Session, name: str) -> str | None:
    """Return why something is stopped, or None when it runs; and so it stays until this transaction ends."""
    _lock(session, name, "pg_advisory_xact_lock_shared")
    return stopped(session, name)


def must_run(session: Session, name: str) -> None:
    """Let this transaction go on, with the switch held as it is. Raises StoppedError."""
    because = stopped_now(session, name)
    if because:
        raise StoppedError(f"{name.capitalize()} is stopped ({because}). It must be started again first.")


def _lock(session: Session, name: str, how: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT {how}(:n)"), {"n": lock_number(f"switch {name}")})


_STOPPED = Question(
    select(Switch.__table__.c.name).where(among(Switch.__table__.c.name, "names"), Switch.__table__.c.stopped.is_(True))
)


def stopped_suppliers(session: Session, supplier_ids: Collection[str], *, hold: bool = False) -> frozenset[str]:
    """Return those of these suppliers whose payments are stopped; with `hold` so it stays until this transaction ends."""
    names = {supplier(each): each for each in supplier_ids}
    if not names:
        return frozenset()
    if hold:
        for name in sorted(names):
            _lock(session, name, "pg_advisory_xact_lock_shared")
    return frozenset(names[name] for (name,) in _STOPPED.ask(session, names=list(names)))


def reserve(session: Session, names: Collection[str]) -> None:
    """Wait for everybody whom several switches will stop, before any is turned: two who turn the same ones do not meet halfway."""
    for name in sorted(names):
        _lock(session, name, "pg_advisory_xact_lock")


#: Who turns a switch without a person.
AUTOMATIC = "afstem"


def may_lift(session: Session, row: Switch, *, by: str, because: str, now: datetime) -> bool | None:
    """Whether this person may start again what was stopped: True, False after a first confirmation, None for the same person twice.

    Two people are always needed: who stopped it and another, or two where it stopped by itself.
    """
    first = row.by if row.by != AUTOMATIC else str((row.detail or {}).get("confirmed_by") or "")
    if not first:
        row.detail = {**(row.detail or {}), "confirmed_by": by}
        audit.record(session, at=now, actor=by, subject=f"switch:{row.name}"[:80], event="confirmed", because=because)
        return False
    return None if first == by else True


def turn(
    session: Session,
    name: str,
    *,
    stop: bool,
    by: str,
    because: str,
    now: datetime,
    detail: Mapping[str, int] | None = None,
) -> None:
    """Stop or start something. The reason is shown to everybody whom it stops; `detail` says how much was under way."""
    _lock(session, name, "pg_advisory_xact_lock")
    row = session.get(Switch, name, populate_existing=True)
    if row is None:
        row = Switch(name=name, stopped=stop, by=by, at=now)
        session.add(row)
    row.stopped, row.because, row.by, row.at, row.detail = stop, because, by, now, dict(detail or {})
    audit.record(
        session,
        at=now,
        actor=by,
        subject=f"switch:{name}"[:80],
        event="stop" if stop else "start",
        after=", ".join(f"{count} {what}" for what, count in (detail or {}).items() if count) or None,
        because=because,
    )
