"""Stopping: posting, mail, or one supplier, at once and for everybody. Each stop has a reason that those it stops can read."""

from __future__ import annotations

from datetime import datetime

from models import db
from service import switches
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.database import Database
from service.in_flight import InFlight, find_in_flight
from service.tools import Tools

#: Posting and mail together.
ALL = "all"
_NEEDS_REASON = "Say why: the reason is shown to everybody whom it stops, and kept."


def turn(database: Database, tools: Tools, actor: Actor, name: str, *, stop: bool, because: str) -> InFlight:
    """Stop or start posting, mail or both (`all`), and return what was under way when it was done."""
    actor.must(Act.STOP)
    return pull(database, name, stop=stop, by=actor.name, because=because, now=tools.clock.now())


def pull(database: Database, name: str, *, stop: bool, by: str, because: str, now: datetime) -> InFlight:
    """Turn a switch for somebody who was let in elsewhere (a login to the server, for the command)."""
    names = {switches.POSTING: (switches.POSTING,), switches.MAIL: (switches.MAIL,), ALL: (switches.MAIL, switches.POSTING)}
    if name not in names:
        raise RefusedError(f"{name} has no switch.")
    if not because.strip():
        raise RefusedError(_NEEDS_REASON)
    with database.write() as session:
        switches.reserve(session, names[name])
        under_way = find_in_flight(session, names[name], now)
        for each in names[name]:
            switches.turn(session, each, stop=stop, by=by, because=because.strip()[:500], now=now, detail=under_way.counts)
    return under_way


def stop_supplier(database: Database, tools: Tools, actor: Actor, supplier_id: str, *, because: str) -> None:
    """Stop all payments to a supplier. Another person lifts it (`service.actions.documents.lift_supplier`)."""
    actor.must(Act.REVIEW)
    if not because.strip():
        raise RefusedError(_NEEDS_REASON)
    with database.write() as session:
        session.get_one(db.Supplier, supplier_id)
        name = f"supplier:{supplier_id}"
        if switches.stopped(session, name):
            raise RefusedError(f"Payments to {supplier_id} are stopped already.")
        switches.turn(session, name, stop=True, by=actor.name, because=because.strip()[:500], now=tools.clock.now())


def lift_provider(database: Database, tools: Tools, actor: Actor, map_id: str, *, because: str) -> None:
    """Let recoveries from a managed-account provider go on after payment control has called the number on record."""
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say who was called, on which number on record, and what was agreed.")
    name = switches.provider(map_id)
    with database.write() as session:
        row = session.get(db.Switch, name)
        if row is None or not row.stopped:
            raise RefusedError(f"Provider {map_id} is not stopped.")
        now, said = tools.clock.now(), because.strip()[:500]
        lifted = switches.may_lift(session, row, by=actor.name, because=said, now=now)
        if lifted is None:
            raise RefusedError("Two people are needed: who stopped the provider or confirmed the call cannot lift it.")
        if lifted:
            switches.turn(session, name, stop=False, by=actor.name, because=said, now=now)
