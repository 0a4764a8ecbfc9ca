"""The queue and the next task."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.actions import sight
from web.console import Form, Here, Who, go
from web.views.queue import Filters, load_queue

router = APIRouter()


@router.get("/queue")
def queue(request: Request, here: Here) -> Response:
    """Show what waits for people."""
    filters = Filters.of(request.query_params)
    with here.app.database.read() as session:
        view = load_queue(session, here.words, filters, now=here.app.tools.clock.now())
    return here.page(request, "queue.html", view=view, filters=filters, took_all=request.query_params.get("done") == "1")


@router.post("/queue/next")
def start_next(here: Here, who: Who, form: Form) -> Response:
    """Take up the next document that nobody works on."""
    found = sight.next_task(here.app.database, here.app.tools, who, after=max(0, form.number("after")))
    return go(f"/documents/{found}" if found is not None else "/queue?done=1")
