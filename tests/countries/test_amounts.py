"""Every way of pricing a grant, to the penny: months of 30 and 31 days, leap years, changes of rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from countries.denmark import amounts as danish
from countries.england import amounts as english
from models.grant import Grant, Rate, Unit
from models.money import Money
from models.period import Period

APRIL, MAY = Period.month(2026, 4), Period.month(2026, 5)
NEW_YEAR = Period(date(2026, 12, 15), date(2027, 1, 14))
START = date(2020, 1, 1)


def priced(offers, unit, rate, period, units=None, later=None, currency="DKK", upw=None, **terms):
    rates = [Rate(START, Money.of(rate, currency))]
    if later:
        rates.append(Rate(later[0], Money.of(later[1], currency)))
    grant = Grant(
        "G", "P", "S", "x", "y", unit, START, rates=tuple(rates), contract_rules=tuple(terms.items()), units_per_week=upw
    )
    return {offer.rule: (str(offer.expected), offer.tier) for offer in offers(grant, period, units)}


def dk(unit, rate, period, **kw):
    return priced(danish.offers, unit, rate, period, **kw)


def gb(unit, rate, period, **kw):
    return priced(english.offers, unit, rate, period, currency="GBP", **kw)


@pytest.mark.parametrize(
    ("period", "amount"),
    [
        pytest.param(APRIL, "67290.00", id="30 days"),
        pytest.param(MAY, "69533.00", id="31 days"),
        pytest.param(Period.month(2026, 2), "62804.00", id="28 days"),
        pytest.param(Period.month(2028, 2), "65047.00", id="29 days of a leap year"),
        pytest.param(Period(date(2026, 6, 10), date(2026, 6, 10)), "2243.00", id="one day"),
    ],
)
def test_danish_days(period, amount):
    assert dk(Unit.DAY, "2243", period) == {"DK_DAYS": (amount, 1)}


def test_a_danish_change_of_rate_is_split_at_the_day():
    assert dk(Unit.DAY, "2243", NEW_YEAR, later=(date(2027, 1, 1), "2295")) == {"DK_DAYS": ("70261.00", 1)}


@pytest.mark.parametrize("period", [APRIL, MAY], ids=["30 days", "31 days"])
def test_a_danish_month_does_not_depend_on_its_days(period):
    assert dk(Unit.MONTH, "68389", period) == {"DK_MONTH": ("68389.00", 1)}


def test_a_danish_month_where_the_rate_changes_inside_it_is_shared_by_days():
    prices = dk(Unit.MONTH, "30000", APRIL, later=(date(2026, 4, 11), "33000"))

    assert prices["DK_MONTH"] == ("32000.00", 1)


def test_part_of_a_danish_month_has_as_many_prices_as_contracts_have_ways():
    part = Period(date(2026, 3, 12), date(2026, 3, 31))

    assert dk(Unit.MONTH, "68389", part, day_rate="2243") == {
        "DK_MONTH_PRORATA_ACT": ("44121.94", 2),
        "DK_MONTH_PRORATA_DAYRATE": ("44860.00", 2),
        "DK_MONTH_PRORATA_30": ("45592.67", 5),
        "DK_MONTH_PRORATA_30_42": ("44963.18", 5),
        "DK_MONTH_PRORATA_30_5": ("44845.25", 5),
        "DK_MONTH_PRORATA_365_12": ("44968.11", 5),
    }


@pytest.mark.parametrize(("divisor", "rule"), [("30", "DK_MONTH_PRORATA_30"), ("365/12", "DK_MONTH_PRORATA_365_12")])
def test_a_named_divisor_is_the_only_one(divisor, rule):
    part = Period(date(2026, 3, 12), date(2026, 3, 31))

    prices = dk(Unit.MONTH, "68389", part, monthly_divisor=divisor)

    assert [(name, tier) for name, (_, tier) in prices.items()] == [(rule, 2)]


@pytest.mark.parametrize(
    ("month_rate", "listed"),
    [("76351", "2503.00"), ("68389", "2242.00"), ("73010", "2394.00"), ("18966", "622.00")],
)
def test_published_day_prices_follow_from_months_by_30_5_and_whole_kroner_within_a_krone(month_rate, listed):
    assert str(danish.dk_month_prorata(Money.of(month_rate, "DKK"), 1, "30.5", whole_krone=True)) == listed


def test_danish_years_open_days_hours_and_attendance():
    assert dk(Unit.YEAR, "820668", MAY) == {"DK_YEAR_12": ("68389.00", 1)}
    assert dk(Unit.DAY, "609", APRIL, day_count="open_days", open_days="2026-04:21|2026-07:0") == {
        "DK_OPENDAYS": ("12789.00", 1)
    }
    assert dk(Unit.DAY, "609", MAY, day_count="open_days", open_days="2026-04:21") == {}
    assert dk(Unit.HOUR, "400", APRIL, units=Decimal("12.5")) == {"DK_HOURS": ("5000.00", 3)}
    assert dk(Unit.DAY, "609", APRIL, units=Decimal(21), day_count="attendance") == {"DK_ATTEND": ("12789.00", 3)}
    assert dk(Unit.DAY, "609", APRIL, units=Decimal(31), day_count="attendance") == {}


def test_several_danish_months():
    assert dk(Unit.MONTH, "68389", Period(date(2026, 4, 1), date(2026, 6, 30)))["DK_MONTH"] == ("205167.00", 1)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        pytest.param(Period(date(2026, 6, 1), date(2026, 6, 28)), {"UK_WEEKS": ("3250.00", 1)}, id="four weeks"),
        pytest.param(
            APRIL,
            {
                "UK_DAYS": ("3482.14", 1),
                "UK_DAYS_ROUNDED": ("3482.10", 5),
                "UK_52_12": ("3520.83", 5),
                "UK_365_84": ("3530.51", 5),
            },
            id="30 days",
        ),
        pytest.param(
            Period.month(2028, 5),
            {
                "UK_DAYS": ("3598.21", 1),
                "UK_DAYS_ROUNDED": ("3598.17", 5),
                "UK_52_12": ("3520.83", 5),
                "UK_365_84": ("3540.18", 5),
            },
            id="31 days of a leap year",
        ),
        pytest.param(
            Period(date(2026, 6, 10), date(2026, 6, 28)),
            {"UK_DAYS": ("2205.36", 1), "UK_DAYS_ROUNDED": ("2205.33", 5)},
            id="19 days",
        ),
    ],
)
def test_english_weeks(period, expected):
    assert gb(Unit.WEEK, "812.50", period) == expected


def test_an_english_change_of_rate_is_rounded_once():
    split = Period(date(2026, 3, 25), date(2026, 4, 7))

    # 7/7 of 800.00 and 7/7 of 840.00
    assert gb(Unit.WEEK, "800.00", split, later=(date(2026, 4, 1), "840.00")) == {"UK_WEEKS": ("1640.00", 1)}
    # 5/7 of 812.55 and 5/7 of 840.05: 1180.42857… rounded once, where two roundings would give 1180.43 as well
    odd = Period(date(2026, 3, 27), date(2026, 4, 5))
    assert gb(Unit.WEEK, "812.55", odd, later=(date(2026, 4, 1), "840.05"))["UK_DAYS"] == ("1180.43", 1)


def test_english_hours_visits_nights_and_blocks():
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))

    assert gb(Unit.HOUR, "24.16", weeks, units=Decimal("14.25")) == {"UK_HOURS": ("344.28", 3)}
    assert gb(Unit.HOUR, "24.16", weeks, units=Decimal("54.25"), upw=Decimal(14)) == {"UK_HOURS": ("1310.68", 3)}
    assert gb(Unit.HOUR, "24.16", weeks, upw=Decimal(7)) == {"UK_HOURS": ("676.48", 1)}
    assert gb(Unit.VISIT, "12.40", weeks, units=Decimal(28)) == {"UK_VISITS": ("347.20", 3)}
    assert gb(Unit.NIGHT, "142.00", Period(date(2026, 6, 5), date(2026, 6, 12))) == {"UK_NIGHTS": ("994.00", 1)}
    assert gb(Unit.NIGHT, "142.00", Period(date(2026, 6, 5), date(2026, 6, 12)), nights="days") == {"UK_NIGHTS": ("1136.00", 1)}
    assert gb(Unit.BLOCK, "5000.00", weeks) == {"UK_BLOCK": ("5000.00", 1)}


def test_more_than_the_agreed_count_has_no_price():
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))

    prices = gb(Unit.HOUR, "24.16", weeks, units=Decimal("56.25"), upw=Decimal(14))

    assert prices == {"UK_HOURS": ("1352.96", 1)}  # the agreed 56 hours only


def test_a_price_per_month_named_by_the_contract_is_certain():
    assert gb(Unit.WEEK, "812.50", APRIL, monthly_divisor="52/12")["UK_52_12"] == ("3520.83", 1)
    assert gb(Unit.WEEK, "812.50", APRIL, monthly_divisor="52/12")["UK_DAYS"][1] == 5


def test_a_daily_price_rounded_first_is_certain_only_where_the_contract_says_so():
    assert gb(Unit.WEEK, "812.50", APRIL, day_rate="rounded")["UK_DAYS_ROUNDED"] == ("3482.10", 1)


def test_days_before_the_first_rate_have_no_price():
    before = Period(date(2019, 12, 1), date(2019, 12, 31))

    assert dk(Unit.DAY, "2243", before) == {}
    assert gb(Unit.WEEK, "812.50", before) == {}
