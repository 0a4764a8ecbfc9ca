"""What is due on a case: statements asked for and reminded of, answers awaited, alarms. Facts in, actions out.

The same facts give the same actions, so the shell may ask as often as it likes: an act already done is a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from models.direct_payment import DpAccount, DpPolicy
from models.period import Period
from models.reconciliation import Reconciliation
from reconcile.checks import review_due
from reconcile.recovery import Circumstance, NoticeFacts, hindrances
from reconcile.states import CaseState


class ActionKind(StrEnum):
    """What is to be done, by the program or by somebody."""

    REQUEST_STATEMENT = "request-statement"
    REMIND_STATEMENT = "remind-statement"
    ESCALATE_STATEMENT = "escalate-statement"
    RECONCILE = "reconcile"
    CHECK = "check"
    SEND_NOTICES = "send-notices"
    REMIND_REPLY = "remind-reply"
    ESCALATE_REPLY = "escalate-reply"
    RECORD_SILENCE = "record-silence"
    RAISE_RECOVERY = "raise-recovery"
    CHASE_PAYMENT = "chase-payment"
    CLOSE = "close"
    END_HOLD = "end-hold"
    REVIEW_OVERDUE = "review-overdue"
    STALE = "stale"
    LOOK_AGAIN = "look-again"
    STOP_LETTERS = "stop-letters"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, since when it is due, and why. `count` numbers reminders."""

    kind: ActionKind
    due: date
    because: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Cycle:
    """The timers, in days. Those that the policy holds are taken from there."""

    #: Days after a period's end on which its statement is asked for.
    request_after: int = 1
    #: Days that a provider has to send it.
    statement_days: int = 21
    #: Days between reminders for it.
    statement_reminder_days: int = 7
    statement_reminders: int = 2
    reply_reminders: int = 2
    #: Reminder periods after which silence goes to an officer.
    escalate_after: int = 4
    #: Days without any change after which an open case is called stale.
    stale_days: int = 60
    #: Days that a payment may take after it was raised.
    payment_days: int = 30


@dataclass(frozen=True, slots=True)
class DpCase:
    """The facts of one account and period that the timers need."""

    account: DpAccount
    period: Period
    policy: DpPolicy
    state: CaseState
    recon: Reconciliation | None = None
    statement_received: date | None = None
    statement_requested: date | None = None
    statement_reminded: tuple[date, ...] = ()
    notices: NoticeFacts = field(default_factory=NoticeFacts)
    reply_received: date | None = None
    reply_reminded: tuple[date, ...] = ()
    escalated: bool = False
    raised_on: date | None = None
    last_change: date | None = None
    about: Circumstance = field(default_factory=Circumstance)
    died: date | None = None
    letters_stopped: bool = False
    reviews: tuple[date, ...] | None = None


OPEN_REPLY = frozenset({CaseState.AWAIT_REPLY, CaseState.NO_REPLY})
READY = frozenset({CaseState.AGREED, CaseState.PART_AGREED, CaseState.NO_REPLY})


def next_actions(case: DpCase, today: date, cycle: Cycle | None = None) -> tuple[Action, ...]:
    """Return what is due on a case today, the gravest first."""
    timers = cycle or Cycle()
    steps = (_death, _hold, _statement, _work, _reply, _recovery, _alarms)
    return tuple(action for step in steps for action in step(case, today, timers))


def statement_due(case: DpCase, cycle: Cycle) -> date:
    """Return the day by which the statement should be here."""
    asked = case.statement_requested or case.period.end + timedelta(days=cycle.request_after)
    return asked + timedelta(days=cycle.statement_days)


def reply_due(case: DpCase) -> date | None:
    """Return the day by which the provider should have answered; None before the letter left."""
    sent = case.notices.map_letter
    return None if sent is None else sent + timedelta(days=case.policy.reply_days)


def may_write_to_person(case: DpCase) -> bool:
    """Whether letters may go to the person: never after a death became known."""
    return case.died is None and not case.letters_stopped


def _death(case: DpCase, today: date, _: Cycle) -> Iterator[Action]:
    if case.died is not None and not case.letters_stopped:
        yield Action(ActionKind.STOP_LETTERS, min(case.died, today), "the person has died: no letter may go to them")


def _hold(case: DpCase, today: date, _: Cycle) -> Iterator[Action]:
    if case.state is not CaseState.ON_HOLD:
        return
    ends = [hold.until for hold in case.about.holds]
    if not ends or max(ends) <= today:
        yield Action(ActionKind.END_HOLD, max(ends, default=today), "the hold has ended: look again")


