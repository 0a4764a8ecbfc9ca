"""Decisions as rows: saved with their proof, or sent to people. All in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from match.facts import Facts
from models import db
from models.codec import decode, encode
from models.decision import Decision, Elimination, Verdict
from models.finding import Finding
from models.invoice import Extraction
from models.money import Money
from models.period import Period
from service import paid, proofs
from service.step import FactsChangedError
from service.tools import Tools

AUTOMATIC = "afstem"


def save(
    session: Session,
    tools: Tools,
    document_id: int,
    decisions: Sequence[Decision],
    extraction: Extraction,
    facts: Facts | None,
    *,
    by: str,
    now: datetime,
) -> dict[int, int]:
    """Write a new revision of the document's decisions with what they were made from; return their row ids by line."""
    last = session.scalar(select(func.max(db.Decision.revision)).where(db.Decision.document_id == document_id))
    revision = 0 if last is None else last + 1
    session.execute(update(db.Decision).where(db.Decision.document_id == document_id).values(current=False))
    # The facts are those of the whole document; they lie with its first line.
    sealed = tools.vault.seal_json(encode(facts)) if facts is not None else None
    proofs.keep(session, tools, document_id, revision, extraction, now=now)
    ids: dict[int, int] = {}
    for decision in decisions:
        row = db.Decision(
            document_id=document_id,
            line=decision.line,
            revision=revision,
            current=True,
            facts=sealed,
            decided_by=by,
            decided_at=now,
            **columns_of(decision),
        )
        sealed = None
        session.add(row)
        session.flush()
        ids[decision.line] = row.id
    return ids


def columns_of(decision: Decision) -> dict[str, Any]:
    """Return what is written of a decision, by column."""
    money = decision.amount or decision.expected
    return {
        "verdict": decision.verdict.value,
        "code": decision.code,
        "codes": list(decision.codes or (decision.code,)),
        "supplier_id": decision.supplier_id,
        "person_id": decision.person_id,
        "grant_id": decision.grant_id,
        "period_start": decision.period.start if decision.period else None,
        "period_end": decision.period.end if decision.period else None,
        "rule": decision.rule,
        "tier": decision.tier,
        "amount_minor": decision.amount.minor if decision.amount is not None else None,
        "expected_minor": decision.expected.minor if decision.expected is not None else None,
        "currency": money.currency if money is not None else None,
        "account": decision.account,
        "cost_element": decision.cost_element,
        "component": decision.component,
        "explanation": decision.explanation,
        "would_match_if": decision.would_match_if,
        "eliminated": [{"grant_id": each.grant_id, "because": each.because} for each in decision.eliminated],
        "findings": encode(decision.findings),
        "settles": [[grant_id, str(period), amount.minor] for grant_id, period, amount in decision.settles],
        "policy_version": decision.policy_version,
        "data_version": decision.data_version,
    }


def of_row(row: db.Decision) -> Decision:
    """Build the decision again that a row was written from."""
    currency = row.currency or "GBP"
    period = Period(row.period_start, row.period_end) if row.period_start and row.period_end else None
    return Decision(
        line=row.line,
        verdict=Verdict(row.verdict),
        code=row.code,
        codes=tuple(row.codes),
        supplier_id=row.supplier_id,
        person_id=row.person_id,
        grant_id=row.grant_id,
        period=period,
        rule=row.rule,
        tier=row.tier,
        amount=None if row.amount_minor is None else Money(row.amount_minor, currency),
        expected=None if row.expected_minor is None else Money(row.expected_minor, currency),
        account=row.account,
        cost_element=row.cost_element,
        component=row.component,
        explanation=row.explanation,
        would_match_if=row.would_match_if,
        eliminated=tuple(Elimination(each["grant_id"], each["because"]) for each in row.eliminated),
        findings=decode(tuple[Finding, ...], row.findings),
        settles=tuple((grant_id, _period(text), Money(minor, currency)) for grant_id, text, minor in row.settles),
        policy_version=row.policy_version,
        data_version=row.data_version,
    )


def _period(text: str) -> Period:
    start, _, end = text.partition("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def current(session: Session, document_id: int) -> list[db.Decision]:
    """Return the decisions in force, by line."""
    rows = session.scalars(
        select(db.Decision).where(db.Decision.document_id == document_id, db.Decision.current).order_by(db.Decision.line)
    )
    return list(rows)


def check_unchanged(session: Session, facts: Facts, decisions: Sequence[Decision]) -> None:
    """Take hold of the grants that are to be settled and see that nobody settled them meanwhile.

    Raises FactsChangedError when somebody did: the decision was right for facts that are gone.
    """
    grant_ids = sorted({grant_id for decision in decisions for grant_id, _, _ in decision.settles})
    if not grant_ids:
        return
    session.execute(
        select(db.Grant.grant_id).where(db.Grant.grant_id.in_(grant_ids)).order_by(db.Grant.grant_id).with_for_update()
    ).all()
    seen = {each for each in facts.settled if each.grant_id in grant_ids}
    if set(paid.settled(session, grant_ids)) != seen:
        raise FactsChangedError


def with_verdict(decision: Decision, verdict: Verdict) -> Decision:
    """Return the decision with what a person has said about it."""
    return replace(decision, verdict=verdict)
