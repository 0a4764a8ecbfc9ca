"""One account's balance for one period: every column of the workbook, the flags, and the workings line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from models.direct_payment import AllowableBasis, Committed, CommittedKind, DpPolicy, PaymentBasis
from models.document import Reading
from models.money import Money, total
from models.period import Period
from models.statement import Category, figure_from_json, figure_to_json


class Tell(StrEnum):
    """Who hears of a flag."""

    MAP = "map"
    CLIENT = "client"
    SOCIAL_WORKER = "social-worker"
    FINANCE = "finance"
    CLIENT_FINANCE = "client-finance"
    #: Fraud and safeguarding. Never together with the client.
    FRAUD = "fraud"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the reconciliation found. `blocks` means that no money may be asked back while it stands."""

    code: str
    detail: str
    blocks: bool
    tell: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True)
class Working:
    """One line of the workings: what, how it came about, how much."""

    label: str
    how: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The balance of one account for one period under one policy. What could not be known is None."""

    account_id: str
    person_id: str
    map_account_ref: str | None
    period: Period
    currency: str
    weeks_in_period: Decimal
    payment_basis: PaymentBasis
    weekly_gross_budget: Money
    weekly_contribution: Money
    weekly_dp: Money
    #: None when no version of the policy was in force on the period's last day.
    policy: DpPolicy | None
    #: The policy's weeks, or nought for a closed account or a person who has died.
    allowable_weeks: int | None
    level: int | None
    opening: Reading[Money] | None
    income: Mapping[Category, Reading[Money]]
    spending: Mapping[Category, Reading[Money]]
    closing: Reading[Money] | None
    closing_computed: Money | None
    difference: Money | None
    council_expected: Money
    council_paid: Money | None
    contribution_expected: Money
    contribution_received: Money | None
    contribution_arrears: Money | None = None
    committed: tuple[Committed, ...] = ()
    allowable_balance: Money | None = None
    surplus: Money | None = None
    client_refund: Money | None = None
    council_surplus: Money | None = None
    #: What may be asked back now: nought while anything blocks or the sum is below the least worth asking.
    recoverable: Money | None = None
    flags: tuple[Flag, ...] = ()
    workings: tuple[Working, ...] = ()
    name_initials: str | None = field(default=None, repr=False)
    map_name: str | None = None

    @property
    def income_total(self) -> Money:
        """All income on the statement."""
        return total((reading.value for reading in self.income.values()), self.currency)

    @property
    def spending_total(self) -> Money:
        """All spending on the statement."""
        return total((reading.value for reading in self.spending.values()), self.currency)

    @property
    def committed_total(self) -> Money:
        """The committed money that counts: evidenced, and accepted by a person."""
        return total((each.amount for each in self.committed if each.accepted), self.currency)

    @property
    def allowable_basis(self) -> AllowableBasis | None:
        """What the allowable weeks are counted in."""
        return self.policy.basis if self.policy else None

    @property
    def blocked(self) -> bool:
        """Whether any flag forbids asking money back."""
        return any(flag.blocks for flag in self.flags)

    @property
    def codes(self) -> tuple[str, ...]:
        """The flags' codes, each once, in order."""
        return tuple(dict.fromkeys(flag.code for flag in self.flags))

    def has(self, code: str) -> bool:
        """Whether this flag was raised."""
        return code in self.codes


