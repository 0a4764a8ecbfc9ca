"""Log in and out, the start page, files, and whether all is well."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, JSONResponse, Response

from models.errors import AfstemError, UsageError
from service import migrate
from service.actions import users
from service.actions.actor import NotAllowedError, Role
from service.app import App
from service.room import shortage
from web.access import cookie_name, is_https
from web.assets import media_type
from web.console import Console, Form, Here, console_of, go, safe_path
from web.views.start import overview

router = APIRouter()
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@router.get("/login")
def show_log_in(request: Request, here: Here, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """Show the form."""
    if request.state.visitor is not None:
        return go(safe_path(next))
    return _form(request, here, next)


def _form(request: Request, here: Console, wanted: str, *, failed: bool = False, login: str = "") -> Response:
    return here.page(
        request,
        "login.html",
        status=401 if failed else 200,
        wanted=safe_path(wanted),
        failed=failed,
        login=login,
        dev_login=dev_login_allowed(here.app, request),
        roles=[role.value for role in Role],
    )


@router.post("/login")
def log_in(request: Request, here: Here, form: Form) -> Response:
    """Begin a session. What was wrong is not said: it would tell which accounts there are."""
    login = form.text("login")
    password = form.data.get("password")
    begun = users.log_in(
        here.app.database,
        login=login,
        password=password if isinstance(password, str) else "",
        now=here.app.tools.clock.now(),
    )
    if begun is None:
        return _form(request, here, form.text("next"), failed=True, login=login[:80])
    return _enter(request, here, begun.token, form.text("next"))


@router.post("/login/dev")
def log_in_with_a_click(request: Request, here: Here, form: Form) -> Response:
    """Begin a session without a password: only where the settings allow it, and only from this machine."""
    if not dev_login_allowed(here.app, request):
        raise NotAllowedError("Logging in with a click is switched off here. Log in with your account.")
    if form.text("role") not in set(Role):
        raise UsageError("Choose one of the roles that are offered.")
    role = Role(form.text("role"))
    begun = users.log_in_unasked(
        here.app.database,
        login=f"dev-{role.value}",
        name=f"{role.value.capitalize()} (trial)",
        roles=[role],
        now=here.app.tools.clock.now(),
    )
    return _enter(request, here, begun.token, form.text("next"))


def dev_login_allowed(app: App, request: Request) -> bool:
    """Whether this request may log in with a click: it comes from this machine itself, through no other server."""
    client = request.client.host if request.client else ""
    forwarded = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return app.settings.web.dev_login and client in _LOOPBACK and not forwarded


def _enter(request: Request, here: Console, token: str, wanted: str) -> Response:
    old = request.cookies.get(cookie_name(here.app))
    if old:
        users.end(here.app.database, old)
    answer = go(safe_path(wanted))
    answer.set_cookie(
        cookie_name(here.app),
        token,
        max_age=here.app.settings.web.session_hours * 3600,
        path="/",
        secure=is_https(here.app),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.post("/logout")
def log_out(request: Request, here: Here) -> Response:
    """End the session here and in the database."""
    token = request.cookies.get(cookie_name(here.app))
    if token:
        users.end(here.app.database, token)
    answer = go("/login")
    answer.delete_cookie(cookie_name(here.app), path="/", secure=is_https(here.app), httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


@router.get("/")
def start(request: Request, here: Here) -> Response:
    """Show what waits, and how much went by itself."""
    with here.app.database.read() as session:
        return here.page(request, "start.html", view=overview(session, here.words, here.app.tools))


@router.get("/static/{stamp}/{path:path}")
def static(request: Request, stamp: str, path: str) -> Response:
    """Send a file of ours. Its address changes with its content, so it may be kept for ever."""
    here = console_of(request)
    file = here.assets.files.get(path)
    if file is None or stamp != here.assets.stamp:
        return Response(status_code=404)
    return FileResponse(file, media_type=media_type(file), headers={"cache-control": "public, max-age=31536000, immutable"})


@router.get("/healthz")
def healthy() -> Response:
    """Say that the process answers."""
    return JSONResponse({"ok": True})


@router.get("/readyz")
def ready(here: Here) -> Response:
    """Say whether work can be done: database, tables, disk, and how far the sandbox is cut off."""
    checks = {"database": False, "migrations": False, "disk": False}
    try:
        at = migrate.current(here.app.database)
        checks["database"] = True
        checks["migrations"] = at == migrate.head()
    except AfstemError:
        pass
    checks["disk"] = shortage(here.app.settings) is None
    mode = getattr(here.app.sandbox, "mode", None)
    state = {**checks, "sandbox": str(getattr(mode, "network", "none")) if mode else "unknown"}
    return JSONResponse(state, 200 if all(checks.values()) else 503)
