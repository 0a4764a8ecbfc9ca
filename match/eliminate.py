"""Supplier, person, amount: which one grant can be meant? Every grant is looked at, and what rules it out is written down.

The stated service and period are not understood first; they only confirm or stop. Where more than one explanation is left,
nothing is chosen. Tiers: 1 a full period in the grant's own unit; 2 cut by known dates or a change of rate; 3 a count that
the invoice states; 4 combinations; 5 derived units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from match.explain import Reason, Reasons
from match.facts import Facts
from match.offers import Near, Terms, combined_offers, offers_for, terms_of, with_policy_terms
from match.payments import Paid, is_paid
from match.periods import Candidate, last_day_after_death, payable_span, stated_candidate, unstated_candidates
from models.country import CountryPack
from models.decision import Elimination, Offer
from models.grant import Grant, Person, Unit
from models.money import Money
from models.period import Period
from models.policy import Policy
from models.value import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True)
class Question:
    """What a line says, once supplier and person are known."""

    amount: Money
    supplier_ids: frozenset[str]
    person: Person
    #: The invoice's date, or the day it arrived.
    issued: date
    stated: Period | None = None
    #: One end of a period that is only half stated.
    half_stated: date | None = None
    units: Decimal | None = None
    #: The line itself says that it is for more than the basic rate.
    names_supplement: bool = False
    #: The grant that a person chose among several; every other is ruled out by that.
    chosen: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Considered:
    """One grant with the periods and amounts that it can explain."""

    grant: Grant
    span: Period | None
    candidates: tuple[Candidate, ...]
    offers: tuple[Offer, ...]
    combined: tuple[Offer, ...] = ()


@quickly_made
@dataclass(frozen=True, slots=True)
class Outcome:
    """What elimination left: an offer, or the code of why there is none. `considered` are the grants that could be meant."""

    offer: Offer | None = None
    code: str | None = None
    facts: dict[str, str] = field(default_factory=dict)
    eliminated: tuple[Elimination, ...] = ()
    considered: tuple[Considered, ...] = ()
    #: Offers that fit when the code is `several-grants` or `ambiguous-period`.
    fitting: tuple[Offer, ...] = ()
    #: The only grant that the reason is about, where there is one.
    only: Grant | None = None
    #: Whether nothing fits and the difference must be analysed.
    unmatched: bool = False


def eliminate(question: Question, facts: Facts, paid: Paid, policy: Policy, pack: CountryPack) -> Outcome:
    """Return the only grant that can be meant, or why there is not exactly one."""
    reasons = Reasons(pack.language)
    own = [with_policy_terms(grant, policy) for grant in facts.grants if grant.person_id == question.person.person_id]
    here = [grant for grant in own if grant.supplier_id in question.supplier_ids]
    ruled_out = [reasons.of(grant, Reason.OTHER_SUPPLIER, supplier=grant.supplier_id) for grant in own if grant not in here]
    if not here:
        code = "wrong-supplier" if own else "no-grant"
        return Outcome(code=code, facts={"list": ", ".join(g.grant_id for g in own)}, eliminated=tuple(ruled_out))
    left = [grant for grant in here if not excluded(grant, policy)]
    ruled_out += [reasons.of(grant, Reason.EXCLUDED, basis=grant.legal_basis) for grant in here if excluded(grant, policy)]
    if not left:
        basis = ", ".join(sorted({grant.legal_basis for grant in here}))
        only = here[0] if len(here) == 1 else None
        return Outcome(code="excluded-paragraph", facts={"basis": basis}, eliminated=tuple(ruled_out), only=only)
    if question.chosen is not None:
        ruled_out += [
            reasons.of(grant, Reason.NOT_CHOSEN, chosen=question.chosen) for grant in left if grant.grant_id != question.chosen
        ]
        listed = {"count": str(len(left)), "list": ", ".join(sorted(grant.grant_id for grant in left))}
        left = [grant for grant in left if grant.grant_id == question.chosen]
        if not left:
            # What was chosen cannot be meant any more; that leaves the choice open, not the others to chance.
            return Outcome(code="several-grants", facts=listed, eliminated=tuple(ruled_out))
    terms = terms_of(facts, question.person, pack)
    near = near_to(question, policy)
    considered = [consider(grant, question, paid, policy, terms, near if len(left) > 1 else None) for grant in left]
    return _choose(question, considered, paid, policy, terms, near, ruled_out)


def excluded(grant: Grant, policy: Policy) -> bool:
    """Whether the council keeps this grant for people: by paragraph, or because its hours are not fixed."""
    counted = grant.unit in (Unit.HOUR, Unit.VISIT)
    unfixed = policy.exclude_unfixed_hours and counted and grant.units_per_week is None
    return grant.legal_basis in policy.excluded_paragraphs or unfixed


def consider(grant: Grant, question: Question, paid: Paid, policy: Policy, terms: Terms, near: Near | None) -> Considered:
    """Return what a grant can explain. Combinations are worked out at once only where grants must be told apart (`near`)."""
    span = payable_span(grant, question.person)
    candidates = candidates_for(grant, question, span, policy, terms)
    offers = offers_for(grant, candidates, question.units, terms)
    combined = combined_offers(grant, candidates, paid, terms, near, stated=question.stated) if near else ()
    return Considered(grant, span, candidates, offers, tuple(combined))


def candidates_for(
    grant: Grant, question: Question, span: Period | None, policy: Policy, terms: Terms
) -> tuple[Candidate, ...]:
    """Return the periods that the line can be about under this grant."""
    if span is None:
        return ()
    if question.stated is not None:
        one = stated_candidate(grant, question.stated, span, terms.calendars)
        return (one,) if one else ()
    found = unstated_candidates(grant, question.issued, policy.period_months_back, span, terms.calendars)
    if question.half_stated is None:
        return found
    return tuple(each for each in found if question.half_stated in (each.period.start, each.period.end))


def near_to(question: Question, policy: Policy) -> Near:
    """Return the range around the amount in which another grant's offer stands in the way: twice the widest tolerance."""
    return Near(question.amount, _twice(policy.tolerance_t1, policy.tolerance_t2_plus, question.amount.currency))


