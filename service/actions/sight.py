"""What people look at: who works on which document, and who asked to see a name. Both are on record; neither moves anything."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from models import db
from service import audit
from service.actions.actor import Act, Actor
from service.database import Database
from service.tools import Tools

#: How long others are told that somebody works on a document; every click there renews it.
LEASE = timedelta(minutes=15)


def take_up(database: Database, tools: Tools, actor: Actor, document_id: int) -> bool:
    """Say that the person works on a document, unless somebody else does. A courtesy: the version is the guard."""
    actor.must(Act.REVIEW)
    now = tools.clock.now()
    free = or_(db.Document.leased_by.is_(None), db.Document.leased_by == actor.login, db.Document.leased_until < now)
    with database.write() as session:
        done = session.execute(
            update(db.Document)
            .where(db.Document.id == document_id, free)
            .values(leased_by=actor.login[:80], leased_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        return bool(done.rowcount)  # type: ignore[attr-defined] # an UPDATE gives a cursor result


def next_task(database: Database, tools: Tools, actor: Actor, *, after: int = 0) -> int | None:
    """Take up the document that waits longest and nobody else works on; the ones behind `after` first."""
    actor.must(Act.REVIEW)
    now = tools.clock.now()
    free = or_(db.Document.leased_by.is_(None), db.Document.leased_by == actor.login, db.Document.leased_until < now)
    waiting = select(db.Document.id).where(db.Document.state == "in-review", db.Document.id != after, free)
    with database.write() as session:
        found = (
            session.scalars(waiting.where(db.Document.id > after).order_by(db.Document.id).limit(1)).first()
            or session.scalars(waiting.order_by(db.Document.id).limit(1)).first()
        )
        if found is not None:
            session.execute(
                update(db.Document)
                .where(db.Document.id == found)
                .values(leased_by=actor.login[:80], leased_until=now + LEASE)
                .execution_options(synchronize_session=False)
            )
    return found


def let_go(database: Database, actor: Actor, document_id: int) -> None:
    """Say that the person no longer works on a document."""
    with database.write() as session:
        session.execute(
            update(db.Document)
            .where(db.Document.id == document_id, db.Document.leased_by == actor.login)
            .values(leased_by=None, leased_until=None)
            .execution_options(synchronize_session=False)
        )


def reveal(database: Database, tools: Tools, actor: Actor, subject: str) -> None:
    """Note that the person asked to see the names and numbers of something."""
    actor.must(Act.SEE)
    with database.write() as session:
        audit.record(session, at=tools.clock.now(), actor=actor.name, subject=subject, event="revealed")
