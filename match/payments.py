"""What has been paid under each grant: payments less credits, by period and by part of the grant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.grant import Settled
from models.money import Money
from models.period import Period

#: By grant: (period, component) to what is left of it after credits.
Paid = Mapping[str, Mapping[tuple[Period, str], Money]]


def paid_by_grant(settled: Iterable[Settled]) -> Paid:
    """Add up settlements; what has been credited in full is not paid."""
    paid: dict[str, dict[tuple[Period, str], Money]] = {}
    for entry in settled:
        add_paid(paid, entry.grant_id, (entry.period, entry.component), entry.amount)
    return paid


def add_paid(paid: dict[str, dict[tuple[Period, str], Money]], grant_id: str, key: tuple[Period, str], amount: Money) -> None:
    """Add one payment or credit to what is paid."""
    of_grant = paid.setdefault(grant_id, {})
    before = of_grant.get(key)
    of_grant[key] = amount if before is None else before + amount


def is_paid(paid: Paid, grant_id: str, period: Period, component: str) -> bool:
    """Whether any day of the period is paid for this part of the grant."""
    return any(
        amount.minor > 0 and done.overlaps(period) and _same_part(part, component)
        for (done, part), amount in paid.get(grant_id, {}).items()
    )


def _same_part(done: str, component: str) -> bool:
    """Tell whether one part is in the other. An unknown part may be anything, so it blocks everything but regulation."""
    if done.startswith("retro:") or component.startswith("retro:"):
        return done == component
    return done == component or done in ("", "all") or component == "all"


def amount_paid(paid: Paid, grant_id: str, period: Period) -> Money | None:
    """Return the basic amount paid for exactly this period, with later regulation; None when it was paid with supplements."""
    entries = {part: amount for (done, part), amount in paid.get(grant_id, {}).items() if done == period}
    basic = [amount for part, amount in entries.items() if part in ("", "base") or part.startswith("retro:")]
    if "all" in entries or not basic:
        return None
    result = basic[0]
    for amount in basic[1:]:
        result += amount
    return result
