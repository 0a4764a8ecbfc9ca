"""The review page and what is shown on it: pictures, text, the file itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import FileResponse, Response

from models import db
from models.errors import AfstemError
from models.invoice import DocumentKind
from models.reply import Intent
from service.actions import sight
from service.actions.actor import Act, Actor, NotAllowedError
from web.console import Console, Form, Here, Posted, Who, go
from web.headers import FOREIGN_POLICY
from web.pictures import can_be_drawn, picture_of
from web.views.lines import LINES_A_PAGE
from web.views.review import Review, load_review, may_see_page, revealed

router = APIRouter()
#: Of a mail's text, as much as anybody reads.
_MOST_TEXT = 40_000


@router.get("/documents/{document_id}")
def review(request: Request, document_id: int, here: Here, who: Who) -> Response:
    """Show a document for review, and others that somebody works on it."""
    return show_review(request, here, who, document_id)


def show_review(
    request: Request,
    here: Console,
    who: Actor,
    document_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    ticked: Sequence[str] = (),
    at: str = "",
    clash: list[tuple[str, str, str, str]] | None = None,
    stale: bool = False,
) -> Response:
    """Render the review page; `typed` and `ticked` keep what a person entered when it was not saved, `at` is where to go on."""
    tools = here.app.tools
    asked = request.query_params
    line_page = _count(asked.get("lines", ""))
    with here.app.database.read() as session:
        view = load_review(session, tools, here.words, who, document_id, now=tools.clock.now(), line_page=line_page)
        replies = _replies(session, document_id)
        cases = list(
            session.scalars(
                select(db.DpCase).where(
                    db.DpCase.statement_id.in_(select(db.DpStatement.id).where(db.DpStatement.document_id == document_id))
                )
            )
        )
    if request.method == "GET" and view.is_open and who.may(Act.REVIEW):
        sight.take_up(here.app.database, tools, who, document_id)
    context: dict[str, Any] = {
        "view": view,
        "sheet": _sheet(here, who, view, _count(asked.get("page", "")) if "page" in asked else _first_page(view)),
        "errors": errors or {},
        "typed": typed or {},
        "ticked": ticked,
        "at": at,
        "clash": clash or [],
        "stale": stale,
        "was": json.dumps({each.path: each.text for each in view.fields if not each.hidden}),
        "kinds": [("", "–"), *((kind.value, here.words(f"kind.{kind.value}")) for kind in DocumentKind)],
        "intents": [(intent.value, here.words(f"intent.{intent.value}")) for intent in Intent if intent is not Intent.MIXED],
        "replies": replies,
        "cases": cases,
        "line_page": line_page,
        "line_pages": -(-view.line_count // LINES_A_PAGE),
        "refresh": view.waits,
    }
    return here.page(request, "review.html", status=status, **context)


def _replies(session: Any, document_id: int) -> list[tuple[db.ReplyItem, db.DpCase | None]]:
    rows = session.execute(
        select(db.ReplyItem, db.DpCase)
        .outerjoin(db.DpCase, db.DpCase.id == db.ReplyItem.case_id)
        .where(db.ReplyItem.document_id == document_id)
        .order_by(db.ReplyItem.index)
    )
    return [(item, case) for item, case in rows]


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 100_000 else 1


def _first_page(view: Review) -> int:
    """Return the page on which the first field to check stands."""
    return next((each.page for each in view.to_check if each.page), 1)


def _sheet(here: Console, who: Actor, view: Review, page: int) -> dict[str, Any]:
    """Return what is shown at left: the page's picture, or the text of a mail, or why there is neither."""
    document = view.document
    sheet: dict[str, Any] = {"page": page, "pages": 0, "picture": None, "text": None, "why": None, "boxes": ()}
    if not may_see_page(who, revealed=view.revealed):
        return sheet | {"why": here.words("sheet.masked")}
    if can_be_drawn(document.sniffed):
        found = picture_of(here.app, document.sha256, page)
        if isinstance(found, str):
            return sheet | {"why": found}
        boxes = [each for each in view.boxes if (each.page or 1) == page]
        return sheet | {"picture": found, "pages": found.pages, "boxes": boxes}
    if document.sniffed.startswith("text/"):
        try:
            content = here.app.tools.store.get(document.sha256)
        except AfstemError as error:
            return sheet | {"why": str(error)}
        return sheet | {"text": content.decode("utf-8", "replace")[:_MOST_TEXT]}
    return sheet


