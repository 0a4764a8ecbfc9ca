"""Letters on their way out: looked at as they will leave, let go, taken back."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from models import db
from service.actions import letters
from web.console import Console, Form, Here, Who, go
from web.deeds import Deed
from web.headers import FOREIGN_POLICY
from web.views.outbox import ORDER, body_of, letter_counts, letter_rows, load_letter, read_mime

router = APIRouter()


@router.get("/outbox")
def outbox(request: Request, here: Here) -> Response:
    """List letters, the last written first."""
    with here.app.database.read() as session:
        counts = letter_counts(session)
        rows, after = letter_rows(session, here.app.tools, request.query_params)
    states = [(state, counts[state]) for state in ORDER if state in counts]
    chosen = request.query_params.get("state", "")
    return here.page(request, "outbox.html", rows=rows, states=states, chosen=chosen, before=after, total=sum(counts.values()))


@router.get("/outbox/{letter_id}")
def letter(request: Request, letter_id: int, here: Here) -> Response:
    """Show one letter exactly as it leaves."""
    return _show(request, here, letter_id)


def _show(
    request: Request, here: Console, letter_id: int, *, status: int = 200, error: str = "", stale: bool = False
) -> Response:
    with here.app.database.read() as session:
        view = load_letter(session, here.app.tools, here.words, letter_id)
    return here.page(request, "letter.html", status=status, view=view, error=error, stale=stale)


@router.get("/outbox/{letter_id}/html")
def letter_html(letter_id: int, here: Here) -> Response:
    """Send the HTML of a letter for its frame. It runs nothing and fetches nothing."""
    with here.app.database.read() as session:
        row = session.get_one(db.Letter, letter_id)
    page = body_of(read_mime(here.app.tools, row), "html")
    return HTMLResponse(page, headers={"content-security-policy": FOREIGN_POLICY})


@router.get("/outbox/{letter_id}/attachments/{index}")
def attachment(letter_id: int, index: int, here: Here) -> Response:
    """Send a file that goes with a letter, to be saved."""
    with here.app.database.read() as session:
        row = session.get_one(db.Letter, letter_id)
    if not 0 <= index < len(row.attachments):
        return Response(status_code=404)
    kept: dict[str, Any] = row.attachments[index]
    name = "".join(each for each in str(kept["filename"]) if each.isascii() and (each.isalnum() or each in "._- "))
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-security-policy": FOREIGN_POLICY}
    return Response(here.app.tools.store.get(kept["sha256"]), media_type="application/octet-stream", headers=headers)


def letter_deed(request: Request, letter_id: int, here: Here, who: Who, form: Form) -> Deed:
    """Return the press of a button on a letter."""
    return Deed(here, who, form, letter_id, partial(_show, request, here, letter_id), lambda: go(f"/outbox/{letter_id}"))


LetterDeed = Annotated[Deed, Depends(letter_deed)]


@router.post("/outbox/{letter_id}/approve")
def approve(deed: LetterDeed) -> Response:
    """Let a letter leave, after the wait in which it can be taken back."""
    return deed.do(letters.approve)


@router.post("/outbox/{letter_id}/cancel")
def cancel(deed: LetterDeed) -> Response:
    """Take a letter back."""
    return deed.do(letters.cancel, because=str)


@router.post("/outbox/{letter_id}/settle")
def settle(deed: LetterDeed) -> Response:
    """Say whether a letter in doubt was sent."""
    return deed.do(partial(letters.settle_doubt, was_sent=deed.form.text("fate") == "sent"), because=str)
