"""Direct-payment master data: the account, the council's own payments, and the policy with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.money import Money
from models.period import Period


class AccountType(StrEnum):
    """Who holds the money; only the two managed kinds are written to through a managed-account provider."""

    SELF_MANAGED_BANK = "self_managed_bank"
    PREPAID_CARD = "prepaid_card"
    MANAGED_ACCOUNT = "managed_account"
    ACCOUNTANT_MANAGED = "accountant_managed"
    NOMINEE = "nominee"
    SUPPORTED_ACCOUNT = "supported_account"


#: The kinds whose statements come from, and whose surplus is asked of, a managed-account provider.
PROVIDER_HELD = frozenset({AccountType.MANAGED_ACCOUNT, AccountType.SUPPORTED_ACCOUNT})


class PaymentBasis(StrEnum):
    """Whether the council pays the budget less the person's contribution, or all of it."""

    #: The person's contribution goes into the direct-payment account.
    NET = "net"
    #: The person's contribution goes to the council.
    GROSS = "gross"


class AllowableBasis(StrEnum):
    """What the allowable weeks are counted in."""

    GROSS_BUDGET = "gross_budget"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class DpAccount:
    """One direct-payment agreement, as in the `dp_accounts` table.

    `map_id` is None where no provider holds the money. `reference` is the provider's own account reference.
    """

    account_id: str
    person_id: str
    map_id: str | None
    type: AccountType
    reference: str | None
    weekly_gross_budget: Money
    weekly_contribution: Money
    weekly_payment: Money
    payment_basis: PaymentBasis
    start: date
    end: date | None = None
    recipient_name: str | None = field(default=None, repr=False)
    recipient_email: str | None = field(default=None, repr=False)
    social_worker_email: str | None = field(default=None, repr=False)

    @property
    def provider_held(self) -> bool:
        """Whether a managed-account provider holds the money."""
        return self.type in PROVIDER_HELD


@dataclass(frozen=True, slots=True)
class DpPolicy:
    """One version of the council's rule on contingency and recovery, in force from a day on (`dp_policy`)."""

    valid_from: date
    allowable_weeks: int
    basis: AllowableBasis
    de_minimis: Money
    notice_days: int = 28
    reply_days: int = 14
    reminder_days: int = 7

    @property
    def label(self) -> str:
        """The policy in a few words, as printed on every workbook.

        >>> DpPolicy(date(2026, 4, 1), 4, AllowableBasis.GROSS_BUDGET, Money.of("50", "GBP")).label
        '4 weeks of the gross budget, in force from 2026-04-01'
        """
        base = "the gross budget" if self.basis is AllowableBasis.GROSS_BUDGET else "the direct payment"
        return f"{self.allowable_weeks} weeks of {base}, in force from {self.valid_from.isoformat()}"


def policy_on(versions: Iterable[DpPolicy], day: date) -> DpPolicy | None:
    """Return the version in force on a day, or None when the first begins later."""
    in_force = [version for version in versions if version.valid_from <= day]
    return max(in_force, key=lambda version: version.valid_from) if in_force else None


class LedgerKind(StrEnum):
    """What the council's own books say about an account (`dp_ledger`)."""

    COUNCIL_PAYMENT = "council_payment"
    ONE_OFF = "one_off"
    CONTRIBUTION = "contribution"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry of the council's own books. `source` names the book and where in it."""

    account_id: str
    day: date
    kind: LedgerKind
    amount: Money
    source: str = ""


def ledger_sum(ledger: Iterable[LedgerEntry], period: Period, kinds: frozenset[LedgerKind], currency: str) -> Money:
    """Add the entries of these kinds that are dated inside the period."""
    result = Money.zero(currency)
    for entry in ledger:
        if entry.kind in kinds and entry.day in period:
            result += entry.amount
    return result


class Caution(StrEnum):
    """What makes somebody look first before money is asked back from a person."""

    VULNERABLE = "vulnerable"
    OPEN_REVIEW = "open-review"
    #: The person asked about the notice, and has not been answered.
    OPEN_QUERY = "open-query"


class CommittedKind(StrEnum):
    """What money may be held for; the names are the workbook's rows."""

    UNPAID_AGENCY = "unpaid_agency"
    HMRC_DUE = "hmrc_due"
    PENSION_DUE = "pension_due"
    HOLIDAY_ACCRUED = "holiday_accrued"
    NOTICE_PAY = "notice_pay"
    REDUNDANCY = "redundancy"
    PLANNED_RESPITE = "planned_respite"
    OTHER_COMMITTED = "other_committed"


@dataclass(frozen=True, slots=True)
class Committed:
    """Money said to be owed out of the account. It only lowers the surplus with evidence that a person accepted.

    `evidence` names the document (invoice 4471, page 2); `accepted_by` is who accepted it.
    """

    kind: CommittedKind
    amount: Money
    text: str = ""
    evidence: str | None = None
    accepted_by: str | None = None
    #: Where the claim was made: the reply or the statement.
    claimed_in: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it counts: there is evidence and a named person has accepted it."""
        return self.evidence is not None and self.accepted_by is not None
