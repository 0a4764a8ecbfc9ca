"""The balance of a direct-payment account: what it held, what it may keep, what may be asked back, and why.

    closing_computed = opening + income - spending
    allowable        = allowable weeks x (weekly gross budget | weekly payment), by the policy in force on the last day
    surplus          = max(0, closing on the statement - allowable - accepted committed money)
    client_over      = max(0, contribution received - min(contribution expected, eligible cost))
    client_refund    = min(surplus, client_over)
    council_surplus  = surplus - client_refund

Nothing here reads a clock, a file or a database: the same facts give the same balance for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from models.direct_payment import (
    AllowableBasis,
    Committed,
    DpAccount,
    DpPolicy,
    LedgerEntry,
    LedgerKind,
    PaymentBasis,
    ledger_sum,
    policy_on,
)
from models.money import Money, total
from models.period import Period
from models.reconciliation import Flag, Reconciliation
from models.statement import SPENDING, Category, DpStatement
from reconcile.checks import check_all
from reconcile.facts import Checked
from reconcile.workings import build_workings

#: What the council paid into the account, by its own books.
COUNCIL_KINDS = frozenset({LedgerKind.COUNCIL_PAYMENT, LedgerKind.ONE_OFF})
#: Spending that is not the cost of care: money gone back, and money nobody has named.
NOT_COST = frozenset({Category.RETURNED_TO_COUNCIL, Category.OTHER_UNCLASSIFIED})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a case besides the statement and the books."""

    name_initials: str | None = field(default=None, repr=False)
    map_name: str | None = None
    died: date | None = None
    #: Reviews that were held; None when they are not kept here.
    reviews: tuple[date, ...] | None = None
    #: The day after which a missing statement is flagged (due date and grace).
    statement_due: date | None = None
    #: Kinds of spending that this agreement does not allow.
    not_allowed: frozenset[Category] = frozenset()
    #: Full names whose appearance as a payee is suspicious: the person, the provider's directors.
    watched_names: tuple[str, ...] = field(default=(), repr=False)
    #: Spending below this share of the budget for two periods is underuse.
    underuse_percent: Decimal = Decimal(75)


def reconcile(
    statement: DpStatement | None,
    account: DpAccount,
    policies: Sequence[DpPolicy],
    ledger: Sequence[LedgerEntry] | None,
    *,
    today: date,
    previous: Reconciliation | None = None,
    committed: Sequence[Committed] = (),
    period: Period | None = None,
    circumstances: Circumstances | None = None,
) -> Reconciliation:
    """Return the balance of one account for one period.

    `ledger` holds the council's own entries for the account, None when the books were not to be had. `period` is needed
    where there is no statement, or one without a period; a statement for another period is flagged, never bent to fit.
    """
    known = circumstances or Circumstances()
    span = period or (statement.period if statement else None)
    if span is None:
        raise ValueError(f"account {account.account_id}: neither the statement nor the case says which period this is for")
    own_books = None if ledger is None else [entry for entry in ledger if entry.account_id == account.account_id]
    contingency = Contingency(policy_on(policies, span.end), is_over(account, known.died, today))
    bare = _begin(statement, account, span, contingency, own_books)
    bare = _with_result(
        _with_arrears(replace(bare, committed=tuple(committed), name_initials=known.name_initials, map_name=known.map_name))
    )
    checked = Checked(bare, statement, account, own_books, previous, today, known)
    flags = tuple(check_all(checked))
    settled = replace(bare, flags=flags, recoverable=recoverable(bare, flags))
    return replace(settled, workings=tuple(build_workings(settled)))


def weeks(account: DpAccount, period: Period) -> Decimal:
    """Return the weeks of the period in which the agreement ran: days over seven, not rounded."""
    live = period.intersection(Period(account.start, max(account.start, account.end or period.end)))
    return Decimal(live.days) / 7 if live else Decimal(0)


def is_over(account: DpAccount, died: date | None, today: date) -> bool:
    """Whether the agreement has ended or the person has died: then no contingency is kept."""
    return (account.end is not None and account.end <= today) or (died is not None and died <= today)


@dataclass(frozen=True, slots=True)
class Contingency:
    """The policy in force, and whether the account is over and may keep nothing."""

    policy: DpPolicy | None
    over: bool

    @property
    def weeks(self) -> int | None:
        """The weeks that may be kept; None when nothing says how many."""
        if self.over:
            return 0
        return self.policy.allowable_weeks if self.policy else None


