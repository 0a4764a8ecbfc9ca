"""What must hold for every line, whatever the grants, amounts and order: found by searching for a counter-example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countries.packs import DENMARK
from match.decide import decide
from match.facts import Facts
from match.offers import offers_for, terms_of
from match.payments import paid_by_grant
from match.periods import Candidate, Shape
from models.decision import Verdict
from models.document import ReaderName, Reading, Source
from models.grant import CodingRow, Grant, Person, Rate, Settled, Supplier, Unit
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from models.money import Money
from models.period import Period
from models.policy import Policy

SUPPLIER = Supplier("S1", "Bøgely ApS", "DK", "12345674")
OTHER_SUPPLIER = Supplier("S2", "Andet ApS", "DK", "99000007")
PERSON, NEIGHBOUR = Person("P1", "A", cpr="1503314203"), Person("P2", "B", cpr="2209324205")
MONTHS = [Period.month(2026, month) for month in range(1, 8)]
POLICY = Policy.for_country("dk", {"sample_percent": 0, "auto_limit": None})
CODING = (CodingRow("", "", "", "", "1", "X"),)
#: Few and near amounts, so that grants collide often.
RATES = st.sampled_from(["30000", "30000.50", "30001.50", "30003", "1000", "2243"])
SETTINGS = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(value, sure=1.0):
    return Reading(value, sure, Source(str(value)))


@st.composite
def grants(draw, grant_id="G", person="P1", supplier="S1"):
    start = date(2025, 1, 1) + timedelta(days=draw(st.just(0) | st.integers(330, 550)))
    end = start + timedelta(days=draw(st.integers(0, 250))) if draw(st.sampled_from([False, False, True])) else None
    rates = [Rate(start, Money.of(draw(RATES), "DKK"))]
    if draw(st.sampled_from([False, False, True])):
        rates.append(Rate(start + timedelta(days=draw(st.integers(1, 90))), Money.of(draw(RATES), "DKK")))
    return Grant(
        grant_id,
        person,
        supplier,
        "botilbud",
        draw(st.sampled_from(["SEL107", "SEL108", "SEL107", "SEL108", "SEL97"])),
        draw(st.sampled_from([Unit.MONTH, Unit.MONTH, Unit.DAY])),
        start,
        end,
        rates=tuple(rates),
    )


@st.composite
def worlds(draw):
    """One to four grants of a person, some months paid, and lines that often say what a grant would cost."""
    own = tuple(draw(grants(f"G{number}")) for number in range(draw(st.integers(1, 4))))
    paid = tuple(
        Settled(
            "S1",
            "1",
            draw(st.sampled_from(own)).grant_id,
            draw(st.sampled_from(MONTHS)),
            Money.of(draw(RATES), "DKK"),
            component="base",
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    facts = Facts(
        date(2026, 7, 31), "x", suppliers=(SUPPLIER,), people=(PERSON, NEIGHBOUR), grants=own, settled=paid, coding=CODING
    )
    lines = tuple(draw(lines_of(own, facts, number)) for number in range(1, draw(st.integers(1, 4)) + 1))
    return facts, lines


@st.composite
def lines_of(draw, own, facts, number):
    period = draw(st.sampled_from(MONTHS))
    grant = draw(st.sampled_from(own))
    offers = offers_for(grant, [Candidate(period, Shape.FULL)], None, terms_of(facts, PERSON, DENMARK))
    amount = draw(st.sampled_from(offers)).expected.decimal if offers else Decimal(draw(RATES))
    amount += draw(st.sampled_from([Decimal(each) for each in ("0", "0", "0", "0", "0.50", "1", "-1.5", "100")]))
    stated = draw(st.sampled_from([True, True, True, False]))
    return LineReading(
        number,
        person=read("1503314203"),
        period_start=read(period.start) if stated else None,
        period_end=read(period.end) if stated else None,
        amount=read(amount),
    )


def invoice(lines, kind=DocumentKind.INVOICE):
    total = sum((line.amount.value for line in lines), Decimal(0))
    head = Invoice(
        number=read("N1"),
        issued=read(date(2026, 7, 31)),
        total=read(total),
        buyer_reference=read("A"),
        supplier=SupplierReading(registration=read("12345674")),
        lines=tuple(lines),
    )
    return Extraction(kind, ReaderName.UBL, head)


def outcome(decisions):
    return [(d.line, d.verdict, d.code, d.grant_id, d.period, d.amount, d.settles) for d in decisions]


@SETTINGS
@given(worlds())
def test_a_posted_line_has_exactly_one_grant_left_and_it_costs_that(world):
    facts, lines = world
    for policy in (POLICY, replace(POLICY, pay_undisputed_lines=True)):
        for decision in decide(invoice(lines), facts, policy, DENMARK):
            if decision.verdict is not Verdict.POST:
                continue
            ruled_out = {each.grant_id for each in decision.eliminated}
            left = {grant.grant_id for grant in facts.grants} - ruled_out

            assert left == {decision.grant_id}
            assert decision.tier in (1, 2)
            slack = 0 if decision.tier == 1 else 100
            assert abs(decision.amount.minor - decision.expected.minor) <= slack
            assert decision.account == "1"


@SETTINGS
@given(worlds(), grants("ZZ", person="P2"), grants("YY", supplier="S2"))
def test_an_unrelated_grant_never_changes_a_decision(world, of_another_person, with_another_supplier):
    facts, lines = world
    more = replace(facts, grants=(of_another_person, *facts.grants, with_another_supplier))

    assert outcome(decide(invoice(lines), facts, POLICY, DENMARK)) == outcome(decide(invoice(lines), more, POLICY, DENMARK))


@SETTINGS
@given(worlds())
def test_no_two_lines_and_no_earlier_payment_share_a_day_of_a_grant(world):
    facts, lines = world
    policy = replace(POLICY, pay_undisputed_lines=True)
    days: set[tuple[str, str, date]] = set()
    for grant_id, per_period in paid_by_grant(facts.settled).items():
        for period, _ in per_period:
            days |= {(grant_id, "base", period.start + timedelta(days=n)) for n in range(period.days)}
    for decision in decide(invoice(lines), facts, policy, DENMARK):
        if decision.verdict not in (Verdict.POST, Verdict.PROPOSE) or decision.component.startswith("retro"):
            continue
        for grant_id, period, _ in decision.settles:
            new = {(grant_id, decision.component, period.start + timedelta(days=n)) for n in range(period.days)}
            assert not new & days
            days |= new


@SETTINGS
@given(worlds())
def test_what_is_settled_sums_to_the_accepted_lines(world):
    facts, lines = world
    for decision in decide(invoice(lines), facts, replace(POLICY, pay_undisputed_lines=True), DENMARK):
        settled = sum(amount.minor for _, _, amount in decision.settles)
        accepted = decision.verdict in (Verdict.POST, Verdict.PROPOSE)

        assert settled == (decision.amount.minor if accepted else 0)


def whole_month_cost(grant, period):
    """What a grant costs for a whole month, worked out apart from the code under test; None where it is not that simple."""
    inside = grant.start <= period.start and (grant.end is None or period.end <= grant.end)
    if not inside or any(period.start < rate.valid_from <= period.end for rate in grant.rates):
        return None
    rate = max((rate for rate in grant.rates if rate.valid_from <= period.start), key=lambda rate: rate.valid_from).rate
    return rate.minor * period.days if grant.unit is Unit.DAY else rate.minor


@SETTINGS
@given(worlds())
def test_tolerance_never_crosses_to_another_grant(world):
    facts, lines = world
    for line in lines:
        (decision,) = decide(invoice([line]), facts, POLICY, DENMARK)
        if decision.verdict not in (Verdict.POST, Verdict.PROPOSE) or line.period_start is None:
            continue
        period = Period(line.period_start.value, line.period_end.value)
        for grant in facts.grants:
            cost = whole_month_cost(grant, period)
            if grant.grant_id != decision.grant_id and grant.legal_basis != "SEL97" and cost is not None:
                assert abs(cost - decision.amount.minor) > 200


@SETTINGS
@given(worlds())
def test_the_same_values_give_the_same_decisions(world):
    facts, lines = world

    assert decide(invoice(lines), facts, POLICY, DENMARK) == decide(invoice(lines), facts, POLICY, DENMARK)


@SETTINGS
@given(worlds(), st.sampled_from(["person", "amount"]), st.floats(0, 0.49))
def test_nothing_that_was_hardly_read_is_posted_or_proposed(world, field, sure):
    facts, lines = world
    doubted = [replace(line, **{field: getattr(line, field).trust(sure)}) for line in lines]

    for decision in decide(invoice(doubted), facts, POLICY, DENMARK):
        assert decision.verdict not in (Verdict.POST, Verdict.PROPOSE, Verdict.RETURN)


@SETTINGS
@given(worlds())
def test_a_line_without_a_person_settles_nothing(world):
    facts, lines = world
    nameless = [replace(line, person=None) for line in lines]

    for decision in decide(invoice(nameless), facts, POLICY, DENMARK):
        assert decision.settles == ()
        assert decision.verdict not in (Verdict.POST, Verdict.PROPOSE)


@SETTINGS
@given(worlds())
def test_a_credit_note_never_takes_back_more_than_was_paid(world):
    facts, lines = world
    credit = invoice(lines, DocumentKind.CREDIT_NOTE)
    credit = replace(credit, invoice=replace(credit.invoice, credits=read("1")))
    taken = paid_by_grant(facts.settled)
    left = {(g, period): amount.minor for g, per in taken.items() for (period, _), amount in per.items()}

    for decision in decide(credit, facts, replace(POLICY, pay_undisputed_lines=True), DENMARK):
        for grant_id, period, amount in decision.settles:
            assert amount.minor < 0
            left[grant_id, period] += amount.minor

    assert all(amount >= 0 for amount in left.values())
