"""Shares, sealed receipts and their corrections; what a person pays towards care."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.errors import UsageError
from models.money import Money, total
from models.period import Period
from reconcile.contributions import Assessment, Reason, assessment_on, correct_week, settle, weekly_charge
from reconcile.joint_funding import (
    Package,
    Receipt,
    ReceiptState,
    Share,
    adjustments,
    cost_of,
    invoice_lines,
    period_cost,
    receipts_for,
    shares_on,
    split,
)

START = date(2026, 4, 6)


def gbp(amount):
    return Money.of(amount, "GBP")


HALF = (Share("ICB", Decimal("41.5")), Share("Council", Decimal("58.5"), lead=True))
PACKAGE = Package("P1", "1234567", ((START, gbp("1180.00")),), HALF, START)
RAISED = replace(PACKAGE, weekly_costs=((START, gbp("1245.67")),))
WEEKS = [Period(START + timedelta(days=7 * week), START + timedelta(days=7 * week + 6)) for week in range(9)]


def icb(receipts):
    return [receipt for receipt in receipts if receipt.funder == "ICB"]


def test_what_rounding_leaves_goes_to_the_lead():
    thirds = [Share("A", Decimal("33.33")), Share("B", Decimal("33.33")), Share("C", Decimal("33.34"), lead=True)]
    parts = split(gbp("1245.67"), thirds)

    assert [str(part) for part in parts.values()] == ["415.18", "415.18", "415.31"]
    assert total(parts.values(), "GBP") == gbp("1245.67")


@pytest.mark.parametrize(
    "shares",
    [
        pytest.param([Share("A", Decimal(60)), Share("B", Decimal(39), lead=True)], id="99 per cent"),
        pytest.param([Share("A", Decimal(50)), Share("B", Decimal(50))], id="nobody leads"),
        pytest.param([Share("A", Decimal(50), lead=True), Share("A", Decimal(50))], id="one funder twice"),
    ],
)
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(UsageError):
        split(gbp("1"), shares)


def test_weekly_share_before_and_after_a_rise():
    before, after = icb(receipts_for(PACKAGE, WEEKS[0])), icb(receipts_for(RAISED, WEEKS[0]))

    assert (str(before[0].amount), str(after[0].amount)) == ("489.70", "516.95")


def test_nine_weeks_back_dated():
    sealed = [receipt for week in WEEKS for receipt in receipts_for(PACKAGE, week)]
    found = icb(adjustments(sealed, RAISED, START, "rate"))

    assert {str(receipt.amount) for receipt in found} == {"27.25"}
    assert str(total((receipt.amount for receipt in found), "GBP")) == "245.25"
    assert all(receipt.adjusts and receipt.reason == "rate" for receipt in found)


def test_calendar_month():
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    sealed = receipts_for(PACKAGE, june)

    assert (str(period_cost(gbp("1180.00"), 30)), str(period_cost(gbp("1245.67"), 30))) == ("5057.14", "5338.59")
    assert str(icb(sealed)[0].amount) == "2098.71"
    assert [str(receipt.amount) for receipt in icb(adjustments(sealed, RAISED, START, "rate"))] == ["116.80"]


def test_a_second_change_adjusts_only_what_is_new():
    sealed = receipts_for(PACKAGE, WEEKS[0])
    once = [*sealed, *adjustments(sealed, RAISED, START, "rate")]

    assert list(adjustments(once, RAISED, START, "rate")) == []
    back = list(adjustments(once, PACKAGE, START, "rate was right"))
    assert [str(receipt.amount) for receipt in icb(back)] == ["-27.25"]
    assert icb(back)[0].number.endswith("/A2")


def test_periods_before_the_change_stay():
    sealed = [receipt for week in WEEKS[:3] for receipt in receipts_for(PACKAGE, week)]

    assert {receipt.period for receipt in adjustments(sealed, RAISED, WEEKS[1].start, "rate")} == set(WEEKS[1:3])


def test_sealed_receipts_are_never_changed():
    sealed = tuple(receipts_for(PACKAGE, WEEKS[0]))
    list(adjustments(sealed, RAISED, START, "rate"))

    assert sealed == tuple(receipts_for(PACKAGE, WEEKS[0]))
    with pytest.raises(AttributeError):
        sealed[0].amount = gbp("1")


def test_rate_that_changes_inside_a_period_counts_by_days():
    changed = replace(PACKAGE, weekly_costs=((START, gbp("700.00")), (date(2026, 6, 16), gbp("1400.00"))))

    assert str(cost_of(changed, Period(date(2026, 6, 1), date(2026, 6, 30)))) == "4500.00"


def test_package_costs_nothing_outside_its_days():
    ended = replace(PACKAGE, end=date(2026, 6, 10))

    assert str(cost_of(ended, Period(date(2026, 7, 1), date(2026, 7, 31)))) == "0.00"
    assert str(cost_of(ended, Period(date(2026, 6, 1), date(2026, 6, 30)))) == str(period_cost(gbp("1180.00"), 10))
    assert str(cost_of(PACKAGE, Period(date(2026, 3, 1), date(2026, 3, 31)))) == "0.00"


def test_split_follows_the_day():
    later = Share("ICB", Decimal(100), lead=True, valid_from=date(2026, 7, 1))
    old = tuple(replace(share, valid_to=date(2026, 6, 30)) for share in HALF)
    changed = replace(PACKAGE, shares=(*old, later))

    assert [share.percent for share in shares_on(changed, date(2026, 7, 1))] == [Decimal(100)]
    assert len(shares_on(changed, date(2026, 6, 30))) == 2


def test_only_disputed_items_are_held_back():
    agreed, disputed = receipts_for(PACKAGE, WEEKS[0])
    held: Receipt = replace(disputed, state=ReceiptState.DISPUTED)

    assert invoice_lines([agreed, held]) == ([agreed], [held])


ASSESSED = Assessment(gbp("63.20"), full_cost=False, valid_from=START)


@pytest.mark.parametrize(
    ("cost", "charge", "delta"),
    [
        pytest.param("72.48", "63.20", "0.00", id="three hours instead of four: no credit"),
        pytest.param("48.32", "48.32", "-14.88", id="two hours: a credit"),
        pytest.param("0.00", "0.00", "-63.20", id="no care at all"),
        pytest.param("200.00", "63.20", "0.00", id="more care costs no more"),
    ],
)
def test_charge_is_never_more_than_the_care(cost, charge, delta):
    correction = correct_week(START, gbp("63.20"), ASSESSED, gbp(cost), Reason.MISSED_VISIT, "actuals")

    assert (str(correction.correct), str(correction.delta)) == (charge, delta)


def test_full_cost_payers_pay_the_cost():
    assert str(weekly_charge(replace(ASSESSED, full_cost=True), gbp("96.64"))) == "96.64"


def test_assessment_in_force():
    newer = replace(ASSESSED, weekly_charge=gbp("70.00"), valid_from=date(2026, 7, 1))

    assert assessment_on([newer, ASSESSED], date(2026, 6, 30)) is ASSESSED
    assert assessment_on([newer, ASSESSED], date(2026, 7, 1)) is newer
    assert assessment_on([newer], date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("deltas", "closed", "expected"),
    [
        pytest.param(["-14.88"], False, ("14.88", "0.00", "0.00", 0), id="credit on the next bill"),
        pytest.param(["-14.88"], True, ("0.00", "14.88", "0.00", 0), id="closed account is paid out"),
        pytest.param(["20.00", "-5.00"], False, ("0.00", "0.00", "15.00", 1), id="debit"),
        pytest.param(["250.01"], False, ("0.00", "0.00", "250.01", 3), id="large debit in instalments"),
        pytest.param([], False, ("0.00", "0.00", "0.00", 0), id="nothing"),
    ],
)
def test_settlement(deltas, closed, expected):
    rows = [
        replace(correct_week(START, gbp("0"), ASSESSED, gbp("0"), Reason.RATE, "x"), correct=gbp(delta)) for delta in deltas
    ]
    settled = settle(rows, "GBP", closed=closed, wants_refund=False, spread_above=gbp("100.00"))

    assert (str(settled.credit_on_next_bill), str(settled.refund), str(settled.debit), settled.instalments) == expected
