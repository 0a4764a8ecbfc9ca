"""What staff do with supplier memory: approve what the replay bore out, refuse it, take it back."""

from __future__ import annotations

from models import db
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.database import Database
from service.tools import Tools
from service.workflow import Outcome, advance, hold


def approve(database: Database, tools: Tools, actor: Actor, anchor_id: int, *, version: int) -> None:
    """Let an anchor be heard in reading. Two people are needed: whoever put the value right cannot approve what follows from it."""
    actor.must(Act.RELEASE)
    with database.read() as session:
        row = session.get_one(db.Anchor, anchor_id)
        if row.proposed_by == actor.name:
            raise RefusedError("Two people are needed: who made the correction cannot approve what is learned from it.")
        if row.state != "replayed" or row.wronged or not row.righted:
            raise RefusedError(f"This proposal is {row.state}; only one that was tried on past documents can be approved.")
    _move(database, tools, actor, anchor_id, version, "approved", None)


def refuse(database: Database, tools: Tools, actor: Actor, anchor_id: int, *, version: int, because: str) -> None:
    """Say that a proposal is not to be used."""
    actor.must(Act.RELEASE)
    _move(database, tools, actor, anchor_id, version, "refused", _reason(because))


def withdraw(database: Database, tools: Tools, actor: Actor, anchor_id: int, *, version: int, because: str) -> None:
    """Take an approved anchor back: it is not heard again. What was read with it stays as it was decided."""
    actor.must(Act.REVIEW)
    _move(database, tools, actor, anchor_id, version, "withdrawn", _reason(because))


def _reason(because: str) -> str:
    if not because.strip():
        raise RefusedError("Say why: the reason is kept with the proposal.")
    return because.strip()[:500]


def _move(
    database: Database, tools: Tools, actor: Actor, anchor_id: int, version: int, state: str, because: str | None
) -> None:
    now = tools.clock.now()
    with database.write() as session:
        taken = hold(session, "anchor", anchor_id, version=version)
        values = {"decided_by": actor.name, "decided_at": now}
        try:
            advance(session, taken, Outcome(state, because, values=values), actor=actor.name, now=now)
        except ValueError as error:
            raise RefusedError(f"This proposal is {taken.state}; it cannot become {state}.") from error
