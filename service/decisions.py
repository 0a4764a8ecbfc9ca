"""Decisions as rows: saved with their proof, settled and posted, or sent to people. All in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
from models.identifiers import invoice_key
from models.invoice import DocumentKind, Extraction
from models.money import Money
from models.period import Period
from outbound.postings import Coding, Master, build_postings
from service import registers
from service.step import FactsChangedError
from service.tools import Tools

AUTOMATIC = "afstem"


def save(
    session: Session,
    tools: Tools,
    document_id: int,
    decisions: Sequence[Decision],
    facts: Facts | None,
    *,
    by: str,
    now: datetime,
) -> dict[int, int]:
    """Write a new revision of the document's decisions and return their row ids by line."""
    revision = session.scalar(select(func.max(db.Decision.revision)).where(db.Decision.document_id == document_id))
    session.execute(update(db.Decision).where(db.Decision.document_id == document_id).values(current=False))
    sealed = tools.vault.seal_json(encode(facts)) if facts is not None else None
    ids: dict[int, int] = {}
    for decision in decisions:
        row = db.Decision(
            document_id=document_id,
            line=decision.line,
            revision=0 if revision is None else revision + 1,
            current=True,
            facts=sealed,
            decided_by=by,
            decided_at=now,
            **_columns(decision),
        )
        session.add(row)
        session.flush()
        ids[decision.line] = row.id
    return ids


def _columns(decision: Decision) -> dict[str, Any]:
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
    if set(registers.settled(session, grant_ids)) != seen:
        raise FactsChangedError


def post(
    session: Session,
    tools: Tools,
    document: db.Document,
    extraction: Extraction,
    decisions: Sequence[Decision],
    ids: Mapping[int, int],
    *,
    now: datetime,
    approved: Collection[int] = (),
) -> int:
    """Settle and post the certain lines, and those that a person has approved; return how many postings there are."""
    chosen = [each for each in decisions if each.verdict is Verdict.POST or each.line in approved]
    if not chosen:
        return 0
    master = _master(session, tools, chosen)
    postings = build_postings(chosen, extraction, master, language=tools.pack.language, approved=approved)
    is_credit = extraction.kind is DocumentKind.CREDIT_NOTE
    number = document.invoice_number or ""
    for decision in chosen:
        for grant_id, period, amount in decision.settles:
            session.add(
                db.Settlement(
                    grant_id=grant_id,
                    period_start=period.start,
                    period_end=period.end,
                    component=decision.component,
                    kind="credit" if is_credit else "base",
                    supplier_id=decision.supplier_id,
                    invoice_number=number,
                    invoice_key=invoice_key(number)[:80],
                    amount_minor=amount.minor,
                    currency=amount.currency,
                    decision_id=ids[decision.line],
                )
            )
    people = {each.line: each.person_id for each in chosen}
    for index, posting in enumerate(postings):
        session.add(
            db.Posting(
                posting_id=posting.posting_id,
                decision_id=ids[posting.line],
                part=index,
                supplier_id=posting.supplier_id,
                invoice_number=posting.invoice_number,
                invoice_key=invoice_key(posting.invoice_number)[:80],
                line=posting.line,
                grant_id=posting.grant_id,
                person_id=people.get(posting.line),
                account=posting.account,
                cost_element=posting.cost_element,
                amount_minor=posting.amount.minor,
                currency=posting.amount.currency,
                credit=posting.credit,
                supplier_account=posting.supplier_account,
                period_start=posting.period.start,
                period_end=posting.period.end,
                quantity=None if posting.quantity is None else str(posting.quantity),
                unit=posting.unit,
                invoice_date=posting.invoice_date,
                due_date=posting.due_date,
                text=posting.text,
                remark=posting.remark,
                reference=posting.reference[:120],
                mode=tools.policy.mode.value,
                created_at=now,
            )
        )
    session.flush()
    return len(postings)


def _master(session: Session, tools: Tools, decisions: Sequence[Decision]) -> Master:
    supplier_id = next(each.supplier_id for each in decisions if each.supplier_id)
    person_ids = {each.person_id for each in decisions if each.person_id}
    grants = registers.grants(session, person_ids=person_ids)
    return Master(
        supplier=registers.suppliers(session, [supplier_id])[supplier_id],
        grants={grant.grant_id: grant for grant in grants},
        people={person.person_id: person for person in registers.people(session, tools.vault, ids=person_ids)},
        codings={
            each.grant_id: Coding(each.account, each.cost_element)
            for each in decisions
            if each.grant_id and each.account and each.cost_element is not None
        },
    )


def reverse(session: Session, document_id: int, *, by_decision: int | None, now: datetime) -> int:
    """Take back what a document settled and posted, as long as nothing of it has left in a batch; return how many postings."""
    ids = select(db.Decision.id).where(db.Decision.document_id == document_id)
    session.execute(
        update(db.Settlement)
        .where(db.Settlement.decision_id.in_(ids), db.Settlement.reversed_by.is_(None))
        .values(reversed_by=by_decision or db.Settlement.decision_id)
        .execution_options(synchronize_session=False)
    )
    done = session.execute(
        update(db.Posting)
        .where(db.Posting.decision_id.in_(ids), db.Posting.cancelled_at.is_(None), db.Posting.batch_id.is_(None))
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined] # an UPDATE gives a cursor result


def with_verdict(decision: Decision, verdict: Verdict) -> Decision:
    """Return the decision with what a person has said about it."""
    return replace(decision, verdict=verdict)
