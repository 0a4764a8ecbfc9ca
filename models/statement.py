"""A direct-payment statement as its writer printed it: nothing filled in, every figure with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.direct_payment import CommittedKind
from models.document import Box, Reading, Source
from models.finding import Finding, Severity
from models.money import Money, total
from models.period import Period


class Category(StrEnum):
    """What money came in or went out for; the names are the workbook's rows."""

    COUNCIL_DP_INCOME = "council_dp_income"
    COUNCIL_ONE_OFF = "council_one_off"
    CLIENT_CONTRIBUTION_RECEIVED = "client_contribution_received"
    THIRD_PARTY_INCOME = "third_party_income"
    OTHER_INCOME = "other_income"
    AGENCY_PAYMENTS = "agency_payments"
    PA_NET_WAGES = "pa_net_wages"
    HMRC_PAYE_NI = "hmrc_paye_ni"
    PENSION = "pension"
    INSURANCE = "insurance"
    PAYROLL_FEE = "payroll_fee"
    MAP_FEE = "map_fee"
    ACTIVITIES_DAYCARE = "activities_daycare"
    RESPITE = "respite"
    EQUIPMENT = "equipment"
    MILEAGE_EXPENSES = "mileage_expenses"
    TRAINING_DBS = "training_dbs"
    RECRUITMENT = "recruitment"
    RETURNED_TO_COUNCIL = "returned_to_council"
    #: On the statement, but its words say nothing that we know: forces a query.
    OTHER_UNCLASSIFIED = "other_unclassified"
    #: One total for all spending: the statement is a summary and cannot be itemised.
    NOT_ITEMISED = "not_itemised"


