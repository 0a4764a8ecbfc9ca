"""Lists that staff keep an eye on: what is not paid, what looks wrong in what was paid, and which invoices are to come."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from match.anomalies import KINDS
from match.expected import Awaited
from web.console import Here
from web.views.watch import SHOWN, STATES, Filters, load_anomalies, load_disputes, load_expected

router = APIRouter()


@router.get("/disputes")
def disputes(request: Request, here: Here) -> Response:
    """List the lines that are not paid, with their payment clock."""
    filters = Filters.of("/disputes", request.query_params, SHOWN)
    with here.app.database.read() as session:
        view = load_disputes(session, here.app.tools, filters)
    desks = [(desk, here.words(f"desk.{desk}")) for desk in view.desks]
    policy = here.app.tools.policy
    return here.page(request, "disputes.html", view=view, listed=view.listed, filters=filters, desks=desks, policy=policy)


@router.get("/anomalies")
def anomalies(request: Request, here: Here) -> Response:
    """List what looks wrong in what was paid."""
    filters = Filters.of("/anomalies", request.query_params, KINDS)
    with here.app.database.read() as session:
        listed = load_anomalies(session, here.app.tools, filters)
    return here.page(request, "anomalies.html", listed=listed, filters=filters)


@router.get("/expected")
def expected(request: Request, here: Here) -> Response:
    """List the calendar of expected invoices, those that are late unless others are asked for."""
    filters = Filters.of("/expected", request.query_params, [each.value for each in STATES], Awaited.LATE.value)
    with here.app.database.read() as session:
        listed = load_expected(session, here.app.tools, filters)
    return here.page(request, "expected.html", listed=listed, filters=filters)
