"""What a Danish grant may cost in a period: every way of counting that the contracts know.

A daily price derived from a monthly one needs a divisor and sometimes rounding to whole kroner, and providers differ, so
both are terms of the contract (`monthly_divisor`, `whole_krone`, `day_rate`). What the contract does not name is only ever
proposed (tier 5). Sources: published price lists of providers; the regions' framework agreements (styringsaftaler).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from countries.counted import by_count
from match.rates import in_months, months, price, price_of, rounded, share, stretches, workings, workings_of
from models.decision import Offer
from models.grant import Grant, Unit
from models.money import Money
from models.period import Period

#: Divisors that turn a month's price into a day's, by the name that contracts use.
DIVISORS = {"30": Fraction(30), "30.42": Fraction(3042, 100), "30.5": Fraction(61, 2), "365/12": Fraction(365, 12)}
_NAMES = {"30": "30", "30.42": "30_42", "30.5": "30_5", "365/12": "365_12"}


def dk_days(day_rate: Money, days: int) -> Money:
    """Price calendar days (`DK_DAYS`, `DK_MONTH_PRORATA_DAYRATE`) or attendance days (`DK_ATTEND`, `DK_OPENDAYS`).

    >>> str(dk_days(Money.of("2243", "DKK"), 30)), str(dk_days(Money.of("2243", "DKK"), 20))
    ('67290.00', '44860.00')
    >>> str(dk_days(Money.of("609", "DKK"), 21))
    '12789.00'
    """
    return share(day_rate, days)


def dk_month(month_rate: Money, count: int = 1) -> Money:
    """Price whole months (`DK_MONTH`, `DK_MULTI`).

    >>> str(dk_month(Money.of("68389", "DKK"))), str(dk_month(Money.of("68389", "DKK"), 3))
    ('68389.00', '205167.00')
    """
    return share(month_rate, count)


def dk_month_prorata_act(month_rate: Money, days: int, days_in_month: int) -> Money:
    """Price part of a month by its own number of days (`DK_MONTH_PRORATA_ACT`).

    >>> str(dk_month_prorata_act(Money.of("68389", "DKK"), 20, 31))
    '44121.94'
    """
    return share(month_rate, Fraction(days, days_in_month))


def dk_month_prorata(month_rate: Money, days: int, divisor: str, *, whole_krone: bool = False) -> Money:
    """Price part of a month by a fixed divisor (`DK_MONTH_PRORATA_30`, `_30_42`, `_30_5`, `_365_12`).

    With `whole_krone` the day's price is rounded to kroner first, as published day prices are.

    >>> month = Money.of("68389", "DKK")
    >>> [str(dk_month_prorata(month, 20, divisor)) for divisor in DIVISORS]
    ['45592.67', '44963.18', '44845.25', '44968.11']
    >>> str(dk_month_prorata(Money.of("73010", "DKK"), 1, "30.5", whole_krone=True))
    '2394.00'
    """
    if whole_krone:
        return share(_whole_krone(month_rate, divisor), days)
    return share(month_rate, days / DIVISORS[divisor])


def dk_year_12(year_rate: Money, count: int = 1) -> Money:
    """Price whole months of a yearly rate (`DK_YEAR_12`).

    >>> str(dk_year_12(Money.of("820668", "DKK")))
    '68389.00'
    """
    return share(year_rate, Fraction(count, 12))


def dk_hours(hour_rate: Money, hours: Decimal) -> Money:
    """Price hours (`DK_HOURS`).

    >>> str(dk_hours(Money.of("412.50", "DKK"), Decimal("14.25")))
    '5878.13'
    """
    return share(hour_rate, Fraction(hours))


def _whole_krone(month_rate: Money, divisor: str) -> Money:
    return Money(rounded(month_rate.minor / DIVISORS[divisor] / 100) * 100, month_rate.currency)


# --- the rules as offers ---------------------------------------------------------------------------------------------


def by_day(grant: Grant, period: Period, units: Decimal | None) -> Iterator[Offer]:
    """Offer a daily rate: by the calendar, by attendance or by the days that the place is open."""
    if grant.unit not in (Unit.DAY, Unit.NIGHT):
        return
    count = grant.rule("day_count", "calendar")
    if count == "attendance":
        yield from by_count(grant, period, units if units is None or units <= period.days else None, "DK_ATTEND")
    elif count == "open_days":
        yield from _by_open_days(grant, period)
    else:
        priced = stretches(grant, period)
        amount = price_of(priced, lambda part: part.days)
        if amount is not None:
            yield Offer(grant.grant_id, period, "DK_DAYS", 1, amount, workings_of(priced, lambda part: f"{part.days} days"))


def _by_open_days(grant: Grant, period: Period) -> Iterator[Offer]:
    """Price whole months by the offer's own calendar, given in the contract as `2026-06:21|2026-07:0`."""
    calendar = dict(each.split(":", 1) for each in (grant.rule("open_days") or "").split("|") if ":" in each)
    opened = calendar.get(f"{period.start:%Y-%m}", "")
    priced = stretches(grant, period)
    if period.is_calendar_month and opened.isdigit() and len(priced) == 1:
        rate = priced[0][1]
        yield Offer(grant.grant_id, period, "DK_OPENDAYS", 1, dk_days(rate, int(opened)), f"{opened} open days × {rate}")


