"""Why an amount does not fit: the decision table, one row at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.decision import Verdict
from models.grant import Billing, Unit
from models.period import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("amount", "code", "verdict"),
    [
        pytest.param("69533.00", "days-differ", Verdict.RETURN, id="one day too many"),
        pytest.param("60561.00", "days-differ", Verdict.RETURN, id="three days too few"),
        pytest.param("68411.50", "unit-differ", Verdict.RETURN, id="a month of 30.5 days"),
        pytest.param("66000.00", "old-rate-used", Verdict.RETURN, id="last year's rate"),
        pytest.param("84112.50", "vat-unexpected", Verdict.RETURN, id="with tax"),
        pytest.param("70000.00", "amount-too-high", Verdict.RETURN, id="simply more"),
        pytest.param("60000.00", "amount-too-low", Verdict.RETURN, id="simply less"),
        pytest.param("71500.20", "rate-not-in-grant", Verdict.REVIEW, id="next year's rate"),
    ],
)
def test_the_difference_has_a_name(dk, amount, code, verdict):
    dk.grant("G1", "2200", (date(2026, 1, 1), "2243"), (date(2027, 1, 1), "2383.34"))

    decision = dk.ask(amount)

    assert (decision.code, decision.verdict) == (code, verdict)
    assert decision.grant_id == "G1"
    assert str(decision.expected) == "67290.00"
    assert decision.settles == ()


def test_a_day_more_says_how_many(dk):
    dk.grant("G1", "2243")

    assert "+1" in dk.ask("69533.00").explanation
    assert "-3" in dk.ask("60561.00").explanation


def test_a_price_that_is_not_the_grants_is_named_beside_the_difference(dk):
    dk.grant("G1", "2243")

    decision = dk.ask("68850.00", quantity="30", unit_price="2295")

    assert decision.codes == ("amount-too-high", "rate-not-in-grant")


def test_a_published_rate_of_the_supplier_is_recognised(dk):
    dk.grant("G1", "2243")
    dk.know(known_rates=(dk.money("2295"),))

    assert dk.ask("68850.00").code == "rate-not-in-grant"


def test_the_months_price_of_a_grant_by_the_day_tells_the_unit(gb):
    gb.grant("G1", "3520.83", unit=Unit.MONTH)

    assert gb.ask("3250.00").code == "unit-differ"


def test_a_supplement_that_the_supplier_is_known_for_but_the_grant_lacks(dk):
    dk.grant("G1", "2243")
    dk.know(known_supplements=(dk.money("310"),))

    decision = dk.ask("76590.00")

    assert (decision.verdict, decision.code) == (Verdict.REVIEW, "supplement-not-granted")


def test_a_period_that_is_paid_names_its_voucher(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", JUNE, "67290", voucher="V-77")

    decision = dk.ask("67290.00")

    assert (decision.verdict, decision.code, decision.grant_id) == (Verdict.RETURN, "already-paid", "G1")
    assert "V-77" in decision.explanation


def test_a_paid_period_billed_again_at_another_amount_is_still_paid(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", JUNE, "67290", voucher="V-77")

    assert dk.ask("12345.67").code == "already-paid"


@pytest.mark.parametrize(
    ("period", "amount"),
    [
        pytest.param(Period.month(2026, 7), "69533.00", id="a month after the end"),
        pytest.param(Period.month(2025, 12), "69533.00", id="a month before the start"),
        pytest.param(Period.month(2026, 7), "1.00", id="whatever the amount"),
        pytest.param(Period(date(2026, 6, 16), date(2026, 7, 15)), "67290.00", id="half of it after the end"),
    ],
)
def test_days_outside_the_grant_are_named(dk, period, amount):
    dk.grant("G1", "2243", start=date(2026, 1, 1), end=date(2026, 6, 30))

    (decision,) = dk.decide(dk.line(amount, period=period), issued=date(2026, 7, 31))

    assert (decision.verdict, decision.code, decision.period) == (Verdict.RETURN, "period-outside-grant", period)


def test_a_day_of_discharge_that_the_contract_does_not_count_is_not_paid(dk):
    dk.grant("G1", "2243", end=date(2026, 6, 20), contract_rules=(("count_discharge_day", "no"),))
    stay = Period(date(2026, 6, 1), date(2026, 6, 20))

    nineteen = dk.ask("42617.00", period=Period(stay.start, date(2026, 6, 19)))
    twenty = dk.ask("44860.00", period=stay)

    assert nineteen.verdict is Verdict.POST
    assert twenty.code == "period-outside-grant"


def test_a_package_is_paid_as_two_grants_only_where_the_council_allows_it(dk):
    dk.grant("G7", "76351", unit=Unit.MONTH, legal_basis="SEL107")
    dk.grant("G4", "18557", unit=Unit.MONTH, legal_basis="SEL104")

    itemise = dk.ask("94908.00")
    dk.rules(pay_packages=True)
    both = dk.ask("94908.00")

    assert (itemise.verdict, itemise.code) == (Verdict.RETURN, "package-not-itemised")
    assert (both.verdict, both.rule, both.tier) == (Verdict.PROPOSE, "DK_PACKAGE", 4)
    assert [(grant, str(amount)) for grant, _, amount in both.settles] == [("G7", "76351.00"), ("G4", "18557.00")]


def test_weeks_where_the_grant_is_by_the_month(gb):
    gb.grant("G1", "3250.00", unit=Unit.MONTH, billing=Billing.CALENDAR_MONTH)

    assert gb.ask("3000.00").code == "unit-differ"


def test_what_would_match_is_said(dk):
    dk.grant("G1", "2243")

    assert "67.290,00" in (dk.ask("70000.00").would_match_if or "")
    assert dk.ask("67290.00").would_match_if is None


def test_the_grant_that_the_line_names_is_the_one_compared_with(dk):
    dk.grant("G8", "2243")
    dk.grant("G4", "18557", unit=Unit.MONTH, legal_basis="SEL104")

    decision = dk.ask("30000.00", legal_basis="SEL104")

    assert (decision.code, str(decision.expected)) == ("amount-too-high", "18557.00")


def test_a_contribution_is_found_in_either_direction(gb):
    from match.facts import WeeklyCharge

    gb.know(charges=(WeeklyCharge("1234567", gb.money("63.00"), date(2026, 1, 1)),))
    gross = gb.grant("G1", "700.00", billing=Billing.FOUR_WEEKLY)
    weeks = Period(date(2026, 6, 1), date(2026, 6, 28))

    deducted = gb.ask(str(Decimal(2800) - Decimal(252)), period=weeks)
    gb.facts = replace(gb.facts, grants=(replace(gross, contract_rules=(("pays", "net"),)),))
    not_deducted = gb.ask("2800.00", period=weeks)

    assert (deducted.code, not_deducted.code) == ("net-gross-diff", "net-gross-diff")


@pytest.mark.parametrize(("unit", "tells"), [(None, True), ("piece", True), ("day", True), ("km", False)])
def test_more_pieces_than_a_period_has_months_are_counted_by_another_unit(dk, unit, tells):
    dk.grant("G1", "60000", unit=Unit.MONTH)

    decision = dk.ask("42000.00", quantity="21", unit_price="2000", **({"unit": unit} if unit else {}))

    assert ("unit-differ" in decision.codes) is tells
