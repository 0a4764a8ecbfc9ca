"""The last look before a letter leaves: its reader must be on file for the case, and everybody it names must be theirs."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.finding import Finding
from models.grant import Person
from models.letter import LetterDraft
from outbound.disclosure import Case, PeopleIndex, check_disclosure, index_people
from outbound.render import render_letter
from service.facts import data_version
from service.letters import draft_of, environment
from service.tools import Tools

_lock = Lock()
_latest: dict[str, tuple[str, PeopleIndex]] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """A letter with what its reader may know."""

    draft: LetterDraft
    token: str | None
    case: Case
    people: PeopleIndex


def load_check(session: Session, letter: db.Letter, tools: Tools) -> Check:
    """Load what is needed to look a letter over. Who may read what comes from the master data, never from the letter."""
    return Check(draft_of(tools, letter), letter.token, _case(session, letter, tools), _everybody(session, tools))


def look_over(check: Check) -> tuple[Finding, ...]:
    """Return what forbids the letter to leave; an empty tuple lets it go."""
    return check_disclosure(check.draft, render_letter(check.draft, environment(), check.token), check.case, check.people)


def _everybody(session: Session, tools: Tools) -> PeopleIndex:
    """Return everybody's names and numbers; built again only after an import."""
    place, version = str(session.get_bind().engine.url), data_version(session)
    with _lock:
        held = _latest.get(place)
        if held is not None and held[0] == version:
            return held[1]
    rows = session.execute(select(db.Person.person_id, db.Person.name, db.Person.cpr, db.Person.nhs_number))
    vault = tools.vault
    index = index_people(
        Person(person_id, vault.open(name), vault.open_maybe(cpr), vault.open_maybe(nhs)) for person_id, name, cpr, nhs in rows
    )
    with _lock:
        _latest[place] = (version, index)
    return index


def _case(session: Session, letter: db.Letter, tools: Tools) -> Case:
    own = tuple(each for each in (tools.house.writer.team, tools.house.writer.council) if each)
    about = letter.about
    if about.get("supplier_id"):
        return _supplier_case(session, about["supplier_id"], own)
    accounts = [each for each in (*about.get("accounts", ()), about.get("account_id")) if each]
    return _account_case(session, about.get("map_id"), accounts, letter.letter, own, tools)


def _supplier_case(session: Session, supplier_id: str, own: tuple[str, ...]) -> Case:
    """Return what a supplier may know: the people it has ever had a grant for."""
    supplier = session.get(db.Supplier, supplier_id)
    people = session.scalars(select(db.Grant.person_id).where(db.Grant.supplier_id == supplier_id).distinct())
    names = (supplier.name,) if supplier else ()
    return Case(tuple(supplier.emails) if supplier else (), frozenset(people), (*own, *names))


def _account_case(
    session: Session, map_id: str | None, accounts: list[str], name: str, own: tuple[str, ...], tools: Tools
) -> Case:
    """Return what a provider, a recipient of record or a social worker may know: the people of these accounts."""
    rows = session.scalars(select(db.DpAccount).where(db.DpAccount.account_id.in_(accounts))).all()
    provider = session.get(db.MapProvider, map_id) if map_id else None
    if provider is not None:
        held = session.scalars(select(db.DpAccount.person_id).where(db.DpAccount.map_id == map_id))
        return Case(tuple(provider.emails), frozenset(held), (*own, provider.name))
    recipients = [tools.vault.open_maybe(row.recipient_email) for row in rows]
    workers = [row.social_worker_email for row in rows]
    allowed = tuple(each for each in (workers if name == "social-work-notice" else recipients) if each)
    readers = tuple(each for row in rows if (each := tools.vault.open_maybe(row.recipient_name)))
    return Case(allowed, frozenset(row.person_id for row in rows), (*own, *readers))
