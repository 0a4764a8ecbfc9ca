"""What staff do about incidents and stops that an answer brought: look into them, and say what came of it."""

from __future__ import annotations

from models import db
from service import audit, switches
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.case_letters import write_notice_again
from service.database import Database
from service.special_mail import cases_of, died_on, person_of, person_switch
from service.tools import Tools
from service.workflow import hold


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


def let_letters_go(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, because: str) -> None:
    """Let letters go again to the person whom a case is about: the case system says that they live.

    Notices that were taken back before they left are drafted anew; each waits for its approval.
    """
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say where you have checked that this person lives.")
    now = tools.clock.now()
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        case = session.get_one(db.DpCase, case_id)
        person_id, died = person_of(session, case), died_on(session, case)
        if died is not None:
            raise RefusedError(f"The master data say that this person died on {died}. Correct them first, if they are wrong.")
        name = person_switch(person_id)
        if switches.stopped_now(session, name) is None:
            raise RefusedError("Letters to this person are not stopped.")
        said = because.strip()[:300]
        switches.turn(session, name, stop=False, by=actor.name, because=said, now=now)
        audit.record(session, at=now, actor=actor.name, subject=taken.subject, event="letters-go-again", because=said)
        session.flush()
        for each in cases_of(session, person_id):
            write_notice_again(session, tools, each)
