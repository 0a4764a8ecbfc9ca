"""Letters leave: the intention is committed first, the deed follows, a lost answer is a doubt and never a second letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import Letter
from models.errors import PermanentError
from outbound.delivery import Failed, InDoubt, Retry, Sent, Trace
from outbound.delivery import Outcome as Fate
from service import checkpoints, switches
from service.case_letters import when_sent
from service.database import Database
from service.interlock import Check, load_check, look_over
from service.special_mail import TO_THE_PERSON, person_switch
from service.step import Step
from service.tools import Tools
from service.workflow import Claim, Outcome, StaleClaimError, advance, claim, hold, release

#: A journal needs time to hold a copy before its silence means anything.
JOURNAL_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(hours=2)
#: Greylisting and full mailboxes pass within days; after this a letter has failed (RFC 5321, 4.5.4.1 gives four to five days).
_GIVE_UP_AFTER = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter as it is handed to the mail server."""

    row_id: int
    raw: bytes
    to: str
    message_id: str
    created_at: datetime


def load_mail(session: Session, row_id: int, tools: Tools) -> Mail:
    """Read the exact bytes that were stored when the letter was written."""
    row = session.get_one(Letter, row_id)
    assert row.mime_sha256 is not None
    assert row.message_id is not None
    return Mail(row_id, tools.store.get(row.mime_sha256), tools.vault.open(row.recipient), row.message_id, row.created_at)


def _load_check(session: Session, row_id: int, tools: Tools) -> Check:
    row = session.get_one(Letter, row_id)
    if row.letter in TO_THE_PERSON:
        for person_id in row.about.get("person_ids", ()):
            switches.must_run(session, person_switch(person_id))
    return load_check(session, row, tools)


def _queue(check: Check, _tools: Tools) -> Outcome:
    findings = look_over(check)
    if findings:
        return Outcome("draft", "; ".join(f"{each.code}: {each.detail}" for each in findings)[:500])
    return Outcome("queued")


def _in_doubt(because: str, now: datetime) -> Outcome:
    """Say that a letter may or may not have left. `not_before` says from when on the journal's silence means something."""
    return Outcome("in-doubt", because, values={"not_before": now + JOURNAL_WAIT})


def _ask_journal(mail: Mail, tools: Tools) -> Outcome:
    """Look for a letter whose worker died while sending; without a trace or a journal it is in doubt."""
    trace = tools.journal.find(mail.message_id) if tools.journal else Trace.UNKNOWN
    if trace is Trace.FOUND:
        return _noted(Outcome("sent", "found in the journal", values={"sent_at": tools.clock.now()}), tools, mail.row_id)
    if trace is Trace.NOT_FOUND and tools.journal_is_prompt:
        return Outcome("queued", "its worker died before it was written")
    because = "the worker died while the letter was being sent; it may or may not have been taken"
    return _in_doubt(because, tools.clock.now())


#: An approved letter waits until its time, then queues; a letter whose worker died is looked for.
QUEUE: Step[Check] = Step(load=_load_check, work=_queue, refused="draft")
RECOVER: Step[Mail] = Step(load=load_mail, work=_ask_journal, refused="in-doubt")


