"""The balance of an account: the worked quarter to the penny, the policy table, every flag."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.direct_payment import (
    AllowableBasis,
    Committed,
    CommittedKind,
    DpPolicy,
    LedgerEntry,
    LedgerKind,
    PaymentBasis,
    policy_on,
)
from models.document import Reading, Source
from models.finding import Finding, Severity
from models.money import Money
from models.period import Period
from models.reconciliation import Tell, reconciliation_from_json, reconciliation_to_json
from models.statement import Category, Transaction, statement_from_json, statement_to_json
from reconcile.direct_payments import reconcile, weeks, what_if
from reconcile.flags import FLAG_KINDS


def gbp(amount):
    return Money.of(amount, "GBP")


def figure(amount):
    return Reading(gbp(amount), 1.0, Source(amount))


def test_worked_quarter_comes_out_to_the_penny(worked):
    recon = worked()

    assert str(recon.income_total) == "6168.90"
    assert str(recon.spending_total) == "4623.64"
    assert str(recon.closing_computed) == "3387.42"
    assert str(recon.difference) == "0.00"
    assert recon.weeks_in_period == 13
    assert str(recon.council_expected) == "5362.50"
    assert str(recon.contribution_expected) == "821.60"
    assert str(recon.contribution_arrears) == "63.20"
    assert str(recon.allowable_balance) == "1902.80"
    assert str(recon.committed_total) == "399.60"
    assert str(recon.surplus) == str(recon.council_surplus) == str(recon.recoverable) == "1085.02"
    assert str(recon.client_refund) == "0.00"
    assert recon.codes == ("dp-surplus", "dp-contribution-arrears")


@pytest.mark.parametrize(
    ("allowed", "basis", "allowable", "surplus"),
    [
        pytest.param(4, "gross_budget", "1902.80", "1085.02", id="four weeks of the budget"),
        pytest.param(4, "payment", "1650.00", "1337.82", id="four weeks of the payment"),
        pytest.param(6, "gross_budget", "2854.20", "133.62", id="six weeks of the budget"),
        pytest.param(6, "payment", "2475.00", "512.82", id="six weeks of the payment"),
        pytest.param(8, "gross_budget", "3805.60", "0.00", id="eight weeks of the budget"),
        pytest.param(8, "payment", "3300.00", "0.00", id="eight weeks of the payment"),
    ],
)
def test_policy_alone_swings_the_surplus(worked, policy, allowed, basis, allowable, surplus):
    other = replace(policy, allowable_weeks=allowed, basis=AllowableBasis(basis))
    recon = worked(policy={"allowable_weeks": allowed, "basis": AllowableBasis(basis)})
    picture = what_if(worked(), other)

    assert (str(recon.allowable_balance), str(recon.surplus)) == (allowable, surplus)
    assert (str(picture.allowable_balance), str(picture.surplus)) == (allowable, surplus)
    assert picture.recoverable is None


def test_policy_is_the_one_in_force_on_the_last_day():
    old = DpPolicy(date(2020, 4, 1), 8, AllowableBasis.PAYMENT, gbp("50"))
    new = DpPolicy(date(2026, 6, 30), 4, AllowableBasis.PAYMENT, gbp("50"))

    assert policy_on([new, old], date(2026, 6, 29)) is old
    assert policy_on([new, old], date(2026, 6, 30)) is new
    assert policy_on([new, old], date(2020, 3, 31)) is None


def test_no_policy_in_force_gives_no_surplus_and_asks_nothing(worked):
    recon = worked(policy={"valid_from": date(2026, 7, 1)})

    assert recon.surplus is None
    assert recon.recoverable is None
    assert "dp-policy-missing" in recon.codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"statement": {"closing": figure("3387.43")}}, "dp-statement-not-balanced", id="a penny too much"),
        pytest.param({"statement": {"opening": None}}, "dp-statement-not-balanced", id="no opening balance"),
        pytest.param({"statement": {"closing": None}}, "dp-statement-not-balanced", id="no closing balance"),
        pytest.param({"ledger": None}, "dp-council-income-diff", id="no ledger to be had"),
        pytest.param({"ledger": ()}, "dp-council-income-diff", id="nothing paid by the books"),
        pytest.param({"statement": {"person_ref": "1234890"}}, "dp-wrong-statement", id="another person's"),
        pytest.param({"statement": {"person_ref": None, "account_ref": None}}, "dp-wrong-statement", id="nobody's"),
        pytest.param({"statement": {"period": None}, "period": Period(date(2026, 4, 1), date(2026, 6, 30))}, "dp-wrong-statement", id="no period"),
        pytest.param({"account": {"weekly_gross_budget": gbp("3400")}}, "dp-low-balance", id="less than a week left"),
        pytest.param({"known": {"not_allowed": frozenset({Category.INSURANCE})}}, "dp-ineligible-spend", id="a kind not agreed"),
        pytest.param({"known": {"watched_names": ()}, "policy": {"valid_from": date(2027, 1, 1)}}, "dp-policy-missing", id="no policy"),
    ],
)  # fmt: skip
def test_blocking_flags_leave_nothing_to_ask_back(worked, changes, code):
    recon = worked(**changes)

    assert code in recon.codes
    assert recon.blocked
    assert not recon.recoverable


def test_unproven_sums_are_flagged_even_where_they_balance(worked):
    unread = Finding("statement-figure-unread", Severity.QUERY, "Cell C9 holds no number.")
    recon = worked(statement={"findings": (unread,)})

    assert "dp-statement-not-balanced" in recon.codes
    assert str(recon.recoverable) == "0.00"


def test_nothing_is_balanced_by_invention(worked):
    recon = worked(statement={"opening": None})

    assert recon.closing_computed is None
    assert recon.difference is None


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        pytest.param(date(2025, 12, 1), date(2026, 3, 30), "dp-period-gap", id="one day missing"),
        pytest.param(date(2026, 1, 1), date(2026, 4, 1), "dp-period-overlap", id="one day twice"),
        pytest.param(date(2026, 1, 1), date(2026, 3, 31), None, id="day after day"),
    ],
)
def test_periods_follow_each_other(worked, start, end, code):
    before = replace(worked(), period=Period(start, end), closing=figure("1842.16"))
    recon = worked(previous=before)

    assert [each for each in recon.codes if each.startswith("dp-period")] == ([code] if code else [])
    assert "dp-opening-mismatch" not in recon.codes


def test_opening_must_be_what_the_last_period_closed_at(worked):
    before = replace(worked(), period=Period(date(2026, 1, 1), date(2026, 3, 31)), closing=figure("1842.15"))
    recon = worked(previous=before)

    assert "dp-opening-mismatch" in recon.codes
    assert str(recon.recoverable) == "0.00"


def test_payment_across_the_period_end_is_explained_but_still_flagged(worked, ledger):
    late = (*ledger[:-1], LedgerEntry("DPA-1", date(2026, 3, 30), LedgerKind.COUNCIL_PAYMENT, gbp("412.50")))
    recon = worked(ledger=late)
    flag = next(each for each in recon.flags if each.code == "dp-council-income-diff")

    assert flag.blocks
    assert "2026-03-30 is the whole difference" in flag.detail


def test_other_accounts_payments_do_not_count(worked, ledger):
    stranger = LedgerEntry("DPA-2", date(2026, 5, 1), LedgerKind.COUNCIL_PAYMENT, gbp("1.00"))

    assert str(worked(ledger=(*ledger, stranger)).council_paid) == "5362.50"


def test_overpaid_contribution_goes_back_to_the_person_first(worked):
    more = {Category.CLIENT_CONTRIBUTION_RECEIVED: figure("921.60")}
    income = {**worked().income, **more}
    recon = worked(statement={"income": income, "closing": figure("3550.62")})

    assert str(recon.surplus) == "1248.22"
    assert str(recon.client_refund) == "100.00"
    assert str(recon.council_surplus) == "1148.22"
    assert "dp-contribution-overpaid" in recon.codes


def test_contribution_counts_only_as_far_as_care_cost(worked):
    spending = {Category.AGENCY_PAYMENTS: figure("500.00")}
    recon = worked(statement={"spending": spending, "closing": figure("7511.06")})

    assert str(recon.client_refund) == "258.40"


def test_refund_is_never_more_than_the_surplus(worked):
    income = {**worked().income, Category.CLIENT_CONTRIBUTION_RECEIVED: figure("2758.40")}
    recon = worked(statement={"income": income, "closing": figure("5387.42")}, policy={"allowable_weeks": 9})

    assert str(recon.surplus) == str(recon.client_refund) == "706.52"
    assert str(recon.council_surplus) == "0.00"


def test_on_the_gross_basis_the_books_hold_the_contribution(worked, ledger):
    paid = LedgerEntry("DPA-1", date(2026, 5, 2), LedgerKind.CONTRIBUTION, gbp("821.60"))
    income = {Category.COUNCIL_DP_INCOME: figure("5362.50"), Category.OTHER_INCOME: figure("48.00")}
    recon = worked(
        account={"payment_basis": PaymentBasis.GROSS},
        statement={"income": income, "closing": figure("2629.02")},
        ledger=(*ledger, paid),
    )

    assert str(recon.contribution_received) == "821.60"
    assert str(recon.contribution_arrears) == "0.00"
    assert str(recon.client_refund) == "0.00"
    assert str(recon.council_surplus) == "326.62"


def test_small_surplus_is_not_asked_for(worked):
    recon = worked(policy={"de_minimis": gbp("1085.03")})

    assert str(recon.council_surplus) == "1085.02"
    assert str(recon.recoverable) == "0.00"
    assert "dp-surplus" not in recon.codes


def test_surplus_of_exactly_the_least_sum_is_asked_for(worked):
    assert str(worked(policy={"de_minimis": gbp("1085.02")}).recoverable) == "1085.02"


@pytest.mark.parametrize("evidence", [None, "agency invoice 4471"], ids=["no evidence", "evidence nobody accepted"])
def test_claimed_money_lowers_no_surplus_but_is_not_asked_for_yet(worked, committed, evidence):
    claim = Committed(CommittedKind.REDUNDANCY, gbp("1000.00"), evidence=evidence)
    recon = worked(committed=(*committed, claim))

    assert str(recon.surplus) == "1085.02"
    assert str(recon.recoverable) == "85.02"
    assert "dp-committed-unevidenced" in recon.codes


def test_held_money_on_the_statement_is_a_claim(worked):
    recon = worked(statement={"held": {CommittedKind.REDUNDANCY: figure("1430.00")}})

    assert "dp-committed-unevidenced" in recon.codes


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"account": {"end": date(2026, 6, 30)}}, "dp-closed", id="closed"),
        pytest.param({"known": {"died": date(2026, 6, 30)}}, "dp-client-deceased", id="deceased"),
    ],
)
def test_ended_account_keeps_only_evidenced_bills(worked, changes, code):
    recon = worked(**changes)

    assert code in recon.codes
    assert recon.allowable_weeks == 0
    assert str(recon.surplus) == "2987.82"
    assert str(recon.recoverable) == "2987.82"


def test_ended_account_waits_for_its_final_statement(worked):
    recon = worked(account={"end": date(2026, 7, 3)})

    assert "dp-statement-missing" in recon.codes
    assert str(recon.recoverable) == "0.00"


def test_future_end_leaves_the_allowance_alone(worked):
    assert worked(account={"end": date(2026, 12, 31)}).allowable_weeks == 4


def test_missing_statement_stops_the_case_and_invents_nothing(account, policy, ledger):
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    recon = reconcile(None, account, [policy], ledger, today=date(2026, 7, 22), period=quarter)

    assert recon.codes == ("dp-statement-missing",)
    assert recon.surplus is None
    assert recon.closing is None
    assert recon.recoverable is None


def test_overdrawn_account_is_a_question_not_a_demand(worked):
    recon = worked(statement={"closing": figure("-12.00"), "opening": figure("-1557.26")})

    assert "dp-overdrawn" in recon.codes
    assert "dp-statement-not-balanced" not in recon.codes
    assert str(recon.surplus) == "0.00"


def test_unnamed_spending_forces_a_question(worked):
    spending = {**worked().spending, Category.OTHER_UNCLASSIFIED: figure("10.00")}
    recon = worked(statement={"spending": spending, "closing": figure("3377.42")})

    assert "dp-ineligible-spend" in recon.codes


def test_underuse_needs_two_quiet_periods(worked):
    quiet = {"spending": {Category.AGENCY_PAYMENTS: figure("1000.00")}, "closing": figure("7011.06")}
    before = replace(worked(statement=quiet), period=Period(date(2026, 1, 1), date(2026, 3, 31)), closing=figure("1842.16"))
    busy = replace(before, spending={Category.AGENCY_PAYMENTS: figure("6000.00")})

    assert "dp-underuse" in worked(statement=quiet, previous=before).codes
    assert "dp-underuse" not in worked(statement=quiet, previous=busy).codes
    assert "dp-underuse" not in worked(statement=quiet).codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("ATM 12 HIGH ST", True, id="cash machine"),
        pytest.param("CASH WITHDRAWAL HIGH STREET", True, id="cash"),
        pytest.param("LUCKY BINGO ONLINE", True, id="gambling"),
        pytest.param("Transfer to Ada Marsh", True, id="the person as payee"),
        pytest.param("Brighter Days Homecare inv 4471", False, id="an agency"),
        pytest.param("Batman mascot day trip", False, id="atm inside a word"),
    ],
)
def test_marks_of_misuse_go_to_the_fraud_mailbox_only(worked, text, found):
    row = Transaction(date(2026, 5, 4), text, None, gbp("89.00"), None, Category.INSURANCE, Source("89.00", origin="cell X!D9"))
    recon = worked(statement={"transactions": (row,)}, known={"watched_names": ("Ada Marsh",)})
    flags = [flag for flag in recon.flags if flag.code == "dp-misuse-suspected"]

    assert bool(flags) is found
    assert all(flag.tell == (Tell.FRAUD,) and flag.blocks for flag in flags)
    assert all(text not in flag.detail for flag in flags)


def test_many_round_unnamed_payments_are_a_mark(worked):
    rows = tuple(
        Transaction(date(2026, 5, day), "sundry", None, gbp("200"), None, Category.OTHER_UNCLASSIFIED, Source("200"))
        for day in (1, 2, 3)
    )

    assert "dp-misuse-suspected" in worked(statement={"transactions": rows}).codes
    assert "dp-misuse-suspected" not in worked(statement={"transactions": rows[:2]}).codes


@pytest.mark.parametrize(
    ("reviews", "late"),
    [
        pytest.param((), True, id="never reviewed in two years"),
        pytest.param((date(2025, 7, 6),), False, id="a year ago to the day"),
        pytest.param((date(2025, 7, 5),), True, id="a year and a day ago"),
        pytest.param(None, False, id="reviews are not kept here"),
    ],
)
def test_late_review_is_told_but_stops_nothing(worked, reviews, late):
    recon = worked(known={"reviews": reviews})

    assert ("dp-review-overdue" in recon.codes) is late
    assert str(recon.recoverable) == "1085.02"


def test_summary_without_transactions_is_weaker_evidence(worked):
    assert "dp-summary-only" in worked(statement={"level": 2}).codes


def test_part_of_a_period_counts_by_days(account):
    late_start = replace(account, start=date(2026, 4, 5))

    assert weeks(late_start, Period(date(2026, 4, 1), date(2026, 6, 30))) == Decimal(87) / 7


def test_account_that_ended_before_the_period_has_no_weeks(account):
    ended = replace(account, end=date(2026, 3, 31))

    assert weeks(ended, Period(date(2026, 4, 1), date(2026, 6, 30))) == 0


def test_balance_survives_json(worked):
    recon = worked(known={"name_initials": "A.M."}, statement={"closing": figure("3387.43")})
    data = json.loads(json.dumps(reconciliation_to_json(recon)))

    assert reconciliation_from_json(data) == recon
    assert data["surplus"] == "1085.03"
    assert {"account_id", "period_start", "opening", "income", "spending", "closing", "difference", "allowable"} < set(data)
    assert {"committed", "surplus", "client_refund", "council_surplus", "flags"} < set(data)


def test_statement_survives_json(statement):
    row = Transaction(
        date(2026, 4, 3),
        "ANYTOWN COUNCIL DP",
        gbp("1650"),
        None,
        gbp("3492.16"),
        Category.COUNCIL_DP_INCOME,
        Source("1,650.00"),
    )
    held = {CommittedKind.HMRC_DUE: figure("96.20")}
    whole = replace(statement, transactions=(row,), held=held, findings=(Finding("x", Severity.NOTE, "y", ("z",)),))

    assert statement_from_json(json.loads(json.dumps(statement_to_json(whole)))) == whole


def test_workings_add_up_line_by_line(worked):
    recon = worked()
    lines = {line.label: line.amount for line in recon.workings}

    assert str(lines["May be kept"]) == "1902.80"
    assert str(lines["May be asked back now"]) == "1085.02"
    assert str(lines["Closing balance, worked out"]) == "3387.42"


def test_statement_without_a_period_is_taken_when_both_ends_fit(worked):
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    before = replace(worked(), period=Period(date(2026, 1, 1), date(2026, 3, 31)), closing=figure("1842.16"))
    fits = worked(statement={"period": None}, period=quarter, previous=before)
    no_opening = worked(statement={"period": None}, period=quarter, previous=replace(before, closing=figure("1.00")))

    assert "dp-wrong-statement" not in fits.codes
    assert "dp-wrong-statement" in no_opening.codes


def test_every_flag_is_described():
    assert all(code.startswith("dp-") and code == code.lower() and kind.meaning for code, kind in FLAG_KINDS.items())


def test_statement_not_yet_due_is_not_missing(account, policy, ledger):
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    from reconcile.direct_payments import Circumstances

    waiting = Circumstances(statement_due=date(2026, 7, 21))
    early = reconcile(None, account, [policy], ledger, today=date(2026, 7, 21), period=quarter, circumstances=waiting)
    late = reconcile(
        None, account, [policy], ledger, today=date(2026, 7, 21) + timedelta(days=1), period=quarter, circumstances=waiting
    )

    assert early.codes == ()
    assert late.codes == ("dp-statement-missing",)
