"""Shadow mode, promotions and the random check as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from match.compare import ERRORS, Result, Tally
from models import db
from models.money import Money
from models.period import Period
from service import promotions, samples, shadow
from service.kept import kept
from service.promotions import Standing
from service.samples import RuleCheck
from service.shadow import Line, Summary
from service.tools import Tools

#: Differences on one page, and rows of a breakdown.
LINES_A_PAGE, MOST_GROUPS = 100, 200
#: What the list can be narrowed to, in this order.
RESULTS = tuple(each.value for each in Result)


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the comparison is asked for."""

    by: str = "rule"
    result: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShadowView:
    """The comparison: the whole, a breakdown, and what differs."""

    tally: Tally
    groups: tuple[Summary, ...]
    more_groups: int
    lines: tuple[Line, ...]
    pages: int
    counts: tuple[tuple[str, int], ...]


def compared(session: Session, tools: Tools, filters: Filters) -> Sequence[Line]:
    """Return the whole comparison, worked out again only when something on record has changed."""
    name = ("shadow", filters.since, filters.until)
    return kept(session, tools, name, lambda: shadow.lines(session, tools, since=filters.since, until=filters.until))


def load_shadow(session: Session, tools: Tools, filters: Filters) -> ShadowView:
    """Compare, break down and list."""
    found = compared(session, tools, filters)
    tally = shadow.tally(found)
    groups = shadow.summarise(found, (filters.by,))
    wanted = [each for each in found if each.result == filters.result] if filters.result else _differences(found)
    start = (filters.page - 1) * LINES_A_PAGE
    return ShadowView(
        tally,
        tuple(groups[:MOST_GROUPS]),
        max(0, len(groups) - MOST_GROUPS),
        tuple(wanted[start : start + LINES_A_PAGE]),
        -(-len(wanted) // LINES_A_PAGE),
        tuple((each.value, tally.counts.get(each, 0)) for each in Result),
    )


def _differences(found: Sequence[Line]) -> list[Line]:
    """Put what counts against us first. What waits or never came to us is no difference; it has lists of its own."""
    aside = shadow.QUIET | {Result.WAITING, Result.NOT_SEEN, Result.KNOWN}
    shown = [each for each in found if each.result not in aside]
    return sorted(shown, key=lambda each: (each.result not in ERRORS, each.judged is not None))


@dataclass(frozen=True, slots=True)
class PromotionsView:
    """What may post by itself, what could, and what is missing."""

    proposed: tuple[Standing, ...]
    not_yet: tuple[Standing, ...]
    waiting: tuple[db.Promotion, ...]
    in_force: tuple[db.Promotion, ...]
    ended: tuple[db.Promotion, ...]


def load_promotions(session: Session, tools: Tools) -> PromotionsView:
    """Load everything about promotions."""
    lines = compared(session, tools, Filters())
    fit, rest = kept(session, tools, "standings", lambda: promotions.standings(session, tools, lines))
    rows = session.scalars(select(db.Promotion).order_by(db.Promotion.id.desc())).all()
    by_state = {
        state: tuple(row for row in rows if promotions.state_of(row) == state) for state in ("waiting", "in-force", "ended")
    }
    return PromotionsView(fit, rest[:MOST_GROUPS], by_state["waiting"], by_state["in-force"], by_state["ended"][:50])


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn line in the list."""

    row: db.Sample
    state: str
    number: str | None


@dataclass(frozen=True, slots=True)
class SamplesView:
    """The random check: what waits, what came of it, and which rules it has demoted."""

    open: tuple[Drawn, ...]
    disputed: tuple[Drawn, ...]
    done: tuple[Drawn, ...]
    checks: tuple[RuleCheck, ...]
    demoted: tuple[db.Demotion, ...]


def load_samples(session: Session) -> SamplesView:
    """Load the queue of the random check. What the machine decided is in none of it."""
    query = (
        select(db.Sample, db.Document.invoice_number)
        .join(db.Document, db.Document.id == db.Sample.document_id)
        .order_by(db.Sample.id.desc())
        .limit(1000)
    )
    drawn = [Drawn(row, samples.state_of(row), number) for row, number in session.execute(query)]
    waiting = tuple(each for each in reversed(drawn) if each.state == "open")
    disputed = tuple(each for each in reversed(drawn) if each.state == "disputed")
    done = tuple(each for each in drawn if each.row.result is not None)
    down = session.scalars(select(db.Demotion).where(db.Demotion.lifted_at.is_(None)).order_by(db.Demotion.id.desc()))
    return SamplesView(waiting, disputed, done[:LINES_A_PAGE], tuple(samples.checks(session)), tuple(down))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody would post: grant, period and amount; nothing at all where `grant_id` is None."""

    grant_id: str | None
    period: Period | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """One drawn line: the document, the grants one can choose from, and the two answers once there is one."""

    row: db.Sample
    state: str
    document: db.Document
    grants: tuple[db.Grant, ...]
    machine: Said | None
    person: Said | None


def load_sample(session: Session, sample_id: int) -> SampleView:
    """Load one drawn line. Before anybody has answered, the machine's own answer is not among what is loaded."""
    row = session.get_one(db.Sample, sample_id)
    decision = session.get_one(db.Decision, row.decision_id)
    grants = session.scalars(
        select(db.Grant).where(db.Grant.person_id == decision.person_id).order_by(db.Grant.start, db.Grant.grant_id)
    ).all()
    answered = row.answer is not None
    return SampleView(
        row,
        samples.state_of(row),
        session.get_one(db.Document, row.document_id),
        tuple(grants),
        _machine(decision) if answered else None,
        _person(row) if answered else None,
    )


def _machine(row: db.Decision) -> Said:
    period = Period(row.period_start, row.period_end) if row.period_start and row.period_end else None
    amount = Money(row.amount_minor, row.currency) if row.amount_minor is not None and row.currency else None
    return Said(row.grant_id, period, amount)


def _person(row: db.Sample) -> Said:
    given = row.answer or {}
    if given.get("grant_id") is None:
        return Said(None, None, None)
    start, _, end = str(given["period"]).partition("/")
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    return Said(str(given["grant_id"]), period, Money(int(given["minor"]), row.currency))
