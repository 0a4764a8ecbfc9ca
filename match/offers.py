"""Every amount that a grant can explain: each rule, for each period, for each part of the grant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from match.facts import Facts, WeeklyCharge
from match.payments import Paid, amount_paid, is_paid
from match.periods import MOST_PERIODS, Calendars, Candidate, Shape, payable_span, split
from match.rates import components, only, rounded, stretches
from models.country import CountryPack
from models.decision import Offer
from models.grant import Grant, Person, Rate, Unit
from models.money import Money, total
from models.period import Period
from models.policy import Policy
from models.value import quickly_made

#: What others pay weekly, when a contract names it: nursing care by the NHS, and a third party's top-up.
WEEKLY_DEDUCTIONS = ("fnc", "top_up")


@quickly_made
@dataclass(frozen=True, slots=True)
class Terms:
    """What pricing needs besides the grant: the country's rules, calendars, the person, and what others pay."""

    pack: CountryPack
    calendars: Calendars
    person: Person | None
    charges: tuple[WeeklyCharge, ...] = ()


def terms_of(facts: Facts, person: Person | None, pack: CountryPack) -> Terms:
    """Return the terms for one person."""
    charges = tuple(charge for charge in facts.charges if person and charge.person_id == person.person_id)
    return Terms(pack, dict(facts.calendars), person, charges)


def with_policy_terms(grant: Grant, policy: Policy) -> Grant:
    """Return the grant with the council's general contract terms where it says nothing itself."""
    general = [tuple(rule.split("=", 1)) for rule in policy.contract_rules if "=" in rule]
    if not general:
        return grant
    own = {name for name, _ in grant.contract_rules}
    added = tuple((name.strip(), value.strip()) for name, value in general if name.strip() not in own)
    return replace(grant, contract_rules=(*grant.contract_rules, *added))


def offers_for(grant: Grant, candidates: Iterable[Candidate], units: Decimal | None, terms: Terms) -> tuple[Offer, ...]:
    """Return what the grant can cost in each candidate period: the basic rate, each supplement, and both in one."""
    return tuple(offer for candidate in candidates for offer in _for_candidate(grant, candidate, units, terms))


def _for_candidate(grant: Grant, candidate: Candidate, units: Decimal | None, terms: Terms) -> Iterator[Offer]:
    if candidate.shape is Shape.SEVERAL:
        yield from _several(grant, candidate.period, terms)
        return
    base = [_net(grant, offer, terms) for offer in _priced(grant, candidate, units, terms.pack)]
    yield from base
    names = components(grant)
    if not names:
        return
    supplements = [
        replace(offer, component=name) for name in names for offer in _priced(only(grant, name), candidate, units, terms.pack)
    ]
    yield from (_as_supplement(offer, terms.pack) for offer in supplements)
    yield from _merged(base, supplements, terms.pack)


def _priced(grant: Grant, candidate: Candidate, units: Decimal | None, pack: CountryPack) -> Iterator[Offer]:
    if grant.unit is Unit.BLOCK and candidate.shape is not Shape.FULL:
        return
    changes = len(grant.rates) > 1 and len(stretches(grant, candidate.period)) > 1
    least = max(int(candidate.shape), 2 if changes else 1)
    for rule in pack.offer_rules:
        for offer in rule(grant, candidate.period, units):
            yield offer if offer.tier >= least else replace(offer, tier=least)


def _as_supplement(offer: Offer, pack: CountryPack) -> Offer:
    return replace(offer, rule="DK_TILLAEG" if pack.code == "dk" else "UK_SUPPLEMENT")


def _merged(base: Sequence[Offer], supplements: Sequence[Offer], pack: CountryPack) -> Iterator[Offer]:
    """Add all supplements to the basic amount, each priced by the same rule."""
    for offer in base:
        same = [each for each in supplements if each.rule == offer.rule]
        if same:
            parts = [offer, *same]
            yield replace(
                _as_supplement(offer, pack),
                component="all",
                tier=max(each.tier for each in parts),
                expected=total((each.expected for each in parts), offer.expected.currency),
                workings=" + ".join(each.workings for each in parts),
            )


def _several(grant: Grant, period: Period, terms: Terms) -> Iterator[Offer]:
    """Add up the most certain basic offers of consecutive billing periods: what the single invoices would have been."""
    span = payable_span(grant, terms.person)
    parts = split(grant, period, span, terms.calendars) if span else ()
    priced = [_certain(grant, part, terms) for part in parts]
    offers = [offer for offer in priced if offer is not None]
    if offers and len(offers) == len(parts):
        yield _joined(offers, terms)


def _certain(grant: Grant, period: Period, terms: Terms) -> Offer | None:
    """Return the one basic offer of tier 1 or 2 for a billing period, or None when there is none."""
    whole = _priced(grant, Candidate(period, Shape.FULL), None, terms.pack)
    sure = sorted((offer for offer in whole if offer.tier <= 2), key=lambda offer: offer.tier)
    return _net(grant, sure[0], terms) if sure else None


# --- what others pay --------------------------------------------------------------------------------------------------


def deductions(grant: Grant, period: Period, terms: Terms, currency: str) -> dict[str, Money]:
    """Return what others pay of these days, by name, each rounded by itself. A contribution stops on the day of death."""
    amounts = {name: _weekly(grant, name, period, currency) for name in WEEKLY_DEDUCTIONS}
    amounts["contribution"] = _contribution(period, terms, currency)
    return {name: amount for name, amount in amounts.items() if amount}


