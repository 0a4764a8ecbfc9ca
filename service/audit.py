"""The audit trail: an append-only chain. Each event's hash covers the one before, so a changed row is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.db import AuditEvent, AuditHead

_EMPTY = "0" * 64


def record(
    session: Session,
    *,
    at: datetime,
    actor: str,
    subject: str,
    event: str,
    before: str | None = None,
    after: str | None = None,
    because: str | None = None,
) -> None:
    """Append an event in the caller's transaction. Texts hold codes and ids, never personal data."""
    head = session.execute(select(AuditHead).where(AuditHead.id == 1).with_for_update()).scalar_one_or_none()
    if head is None:
        # The very first event. Two at once would both begin the chain: one of them waits here for the other.
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(AuditHead).values(id=1, hash=_EMPTY, count=0).on_conflict_do_nothing())
        head = session.execute(select(AuditHead).where(AuditHead.id == 1).with_for_update()).scalar_one()
    digest = link(head.hash, at, actor, subject, event, before, after, because)
    session.execute(
        insert(AuditEvent).values(
            at=at, actor=actor, subject=subject, event=event, before=before, after=after, because=because, hash=digest
        )
    )
    head.hash, head.count = digest, head.count + 1


def link(previous: str, at: datetime, *what: str | None) -> str:
    """Return the hash of an event that follows `previous`: actor, subject, event, before, after, because."""
    body = json.dumps([previous, at.isoformat(), *what], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def broken_links(session: Session) -> Iterator[int]:
    """Yield the ids of events that do not fit the chain: changed, inserted or following a deleted one.

    0 stands for the end: the last event or the number of events is not what was recorded.
    """
    previous, count = _EMPTY, 0
    for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000)):
        expected = link(previous, row.at, row.actor, row.subject, row.event, row.before, row.after, row.because)
        if expected != row.hash:
            yield row.id
        previous, count = row.hash, count + 1
    head = session.get(AuditHead, 1)
    if head is not None and (head.hash != previous or head.count != count):
        yield 0
