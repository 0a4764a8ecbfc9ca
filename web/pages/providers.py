"""A managed-account provider: what it is known by, its accounts and cases, and whether money may be asked back from it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from models import db
from service import switches
from service.actions import stops
from web.console import Form, Here, Who, go

router = APIRouter()
_LATEST = 50


@router.get("/providers/{map_id}")
def provider(request: Request, map_id: str, here: Here) -> Response:
    """Show one provider."""
    with here.app.database.read() as session:
        row = session.get_one(db.MapProvider, map_id)
        switch = session.get(db.Switch, switches.provider(map_id))
        open_accounts = select(func.count()).select_from(db.DpAccount)
        accounts = session.scalar(open_accounts.where(db.DpAccount.map_id == map_id, db.DpAccount.closed_at.is_(None)))
        cases = list(
            session.scalars(select(db.DpCase).where(db.DpCase.map_id == map_id).order_by(db.DpCase.id.desc()).limit(_LATEST))
        )
    stopped = switch if switch is not None and switch.stopped else None
    return here.page(request, "provider.html", row=row, switch=stopped, accounts=accounts or 0, cases=cases)


@router.post("/providers/{map_id}/lift")
def lift(map_id: str, here: Here, who: Who, form: Form) -> Response:
    """Let recoveries go on, by another person than the one who stopped them."""
    stops.lift_provider(here.app.database, here.app.tools, who, map_id, because=form.text("because"))
    return go(f"/providers/{map_id}")
