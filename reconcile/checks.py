"""The checks on a balance, each giving the flags it finds. Their order is the order in which staff read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from models.direct_payment import DpAccount, LedgerEntry, LedgerKind, PaymentBasis
from models.money import Money
from models.period import add_months
from models.reconciliation import Flag, Reconciliation
from models.statement import Category, DpStatement, Transaction
from reconcile.flags import raise_flag
from reconcile.misuse import find_misuse

#: Days by which a bank transfer may be younger on the statement than in the council's books.
CLEARING_DAYS = 5
#: Findings of the reader that leave the sums unproven.
UNPROVEN = frozenset({
    "statement-summary-differs", "statement-figure-unread", "statement-formula-unread", "statement-total-differs",
    "statement-running-balance", "statement-incomplete",
})  # fmt: skip


class Known(Protocol):
    """What the checks need to know besides the statement."""

    @property
    def died(self) -> date | None:
        """The day the person died, where known."""

    @property
    def reviews(self) -> tuple[date, ...] | None:
        """The reviews that were held; None when not kept here."""

    @property
    def statement_due(self) -> date | None:
        """The day after which a missing statement is flagged."""

    @property
    def not_allowed(self) -> frozenset[Category]:
        """Kinds of spending that the agreement does not allow."""

    @property
    def watched_names(self) -> tuple[str, ...]:
        """Names whose appearance as a payee is suspicious."""

    @property
    def underuse_percent(self) -> Decimal:
        """The share of the budget below which spending is underuse."""


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check may look at."""

    recon: Reconciliation
    statement: DpStatement | None
    account: DpAccount
    ledger: Sequence[LedgerEntry] | None
    previous: Reconciliation | None
    today: date
    known: Known


Check = Callable[[Checked], Iterator[Flag]]


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


def check_over(case: Checked) -> Iterator[Flag]:
    """Check whether the person has died or the agreement has ended."""
    if case.known.died and case.known.died <= case.today:
        yield raise_flag("dp-client-deceased", f"The person died on {case.known.died}; no contingency is kept.")
    if case.account.end and case.account.end <= case.today:
        yield raise_flag("dp-closed", f"The agreement ended on {case.account.end}; no contingency is kept.")


def check_arrived(case: Checked) -> Iterator[Flag]:
    """Check that a statement that is due has come."""
    due = case.known.statement_due
    if due is None or case.today > due:
        waited = f" by {due}" if due else ""
        yield raise_flag("dp-statement-missing", f"No statement for {case.recon.period} has come{waited}.")


def check_same_case(case: Checked) -> Iterator[Flag]:
    """Check that the statement is for this account and this period."""
    statement, account = _statement(case), case.account
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
    shown = _from_council(recon)
    paid = bool(recon.council_paid) and shown == recon.council_paid
    if not (follows and paid):
        detail = f"The statement says no period, and its sums do not show that it is for {recon.period}."
        yield raise_flag("dp-wrong-statement", detail)


def _from_council(recon: Reconciliation) -> Money:
    kinds = (Category.COUNCIL_DP_INCOME, Category.COUNCIL_ONE_OFF)
    return sum((recon.income[kind].value for kind in kinds if kind in recon.income), Money.zero(recon.currency))


def _plain(reference: str) -> str:
    return "".join(filter(str.isalnum, reference)).lower().lstrip("0")


def _statement(case: Checked) -> DpStatement:
    assert case.statement is not None
    return case.statement


def check_balanced(case: Checked) -> Iterator[Flag]:
    """Check that opening plus income less spending is the closing balance, to the penny."""
    recon, statement = case.recon, _statement(case)
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


def check_council_income(case: Checked) -> Iterator[Flag]:
    """Check that the council's money on the statement is what its own books say it paid in the period."""
    recon = case.recon
    shown = _from_council(recon)
    if recon.council_paid is None or case.ledger is None:
        yield raise_flag("dp-council-income-diff", f"The council's payments for {recon.period} were not to be had.")
    elif shown != recon.council_paid:
        detail = f"The statement shows {shown} from the council, the books {recon.council_paid}."
        yield raise_flag("dp-council-income-diff", detail + _near_edge(case, shown - recon.council_paid))


def _near_edge(case: Checked, difference: Money) -> str:
    """Say when one payment near the period's ends is the whole difference. It explains; it never excuses."""
    period = case.recon.period
    for entry in case.ledger or ():
        if entry.kind not in {LedgerKind.COUNCIL_PAYMENT, LedgerKind.ONE_OFF}:
            continue
        late = period.end - timedelta(days=CLEARING_DAYS) <= entry.day <= period.end and difference == -entry.amount
        early = timedelta(0) < period.start - entry.day <= timedelta(days=CLEARING_DAYS) and difference == entry.amount
        if late or early:
            return f" The payment of {entry.amount} on {entry.day} is the whole difference: it may have cleared across the period's end."
    return ""


