"""Which invoices are to come: the billing periods of every open grant, and what became of each. Pure.

A grant whose supplier bills by a calendar that is not on record is left out: what is not known is not expected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from match.offers import Terms, offers_for, with_policy_terms
from match.payments import Paid, is_paid
from match.periods import Candidate, payable_span, unstated_candidates
from models.grant import Grant
from models.money import Money
from models.period import Period
from models.policy import Policy


class Awaited(StrEnum):
    """What became of the invoice for a period."""

    PAID = "paid"
    #: It has come and is not decided, or was sent back.
    OPEN = "open"
    LATE = "late"
    #: The period is over, and the supplier still has time.
    DUE = "due"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class ExpectedInvoice:
    """One billing period of one grant."""

    grant: Grant
    period: Period
    #: What it should come to; None where that depends on what is delivered.
    amount: Money | None
    #: By when it should have come.
    by: date
    state: Awaited


#: Periods by grant for which an invoice has come.
Claimed = Mapping[str, Sequence[Period]]


def expected_invoices(
    grant: Grant,
    terms: Terms,
    paid: Paid,
    claimed: Claimed,
    policy: Policy,
    *,
    today: date,
    known_from: date | None,
    grace_days: int,
) -> Iterator[ExpectedInvoice]:
    """Yield the periods of a grant that have been or are to be billed about now, oldest first.

    Nothing is known of periods before `known_from`, the first day that any payment on record is for.
    """
    grant = with_policy_terms(grant, policy)
    span = payable_span(grant, terms.person)
    if span is None:
        return
    for candidate in unstated_candidates(grant, today, policy.period_months_back, span, terms.calendars):
        period = candidate.period
        if known_from is not None and period.start < known_from:
            continue
        by = (period.start if grant.prepaid else period.end) + timedelta(days=grace_days)
        yield ExpectedInvoice(
            grant, period, _amount(grant, candidate, terms), by, _state(grant, period, paid, claimed, by, today)
        )


def _amount(grant: Grant, candidate: Candidate, terms: Terms) -> Money | None:
    offers = [each for each in offers_for(grant, [candidate], None, terms) if each.component == "base" and each.tier <= 2]
    lowest = min((each.tier for each in offers), default=0)
    amounts = {each.expected for each in offers if each.tier == lowest}
    return amounts.pop() if len(amounts) == 1 else None


def _state(grant: Grant, period: Period, paid: Paid, claimed: Claimed, by: date, today: date) -> Awaited:
    if is_paid(paid, grant.grant_id, period, "base"):
        return Awaited.PAID
    if any(each.overlaps(period) for each in claimed.get(grant.grant_id, ())):
        return Awaited.OPEN
    if today > by:
        return Awaited.LATE
    return Awaited.DUE if period.end < today else Awaited.COMING
