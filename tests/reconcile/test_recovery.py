"""Bringing surplus home: states, notices, timers, references, net-off, receipts. Nothing is received on a promise."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from models.bank import BankLine, BankStatement
from models.direct_payment import AccountType, DpPolicy, PaymentBasis
from models.document import Source
from models.errors import UsageError
from models.money import Money
from models.period import Period
from models.reconciliation import Tell
from models.reply import MAY_ADVANCE, Intent
from models.statement import Category, Transaction
from outbound.facts import Workings
from outbound.notices import DpNotice, SocialWorkNotice
from outbound.provider_letters import ReturnBy, SurplusCase, WantedStatement
from reconcile.cycle import Action, ActionKind, DpCase, may_write_to_person, next_actions, progress
from reconcile.notices import (
    by_provider,
    dp_notice_facts,
    flags_for,
    social_work_facts,
    surplus_case_facts,
    wanted_statement_facts,
    workings_facts,
)
from reconcile.receipts import Demand, Fit, match_receipts, quotes
from reconcile.recovery import (
    Circumstance,
    Hold,
    NoticeFacts,
    RecoveryMethod,
    choose_method,
    hindrances,
    net_off_plan,
    payment_reference,
    recovery_not_before,
)
from reconcile.states import EVENT_OF_INTENT, TRANSITIONS, CaseState, Event, next_state

SENT = date(2026, 7, 6)
ALL_SENT = NoticeFacts(person_notice=SENT, map_letter=SENT, social_work_notice=SENT)
AFTER = date(2026, 8, 3)


def gbp(amount):
    return Money.of(amount, "GBP")


def against(recon, today=AFTER, notices=ALL_SENT, about=None):
    return list(hindrances(recon, notices, about or Circumstance(), today))


def test_nothing_stands_against_it_once_the_notice_days_are_over(worked):
    assert against(worked()) == []


def test_the_day_before_is_too_early(worked, policy):
    assert recovery_not_before(SENT, policy) == AFTER
    assert against(worked(), AFTER - timedelta(days=1)) == ["The notice of 2026-07-06 runs until 2026-08-03."]


@pytest.mark.parametrize(
    ("notices", "about"),
    [
        pytest.param(replace(ALL_SENT, person_notice=None), Circumstance(), id="the person was not told"),
        pytest.param(NoticeFacts(map_letter=SENT), Circumstance(), id="only the provider was written to"),
        pytest.param(replace(ALL_SENT, social_work_notice=None), Circumstance(), id="the social worker was not asked"),
        pytest.param(ALL_SENT, Circumstance(open_query=True), id="the person asked a question"),
        pytest.param(ALL_SENT, Circumstance(open_review=True), id="a review is under way"),
        pytest.param(ALL_SENT, Circumstance(vulnerable=True), id="vulnerable"),
        pytest.param(ALL_SENT, Circumstance(holds=(Hold("hospital", date(2026, 9, 1)),)), id="on hold"),
    ],
)
def test_recovery_waits(worked, notices, about):
    assert len(against(worked(), AFTER, notices, about)) >= 1


def test_a_hold_that_has_ended_holds_no_longer(worked):
    assert against(worked(), AFTER, about=Circumstance(holds=(Hold("hospital", AFTER),))) == []


def test_blocked_balance_is_never_asked_back(worked):
    assert against(worked(ledger=None))


def test_underuse_is_explained_before_money_is_asked_back(worked, statement):
    quiet = {key: value for key, value in statement.spending.items() if key == "map_fee"}
    closing = replace(statement.closing, value=gbp("7972.06"))
    changes = {"statement": {"spending": quiet, "closing": closing}}
    before = replace(worked(**changes), period=Period(date(2026, 1, 1), date(2026, 3, 31)), closing=statement.opening)
    recon = worked(**changes, previous=before)

    assert "dp-underuse" in recon.codes
    assert against(recon) == ["The reason of the underspend is not known: ask the social worker."]
    assert against(recon, about=Circumstance(reason_known=True)) == []


def test_after_a_death_the_estate_is_told_instead(worked):
    recon = worked(known={"died": date(2026, 6, 30)})

    assert against(recon) == ["Those who settle the estate have not been told yet: the notice must have been sent."]
    assert against(recon, about=Circumstance(estate_told=SENT)) == []


@pytest.mark.parametrize(
    ("changes", "intent", "method"),
    [
        pytest.param({}, Intent.AGREE_FULL, RecoveryMethod.BANK_TRANSFER, id="agreed"),
        pytest.param({}, Intent.REQUEST_INVOICE, RecoveryMethod.INVOICE, id="an invoice was asked for"),
        pytest.param({"policy": {"de_minimis": gbp("2000")}}, None, RecoveryMethod.WRITE_OFF, id="not worth asking"),
    ],
)
def test_way_home(worked, account, changes, intent, method):
    assert choose_method(account, worked(**changes), intent) is method


def test_a_card_is_pulled(worked, account):
    assert choose_method(replace(account, type=AccountType.PREPAID_CARD), worked(), None) is RecoveryMethod.CARD_PULL


@pytest.mark.parametrize(("person", "number"), [("1234567", 42), ("123456789", 9999), ("12345", 123456), ("1234567890", 7)])
def test_references_fit_every_bank(person, number):
    reference = payment_reference(person, number)

    assert len(reference) <= 18
    assert reference.startswith(f"DPS-{person}-")


def test_a_reference_that_cannot_fit_is_refused():
    with pytest.raises(UsageError, match="18 characters"):
        payment_reference("12345678901234", 1)


def test_net_off_never_cuts_into_the_cost_of_care():
    days = [date(2026, 8, 1) + timedelta(days=28 * step) for step in range(4)]
    plan, left = net_off_plan(gbp("1085.02"), [(day, gbp("1650.00")) for day in days], gbp("1300.00"))

    assert [str(part.reduced_by) for part in plan] == ["350.00", "350.00", "350.00", "35.02"]
    assert not left


def test_net_off_says_what_it_cannot_bring_back():
    plan, left = net_off_plan(gbp("500.00"), [(AFTER, gbp("100.00")), (AFTER, gbp("120.00"))], gbp("100.00"))

    assert (len(plan), str(left)) == (1, "480.00")


def test_net_off_in_small_steps():
    plan, _ = net_off_plan(gbp("100.00"), [(AFTER, gbp("400.00"))] * 3, gbp("0.00"), most_each=gbp("40.00"))

    assert [str(part.reduced_by) for part in plan] == ["40.00", "40.00", "20.00"]


# --- states -----------------------------------------------------------------------------------------------------------


def test_a_demand_lives_from_draft_to_closed():
    state = CaseState.DRAFT
    for event in (
        Event.CHECK,
        Event.SEND_NOTICES,
        Event.LETTERS_LEFT,
        Event.AGREE,
        Event.RAISE,
        Event.BANK_MATCH,
        Event.CLOSE,
    ):
        state = next_state(state, event, person="officer")

    assert state is CaseState.CLOSED


@pytest.mark.parametrize("event", [Event.CHECK, Event.SEND_NOTICES, Event.RAISE, Event.AGREE_PART, Event.WRITE_OFF])
def test_a_program_cannot_do_what_needs_a_person(event):
    [source, *_] = [arrow.source for arrow in TRANSITIONS if arrow.event is event]

    with pytest.raises(UsageError, match="needs a person"):
        next_state(source, event, person=None)


def test_an_arrow_that_is_not_drawn_cannot_be_taken():
    with pytest.raises(UsageError, match="cannot raise"):
        next_state(CaseState.DRAFT, Event.RAISE, person="officer")


def test_a_promise_receives_nothing():
    into_received = {arrow.event for arrow in TRANSITIONS if arrow.target is CaseState.RECEIVED}

    assert into_received == {Event.BANK_MATCH}


def test_recovery_is_raised_by_a_person_from_every_state():
    assert all(arrow.by_person for arrow in TRANSITIONS if arrow.target is CaseState.RECOVERY_RAISED)


def test_hold_comes_back_to_where_it_was():
    held = next_state(CaseState.AWAIT_REPLY, Event.HOLD, person=None)

    assert next_state(held, Event.RESUME, person=None, held_from=CaseState.AWAIT_REPLY) is CaseState.AWAIT_REPLY


def test_every_state_can_be_reached_and_left():
    reached = {arrow.target for arrow in TRANSITIONS} | {CaseState.DRAFT}
    left = {arrow.source for arrow in TRANSITIONS} | {CaseState.CLOSED, CaseState.ON_HOLD}

    assert reached == left == set(CaseState)


def test_only_intents_that_may_advance_have_an_event():
    assert set(EVENT_OF_INTENT) == MAY_ADVANCE - {Intent.AUTO_REPLY}


# --- receipts ---------------------------------------------------------------------------------------------------------


def line(amount, text, day=AFTER, line_id=None):
    return BankLine(line_id or f"{day}{amount}{text}", day, gbp(amount), text, Source(text))


DEMAND = Demand("DPS-1234567-0042", gbp("1085.02"), SENT)
OTHER = Demand("DPS-1234890-0043", gbp("640.11"), SENT)


@pytest.mark.parametrize(
    ("lines", "fit"),
    [
        pytest.param([line("1085.02", "MEADOW PAYROLL DPS-1234567-0042")], Fit.EXACT, id="reference and amount"),
        pytest.param([line("1085.02", "dps 1234567 0042")], Fit.EXACT, id="reference with blanks"),
        pytest.param([line("1085.02", "DPS12345670042")], Fit.EXACT, id="reference without hyphens"),
        pytest.param([line("1085.00", "DPS-1234567-0042")], Fit.REFERENCE_ONLY, id="another amount"),
        pytest.param([line("1085.02", "MEADOW PAYROLL")], Fit.AMOUNT_ONLY, id="no reference"),
        pytest.param([line("1085.02", "DPS-1234567-0042"), line("1085.02", "DPS-1234567-0042", line_id="2")], Fit.REFERENCE_ONLY, id="paid twice"),
    ],
)  # fmt: skip
def test_bank_lines_fit(lines, fit):
    [receipt] = match_receipts([DEMAND, OTHER], lines)

    assert (receipt.demand, receipt.fit) == (DEMAND, fit)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([line("-1085.02", "DPS-1234567-0042")], id="money going out"),
        pytest.param([line("12.00", "MEADOW")], id="another sum without reference"),
        pytest.param([line("1085.02", "MEADOW", SENT - timedelta(days=1))], id="older than the demand"),
        pytest.param([line("1085.02", "a"), line("1085.02", "b")], id="two lines of the amount"),
    ],
)
def test_bank_lines_that_fit_nothing(lines):
    assert match_receipts([DEMAND], lines) == []


def test_the_amount_alone_is_no_proposal_when_two_demands_have_it():
    twin = replace(OTHER, amount=DEMAND.amount)

    assert match_receipts([DEMAND, twin], [line("1085.02", "MEADOW")]) == []


def test_another_demands_reference_is_no_proposal():
    assert [r.fit for r in match_receipts([DEMAND, OTHER], [line("1085.02", "DPS-1234890-0043")])] == [Fit.REFERENCE_ONLY]


BOTH = "BACS DPS-1234567-0042 DPS-1234890-0043 MEADOW"


def test_one_payment_for_several_demands_that_makes_their_sum_is_proposed_to_be_divided():
    found = match_receipts([DEMAND, OTHER], [line("1725.13", BOTH)])

    assert [(r.demand, r.fit, str(r.amount)) for r in found] == [
        (DEMAND, Fit.SPLIT, "1085.02"),
        (OTHER, Fit.SPLIT, "640.11"),
    ]


@pytest.mark.parametrize(
    ("lines", "fits"),
    [
        pytest.param([line("1725.12", BOTH)], [Fit.REFERENCE_ONLY], id="a penny less"),
        pytest.param([line("1725.13", "DPS-1234567-0042 and another")], [Fit.REFERENCE_ONLY], id="one of them not named"),
        pytest.param([line("1725.13", "MEADOW")], [], id="none named"),
        pytest.param([line("640.11", BOTH)], [Fit.REFERENCE_ONLY], id="the amount of one, the names of both"),
        pytest.param(
            [line("1725.13", BOTH), line("1725.13", BOTH, line_id="2")],
            [Fit.REFERENCE_ONLY, Fit.REFERENCE_ONLY],
            id="paid twice",
        ),
        pytest.param(
            [line("1085.02", "DPS-1234567-0042"), line("1725.13", BOTH)], [Fit.EXACT, Fit.REFERENCE_ONLY], id="one paid already"
        ),
    ],
)
def test_what_does_not_add_up_exactly_is_not_divided(lines, fits):
    assert [r.fit for r in match_receipts([DEMAND, OTHER], lines)] == fits


def test_a_line_that_names_two_goes_to_the_one_whose_amount_it_is_for_a_person_to_look_at():
    [receipt] = match_receipts([DEMAND, OTHER], [line("640.11", BOTH)])

    assert (receipt.demand, receipt.fit) == (OTHER, Fit.REFERENCE_ONLY)


def test_a_file_read_twice_brings_no_money_twice():
    paid = line("1085.02", "DPS-1234567-0042")

    assert match_receipts([DEMAND], [paid, paid])[0].fit is Fit.EXACT
    assert match_receipts([DEMAND], [paid], known=frozenset({paid.line_id})) == []


def test_invoice_number_is_a_reference_too():
    [receipt] = match_receipts([replace(DEMAND, invoice="INV-7781")], [line("1085.02", "payment inv7781")])

    assert (receipt.fit, receipt.days) == (Fit.EXACT, 28)


def test_a_longer_number_is_another_reference():
    assert not quotes("DPS-1234567-00420", "DPS-1234567-0042")
    assert not quotes("XDPS-1234567-0042", "DPS-1234567-0042")


def test_bank_statement_knows_what_is_missing():
    whole = BankStatement("x", gbp("10"), gbp("15"), "GBP", (line("5", "a"),))

    assert not whole.difference
    assert replace(whole, closing=None).difference is None


# --- the timers -------------------------------------------------------------------------------------------------------

QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))


@pytest.fixture
def case(account, policy):
    return DpCase(account, QUARTER, policy, CaseState.DRAFT)


def kinds(case, today):
    return [action.kind for action in next_actions(case, today)]


def test_statement_is_asked_for_the_day_after_the_period(case):
    assert kinds(case, date(2026, 6, 30)) == []
    assert kinds(case, date(2026, 7, 1)) == [ActionKind.REQUEST_STATEMENT]


def test_self_managed_accounts_are_not_asked_of_a_provider(case, account):
    own = replace(case, account=replace(account, type=AccountType.SELF_MANAGED_BANK))

    assert kinds(own, date(2026, 7, 1)) == []


def test_missing_statement_is_reminded_of_twice_then_handed_over(case):
    asked = replace(case, statement_requested=date(2026, 7, 1))
    once = replace(asked, statement_reminded=(date(2026, 7, 23),))
    twice = replace(once, statement_reminded=(date(2026, 7, 23), date(2026, 7, 31)))

    assert kinds(asked, date(2026, 7, 22)) == []
    assert next_actions(asked, date(2026, 7, 23)) == (
        Action(ActionKind.REMIND_STATEMENT, date(2026, 7, 22), "the statement was due on 2026-07-22", 1),
    )
    assert kinds(once, date(2026, 7, 30)) == []
    assert kinds(once, date(2026, 7, 31)) == [ActionKind.REMIND_STATEMENT]
    assert kinds(twice, date(2026, 8, 8)) == [ActionKind.ESCALATE_STATEMENT]
    assert kinds(replace(twice, escalated=True), date(2026, 8, 8)) == []


def test_statement_that_came_is_reconciled_and_checked(case, worked):
    here = replace(case, statement_received=date(2026, 7, 3))

    assert kinds(here, date(2026, 7, 3)) == [ActionKind.RECONCILE]
    assert kinds(replace(here, recon=worked()), date(2026, 7, 3)) == [ActionKind.CHECK]


def test_checked_balance_goes_out_or_is_closed(case, worked):
    checked = replace(case, state=CaseState.CHECKED, recon=worked())

    assert kinds(checked, SENT) == [ActionKind.SEND_NOTICES]
    assert kinds(replace(checked, recon=worked(policy={"allowable_weeks": 8})), SENT) == [ActionKind.CLOSE]


def awaiting(case, worked, **more):
    return replace(case, state=CaseState.AWAIT_REPLY, recon=worked(), notices=ALL_SENT, **more)


@pytest.mark.parametrize(
    ("day", "reminded", "expected"),
    [
        pytest.param(date(2026, 7, 26), (), [], id="a day before the first reminder"),
        pytest.param(date(2026, 7, 27), (), [ActionKind.REMIND_REPLY], id="first reminder, seven days after the answer was due"),
        pytest.param(date(2026, 7, 28), (date(2026, 7, 27),), [], id="not the next day again"),
        pytest.param(date(2026, 8, 3), (date(2026, 7, 27),), [ActionKind.REMIND_REPLY], id="second reminder"),
        pytest.param(date(2026, 8, 16), (date(2026, 7, 27), date(2026, 8, 3)), [], id="quiet until the hand-over"),
        pytest.param(date(2026, 8, 17), (date(2026, 7, 27), date(2026, 8, 3)), [ActionKind.ESCALATE_REPLY, ActionKind.RECORD_SILENCE], id="handed over"),
    ],
)  # fmt: skip
def test_answer_is_reminded_of_twice_then_handed_over(case, worked, day, reminded, expected):
    assert kinds(awaiting(case, worked, reply_reminded=reminded), day) == expected


def test_no_reminder_after_an_answer_or_a_dispute(case, worked):
    answered = awaiting(case, worked, reply_received=date(2026, 7, 20))
    disputed = replace(awaiting(case, worked), state=CaseState.DISPUTED)

    assert ActionKind.REMIND_REPLY not in kinds(answered, date(2026, 8, 3))
    assert ActionKind.REMIND_REPLY not in kinds(disputed, date(2026, 8, 3))


def test_agreement_waits_for_the_notice_days(case, worked):
    agreed = replace(awaiting(case, worked), state=CaseState.AGREED)

    assert kinds(agreed, AFTER - timedelta(days=1)) == []
    assert kinds(agreed, AFTER) == [ActionKind.RAISE_RECOVERY]


def test_raised_money_is_chased(case, worked):
    raised = replace(awaiting(case, worked), state=CaseState.RECOVERY_RAISED, raised_on=AFTER)

    assert kinds(raised, AFTER + timedelta(days=30)) == []
    assert kinds(raised, AFTER + timedelta(days=31)) == [ActionKind.CHASE_PAYMENT]


def test_death_stops_letters_at_once(case, worked):
    dead = awaiting(case, worked, died=date(2026, 7, 8))

    assert kinds(dead, date(2026, 7, 8))[0] is ActionKind.STOP_LETTERS
    assert not may_write_to_person(dead)
    assert may_write_to_person(case)


def test_hold_ends(case):
    held = replace(case, state=CaseState.ON_HOLD, about=Circumstance(holds=(Hold("hospital", AFTER),)))

    assert kinds(held, AFTER - timedelta(days=1)) == []
    assert kinds(held, AFTER) == [ActionKind.END_HOLD]


def test_review_and_stale_alarms(case, account):
    young = replace(case, account=replace(account, start=date(2026, 1, 10)), reviews=(), statement_requested=SENT)

    assert kinds(young, date(2026, 7, 10)) == []
    assert kinds(young, date(2026, 7, 11)) == [ActionKind.REVIEW_OVERDUE]
    assert kinds(replace(case, state=CaseState.DISPUTED, last_change=SENT), SENT + timedelta(days=60)) == [ActionKind.STALE]
    assert kinds(replace(case, state=CaseState.CLOSED, last_change=SENT), SENT + timedelta(days=60)) == []


def test_progress_counts_the_caseload():
    counted = progress([CaseState.CLOSED, CaseState.DRAFT, CaseState.CLOSED])

    assert (counted.total, counted.done, counted.by_state) == (3, 2, ((CaseState.DRAFT, 1), (CaseState.CLOSED, 2)))


# --- facts for the letters --------------------------------------------------------------------------------------------


def test_letters_take_the_facts_as_they_are_built(worked, account):
    recon = worked(known={"name_initials": "A.M."})
    house = None
    workings = Workings(**workings_facts(recon))
    case = SurplusCase(workings=workings, **_way(surplus_case_facts(recon, "DPS-1234567-0042", RecoveryMethod.INVOICE)))
    notice = DpNotice(house=house, workings=workings, **dp_notice_facts(recon, account, "DPS-1234567-0042", SENT))
    social = SocialWorkNotice(house=house, **social_work_facts(recon, "DPS-1234567-0042", SENT))
    wanted = WantedStatement(**wanted_statement_facts(account, QUARTER, "A.M."))

    assert workings.allowable_rule == "4 weeks of the gross budget (£475.70 a week)"
    assert (case.person, case.return_by) == ("A.M. (1234567)", ReturnBy.INVOICE)
    assert notice.not_before == AFTER
    assert any("1085.02" in flag for flag in social.flags)
    assert wanted.person == "A.M. (1234567)"


def _way(facts):
    return {**facts, "return_by": ReturnBy(facts["return_by"])}


def test_letters_facts_name_every_field_of_the_workings(worked):
    assert set(workings_facts(worked())) == {field.name for field in fields(Workings)}


def test_no_notice_goes_to_one_who_has_died(worked, account):
    with pytest.raises(UsageError, match="has died"):
        dp_notice_facts(worked(known={"died": date(2026, 6, 1)}), account, "DPS-1-1", SENT)


def test_no_letter_shows_a_surplus_that_is_not_known(worked):
    with pytest.raises(UsageError, match="no surplus"):
        workings_facts(worked(statement={"closing": None}))


def test_suspicion_of_misuse_is_told_to_nobody_else(worked):
    cash = Transaction(SENT, "ATM HIGH ST", None, gbp("20"), None, Category.INSURANCE, Source("20"))
    recon = worked(statement={"transactions": (cash,)})

    assert "dp-misuse-suspected" in recon.codes
    assert all(flag.code != "dp-misuse-suspected" for who in Tell if who is not Tell.FRAUD for flag in flags_for(recon, who))


def test_each_provider_hears_of_its_own_people_only(worked, account):
    mine, theirs = worked(), replace(worked(), account_id="DPA-2")
    accounts = {"DPA-1": account, "DPA-2": replace(account, account_id="DPA-2", map_id="MAP-2")}
    groups = by_provider([mine, theirs], accounts)

    assert {key: [recon.account_id for recon in group] for key, group in groups.items()} == {
        "MAP-1": ["DPA-1"],
        "MAP-2": ["DPA-2"],
    }


def test_card_accounts_are_in_no_letter_to_a_provider(worked, account):
    card = replace(account, type=AccountType.PREPAID_CARD, payment_basis=PaymentBasis.NET)

    assert by_provider([worked()], {"DPA-1": card}) == {}


def test_notice_days_come_from_the_policy(policy):
    assert isinstance(policy, DpPolicy)
    assert recovery_not_before(SENT, replace(policy, notice_days=14)) == date(2026, 7, 20)
