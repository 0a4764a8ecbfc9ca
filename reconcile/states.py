"""The life of a demand for surplus, as data: states, events, and which of them need a person.

    draft ─check→ checked ─send-notices→ notice-sent ─letters-left→ await-reply ─┬ agree → agreed ────────┐
                     └ nothing-to-recover → closed                               ├ agree-part → part-agreed ┤
                                                                                 ├ dispute → disputed ──────┤ raise
                                                                                 └ silence → no-reply ──────┤
                          closed ←close─ received ←bank-match─ recovery-raised ←────────────────────────────┘

Any open state can go on hold, with a reason and an end, and comes back to where it was. A promise moves nothing to
received: only a booking in the bank does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.errors import UsageError
from models.reply import Intent


class CaseState(StrEnum):
    """Where a demand stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    NOTICE_SENT = "notice-sent"
    AWAIT_REPLY = "await-reply"
    AGREED = "agreed"
    PART_AGREED = "part-agreed"
    DISPUTED = "disputed"
    NO_REPLY = "no-reply"
    RECOVERY_RAISED = "recovery-raised"
    RECEIVED = "received"
    CLOSED = "closed"
    ON_HOLD = "on-hold"


class Event(StrEnum):
    """What moves a demand."""

    CHECK = "check"
    NOTHING_TO_RECOVER = "nothing-to-recover"
    SEND_NOTICES = "send-notices"
    LETTERS_LEFT = "letters-left"
    AGREE = "agree"
    AGREE_PART = "agree-part"
    DISPUTE = "dispute"
    SILENCE = "silence"
    SETTLE_DISPUTE = "settle-dispute"
    RAISE = "raise"
    BANK_MATCH = "bank-match"
    CLOSE = "close"
    WRITE_OFF = "write-off"
    WITHDRAW = "withdraw"
    RECOMPUTE = "recompute"
    HOLD = "hold"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Transition:
    """One arrow. `by_person` is true where no program may take it alone."""

    source: CaseState
    event: Event
    target: CaseState
    by_person: bool


_S, _E = CaseState, Event
TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.DRAFT, _E.CHECK, _S.CHECKED, by_person=True),
    Transition(_S.CHECKED, _E.NOTHING_TO_RECOVER, _S.CLOSED, by_person=False),
    Transition(_S.CHECKED, _E.SEND_NOTICES, _S.NOTICE_SENT, by_person=True),
    Transition(_S.NOTICE_SENT, _E.LETTERS_LEFT, _S.AWAIT_REPLY, by_person=False),
    Transition(_S.AWAIT_REPLY, _E.AGREE, _S.AGREED, by_person=False),
    Transition(_S.AWAIT_REPLY, _E.AGREE_PART, _S.PART_AGREED, by_person=True),
    Transition(_S.AWAIT_REPLY, _E.DISPUTE, _S.DISPUTED, by_person=True),
    Transition(_S.AWAIT_REPLY, _E.SILENCE, _S.NO_REPLY, by_person=False),
    # A late answer is still an answer.
    Transition(_S.NO_REPLY, _E.AGREE, _S.AGREED, by_person=False),
    Transition(_S.NO_REPLY, _E.AGREE_PART, _S.PART_AGREED, by_person=True),
    Transition(_S.NO_REPLY, _E.DISPUTE, _S.DISPUTED, by_person=True),
    # An agreement can be taken back as long as nothing was raised.
    Transition(_S.AGREED, _E.DISPUTE, _S.DISPUTED, by_person=True),
    Transition(_S.PART_AGREED, _E.DISPUTE, _S.DISPUTED, by_person=True),
    Transition(_S.DISPUTED, _E.SETTLE_DISPUTE, _S.AGREED, by_person=True),
    Transition(_S.AGREED, _E.RAISE, _S.RECOVERY_RAISED, by_person=True),
    Transition(_S.PART_AGREED, _E.RAISE, _S.RECOVERY_RAISED, by_person=True),
    Transition(_S.NO_REPLY, _E.RAISE, _S.RECOVERY_RAISED, by_person=True),
    Transition(_S.RECOVERY_RAISED, _E.BANK_MATCH, _S.RECEIVED, by_person=False),
    # Money may come before anything was raised: the provider simply paid.
    Transition(_S.AGREED, _E.BANK_MATCH, _S.RECEIVED, by_person=False),
    Transition(_S.AWAIT_REPLY, _E.BANK_MATCH, _S.RECEIVED, by_person=False),
    Transition(_S.NO_REPLY, _E.BANK_MATCH, _S.RECEIVED, by_person=False),
    Transition(_S.RECEIVED, _E.CLOSE, _S.CLOSED, by_person=False),
    *(
        Transition(state, event, target, by_person=True)
        for event, target in ((_E.WRITE_OFF, _S.CLOSED), (_E.WITHDRAW, _S.CLOSED), (_E.RECOMPUTE, _S.DRAFT))
        for state in _S
        if state not in {_S.CLOSED, _S.RECEIVED, _S.ON_HOLD, _S.DRAFT}
    ),
    *(Transition(state, _E.HOLD, _S.ON_HOLD, by_person=False) for state in _S if state not in {_S.CLOSED, _S.ON_HOLD}),
)

_BY_STATE = {(arrow.source, arrow.event): arrow for arrow in TRANSITIONS}

#: What an answer may do by itself, and only when its reading says `advances`.
EVENT_OF_INTENT = {
    Intent.AGREE_FULL: Event.AGREE,
    Intent.REQUEST_INVOICE: Event.AGREE,
    Intent.PAYMENT_ADVISED: Event.AGREE,
}


def next_state(state: CaseState, event: Event, *, person: str | None, held_from: CaseState | None = None) -> CaseState:
    """Return the state after an event; raises `UsageError` when there is no such arrow, or it needs a person.

    `person` is who acts, None for the program itself. `held_from` is where a held case came from.
    """
    if state is CaseState.ON_HOLD and event is Event.RESUME and held_from is not None:
        return held_from
    arrow = _BY_STATE.get((state, event))
    if arrow is None:
        known = ", ".join(sorted(each.event for each in TRANSITIONS if each.source is state)) or "nothing"
        raise UsageError(f"A demand that is {state} cannot {event}. It can: {known}.")
    if arrow.by_person and not person:
        raise UsageError(f"{event} needs a person: sign in and do it in the console.")
    return arrow.target
