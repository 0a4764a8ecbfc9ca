"""What staff record about a person before money is asked back: vulnerability, a review under way, a question not yet answered."""

from __future__ import annotations

from datetime import date

from models import db
from models.direct_payment import Caution
from service import audit, cautions
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.clock import local_day
from service.database import Database
from service.special_mail import person_of
from service.tools import Tools
from service.workflow import hold


def record_caution(
    database: Database,
    tools: Tools,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    kind: Caution,
    because: str,
    until: date | None,
) -> None:
    """Hold recovery from the person of a case, for a reason, with a day on which somebody looks again.

    The reason is often about health, so it is sealed; the audit trail tells the kind and the day.
    """
    actor.must(Act.REVIEW)
    now = tools.clock.now()
    today = local_day(now, tools.pack.time_zone)
    if not because.strip() or until is None or until <= today:
        raise RefusedError("Say why, and on which day to come somebody looks again.")
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        person_id = person_of(session, session.get_one(db.DpCase, case_id))
        if any(row.kind == kind.value for row in cautions.standing(session, [person_id])):
            raise RefusedError("That stands on this person already. Clear it first, and record it with the new day.")
        row = db.DpCaution(
            person_id=person_id,
            kind=kind.value,
            because=tools.vault.seal(because.strip()[:500]),
            until=until,
            set_by=actor.name,
            set_at=now,
        )
        session.add(row)
        session.flush()
        note = f"{kind.value}, look again on {until}"
        audit.record(session, at=now, actor=actor.name, subject=f"caution:{row.id}", event="recorded", after=note)
        audit.record(session, at=now, actor=actor.name, subject=taken.subject, event="caution-recorded", after=note)


def clear_caution(
    database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, caution_id: int, because: str
) -> None:
    """Say that what made somebody look first is over: money may be asked back again."""
    actor.must(Act.SIGN_OFF)
    if not because.strip():
        raise RefusedError("Say what has changed, and how you know.")
    now = tools.clock.now()
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        row = session.get_one(db.DpCaution, caution_id)
        if row.person_id != person_of(session, session.get_one(db.DpCase, case_id)):
            raise RefusedError("That stands on another person.")
        if row.cleared_at is not None:
            raise RefusedError("That was cleared already.")
        row.cleared_at, row.cleared_by = now, actor.name
        row.cleared_because = tools.vault.seal(because.strip()[:500])
        for subject, event in ((f"caution:{row.id}", "cleared"), (taken.subject, "caution-cleared")):
            audit.record(session, at=now, actor=actor.name, subject=subject, event=event, before=row.kind)
