"""When a bill is to be paid, by when its supplier must be told that it is not, and what lateness costs.

England: Procurement Act 2023 s. 68: 30 days from the day the invoice is received, or the due date on it where that is later;
not while it is disputed, if the supplier was told without undue delay. Late Payment of Commercial Debts (Interest) Act 1998:
the Bank's base rate and 8 %, and £40, £70 or £100 by the size of the debt. Denmark: at most 30 days (renteloven § 3 a),
interest at the reference rate and 8 % (§ 5), and 310 kr. The rate changes twice a year: a council sets it, and where it
has not, interest is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from models.money import Money, round_half_up

_SATURDAY = 5
#: What is owed besides interest, by the size of the debt: below the first limit the first sum, and so on.
_FIXED: dict[str, tuple[tuple[Decimal | None, Decimal], ...]] = {
    "gb": ((Decimal(1000), Decimal(40)), (Decimal(10000), Decimal(70)), (None, Decimal(100))),
    "dk": ((None, Decimal(310)),),
}


@dataclass(frozen=True, slots=True)
class Late:
    """What a debt has cost by a day because it is late. `interest` is None where the rate is not known."""

    days: int
    interest: Money | None
    compensation: Money


def due_on(received: date, stated: date | None, payment_days: int) -> date:
    """Return the last day for paying: so many days from receipt, or the due date on the invoice where that is later.

    >>> due_on(date(2026, 7, 1), None, 30), due_on(date(2026, 7, 1), date(2026, 8, 15), 30)
    (datetime.date(2026, 7, 31), datetime.date(2026, 8, 15))
    """
    last = received + timedelta(days=payment_days)
    return max(last, stated) if stated else last


def notify_by(received: date, working_days: int) -> date:
    """Return the day by which the supplier must be told of a dispute; Saturdays and Sundays do not count.

    >>> notify_by(date(2026, 7, 3), 2)
    datetime.date(2026, 7, 7)
    """
    day = received
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < _SATURDAY
    return day


def lateness(debt: Money, due: date, today: date, *, yearly_percent: Decimal | None, country: str) -> Late:
    """Return what a debt that was due has cost by today: simple interest by the day, rounded once, and the fixed sum.

    >>> late = lateness(Money.of("2500.00", "GBP"), date(2026, 7, 31), date(2026, 8, 30), yearly_percent=Decimal(12), country="gb")
    >>> late.days, str(late.interest), str(late.compensation)
    (30, '24.66', '70.00')
    >>> lateness(Money.of("2500.00", "GBP"), date(2026, 7, 31), date(2026, 7, 31), yearly_percent=None, country="gb").days
    0
    """
    days = max(0, (today - due).days)
    nothing = Money.zero(debt.currency)
    if not days:
        return Late(0, nothing, nothing)
    steps = _FIXED.get(country, ())
    fixed = next((sum_ for limit, sum_ in steps if limit is None or debt.decimal < limit), Decimal(0))
    return Late(days, _interest(debt, days, yearly_percent), Money.of(fixed, debt.currency))


def _interest(debt: Money, days: int, yearly_percent: Decimal | None) -> Money | None:
    if yearly_percent is None:
        return None
    exact = Fraction(debt.minor) * Fraction(yearly_percent) * days / 36500
    return Money(int(round_half_up(Decimal(exact.numerator) / Decimal(exact.denominator), 0)), debt.currency)
