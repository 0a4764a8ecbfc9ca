"""Letters to managed-account providers: surplus to return, statements wanted, and where to pay when they ask.

Each function turns facts into a context of plain texts and lists: what the templates may show, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.errors import UsageError
from models.money import total
from models.period import Period
from outbound.facts import Context, Workings, show_workings
from outbound.house import House
from outbound.wording import show_day, show_money, show_period


class ReturnBy(StrEnum):
    """How surplus comes back."""

    BANK_TRANSFER = "bank_transfer"
    INVOICE = "invoice"
    NET_OFF = "net_off"


@dataclass(frozen=True, slots=True)
class SurplusCase:
    """One account in the letter to its provider. `person` is a reference that may be shown: initials and the council's number."""

    account_id: str
    person: str
    workings: Workings
    return_by: ReturnBy
    #: What to quote with the payment: `DPS-1234567-0042`.
    reference: str
    provider_reference: str | None = None


@dataclass(frozen=True, slots=True)
class MapSurplus:
    """What one provider is asked to return, account by account."""

    house: House
    map_id: str
    provider: str
    cases: tuple[SurplusCase, ...]
    policy: str
    reply_by: date
    #: The person has been told and can question it until then; nothing may be sent earlier.
    not_before: date
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ("dp-surplus",)

    @property
    def key(self) -> str:
        """One letter for the same demands: the references of its cases name them."""
        return f"{self.map_id}:{','.join(case.reference for case in self.cases)}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {
            "map_id": self.map_id,
            "account_id": self.cases[0].account_id if len(self.cases) == 1 else None,
            "accounts": [case.account_id for case in self.cases],
            "references": [case.reference for case in self.cases],
            "person_ids": list(self.person_ids),
            "names": list(self.names),
        }


def map_surplus(facts: MapSurplus, language: str) -> Context:
    """Ask a provider for surplus: each account's figures, how it comes back, what to quote, by when to answer."""
    amounts = [case.workings.council_surplus for case in facts.cases]
    return {
        "provider": facts.provider,
        "policy": facts.policy,
        "cases": [_case(case, language) for case in facts.cases],
        "count": len(facts.cases),
        "total": show_money(total(amounts, amounts[0].currency), language),
        "not_before": show_day(facts.not_before, language),
        "reply_by": show_day(facts.reply_by, language),
    }


def _case(case: SurplusCase, language: str) -> Context:
    return {
        "person": case.person,
        "provider_reference": case.provider_reference,
        "return_by": case.return_by.value,
        "reference": case.reference,
        **show_workings(case.workings, language),
    }


@dataclass(frozen=True, slots=True)
class WantedStatement:
    """One account whose statement is wanted."""

    account_id: str
    person: str
    period: Period
    provider_reference: str | None = None


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """Statements asked of one provider; `reminder` counts how often they were asked for before."""

    house: House
    map_id: str
    provider: str
    wanted: tuple[WantedStatement, ...]
    due: date
    reminder: int = 0
    first_asked: date | None = None
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One letter for each round of the same statements."""
        periods = sorted({str(each.period) for each in self.wanted})
        accounts = sorted(each.account_id for each in self.wanted)
        return f"{self.map_id}:{self.reminder}:{','.join(periods)}:{','.join(accounts)}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {
            "map_id": self.map_id,
            "account_id": self.wanted[0].account_id if len(self.wanted) == 1 else None,
            "accounts": [each.account_id for each in self.wanted],
            "person_ids": list(self.person_ids),
            "names": list(self.names),
        }


def statement_request(facts: StatementRequest, language: str) -> Context:
    """Say whose statements are wanted, for which days, by when and in what form."""
    return {
        "provider": facts.provider,
        "wanted": [
            {
                "person": each.person,
                "provider_reference": each.provider_reference,
                "period": show_period(each.period, language),
            }
            for each in facts.wanted
        ],
        "count": len(facts.wanted),
        "due": show_day(facts.due, language),
        "reminder": facts.reminder,
        "first_asked": show_day(facts.first_asked, language) if facts.first_asked else None,
        "secure_channel": facts.house.secure_channel,
    }


@dataclass(frozen=True, slots=True)
class BankDetailsAnswer:
    """The council's own account, for a provider that asked where to pay. Nothing in it comes from the question."""

    house: House
    map_id: str
    asked_in: str
    references: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One answer to one question."""
        return f"{self.map_id}:{self.asked_in}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {"map_id": self.map_id, "references": list(self.references), "person_ids": []}


def bank_details_answer(facts: BankDetailsAnswer, language: str) -> Context:  # noqa: ARG001  every letter is told its language
    """Give the published details and say where to check them."""
    bank = facts.house.bank
    if bank is None:
        raise UsageError(
            "The council's own bank details are not set, so nobody can be told them. Set council.bank_details and council.bank_details_published_at in the settings."
        )
    return {
        "account_name": bank.account_name,
        "details": [{"label": label, "value": value} for label, value in bank.lines],
        "published_at": bank.published_at,
        "references": list(facts.references),
    }
