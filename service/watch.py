"""What is looked at across all grants: invoices that should have come, and what looks wrong in what was paid. A part at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from match.anomalies import Anomaly, by_month, look_at_person, sudden_volume
from match.expected import ExpectedInvoice, expected_invoices
from match.offers import Terms
from match.payments import paid_by_grant
from models import db
from models.grant import Grant, Person, Settled
from models.money import Money
from models.period import Period, add_months
from service import registers
from service.clock import local_day
from service.paid import settled
from service.tools import Tools

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Part:
    """Some people with all their grants and all that was paid for them."""

    people: Mapping[str, Person]
    grants: Mapping[str, Sequence[Grant]]
    settled: Sequence[Settled]


def parts(session: Session, tools: Tools) -> Iterator[Part]:
    """Yield everybody who has a grant, some at a time."""
    ids = list(
        session.scalars(select(db.Grant.person_id).where(db.Grant.closed_at.is_(None)).distinct().order_by(db.Grant.person_id))
    )
    for start in range(0, len(ids), _AT_ONCE):
        chunk = ids[start : start + _AT_ONCE]
        people = {each.person_id: each for each in registers.people(session, tools.vault, ids=chunk)}
        grants: dict[str, list[Grant]] = {}
        for grant in registers.grants(session, person_ids=chunk):
            grants.setdefault(grant.person_id, []).append(grant)
        every = [grant.grant_id for of_person in grants.values() for grant in of_person]
        yield Part(people, grants, once(settled(session, every)))


def once(settled: Iterable[Settled]) -> list[Settled]:
    """Count each payment once: what we posted and the finance system's ledger brings back is one payment."""
    entries = list(settled)
    booked = {(each.grant_id, each.period) for each in entries if each.decision_id is None}
    return [each for each in entries if each.decision_id is None or (each.grant_id, each.period) not in booked]


def anomalies(session: Session, tools: Tools) -> Iterator[Anomaly]:
    """Yield what looks wrong in what was paid: person by person, then supplier by supplier for the last whole month."""
    volumes: dict[str, dict[Period, Money]] = {}
    for part in parts(session, tools):
        paid = paid_by_grant(part.settled)
        for person_id, grants in part.grants.items():
            yield from look_at_person(grants, part.people.get(person_id), paid)
        for supplier_id, months in by_month(part.settled).items():
            of_supplier = volumes.setdefault(supplier_id, {})
            for month, amount in months.items():
                of_supplier[month] = of_supplier[month] + amount if month in of_supplier else amount
    last = add_months(local_day(tools.clock.now(), tools.pack.time_zone), -1)
    month = Period.month(last.year, last.month)
    found = (sudden_volume(supplier_id, months, month) for supplier_id, months in sorted(volumes.items()))
    yield from (each for each in found if each is not None)


def expected(session: Session, tools: Tools, *, grace_days: int) -> Iterator[tuple[ExpectedInvoice, Person | None]]:
    """Yield the calendar of expected invoices with the person of each: a year back as far as payments are known, and a month ahead."""
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    first = _first_known(session)
    if first is None:
        # Nothing was ever paid here that we know of: then we do not know what is missing either.
        return
    for part in parts(session, tools):
        paid = paid_by_grant(part.settled)
        everything = [grant for of_person in part.grants.values() for grant in of_person]
        claimed = _claimed(session, [grant.grant_id for grant in everything])
        calendars = registers.billing_periods(session, _calendars(everything))
        for person_id, grants in part.grants.items():
            person = part.people.get(person_id)
            terms = Terms(tools.pack, calendars, person)
            for grant in grants:
                rows = expected_invoices(
                    grant, terms, paid, claimed, tools.policy, today=today, known_from=first, grace_days=grace_days
                )
                yield from ((row, person) for row in rows)


def _first_known(session: Session) -> date | None:
    """Return the first day that any payment on record is for."""
    starts = union_all(
        select(func.min(db.Ledger.period_start).label("start")).where(db.Ledger.closed_at.is_(None)),
        select(func.min(db.Settlement.period_start)).where(db.Settlement.reversed_by.is_(None)),
    )
    return min(filter(None, session.scalars(starts)), default=None)


def _calendars(grants: Iterable[Grant]) -> set[str]:
    return {name for grant in grants for name in (grant.billing.value, grant.supplier_id, grant.rule("calendar") or "") if name}


def _claimed(session: Session, grant_ids: Sequence[str]) -> dict[str, list[Period]]:
    """Return the periods for which an invoice has come and was not set aside, by grant."""
    found: dict[str, list[Period]] = {}
    decision = db.Decision
    for start in range(0, len(grant_ids), _AT_ONCE):
        rows = session.execute(
            select(decision.grant_id, decision.period_start, decision.period_end).where(
                decision.grant_id.in_(grant_ids[start : start + _AT_ONCE]), decision.current, decision.verdict != "ignore"
            )
        )
        for grant_id, begins, ends in rows:
            if grant_id and begins and ends:
                found.setdefault(grant_id, []).append(Period(begins, ends))
    return found