def _weekly(grant: Grant, name: str, period: Period, currency: str) -> Money:
    try:
        weekly = Money.of(Decimal(grant.rule(name) or 0), currency)
    except InvalidOperation:
        return Money.zero(currency)
    return Money(rounded(Fraction(weekly.minor * period.days, 7)), currency)


def _contribution(period: Period, terms: Terms, currency: str) -> Money:
    died = terms.person.died if terms.person else None
    if died is not None and died < period.end:
        if died < period.start:
            return Money.zero(currency)
        period = Period(period.start, died)
    exact = Fraction(0)
    for charge in terms.charges:
        valid = Period(charge.valid_from, charge.valid_to or period.end) if charge.valid_from <= period.end else None
        days = valid.intersection(period) if valid else None
        exact += Fraction(charge.amount.minor * days.days, 7) if days else 0
    return Money(rounded(exact), currency)


def _net(grant: Grant, offer: Offer, terms: Terms) -> Offer:
    """Take off what others pay where the contract says that the supplier bills the council's part only (`pays=net`)."""
    if grant.rule("pays") != "net":
        return offer
    less = deductions(grant, offer.period, terms, offer.expected.currency)
    if not less:
        return offer
    text = " - ".join([offer.workings, *(f"{amount} {name}" for name, amount in less.items())])
    return replace(offer, expected=offer.expected - total(less.values(), offer.expected.currency), workings=text)


# --- combinations -----------------------------------------------------------------------------------------------------


@quickly_made
@dataclass(frozen=True, slots=True)
class Near:
    """The billed amount and how far from it an offer can still matter; others need not be written out."""

    amount: Money
    slack: Money

    def holds(self, amount: Money) -> bool:
        """Whether an offer of this amount can fit the line or stand in its way."""
        return abs(amount.minor - self.amount.minor) <= self.slack.minor


def combined_offers(
    grant: Grant, candidates: Sequence[Candidate], paid: Paid, terms: Terms, near: Near, *, stated: Period | None
) -> Iterator[Offer]:
    """Yield what only a combination explains (tier 4): later regulation, and several unpaid months where none is stated."""
    yield from _retroactive(grant, paid, terms, near, stated)
    if stated is None:
        unpaid = [each.period for each in candidates if not is_paid(paid, grant.grant_id, each.period, "base")]
        priced = [offer for offer in (_certain(grant, period, terms) for period in unpaid) if offer is not None]
        yield from (_joined(run, terms) for run in _runs(priced) if near.holds(_sum(offer.expected for offer in run)))


def _runs(offers: Sequence[Offer]) -> Iterator[Sequence[Offer]]:
    """Yield every row of two to six offers whose periods follow each other without a gap."""
    for first in range(len(offers)):
        for last in range(first + 1, min(first + MOST_PERIODS, len(offers))):
            if (offers[last].period.start - offers[last - 1].period.end).days != 1:
                break
            yield offers[first : last + 1]


def _joined(offers: Sequence[Offer], terms: Terms) -> Offer:
    return Offer(
        offers[0].grant_id,
        Period(offers[0].period.start, offers[-1].period.end),
        "DK_MULTI" if terms.pack.code == "dk" else "UK_MULTI",
        4,
        _sum(offer.expected for offer in offers),
        " + ".join(offer.workings for offer in offers),
        parts=tuple((offer.grant_id, offer.period, offer.expected) for offer in offers),
    )


def _sum(amounts: Iterable[Money]) -> Money:
    first, *rest = amounts
    return Money(first.minor + sum(each.minor for each in rest), first.currency)


def _retroactive(grant: Grant, paid: Paid, terms: Terms, near: Near, stated: Period | None) -> Iterator[Offer]:
    """Offer the difference between what paid periods cost now and what was paid for them, over any run of them."""
    if len(grant.rates) < 2:
        return  # no rate came after another
    owed = [part for part in _owed(grant, paid, terms) if stated is None or stated.covers(part[0])]
    if stated is not None:
        runs = [owed] if owed else []
    else:
        runs = [owed[first:last] for first in range(len(owed)) for last in range(first + 1, len(owed) + 1)]
    newest = max((rate.valid_from for rate in grant.rates if rate.component == "base"), default=None)
    for run in runs:
        amount = _sum(difference for _, difference, _, _ in run)
        if amount and near.holds(amount):
            yield Offer(
                grant.grant_id,
                Period(run[0][0].start, run[-1][0].end),
                "DK_RETRO" if terms.pack.code == "dk" else "UK_RETRO",
                4,
                amount,
                " + ".join(f"({now} - {was})" for _, _, now, was in run),
                component=f"retro:{newest}",
                parts=tuple((grant.grant_id, period, difference) for period, difference, _, _ in run),
            )


def _owed(grant: Grant, paid: Paid, terms: Terms) -> Iterator[tuple[Period, Money, Money, Money]]:
    """Yield each period paid at an earlier rate with the difference, what it costs now and what was paid."""
    earlier = [replace(grant, rates=rates) for rates in _earlier_rates(grant)]
    for period in sorted({period for period, _ in paid.get(grant.grant_id, {})}) if earlier else ():
        now = _certain(grant, period, terms)
        was = amount_paid(paid, grant.grant_id, period)
        before = [_certain(old, period, terms) for old in earlier]
        if now and was and now.expected != was and was in [offer.expected for offer in before if offer]:
            yield period, now.expected - was, now.expected, was


def _earlier_rates(grant: Grant) -> Iterator[tuple[Rate, ...]]:
    """Yield the rates as they were before each later one was known."""
    starts = sorted({rate.valid_from for rate in grant.rates if rate.component == "base"})
    for known in starts[1:]:
        yield tuple(rate for rate in grant.rates if rate.component != "base" or rate.valid_from < known)
