"""Ask suppliers for invoices that should have come: one letter each, as a draft that a person approves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from match.expected import Awaited, ExpectedInvoice
from models import db
from models.grant import Person
from outbound.letters import draft_letter
from outbound.privacy import person_reference
from outbound.supplier_letters import Expected, ExpectedInvoices
from service import registers
from service.clock import local_day
from service.database import Database
from service.letters import write_letter
from service.supplier_mail import LANGUAGES, find_address
from service.tools import Tools
from service.watch import expected

CHASE = "expected-invoice"

#: By supplier: what is late, with the person it is for.
Late = Mapping[str, Sequence[tuple[ExpectedInvoice, Person | None]]]


def draft_chases(database: Database, tools: Tools, *, grace_days: int) -> list[int]:
    """Draft one letter to each supplier whose invoices are late, for a person to approve; return their numbers.

    A supplier is not asked again while a letter to it waits for approval, nor within the days in which its answer is expected.
    """
    # Looking through every grant takes its time; nobody who writes is kept waiting for it.
    with database.read() as session:
        late = _late(session, tools, grace_days)
    if not late:
        return []
    with database.write() as session:
        return _draft(session, tools, late)


def _late(session: Session, tools: Tools, grace_days: int) -> Late:
    late: dict[str, list[tuple[ExpectedInvoice, Person | None]]] = {}
    for row, person in expected(session, tools, grace_days=grace_days):
        if row.state is Awaited.LATE:
            late.setdefault(row.grant.supplier_id, []).append((row, person))
    return late


def _draft(session: Session, tools: Tools, late: Late) -> list[int]:
    now = tools.clock.now()
    today = local_day(now, tools.pack.time_zone)
    asked = _asked_since(session, today - timedelta(days=tools.policy.reply_days), tools)
    suppliers = registers.suppliers(session, list(late))
    written = []
    for supplier_id in sorted(set(late) & set(suppliers) - asked):
        to = find_address(suppliers[supplier_id], "")
        if to is None or suppliers[supplier_id].blocked:
            continue
        language = LANGUAGES.get(suppliers[supplier_id].country, tools.house.language)
        draft = draft_letter(CHASE, _facts(supplier_id, late[supplier_id], tools, today), to=to, language=language)
        number = write_letter(session, tools, draft, now=now, by_person=True)
        written += [number] if number is not None else []
    return written


def _asked_since(session: Session, day: date, tools: Tools) -> set[str]:
    rows = session.execute(
        select(db.Letter.about, db.Letter.created_at, db.Letter.state).where(
            db.Letter.letter == CHASE, db.Letter.state != "cancelled"
        )
    )
    return {
        str(about.get("supplier_id"))
        for about, at, state in rows
        if state == "draft" or local_day(at, tools.pack.time_zone) > day
    }


def _facts(
    supplier_id: str, late: Sequence[tuple[ExpectedInvoice, Person | None]], tools: Tools, today: date
) -> ExpectedInvoices:
    items = tuple(Expected(person_reference(person) or "-", row.grant.service, row.period, row.amount) for row, person in late)
    people = {person.person_id: person.name for _, person in late if person is not None}
    return ExpectedInvoices(
        house=tools.house.writer,
        supplier_id=supplier_id,
        items=items,
        reply_by=today + timedelta(days=tools.policy.reply_days),
        asked_on=today,
        person_ids=tuple(people),
        names=tuple(people.values()),
    )
