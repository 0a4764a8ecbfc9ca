"""The tests that explain an amount which no offer fits, one function each. All compare to the minor unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations

from match.eliminate import Considered, Question, fits, settled
from match.explain import say_workings
from match.facts import Facts
from match.offers import Terms, deductions, offers_for
from match.payments import Paid, amount_paid
from match.periods import Candidate, Shape, last_day_after_death
from match.rates import rounded, stretches
from models.codes.values import show_date
from models.decision import Offer
from models.grant import Billing, Grant, Rate, Unit
from models.money import Money, total
from models.period import Period
from models.policy import Policy

#: A difference is called a number of days only up to so many.
MOST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Hit:
    """One test that holds for one grant: the code, the facts for its sentence, and what was expected."""

    code: str
    facts: Mapping[str, str]
    grant_id: str | None = None
    expected: Money | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What the tests work on: the question, one grant, and what the rest of the world says."""

    question: Question
    each: Considered
    #: Expected offers, the most certain and nearest first.
    best: tuple[Offer, ...]
    paid: Paid
    policy: Policy
    terms: Terms
    facts: Facts
    #: The price on the line, when it has one.
    price: Money | None
    #: The unit on the line, when it is one of ours.
    unit: str | None
    #: Whether no grant of this person here has a payable day in the period.
    nothing_payable: bool

    @property
    def grant(self) -> Grant:
        """The grant in question."""
        return self.each.grant

    @property
    def nearest(self) -> Offer | None:
        """The expected offer that is nearest to the billed amount."""
        return self.best[0] if self.best else None

    def hit(self, code: str, offer: Offer | None = None, **facts: str) -> Hit:
        """Build a hit with the facts that every sentence may need."""
        offer = offer or self.nearest
        billed = self.question.amount
        known = {"grant": self.grant.grant_id, "billed": str(billed), "amount": str(billed)}
        if offer is None:
            return Hit(code, known | facts, self.grant.grant_id)
        known |= {
            "expected": str(offer.expected),
            "difference": str(abs(billed - offer.expected)),
            "workings": say_workings(offer.workings, self.terms.pack.language),
            "period": str(offer.period),
        }
        return Hit(code, known | facts, self.grant.grant_id, offer.expected, offer.period)

    def at_rate(self, rate: Money) -> tuple[Offer, ...]:
        """Return what the grant would cost in the same periods at another rate."""
        other = replace(self.grant, rates=(Rate(date.min, rate),))
        return offers_for(other, self.each.candidates, self.question.units, self.terms)

    def fitting(self, offers: Iterable[Offer], most: int = 4) -> Offer | None:
        """Return the first offer that fits the billed amount."""
        return next((offer for offer in offers if offer.tier <= most and fits(self.question, offer, self.policy)), None)


def already_paid(case: Case) -> Iterator[Hit]:
    """Find that the amount is what was paid, or what a paid period costs."""
    everything = (*case.each.offers, *case.each.combined)
    offer = case.fitting((each for each in everything if settled(each, case.paid)), most=5)
    if offer is not None:
        yield case.hit("already-paid", offer, voucher=voucher(case, offer.period))
        return
    for candidate in case.each.candidates:
        if amount_paid(case.paid, case.grant.grant_id, candidate.period) == case.question.amount:
            at = Offer(case.grant.grant_id, candidate.period, "", 0, case.question.amount)
            yield case.hit("already-paid", at, voucher=voucher(case, candidate.period))
            return


def voucher(case: Case, period: Period) -> str:
    """Return the voucher or invoice that settled a period."""
    entries = [each for each in case.facts.settled if each.grant_id == case.grant.grant_id and each.period.overlaps(period)]
    return (entries[-1].voucher or entries[-1].invoice_number) if entries else "-"


def period_outside(case: Case) -> Iterator[Hit]:
    """Find that the amount is for days that the grant does not have, or that none of the days is granted."""
    stated, span = case.question.stated, case.each.span
    if stated is None:
        if case.nothing_payable and case.grant.billing in (Billing.CALENDAR_MONTH, Billing.QUARTERLY):
            yield case.hit("period-outside-grant", None, period=case.question.issued.isoformat(), span=_span(case))
        return
    if span is not None and span.covers(stated):
        return
    if not case.nothing_payable and case.fitting(_as_if_open(case, stated)) is None:
        return
    died = last_day_after_death(case.grant, case.question.person)
    if died is not None and span is not None and span.end == died and stated.end > died:
        facts = {"period": str(stated), "date": str(case.question.person.died), "end": died.isoformat()}
        yield replace(case.hit("citizen-deceased", None, **facts), period=stated)
    else:
        yield replace(case.hit("period-outside-grant", None, period=str(stated), span=_span(case)), period=stated)


