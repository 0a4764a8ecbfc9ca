"""Bringing surplus home: when it may begin, by which way, under which reference, and what stands against it.

The rules come from ombudsman findings: no money is asked back before the person was told the sum, how it was worked out
and when; the reason of an underspend is asked first; and what is agreed by one who was not asked counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.direct_payment import AccountType, DpAccount, DpPolicy
from models.errors import UsageError
from models.money import Money
from models.reconciliation import Reconciliation
from models.reply import Intent

#: As much as every bank passes on of a payment's reference.
LONGEST_REFERENCE = 18


class RecoveryMethod(StrEnum):
    """How surplus comes home."""

    INVOICE = "invoice"
    BANK_TRANSFER = "bank_transfer"
    NET_OFF = "net_off"
    CARD_PULL = "card_pull"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Hold:
    """A stop with its reason. Every hold ends some day, and then somebody looks."""

    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Which of the three notices left, and when; None until the mail server took them."""

    person_notice: date | None = None
    map_letter: date | None = None
    social_work_notice: date | None = None


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What may stand against recovery besides the figures."""

    holds: tuple[Hold, ...] = ()
    #: The person asked about the notice, and has not been answered.
    open_query: bool = False
    #: A review of the care plan is under way.
    open_review: bool = False
    #: The person is marked as vulnerable: somebody looks first.
    vulnerable: bool = False
    #: The reason of the underspend is known (asked of the social worker, and answered).
    reason_known: bool = False
    #: After a death: the day on which those who settle the estate were told. It takes the notice's place.
    estate_told: date | None = None
    #: The first day on which somebody looks again at what stands on the person.
    look_again_on: date | None = None

    @property
    def cautions(self) -> Iterator[str]:
        """What makes somebody look first, each as a sentence."""
        if self.open_query:
            yield "The person has asked about the notice and waits for an answer."
        if self.open_review:
            yield "A review of the care plan is under way."
        if self.vulnerable:
            yield "The person is marked as vulnerable: somebody must look first."


def recovery_not_before(notice_sent: date, policy: DpPolicy) -> date:
    """Return the first day on which money may be asked back: the notice days after the person's notice left.

    >>> from models.direct_payment import AllowableBasis
    >>> policy = DpPolicy(date(2026, 4, 1), 4, AllowableBasis.GROSS_BUDGET, Money.of("50", "GBP"), notice_days=28)
    >>> recovery_not_before(date(2026, 7, 6), policy)
    datetime.date(2026, 8, 3)
    """
    return notice_sent + timedelta(days=policy.notice_days)


def hindrances(recon: Reconciliation, notices: NoticeFacts, about: Circumstance, today: date) -> Iterator[str]:
    """Give everything that stands against asking the money back today; nothing means that a person may raise it."""
    if recon.policy is None or not recon.recoverable:
        yield "There is nothing to ask back: " + (", ".join(recon.codes) or "no surplus") + "."
        return
    if recon.blocked:
        yield "Blocked by " + ", ".join(flag.code for flag in recon.flags if flag.blocks) + "."
    yield from _notice_hindrances(recon, recon.policy, notices, about.estate_told, today)
    for hold in about.holds:
        if today < hold.until:
            yield f"On hold until {hold.until}: {hold.reason}."
    yield from about.cautions
    if recon.has("dp-underuse") and not about.reason_known:
        yield "The reason of the underspend is not known: ask the social worker."


def _notice_hindrances(
    recon: Reconciliation, policy: DpPolicy, notices: NoticeFacts, estate_told: date | None, today: date
) -> Iterator[str]:
    died = recon.has("dp-client-deceased")
    told = estate_told if died else notices.person_notice
    if told is None:
        whom = "Those who settle the estate have" if died else "The person has"
        yield f"{whom} not been told yet: the notice must have been sent."
    elif today < recovery_not_before(told, policy):
        yield f"The notice of {told} runs until {recovery_not_before(told, policy)}."
    if notices.social_work_notice is None:
        yield "The social worker has not been asked yet."


def choose_method(account: DpAccount, recon: Reconciliation, intent: Intent | None) -> RecoveryMethod:
    """Return the way to propose: a card is pulled, an invoice where one was asked for, else a transfer.

    A sum below the least worth asking is proposed for write-off, which somebody must approve.
    """
    if recon.policy and recon.council_surplus is not None and recon.council_surplus < recon.policy.de_minimis:
        return RecoveryMethod.WRITE_OFF
    if account.type is AccountType.PREPAID_CARD:
        return RecoveryMethod.CARD_PULL
    if intent is Intent.REQUEST_INVOICE:
        return RecoveryMethod.INVOICE
    return RecoveryMethod.BANK_TRANSFER


def payment_reference(person_id: str, number: int) -> str:
    """Return what is quoted with the payment: short enough that no bank cuts it.

    >>> payment_reference("1234567", 42)
    'DPS-1234567-0042'
    """
    for width in (4, 3, 2, 1):
        reference = f"DPS-{person_id}-{number:0{width}d}"
        if len(reference) <= LONGEST_REFERENCE:
            return reference
    raise UsageError(
        f"A payment reference may have {LONGEST_REFERENCE} characters, and the person's reference alone has {len(person_id)}. "
        "Use the account's number instead."
    )


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment reduced."""

    day: date
    payment: Money
    reduced_by: Money


def net_off_plan(
    amount: Money, payments: Sequence[tuple[date, Money]], cost_of_care: Money, *, most_each: Money | None = None
) -> tuple[tuple[Instalment, ...], Money]:
    """Spread a sum over the next payments and return the plan with what it leaves over.

    No payment falls below `cost_of_care`, what the care of its weeks costs; `most_each` keeps the steps small.
    """
    plan = []
    zero = Money.zero(amount.currency)
    left = amount
    for day, payment in payments:
        room = max(zero, payment - cost_of_care)
        part = min(left, room, most_each or room)
        if part:
            plan.append(Instalment(day, payment, part))
            left -= part
        if not left:
            break
    return tuple(plan), left
