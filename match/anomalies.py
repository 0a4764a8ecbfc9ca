"""What looks wrong in what was paid, each with the figures that say so. Pure; nothing is undone, a person looks.

After death or the end of a grant · days paid twice · two suppliers for one need · more than the grant gives over its life ·
a supplier that suddenly bills much more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from statistics import median

from match.payments import Paid
from match.periods import last_day_after_death
from match.rates import components, in_months, only, price
from models.codes.values import fill
from models.grant import Grant, Person, Settled, Unit
from models.money import Money, total
from models.period import Period

#: Two of these at once, for one person and one legal basis, are two places for one person.
_ROUND_THE_CLOCK = frozenset({Unit.DAY, Unit.NIGHT, Unit.WEEK, Unit.MONTH})
#: A supplier bills suddenly more when a month comes to so many times the median of the months before.
SUDDEN = 2
#: So many months are looked back, and so many of them must have bills.
LOOK_BACK, LEAST_MONTHS = 6, 3

_WORDS: Mapping[str, tuple[str, str]] = {
    "paid-after-death": (
        "{period} is paid under grant {grant}, but the person died and {end} is the last day that may be paid.",
        "{period} er betalt under bevilling {grant}, men borgeren er død, og {end} er sidste dag, der kan betales.",
    ),
    "paid-after-end": (
        "{period} is paid under grant {grant}, but {end} is its last payable day.",
        "{period} er betalt under bevilling {grant}, men {end} er dens sidste dag, der kan betales.",
    ),
    "days-paid-twice": (
        "Grant {grant} is paid for {period} and again for {other}: some days twice.",
        "Bevilling {grant} er betalt for {period} og igen for {other}: nogle døgn to gange.",
    ),
    "suppliers-overlap": (
        "Grants {grant} and {other_grant} ({basis}) are with different suppliers and both paid for {period}.",
        "Bevilling {grant} og {other_grant} ({basis}) er hos hver sin leverandør og begge betalt for {period}.",
    ),
    "more-than-granted": (
        "Grant {grant} gives {expected} for {period}; {billed} is paid: {difference} more over its life.",
        "Bevilling {grant} giver {expected} for {period}; der er betalt {billed}: {difference} mere over hele forløbet.",
    ),
    "sudden-volume": (
        "Supplier {supplier} was paid {billed} for {month}; the median of the {count} months before is {expected}.",
        "Leverandør {supplier} er betalt {billed} for {month}; medianen af de {count} måneder før er {expected}.",
    ),
}


#: What is looked for.
KINDS = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something to look at. `facts` are what the sentence is made from; none is personal."""

    kind: str
    supplier_id: str
    grants: tuple[str, ...]
    period: Period
    facts: tuple[tuple[str, str], ...]
    person_id: str | None = None

    def say(self, language: str) -> str:
        """Return the sentence for staff."""
        english, danish = _WORDS[self.kind]
        return fill(danish if language == "da" else english, dict(self.facts), language)


def look_at_person(grants: Sequence[Grant], person: Person | None, paid: Paid) -> Iterator[Anomaly]:
    """Yield what looks wrong in what was paid for one person, given all grants of that person."""
    for grant in grants:
        yield from _after_the_end(grant, person, paid)
        yield from _twice(grant, paid)
        yield from _over_its_life(grant, paid)
    for one, other in combinations([each for each in grants if each.unit in _ROUND_THE_CLOCK], 2):
        yield from _two_suppliers(one, other, paid)


def _after_the_end(grant: Grant, person: Person | None, paid: Paid) -> Iterator[Anomaly]:
    death, end = last_day_after_death(grant, person), grant.last_payable_day
    for period in _periods(grant, paid):
        if death is not None and period.end > death:
            yield _of(grant, "paid-after-death", period, period=str(period), end=death.isoformat())
        elif end is not None and period.end > end:
            yield _of(grant, "paid-after-end", period, period=str(period), end=end.isoformat())


def _twice(grant: Grant, paid: Paid) -> Iterator[Anomaly]:
    basic = [period for period, part in _parts(grant, paid) if part in ("", "base", "all")]
    for one, other in combinations(sorted(set(basic)), 2):
        if one.overlaps(other):
            yield _of(grant, "days-paid-twice", one, period=str(one), other=str(other))


