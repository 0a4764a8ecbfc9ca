"""The staff console as one application: pages behind one guard, words as data, nothing written but through service.actions."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import NoResultFound
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from models.errors import AfstemError, MissingError, TransientError
from service.actions.actor import NotAllowedError
from service.app import App
from service.workflow import StaleClaimError
from web.access import ForeignPageError, LogInNeeded, check_table, guard, is_https
from web.console import Console, make_console
from web.headers import Guarded
from web.pages import ROUTERS

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def make_app(app: App) -> FastAPI:
    """Build the console for a started afstem."""
    console = make_console(app)
    pages = FastAPI(title="afstem", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(guard)])
    pages.state.console = console
    for router in ROUTERS:
        pages.include_router(router)
    check_table(all_routes())
    _explain(pages, console)
    pages.add_middleware(Guarded, hosts=_hosts(app), https=is_https(app))
    return pages


def all_routes() -> list[str]:
    """List every route as METHOD path."""
    found = []
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), route
            found += [f"{method} {route.path}" for method in sorted(route.methods or ())]
    return found


def _hosts(app: App) -> tuple[str, ...]:
    """Return the names under which the console answers."""
    web = app.settings.web
    public = urlsplit(web.public_url).hostname if web.public_url else None
    return (*_LOOPBACK, web.host, *((public,) if public else ()))


#: What is shown for what goes wrong: its kind, the status, the words, and whether its own sentence is for staff.
_PROBLEMS: tuple[tuple[type[Exception], int, str, bool], ...] = (
    (ForeignPageError, 403, "foreign", False),
    (NotAllowedError, 403, "forbidden", True),
    (StaleClaimError, 409, "stale", False),
    (NoResultFound, 404, "missing", False),
    (RequestValidationError, 404, "missing", False),
    (TransientError, 503, "away", True),
    (MissingError, 503, "away", True),
    (AfstemError, 422, "refused", True),
)


def _explain(pages: FastAPI, console: Console) -> None:
    """Turn what goes wrong into pages that say what happened and what to do."""
    for kind, status, key, speaks in _PROBLEMS:
        pages.add_exception_handler(kind, _page_for(console, status, key, speaks=speaks))
    pages.add_exception_handler(LogInNeeded, _to_log_in)
    pages.add_exception_handler(HTTPException, _page_of_status(console))


def _page_for(console: Console, status: int, key: str, *, speaks: bool) -> Callable[[Request, Exception], Response]:
    def show(request: Request, error: Exception) -> Response:
        return console.page(
            request, "problem.html", status=status, key=key, detail=console.words.said(str(error)) if speaks else ""
        )

    return show


def _page_of_status(console: Console) -> Callable[[Request, Exception], Response]:
    def show(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        return console.page(request, "problem.html", status=status, key="missing" if status == 404 else "other", detail="")

    return show


def _to_log_in(request: Request, _error: Exception) -> Response:
    """Send to the log-in; a page that was asked for is shown after it."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = "/login" if request.method != "GET" or wanted == "/" else f"/login?next={quote(wanted, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)
