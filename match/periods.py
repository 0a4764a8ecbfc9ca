"""Which periods a line can be about, and how each lies to the grant's billing calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from models.grant import Billing, Grant, Person, Unit
from models.period import Period, add_months, month_end
from models.value import quickly_made

#: One line may pay for so many billing periods.
MOST_PERIODS = 6

Calendars = Mapping[str, Sequence[Period]]


class Shape(IntEnum):
    """How a period lies to the billing calendar. The value is the lowest tier that an offer for it can have."""

    #: Exactly one billing period, all of it payable.
    FULL = 1
    #: One billing period, cut by a start, an end or a death that is on record.
    CLIPPED = 2
    #: Days that no record explains.
    OTHER = 3
    #: Several whole billing periods in a row.
    SEVERAL = 4


@quickly_made
@dataclass(frozen=True, slots=True)
class Candidate:
    """A period that a line may pay for: the payable days, and how they lie to the calendar."""

    period: Period
    shape: Shape


def payable_span(grant: Grant, person: Person | None) -> Period | None:
    """Return the days that can be paid under a grant, by its dates, its contract terms and the person's death."""
    start = grant.start if grant.rule("count_admission_day") != "no" else grant.start + timedelta(days=1)
    end = grant.last_payable_day
    if end is not None and grant.run_off_end is None and grant.rule("count_discharge_day") == "no":
        end -= timedelta(days=1)
    if (after_death := last_day_after_death(grant, person)) is not None:
        end = min(end, after_death) if end is not None else after_death
    end = end if end is not None else date.max
    return Period(start, end) if start <= end else None


def last_day_after_death(grant: Grant, person: Person | None) -> date | None:
    """Return the last day that may be paid when the person has died: the day of death and what the contract adds."""
    if person is None or person.died is None:
        return None
    return person.died + timedelta(days=int(grant.rule("death_days_payable", "0") or 0))


def stated_candidate(grant: Grant, stated: Period, span: Period, calendars: Calendars) -> Candidate | None:
    """Return the payable days of a stated period, or None when none of them is payable."""
    payable = stated.intersection(span)
    if payable is None:
        return None
    return Candidate(payable, _shape(grant, stated, payable, span, calendars))


def _shape(grant: Grant, stated: Period, payable: Period, span: Period, calendars: Calendars) -> Shape:
    if is_billing_period(grant, stated, calendars):
        return Shape.FULL if payable == stated else Shape.CLIPPED
    around = billing_period_around(grant, payable, calendars)
    if around is not None and around.intersection(span) == payable:
        return Shape.CLIPPED
    return Shape.SEVERAL if split(grant, payable, span, calendars) else Shape.OTHER


def is_billing_period(grant: Grant, period: Period, calendars: Calendars) -> bool:
    """Whether the period is exactly one that the supplier bills by."""
    if table := _table(grant, calendars):
        return period in table
    if grant.billing is Billing.CALENDAR_MONTH:
        return period.is_calendar_month
    if grant.billing is Billing.QUARTERLY:
        return period == _quarter(period.start)
    if grant.unit is Unit.WEEK:
        # A weekly price is whole by itself: any whole weeks are its native unit where no calendar is on record.
        return period.days % 7 == 0 and period.days <= 7 * MOST_PERIODS
    return period.days == (7 if grant.billing is Billing.WEEKLY else 28)


def billing_period_around(grant: Grant, period: Period, calendars: Calendars) -> Period | None:
    """Return the billing period that holds all of these days, where the calendar is known."""
    if table := _table(grant, calendars):
        return next((each for each in table if each.covers(period)), None)
    if grant.billing is Billing.CALENDAR_MONTH:
        around = Period.month(period.start.year, period.start.month)
    elif grant.billing is Billing.QUARTERLY:
        around = _quarter(period.start)
    else:
        return None
    return around if around.covers(period) else None


def split(grant: Grant, period: Period, span: Period, calendars: Calendars) -> tuple[Period, ...]:
    """Split into two to six billing periods, the first and last of them perhaps cut by the span; empty when it cannot be."""
    parts: list[Period] = []
    day = period.start
    while day <= period.end and len(parts) < MOST_PERIODS:
        around = billing_period_around(grant, Period(day, day), calendars)
        payable = around.intersection(span) if around else None
        if payable is None or payable.start != day or payable.end > period.end:
            return ()
        parts.append(payable)
        day = payable.end + timedelta(days=1)
    return tuple(parts) if day > period.end and len(parts) > 1 else ()


def unstated_candidates(grant: Grant, issued: date, back: int, span: Period, calendars: Calendars) -> tuple[Candidate, ...]:
    """Return the billing periods that an invoice of this date may be about when it does not say, oldest first.

    Their end lies at most `back` months before the invoice and one month after it, or two where the grant is paid in
    advance; otherwise the period must have begun.
    """
    window = Period(add_months(issued, -back), add_months(issued, 2 if grant.prepaid else 1))
    found = []
    for period in _calendar(grant, window, calendars):
        payable = period.intersection(span)
        if payable and period.end in window and (grant.prepaid or period.start <= issued):
            found.append(Candidate(payable, Shape.FULL if payable == period else Shape.CLIPPED))
    return tuple(found)


def _calendar(grant: Grant, window: Period, calendars: Calendars) -> Iterator[Period]:
    if table := _table(grant, calendars):
        yield from sorted(period for period in table if period.overlaps(window))
    elif grant.billing in (Billing.CALENDAR_MONTH, Billing.QUARTERLY):
        step = 1 if grant.billing is Billing.CALENDAR_MONTH else 3
        start = window.start.replace(day=1) if step == 1 else _quarter(window.start).start
        while start <= window.end:
            yield Period(start, month_end(add_months(start, step - 1)))
            start = add_months(start, step)


def _table(grant: Grant, calendars: Calendars) -> Sequence[Period]:
    if not calendars:
        return ()
    named = grant.rule("calendar")
    if named is not None:
        return calendars.get(named, ())
    if grant.billing is Billing.CALENDAR_MONTH:
        return ()
    return calendars.get(grant.supplier_id) or calendars.get(grant.billing.value, ())


def _quarter(day: date) -> Period:
    start = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(start, month_end(add_months(start, 2)))
