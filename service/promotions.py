"""What may post by itself: proposed by the evidence, made by people, ended by people or by the random check.

A promotion in force is a fact of the decision and is sealed with it, so that `afstem replay` decides as on that day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from match.bounds import lower_bound
from match.facts import Facts
from match.scopes import EVERY, Scope
from models import db
from models.policy import Policy
from models.posting import Mode
from service import shadow
from service.asking import Question, among
from service.shadow import Evidence
from service.tools import Tools

_PROMOTIONS, _DEMOTIONS = db.Promotion.__table__, db.Demotion.__table__
_IN_FORCE = Question(
    select(_PROMOTIONS.c.rule, _PROMOTIONS.c.legal_basis, _PROMOTIONS.c.supplier_id).where(
        _PROMOTIONS.c.ended_at.is_(None), _PROMOTIONS.c.confirmed_at.is_not(None), among(_PROMOTIONS.c.supplier_id, "ids")
    )
)
_DEMOTED = Question(select(_DEMOTIONS.c.rule).where(_DEMOTIONS.c.lifted_at.is_(None)).distinct())


def in_force(session: Session, policy: Policy, supplier_ids: Collection[str]) -> tuple[Scope, ...]:
    """Return what is promoted for these suppliers; under other modes of the policy it makes no difference and is not asked."""
    if policy.mode is not Mode.PROMOTED:
        return ()
    rows = _IN_FORCE.ask(session, ids=[*sorted(supplier_ids), EVERY])
    return tuple(sorted({Scope(*row) for row in rows}))


def demoted(session: Session) -> frozenset[str]:
    """Return the rules that no longer post by themselves."""
    return frozenset(rule for (rule,) in _DEMOTED.ask(session))


def have_changed(session: Session, policy: Policy, facts: Facts) -> bool:
    """Whether something was promoted, ended or demoted since these facts were loaded."""
    ids = [each.supplier_id for each in facts.suppliers]
    return demoted(session) != facts.demoted or in_force(session, policy, ids) != facts.promoted


def meets_bar(each: Evidence, policy: Policy) -> bool:
    """Whether enough was compared, and so little of it differed, that the policy lets the scope be promoted."""
    return each.compared >= policy.promotion_decisions and Decimal(each.bound) <= policy.promotion_percent / 100


def hindrance(each: Evidence | None, found: Mapping[Scope, Evidence], policy: Policy) -> str | None:
    """Return why a scope cannot be promoted on this evidence, or None when it can."""
    if each is None or each.compared < policy.promotion_decisions:
        count = each.compared if each else 0
        return f"{count} decisions have been compared; the policy asks for {policy.promotion_decisions}."
    if not meets_bar(each, policy):
        return (
            f"{each.errors} of {each.compared} differ: up to {_percent(each.bound)} % may be wrong, "
            f"and the policy allows {policy.promotion_percent} %."
        )
    bad = next(_bad_members(each.scope, found, policy), None)
    if bad is not None:
        return (
            f"{bad.errors} of {bad.compared} differ for {bad.scope.legal_basis} at {bad.scope.supplier_id}: "
            "promote the others one by one."
        )
    return None


def _bad_members(scope: Scope, found: Mapping[Scope, Evidence], policy: Policy) -> Iterator[Evidence]:
    """Find parts of a wide scope that are surely worse than the bar: many good suppliers must not hide a bad one."""
    for narrow, each in sorted(found.items()):
        is_part = narrow != scope and EVERY not in (narrow.legal_basis, narrow.supplier_id) and scope.covers(narrow)
        if is_part and lower_bound(each.errors, each.compared) > policy.promotion_percent / 100:
            yield each


def _percent(share: str) -> Decimal:
    return (Decimal(share) * 100).quantize(Decimal("0.01"), ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Standing:
    """A scope with what speaks for it, and why it cannot be promoted if it cannot."""

    evidence: Evidence
    why_not: str | None = None


def standings(
    session: Session, tools: Tools, lines: Iterable[shadow.Line] | None = None
) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """Return what the evidence lets people promote, the widest scopes only, and the rest of what was compared.

    `lines` is the whole comparison (`shadow.lines`) where it is known already.
    What is promoted already, or waits for its second person, is in neither.
    """
    found = shadow.evidence(shadow.lines(session, tools) if lines is None else lines)
    held = [
        Scope(row.rule, row.legal_basis, row.supplier_id)
        for row in session.scalars(select(db.Promotion).where(db.Promotion.ended_at.is_(None)))
    ]
    down = demoted(session)
    fit: list[Standing] = []
    rest: list[Standing] = []
    for scope in sorted(found, key=lambda each: (_narrowness(each), each)):
        each = found[scope]
        if any(wide.covers(scope) for wide in held):
            continue
        why_not = "The random check has demoted the rule." if scope.rule in down else hindrance(each, found, tools.policy)
        if why_not is not None:
            rest.append(Standing(each, why_not))
        elif not any(wide.evidence.scope.covers(scope) for wide in fit):
            fit.append(Standing(each))
    return tuple(fit), tuple(_one_a_reason(rest))


def _narrowness(scope: Scope) -> int:
    return (scope.legal_basis != EVERY) + (scope.supplier_id != EVERY)


def _one_a_reason(rest: Iterable[Standing]) -> Iterator[Standing]:
    """Leave out wide scopes that hold exactly what a narrower one holds: they say the same twice."""
    every = list(rest)
    for each in every:
        if not any(_says_as_much(other, each) for other in every):
            yield each


def _says_as_much(other: Standing, each: Standing) -> bool:
    inner, outer = other.evidence, each.evidence
    same = (inner.compared, inner.errors) == (outer.compared, outer.errors)
    return inner.scope != outer.scope and outer.scope.covers(inner.scope) and same


def is_waiting(row: db.Promotion) -> bool:
    """Whether a promotion waits for its second person."""
    return row.ended_at is None and row.confirmed_at is None


def state_of(row: db.Promotion) -> str:
    """Name how far a promotion is: waiting, in-force or ended."""
    return "ended" if row.ended_at else "waiting" if is_waiting(row) else "in-force"