@lru_cache(maxsize=64)
def _twice(one: Decimal, other: Decimal, currency: str) -> Money:
    return Money.of(2 * max(one, other), currency)


#: Tolerances are few and asked for with every offer.
_as_money = lru_cache(maxsize=64)(Money.of)


def tolerance(tier: int, policy: Policy, currency: str) -> Money:
    """Return how far an amount may be from an offer of this tier."""
    return _as_money(policy.tolerance_t1 if tier == 1 else policy.tolerance_t2_plus, currency)


def fits(question: Question, offer: Offer, policy: Policy) -> bool:
    """Whether the amount is the offer's, within the tolerance of its tier."""
    allowed = tolerance(offer.tier, policy, offer.expected.currency).minor
    return abs(question.amount.minor - offer.expected.minor) <= allowed


def _choose(
    question: Question,
    considered: list[Considered],
    paid: Paid,
    policy: Policy,
    terms: Terms,
    near: Near,
    ruled_out: list[Elimination],
) -> Outcome:
    left = tuple(considered)
    matched = _matched(question, left, paid, policy)
    if not matched or min(offer.tier for offer in matched) > 3:
        left = tuple(_with_combined(each, question, paid, terms, near) for each in left)
        matched = _matched(question, left, paid, policy)
    if not matched and policy.pay_packages:
        matched = _packages(question, left, paid, policy, terms)
    lowest = min((offer.tier for offer in matched), default=0)
    matched = [offer for offer in matched if offer.tier == lowest]
    eliminated = (*ruled_out, *_ruled_out(question, left, matched, paid, terms))
    if not matched:
        return Outcome(unmatched=True, eliminated=eliminated, considered=left)
    grants = sorted({offer.grant_id for offer in matched} | _near(left, matched, near))
    if len(grants) > 1:
        listed = {"count": str(len(grants)), "list": ", ".join(grants)}
        return Outcome(code="several-grants", facts=listed, eliminated=eliminated, considered=left, fitting=tuple(matched))
    return _choose_period(question, matched, policy, eliminated, left)


def _with_combined(each: Considered, question: Question, paid: Paid, terms: Terms, near: Near) -> Considered:
    if each.combined:
        return each
    combined = combined_offers(each.grant, each.candidates, paid, terms, near, stated=question.stated)
    return Considered(each.grant, each.span, each.candidates, each.offers, tuple(combined))


def _matched(question: Question, considered: Sequence[Considered], paid: Paid, policy: Policy) -> list[Offer]:
    return [
        offer
        for each in considered
        for offer in (*each.offers, *each.combined)
        if fits(question, offer, policy)
        and not settled(offer, paid)
        and not (question.names_supplement and _is_basic_count(offer))
    ]


