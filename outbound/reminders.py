"""A reminder to a provider that has not answered a letter about surplus: which accounts, how much, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.money import Money
from outbound.facts import Context
from outbound.house import House
from outbound.wording import show_day, show_money


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One account that was asked about. `person` is a reference that may be shown."""

    account_id: str
    person: str
    amount: Money
    reference: str
    provider_reference: str | None = None


@dataclass(frozen=True, slots=True)
class SurplusReminder:
    """The accounts of one provider that no answer has come for; `reminder` counts from 1."""

    house: House
    map_id: str
    provider: str
    waiting: tuple[Unanswered, ...]
    first_asked: date
    reply_by: date
    reminder: int
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ("dp-surplus",)

    @property
    def key(self) -> str:
        """One letter for each round of the same demands."""
        return f"{self.map_id}:{self.reminder}:{','.join(each.reference for each in self.waiting)}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {
            "map_id": self.map_id,
            "account_id": self.waiting[0].account_id if len(self.waiting) == 1 else None,
            "accounts": [each.account_id for each in self.waiting],
            "references": [each.reference for each in self.waiting],
            "person_ids": list(self.person_ids),
            "names": list(self.names),
        }


def surplus_reminder(facts: SurplusReminder, language: str) -> Context:
    """Say what is waited for since when; silence is not agreement."""
    return {
        "provider": facts.provider,
        "waiting": [
            {
                "person": each.person,
                "provider_reference": each.provider_reference,
                "amount": show_money(each.amount, language),
                "reference": each.reference,
            }
            for each in facts.waiting
        ],
        "count": len(facts.waiting),
        "first_asked": show_day(facts.first_asked, language),
        "reply_by": show_day(facts.reply_by, language),
        "reminder": facts.reminder,
    }
