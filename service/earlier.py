"""What came before some documents: the same bytes, the same number, the same sheet. For all of them in one question each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

from sqlalchemy import bindparam, literal_column, or_, select, union
from sqlalchemy.orm import Session

from match.facts import EarlierDocument, LookupKeys
from models import db
from models.identifiers import invoice_key
from models.invoice import Extraction
from models.value import quickly_made
from service.asking import Question, among, among_pairs


@quickly_made
@dataclass(frozen=True, slots=True)
class Asked:
    """A document that facts are loaded for, and what they are found by."""

    document_id: int
    sha256: str
    received_at: datetime
    extraction: Extraction
    keys: LookupKeys
    supplier_ids: frozenset[str]


_LEDGER, _SETTLEMENTS = db.Ledger.__table__, db.Settlement.__table__
_OF_INVOICE = Question(
    union(
        *(
            select(table.c.grant_id).where(
                among(table.c.supplier_id, "supplier_ids"), table.c.invoice_key == bindparam("invoice_key")
            )
            for table in (_LEDGER, _SETTLEMENTS)
        )
    )
)


def credited_grants(session: Session, asked: Asked) -> set[str]:
    """Return the grants that the invoice settled which a document credits."""
    credited = asked.extraction.invoice.credits
    if not credited:
        return set()
    rows = _OF_INVOICE.ask(session, supplier_ids=list(asked.supplier_ids), invoice_key=invoice_key(credited.value))
    return {grant_id for (grant_id,) in rows}


_DOCUMENTS = db.Document.__table__
_PRINTS = db.PagePrint.__table__
_EARLIER_DOCUMENT = select(
    _DOCUMENTS.c.id,
    _DOCUMENTS.c.sha256,
    _DOCUMENTS.c.received_at,
    _DOCUMENTS.c.state,
    _DOCUMENTS.c.invoice_key,
    _DOCUMENTS.c.supplier_id,
    _DOCUMENTS.c.uuid,
    _DOCUMENTS.c.kind,
    _DOCUMENTS.c.issued,
    _DOCUMENTS.c.total,
)
_BEFORE = _EARLIER_DOCUMENT.where(_DOCUMENTS.c.id < bindparam("before"), _DOCUMENTS.c.kind.is_not(None))
#: Two questions in one: with one condition for both, PostgreSQL would not use the index of suppliers and numbers.
_EARLIER = Question(
    union(
        _BEFORE.where(or_(among(_DOCUMENTS.c.sha256, "hashes"), among(_DOCUMENTS.c.uuid, "uuids"))),
        _BEFORE.where(among_pairs((_DOCUMENTS.c.supplier_id, _DOCUMENTS.c.invoice_key), ("supplier_ids", "invoice_keys"))),
    ).order_by(_DOCUMENTS.c.id.key)
)


def earlier_rows(session: Session, asked: Sequence[Asked]) -> list[Any]:
    """Return the rows of documents that came before some of these and share bytes, universal id, or supplier and number."""
    numbers = {pair for each in asked for pair in product(each.supplier_ids, each.keys.invoice_keys)}
    return _EARLIER.ask(
        session,
        hashes=sorted({each.sha256 for each in asked}),
        uuids=sorted({each.extraction.uuid for each in asked if each.extraction.uuid is not None}),
        before=max(each.document_id for each in asked),
        supplier_ids=[supplier_id for supplier_id, _ in numbers],
        invoice_keys=[key for _, key in numbers],
    )


def earlier_of(asked: Asked, rows: Iterable[Any]) -> tuple[EarlierDocument, ...]:
    """Pick out what came before one document."""
    uuid = asked.extraction.uuid
    return tuple(
        _earlier_document(row)
        for row in rows
        if row.id < asked.document_id
        and (
            row.sha256 == asked.sha256
            or (uuid is not None and row.uuid == uuid)
            or (row.supplier_id in asked.supplier_ids and row.invoice_key in asked.keys.invoice_keys)
        )
    )


def _earlier_document(row: Any) -> EarlierDocument:
    return EarlierDocument(
        document_id=str(row.id),
        sha256=row.sha256,
        received=row.received_at.date(),
        state=row.state,
        number_key=row.invoice_key or "",
        supplier_ids=(row.supplier_id,) if row.supplier_id else (),
        uuid=row.uuid,
        kind=row.kind or "other",
        issued=row.issued,
        total=Decimal(row.total) if row.total else None,
    )


#: A sheet that is scanned a second time is among the latest of its supplier.
MOST_SCANS = 300
_SCANS = Question(
    _EARLIER_DOCUMENT.add_columns(_PRINTS.c.print)
    .join(_PRINTS, _PRINTS.c.document_id == _DOCUMENTS.c.id)
    .where(
        among(_DOCUMENTS.c.supplier_id, "supplier_ids"),
        _DOCUMENTS.c.id < bindparam("before"),
        _DOCUMENTS.c.kind.in_([literal_column("'invoice'"), literal_column("'credit-note'")]),
    )
    .order_by(_DOCUMENTS.c.id.desc())
    .limit(literal_column(str(MOST_SCANS)))
)


def scans_of(session: Session, asked: Asked) -> tuple[EarlierDocument, ...]:
    """Return the earlier documents of a scan's suppliers that were read by eye too, the latest first."""
    if not asked.extraction.page_print:
        return ()
    rows = _SCANS.ask(session, supplier_ids=list(asked.supplier_ids), before=asked.document_id)
    return tuple(replace(_earlier_document(row), page_print=row.print) for row in rows)
