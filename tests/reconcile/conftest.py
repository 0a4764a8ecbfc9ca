"""A good account, policy, ledger and statement: the worked quarter. Tests say only what differs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.direct_payment import (
    AccountType,
    AllowableBasis,
    Committed,
    CommittedKind,
    DpAccount,
    DpPolicy,
    LedgerEntry,
    LedgerKind,
    PaymentBasis,
)
from models.document import Reading, Source
from models.money import Money
from models.period import Period
from models.reconciliation import Reconciliation
from models.statement import Category, DpStatement
from reconcile.direct_payments import Circumstances, reconcile

QUARTER = Period(date(2026, 4, 1), date(2026, 6, 30))
TODAY = date(2026, 7, 6)
PAYMENT_DAYS = (date(2026, 4, 3), date(2026, 5, 1), date(2026, 5, 29), date(2026, 6, 26))


def gbp(amount: str) -> Money:
    return Money.of(amount, "GBP")


def figure(amount: str, origin: str = "cell A.M.!B2") -> Reading[Money]:
    return Reading(gbp(amount), 1.0, Source(amount, origin=origin))


def figures(**amounts: str) -> dict[Category, Reading[Money]]:
    return {Category(name): figure(amount) for name, amount in amounts.items()}


ACCOUNT = DpAccount(
    account_id="DPA-1",
    person_id="1234567",
    map_id="MAP-1",
    type=AccountType.MANAGED_ACCOUNT,
    reference="00981",
    weekly_gross_budget=gbp("475.70"),
    weekly_contribution=gbp("63.20"),
    weekly_payment=gbp("412.50"),
    payment_basis=PaymentBasis.NET,
    start=date(2024, 2, 1),
    recipient_name="Ada Marsh",
    recipient_email="ada.marsh@example.org",
    social_worker_email="sw@anytown.example",
)
POLICY = DpPolicy(date(2025, 4, 1), 4, AllowableBasis.GROSS_BUDGET, gbp("50.00"))
INCOME = {"council_dp_income": "5362.50", "client_contribution_received": "758.40", "other_income": "48.00"}
SPENDING = {
    "agency_payments": "3218.40",
    "pa_net_wages": "1104.60",
    "hmrc_paye_ni": "96.20",
    "pension": "31.44",
    "insurance": "89.00",
    "payroll_fee": "45.00",
    "map_fee": "39.00",
}
STATEMENT = DpStatement(
    account_ref="00981",
    person_ref="1234567",
    period=QUARTER,
    currency="GBP",
    opening=figure("1842.16"),
    income=figures(**INCOME),
    spending=figures(**SPENDING),
    closing=figure("3387.42"),
)
LEDGER = tuple(
    LedgerEntry("DPA-1", day, LedgerKind.COUNCIL_PAYMENT, gbp(amount), f"AP {day}")
    for day, amount in zip(PAYMENT_DAYS, ("1650.00", "1650.00", "1650.00", "412.50"), strict=True)
)
COMMITTED = tuple(
    Committed(kind, gbp(amount), evidence="letter of 1 July, page 1", accepted_by="officer")
    for kind, amount in (
        (CommittedKind.HMRC_DUE, "32.10"),
        (CommittedKind.UNPAID_AGENCY, "247.50"),
        (CommittedKind.HOLIDAY_ACCRUED, "120.00"),
    )
)


@pytest.fixture
def policy() -> DpPolicy:
    return POLICY


@pytest.fixture
def account() -> DpAccount:
    return ACCOUNT


@pytest.fixture
def statement() -> DpStatement:
    return STATEMENT


@pytest.fixture
def ledger() -> tuple[LedgerEntry, ...]:
    return LEDGER


@pytest.fixture
def committed() -> tuple[Committed, ...]:
    return COMMITTED


@pytest.fixture
def worked() -> Callable[..., Reconciliation]:
    """Reconcile the worked quarter with these differences: of the account, the statement, what is known, the rest."""

    def build(
        *,
        account: Mapping[str, Any] | None = None,
        statement: Mapping[str, Any] | None = None,
        known: Mapping[str, Any] | None = None,
        policy: Mapping[str, Any] | None = None,
        **rest: Any,
    ) -> Reconciliation:
        facts: dict[str, Any] = {"ledger": LEDGER, "today": TODAY, "committed": COMMITTED, **rest}
        return reconcile(
            replace(STATEMENT, **(statement or {})),
            replace(ACCOUNT, **(account or {})),
            [replace(POLICY, **(policy or {}))],
            facts.pop("ledger"),
            circumstances=Circumstances(**(known or {})),
            **facts,
        )

    return build