def _statement(case: DpCase, today: date, cycle: Cycle) -> Iterator[Action]:
    if case.statement_received is not None or case.state is not CaseState.DRAFT or not case.account.provider_held:
        return
    first = case.period.end + timedelta(days=cycle.request_after)
    if case.statement_requested is None:
        if today >= first:
            yield Action(ActionKind.REQUEST_STATEMENT, first, f"the period {case.period} is over")
        return
    due = statement_due(case, cycle)
    sent = len(case.statement_reminded)
    step = timedelta(days=cycle.statement_reminder_days)
    after = due if sent == 0 else case.statement_reminded[-1] + step
    if today <= after:
        return
    if sent < cycle.statement_reminders:
        yield Action(ActionKind.REMIND_STATEMENT, after, f"the statement was due on {due}", sent + 1)
    elif not case.escalated:
        yield Action(ActionKind.ESCALATE_STATEMENT, after, f"no statement after {sent} reminders")


def _work(case: DpCase, today: date, _: Cycle) -> Iterator[Action]:
    if case.state is CaseState.DRAFT and case.statement_received is not None:
        kind = ActionKind.RECONCILE if case.recon is None else ActionKind.CHECK
        yield Action(kind, case.statement_received, "the statement is here")
    if case.state is CaseState.CHECKED:
        if case.recon is not None and case.recon.recoverable:
            yield Action(ActionKind.SEND_NOTICES, today, "the balance was checked and there is a surplus to ask for")
        else:
            yield Action(ActionKind.CLOSE, today, "the balance was checked and there is nothing to ask for")
    if case.state is CaseState.RECEIVED:
        yield Action(ActionKind.CLOSE, today, "the money is here")


def _reply(case: DpCase, today: date, cycle: Cycle) -> Iterator[Action]:
    """Remind a reminder period after the answer was due, again one later, then hand over. Never after an answer came."""
    due = reply_due(case)
    if due is None or case.reply_received is not None or case.state not in OPEN_REPLY:
        return
    step = case.policy.reminder_days
    sent = len(case.reply_reminded)
    if sent < cycle.reply_reminders:
        when = due + timedelta(days=step * (sent + 1))
        if sent and today < case.reply_reminded[-1] + timedelta(days=step):
            return
        if today >= when:
            yield Action(ActionKind.REMIND_REPLY, when, f"an answer was due on {due}", sent + 1)
        return
    when = due + timedelta(days=step * cycle.escalate_after)
    if today >= when and not case.escalated:
        yield Action(ActionKind.ESCALATE_REPLY, when, f"no answer after {sent} reminders")
    if today >= when and case.state is CaseState.AWAIT_REPLY:
        yield Action(ActionKind.RECORD_SILENCE, when, "the provider has not answered")


def _recovery(case: DpCase, today: date, cycle: Cycle) -> Iterator[Action]:
    if case.state in READY and case.recon is not None and not list(hindrances(case.recon, case.notices, case.about, today)):
        yield Action(ActionKind.RAISE_RECOVERY, today, "the notice is over and nothing stands against it")
    if case.state is CaseState.RECOVERY_RAISED and case.raised_on is not None:
        due = case.raised_on + timedelta(days=cycle.payment_days)
        if today > due:
            yield Action(ActionKind.CHASE_PAYMENT, due, f"raised on {case.raised_on}, and no money has come")


def _alarms(case: DpCase, today: date, cycle: Cycle) -> Iterator[Action]:
    if case.reviews is not None and case.died is None and (case.account.end is None or case.account.end > today):
        due = review_due(case.account.start, case.reviews)
        if today > due:
            yield Action(ActionKind.REVIEW_OVERDUE, due, f"a review was due by {due}")
    again = case.about.look_again_on
    if again is not None and today >= again:
        yield Action(ActionKind.LOOK_AGAIN, again, "what makes somebody look first was to be looked at again by this day")
    if case.last_change is not None and case.state is not CaseState.CLOSED:
        stale = case.last_change + timedelta(days=cycle.stale_days)
        if today >= stale:
            yield Action(ActionKind.STALE, stale, f"nothing has happened since {case.last_change}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a caseload is."""

    total: int
    by_state: tuple[tuple[CaseState, int], ...]

    @property
    def done(self) -> int:
        """Cases that are closed."""
        return dict(self.by_state).get(CaseState.CLOSED, 0)


def progress(states: Iterator[CaseState] | list[CaseState]) -> Progress:
    """Count a caseload by state, in the order of a case's life.

    >>> progress([CaseState.CLOSED, CaseState.DRAFT, CaseState.CLOSED]).done
    2
    """
    counted = list(states)
    return Progress(len(counted), tuple((state, counted.count(state)) for state in CaseState if state in counted))
