"""Packages that council and health service pay together: shares to the penny, and corrections that never touch the sealed.

Each month's receipt is sealed while both sides check it. A change of rate or split afterwards gives adjustment receipts,
one for each period and funder, linked to what they adjust.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.errors import UsageError
from models.money import Money, total
from models.period import Period


@dataclass(frozen=True, slots=True)
class Share:
    """One funder's part of a package. The lead takes what rounding leaves."""

    funder: str
    percent: Decimal
    lead: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A jointly funded package and the weekly cost that is in force from a day on."""

    package_id: str
    person_ref: str
    #: (first day, weekly cost), oldest first.
    weekly_costs: tuple[tuple[date, Money], ...]
    shares: tuple[Share, ...]
    start: date
    end: date | None = None


class ReceiptState(StrEnum):
    """Where a receipt stands."""

    SEALED = "sealed"
    DISPUTED = "disputed"
    INVOICED = "invoiced"
    PAID = "paid"


class Dispute(StrEnum):
    """Why a side does not agree with a receipt."""

    NOT_AGREED_SPLIT = "jf-not-agreed-split"
    RATE = "jf-rate"
    UNITS = "jf-units"
    ENDED = "jf-ended"
    NOT_OUR_PATIENT = "jf-not-our-patient"
    DUPLICATE_CHC = "jf-duplicate-chc"
    DECEASED = "jf-deceased"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one funder owes for one period; `adjusts` names the receipt that this one corrects."""

    number: str
    package_id: str
    funder: str
    period: Period
    percent: Decimal
    gross: Money
    amount: Money
    state: ReceiptState = ReceiptState.SEALED
    adjusts: str | None = None
    reason: str | None = None


def period_cost(weekly: Money, days: int) -> Money:
    """Return the cost of some days: a seventh of the week each, rounded once.

    >>> str(period_cost(Money.of("1180.00", "GBP"), 30))
    '5057.14'
    """
    return Money.of(weekly.decimal / 7 * days, weekly.currency)


def cost_of(package: Package, period: Period) -> Money:
    """Return the package's cost in a period, each day at the rate in force on it."""
    live = period.intersection(Period(package.start, package.end or period.end)) if package.start <= period.end else None
    if live is None:
        return Money.zero(package.weekly_costs[0][1].currency)
    parts = []
    for place, (first, weekly) in enumerate(package.weekly_costs):
        following = package.weekly_costs[place + 1][0] if place + 1 < len(package.weekly_costs) else None
        piece = live.split_at(first)[1]
        piece = piece.split_at(following)[0] if piece and following else piece
        if piece:
            parts.append(period_cost(weekly, piece.days))
    return total(parts, package.weekly_costs[0][1].currency)


def split(cost: Money, shares: Sequence[Share]) -> dict[str, Money]:
    """Split a cost: every funder's share rounded, the lead takes what is left, so that the sum is the cost.

    >>> thirds = [Share("A", Decimal("33.33")), Share("B", Decimal("33.33")), Share("C", Decimal("33.34"), lead=True)]
    >>> [str(part) for part in split(Money.of("1245.67", "GBP"), thirds).values()]
    ['415.18', '415.18', '415.31']
    """
    check_shares(shares)
    parts = {share.funder: Money.of(cost.decimal * share.percent / 100, cost.currency) for share in shares if not share.lead}
    [lead] = [share for share in shares if share.lead]
    parts[lead.funder] = cost - total(parts.values(), cost.currency)
    return parts


def check_shares(shares: Sequence[Share]) -> None:
    """Raise `UsageError` unless the shares make 100 per cent, each funder stands once, and one leads."""
    if sum(share.percent for share in shares) != 100:
        raise UsageError(f"The shares make {sum(share.percent for share in shares)} per cent; they must make 100.")
    if len({share.funder for share in shares}) != len(shares) or sum(share.lead for share in shares) != 1:
        raise UsageError("Each funder stands once among the shares, and exactly one of them leads.")


def shares_on(package: Package, day: date) -> list[Share]:
    """Return the shares in force on a day."""
    return [
        share
        for share in package.shares
        if (share.valid_from is None or share.valid_from <= day) and (share.valid_to is None or day <= share.valid_to)
    ]


def receipts_for(package: Package, period: Period) -> list[Receipt]:
    """Return the period's receipts, one for each funder, sealed. The split is the one in force on the last day."""
    shares = shares_on(package, period.end)
    cost = cost_of(package, period)
    percents = {share.funder: share.percent for share in shares}
    return [
        Receipt(
            f"{package.package_id}/{period.start:%Y%m%d}/{funder}",
            package.package_id,
            funder,
            period,
            percents[funder],
            cost,
            part,
        )
        for funder, part in split(cost, shares).items()
    ]


def adjustments(sealed: Iterable[Receipt], changed: Package, since: date, reason: str) -> Iterator[Receipt]:
    """Give what a change makes of periods already sealed, as receipts of their own; the sealed ones stay as they are.

    Earlier adjustments of a receipt count, so that a second change adjusts only what is new.
    """
    known = list(sealed)
    for receipt in known:
        if receipt.adjusts is not None or receipt.period.end < since:
            continue
        earlier = [each for each in known if each.adjusts == receipt.number]
        due = next((each for each in receipts_for(changed, receipt.period) if each.funder == receipt.funder), None)
        so_far = receipt.amount + total((each.amount for each in earlier), receipt.amount.currency)
        new = (due.amount if due else Money.zero(receipt.amount.currency)) - so_far
        if new:
            yield replace(
                receipt,
                number=f"{receipt.number}/A{len(earlier) + 1}",
                amount=new,
                gross=due.gross if due else Money.zero(receipt.gross.currency),
                percent=due.percent if due else receipt.percent,
                state=ReceiptState.SEALED,
                adjusts=receipt.number,
                reason=reason,
            )


def invoice_lines(receipts: Iterable[Receipt]) -> tuple[list[Receipt], list[Receipt]]:
    """Part what may be invoiced from what is disputed: only the disputed items are held back."""
    listed = list(receipts)
    return (
        [each for each in listed if each.state is ReceiptState.SEALED],
        [each for each in listed if each.state is ReceiptState.DISPUTED],
    )


#: Ages of disputes, in days: a name, from, to.
AGES = (("0-30", 0, 30), ("31-60", 31, 60), ("61-90", 61, 90), ("90+", 91, 100_000))


def ageing(disputes: Iterable[tuple[date, Money]], today: date, currency: str) -> dict[str, Money]:
    """Return what is disputed by age.

    >>> {age: str(sum_) for age, sum_ in ageing([(date(2026, 6, 1), Money(500, "GBP"))], date(2026, 7, 6), "GBP").items()}
    {'0-30': '0.00', '31-60': '5.00', '61-90': '0.00', '90+': '0.00'}
    """
    listed = list(disputes)
    return {
        name: total((amount for raised, amount in listed if low <= (today - raised).days <= high), currency)
        for name, low, high in AGES
    }
