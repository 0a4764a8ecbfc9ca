"""What an English care package may cost in a period: every way of counting that councils and providers use.

Weekly prices are billed by four weeks (thirteen times a year) or by the calendar month; how a week becomes a month is a
term of the contract (`monthly_divisor`). What the contract does not name is only ever proposed (tier 5).
Sources: councils' published payment terms and billing calendars.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from countries.counted import by_count
from match.rates import in_months, price, share, stretches, workings
from models.decision import Offer
from models.grant import Grant, Unit
from models.money import Money
from models.period import Period

_Part = Callable[[Period], Fraction | int]
_Say = Callable[[Period], str]


def uk_weeks(weekly: Money, weeks: int) -> Money:
    """Price whole weeks (`UK_WEEKS`).

    >>> str(uk_weeks(Money.of("812.50", "GBP"), 4))
    '3250.00'
    """
    return share(weekly, weeks)


def uk_days(weekly: Money, days: int) -> Money:
    """Price days as sevenths of a week, rounded once at the end (`UK_DAYS`).

    >>> [str(uk_days(Money.of("812.50", "GBP"), days)) for days in (30, 31, 19, 20)]
    ['3482.14', '3598.21', '2205.36', '2321.43']
    """
    return share(weekly, Fraction(days, 7))


def uk_days_rounded(weekly: Money, days: int) -> Money:
    """Price days by a daily price that is rounded first (`UK_DAYS_ROUNDED`).

    >>> str(uk_days_rounded(Money.of("812.50", "GBP"), 19))
    '2205.33'
    """
    return share(share(weekly, Fraction(1, 7)), days)


def uk_52_12(weekly: Money, count: int = 1) -> Money:
    """Price a calendar month as a twelfth of 52 weeks (`UK_52_12`).

    >>> str(uk_52_12(Money.of("812.50", "GBP")))
    '3520.83'
    """
    return share(weekly, Fraction(52 * count, 12))


def uk_365_84(weekly: Money, *, leap_year: bool = False) -> Money:
    """Price a calendar month as a twelfth of the year's weeks, counted by its days (`UK_365_84`).

    >>> str(uk_365_84(Money.of("812.50", "GBP"))), str(uk_365_84(Money.of("812.50", "GBP"), leap_year=True))
    ('3530.51', '3540.18')
    """
    return share(weekly, Fraction(366 if leap_year else 365, 84))


def uk_hours(hourly: Money, hours: Decimal) -> Money:
    """Price hours, visits of a band or sessions (`UK_HOURS`, `UK_VISITS`).

    >>> str(uk_hours(Money.of("24.16", "GBP"), Decimal("14.25"))), str(uk_hours(Money.of("12.40", "GBP"), Decimal(28)))
    ('344.28', '347.20')
    """
    return share(hourly, Fraction(hours))


def uk_nights(nightly: Money, period: Period) -> Money:
    """Price the nights of a stay: one fewer than its days (`UK_NIGHTS`).

    >>> from datetime import date
    >>> str(uk_nights(Money.of("142.00", "GBP"), Period(date(2026, 6, 5), date(2026, 6, 12))))
    '994.00'
    """
    return share(nightly, period.days - 1)


def quarter_hours(minutes: int) -> Decimal:
    """Round a visit to the nearest quarter of an hour, as hours.

    >>> quarter_hours(37), quarter_hours(38), quarter_hours(7)
    (Decimal('0.5'), Decimal('0.75'), Decimal('0'))
    """
    return Decimal((2 * minutes + 15) // 30) / 4


# --- the rules as offers ---------------------------------------------------------------------------------------------


def by_week(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a weekly rate: whole weeks, sevenths, and the ways to make a month of it."""
    if grant.unit is not Unit.WEEK:
        return
    if period.days % 7 == 0:
        yield from _priced(grant, period, "UK_WEEKS", 1, lambda part: Fraction(part.days, 7), _weeks)
    else:
        yield from _by_sevenths(grant, period)
    if period.is_calendar_month:
        yield from _by_month_of_weeks(grant, period)


def _by_sevenths(grant: Grant, period: Period) -> Iterator[Offer]:
    month_named = grant.rule("monthly_divisor") in _MONTHS
    tier = 5 if month_named and period.is_calendar_month else 1
    yield from _priced(
        grant, period, "UK_DAYS", tier, lambda part: Fraction(part.days, 7), lambda part: f"{part.days} days / 7"
    )
    priced = stretches(grant, period)
    if priced:
        amount = sum(share(rate, Fraction(1, 7)).minor * part.days for part, rate in priced)
        text = " + ".join(f"{part.days} days × {share(rate, Fraction(1, 7))}" for part, rate in priced)
        # Pennies from the exact share of a week: certain only where the contract says so. Part of a period has a tolerance.
        rounded_tier = tier if grant.rule("day_rate") == "rounded" else 5
        yield Offer(grant.grant_id, period, "UK_DAYS_ROUNDED", rounded_tier, Money(amount, priced[0][1].currency), text)


