"""The one way that states change: claim, work, advance.

Claiming and advancing are short transactions; the work between them holds none open. The version is the fence: a slow
worker whose claim was taken over finds its version gone, and its work is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from models.db import Anchor, Document, DpCase, Letter, Message, Recovery
from service import audit

#: How often a row may be claimed before it is parked for a person: the sixth time would be foolish.
MAX_ATTEMPTS = 5

TABLES: dict[str, Any] = {
    "message": Message,
    "document": Document,
    "letter": Letter,
    "case": DpCase,
    "recovery": Recovery,
    "anchor": Anchor,
}

#: Every state and where it may go. Nothing else writes `state`; the docs draw this table.
TRANSITIONS: dict[str, dict[str, frozenset[str]]] = {
    "message": {
        "received": frozenset({"sorted", "duplicate", "failed"}),
        "failed": frozenset({"received"}),
    },
    "document": {
        "received": frozenset({"extracted", "statement", "long", "in-review", "ignored", "failed"}),
        "long": frozenset({"extracted", "statement", "in-review", "ignored", "failed"}),
        "reply": frozenset({"answered", "in-review", "ignored", "failed"}),
        "extracted": frozenset({"approved", "in-review", "returned", "held", "ignored", "failed"}),
        "statement": frozenset({"reconciled", "in-review", "failed"}),
        "in-review": frozenset(
            {"extracted", "approved", "returned", "held", "ignored", "answered", "reconciled", "received", "reply"}
        ),
        "held": frozenset({"extracted", "approved", "returned", "ignored", "in-review"}),
        "returned": frozenset({"in-review", "extracted"}),
        "ignored": frozenset({"in-review", "extracted"}),
        "answered": frozenset({"in-review"}),
        "reconciled": frozenset({"in-review", "statement"}),
        "approved": frozenset({"in-review"}),
        "failed": frozenset({"received", "reply", "in-review"}),
    },
    "letter": {
        "draft": frozenset({"approved", "cancelled"}),
        "approved": frozenset({"queued", "cancelled", "draft"}),
        "queued": frozenset({"sending", "cancelled", "failed"}),
        "sending": frozenset({"sent", "queued", "failed", "in-doubt"}),
        "in-doubt": frozenset({"sent", "queued", "cancelled"}),
        "sent": frozenset({"bounced"}),
        "bounced": frozenset({"draft"}),
        "failed": frozenset({"draft", "cancelled"}),
        "cancelled": frozenset({"draft"}),
    },
    "case": {
        "draft": frozenset({"checked", "on-hold", "closed", "draft"}),
        "checked": frozenset({"notice-sent", "on-hold", "draft", "closed"}),
        "notice-sent": frozenset({"await-reply", "on-hold", "agreed", "part-agreed", "disputed"}),
        "await-reply": frozenset({"agreed", "part-agreed", "disputed", "no-reply", "received", "on-hold"}),
        "no-reply": frozenset({"agreed", "part-agreed", "disputed", "recovery-raised", "received", "on-hold", "closed"}),
        # Money may come before anything was raised: the provider simply paid.
        "agreed": frozenset({"recovery-raised", "received", "disputed", "on-hold"}),
        "part-agreed": frozenset({"agreed", "recovery-raised", "received", "disputed", "on-hold", "closed"}),
        "disputed": frozenset({"agreed", "part-agreed", "recovery-raised", "on-hold", "closed", "draft"}),
        "recovery-raised": frozenset({"received", "disputed", "on-hold", "closed"}),
        "received": frozenset({"closed"}),
        "on-hold": frozenset({"draft", "checked", "await-reply", "agreed", "part-agreed", "disputed", "closed"}),
        "closed": frozenset({"draft"}),
    },
    "recovery": {
        "proposed": frozenset({"released", "received", "cancelled"}),
        "released": frozenset({"received", "cancelled"}),
        "received": frozenset(),
        "cancelled": frozenset({"proposed"}),
    },
    "anchor": {
        "proposed": frozenset({"replayed", "refused", "failed"}),
        "replayed": frozenset({"approved", "refused", "proposed"}),
        "approved": frozenset({"withdrawn"}),
        "refused": frozenset({"proposed"}),
        "withdrawn": frozenset({"proposed"}),
        "failed": frozenset({"proposed", "refused"}),
    },
}

#: States whose next step the machine takes by itself.
AUTOMATIC: dict[str, tuple[str, ...]] = {
    "message": ("received",),
    "document": ("received", "reply", "extracted", "statement", "long"),
    "letter": ("approved", "queued", "sending"),
    "anchor": ("proposed",),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that this worker may work on until the lease ends."""

    kind: str
    id: int
    state: str
    version: int
    attempts: int

    @property
    def subject(self) -> str:
        """The name under which the audit trail knows the row."""
        return f"{self.kind}:{self.id}"


class StaleClaimError(Exception):
    """Somebody else moved the row on. The work is dropped; nothing was saved."""


def _nothing(_session: Session) -> None:
    return None