INCOME = (
    Category.COUNCIL_DP_INCOME,
    Category.COUNCIL_ONE_OFF,
    Category.CLIENT_CONTRIBUTION_RECEIVED,
    Category.THIRD_PARTY_INCOME,
    Category.OTHER_INCOME,
)
SPENDING = tuple(category for category in Category if category not in INCOME)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One row of the ledger part. `text` often names people, so it stays out of logs."""

    day: date | None
    text: str = field(repr=False)
    money_in: Money | None
    money_out: Money | None
    balance: Money | None
    category: Category | None
    source: Source = field(repr=False)


Figures = Mapping[Category, Reading[Money]]


@dataclass(frozen=True, slots=True)
class DpStatement:
    """What one statement says about one person's account. What it does not say is None or absent.

    `level` 1 has transactions or itemised categories; 2 is a bare summary, accepted as weaker evidence.
    """

    account_ref: str | None
    person_ref: str | None
    period: Period | None
    currency: str
    opening: Reading[Money] | None
    income: Figures
    spending: Figures
    closing: Reading[Money] | None
    transactions: tuple[Transaction, ...] = ()
    #: Money the provider says it holds for something, as printed.
    held: Mapping[CommittedKind, Reading[Money]] = field(default_factory=dict)
    level: int = 1
    name: str | None = field(default=None, repr=False)
    findings: tuple[Finding, ...] = ()
    reader: str = ""

    @property
    def income_total(self) -> Money:
        """All income printed on the statement."""
        return total((reading.value for reading in self.income.values()), self.currency)

    @property
    def spending_total(self) -> Money:
        """All spending printed on the statement."""
        return total((reading.value for reading in self.spending.values()), self.currency)

    @property
    def computed_closing(self) -> Money | None:
        """Opening plus income less spending; None when there is no opening balance to begin from."""
        return None if self.opening is None else self.opening.value + self.income_total - self.spending_total

    @property
    def difference(self) -> Money | None:
        """What the printed closing balance is more than the computed one; None when either is missing."""
        computed = self.computed_closing
        return None if computed is None or self.closing is None else self.closing.value - computed


def figure_to_json(reading: Reading[Money] | None) -> dict[str, Any] | None:
    """Return a figure with its place, as in the reading contract."""
    if reading is None:
        return None
    source = source_to_json(reading.source)
    return {"amount": str(reading.value), "confidence": reading.confidence, **source}


def source_to_json(source: Source) -> dict[str, Any]:
    """Return a place: page and box, or cell or line."""
    box = source.box.as_list() if source.box else None
    return {"page": source.page, "box": box, "text": source.text, "from": source.origin}


def source_from_json(data: Mapping[str, Any]) -> Source:
    """Read a place back."""
    return Source(data["text"], data["page"], Box(*data["box"]) if data["box"] else None, data["from"])


def figure_from_json(data: Mapping[str, Any] | None, currency: str) -> Reading[Money] | None:
    """Read a figure back."""
    if data is None:
        return None
    return Reading(Money.of(data["amount"], currency), data["confidence"], source_from_json(data))


def statement_to_json(statement: DpStatement) -> dict[str, Any]:
    """Return plain values that pass through JSON unchanged."""
    return {
        "account_ref": statement.account_ref,
        "person_ref": statement.person_ref,
        "name": statement.name,
        "period_start": statement.period.start.isoformat() if statement.period else None,
        "period_end": statement.period.end.isoformat() if statement.period else None,
        "currency": statement.currency,
        "level": statement.level,
        "reader": statement.reader,
        "opening": figure_to_json(statement.opening),
        "income": {str(key): figure_to_json(value) for key, value in statement.income.items()},
        "spending": {str(key): figure_to_json(value) for key, value in statement.spending.items()},
        "closing": figure_to_json(statement.closing),
        "held": {str(key): figure_to_json(value) for key, value in statement.held.items()},
        "transactions": [_transaction_to_json(row) for row in statement.transactions],
        "findings": [
            {"code": each.code, "severity": str(each.severity), "detail": each.detail, "fields": list(each.fields)}
            for each in statement.findings
        ],
    }


def statement_from_json(data: Mapping[str, Any]) -> DpStatement:
    """Read a statement back from `statement_to_json`."""
    currency = data["currency"]
    return DpStatement(
        account_ref=data["account_ref"],
        person_ref=data["person_ref"],
        period=_period_from_json(data),
        currency=currency,
        opening=figure_from_json(data["opening"], currency),
        income=_figures_from_json(data["income"], currency),
        spending=_figures_from_json(data["spending"], currency),
        closing=figure_from_json(data["closing"], currency),
        transactions=tuple(_transaction_from_json(row, currency) for row in data["transactions"]),
        held={CommittedKind(key): reading for key, reading in _readings(data["held"], currency)},
        level=data["level"],
        name=data["name"],
        findings=tuple(
            Finding(each["code"], Severity(each["severity"]), each["detail"], tuple(each["fields"]))
            for each in data["findings"]
        ),
        reader=data["reader"],
    )


def _period_from_json(data: Mapping[str, Any]) -> Period | None:
    if data["period_start"] is None or data["period_end"] is None:
        return None
    return Period(date.fromisoformat(data["period_start"]), date.fromisoformat(data["period_end"]))


def _readings(data: Mapping[str, Any], currency: str) -> list[tuple[str, Reading[Money]]]:
    pairs = ((key, figure_from_json(value, currency)) for key, value in data.items())
    return [(key, reading) for key, reading in pairs if reading is not None]


def _figures_from_json(data: Mapping[str, Any], currency: str) -> dict[Category, Reading[Money]]:
    return {Category(key): reading for key, reading in _readings(data, currency)}


def _transaction_to_json(row: Transaction) -> dict[str, Any]:
    amounts = {"in": row.money_in, "out": row.money_out, "balance": row.balance}
    return {
        "date": row.day.isoformat() if row.day else None,
        "description": row.text,
        **{key: None if amount is None else str(amount) for key, amount in amounts.items()},
        "category": str(row.category) if row.category else None,
        **source_to_json(row.source),
    }


def _transaction_from_json(data: Mapping[str, Any], currency: str) -> Transaction:
    money = {key: None if data[key] is None else Money.of(data[key], currency) for key in ("in", "out", "balance")}
    return Transaction(
        day=date.fromisoformat(data["date"]) if data["date"] else None,
        text=data["description"],
        money_in=money["in"],
        money_out=money["out"],
        balance=money["balance"],
        category=Category(data["category"]) if data["category"] else None,
        source=source_from_json(data),
    )
