"""English invoices that the work must get right, as decisions: net and gross, hours, nursing, credits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from match.facts import WeeklyCharge
from models.decision import Verdict
from models.grant import Billing, Person, Unit
from models.invoice import DocumentKind
from models.period import Period

FOUR_WEEKS = Period(date(2026, 6, 1), date(2026, 6, 28))
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
NET = (("pays", "net"), ("death_days_payable", "3"))


@pytest.fixture
def elm_court(gb):
    """Three residents at 812.50 a week, billed every four weeks less what they pay themselves."""
    gb.know(
        people=(
            Person("1234567", "E. M."),
            Person("1234890", "T. O."),
            Person("1231177", "J. P.", died=date(2026, 6, 17)),
        ),
        charges=(
            WeeklyCharge("1234567", gb.money("187.35"), date(2026, 4, 1)),
            WeeklyCharge("1234890", gb.money("142.10"), date(2026, 4, 1)),
            WeeklyCharge("1231177", gb.money("201.00"), date(2026, 4, 1)),
        ),
        calendars=(("four_weekly", (FOUR_WEEKS,)),),
    )
    terms = {"billing": Billing.FOUR_WEEKLY, "contract_rules": NET}
    gb.grant("G1", "812.50", **terms)
    gb.grant("G2", "812.50", person_id="1234890", start=date(2026, 6, 10), **terms)
    gb.grant("G3", "812.50", person_id="1231177", **terms)
    return gb


def test_a_four_weekly_invoice_net_of_contributions_posts_to_the_penny(elm_court):
    decisions = elm_court.decide(
        elm_court.line("2500.60", number=1, person="1234567", period=FOUR_WEEKS),
        elm_court.line("1819.66", number=2, person="1234890", period=Period(date(2026, 6, 10), date(2026, 6, 28))),
        elm_court.line("1833.29", number=3, person="1231177", period=Period(date(2026, 6, 1), date(2026, 6, 20))),
    )

    assert [(d.verdict, d.rule, d.tier) for d in decisions] == [
        (Verdict.POST, "UK_WEEKS", 1),
        (Verdict.POST, "UK_DAYS", 2),
        (Verdict.POST, "UK_DAYS", 2),
    ]
    assert sum(d.amount.minor for d in decisions) == 615355


def test_billing_gross_where_net_is_agreed_names_what_was_not_deducted(elm_court):
    decision = elm_court.ask("3250.00", person="1234567", period=FOUR_WEEKS)

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "net-gross-diff")
    assert str(decision.expected) == "2500.60"


def test_days_after_a_death_beyond_the_contract_go_to_the_case_worker(elm_court):
    decision = elm_court.ask("2446.00", person="1231177", period=FOUR_WEEKS)
    whole = elm_court.ask(str(Decimal("3250.00") - Decimal("804.00")), person="1231177", period=FOUR_WEEKS)

    assert decision.verdict is not Verdict.POST
    assert (whole.verdict, whole.code) == (Verdict.REVIEW, "citizen-deceased")


@pytest.fixture
def home_care(gb):
    """Two people with agreed hours a week at 24.16 an hour."""
    gb.know(people=(Person("900112", "A. B."), Person("900145", "C. D.")))
    terms = {"unit": Unit.HOUR, "billing": Billing.FOUR_WEEKLY}
    gb.grant("G1", "24.16", person_id="900112", units_per_week=Decimal(14), **terms)
    gb.grant("G2", "24.16", person_id="900145", units_per_week=Decimal(7), **terms)
    return gb


def test_delivered_hours_below_plan_are_offered_and_a_double_up_is_disputed(home_care):
    desk = home_care
    first, second, extra = desk.decide(
        desk.line("1310.68", number=1, person="900112", period=FOUR_WEEKS, quantity="54.25", unit="hour", unit_price="24.16"),
        desk.line("676.48", number=2, person="900145", period=FOUR_WEEKS, quantity="28.00", unit="hour", unit_price="24.16"),
        desk.line("48.32", number=3, person="900112", period=FOUR_WEEKS, quantity="2", unit="hour", text="Double-up visits"),
    )

    assert (first.verdict, first.rule, first.tier, first.grant_id) == (Verdict.PROPOSE, "UK_HOURS", 3, "G1")
    assert (second.verdict, second.rule, second.tier, second.grant_id) == (Verdict.POST, "UK_HOURS", 1, "G2")
    assert (extra.verdict, extra.code) == (Verdict.REVIEW, "supplement-not-granted")
    assert first.amount.minor + second.amount.minor == 198716


def test_a_double_up_is_not_taken_for_the_hours_themselves_even_when_it_comes_first(home_care):
    desk = home_care
    extra, first = desk.decide(
        desk.line("48.32", number=1, person="900112", period=FOUR_WEEKS, quantity="2", unit="hour", text="Double-up visits"),
        desk.line("1310.68", number=2, person="900112", period=FOUR_WEEKS, quantity="54.25", unit="hour"),
    )

    assert extra.code == "supplement-not-granted"
    assert first.verdict is Verdict.PROPOSE


def test_more_hours_than_planned_are_disputed(home_care):
    decision = home_care.ask("1401.28", person="900112", period=FOUR_WEEKS, quantity="58", unit="hour", unit_price="24.16")

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "amount-too-high")


def test_a_lower_bill_is_offered_as_it_stands(gb):
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    decision = gb.ask("3200.00", period=FOUR_WEEKS)

    assert (decision.verdict, decision.code) == (Verdict.PROPOSE, "amount-too-low")
    assert [(g, str(a)) for g, _, a in decision.settles] == [("G1", "3200.00")]


def test_part_of_an_invoice_is_credited_and_never_more_than_is_left(gb):
    gb.know(people=(Person("900112", "A. B."),))
    gb.grant("G1", "24.16", person_id="900112", unit=Unit.HOUR)
    may = Period(date(2026, 5, 4), date(2026, 5, 31))
    gb.paid("G1", may, "1353.00", number="2026-0398", component="base")

    note = {"kind": DocumentKind.CREDIT_NOTE, "credits": "2026-0398"}
    (part,) = gb.decide(gb.line("144.96", person="900112", period=None), **note)
    (more,) = gb.decide(gb.line("1500.00", person="900112", period=None), **note)
    (strange,) = gb.decide(gb.line("144.96", person="900112", period=None), **{**note, "credits": "9999"})

    assert (part.verdict, part.rule, part.tier) == (Verdict.PROPOSE, "CREDIT", 3)
    assert [str(amount) for _, _, amount in part.settles] == ["-144.96"]
    assert (more.verdict, more.code) == (Verdict.RETURN, "credit-exceeds-original")
    assert (strange.verdict, strange.code) == (Verdict.RETURN, "credit-no-original")


def test_two_lines_of_a_credit_note_cannot_take_back_the_same_money_twice(gb):
    gb.grant("G1", "812.50")
    gb.paid("G1", FOUR_WEEKS, "3250.00", number="88417", component="base")

    first, second = gb.decide(
        gb.line("3250.00", number=1, period=None),
        gb.line("3250.00", number=2, period=None),
        kind=DocumentKind.CREDIT_NOTE,
        credits="88417",
    )

    assert first.verdict is Verdict.POST
    assert second.code == "credit-exceeds-original"


def test_nursing_care_found_by_nhs_number_less_what_others_pay(gb):
    gb.know(charges=(WeeklyCharge("1234567", gb.money("210.40"), date(2026, 4, 1)),))
    gb.grant("G1", "1240.00", contract_rules=(("pays", "net"), ("fnc", "267.68"), ("top_up", "55.00")))
    one = gb.ask("3029.67", person="999 123 4578")
    itemised = gb.decide(
        gb.line("5314.29", number=1, person="999 123 4578", text="Care and accommodation"),
        gb.line("-1147.20", number=2, person=None, text="Less FNC"),
        gb.line("-235.71", number=3, person=None, text="Less third party top up"),
        gb.line("-901.71", number=4, person=None, text="Less resident contribution"),
    )

    assert (one.verdict, one.person_id, str(one.expected)) == (Verdict.POST, "1234567", "3029.67")
    assert [d.verdict for d in itemised] == [Verdict.POST, *[Verdict.IGNORE] * 3]
    assert str(itemised[0].amount) == "3029.67"
    assert {d.code for d in itemised[1:]} == {"part-of-line"}


def test_nursing_care_with_the_nhs_part_not_deducted_is_named(gb):
    gb.know(charges=(WeeklyCharge("1234567", gb.money("210.40"), date(2026, 4, 1)),))
    gb.grant("G1", "1240.00", contract_rules=(("pays", "net"), ("fnc", "267.68"), ("top_up", "55.00")))

    decision = gb.ask("4176.87", person="999 123 4578")

    assert decision.code == "net-gross-diff"
    assert "fnc" in dict(decision.findings[0].facts)["parts"]


def test_a_statement_of_account_is_never_paid(gb):
    gb.grant("G1", "812.50")

    (decision,) = gb.decide(kind=DocumentKind.STATEMENT_OF_ACCOUNT, total=Decimal("18203.11"))

    assert (decision.line, decision.verdict, decision.code) == (0, Verdict.IGNORE, "doc-statement")


def test_the_undisputed_lines_of_an_english_invoice_are_paid(gb):
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    right, wrong = gb.decide(
        gb.line("3250.00", period=FOUR_WEEKS), gb.line("50.00", number=2, person="7654321", period=FOUR_WEEKS)
    )

    assert (right.verdict, wrong.verdict) == (Verdict.POST, Verdict.RETURN)


def test_a_photo_without_a_period_asks_which_one(gb):
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    decision = gb.ask("3250.00", period=None)

    assert (decision.verdict, decision.code) == (Verdict.RETURN, "period-missing")


@pytest.mark.parametrize(
    ("named", "amount", "rule"),
    [
        pytest.param("52/12", "3520.83", "UK_52_12", id="a twelfth of 52 weeks"),
        pytest.param("365/84", "3530.51", "UK_365_84", id="a twelfth of the year's days"),
        pytest.param(None, "3482.14", "UK_DAYS", id="sevenths of a week"),
    ],
)
def test_a_calendar_month_posts_by_the_rule_that_the_contract_names(gb, named, amount, rule):
    gb.grant("G1", "812.50", contract_rules=(("monthly_divisor", named),) if named else ())

    decision = gb.ask(amount)

    assert (decision.verdict, decision.rule) == (Verdict.POST, rule)


def test_a_month_by_a_rule_that_the_contract_does_not_name_is_only_proposed(gb):
    gb.grant("G1", "812.50")

    decision = gb.ask("3520.83")

    assert (decision.verdict, decision.rule, decision.tier) == (Verdict.PROPOSE, "UK_52_12", 5)


def test_a_lower_bill_than_the_only_grant_is_not_paid_where_the_council_says_so(gb):
    gb.rules(pay_lower_amount=False)
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)

    decision = gb.ask("3200.00", period=FOUR_WEEKS)

    assert (decision.verdict, decision.code, decision.settles) == (Verdict.RETURN, "amount-too-low", ())
    assert replace(decision, settles=()) == decision


def test_part_of_a_week_may_differ_by_the_pennies_of_rounding_and_a_whole_month_may_not(gb):
    part = Period(date(2026, 6, 10), date(2026, 6, 28))
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY, start=part.start)
    gb.know(calendars=(("four_weekly", (FOUR_WEEKS,)),))
    three_pence_less = gb.ask("2205.33", period=part)
    gb.facts = replace(gb.facts, grants=())
    gb.grant("G2", "812.50")
    four_pence_less = gb.ask("3482.10")
    five_pence_less = gb.ask("3482.09")

    assert three_pence_less.verdict is Verdict.POST
    assert (four_pence_less.verdict, four_pence_less.tier) == (Verdict.PROPOSE, 5)
    assert five_pence_less.verdict is not Verdict.POST
