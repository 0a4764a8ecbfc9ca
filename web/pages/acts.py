"""What a reviewer does with a document: each button is one form, and each form one action of the service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from models import db
from models.invoice import readings
from service.actions import documents, sight
from service.actions.actor import Actor
from service.actions.corrections import BadValueError
from service.steps.decide import extraction_of
from service.workflow import StaleClaimError
from web.console import Console, Form, Here, Posted, Who, go, read_day
from web.deeds import Deed
from web.pages.documents import entered, show_review
from web.show import to_type

router = APIRouter()


def _after(here: Console, who: Actor, form: Posted, document_id: int) -> Response:
    """Go on: to the next task where that was asked for, else back to the document."""
    if not form.text("then"):
        return go(f"/documents/{document_id}")
    sight.let_go(here.app.database, who, document_id)
    found = sight.next_task(here.app.database, here.app.tools, who, after=document_id)
    return go(f"/documents/{found}" if found is not None else "/queue?done=1")


@router.post("/documents/{document_id}/correct")
def correct(request: Request, document_id: int, here: Here, who: Who, form: Form) -> Response:
    """Save what was put right, and what was compared with the page and found right."""
    shown = shown_texts(here, document_id)
    typed, ticked = entered(form), form.texts("ok")
    kind = typed.pop("kind")
    before = _before(form)
    changed = {path: text for path, text in typed.items() if text != before.get(path, shown.get(path, ""))}
    changes = {path: typed[path] for path in ticked if path in typed} | changed
    if kind and (kind != form.text("kind_was") or "kind" in ticked):
        changes["kind"] = kind
    if not changes:
        return go(f"/documents/{document_id}#nothing")
    try:
        documents.correct(here.app.database, here.app.tools, who, document_id, version=form.number("version"), changes=changes)
    except BadValueError as error:
        return show_review(
            request,
            here,
            who,
            document_id,
            status=422,
            errors={error.path: here.words.said(str(error))},
            typed=typed | {"kind": kind},
            ticked=ticked,
        )
    except StaleClaimError:
        clash = [
            (path, here.words(f"field.{path.rpartition('.')[2]}"), shown.get(path, ""), text) for path, text in changed.items()
        ]
        return show_review(request, here, who, document_id, status=409, clash=clash, stale=True)
    return go(f"/documents/{document_id}")


def shown_texts(here: Console, document_id: int) -> dict[str, str]:
    """Return the readings as they stand now, as a person would type them."""
    with here.app.database.read() as session:
        document = session.get_one(db.Document, document_id)
        if document.extraction is None:
            return {}
        invoice = extraction_of(document, here.app.tools).invoice
    return {path: to_type(reading.value, path, here.language) for path, reading in readings(invoice)}


def _before(form: Posted) -> Mapping[str, str]:
    """Return what the person saw in each field."""
    try:
        found = json.loads(form.text("was") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def document_deed(request: Request, document_id: int, here: Here, who: Who, form: Form) -> Deed:
    """Return the press of a button on a document."""

    def refused(*, status: int, error: str = "", stale: bool = False) -> Response:
        return show_review(request, here, who, document_id, status=status, errors={"": error} if error else {}, stale=stale)

    return Deed(here, who, form, document_id, refused, lambda: _after(here, who, form, document_id))


DocumentDeed = Annotated[Deed, Depends(document_deed)]


@router.post("/documents/{document_id}/approve")
def approve(deed: DocumentDeed) -> Response:
    """Post the proposed lines, all or those that were chosen."""
    chosen = [int(text) for text in deed.form.texts("line") if text.isascii() and text.isdigit()]
    return deed.do(partial(documents.approve, lines=chosen or None))


@router.post("/documents/{document_id}/return")
def send_back(deed: DocumentDeed) -> Response:
    """Return the invoice; the letter is drafted."""
    return deed.do(documents.send_back)


@router.post("/documents/{document_id}/hold")
def hold(deed: DocumentDeed) -> Response:
    """Hold it for a reason."""
    return deed.do(documents.put_on_hold, because=str, until=read_day)


@router.post("/documents/{document_id}/ignore")
def ignore(deed: DocumentDeed) -> Response:
    """Say that there is nothing to pay."""
    return deed.do(documents.ignore, because=str)


@router.post("/documents/{document_id}/reopen")
def reopen(deed: DocumentDeed) -> Response:
    """Take it back into review."""
    return deed.do(documents.reopen, because=str)


@router.post("/documents/{document_id}/retry")
def retry(deed: DocumentDeed) -> Response:
    """Let the machine read it again."""
    return deed.do(documents.retry)
