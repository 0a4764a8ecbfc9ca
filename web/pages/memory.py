"""Supplier memory: what is learned from corrections, what trying it showed, and who lets it count."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.actions import memory
from service.actions.actor import Act
from web.console import Form, Here, Who, go
from web.views.memory import load_memory

router = APIRouter()


@router.get("/memory")
def show(request: Request, here: Here, who: Who) -> Response:
    """List proposals and anchors, those that wait for a person first; of one supplier where asked."""
    supplier = request.query_params.get("supplier", "")[:64]
    with here.app.database.read() as session:
        rows = load_memory(session, here.app.tools.vault, here.words, supplier, labels=who.may(Act.REVIEW))
    return here.page(request, "memory.html", rows=rows, supplier=supplier, own=who.name)


@router.post("/memory/{anchor_id}/approve")
def approve(anchor_id: int, here: Here, who: Who, form: Form) -> Response:
    """Let it count in reading."""
    memory.approve(here.app.database, here.app.tools, who, anchor_id, version=form.number("version"))
    return go("/memory")


@router.post("/memory/{anchor_id}/refuse")
def refuse(anchor_id: int, here: Here, who: Who, form: Form) -> Response:
    """Say that it is not to be used."""
    memory.refuse(
        here.app.database, here.app.tools, who, anchor_id, version=form.number("version"), because=form.text("because")
    )
    return go("/memory")


@router.post("/memory/{anchor_id}/withdraw")
def withdraw(anchor_id: int, here: Here, who: Who, form: Form) -> Response:
    """Take it back."""
    memory.withdraw(
        here.app.database, here.app.tools, who, anchor_id, version=form.number("version"), because=form.text("because")
    )
    return go("/memory")
