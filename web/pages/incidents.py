"""Incidents: what may have reached the wrong reader, looked into by a person who says what came of it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from service import payment_listings
from service.actions import incidents
from web.console import Console, Form, Here, Who, go
from web.deeds import attempt

router = APIRouter()


@router.get("/incidents")
def show(request: Request, here: Here) -> Response:
    """List the incidents, those that are open first."""
    return _page(request, here)


@router.post("/incidents/{incident_id}/close")
def close(request: Request, incident_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say what came of it."""
    act = partial(incidents.close_incident, here.app.database, here.app.tools, who, incident_id, because=form.text("because"))
    return attempt(here, act, lambda error: _page(request, here, status=422, error=error), lambda _: go("/incidents"))


def _page(request: Request, here: Console, *, status: int = 200, error: str = "") -> Response:
    with here.app.database.read() as session:
        rows = sorted(payment_listings.incidents(session), key=lambda row: (row["closed_at"] is not None, -row["incident"]))
    return here.page(request, "incidents.html", status=status, rows=rows, error=error)
