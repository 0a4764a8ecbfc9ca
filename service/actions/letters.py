"""What staff do with letters: approve, take back, and settle the fate of one whose answer was lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from models import db
from outbound.letters import get_letter
from service.actions.actor import Act, Actor
from service.actions.cases import step
from service.actions.documents import RefusedError
from service.case_letters import when_sent
from service.database import Database
from service.tools import Tools
from service.workflow import Outcome, hold


def approve(database: Database, tools: Tools, actor: Actor, letter_id: int, *, version: int) -> None:
    """Let a letter leave. It waits a while, so that it can be taken back."""
    now = tools.clock.now()
    with database.write() as session:
        letter = session.get_one(db.Letter, letter_id)
        actor.must(Act.RELEASE if get_letter(letter.letter).about_money else Act.APPROVE_LETTER)
        leaves = now + timedelta(minutes=tools.house.hold_minutes)
        taken = hold(session, "letter", letter_id, version=version)
        step(session, tools, actor, taken, Outcome("approved", values={"not_before": leaves}))
        tools.bell.ring(session, "letter", letter_id, "approved")


def cancel(database: Database, tools: Tools, actor: Actor, letter_id: int, *, version: int, because: str) -> None:
    """Take a letter back before it leaves."""
    actor.must(Act.APPROVE_LETTER)
    with database.write() as session:
        taken = hold(session, "letter", letter_id, version=version)
        if taken.state not in {"draft", "approved", "queued", "failed", "in-doubt"}:
            raise RefusedError(f"This letter is {taken.state}; it cannot be taken back.")
        step(session, tools, actor, taken, Outcome("cancelled", because.strip()[:300] or None))


def settle_doubt(
    database: Database, tools: Tools, actor: Actor, letter_id: int, *, version: int, was_sent: bool, because: str
) -> None:
    """Say whether a letter in doubt was sent, after looking in the mail server's log. Not sent means: send it."""
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say how you know: the message trace, the recipient's word.")
    now = tools.clock.now()
    values = {"sent_at": now} if was_sent else {}
    outcome = Outcome("sent" if was_sent else "queued", f"settled by a person: {because.strip()[:250]}", values=values)
    if was_sent:
        outcome = replace(outcome, save=when_sent(tools, letter_id))
    with database.write() as session:
        step(session, tools, actor, hold(session, "letter", letter_id, version=version), outcome)
        if not was_sent:
            tools.bell.ring(session, "letter", letter_id, "queued")
