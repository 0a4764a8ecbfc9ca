"""What was done, by whom and why; and the switches that stop everything."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from models import db
from service import switches
from service.actions import stops
from service.in_flight import find_in_flight
from web.console import Form, Here, Who, go

router = APIRouter()
_PAGE = 100
_SWITCHES = (switches.POSTING, switches.MAIL)
#: What a form may turn: one of them, or both.
_TURNABLE = (*_SWITCHES, stops.ALL)


@router.get("/audit")
def audit(request: Request, here: Here) -> Response:
    """List events, the last first, of one thing or of one person where asked."""
    asked = request.query_params
    subject, actor, before = asked.get("subject", "")[:80], asked.get("actor", "")[:80], asked.get("before", "")
    event = db.AuditEvent
    found = select(event).order_by(event.id.desc()).limit(_PAGE + 1)
    if subject:
        found = found.where(event.subject == subject)
    if actor:
        found = found.where(event.actor == actor)
    if before.isascii() and before.isdigit() and len(before) < 12:
        found = found.where(event.id < int(before))
    with here.app.database.read() as session:
        rows = list(session.scalars(found))
    more = rows[_PAGE - 1].id if len(rows) > _PAGE else None
    return here.page(request, "audit.html", rows=rows[:_PAGE], subject=subject, actor=actor, before=more)


@router.get("/switches")
def show_switches(request: Request, here: Here) -> Response:
    """Show what is stopped, and why; and what is under way just now."""
    with here.app.database.read() as session:
        rows = {row.name: row for row in session.scalars(select(db.Switch))}
        under_way = find_in_flight(session, _SWITCHES, here.app.tools.clock.now())
    held = [row for name, row in sorted(rows.items()) if name.startswith(("supplier:", "map:")) and row.stopped]
    return here.page(
        request,
        "switches.html",
        rows=[(name, rows.get(name)) for name in _SWITCHES],
        held=held,
        under_way=under_way,
        all_run=not any(rows[name].stopped for name in _SWITCHES if name in rows),
    )


@router.post("/switches/{name}")
def turn(name: str, here: Here, who: Who, form: Form) -> Response:
    """Stop or start posting, mail or both, for everybody and at once."""
    if name not in _TURNABLE:
        raise HTTPException(404)
    stop, because = form.text("stop") == "yes", form.text("because")
    stops.turn(here.app.database, here.app.tools, who, name, stop=stop, because=because)
    return go("/switches")
