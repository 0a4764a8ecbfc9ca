"""The checks on a balance, each giving the flags it finds. Their order is the order in which staff read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from models.period import add_months
from models.reconciliation import Flag
from reconcile.facts import Check, Checked, the_statement
from reconcile.flags import raise_flag
from reconcile.money_checks import (
    check_committed,
    check_contribution,
    check_council_income,
    check_low,
    check_misuse,
    check_over,
    check_spending,
    check_surplus,
    check_underuse,
    from_council,
    is_over,
)

#: Findings of the reader that leave the sums unproven.
UNPROVEN = frozenset({
    "statement-summary-differs", "statement-figure-unread", "statement-formula-unread", "statement-total-differs",
    "statement-running-balance", "statement-incomplete",
})  # fmt: skip


def check_all(case: Checked) -> Iterator[Flag]:
    """Run every check that the case has facts for."""
    yield from check_over(case)
    if case.statement is None:
        yield from check_arrived(case)
    else:
        for check in STATEMENT_CHECKS:
            yield from check(case)
    if case.recon.policy is None:
        yield raise_flag("dp-policy-missing", f"No policy version is in force on {case.recon.period.end}; import one.")
    yield from check_review(case)


def check_arrived(case: Checked) -> Iterator[Flag]:
    """Check that a statement that is due has come."""
    due = case.known.statement_due
    if due is None or case.today > due:
        waited = f" by {due}" if due else ""
        yield raise_flag("dp-statement-missing", f"No statement for {case.recon.period} has come{waited}.")


def check_same_case(case: Checked) -> Iterator[Flag]:
    """Check that the statement is for this account and this period."""
    statement, account = the_statement(case), case.account
    refs = {_plain(ref) for ref in (statement.person_ref, statement.account_ref) if ref}
    ours = {_plain(ref) for ref in (account.person_id, account.account_id, account.reference) if ref}
    if refs and not refs & ours:
        yield raise_flag("dp-wrong-statement", "The references on the statement are not this account's.")
    elif not refs:
        yield raise_flag("dp-wrong-statement", "The statement carries no reference, so nothing says whose it is.")
    if statement.person_ref and _plain(statement.person_ref) not in ours:
        yield raise_flag("dp-wrong-statement", "The person reference on the statement is another person's.")
    if statement.period is None:
        yield from _unprinted_period(case)
    elif statement.period != case.recon.period:
        yield raise_flag("dp-wrong-statement", f"The statement says {statement.period}; this case is for {case.recon.period}.")


def _unprinted_period(case: Checked) -> Iterator[Flag]:
    """Take a statement without a period for this one only when money on both of its ends says so."""
    recon, previous = case.recon, case.previous
    follows = bool(previous and previous.closing and recon.opening and previous.closing.value == recon.opening.value)
    shown = from_council(recon)
    paid = bool(recon.council_paid) and shown == recon.council_paid
    if not (follows and paid):
        detail = f"The statement says no period, and its sums do not show that it is for {recon.period}."
        yield raise_flag("dp-wrong-statement", detail)


def _plain(reference: str) -> str:
    return "".join(filter(str.isalnum, reference)).lower().lstrip("0")


def check_balanced(case: Checked) -> Iterator[Flag]:
    """Check that opening plus income less spending is the closing balance, to the penny."""
    recon, statement = case.recon, the_statement(case)
    if recon.difference is None:
        gone = " and ".join(name for name, value in (("opening", recon.opening), ("closing", recon.closing)) if value is None)
        yield raise_flag("dp-statement-not-balanced", f"The {gone} balance is not on the statement.")
        return
    if recon.difference:
        detail = f"Printed closing {_shown(recon.closing)} less worked-out {recon.closing_computed} is {recon.difference}."
        yield raise_flag("dp-statement-not-balanced", detail)
    for finding in statement.findings:
        if finding.code in UNPROVEN:
            yield raise_flag("dp-statement-not-balanced", finding.detail)


def _shown(reading: object) -> str:
    return str(getattr(reading, "value", None))


def check_contiguous(case: Checked) -> Iterator[Flag]:
    """Check that the statement begins where the one before ended, in days and in money."""
    previous, recon = case.previous, case.recon
    if previous is None:
        return
    expected = previous.period.end + timedelta(days=1)
    if recon.period.start > expected:
        yield raise_flag("dp-period-gap", f"{expected} to {recon.period.start - timedelta(days=1)} is on no statement.")
    if recon.period.start < expected:
        yield raise_flag("dp-period-overlap", f"{recon.period.start} to {previous.period.end} is on two statements.")
    if recon.opening and previous.closing and recon.opening.value != previous.closing.value:
        detail = f"Opening {recon.opening.value}, but the period before closed at {previous.closing.value}."
        yield raise_flag("dp-opening-mismatch", detail)


def check_final(case: Checked) -> Iterator[Flag]:
    """Check that a closed account is settled on a statement that reaches its end."""
    ends = [day for day in (case.account.end, case.known.died) if day and day <= case.today]
    if ends and case.recon.period.end < max(ends):
        detail = f"This statement ends on {case.recon.period.end}, before {max(ends)}: a final statement, after the last bills, is needed."
        yield raise_flag("dp-statement-missing", detail)


def check_level(case: Checked) -> Iterator[Flag]:
    """Check that the statement has transactions."""
    if case.recon.level == 2:
        yield raise_flag("dp-summary-only", "A summary without transactions: the sums can be checked, the spending cannot.")


def check_review(case: Checked) -> Iterator[Flag]:
    """Check that reviews are held: within six months, then at most twelve months apart (SI 2014/2871, regulation 7)."""
    if case.known.reviews is None or is_over(case):
        return
    due = review_due(case.account.start, case.known.reviews)
    if case.today > due:
        yield raise_flag("dp-review-overdue", f"A review was due by {due}.")


def review_due(start: date, reviews: Sequence[date]) -> date:
    """Return the last day for the next review.

    >>> review_due(date(2026, 1, 15), [])
    datetime.date(2026, 7, 15)
    >>> review_due(date(2026, 1, 15), [date(2026, 5, 1)])
    datetime.date(2027, 5, 1)
    """
    return add_months(max(reviews), 12) if reviews else add_months(start, 6)


STATEMENT_CHECKS: tuple[Check, ...] = (
    check_same_case,
    check_balanced,
    check_contiguous,
    check_council_income,
    check_final,
    check_surplus,
    check_contribution,
    check_low,
    check_spending,
    check_underuse,
    check_misuse,
    check_committed,
    check_level,
)
