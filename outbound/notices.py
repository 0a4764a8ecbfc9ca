"""Notices about a direct payment: the person is told before anything happens, the social worker is asked what it means.

Each function turns facts into a context of plain texts and lists: what the templates may show, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.money import Money
from models.period import Period
from outbound.facts import Context, Workings, show_workings
from outbound.house import House
from outbound.wording import show_day, show_money, show_period


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
        **show_workings(facts.workings, language),
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


def _about_account(account_id: str, reference: str, person_ids: tuple[str, ...], names: tuple[str, ...]) -> Mapping[str, Any]:
    return {"account_id": account_id, "references": [reference], "person_ids": list(person_ids), "names": list(names)}