def _packages(question: Question, left: Sequence[Considered], paid: Paid, policy: Policy, terms: Terms) -> list[Offer]:
    """Return what pairs of grants in one period cost together, where that is the amount (tier 4)."""
    sure = [
        [offer for offer in each.offers if offer.tier <= 2 and offer.component == "base" and not settled(offer, paid)]
        for each in left
    ]
    pairs = [(one, other) for first, second in combinations(sure, 2) for one in first for other in second]
    joined = [_joined(one, other, terms) for one, other in pairs if one.period == other.period]
    return [offer for offer in joined if fits(question, offer, policy)]


def _joined(one: Offer, other: Offer, terms: Terms) -> Offer:
    return Offer(
        f"{one.grant_id}+{other.grant_id}",
        one.period,
        "DK_PACKAGE" if terms.pack.code == "dk" else "UK_PACKAGE",
        4,
        one.expected + other.expected,
        f"{one.workings} + {other.workings}",
        parts=tuple((each.grant_id, each.period, each.expected) for each in (one, other)),
    )


def _is_basic_count(offer: Offer) -> bool:
    """Tell whether the offer would take a supplement's own count for the basic service."""
    return offer.tier == 3 and offer.component == "base"


def settled(offer: Offer, paid: Paid) -> bool:
    """Whether any part of what the offer pays is paid already."""
    parts = offer.parts or ((offer.grant_id, offer.period, offer.expected),)
    return any(is_paid(paid, grant_id, period, offer.component) for grant_id, period, _ in parts)


def _near(considered: Sequence[Considered], matched: list[Offer], near: Near) -> set[str]:
    """Return other grants whose offer, paid or not, is so close that tolerance could cross to it (the collision guard)."""
    found = {grant_id for offer in matched for grant_id in (offer.grant_id, *(part[0] for part in offer.parts))}
    return {
        each.grant.grant_id
        for each in considered
        if each.grant.grant_id not in found
        for offer in (*each.offers, *each.combined)
        if offer.tier <= 4 and near.holds(offer.expected)
    }


def _choose_period(
    question: Question, matched: list[Offer], policy: Policy, eliminated: tuple[Elimination, ...], left: tuple[Considered, ...]
) -> Outcome:
    if len(matched) == 1:
        return Outcome(offer=matched[0], eliminated=eliminated, considered=left, fitting=tuple(matched))
    periods = sorted({offer.period for offer in matched})
    if len(periods) > 1 and not policy.oldest_unsettled:
        facts = {"count": str(len(periods)), "list": ", ".join(str(period) for period in periods)}
        return Outcome(code="ambiguous-period", facts=facts, eliminated=eliminated, considered=left, fitting=tuple(matched))
    best = min(
        (offer for offer in matched if offer.period == periods[0]),
        key=lambda offer: (abs(question.amount.minor - offer.expected.minor), offer.component != "base"),
    )
    return Outcome(offer=best, eliminated=eliminated, considered=left, fitting=tuple(matched))


def _ruled_out(
    question: Question, considered: Sequence[Considered], matched: list[Offer], paid: Paid, terms: Terms
) -> list[Elimination]:
    """Say for every grant that does not fit which fact ruled it out."""
    reasons = Reasons(terms.pack.language)
    fitting = {grant_id for offer in matched for grant_id in (offer.grant_id, *(part[0] for part in offer.parts))}
    return [_why(question, each, paid, reasons) for each in considered if each.grant.grant_id not in fitting]


def _why(question: Question, each: Considered, paid: Paid, reasons: Reasons) -> Elimination:
    grant = each.grant
    if not each.candidates:
        died = last_day_after_death(grant, question.person)
        if died is not None and each.span is not None and each.span.end == died:
            return reasons.of(grant, Reason.AFTER_DEATH, end=died.isoformat())
        return reasons.of(grant, Reason.OUTSIDE, start=grant.start.isoformat(), end=_iso(grant.last_payable_day))
    if not each.offers:
        return reasons.of(grant, Reason.NO_PRICE, unit=grant.unit.value)
    surest = max(min(offer.tier for offer in each.offers), 2)
    expected = [offer for offer in each.offers if offer.tier <= surest]
    nearest = min(expected, key=lambda offer: (abs(offer.expected.minor - question.amount.minor), offer.tier))
    if settled(nearest, paid) and nearest.expected == question.amount:
        return reasons.of(grant, Reason.PAID, period=str(nearest.period))
    if question.names_supplement and nearest.expected == question.amount:
        return reasons.of(grant, Reason.SUPPLEMENT)
    difference = Money(question.amount.minor - nearest.expected.minor, question.amount.currency)
    return reasons.of(
        grant,
        Reason.AMOUNT,
        expected=str(nearest.expected),
        workings=nearest.workings,
        difference=str(abs(difference)),
        way="more" if difference.minor > 0 else "less",
        period=str(nearest.period),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
