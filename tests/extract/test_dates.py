"""Dates and periods as suppliers write them."""

from datetime import date

import pytest

from countries.denmark.labels import DANISH
from countries.england.labels import ENGLISH
from extract.dates import find_dates, find_periods

MONTHS = {**DANISH.months, **ENGLISH.months}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30-06-2026", date(2026, 6, 30)),
        ("30.06.26", date(2026, 6, 30)),
        ("30/06/2026", date(2026, 6, 30)),
        ("2026-06-30", date(2026, 6, 30)),
        ("30. juni 2026", date(2026, 6, 30)),
        ("12 Jun 26", date(2026, 6, 12)),
        ("12th June 2026", date(2026, 6, 12)),
        ("June 12, 2026", date(2026, 6, 12)),
        ("30-Jun-2026", date(2026, 6, 30)),
    ],
)
def test_reads_a_date(text, value):
    assert [each.value for each in find_dates(text, MONTHS)] == [value]


@pytest.mark.parametrize("text", ["31.06.2026", "2026-13-01", "99-99-2026", "08-99-99", "18/05", "1.2.3.4", "150331-4203"])
def test_what_is_no_day_is_no_date(text):
    assert find_dates(text, MONTHS) == []


def test_month_before_day_is_taken_only_when_nothing_else_is_possible_and_is_not_certain():
    found = find_dates("06/30/2026", MONTHS)

    assert found[0].value == date(2026, 6, 30)
    assert not found[0].certain


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Juni 2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("01.06-30.06.2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("01.06.2026 - 30.06.2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("01.06.2026–30.06.2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("01/06/2026 to 28/06/2026", date(2026, 6, 1), date(2026, 6, 28)),
        ("w/e 28/06/2026 (4 wks)", date(2026, 6, 1), date(2026, 6, 28)),
        ("Week ending 28/06/2026", date(2026, 6, 22), date(2026, 6, 28)),
        ("four weeks ending 28 June 2026", date(2026, 6, 1), date(2026, 6, 28)),
        ("1. juni - 30. juni 2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("1.-30. juni 2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("1 - 28 June 2026", date(2026, 6, 1), date(2026, 6, 28)),
        ("april-juni 2026", date(2026, 4, 1), date(2026, 6, 30)),
        ("15.12-14.01.2027", date(2026, 12, 15), date(2027, 1, 14)),
        ("2 Fahrdienst 01.06.2026 bis 30.06.2026 20 18,40", date(2026, 6, 1), date(2026, 6, 30)),
    ],
)
def test_reads_a_period(text, start, end):
    found = find_periods(text, MONTHS)

    assert [(each.value.start, each.value.end) for each in found] == [(start, end)]


def test_a_period_without_a_year_takes_the_year_it_is_given_and_is_not_certain():
    found = find_periods("Regulering 1/1-28/2", MONTHS, year=2026)

    assert (found[0].value.start, found[0].value.end) == (date(2026, 1, 1), date(2026, 2, 28))
    assert not found[0].certain
    assert find_periods("Regulering 1/1-28/2", MONTHS) == []


def test_several_weeks_that_are_not_counted_are_no_period():
    assert find_periods("weeks ending 28 June 2026", MONTHS) == []