def _begin(
    statement: DpStatement | None,
    account: DpAccount,
    period: Period,
    contingency: Contingency,
    ledger: Sequence[LedgerEntry] | None,
) -> Reconciliation:
    currency = account.weekly_gross_budget.currency
    count = weeks(account, period)
    return Reconciliation(
        account_id=account.account_id,
        person_id=account.person_id,
        map_account_ref=account.reference,
        period=period,
        currency=currency,
        weeks_in_period=count,
        payment_basis=account.payment_basis,
        weekly_gross_budget=account.weekly_gross_budget,
        weekly_contribution=account.weekly_contribution,
        weekly_dp=account.weekly_payment,
        policy=contingency.policy,
        allowable_weeks=contingency.weeks,
        level=statement.level if statement else None,
        opening=statement.opening if statement else None,
        income=statement.income if statement else {},
        spending=statement.spending if statement else {},
        closing=statement.closing if statement else None,
        closing_computed=statement.computed_closing if statement else None,
        difference=statement.difference if statement else None,
        council_expected=account.weekly_payment.times(count),
        council_paid=None if ledger is None else ledger_sum(ledger, period, COUNCIL_KINDS, currency),
        contribution_expected=account.weekly_contribution.times(count),
        contribution_received=_contribution_received(statement, account, ledger, period),
    )


def _contribution_received(
    statement: DpStatement | None, account: DpAccount, ledger: Sequence[LedgerEntry] | None, period: Period
) -> Money | None:
    """Net: what the statement shows. Gross: what the council's books show, and what went into the account by mistake."""
    if statement is None:
        return None
    in_account = _income(statement, Category.CLIENT_CONTRIBUTION_RECEIVED)
    if account.payment_basis is PaymentBasis.NET:
        return in_account
    if ledger is None:
        return None
    return in_account + ledger_sum(ledger, period, frozenset({LedgerKind.CONTRIBUTION}), statement.currency)


def _income(source: DpStatement | Reconciliation, category: Category) -> Money:
    reading = source.income.get(category)
    return reading.value if reading else Money.zero(source.currency)


def _with_arrears(recon: Reconciliation) -> Reconciliation:
    if recon.contribution_received is None:
        return recon
    owed = recon.contribution_expected - recon.contribution_received
    return replace(recon, contribution_arrears=max(owed, Money.zero(recon.currency)))


def eligible_cost(recon: Reconciliation) -> Money:
    """Return what care cost in the period: all named spending but money returned to the council."""
    kinds = [kind for kind in SPENDING if kind not in NOT_COST]
    return total((recon.spending[kind].value for kind in kinds if kind in recon.spending), recon.currency)


def _with_result(recon: Reconciliation) -> Reconciliation:
    """Work out allowance and surplus; both stay None while a figure they rest on is missing."""
    allowable = allowable_balance(recon)
    if allowable is None or recon.closing is None:
        return replace(recon, allowable_balance=allowable)
    zero = Money.zero(recon.currency)
    surplus = max(zero, recon.closing.value - allowable - recon.committed_total)
    refund = min(surplus, client_over(recon))
    return replace(recon, allowable_balance=allowable, surplus=surplus, client_refund=refund, council_surplus=surplus - refund)


def allowable_balance(recon: Reconciliation) -> Money | None:
    """Return what the account may keep; None without a policy, unless the account is over and may keep nothing."""
    if recon.allowable_weeks is None:
        return None
    by_payment = recon.policy is not None and recon.policy.basis is AllowableBasis.PAYMENT
    return (recon.weekly_dp if by_payment else recon.weekly_gross_budget).times(recon.allowable_weeks)


def client_over(recon: Reconciliation) -> Money:
    """Return what the person has put into the account beyond their share: theirs again before it is the council's.

    On the gross basis nothing of theirs belongs in the account, so all of it is.
    """
    zero = Money.zero(recon.currency)
    expected = recon.contribution_expected if recon.payment_basis is PaymentBasis.NET else zero
    received = _income(recon, Category.CLIENT_CONTRIBUTION_RECEIVED)
    return max(zero, received - min(expected, eligible_cost(recon)))


def recoverable(recon: Reconciliation, flags: Iterable[Flag]) -> Money | None:
    """Return what may be asked back now.

    A claim of committed money without evidence holds back its own amount only, until it is settled.
    """
    if recon.council_surplus is None or recon.policy is None:
        return None
    zero = Money.zero(recon.currency)
    if any(flag.blocks for flag in flags):
        return zero
    claimed = total((each.amount for each in recon.committed if not each.accepted), recon.currency)
    free = max(zero, recon.council_surplus - claimed)
    return free if free >= recon.policy.de_minimis else zero


def what_if(recon: Reconciliation, policy: DpPolicy) -> Reconciliation:
    """Return the same account as it would stand under another policy: allowance and surplus only, flags as they were.

    Never more than a picture: `recoverable` is None, so that nothing can be asked back on it.
    """
    over = recon.has("dp-closed") or recon.has("dp-client-deceased")
    other = replace(recon, policy=policy, allowable_weeks=0 if over else policy.allowable_weeks)
    result = replace(_with_result(other), recoverable=None)
    return replace(result, workings=tuple(build_workings(result)))
