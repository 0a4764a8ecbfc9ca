"""What a person pays towards care: the assessed charge, never more than the care of the week cost, corrected by actuals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.money import Money, total


class Reason(StrEnum):
    """Why a charge is corrected."""

    MISSED_VISIT = "missed_visit"
    HOSPITAL = "hospital"
    RATE = "rate"
    REASSESSMENT = "reassessment"
    BACKDATED = "backdated"
    DECEASED = "deceased"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A person's assessed weekly charge from a day on; `full_cost` pays what the care costs."""

    weekly_charge: Money
    full_cost: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One week put right. A `delta` below nought is a credit."""

    week: date
    billed: Money
    correct: Money
    reason: Reason
    source: str

    @property
    def delta(self) -> Money:
        """What is to be charged more, or given back."""
        return self.correct - self.billed


def weekly_charge(assessment: Assessment, cost_of_care: Money) -> Money:
    """Return a week's charge: the assessed sum, or the cost where that is less or the person pays all.

    >>> assessed = Assessment(Money.of("63.20", "GBP"), False, date(2026, 4, 6))
    >>> [str(weekly_charge(assessed, Money.of(cost, "GBP"))) for cost in ("96.64", "72.48", "48.32")]
    ['63.20', '63.20', '48.32']
    """
    return cost_of_care if assessment.full_cost else min(assessment.weekly_charge, cost_of_care)


def assessment_on(assessments: Iterable[Assessment], day: date) -> Assessment | None:
    """Return the assessment in force on a day; the latest begun wins."""
    live = [each for each in assessments if each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)]
    return max(live, key=lambda each: each.valid_from) if live else None


def correct_week(week: date, billed: Money, assessment: Assessment, cost: Money, reason: Reason, source: str) -> Correction:
    """Return a week's correction from what was delivered. A delta of nought is kept too: it has to be explained."""
    return Correction(week, billed, weekly_charge(assessment, cost), reason, source)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the corrections of an account come to, and what is done with it."""

    credit_on_next_bill: Money
    refund: Money
    debit: Money
    instalments: int


def settle(
    corrections: Iterable[Correction], currency: str, *, closed: bool, wants_refund: bool, spread_above: Money
) -> Settlement:
    """Return what happens: credits go on the next bill, or are paid out when the account is closed or it is asked for.

    A debit above `spread_above` is spread over as many instalments as keep each at or below it.
    """
    sum_ = total((each.delta for each in corrections), currency)
    zero = Money.zero(currency)
    if sum_ < zero:
        pay_out = closed or wants_refund
        return Settlement(zero if pay_out else -sum_, -sum_ if pay_out else zero, zero, 0)
    instalments = -(-sum_.minor // spread_above.minor) if sum_ > spread_above > zero else min(1, sum_.minor)
    return Settlement(zero, zero, sum_, instalments)
