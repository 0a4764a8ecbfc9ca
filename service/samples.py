"""The random check of automatic postings: drawn in advance, answered blind, counted per rule, and acted upon.

A line is drawn by a secret seed and the document's bytes before anything is decided about it (`match.sampling`). What would
have posted by itself and is drawn waits here; a person says what they would post without being shown what we would. Where the
two differ, another person says which is right. A rule that is surely wrong more often than the policy allows is demoted by
itself; only people promote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from match.bounds import lower_bound, upper_bound
from match.facts import Facts
from match.sampling import Draw, draw
from models import db
from models.codec import decode
from models.contract import extraction_from_json
from models.decision import Decision
from models.invoice import Extraction
from models.policy import Policy
from service import audit, switches
from service.proofs import decode_policy
from service.shadow import would_post
from service.tools import Tools

_log = structlog.get_logger("afstem.samples")
RIGHT, WRONG = "right", "wrong"


def draw_for(decision: Decision, extraction: Extraction, facts: Facts, policy: Policy) -> Draw | None:
    """Return what is drawn for the line of a decision; None where no amount was read."""
    if decision.amount is None:
        return None
    number = extraction.invoice.number.value if extraction.invoice.number else ""
    return draw(
        facts.sample_salt,
        facts.sha256,
        number,
        decision.line,
        decision.amount.decimal,
        policy.sample_percent,
        policy.sample_steps,
    )


def note(
    session: Session,
    tools: Tools,
    document_id: int,
    decisions: Sequence[Decision],
    ids: Mapping[int, int],
    extraction: Extraction,
    facts: Facts,
    *,
    now: datetime,
) -> int:
    """Write down the lines that would have posted and were drawn, in the transaction of their decisions; return how many are new."""
    known = set(session.scalars(select(db.Sample.line).where(db.Sample.document_id == document_id)))
    count = 0
    for decision in decisions:
        drawn = draw_for(decision, extraction, facts, tools.policy) if "sampled" in decision.codes else None
        if drawn is None or decision.line in known or not would_post(decision.verdict.value, decision.codes):
            continue
        assert decision.amount is not None
        assert decision.rule is not None
        _note_seed(session, drawn.seed, now)
        session.add(
            db.Sample(
                document_id=document_id,
                line=decision.line,
                decision_id=ids[decision.line],
                rule=decision.rule,
                stratum=drawn.stratum,
                amount_minor=decision.amount.minor,
                currency=decision.amount.currency,
                drawn_at=now,
                seed=drawn.seed,
                drawn=str(drawn.number),
                share=str(drawn.share)[:12],
            )
        )
        session.flush()
        count += 1
    return count


def _note_seed(session: Session, seed: str, now: datetime) -> None:
    """Put a seed on record the first time it draws something: nobody can change it afterwards without a trace."""
    if session.scalars(select(db.Sample.id).where(db.Sample.seed == seed).limit(1)).first() is None:
        audit.record(session, at=now, actor="afstem", subject=f"sample-seed:{seed}", event="first-used")


def open_for(session: Session, document_id: int) -> list[db.Sample]:
    """Return the drawn lines of a document about which nobody has had the last word."""
    rows = session.scalars(
        select(db.Sample).where(db.Sample.document_id == document_id, db.Sample.result.is_(None)).order_by(db.Sample.line)
    )
    return list(rows)


def state_of(row: db.Sample) -> str:
    """Name how far a check is: open (nobody has answered), disputed, right or wrong."""
    return row.result or ("disputed" if row.answer is not None else "open")


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What the random check says of a rule since it was last let go on."""

    rule: str
    drawn: int
    checked: int
    wrong: int
    #: The share of wrong ones is surely below this, and surely above that; each with 95 % confidence.
    below: str
    above: str
    demoted: bool


def checks(session: Session) -> list[RuleCheck]:
    """Count the random check by rule."""
    since = _lifted(session)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for rule, result, checked_at in session.execute(select(db.Sample.rule, db.Sample.result, db.Sample.checked_at)):
        counted = counts[rule]
        counted[0] += 1
        if checked_at is not None and (rule not in since or checked_at > since[rule]):
            counted[1] += 1
            counted[2] += result == WRONG
    down = set(session.scalars(select(db.Demotion.rule).where(db.Demotion.lifted_at.is_(None))))
    return [
        RuleCheck(rule, drawn, checked, wrong, str(upper_bound(wrong, checked)), str(lower_bound(wrong, checked)), rule in down)
        for rule, (drawn, checked, wrong) in sorted(counts.items())
    ]


def _lifted(session: Session) -> dict[str, datetime]:
    """Return since when each rule that was demoted is counted anew."""
    query = select(db.Demotion.rule, func.max(db.Demotion.lifted_at)).group_by(db.Demotion.rule)
    return {rule: at for rule, at in session.execute(query) if at is not None}


def demote_where_due(session: Session, tools: Tools, rule: str, *, now: datetime) -> db.Demotion | None:
    """Demote a rule of which the checks show surely more errors than the policy allows. Needs nobody; people are told."""
    # Whatever the rule is posting in this moment ends first, and nothing of it comes after.
    switches.reserve(session, [switches.POSTING])
    found = next((each for each in checks(session) if each.rule == rule), None)
    if found is None or found.demoted or Decimal(found.above) <= tools.policy.demotion_percent / 100 or not found.wrong:
        return None
    row = db.Demotion(rule=rule, checked=found.checked, wrong=found.wrong, bound=found.above, at=now)
    session.add(row)
    because = f"{found.wrong} of {found.checked} checked postings were wrong: surely more than {found.above} of all"
    audit.record(session, at=now, actor="afstem", subject=f"rule:{rule}", event="demoted", because=because)
    _log.warning("rule-demoted", rule=rule, count=found.wrong)
    return row


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What comes of drawing again for a sample that is on record."""

    sample: int
    same: bool
    note: str | None = None


def redraw(session: Session, tools: Tools) -> Iterator[Redrawn]:
    """Draw again for every sample from what is sealed with its decision, and say whether the same comes out."""
    for row in session.scalars(select(db.Sample).order_by(db.Sample.id)):
        yield _redrawn(session, tools, row)


def _redrawn(session: Session, tools: Tools, row: db.Sample) -> Redrawn:
    decision = session.get_one(db.Decision, row.decision_id)
    proof = session.get(db.Proof, (row.document_id, decision.revision))
    policy = session.get(db.PolicyVersion, decision.policy_version)
    sealed = session.scalars(
        select(db.Decision.facts).where(
            db.Decision.document_id == row.document_id,
            db.Decision.revision == decision.revision,
            db.Decision.facts.is_not(None),
        )
    ).first()
    if proof is None or policy is None or sealed is None:
        return Redrawn(row.id, same=False, note="what it was drawn from was not kept")
    facts: Facts = decode(Facts, tools.vault.open_json(sealed))
    extraction = extraction_from_json(tools.vault.open_json(proof.extraction))
    number = extraction.invoice.number.value if extraction.invoice.number else ""
    amount = Decimal(row.amount_minor) / 100
    then = decode_policy(policy.settings)
    again = draw(facts.sample_salt, facts.sha256, number, row.line, amount, then.sample_percent, then.sample_steps)
    kept = (row.seed, row.drawn, row.share, row.stratum)
    return Redrawn(row.id, same=kept == (again.seed, str(again.number), str(again.share)[:12], again.stratum))