def _as_if_open(case: Case, stated: Period) -> tuple[Offer, ...]:
    """Price the whole stated period as if the grant had no start or end and the person lived."""
    grant = replace(case.grant, start=min(case.grant.start, stated.start), end=None, run_off_end=None)
    alive = replace(case.terms, person=replace(case.question.person, died=None))
    return offers_for(grant, [Candidate(stated, Shape.FULL)], case.question.units, alive)


def _span(case: Case) -> str:
    language, end = case.terms.pack.language, case.grant.last_payable_day
    until = show_date(end.isoformat(), language) if end else ""
    return f"{show_date(case.grant.start.isoformat(), language)} - {until}".rstrip()


def other_rate(case: Case) -> Iterator[Hit]:
    """Find that the amount follows an earlier rate, a later one, or one that the supplier is known to have."""
    if case.nearest is None:
        return
    now = [rate for _, rate in stretches(case.grant, case.nearest.period)]
    base = sorted((rate for rate in case.grant.rates if rate.component == "base"), key=lambda rate: rate.valid_from)
    known = [(rate.rate, rate.valid_from <= case.nearest.period.start) for rate in base if rate.rate not in now]
    for rate, earlier in [*known, *((rate, False) for rate in case.facts.known_rates if rate not in now)]:
        if case.fitting(case.at_rate(rate), most=2):
            yield case.hit("old-rate-used" if earlier else "rate-not-in-grant", None, rate=str(rate))


def days_differ(case: Case) -> Iterator[Hit]:
    """Find that the difference is a whole number of days at the grant's daily price."""
    for offer in case.best[:3]:
        days = _days_over(case, offer)
        if days:
            yield case.hit("days-differ", offer, days=f"{days:+d}")
            return


def _days_over(case: Case, offer: Offer) -> int:
    """Return by how many days the amount differs from an offer, or 0 when it is not by whole days."""
    priced = stretches(case.grant, offer.period)
    daily = _daily(case.grant, priced[0][1]) if len(priced) == 1 else None
    if not daily:
        return 0
    days = offer.period.days - (1 if offer.rule == "UK_NIGHTS" and case.grant.rule("nights") != "days" else 0)
    difference = case.question.amount.minor - offer.expected.minor
    guess = round(Fraction(difference) / daily)
    exact = rounded(daily * (days + guess)) - rounded(daily * days)
    return guess if abs(guess) <= MOST_DAYS and days + guess > 0 and difference == exact else 0


def _daily(grant: Grant, rate: Money) -> Fraction | None:
    """Return the price of a day in minor units where the contract gives one."""
    if grant.unit in (Unit.DAY, Unit.NIGHT):
        return Fraction(rate.minor)
    if grant.unit is Unit.WEEK:
        exact = Fraction(rate.minor, 7)
        return Fraction(rounded(exact)) if grant.rule("day_rate") == "rounded" else exact
    stated = grant.rule("day_rate")
    return Fraction(Decimal(stated)) * 100 if grant.unit is Unit.MONTH and stated else None


#: What a price becomes when it is taken for another unit's: by the grant's unit, factors that do not depend on the days.
_OTHER_UNITS: Mapping[Unit, tuple[Fraction, ...]] = {
    Unit.DAY: (Fraction(61, 2), Fraction(365, 12), Fraction(3042, 100), Fraction(30), Fraction(28)),
    Unit.WEEK: (Fraction(4), Fraction(52, 12), Fraction(365, 84), Fraction(366, 84), Fraction(5)),
    Unit.MONTH: (Fraction(12, 13),),
}
_MONTH_DIVISORS = (Fraction(30), Fraction(3042, 100), Fraction(61, 2), Fraction(365, 12))


def unit_differs(case: Case) -> Iterator[Hit]:
    """Find that the amount is the grant's price in another unit, or that the line counts and prices another unit."""
    offer = case.nearest
    if offer is None:
        return
    priced = stretches(case.grant, offer.period)
    rates = {rate for _, rate in priced}
    amounts = {rounded(rate.minor * factor) for rate in rates for factor in _OTHER_UNITS.get(case.grant.unit, ())}
    if case.grant.unit is Unit.MONTH:
        days = offer.period.days
        amounts |= {rounded(rate.minor * days / divisor) for rate in rates for divisor in _MONTH_DIVISORS}
        amounts |= {rounded(Fraction(rate.minor * 12 * weeks, 52)) for rate in rates for weeks in (1, 4, 5)}
    # Where the contract deducts what others pay, the whole price of the same days is no other unit.
    less = deductions(case.grant, offer.period, case.terms, offer.expected.currency) if case.grant.rule("pays") == "net" else {}
    amounts.discard(offer.expected.minor + sum(each.minor for each in less.values()))
    if case.question.amount.minor in amounts or _counts_another_unit(case, rates):
        yield case.hit("unit-differ", None, unit=say_workings(case.grant.unit.value, case.terms.pack.language))


