"""Why does no offer fit? Every test is tried, in a fixed order: the earliest that hits names the code, and none that hits is left out."""

from __future__ import annotations

from fractions import Fraction

from match.differences import TESTS, Case, Hit, already_paid, packages, voucher
from match.eliminate import Considered, Outcome, Question, settled
from match.facts import Facts
from match.offers import Terms, terms_of
from match.payments import Paid
from match.rates import rounded
from models.country import CountryPack
from models.decision import Offer
from models.invoice import LineReading
from models.money import Money
from models.policy import Policy


def analyse(
    question: Question, outcome: Outcome, paid: Paid, facts: Facts, policy: Policy, pack: CountryPack, line: LineReading
) -> tuple[Hit, ...]:
    """Return every hit, the one that names the code first; never empty."""
    terms = terms_of(facts, question.person, pack)
    focus = _focus(outcome.considered, line, question)
    nothing_payable = not any(each.candidates for each in focus)

    def case(each: Considered) -> Case:
        return _case(question, each, paid, policy, terms, facts, line, nothing_payable=nothing_payable)

    everything, cases = [case(each) for each in outcome.considered], [case(each) for each in focus]
    hits = [hit for each in everything for hit in already_paid(each)]
    hits += [hit for test in TESTS for each in cases for hit in test(each)]
    hits += packages(everything)
    return tuple(hits) or tuple(_plain(cases)) or (_missing(question, cases),)


def _focus(considered: tuple[Considered, ...], line: LineReading, question: Question) -> tuple[Considered, ...]:
    """Keep to the grants that the line's own paragraph or price points at, when it points at any."""
    basis = line.legal_basis.value if line.legal_basis else None
    by_basis = tuple(each for each in considered if each.grant.legal_basis == basis)
    if by_basis and len(by_basis) < len(considered):
        return by_basis
    price = Money.of(line.unit_price.value, question.amount.currency) if line.unit_price else None
    return tuple(each for each in considered if price in {rate.rate for rate in each.grant.rates}) or considered


def _case(
    question: Question,
    each: Considered,
    paid: Paid,
    policy: Policy,
    terms: Terms,
    facts: Facts,
    line: LineReading,
    *,
    nothing_payable: bool,
) -> Case:
    price = Money.of(line.unit_price.value, question.amount.currency) if line.unit_price else None
    unit = line.unit.value if line.unit else None
    best = _best(question, each, paid)
    return Case(question, each, best, paid, policy, terms, facts, price, unit, nothing_payable)


def _best(question: Question, each: Considered, paid: Paid) -> tuple[Offer, ...]:
    """Return the expected offers: unpaid before paid, nearest amount first."""
    basic = [offer for offer in each.offers if offer.component in ("base", "all")]
    most = max(min((offer.tier for offer in basic), default=2), 2)
    expected = [offer for offer in basic if offer.tier <= most]
    return tuple(
        sorted(
            expected, key=lambda offer: (settled(offer, paid), abs(offer.expected.minor - question.amount.minor), offer.tier)
        )
    )


def _plain(cases: list[Case]) -> list[Hit]:
    """Say paid, too high or too low against the nearest expected amount, and when the line's price is not the grant's."""
    priced = [case for case in cases if case.nearest is not None]
    if not priced:
        return []
    case = min(priced, key=_distance)
    offer = case.nearest
    if offer is None:
        return []
    if settled(offer, case.paid):
        return [case.hit("already-paid", offer, voucher=voucher(case, offer.period))]
    high = case.question.amount.minor > offer.expected.minor
    hits = [case.hit("amount-too-high" if high else "amount-too-low", offer)]
    if _own_price_differs(case):
        hits.append(case.hit("rate-not-in-grant", offer, rate=str(case.price)))
    return hits


def _distance(case: Case) -> int:
    return abs(case.nearest.expected.minor - case.question.amount.minor) if case.nearest else 0


def _own_price_differs(case: Case) -> bool:
    """Tell whether the line's price times its count is the amount, but the price is none of the grant's."""
    if case.price is None or case.question.units is None or case.price in {rate.rate for rate in case.grant.rates}:
        return False
    return rounded(case.price.minor * Fraction(case.question.units)) == case.question.amount.minor


def _missing(question: Question, cases: list[Case]) -> Hit:
    """Nothing was expected at all: no period to price, or no price for it."""
    facts = {"billed": str(question.amount), "grant": cases[0].grant.grant_id if cases else ""}
    if question.stated is None:
        return Hit("period-missing", facts, cases[0].grant.grant_id if len(cases) == 1 else None)
    rate = str(cases[0].price) if cases and cases[0].price else "-"
    return Hit("rate-not-in-grant", {**facts, "period": str(question.stated), "rate": rate}, None, None, question.stated)
