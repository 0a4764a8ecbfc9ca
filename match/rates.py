"""Prices over time, and exact shares of them: one rounding at the end, half a unit away from zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from models.grant import Grant
from models.money import Money
from models.period import Period


def rounded(amount: Fraction) -> int:
    """Round to a whole minor unit, half away from zero.

    >>> rounded(Fraction(-5, 2)), rounded(Fraction(81250 * 19, 7))
    (-3, 220536)
    """
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return whole if amount >= 0 else -whole


def share(rate: Money, part: Fraction | int) -> Money:
    """Return a part of a price, rounded once.

    >>> str(share(Money.of("812.50", "GBP"), Fraction(19, 7)))
    '2205.36'
    """
    return Money(rounded(rate.minor * Fraction(part)), rate.currency)


def rate_on(grant: Grant, day: date, component: str = "base") -> Money | None:
    """Return the price that holds on a day: the last one that began."""
    began = [rate for rate in grant.rates if rate.component == component and rate.valid_from <= day]
    return max(began, key=lambda rate: rate.valid_from).rate if began else None


def components(grant: Grant) -> tuple[str, ...]:
    """Return the names of what the grant has prices for besides the basic rate."""
    return tuple(sorted({rate.component for rate in grant.rates} - {"base"}))


def only(grant: Grant, component: str) -> Grant:
    """Return the grant as if the component were all of it, so that the same rules price it."""
    if component == "base" and all(rate.component == "base" for rate in grant.rates):
        return grant
    return replace(grant, rates=tuple(replace(rate, component="base") for rate in grant.rates if rate.component == component))


def stretches(grant: Grant, period: Period) -> tuple[tuple[Period, Money], ...]:
    """Split a period where the basic rate changes; empty when the grant has no rate for some of its days."""
    base = [rate for rate in grant.rates if rate.component == "base"]
    if len(base) == 1:
        return ((period, base[0].rate),) if base[0].valid_from <= period.start else ()
    changes = sorted(
        {rate.valid_from for rate in grant.rates if rate.component == "base" and period.start < rate.valid_from <= period.end}
    )
    starts = [period.start, *changes]
    ends = [*(change - timedelta(days=1) for change in changes), period.end]
    priced = [(Period(start, end), rate_on(grant, start)) for start, end in zip(starts, ends, strict=True)]
    joined = tuple((part, rate) for part, rate in priced if rate is not None)
    return joined if len(joined) == len(priced) else ()


def price(grant: Grant, period: Period, part: Callable[[Period], Fraction | int]) -> Money | None:
    """Add up `part` of the rate over the stretches of a period, rounding once; None where a rate is missing."""
    return price_of(stretches(grant, period), part)


def price_of(priced: Sequence[tuple[Period, Money]], part: Callable[[Period], Fraction | int]) -> Money | None:
    """Do the same for stretches that are known already."""
    if not priced:
        return None
    if len(priced) == 1:
        stretch, rate = priced[0]
        count = part(stretch)
        if isinstance(count, int):
            return Money(rate.minor * count, rate.currency)  # nothing to round
    exact = sum((rate.minor * Fraction(part(stretch)) for stretch, rate in priced), Fraction(0))
    return Money(rounded(exact), priced[0][1].currency)


def months(period: Period) -> Iterator[tuple[Period, int]]:
    """Yield the parts of a period by calendar month, with the number of days that month has."""
    for part in period.months():
        yield part, Period.month(part.start.year, part.start.month).days


def in_months(period: Period) -> Fraction:
    """Return a period as months: each whole month is one, part of a month its days over the month's.

    >>> in_months(Period(date(2026, 3, 12), date(2026, 4, 30)))
    Fraction(51, 31)
    """
    return sum((Fraction(part.days, of) for part, of in months(period)), Fraction(0))


def workings(grant: Grant, period: Period, say: Callable[[Period], str]) -> str:
    """Return how the amount comes about: each stretch's units times its rate."""
    return workings_of(stretches(grant, period), say)


def workings_of(priced: Sequence[tuple[Period, Money]], say: Callable[[Period], str]) -> str:
    """Do the same for stretches that are known already."""
    return " + ".join([f"{say(stretch)} × {rate}" for stretch, rate in priced])