def _counts_another_unit(case: Case, rates: set[Money]) -> bool:
    price, units = case.price, case.question.units
    if price is None or units is None or price in rates or case.unit == case.grant.unit.value:
        return False
    # A count in pieces says as little of time as one without a unit: `30 stk.` of a month's grant.
    other = _too_many(case, units) if case.unit in (None, "piece") else case.unit in set(Unit)
    return other and rounded(price.minor * Fraction(units)) == case.question.amount.minor


def _too_many(case: Case, units: Decimal) -> bool:
    """Tell whether a count whose unit is not printed is more weeks or months than the period can hold: 21 of a month's grant."""
    shortest = {Unit.WEEK: 7, Unit.MONTH: 28}.get(case.grant.unit)
    period = case.question.stated or (case.nearest.period if case.nearest else None)
    return shortest is not None and period is not None and units > period.days // shortest + 1


def supplement(case: Case) -> Iterator[Hit]:
    """Find that what is above the grant is a supplement that it does not have, or that the line itself names one."""
    priced = stretches(case.grant, case.nearest.period) if case.nearest else ()
    own = {rate.rate for rate in case.grant.rates if rate.component != "base"}
    over = [case.question.amount.minor, *(case.question.amount.minor - each.expected.minor for each in case.best)]
    counts = _counts(case)
    for rate in sorted(own | set(case.facts.known_supplements)):
        if any(minor > 0 and rounded(rate.minor * count) == minor for minor in over for count in counts):
            yield case.hit("supplement-not-granted", None, amount=str(case.question.amount))
            return
    if case.question.names_supplement and (priced or case.each.candidates):
        yield case.hit("supplement-not-granted", None, amount=str(case.question.amount))


def _counts(case: Case) -> set[Fraction]:
    counts = {Fraction(1)}
    if case.question.units is not None:
        counts.add(Fraction(case.question.units))
    for candidate in case.each.candidates:
        counts |= {Fraction(candidate.period.days), Fraction(candidate.period.days, 7)}
    return counts


def net_gross(case: Case) -> Iterator[Hit]:
    """Find that what others pay (contribution, nursing care, top-up) is deducted where it should not be, or not deducted."""
    for offer in case.best[:3]:
        less = deductions(case.grant, offer.period, case.terms, offer.expected.currency)
        billed_net = case.grant.rule("pays") == "net"
        for names in chain.from_iterable(combinations(less, count) for count in range(1, len(less) + 1)):
            amount = total((less[name] for name in names), offer.expected.currency)
            other = offer.expected + amount if billed_net else offer.expected - amount
            if other == case.question.amount:
                yield case.hit("net-gross-diff", offer, parts=say_workings(", ".join(names), case.terms.pack.language))
                return


def with_vat(case: Case) -> Iterator[Hit]:
    """Find that the amount is the grant's with tax on top."""
    factor = case.terms.pack.vat_factor
    for offer in case.best[:3] if factor else ():
        gross = offer.expected.times(factor or 1)
        if gross == case.question.amount:
            yield case.hit("vat-unexpected", offer, amount=str(gross - offer.expected))
            return


def packages(cases: list[Case]) -> Iterator[Hit]:
    """Find that the amount is the sum of two grants in one period."""
    for first, second in combinations(cases, 2):
        for one in first.best:
            other = next((each for each in second.best if each.period == one.period), None)
            if other and one.expected + other.expected == first.question.amount:
                listed = f"{one.grant_id} ({one.expected}) + {other.grant_id} ({other.expected})"
                facts = {"billed": str(first.question.amount), "list": say_workings(listed, first.terms.pack.language)}
                yield Hit("package-not-itemised", facts, None, one.expected + other.expected, one.period)
                return


#: Tried in this order, after `already_paid`; the first that holds gives the code.
TESTS: tuple[Callable[[Case], Iterator[Hit]], ...] = (
    period_outside,
    other_rate,
    days_differ,
    unit_differs,
    supplement,
    net_gross,
    with_vat,
)