def check_contribution(case: Checked) -> Iterator[Flag]:
    """Check that the person paid the contribution that was assessed."""
    recon = case.recon
    if recon.contribution_received is None:
        return
    over = recon.contribution_received - recon.contribution_expected
    if recon.contribution_arrears:
        detail = f"{recon.contribution_expected} expected, {recon.contribution_received} received."
        yield raise_flag("dp-contribution-arrears", detail)
    elif over > Money.zero(recon.currency):
        where = (
            "" if recon.payment_basis is PaymentBasis.NET else " (gross basis: the contribution is the council's to take in)"
        )
        detail = f"{recon.contribution_received} received, {recon.contribution_expected} expected{where}."
        yield raise_flag("dp-contribution-overpaid", detail)


def check_surplus(case: Checked) -> Iterator[Flag]:
    """Check whether the account holds more than it may keep, and enough to be worth asking for."""
    recon = case.recon
    if recon.council_surplus is None or recon.policy is None or recon.council_surplus < recon.policy.de_minimis:
        return
    if recon.council_surplus:
        yield raise_flag(
            "dp-surplus", f"{recon.council_surplus} is over the allowance of {recon.allowable_balance} and what is committed."
        )


def check_low(case: Checked) -> Iterator[Flag]:
    """Check that there is a week's money left."""
    recon = case.recon
    if recon.closing is None:
        return
    if recon.closing.value < Money.zero(recon.currency):
        yield raise_flag("dp-overdrawn", f"The account closed at {recon.closing.value}.")
    elif recon.closing.value < recon.weekly_gross_budget and not _is_over(case):
        yield raise_flag(
            "dp-low-balance", f"{recon.closing.value} is less than a week's budget of {recon.weekly_gross_budget}."
        )


def _is_over(case: Checked) -> bool:
    return any(True for _ in check_over(case))


def check_final(case: Checked) -> Iterator[Flag]:
    """Check that a closed account is settled on a statement that reaches its end."""
    ends = [day for day in (case.account.end, case.known.died) if day and day <= case.today]
    if ends and case.recon.period.end < max(ends):
        detail = f"This statement ends on {case.recon.period.end}, before {max(ends)}: a final statement, after the last bills, is needed."
        yield raise_flag("dp-statement-missing", detail)


def check_spending(case: Checked) -> Iterator[Flag]:
    """Check that all spending is named, and of a kind that the agreement allows."""
    spending = case.recon.spending
    unnamed = spending.get(Category.OTHER_UNCLASSIFIED)
    if unnamed and unnamed.value:
        yield raise_flag("dp-ineligible-spend", f"{unnamed.value} went to something the statement does not name.")
    for category in sorted(case.known.not_allowed & set(spending)):
        if spending[category].value:
            yield raise_flag("dp-ineligible-spend", f"{spending[category].value} went to {category}, which is not agreed.")


def check_underuse(case: Checked) -> Iterator[Flag]:
    """Check that the budget is used: one quiet period may be chance, two ask for a look at the plan."""
    if case.previous is None or case.previous.level is None:
        return
    shares = [share for share in (_share(case.previous), _share(case.recon)) if share is not None]
    if len(shares) == 2 and all(share < case.known.underuse_percent for share in shares):
        yield raise_flag(
            "dp-underuse", f"{shares[0]:.0f} % and {shares[1]:.0f} % of the budget was spent in the last two periods."
        )


def _share(recon: Reconciliation) -> Decimal | None:
    budget = recon.weekly_gross_budget.times(recon.weeks_in_period)
    if not budget:
        return None
    returned = recon.spending.get(Category.RETURNED_TO_COUNCIL)
    spent = recon.spending_total - returned.value if returned else recon.spending_total
    return spent.decimal / budget.decimal * 100


def check_misuse(case: Checked) -> Iterator[Flag]:
    """Check the payments for marks of misuse. What is found goes to the fraud mailbox only."""
    rows: Sequence[Transaction] = _statement(case).transactions
    for detail in find_misuse(rows, case.known.watched_names):
        yield raise_flag("dp-misuse-suspected", detail)


def check_committed(case: Checked) -> Iterator[Flag]:
    """Check that money that is held is held with evidence."""
    for each in case.recon.committed:
        if not each.accepted:
            why = "its evidence has not been accepted" if each.evidence else "no evidence came with the claim"
            yield raise_flag("dp-committed-unevidenced", f"{each.amount} for {each.kind}: {why}.")
    for kind, reading in _statement(case).held.items():
        if not any(each.kind is kind for each in case.recon.committed) and reading.value:
            yield raise_flag(
                "dp-committed-unevidenced", f"The statement says {reading.value} is held for {kind}; no evidence came."
            )


def check_level(case: Checked) -> Iterator[Flag]:
    """Check that the statement has transactions."""
    if case.recon.level == 2:
        yield raise_flag("dp-summary-only", "A summary without transactions: the sums can be checked, the spending cannot.")


def check_review(case: Checked) -> Iterator[Flag]:
    """Check that reviews are held: within six months, then at most twelve months apart (SI 2014/2871, regulation 7)."""
    if case.known.reviews is None or _is_over(case):
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