#: How a contract may say that a week becomes a month, and the rule's name.
_MONTHS = {"52/12": "UK_52_12", "365/84": "UK_365_84"}


def _by_month_of_weeks(grant: Grant, period: Period) -> Iterator[Offer]:
    named = grant.rule("monthly_divisor")
    factors = {"52/12": Fraction(52, 12), "365/84": Fraction(366 if isleap(period.start.year) else 365, 84)}
    for name in _MONTHS if named is None else [named]:
        if name in factors:
            yield from _by_factor(grant, period, name, factors[name], 1 if named == name else 5)


def _by_factor(grant: Grant, period: Period, name: str, factor: Fraction, tier: int) -> Iterator[Offer]:
    shown = name if name == "52/12" else f"{366 if isleap(period.start.year) else 365}/84"
    yield from _priced(grant, period, _MONTHS[name], tier, lambda part: factor * part.days / period.days, lambda _: shown)


def _weeks(part: Period) -> str:
    return f"{part.days // 7} weeks" if part.days % 7 == 0 else f"{part.days} days / 7"


def _priced(grant: Grant, period: Period, rule: str, tier: int, part: _Part, say: _Say) -> Iterator[Offer]:
    amount = price(grant, period, part)
    if amount is not None:
        yield Offer(grant.grant_id, period, rule, tier, amount, workings(grant, period, say))


def by_month(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a monthly rate: whole months, and part of one by its own days."""
    if grant.unit is not Unit.MONTH:
        return
    whole = all(part.is_calendar_month for part in period.months())
    rule, tier = ("UK_MONTH", 1) if whole else ("UK_MONTH_PRORATA_ACT", 2)
    yield from _priced(grant, period, rule, tier, in_months, lambda stretch: f"{in_months(stretch)} months")


def by_year(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a yearly rate by twelfths of whole months."""
    if grant.unit is Unit.YEAR and all(part.is_calendar_month for part in period.months()):
        yield from _priced(
            grant, period, "UK_YEAR_12", 1, lambda part: in_months(part) / 12, lambda part: f"{in_months(part)} months / 12"
        )


def by_day(grant: Grant, period: Period, units: Decimal | None) -> Iterator[Offer]:
    """Offer a daily or nightly rate; a stay has one night fewer than days unless the contract says `nights=days`."""
    if grant.unit is Unit.DAY and grant.rule("day_count") == "attendance":
        yield from by_count(grant, period, units if units is None or units <= period.days else None, "UK_VISITS")
    elif grant.unit is Unit.DAY or (grant.unit is Unit.NIGHT and grant.rule("nights") == "days"):
        rule = "UK_DAYS" if grant.unit is Unit.DAY else "UK_NIGHTS"
        yield from _priced(grant, period, rule, 1, lambda part: part.days, lambda part: f"{part.days} days")
    elif grant.unit is Unit.NIGHT:
        priced = stretches(grant, period)
        if len(priced) == 1 and period.days > 1:
            rate = priced[0][1]
            yield Offer(grant.grant_id, period, "UK_NIGHTS", 1, uk_nights(rate, period), f"{period.days - 1} nights × {rate}")


def by_visit(grant: Grant, period: Period, units: Decimal | None) -> Iterator[Offer]:
    """Offer hours, visits and sessions by the agreed or stated count."""
    if grant.unit is Unit.HOUR:
        yield from by_count(grant, period, units, "UK_HOURS")
    elif grant.unit in (Unit.VISIT, Unit.SESSION):
        yield from by_count(grant, period, units, "UK_VISITS")


def by_block(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer the fixed price of a block, however much of it was used (`UK_BLOCK`)."""
    priced = stretches(grant, period) if grant.unit is Unit.BLOCK else ()
    if len(priced) == 1:
        yield Offer(grant.grant_id, period, "UK_BLOCK", 1, priced[0][1], f"1 × {priced[0][1]}")


def offers(grant: Grant, period: Period, units: Decimal | None) -> tuple[Offer, ...]:
    """Return every admissible amount for these days; `units` is the count that the invoice states."""
    rules = (by_week, by_month, by_year, by_day, by_visit, by_block)
    return tuple(offer for rule in rules for offer in rule(grant, period, units))