#: An outcome that the database has the last word on: found in the transaction that saves it.
Undecided = Callable[[Session], "Outcome"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a row goes, why, and what is saved with it: all or nothing."""

    state: str
    because: str | None = None
    save: Callable[[Session], None] = _nothing
    values: dict[str, Any] = field(default_factory=dict)


def claimable(kind: str, state: str, now: datetime) -> ColumnElement[bool]:
    """Say under which condition a row may be claimed now.

    Messages are parsed one at a time in order of arrival, and documents of one sender are matched in order of arrival:
    which of two copies is the original must not depend on which worker was faster. Of the long scans one is read at a time,
    so that they leave the other workers to everybody else.
    """
    table = TABLES[kind]
    condition = and_(
        table.state == state,
        or_(table.claimed_until.is_(None), table.claimed_until < now),
        or_(table.not_before.is_(None), table.not_before <= now),
    )
    if kind == "message":
        earlier = aliased(Message)
        return and_(condition, ~exists(select(earlier.id).where(earlier.state == "received", earlier.id < Message.id)))
    if kind == "document" and state in {"extracted", "statement"}:
        before = aliased(Document)
        unfinished = select(before.id).where(
            before.sender_key == Document.sender_key,
            before.state.in_(("received", "long", "extracted", "statement")),
            before.id < Document.id,
        )
        return and_(condition, ~exists(unfinished))
    if kind == "document" and state == "long":
        other = aliased(Document)
        in_hand = select(other.id).where(other.state == "long", other.claimed_until >= now, other.id != Document.id)
        return and_(condition, ~exists(in_hand))
    return condition


def next_try(session: Session, now: datetime) -> datetime | None:
    """Return when the first row that failed for a passing reason may be tried again, None when none waits for that."""
    soonest = [
        session.scalar(
            select(func.min(table.not_before)).where(table.state.in_(states), table.attempts > 0, table.not_before > now)
        )
        for kind, states in AUTOMATIC.items()
        for table in (TABLES[kind],)
    ]
    return min((each for each in soonest if each is not None), default=None)


def find_work(
    session: Session, now: datetime, limit: int = 50, kinds: Sequence[str] = tuple(AUTOMATIC)
) -> list[tuple[str, int, str]]:
    """List rows that could be claimed now: (kind, id, state), oldest first within each kind and state."""
    found: list[tuple[str, int, str]] = []
    for kind in kinds:
        table = TABLES[kind]
        for state in AUTOMATIC[kind]:
            rows = session.execute(select(table.id).where(claimable(kind, state, now)).order_by(table.id).limit(limit))
            found.extend((kind, row.id, state) for row in rows)
    return found


def claim(
    session: Session, kind: str, row_id: int, state: str, *, worker: str, now: datetime, lease: timedelta
) -> Claim | None:
    """Take a row to work on, or None when it has moved on, is being worked on, or must wait."""
    table = TABLES[kind]
    taken = session.execute(
        update(table)
        .where(table.id == row_id, claimable(kind, state, now))
        .values(claimed_by=worker, claimed_until=now + lease, attempts=table.attempts + 1, version=table.version + 1)
        .returning(table.version, table.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claim(kind, row_id, state, taken.version, taken.attempts) if taken else None


def advance(session: Session, taken: Claim, outcome: Outcome, *, actor: str, now: datetime) -> None:
    """Move a claimed row on and save what came of it, in the caller's transaction. Raises StaleClaimError."""
    if outcome.state not in TRANSITIONS[taken.kind].get(taken.state, frozenset()):
        raise ValueError(f"a {taken.kind} cannot go from {taken.state} to {outcome.state}")
    table = TABLES[taken.kind]
    moved = session.execute(
        update(table)
        .where(table.id == taken.id, table.version == taken.version, table.state == taken.state)
        .values({**_settled(table), "state": outcome.state, "reason": outcome.because, **outcome.values})
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined] # an UPDATE gives a cursor result
        raise StaleClaimError(taken.subject)
    outcome.save(session)
    audit.record(
        session,
        at=now,
        actor=actor,
        subject=taken.subject,
        event="advance",
        before=taken.state,
        after=outcome.state,
        because=outcome.because,
    )


def _settled(table: Any) -> dict[str, Any]:
    return {"version": table.version + 1, "attempts": 0, "claimed_by": None, "claimed_until": None, "not_before": None}


def release(session: Session, taken: Claim, *, because: str, not_before: datetime, counted: bool = True) -> None:
    """Give a claim back to be tried again later. What was not the row's own fault is not `counted` as an attempt."""
    table = TABLES[taken.kind]
    attempts = taken.attempts if counted else taken.attempts - 1
    session.execute(
        update(table)
        .where(table.id == taken.id, table.version == taken.version, table.state == taken.state)
        .values(claimed_by=None, claimed_until=None, not_before=not_before, reason=because, attempts=attempts)
        .execution_options(synchronize_session=False)
    )


def hold(session: Session, kind: str, row_id: int, *, version: int) -> Claim:
    """Take a row for a person who saw this version of it. Raises StaleClaimError when it has changed since."""
    table = TABLES[kind]
    row = session.execute(
        update(table)
        .where(table.id == row_id, table.version == version)
        .values(version=table.version + 1)
        .returning(table.state, table.version, table.attempts)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        raise StaleClaimError(f"{kind}:{row_id}")
    return Claim(kind, row_id, row.state, row.version, row.attempts)