def _two_suppliers(one: Grant, other: Grant, paid: Paid) -> Iterator[Anomaly]:
    if one.supplier_id == other.supplier_id or one.legal_basis != other.legal_basis:
        return
    for period in _periods(one, paid):
        both = next((shared for each in _periods(other, paid) if (shared := period.intersection(each))), None)
        # The day of moving is often paid in both places.
        if both is not None and both.days > 1:
            facts = {"other_grant": other.grant_id, "basis": one.legal_basis, "period": str(both)}
            found = _of(one, "suppliers-overlap", both, **facts)
            yield Anomaly(found.kind, found.supplier_id, (one.grant_id, other.grant_id), both, found.facts, found.person_id)
            return


def _over_its_life(grant: Grant, paid: Paid) -> Iterator[Anomaly]:
    """Compare all that was paid with what the grant gives from the first paid day to the last, a day's price being no matter."""
    amounts = list(paid.get(grant.grant_id, {}).values())
    periods = _periods(grant, paid)
    if not periods:
        return
    life = Period(min(each.start for each in periods), max(each.end for each in periods))
    gives = [priced for name in ("base", *components(grant)) if (priced := _whole(only(grant, name), life)) is not None]
    one_day = _whole(only(grant, "base"), Period(life.end, life.end))
    if not gives or one_day is None:
        return
    granted, done = total(gives, gives[0].currency), total(amounts, gives[0].currency)
    if done.minor > granted.minor + one_day.minor:
        facts = {"expected": str(granted), "billed": str(done), "difference": str(done - granted), "period": str(life)}
        yield _of(grant, "more-than-granted", life, **facts)


def _whole(grant: Grant, period: Period) -> Money | None:
    """Return what the grant gives for a period in its own unit; None where that depends on what is delivered."""
    weekly = grant.units_per_week
    units = {
        Unit.DAY: lambda part: Fraction(part.days),
        Unit.NIGHT: lambda part: Fraction(part.days),
        Unit.WEEK: lambda part: Fraction(part.days, 7),
        Unit.MONTH: in_months,
        Unit.YEAR: lambda part: in_months(part) / 12,
    }
    if grant.unit in units:
        return price(grant, period, units[grant.unit])
    if grant.unit is Unit.BLOCK or weekly is None:
        return None
    return price(grant, period, lambda part: Fraction(Decimal(weekly)) * Fraction(part.days, 7))


def _parts(grant: Grant, paid: Paid) -> list[tuple[Period, str]]:
    return [key for key, amount in paid.get(grant.grant_id, {}).items() if amount.minor > 0]


def _periods(grant: Grant, paid: Paid) -> list[Period]:
    return sorted({period for period, part in _parts(grant, paid) if not part.startswith("retro:")})


def _of(grant: Grant, kind: str, about: Period, **facts: str) -> Anomaly:
    told = tuple(sorted({"grant": grant.grant_id, **facts}.items()))
    return Anomaly(kind, grant.supplier_id, (grant.grant_id,), about, told, grant.person_id)


def by_month(settled: Iterable[Settled]) -> dict[str, dict[Period, Money]]:
    """Add up by supplier and the calendar month in which the period paid for ends."""
    found: dict[str, dict[Period, Money]] = {}
    for entry in settled:
        month = Period.month(entry.period.end.year, entry.period.end.month)
        of_supplier = found.setdefault(entry.supplier_id, {})
        of_supplier[month] = of_supplier[month] + entry.amount if month in of_supplier else entry.amount
    return found


def sudden_volume(supplier_id: str, months: Mapping[Period, Money], month: Period) -> Anomaly | None:
    """Compare a month with the median of the months before it that have bills; None where too few have or it is as usual."""
    before = [amount.minor for each, amount in sorted(months.items()) if each.end < month.start][-LOOK_BACK:]
    now = months.get(month)
    if now is None or len(before) < LEAST_MONTHS:
        return None
    usual = Money(round(median(before)), now.currency)
    if usual.minor <= 0 or now.minor <= SUDDEN * usual.minor:
        return None
    facts = {
        "supplier": supplier_id,
        "billed": str(now),
        "expected": str(usual),
        "month": f"{month.start:%Y-%m}",
        "count": str(len(before)),
    }
    return Anomaly("sudden-volume", supplier_id, (), month, tuple(sorted(facts.items())))
