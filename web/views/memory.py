"""Supplier memory as rows for staff: which field stands where, what the replay counted, who did what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from models import db
from service.memory import open_anchor
from service.vault import Vault
from web.words import Words

_MOST = 200
#: Those that wait for a person first, then those that count.
_ORDER = ("replayed", "approved", "proposed", "failed", "refused", "withdrawn")


@dataclass(frozen=True, slots=True)
class Remembered:
    """One anchor as it is shown."""

    row: db.Anchor
    supplier: str
    field: str
    place: str
    why: str


def load_memory(session: Session, vault: Vault, words: Words, supplier: str, *, labels: bool) -> list[Remembered]:
    """Return anchors in the order in which people look at them. A label may hold a name: only reviewers are shown it."""
    table = db.Anchor
    order = case({state: place for place, state in enumerate(_ORDER)}, value=table.state, else_=len(_ORDER))
    query = (
        select(table, db.Supplier.name)
        .outerjoin(db.Supplier, db.Supplier.supplier_id == table.supplier_id)
        .order_by(order, table.id.desc())
        .limit(_MOST)
    )
    if supplier:
        query = query.where(table.supplier_id == supplier)
    return [
        Remembered(
            row, name or row.supplier_id, words(f"field.{row.path}"), _place(row, vault, words, shown=labels), _why(row, words)
        )
        for row, name in session.execute(query)
    ]


def _place(row: db.Anchor, vault: Vault, words: Words, *, shown: bool) -> str:
    if row.anchor is None:
        return "–"
    anchor = open_anchor(vault, row, ())
    return words(f"memory.{anchor.direction}", label=anchor.label if shown else "…")


def _why(row: db.Anchor, words: Words) -> str:
    code = (row.reason or "").partition(":")[0]
    return words.maybe(f"memory.why.{code}") or (row.reason or "" if row.decided_by else "")
