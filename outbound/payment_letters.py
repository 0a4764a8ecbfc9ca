"""Letters about direct payments: the provider is asked, the person is told first, the social worker is asked what it means.

Each function turns facts into a context of plain texts and lists: what the templates may show, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.errors import UsageError
from models.money import Money, total
from models.period import Period
from outbound.house import House
from outbound.supplier_letters import Context
from outbound.wording import show_day, show_money, show_period


class ReturnBy(StrEnum):
    """How surplus comes back."""

    BANK_TRANSFER = "bank_transfer"
    INVOICE = "invoice"
    NET_OFF = "net_off"


@dataclass(frozen=True, slots=True)
class Workings:
    """How a surplus comes about: the same figures in the letter, the workbook and the record of the case."""

    period: Period
    closing: Money
    #: "4 weeks of the gross budget (£475.70 a week)".
    allowable_rule: str
    allowable: Money
    committed: Money
    surplus: Money
    #: What the person paid in too much, which goes back to the person.
    client_refund: Money
    council_surplus: Money


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
        **_workings(case.workings, language),
    }


def _workings(workings: Workings, language: str) -> Context:
    refund = workings.client_refund
    return {
        "period": show_period(workings.period, language),
        "closing_day": show_day(workings.period.end, language),
        "closing": show_money(workings.closing, language),
        "allowable_rule": workings.allowable_rule,
        "allowable": show_money(workings.allowable, language),
        "committed": show_money(workings.committed, language),
        "surplus": show_money(workings.surplus, language),
        "client_refund": show_money(refund, language) if refund else None,
        "council_surplus": show_money(workings.council_surplus, language),
    }


@dataclass(frozen=True, slots=True)
class DpNotice:
    """Notice to the person, or who receives the payment for them, before any money is asked back."""

    house: House
    account_id: str
    reference: str
    person: str
    workings: Workings
    #: No earlier than the notice days after this letter leaves.
    not_before: date
    query_by: date
    #: True where a provider holds the money: the reader has nothing to pay.
    provider_held: bool = True
    greeting: str = field(default="", repr=False)
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ("dp-surplus",)

    @property
    def key(self) -> str:
        """One notice for one demand."""
        return self.reference

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return _about_account(self.account_id, self.reference, self.person_ids, self.names)


def dp_notice(facts: DpNotice, language: str) -> Context:
    """Say the amount, how it was worked out, from when, and how to question it: all of it, before anything happens."""
    return {
        "greeting": facts.greeting,
        "person": facts.person,
        "not_before": show_day(facts.not_before, language),
        "query_by": show_day(facts.query_by, language),
        "provider_held": facts.provider_held,
        "complaints": facts.house.complaints,
        **_workings(facts.workings, language),
    }


@dataclass(frozen=True, slots=True)
class SocialWorkNotice:
    """What the finance team saw on an account, for the one who knows the person."""

    house: House
    account_id: str
    reference: str
    person: str
    period: Period
    closing: Money
    #: One sentence for each flag, the gravest first.
    flags: tuple[str, ...]
    reply_by: date
    council_surplus: Money | None = None
    #: Where the workbook is, inside the house; no person in the address.
    workbook: str | None = None
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One notice for one account and period."""
        return f"{self.account_id}:{self.period}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return _about_account(self.account_id, self.reference, self.person_ids, self.names)


def social_work_notice(facts: SocialWorkNotice, language: str) -> Context:
    """Say what was seen and ask whether the plan still fits and whether anything speaks against asking money back."""
    surplus = facts.council_surplus
    return {
        "person": facts.person,
        "period": show_period(facts.period, language),
        "closing": show_money(facts.closing, language),
        "flags": list(facts.flags),
        "surplus": show_money(surplus, language) if surplus else None,
        "workbook": facts.workbook,
        "reply_by": show_day(facts.reply_by, language),
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
            "The council's own bank details are not set, so nobody can be told them. Set them under [house.bank] in the settings."
        )
    return {
        "account_name": bank.account_name,
        "details": [{"label": label, "value": value} for label, value in bank.lines],
        "published_at": bank.published_at,
        "references": list(facts.references),
    }


def _about_account(account_id: str, reference: str, person_ids: tuple[str, ...], names: tuple[str, ...]) -> Mapping[str, Any]:
    return {"account_id": account_id, "references": [reference], "person_ids": list(person_ids), "names": list(names)}