def deliver(database: Database, tools: Tools, row_id: int, *, worker: str, lease: timedelta) -> bool:
    """Send one queued letter. Returns whether it was this worker's to send."""
    now = tools.clock.now()
    with database.write() as session:
        taken = claim(session, "letter", row_id, "queued", worker=worker, now=now, lease=lease)
        if taken is None:
            return False
        stopped = switches.stopped_now(session, switches.MAIL)
        if stopped:
            because = f"mail is stopped: {stopped}"
            release(session, taken, because=because, not_before=now + timedelta(minutes=1), counted=False)
            return False
        try:
            mail = load_mail(session, row_id, tools)
        except PermanentError as error:
            advance(session, taken, Outcome("failed", str(error)[:500]), actor="afstem", now=now)
            return True
        # Committed before the first byte leaves: whatever happens from here on, the letter is known to have been under way.
        advance(
            session,
            taken,
            Outcome("sending", values={"claimed_by": worker, "claimed_until": now + lease}),
            actor="afstem",
            now=now,
        )
    checkpoints.reach("letter: sending is committed")
    fate = tools.sender.send(mail.raw, tools.house.address, mail.to)
    checkpoints.reach("letter: the server answered")
    sending = Claim("letter", row_id, "sending", taken.version + 1, taken.attempts)
    outcome = _noted(_outcome(fate, mail, taken.attempts, tools.clock.now()), tools, row_id)
    try:
        with database.write() as session:
            advance(session, sending, outcome, actor="afstem", now=tools.clock.now())
    except StaleClaimError:
        return False
    checkpoints.reach("letter: its fate is committed")
    return True


def _noted(outcome: Outcome, tools: Tools, row_id: int) -> Outcome:
    """Let the case know, in the same transaction, when one of its letters has left."""
    return replace(outcome, save=when_sent(tools, row_id)) if outcome.state == "sent" else outcome


def _outcome(fate: Fate, mail: Mail, attempts: int, now: datetime) -> Outcome:
    match_on: dict[type, Callable[[], Outcome]] = {
        Sent: lambda: Outcome("sent", values={"sent_at": now, "server_reply": _short(getattr(fate, "answer", ""))}),
        InDoubt: lambda: _in_doubt(_short(getattr(fate, "why", "")), now),
        Failed: lambda: Outcome("failed", _short(getattr(fate, "why", ""))),
    }
    if isinstance(fate, Retry):
        if now - mail.created_at > _GIVE_UP_AFTER:
            return Outcome("failed", f"given up after {_GIVE_UP_AFTER.days} days: {_short(fate.why)}")
        wait = min(_LONGEST_WAIT, timedelta(seconds=30 * 2 ** min(attempts, 10)))
        return Outcome("queued", f"{fate.code}: {_short(fate.why)}", values={"not_before": now + wait, "attempts": attempts})
    return match_on[type(fate)]()


def _short(text: str) -> str:
    return " ".join(text.split())[:300]


def resolve_doubts(database: Database, tools: Tools) -> int:
    """Look for letters in doubt in the journal, once it has had time. What it cannot say waits for a person."""
    now = tools.clock.now()
    columns = (Letter.id, Letter.version, Letter.message_id, Letter.not_before, Letter.repeatable)
    with database.read() as session:
        rows = session.execute(select(*columns).where(Letter.state == "in-doubt")).all()
    resolved = 0
    for row in rows:
        trace = tools.journal.find(row.message_id) if tools.journal else Trace.UNKNOWN
        waited = tools.journal_is_prompt or (row.not_before is not None and row.not_before <= now)
        outcome = _verdict(trace, now, may_repeat=waited and row.repeatable)
        if outcome is not None:
            resolved += _resolve(database, tools, row.id, row.version, outcome)
    return resolved


def _verdict(trace: Trace, now: datetime, *, may_repeat: bool) -> Outcome | None:
    if trace is Trace.FOUND:
        return Outcome("sent", "found in the journal", values={"sent_at": now})
    if trace is Trace.NOT_FOUND and may_repeat:
        return Outcome("queued", "not in the journal, and the letter may be sent again")
    return None


def _resolve(database: Database, tools: Tools, row_id: int, version: int, outcome: Outcome) -> bool:
    """Save what became of a doubt, unless a person was quicker."""
    try:
        with database.write() as session:
            taken = hold(session, "letter", row_id, version=version)
            advance(session, taken, _noted(outcome, tools, row_id), actor="afstem", now=tools.clock.now())
            if outcome.state == "queued":
                tools.bell.ring(session, "letter", row_id, "queued")
    except StaleClaimError:
        return False
    return True
