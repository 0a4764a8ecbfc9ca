"""What an answer sets in motion at once, whoever reads it later: a death stops letters, a stranger's name is an incident.

No case moves by it: that is for a person. But letters to the person stop, and money is not asked back while it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.reply import Intent, ReplyItem
from service import audit, switches
from service.tools import Tools
from service.workflow import Outcome, advance, hold

#: Letters that go to the person or who receives the payment for them.
TO_THE_PERSON = frozenset({"dp-notice"})
#: The flag of figures that were worked out after the death was known.
DECEASED = "dp-client-deceased"
_UNSENT = ("draft", "approved", "queued")


def person_switch(person_id: str) -> str:
    """Return the name of the switch that stops letters to a person."""
    return f"person:{person_id}"


def attend(
    session: Session, tools: Tools, item: ReplyItem, case: db.DpCase | None, document_id: int, map_id: str | None
) -> None:
    """Do what one account's part of an answer asks for at once."""
    said = {item.intent, *item.also}
    if Intent.CLIENT_DECEASED in said and case is not None:
        _death(session, tools, case)
    if Intent.NOT_OUR_CLIENT in said:
        _breach(session, tools, case, document_id, map_id)


def _death(session: Session, tools: Tools, case: db.DpCase) -> None:
    """Stop letters to the person, and take back those that have not left, for every account of theirs."""
    now = tools.clock.now()
    account = session.get(db.DpAccount, case.account_id)
    if account is None:
        return
    name = person_switch(account.person_id)
    if switches.stopped(session, name) is None:
        switches.turn(session, name, stop=True, by="afstem", because="the provider says that the person has died", now=now)
    for each in cases_of(session, account.person_id):
        _take_back(session, each.id, now)


def _take_back(session: Session, case_id: int, now: datetime) -> None:
    rows = session.scalars(
        select(db.Letter).where(db.Letter.case_id == case_id, db.Letter.letter.in_(TO_THE_PERSON), db.Letter.state.in_(_UNSENT))
    ).all()
    for row in rows:
        taken = hold(session, "letter", row.id, version=row.version)
        advance(session, taken, Outcome("cancelled", "the person has died"), actor="afstem", now=now)


def _breach(session: Session, tools: Tools, case: db.DpCase | None, document_id: int, map_id: str | None) -> None:
    """Log that our letter may have named somebody to the wrong provider; once for each answer and case."""
    case_id = case.id if case else None
    known = select(db.Incident.id).where(db.Incident.document_id == document_id, db.Incident.case_id == case_id)
    if session.scalars(known).first() is not None:
        return
    now = tools.clock.now()
    because = "a provider says that somebody we wrote about is not its client: our letter may have reached the wrong reader"
    incident = db.Incident(
        kind="possible-misdirection", document_id=document_id, case_id=case_id, map_id=map_id, because=because, opened_at=now
    )
    session.add(incident)
    session.flush()
    audit.record(session, at=now, actor="afstem", subject=f"incident:{incident.id}", event="opened", because=because)


def person_of(session: Session, case: db.DpCase) -> str:
    """Return the number of the person whom a case is about."""
    return session.get_one(db.DpAccount, case.account_id).person_id


def cases_of(session: Session, person_id: str) -> Sequence[db.DpCase]:
    """Return the cases of every account of a person."""
    accounts = select(db.DpAccount.account_id).where(db.DpAccount.person_id == person_id)
    return session.scalars(select(db.DpCase).where(db.DpCase.account_id.in_(accounts)).order_by(db.DpCase.id)).all()


def died_on(session: Session, case: db.DpCase) -> date | None:
    """Return the day on which the person of a case died, by the council's own master data."""
    account = session.get(db.DpAccount, case.account_id)
    person = session.get(db.Person, account.person_id) if account else None
    return person.died if person else None


def letters_stopped(session: Session, case: db.DpCase) -> str | None:
    """Return why letters to the person of a case are stopped, or None when they go."""
    account = session.get(db.DpAccount, case.account_id)
    return switches.stopped(session, person_switch(account.person_id)) if account else None


def hindrances_of_mail(session: Session, case: db.DpCase) -> list[str]:
    """Return what answers have set in the way of asking money back, each as a sentence."""
    found = []
    died, stopped = died_on(session, case), letters_stopped(session, case)
    if died is not None:
        # Letters to the person stay stopped; money is asked of those who settle the estate, on figures that know of the death.
        if DECEASED not in case.flags:
            found.append(
                f"This person died on {died}, and the figures are from before that was known. Ask for the final statement."
            )
    elif stopped:
        found.append(f"Letters to this person are stopped ({stopped}). Check it against the case system first.")
    numbers = open_incidents(session, case)
    return found + [f"Incident {number} is open: the provider says that this is not its client." for number in numbers]


def open_incidents(session: Session, case: db.DpCase) -> list[int]:
    """Return the numbers of the incidents about a case that nobody has closed."""
    wanted = select(db.Incident.id).where(db.Incident.case_id == case.id, db.Incident.closed_at.is_(None))
    return list(session.scalars(wanted.order_by(db.Incident.id)))