def _text(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def reconciliation_to_json(recon: Reconciliation) -> dict[str, Any]:
    """Return plain values that pass through JSON unchanged; the keys of `afstem statements` are among them."""
    return {
        "account_id": recon.account_id,
        "person_id": recon.person_id,
        "name_initials": recon.name_initials,
        "map_name": recon.map_name,
        "map_account_ref": recon.map_account_ref,
        "period_start": recon.period.start.isoformat(),
        "period_end": recon.period.end.isoformat(),
        "currency": recon.currency,
        "weeks_in_period": str(recon.weeks_in_period),
        "payment_basis": str(recon.payment_basis),
        "policy": _policy_to_json(recon.policy),
        "allowable_weeks": recon.allowable_weeks,
        "level": recon.level,
        **_amounts_to_json(recon),
        "income_by_category": {str(key): figure_to_json(value) for key, value in recon.income.items()},
        "spending_by_category": {str(key): figure_to_json(value) for key, value in recon.spending.items()},
        "opening_figure": figure_to_json(recon.opening),
        "closing_figure": figure_to_json(recon.closing),
        "committed_items": [_committed_to_json(each) for each in recon.committed],
        "flags": list(recon.codes),
        "flag_details": [
            {"code": each.code, "detail": each.detail, "blocks": each.blocks, "tell": [str(who) for who in each.tell]}
            for each in recon.flags
        ],
        "workings": [{"label": each.label, "how": each.how, "amount": _text(each.amount)} for each in recon.workings],
    }


#: Amounts that are attributes under the same name.
_AMOUNTS = (
    "weekly_gross_budget",
    "weekly_contribution",
    "weekly_dp",
    "closing_computed",
    "difference",
    "council_expected",
    "council_paid",
    "contribution_expected",
    "contribution_received",
    "contribution_arrears",
    "surplus",
    "client_refund",
    "council_surplus",
    "recoverable",
)


def _amounts_to_json(recon: Reconciliation) -> dict[str, str | None]:
    plain = {name: _text(getattr(recon, name)) for name in _AMOUNTS}
    has_statement = recon.level is not None
    return {
        "opening": _text(recon.opening.value if recon.opening else None),
        "income": str(recon.income_total) if has_statement else None,
        "spending": str(recon.spending_total) if has_statement else None,
        "closing": _text(recon.closing.value if recon.closing else None),
        "allowable": _text(recon.allowable_balance),
        "committed": str(recon.committed_total),
        **plain,
    }


def _policy_to_json(policy: DpPolicy | None) -> dict[str, Any] | None:
    if policy is None:
        return None
    return {
        "valid_from": policy.valid_from.isoformat(),
        "allowable_weeks": policy.allowable_weeks,
        "basis": str(policy.basis),
        "de_minimis": str(policy.de_minimis),
        "notice_days": policy.notice_days,
        "reply_days": policy.reply_days,
        "reminder_days": policy.reminder_days,
    }


def _policy_from_json(data: Mapping[str, Any] | None, currency: str) -> DpPolicy | None:
    if data is None:
        return None
    return DpPolicy(
        date.fromisoformat(data["valid_from"]),
        data["allowable_weeks"],
        AllowableBasis(data["basis"]),
        Money.of(data["de_minimis"], currency),
        data["notice_days"],
        data["reply_days"],
        data["reminder_days"],
    )


def _committed_to_json(each: Committed) -> dict[str, Any]:
    return {
        "kind": str(each.kind),
        "amount": str(each.amount),
        "text": each.text,
        "evidence": each.evidence,
        "accepted_by": each.accepted_by,
        "claimed_in": each.claimed_in,
    }


def reconciliation_from_json(data: Mapping[str, Any]) -> Reconciliation:
    """Read a reconciliation back from `reconciliation_to_json`."""
    currency = data["currency"]

    def money(name: str) -> Money | None:
        return None if data[name] is None else Money.of(data[name], currency)

    def figures(name: str) -> dict[Category, Reading[Money]]:
        pairs = ((Category(key), figure_from_json(value, currency)) for key, value in data[name].items())
        return {key: reading for key, reading in pairs if reading is not None}

    zero = Money.zero(currency)
    return Reconciliation(
        account_id=data["account_id"],
        person_id=data["person_id"],
        name_initials=data["name_initials"],
        map_name=data["map_name"],
        map_account_ref=data["map_account_ref"],
        period=Period(date.fromisoformat(data["period_start"]), date.fromisoformat(data["period_end"])),
        currency=currency,
        weeks_in_period=Decimal(data["weeks_in_period"]),
        payment_basis=PaymentBasis(data["payment_basis"]),
        weekly_gross_budget=money("weekly_gross_budget") or zero,
        weekly_contribution=money("weekly_contribution") or zero,
        weekly_dp=money("weekly_dp") or zero,
        policy=_policy_from_json(data["policy"], currency),
        allowable_weeks=data["allowable_weeks"],
        level=data["level"],
        opening=figure_from_json(data["opening_figure"], currency),
        income=figures("income_by_category"),
        spending=figures("spending_by_category"),
        closing=figure_from_json(data["closing_figure"], currency),
        closing_computed=money("closing_computed"),
        difference=money("difference"),
        committed=tuple(
            Committed(
                CommittedKind(each["kind"]),
                Money.of(each["amount"], currency),
                each["text"],
                each["evidence"],
                each["accepted_by"],
                each["claimed_in"],
            )
            for each in data["committed_items"]
        ),
        council_expected=money("council_expected") or zero,
        council_paid=money("council_paid"),
        contribution_expected=money("contribution_expected") or zero,
        contribution_received=money("contribution_received"),
        contribution_arrears=money("contribution_arrears"),
        allowable_balance=money("allowable"),
        surplus=money("surplus"),
        client_refund=money("client_refund"),
        council_surplus=money("council_surplus"),
        recoverable=money("recoverable"),
        flags=tuple(
            Flag(each["code"], each["detail"], each["blocks"], tuple(Tell(who) for who in each["tell"]))
            for each in data["flag_details"]
        ),
        workings=tuple(
            Working(each["label"], each["how"], None if each["amount"] is None else Money.of(each["amount"], currency))
            for each in data["workings"]
        ),
    )