@router.get("/documents/{document_id}/pages/{page}")
def sheet(request: Request, document_id: int, page: int, here: Here, who: Who) -> Response:
    """Show one page beside the fields, without the rest; htmx puts it in its place."""
    tools = here.app.tools
    with here.app.database.read() as session:
        view = load_review(session, tools, here.words, who, document_id, now=tools.clock.now())
    return here.page(request, "sheet.html", view=view, sheet=_sheet(here, who, view, page))


@router.get("/documents/{document_id}/pages/{page}/picture")
def picture(document_id: int, page: int, here: Here, who: Who) -> Response:
    """Send the picture of a page to those who may see it."""
    sha256 = _visible(here, who, document_id).sha256
    found = picture_of(here.app, sha256, page)
    if isinstance(found, str):
        return Response(found, 404, media_type="text/plain")
    return FileResponse(found.path, media_type="image/webp", headers={"cache-control": "private, max-age=3600"})


@router.get("/documents/{document_id}/text")
def text(request: Request, document_id: int, here: Here, who: Who) -> Response:
    """Show what was read as text, page by page from top to bottom: for screen readers, and where there is no picture."""
    tools = here.app.tools
    with here.app.database.read() as session:
        view = load_review(session, tools, here.words, who, document_id, now=tools.clock.now())
    shown = may_see_page(who, revealed=view.revealed)
    rows = sorted(
        view.boxes, key=lambda each: (each.page or 1, round((each.box or (0, 0, 0, 0))[1] / 6), (each.box or (0,))[0])
    )
    return here.page(request, "text.html", view=view, rows=rows, shown=shown)


@router.get("/documents/{document_id}/file")
def file(document_id: int, here: Here, who: Who) -> Response:
    """Send the file as it came, to be saved and never shown in our pages."""
    document = _visible(here, who, document_id)
    return download(here, document.sha256, f"document-{document.id}", document.sniffed)


def download(here: Console, sha256: str, name: str, content_type: str) -> Response:
    """Send stored bytes as a download. The file's own name may be anything, so it gets one of ours."""
    ending = _ENDINGS.get(content_type.partition(";")[0], "bin")
    return Response(
        here.app.tools.store.get(sha256),
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}.{ending}"', "content-security-policy": FOREIGN_POLICY},
    )


_ENDINGS = {
    "application/pdf": "pdf",
    "application/xml": "xml",
    "text/plain": "txt",
    "text/csv": "csv",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "message/rfc822": "eml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


def entered(form: Posted) -> dict[str, str]:
    """Return what stood in the fields of the review page when its form was sent."""
    return {path: text.strip() for path, text in form.starting("value.").items()} | {"kind": form.text("kind")}


def _visible(here: Console, who: Actor, document_id: int) -> db.Document:
    """Return a document whose page this person may see."""
    with here.app.database.read() as session:
        document = session.get_one(db.Document, document_id)
        seen = revealed(session, who, f"document:{document_id}", here.app.tools.clock.now())
    if not may_see_page(who, revealed=seen):
        raise NotAllowedError(here.words("sheet.masked"))
    return document


@router.post("/documents/{document_id}/reveal")
def reveal(request: Request, document_id: int, here: Here, who: Who, form: Form) -> Response:
    """Show names and numbers to this person for a while; the audit trail says who asked. What was typed stays typed."""
    with here.app.database.read() as session:
        session.get_one(db.Document, document_id)
    sight.reveal(here.app.database, here.app.tools, who, f"document:{document_id}")
    if form.text("at"):
        return show_review(request, here, who, document_id, typed=entered(form), ticked=form.texts("ok"), at=form.text("at"))
    return go(f"/documents/{document_id}{'/text' if form.text('to') == 'text' else ''}")
