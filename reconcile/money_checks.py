"""The checks on a balance's money: the council's, the person's, the surplus, and where it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from models.direct_payment import LedgerKind, PaymentBasis
from models.money import Money
from models.reconciliation import Flag, Reconciliation
from models.statement import Category, Transaction
from reconcile.facts import Checked, the_statement
from reconcile.flags import raise_flag
from reconcile.misuse import find_misuse

#: Days by which a bank transfer may be younger on the statement than in the council's books.
CLEARING_DAYS = 5


def check_over(case: Checked) -> Iterator[Flag]:
    """Check whether the person has died or the agreement has ended."""
    if case.known.died and case.known.died <= case.today:
        yield raise_flag("dp-client-deceased", f"The person died on {case.known.died}; no contingency is kept.")
    if case.account.end and case.account.end <= case.today:
        yield raise_flag("dp-closed", f"The agreement ended on {case.account.end}; no contingency is kept.")


def is_over(case: Checked) -> bool:
    """Say whether the agreement has ended or the person has died."""
    return any(True for _ in check_over(case))


def from_council(recon: Reconciliation) -> Money:
    """Return the council's money as the statement shows it."""
    kinds = (Category.COUNCIL_DP_INCOME, Category.COUNCIL_ONE_OFF)
    return sum((recon.income[kind].value for kind in kinds if kind in recon.income), Money.zero(recon.currency))


def check_council_income(case: Checked) -> Iterator[Flag]:
    """Check that the council's money on the statement is what its own books say it paid in the period."""
    recon = case.recon
    shown = from_council(recon)
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
    elif recon.closing.value < recon.weekly_gross_budget and not is_over(case):
        yield raise_flag(
            "dp-low-balance", f"{recon.closing.value} is less than a week's budget of {recon.weekly_gross_budget}."
        )


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
    rows: Sequence[Transaction] = the_statement(case).transactions
    for detail in find_misuse(rows, case.known.watched_names):
        yield raise_flag("dp-misuse-suspected", detail)


def check_committed(case: Checked) -> Iterator[Flag]:
    """Check that money that is held is held with evidence."""
    for each in case.recon.committed:
        if not each.accepted:
            why = "its evidence has not been accepted" if each.evidence else "no evidence came with the claim"
            yield raise_flag("dp-committed-unevidenced", f"{each.amount} for {each.kind}: {why}.")
    for kind, reading in the_statement(case).held.items():
        if not any(each.kind is kind for each in case.recon.committed) and reading.value:
            yield raise_flag(
                "dp-committed-unevidenced",
                f"The statement says {reading.value} is held for {kind.value.replace('_', ' ')}; no evidence came.",
            )
