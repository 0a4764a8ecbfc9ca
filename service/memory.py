"""Supplier memory as it lies in the database: proposals made from corrections, and anchors that people approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from extract.memory.propose import field_of_memory
from extract.memory.recall import supplier_keys
from extract.memory.replay import PAPER
from extract.options import Anchor
from models import db
from models.codec import decode, encode
from models.invoice import Extraction, readings
from service import audit, registers
from service.tools import Tools
from service.vault import Vault

#: States in which an anchor stands or may come to stand.
OPEN = ("proposed", "replayed", "approved")


def approved_anchors(session: Session, vault: Vault) -> tuple[Anchor, ...]:
    """Return what reading may be told, with the keys that the suppliers are recognised by today."""
    rows = list(session.scalars(select(db.Anchor).where(db.Anchor.state == "approved").order_by(db.Anchor.id)))
    keys = keys_by_supplier(session, {row.supplier_id for row in rows})
    return tuple(open_anchor(vault, row, keys[row.supplier_id]) for row in rows if row.supplier_id in keys and row.anchor)


def keys_by_supplier(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the numbers that suppliers of record are recognised by; one that has gone from the master data is left out."""
    found = registers.suppliers(session, sorted(ids))
    return {
        each.supplier_id: tuple(sorted(supplier_keys([each.registration, each.vat_number], each.bank_accounts)))
        for each in found.values()
    }


def open_anchor(vault: Vault, row: db.Anchor, keys: tuple[str, ...]) -> Anchor:
    """Build the anchor of a row."""
    assert row.anchor is not None
    kept = decode(Anchor, vault.open_json(row.anchor))
    return Anchor(keys, kept.field, kept.label, kept.direction, kept.shape, kept.layout)


def propose_from(
    session: Session, tools: Tools, document: db.Document, before: Extraction, after: Extraction, *, by: str, now: datetime
) -> None:
    """Propose an anchor for every value that a person has put right on a page of a known supplier."""
    if document.supplier_id is None or before.reader not in PAPER:
        return
    read = {path: reading.value for path, reading in readings(before.invoice)}
    fields: set[str] = set()
    for path, reading in readings(after.invoice):
        field = field_of_memory(path)
        if field is None or field in fields or reading.value == read.get(path) or reading.source.origin != f"person {by}":
            continue
        fields.add(field)
        if not _stands(session, document, path):
            _insert(session, tools, document, path, reading.value, by, now)


def _stands(session: Session, document: db.Document, path: str) -> bool:
    """Whether this very correction is known already: the document was only corrected once more."""
    query = select(db.Anchor.id).where(
        db.Anchor.document_id == document.id, db.Anchor.path == path, db.Anchor.state.in_(("proposed", "replayed"))
    )
    return session.scalars(query).first() is not None


def _insert(session: Session, tools: Tools, document: db.Document, path: str, value: object, by: str, now: datetime) -> None:
    row = db.Anchor(
        supplier_id=document.supplier_id,
        path=path,
        document_id=document.id,
        shown=tools.vault.seal_json(encode(value)),
        proposed_by=by,
        proposed_at=now,
        state="proposed",
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=by,
        subject=f"anchor:{row.id}",
        event="propose",
        after="proposed",
        because=f"{path} corrected on document:{document.id} of supplier {document.supplier_id}",
    )
    tools.bell.ring(session, "anchor", row.id, "proposed")