def by_month(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a monthly rate: whole months, and every agreed or usual way to price part of one."""
    if grant.unit is not Unit.MONTH:
        return
    whole = all(part.is_calendar_month for part in period.months())
    if whole:
        amount = price(grant, period, in_months)
        if amount is not None:
            yield Offer(grant.grant_id, period, "DK_MONTH", 1, amount, _month_workings(grant, period))
    yield from _parts_of_months(grant, period, whole=whole)


def _parts_of_months(grant: Grant, period: Period, *, whole: bool) -> Iterator[Offer]:
    named = grant.rule("monthly_divisor")
    if not whole and named in (None, "actual"):
        amount = price(grant, period, in_months)
        if amount is not None:
            yield Offer(grant.grant_id, period, "DK_MONTH_PRORATA_ACT", 2, amount, _month_workings(grant, period))
    yield from _by_day_rate(grant, period, whole=whole)
    for divisor in DIVISORS if named is None and not whole else [named or ""]:
        if divisor in DIVISORS:
            yield from _by_divisor(grant, period, divisor, tier=5 if whole or named is None else 2)


def _by_divisor(grant: Grant, period: Period, divisor: str, tier: int) -> Iterator[Offer]:
    priced = stretches(grant, period)
    if not priced:
        return
    whole_krone = grant.rule("whole_krone") == "yes"
    if whole_krone:
        amount = Money(sum(_whole_krone(rate, divisor).minor * part.days for part, rate in priced), priced[0][1].currency)
    else:
        exact = sum((rate.minor * part.days / DIVISORS[divisor] for part, rate in priced), Fraction(0))
        amount = Money(rounded(exact), priced[0][1].currency)
    text = workings(grant, period, lambda part: f"{part.days} days / {divisor}")
    yield Offer(grant.grant_id, period, f"DK_MONTH_PRORATA_{_NAMES[divisor]}", tier, amount, text)


def _by_day_rate(grant: Grant, period: Period, *, whole: bool) -> Iterator[Offer]:
    # Some providers publish a day's price beside the month's; it then stands in the contract.
    stated = grant.rule("day_rate")
    priced = stretches(grant, period)
    if stated is None or not priced:
        return
    try:
        rate = Money.of(Decimal(stated), priced[0][1].currency)
    except InvalidOperation:
        return
    yield Offer(
        grant.grant_id,
        period,
        "DK_MONTH_PRORATA_DAYRATE",
        5 if whole else 2,
        dk_days(rate, period.days),
        f"{period.days} days × {rate}",
    )


def _month_workings(grant: Grant, period: Period) -> str:
    def count(part: Period) -> str:
        pieces = [f"{each.days}/{of}" for each, of in months(part) if each.days != of]
        whole = sum(each.days == of for each, of in months(part))
        return " + ".join([*([f"{whole} months"] if whole else []), *pieces])

    return workings(grant, period, count)


def by_year(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a yearly rate: twelfths for whole months, days of the year for the rest."""
    if grant.unit is not Unit.YEAR:
        return
    whole = all(part.is_calendar_month for part in period.months())
    amount = price(grant, period, lambda part: in_months(part) / 12)
    if amount is not None:
        yield Offer(grant.grant_id, period, "DK_YEAR_12", 1 if whole else 5, amount, f"{_month_workings(grant, period)} / 12")


def by_hour(grant: Grant, period: Period, units: Decimal | None) -> Iterator[Offer]:
    """Offer hours, visits and sessions by the agreed or stated count."""
    if grant.unit is Unit.SESSION:
        yield from by_count(grant, period, units, "DK_ATTEND")
    elif grant.unit in (Unit.HOUR, Unit.VISIT):
        yield from by_count(grant, period, units, "DK_HOURS")


def by_week(grant: Grant, period: Period, _units: Decimal | None) -> Iterator[Offer]:
    """Offer a weekly rate or a fixed price for a block."""
    if grant.unit is Unit.WEEK:
        amount = price(grant, period, lambda part: Fraction(part.days, 7))
        if amount is not None:
            text = workings(grant, period, lambda part: f"{part.days} days / 7")
            yield Offer(grant.grant_id, period, "DK_WEEKS", 1 if period.days % 7 == 0 else 2, amount, text)
    elif grant.unit is Unit.BLOCK:
        priced = stretches(grant, period)
        if len(priced) == 1:
            yield Offer(grant.grant_id, period, "DK_BLOCK", 1, priced[0][1], f"1 × {priced[0][1]}")


#: The rule of each unit; a unit has one.
_RULES: Mapping[Unit, Callable[[Grant, Period, Decimal | None], Iterator[Offer]]] = {
    Unit.DAY: by_day,
    Unit.NIGHT: by_day,
    Unit.MONTH: by_month,
    Unit.YEAR: by_year,
    Unit.HOUR: by_hour,
    Unit.VISIT: by_hour,
    Unit.SESSION: by_hour,
    Unit.WEEK: by_week,
    Unit.BLOCK: by_week,
}


def offers(grant: Grant, period: Period, units: Decimal | None) -> tuple[Offer, ...]:
    """Return every admissible amount for these days; `units` is the count that the invoice states."""
    return tuple(_RULES[grant.unit](grant, period, units))
