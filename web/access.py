"""Who may go where: one table of all routes, and the guard that looks every request up in it.

A route that is not in the table does not start: `check_table` is called when the application is built.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers

from service.actions import users
from service.actions.actor import Act, NotAllowedError
from service.actions.users import Visitor
from service.app import App
from web.headers import UPLOADS

#: What a route needs; None is for everybody, log-in or not.
TABLE: Mapping[str, Act | None] = {
    "GET /static/{stamp}/{path:path}": None,
    "GET /healthz": None,
    "GET /readyz": None,
    "GET /login": None,
    "POST /login": None,
    "POST /login/dev": None,
    "POST /logout": Act.SEE,
    "GET /": Act.SEE,
    "GET /queue": Act.SEE,
    "POST /queue/next": Act.REVIEW,
    "GET /documents/{document_id}": Act.SEE,
    "GET /documents/{document_id}/pages/{page}": Act.SEE,
    "GET /documents/{document_id}/pages/{page}/picture": Act.SEE,
    "GET /documents/{document_id}/text": Act.SEE,
    "GET /documents/{document_id}/file": Act.SEE,
    "GET /documents/{document_id}/proof": Act.SEE,
    "POST /documents/{document_id}/reveal": Act.SEE,
    "POST /documents/{document_id}/correct": Act.REVIEW,
    "POST /documents/{document_id}/approve": Act.REVIEW,
    "POST /documents/{document_id}/return": Act.REVIEW,
    "POST /documents/{document_id}/hold": Act.REVIEW,
    "POST /documents/{document_id}/ignore": Act.REVIEW,
    "POST /documents/{document_id}/reopen": Act.REVIEW,
    "POST /documents/{document_id}/retry": Act.REVIEW,
    "POST /documents/{document_id}/reply": Act.REVIEW,
    "GET /messages": Act.SEE,
    "GET /messages/{message_id}": Act.SEE,
    "GET /messages/{message_id}/html": Act.SEE,
    "GET /messages/{message_id}/raw": Act.SEE,
    "POST /messages/{message_id}/reveal": Act.SEE,
    "GET /outbox": Act.SEE,
    "GET /outbox/{letter_id}": Act.SEE,
    "GET /outbox/{letter_id}/html": Act.SEE,
    "GET /outbox/{letter_id}/attachments/{index}": Act.SEE,
    "POST /outbox/{letter_id}/approve": Act.APPROVE_LETTER,
    "POST /outbox/{letter_id}/cancel": Act.APPROVE_LETTER,
    "POST /outbox/{letter_id}/settle": Act.RELEASE,
    "GET /statements": Act.SEE,
    "GET /statements/{case_id}": Act.SEE,
    "GET /statements/{case_id}/workbook": Act.SEE,
    "POST /statements/{case_id}/sign-off": Act.SIGN_OFF,
    "POST /statements/{case_id}/commitment": Act.SIGN_OFF,
    "POST /statements/{case_id}/notice": Act.SIGN_OFF,
    "POST /statements/{case_id}/propose": Act.SIGN_OFF,
    "POST /statements/{case_id}/release": Act.RELEASE,
    "POST /statements/{case_id}/receipt": Act.RELEASE,
    "POST /statements/{case_id}/hold": Act.SIGN_OFF,
    "POST /statements/{case_id}/resume": Act.SIGN_OFF,
    "POST /statements/{case_id}/close": Act.REVIEW,
    "POST /statements/{case_id}/letters": Act.RELEASE,
    "POST /statements/{case_id}/way": Act.SIGN_OFF,
    "POST /statements/{case_id}/caution": Act.REVIEW,
    "POST /statements/{case_id}/caution/{caution_id}/clear": Act.SIGN_OFF,
    "GET /bank": Act.SEE,
    "POST /bank": Act.RELEASE,
    "POST /bank/account": Act.REVIEW,
    "POST /bank/{receipt_id}/confirm": Act.RELEASE,
    "POST /bank/{receipt_id}/refuse": Act.RELEASE,
    "GET /check-sheet": Act.SEE,
    "GET /check-sheet/file": Act.SEE,
    "GET /statements/{case_id}/file": Act.REVIEW,
    "GET /incidents": Act.SEE,
    "POST /incidents/{incident_id}/close": Act.RELEASE,
    "GET /suppliers/{supplier_id}": Act.SEE,
    "POST /suppliers/{supplier_id}/stop": Act.REVIEW,
    "POST /suppliers/{supplier_id}/lift": Act.RELEASE,
    "GET /memory": Act.SEE,
    "POST /memory/{anchor_id}/approve": Act.RELEASE,
    "POST /memory/{anchor_id}/refuse": Act.RELEASE,
    "POST /memory/{anchor_id}/withdraw": Act.REVIEW,
    "GET /providers/{map_id}": Act.SEE,
    "POST /providers/{map_id}/lift": Act.RELEASE,
    "GET /shadow": Act.SEE,
    "GET /shadow/report.{kind}": Act.SEE,
    "POST /documents/{document_id}/lines/{line}/judge": Act.RELEASE,
    "GET /promotions": Act.SEE,
    "POST /promotions": Act.PROMOTE,
    "POST /promotions/{promotion_id}/confirm": Act.PROMOTE,
    "POST /promotions/{promotion_id}/end": Act.STOP,
    "GET /samples": Act.SEE,
    "GET /samples/{sample_id}": Act.SEE,
    "POST /samples/{sample_id}/answer": Act.REVIEW,
    "POST /samples/{sample_id}/settle": Act.RELEASE,
    "POST /rules/{rule}/lift": Act.PROMOTE,
    "GET /disputes": Act.SEE,
    "GET /anomalies": Act.SEE,
    "GET /expected": Act.SEE,
    "GET /audit": Act.SEE,
    "GET /switches": Act.SEE,
    "POST /switches/{name}": Act.STOP,
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_FIELDS = 20_000


class LogInNeeded(Exception):
    """Nobody is logged in; the page is shown after the log-in."""


class ForeignPageError(Exception):
    """The request was made by a page that is not ours, or with a form that has gone stale."""


def check_table(routes: Iterable[str]) -> None:
    """Refuse to start with a route that nobody gave a rule, or a rule that has no route."""
    there, ruled = set(routes), set(TABLE)
    if there != ruled:
        raise RuntimeError(f"routes without a rule: {sorted(there - ruled)}; rules without a route: {sorted(ruled - there)}")


async def guard(request: Request) -> AsyncIterator[None]:
    """Let a request through to its route, or raise. Every route runs behind this; files that came along are closed after it."""
    request.state.form = None
    try:
        await _let_through(request)
        yield
    finally:
        if request.state.form is not None:
            await request.state.form.close()


async def _let_through(request: Request) -> None:
    app: App = request.app.state.console.app
    needed = TABLE[f"{request.method} {request.scope['route'].path}"]
    changes = request.method not in _SAFE
    if changes:
        check_origin(request.headers, own_origin(app, request))
    request.state.visitor = visitor = await run_in_threadpool(visitor_of, app, request)
    if needed is not None and visitor is None:
        # Before the form is read: who is not logged in sends no file of any size.
        raise LogInNeeded
    if changes:
        files = 1 if request.url.path in UPLOADS else 0
        request.state.form = await request.form(max_files=files, max_fields=_MOST_FIELDS)
    if needed is None or visitor is None:
        return
    if request.state.form is not None:
        _check_token(request.state.form, request.headers, visitor)
    if not visitor.actor.may(needed):
        # `must` says which role it takes.
        visitor.actor.must(needed)
        raise NotAllowedError(visitor.actor.login)


def check_origin(headers: Headers, own: str) -> None:
    """Refuse what another site sent. Browsers say where a request comes from; one that does not say is refused."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        if site != "same-origin":
            raise ForeignPageError
        return
    if origin is None or origin != own:
        raise ForeignPageError


def own_origin(app: App, request: Request) -> str:
    """Return scheme, host and port under which staff see the console."""
    public = app.settings.web.public_url
    if public:
        parts = urlsplit(public)
        return f"{parts.scheme}://{parts.netloc}"
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def _check_token(form: FormData, headers: Headers, visitor: Visitor) -> None:
    given = headers.get("x-csrf-token") or form.get("csrf")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
        raise ForeignPageError


def visitor_of(app: App, request: Request) -> Visitor | None:
    """Return who is logged in."""
    token = request.cookies.get(cookie_name(app))
    if not token or len(token) > 100:
        return None
    web = app.settings.web
    return users.find_visitor(
        app.database,
        token,
        now=app.tools.clock.now(),
        idle=timedelta(minutes=web.idle_minutes),
        longest=timedelta(hours=web.session_hours),
    )


def is_https(app: App) -> bool:
    """Whether staff reach the console through TLS."""
    return (app.settings.web.public_url or "").startswith("https://")


def cookie_name(app: App) -> str:
    """Return the cookie's name. With TLS the prefix makes browsers refuse it from anywhere but this very host."""
    return "__Host-afstem" if is_https(app) else "afstem"
