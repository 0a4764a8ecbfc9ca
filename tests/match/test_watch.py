"""What was paid and looks wrong is named with its figures; what should have been billed by now is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from match.anomalies import by_month, look_at_person, sudden_volume
from match.expected import Awaited, expected_invoices
from match.offers import Terms
from match.payments import paid_by_grant
from models.grant import Billing, Settled, Unit
from models.period import Period

TODAY = date(2026, 7, 1)


def month(number: int) -> Period:
    return Period.month(2026, number)


def found(desk):
    return [(each.kind, each) for each in look_at_person(desk.facts.grants, desk.person, paid_by_grant(desk.facts.settled))]


def test_what_was_paid_as_granted_is_no_anomaly(dk):
    dk.grant("G1", "2243")
    dk.grant("G2", "68389", unit=Unit.MONTH, legal_basis="SEL104")
    for number, amount in ((4, "67290"), (5, "69533"), (6, "67290")):
        dk.paid("G1", month(number), amount)
        dk.paid("G2", month(number), "68389")

    assert found(dk) == []


def test_days_after_the_death_are_named_with_the_last_day_that_may_be_paid(dk):
    dk.grant("G1", "2243", contract_rules=(("death_days_payable", "3"),))
    dk.person = replace(dk.person, died=date(2026, 6, 12))
    dk.paid("G1", month(6), "67290")

    (kind, each), *others = found(dk)

    assert (kind, others) == ("paid-after-death", [])
    assert "15.06.2026" in each.say("da")
    assert "15 June 2026" in each.say("en")


def test_days_after_the_end_of_a_grant_are_named_unless_they_run_off(dk):
    dk.grant("G1", "2243", end=date(2026, 6, 10))
    dk.grant("G2", "2243", end=date(2026, 6, 10), run_off_end=date(2026, 7, 31), legal_basis="SEL107")
    dk.paid("G1", month(6), "67290")
    dk.paid("G2", month(6), "67290")

    assert [(kind, each.grants) for kind, each in found(dk)] == [("paid-after-end", ("G1",))]


def test_days_that_are_paid_twice_and_what_they_make_of_the_whole_life_are_named(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", month(6), "67290", component="base")
    dk.paid("G1", Period(date(2026, 6, 15), date(2026, 7, 14)), "67290", number="101", component="base")

    kinds = dict(found(dk))

    assert set(kinds) == {"days-paid-twice", "more-than-granted"}
    assert "98.692,00" in kinds["more-than-granted"].say("da")
    assert "35.888,00" in kinds["more-than-granted"].say("da")


def test_a_credited_period_is_not_paid(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", month(6), "67290", component="base")
    dk.paid("G1", month(6), "-67290", number="102", component="base")
    dk.paid("G1", Period(date(2026, 6, 15), date(2026, 7, 14)), "67290", number="101", component="base")

    assert found(dk) == []


@pytest.mark.parametrize(("basis", "start", "kinds"), [
    ("SEL108", date(2026, 6, 10), ["suppliers-overlap"]),
    ("SEL108", date(2026, 6, 30), []),
    ("SEL104", date(2026, 6, 10), []),
])  # fmt: skip
def test_two_suppliers_for_one_need_are_named_but_not_the_day_of_moving_nor_another_service(dk, basis, start, kinds):
    dk.grant("G1", "2243")
    dk.grant("G2", "2000", supplier_id="S2", legal_basis=basis)
    dk.paid("G1", month(6), "67290")
    period = Period(start, date(2026, 7, 9))
    dk.paid("G2", period, str(2000 * period.days))

    assert [kind for kind, _ in found(dk)] == kinds


def volumes(*amounts):
    settled = [Settled("S1", f"{number}", "G1", month(number), each) for number, each in enumerate(amounts, 7 - len(amounts))]
    return sudden_volume("S1", by_month(settled)["S1"], month(6))


def test_a_supplier_that_suddenly_bills_twice_as_much_is_named_with_what_is_usual(dk):
    usual, more = dk.money("100000"), dk.money("230000")

    each = volumes(usual, usual, dk.money("110000"), more)

    assert "230.000,00" in each.say("da")
    assert "100.000,00" in each.say("da")
    assert volumes(usual, usual, usual, dk.money("190000")) is None
    assert volumes(usual, usual, more) is None


# --- the calendar of expected invoices ------------------------------------------------------------------------------------


def calendar(desk, *, claimed=None, known_from=date(2026, 3, 1), calendars=None, today=TODAY):
    terms = Terms(desk.pack, calendars or {}, desk.person)
    (grant,) = desk.facts.grants
    rows = expected_invoices(
        grant, terms, paid_by_grant(desk.facts.settled), claimed or {}, desk.policy, today=today, known_from=known_from, grace_days=21
    )  # fmt: skip
    return {(row.period.start.month, row.state.value): str(row.amount) for row in rows}


def test_each_month_of_a_grant_is_paid_come_late_due_or_coming(dk):
    dk.grant("G1", "2243")
    dk.paid("G1", month(3), "69533")

    rows = calendar(dk, claimed={"G1": [month(4)]})

    assert rows == {
        (3, "paid"): "69533.00",
        (4, "open"): "67290.00",
        (5, "late"): "69533.00",
        (6, "due"): "67290.00",
        (7, "coming"): "69533.00",
    }


def test_nothing_is_expected_before_the_first_payment_on_record_or_outside_the_grant(dk):
    dk.grant("G1", "2243", end=date(2026, 5, 20))

    assert calendar(dk, known_from=date(2026, 4, 1)) == {(4, "late"): "67290.00", (5, "late"): "44860.00"}


def test_what_is_paid_in_advance_is_late_earlier(dk):
    dk.grant("G1", "2243", prepaid=True)

    assert (6, Awaited.LATE.value) in calendar(dk)


def test_four_weekly_bills_are_expected_only_where_the_calendar_is_on_record(gb):
    gb.grant("G1", "812.50", billing=Billing.FOUR_WEEKLY)
    periods = (Period(date(2026, 4, 6), date(2026, 5, 3)), Period(date(2026, 5, 4), date(2026, 5, 31)))

    assert calendar(gb) == {}
    assert calendar(gb, calendars={"four_weekly": periods}) == {(4, "late"): "3250.00", (5, "late"): "3250.00"}
