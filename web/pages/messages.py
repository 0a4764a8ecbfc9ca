"""The mail as it came: headers, parts, what was left out and why. Its HTML is shown only in a frame that can do nothing."""

from __future__ import annotations

import html

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from models import db
from models.errors import AfstemError
from models.mail import ParsedMessage
from service.actions import sight
from service.actions.actor import Actor, NotAllowedError
from service.sandbox.calls import open_message, show_message
from web.console import Console, Form, Here, Who, go
from web.headers import FOREIGN_POLICY
from web.pages.documents import download
from web.views.messages import load_message, message_rows
from web.views.review import may_see_page, revealed

router = APIRouter()
_PAGE = """<!doctype html><meta charset="utf-8"><title>mail</title>
<style>body{{font:15px/1.4 system-ui,sans-serif;margin:12px;color:#111}}table{{border-collapse:collapse}}td,th{{padding:2px 6px;border:1px solid #ddd}}</style>
{body}"""


@router.get("/messages")
def messages(request: Request, here: Here) -> Response:
    """List the mail, the newest first."""
    with here.app.database.read() as session:
        view = message_rows(session, here.app.tools, request.query_params)
    return here.page(request, "messages.html", view=view)


@router.get("/messages/{message_id}")
def message(request: Request, message_id: int, here: Here, who: Who) -> Response:
    """Show one message."""
    with here.app.database.read() as session:
        view = load_message(session, here.app.tools, message_id)
        seen = revealed(session, who, f"message:{message_id}", here.app.tools.clock.now())
    shown = may_see_page(who, revealed=seen)
    parsed = _open(here, view.message.sha256) if shown else None
    return here.page(request, "message.html", view=view, parsed=parsed, shown=shown)


@router.get("/messages/{message_id}/html")
def message_html(message_id: int, here: Here, who: Who) -> Response:
    """Send the cleaned HTML of a message for its frame."""
    content = here.app.tools.store.get(_visible(here, who, message_id).sha256)
    try:
        body = show_message(here.app.tools.sandbox, content)
    except AfstemError as error:
        body = html.escape(str(error))
    return HTMLResponse(_PAGE.format(body=body), headers={"content-security-policy": FOREIGN_POLICY})


@router.get("/messages/{message_id}/raw")
def raw(message_id: int, here: Here, who: Who) -> Response:
    """Send the exact bytes, to be saved."""
    kept = _visible(here, who, message_id)
    return download(here, kept.sha256, f"message-{message_id}", "message/rfc822")


@router.post("/messages/{message_id}/reveal")
def reveal(message_id: int, here: Here, who: Who, form: Form) -> Response:
    """Show the mail to this person for a while; the audit trail says who asked."""
    del form  # the guard has checked it
    with here.app.database.read() as session:
        session.get_one(db.Message, message_id)
    sight.reveal(here.app.database, here.app.tools, who, f"message:{message_id}")
    return go(f"/messages/{message_id}")


def _visible(here: Console, who: Actor, message_id: int) -> db.Message:
    with here.app.database.read() as session:
        found = session.get_one(db.Message, message_id)
        seen = revealed(session, who, f"message:{message_id}", here.app.tools.clock.now())
    if not may_see_page(who, revealed=seen):
        raise NotAllowedError(here.words("sheet.masked"))
    return found


def _open(here: Console, sha256: str) -> ParsedMessage | None:
    """Read the message in the sandbox; None where it cannot be read."""
    try:
        return open_message(here.app.tools.sandbox, here.app.tools.store.get(sha256))[0]
    except AfstemError:
        return None
