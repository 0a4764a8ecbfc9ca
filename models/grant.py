"""Master data as the case system gives it: suppliers, people, grants, rates, coding. Columns as in the import contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.money import Money
from models.period import Period
from models.value import quickly_made


class Unit(StrEnum):
    """What a rate is for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    HOUR = "hour"
    VISIT = "visit"
    NIGHT = "night"
    SESSION = "session"
    BLOCK = "block"
    YEAR = "year"


class Billing(StrEnum):
    """The calendar a supplier bills by."""

    CALENDAR_MONTH = "calendar_month"
    FOUR_WEEKLY = "four_weekly"
    WEEKLY = "weekly"
    QUARTERLY = "quarterly"


class Ownership(StrEnum):
    """Who owns the supplier; drives the account in Denmark."""

    OWN = "own"
    MUNICIPALITY = "municipality"
    REGION = "region"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who is paid. `bank_accounts` are the accounts of record: only ever compared with, never changed."""

    supplier_id: str
    name: str
    country: str
    registration: str | None = None
    vat_number: str | None = None
    p_numbers: tuple[str, ...] = ()
    bank_accounts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    ownership: Ownership = Ownership.PRIVATE
    blocked: bool = False
    auto_post: bool = True


@quickly_made
@dataclass(frozen=True, slots=True)
class Person:
    """The one who gets care. The name is never a key, only a confirmation."""

    person_id: str
    name: str = field(repr=False)
    cpr: str | None = field(default=None, repr=False)
    nhs_number: str | None = field(default=None, repr=False)
    born: date | None = field(default=None, repr=False)
    died: date | None = None
    language: str = "en"
    case_worker_email: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Rate:
    """A price per unit of the grant from a day on. `component` is `base` or the name of a supplement."""

    valid_from: date
    rate: Money
    component: str = "base"


@quickly_made
@dataclass(frozen=True, slots=True)
class Grant:
    """An approved service from one supplier for one person over a period, at a rate (bevilling, care package line)."""

    grant_id: str
    person_id: str
    supplier_id: str
    service: str
    legal_basis: str
    unit: Unit
    start: date
    end: date | None = None
    run_off_end: date | None = None
    target_group: str = ""
    units_per_week: Decimal | None = None
    prepaid: bool = False
    billing: Billing = Billing.CALENDAR_MONTH
    owner_email: str | None = None
    #: Contract terms by name, as text: absence, day counts, divisors (domain rules 4.5, 5.3, 12).
    contract_rules: tuple[tuple[str, str], ...] = ()
    rates: tuple[Rate, ...] = ()

    def rule(self, name: str, default: str | None = None) -> str | None:
        """Return a contract rule by name."""
        return dict(self.contract_rules).get(name, default) if self.contract_rules else default

    @property
    def last_payable_day(self) -> date | None:
        """The last day that may be billed: the run-off's end where there is one, else the grant's; None when open."""
        if self.end is None:
            return None
        return max(self.end, self.run_off_end) if self.run_off_end else self.end


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One row of the coding sheet: which account and cost element a kind of grant is posted to."""

    legal_basis: str
    ownership: str
    target_group: str
    service: str
    account: str
    cost_element: str
    valid_from: date | None = None
    valid_to: date | None = None
    owner_email: str | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Settled:
    """A grant and period already paid or posted: by the ledger of record or by us."""

    supplier_id: str
    invoice_number: str
    grant_id: str
    period: Period
    amount: Money
    voucher: str | None = None
    #: The decision that settled it, when it was ours.
    decision_id: int | None = None
    #: What of the grant was paid (see `Offer.component`); empty when not known, and then nothing more is paid for the period.
    component: str = ""
