"""Amounts that follow a count: hours, visits, sessions, days of attendance. The same in every country.

The agreed count of a whole number of weeks is a fixed amount (tier 1). A count that only the invoice states is evidence
from the supplier (tier 3), and is never accepted above the agreed count.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from match.rates import price, rate_on, share, stretches, workings
from models.decision import Offer
from models.grant import Grant
from models.period import Period


def by_count(grant: Grant, period: Period, units: Decimal | None, rule: str) -> Iterator[Offer]:
    """Yield what the agreed count gives for whole weeks, and what the invoice's own count gives up to the agreed one."""
    planned = _planned(grant, period)
    if planned is not None and period.days % 7 == 0:
        weekly = grant.units_per_week or Decimal(0)
        amount = price(grant, period, lambda part: Fraction(weekly) * part.days / 7)
        if amount is not None:
            text = workings(grant, period, lambda part: _plain(Decimal(part.days) / 7 * weekly))
            yield Offer(grant.grant_id, period, rule, 1, amount, text)
    if units is not None and units > 0 and (planned is None or Fraction(units) <= planned):
        yield from _stated(grant, period, units, rule)


def _stated(grant: Grant, period: Period, units: Decimal, rule: str) -> Iterator[Offer]:
    # A count says nothing about when: where the rate changes inside the period it prices nothing.
    rate = rate_on(grant, period.start)
    if rate is not None and len(stretches(grant, period)) == 1:
        yield Offer(grant.grant_id, period, rule, 3, share(rate, Fraction(units)), f"{_plain(units)} × {rate}")


def _planned(grant: Grant, period: Period) -> Fraction | None:
    return Fraction(grant.units_per_week) * period.days / 7 if grant.units_per_week is not None else None


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
