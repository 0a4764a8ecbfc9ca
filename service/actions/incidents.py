"""What staff do about incidents and stops that an answer brought: look into them, and say what came of it."""

from __future__ import annotations

from models import db
from service import audit, switches
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.database import Database
from service.special_mail import person_switch
from service.tools import Tools


def close_incident(database: Database, tools: Tools, actor: Actor, incident_id: int, *, because: str) -> None:
    """Say what came of an incident. It stays in the log."""
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say what was found, and whom it was reported to.")
    now = tools.clock.now()
    with database.write() as session:
        row = session.get_one(db.Incident, incident_id)
        if row.closed_at is not None:
            raise RefusedError("This incident is closed already.")
        row.closed_at, row.closed_by, row.closed_because = now, actor.name, because.strip()[:500]
        audit.record(
            session, at=now, actor=actor.name, subject=f"incident:{row.id}", event="closed", because=row.closed_because
        )


def let_letters_go(database: Database, tools: Tools, actor: Actor, person_id: str, *, because: str) -> None:
    """Let letters go to a person again: the case system says that they live."""
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say where you have checked that this person lives.")
    with database.write() as session:
        switches.turn(
            session, person_switch(person_id), stop=False, by=actor.name, because=because.strip()[:300], now=tools.clock.now()
        )
