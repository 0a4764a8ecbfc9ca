"""What people do with evidence: promote a rule, confirm or end that, judge a difference, answer a check, lift a demotion."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from match.scopes import Scope
from models import db
from models.money import Money
from models.period import Period
from service import audit, promotions, samples, shadow, switches
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.database import Database
from service.tools import Tools

_SAY_WHY = "Say why: the reason is kept with it."


def promote(database: Database, tools: Tools, actor: Actor, scope: Scope, *, because: str) -> int:
    """Let a scope post by itself; return the promotion's number. Refused unless the evidence of today meets the policy's bar.

    With `promotion_two_people` it is in force only when somebody else has confirmed it.
    """
    actor.must(Act.PROMOTE)
    why = _reason(because)
    now, alone = tools.clock.now(), not tools.policy.promotion_two_people
    with database.write() as session:
        held = session.scalars(select(db.Promotion).where(db.Promotion.ended_at.is_(None), db.Promotion.rule == scope.rule))
        if any(Scope(row.rule, row.legal_basis, row.supplier_id).covers(scope) for row in held):
            raise RefusedError("This is promoted already, or waits for its second person.")
        if scope.rule in promotions.demoted(session):
            raise RefusedError("The random check has demoted this rule; that must be lifted first.")
        found = shadow.evidence(shadow.lines(session, tools))
        evidence = found.get(scope)
        why_not = promotions.hindrance(evidence, found, tools.policy)
        if evidence is None or why_not is not None:
            raise RefusedError(f"The evidence is not enough. {why_not}")
        row = db.Promotion(
            rule=scope.rule,
            legal_basis=scope.legal_basis,
            supplier_id=scope.supplier_id,
            compared=evidence.compared,
            different=evidence.errors,
            bound=evidence.bound,
            because=why,
            by=actor.name,
            at=now,
            confirmed_at=now if alone else None,
            policy_version=tools.policy.version,
        )
        session.add(row)
        session.flush()
        _record(session, tools, actor, row, "promoted", why)
        return row.id


def confirm(database: Database, tools: Tools, actor: Actor, promotion_id: int) -> None:
    """Put a promotion in force, as the second person."""
    actor.must(Act.PROMOTE)
    with database.write() as session:
        row = session.get_one(db.Promotion, promotion_id, with_for_update=True)
        if not promotions.is_waiting(row):
            raise RefusedError("This promotion does not wait for anybody.")
        if row.by == actor.name:
            raise RefusedError("Two people are needed: who promoted it cannot confirm it.")
        row.confirmed_by, row.confirmed_at = actor.name, tools.clock.now()
        _record(session, tools, actor, row, "confirmed", None)


def end(database: Database, tools: Tools, actor: Actor, promotion_id: int, *, because: str) -> None:
    """Take a promotion back. From the next decision on its lines wait for a click again."""
    actor.must(Act.STOP)
    why = _reason(because)
    with database.write() as session:
        switches.reserve(session, [switches.POSTING])
        row = session.get_one(db.Promotion, promotion_id, with_for_update=True)
        if row.ended_at is not None:
            raise RefusedError("This promotion has ended already.")
        row.ended_at, row.ended_by, row.ended_because = tools.clock.now(), actor.name, why
        _record(session, tools, actor, row, "ended", why)


def _record(session: Session, tools: Tools, actor: Actor, row: db.Promotion, event: str, why: str | None) -> None:
    audit.record(
        session,
        at=tools.clock.now(),
        actor=actor.name,
        subject=f"promotion:{row.id}",
        event=event,
        after=f"{row.rule} {row.legal_basis} {row.supplier_id}: {row.different} of {row.compared} differ, below {row.bound}",
        because=why,
    )


def judge(database: Database, tools: Tools, actor: Actor, document_id: int, line: int, *, right: str, because: str) -> None:
    """Say whose was right where people posted otherwise than afstem would have: `ours` or `theirs`."""
    actor.must(Act.RELEASE)
    if right not in {"ours", "theirs"}:
        raise RefusedError("Say whose was right.")
    why, now = _reason(because), tools.clock.now()
    with database.write() as session:
        session.get_one(db.Document, document_id)
        row = session.scalars(
            select(db.Judgement).where(db.Judgement.document_id == document_id, db.Judgement.line == line)
        ).one_or_none()
        before = row.right if row else None
        if row is None:
            row = db.Judgement(document_id=document_id, line=line, right=right, because=why, by=actor.name, at=now)
            session.add(row)
        row.right, row.because, row.by, row.at = right, why, actor.name, now
        audit.record(
            session,
            at=now,
            actor=actor.name,
            subject=f"document:{document_id}",
            event="judged",
            before=before,
            after=f"line {line}: {right} right",
            because=why,
        )


def answer_sample(
    database: Database,
    tools: Tools,
    actor: Actor,
    sample_id: int,
    *,
    grant_id: str | None,
    period: Period | None = None,
    amount: Money | None = None,
) -> str:
    """Say what one would post of a drawn line, before seeing what afstem would; None as the grant posts nothing.

    Returns "right" when the two are the same, else "disputed": then another person says which is right.
    """
    actor.must(Act.REVIEW)
    if grant_id is not None and (period is None or amount is None):
        raise RefusedError("Say grant, period and amount, or that nothing is to be posted.")
    now = tools.clock.now()
    with database.write() as session:
        row = session.get_one(db.Sample, sample_id, with_for_update=True)
        if row.answer is not None:
            raise RefusedError("This line was answered already.")
        given = _given(grant_id, period, amount)
        same = given == _decided(session.get_one(db.Decision, row.decision_id))
        row.answer, row.answered_by, row.answered_at = given, actor.name, now
        if same:
            row.result, row.checked_by, row.checked_at = samples.RIGHT, actor.name, now
        _note_check(session, tools, actor, row, "same answer" if same else "other answer", None)
        return samples.state_of(row)


def _given(grant_id: str | None, period: Period | None, amount: Money | None) -> dict[str, Any]:
    if grant_id is None or period is None or amount is None:
        return {"grant_id": None, "period": None, "minor": None}
    return {"grant_id": grant_id, "period": f"{period.start}/{period.end}", "minor": amount.minor}


def _decided(row: db.Decision) -> dict[str, Any]:
    return {"grant_id": row.grant_id, "period": f"{row.period_start}/{row.period_end}", "minor": row.amount_minor}


def settle_sample(
    database: Database, tools: Tools, actor: Actor, sample_id: int, *, machine_was_right: bool, because: str
) -> bool:
    """Say which is right where a person's answer differs from afstem's, as another person. Returns whether the rule was demoted."""
    actor.must(Act.RELEASE)
    why, now = _reason(because), tools.clock.now()
    with database.write() as session:
        row = session.get_one(db.Sample, sample_id, with_for_update=True)
        if samples.state_of(row) != "disputed":
            raise RefusedError("There is nothing to settle here: nobody has answered, or it is settled.")
        if row.answered_by == actor.name:
            raise RefusedError("Two people are needed: who answered cannot settle it.")
        row.result = samples.RIGHT if machine_was_right else samples.WRONG
        row.remark, row.checked_by, row.checked_at = why, actor.name, now
        session.flush()
        demotion = samples.demote_where_due(session, tools, row.rule, now=now)
        _note_check(session, tools, actor, row, row.result, why)
        return demotion is not None


def _note_check(session: Session, tools: Tools, actor: Actor, row: db.Sample, result: str, why: str | None) -> None:
    audit.record(
        session,
        at=tools.clock.now(),
        actor=actor.name,
        subject=f"sample:{row.id}",
        event="checked",
        after=f"{row.rule}: {result}",
        because=why,
    )


def lift_demotion(database: Database, tools: Tools, actor: Actor, rule: str, *, because: str) -> None:
    """Let a demoted rule post by itself again; its checks are counted anew from now on."""
    actor.must(Act.PROMOTE)
    why, now = _reason(because), tools.clock.now()
    with database.write() as session:
        rows = session.scalars(select(db.Demotion).where(db.Demotion.rule == rule, db.Demotion.lifted_at.is_(None))).all()
        if not rows:
            raise RefusedError(f"Rule {rule} is not demoted.")
        for row in rows:
            row.lifted_at, row.lifted_by, row.lifted_because = now, actor.name, why
        audit.record(session, at=now, actor=actor.name, subject=f"rule:{rule}", event="lifted", because=why)


def _reason(because: str) -> str:
    text = because.strip()[:500]
    if not text:
        raise RefusedError(_SAY_WHY)
    return text
