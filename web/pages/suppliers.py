"""A supplier: what it is known by, what came of its invoices, and whether it may be paid."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from models import db
from service.actions import documents, stops
from web.console import Form, Here, Who, go

router = APIRouter()
_LATEST = 30


@router.get("/suppliers/{supplier_id}")
def supplier(request: Request, supplier_id: str, here: Here) -> Response:
    """Show one supplier."""
    with here.app.database.read() as session:
        row = session.get_one(db.Supplier, supplier_id)
        switch = session.get(db.Switch, f"supplier:{supplier_id}")
        documents_of = list(
            session.scalars(
                select(db.Document).where(db.Document.supplier_id == supplier_id).order_by(db.Document.id.desc()).limit(_LATEST)
            )
        )
        reasons = session.execute(
            select(db.Decision.code, db.Decision.verdict, func.count())
            .where(db.Decision.supplier_id == supplier_id, db.Decision.current)
            .group_by(db.Decision.code, db.Decision.verdict)
            .order_by(func.count().desc())
        ).all()
        grants = session.scalar(
            select(func.count()).select_from(db.Grant).where(db.Grant.supplier_id == supplier_id, db.Grant.closed_at.is_(None))
        )
    stopped = switch if switch is not None and switch.stopped else None
    return here.page(
        request, "supplier.html", row=row, switch=stopped, documents=documents_of, reasons=reasons, grants=grants or 0
    )


@router.post("/suppliers/{supplier_id}/stop")
def stop(supplier_id: str, here: Here, who: Who, form: Form) -> Response:
    """Stop all payments to a supplier."""
    stops.stop_supplier(here.app.database, here.app.tools, who, supplier_id, because=form.text("because"))
    return go(f"/suppliers/{supplier_id}")


@router.post("/suppliers/{supplier_id}/lift")
def lift(supplier_id: str, here: Here, who: Who, form: Form) -> Response:
    """Let payments go on, by another person than the one who stopped them."""
    documents.lift_supplier(here.app.database, here.app.tools, who, supplier_id, because=form.text("because"))
    return go(f"/suppliers/{supplier_id}")
