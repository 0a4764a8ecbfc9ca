"""What several letters are made from: the context they fill, and the workings of a surplus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.money import Money
from models.period import Period
from outbound.wording import show_day, show_money, show_period

#: What templates may show: plain texts, numbers and lists, by name.
Context = dict[str, Any]


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


def show_workings(workings: Workings, language: str) -> Context:
    """Return the figures as every letter about them shows them."""
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
