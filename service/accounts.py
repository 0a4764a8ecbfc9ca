"""Which accounts a supplier's accepted invoices asked to be paid to: what the tripwire on bank details compares with besides the record.

Kept as keyed fingerprints. Nothing is paid by them, and nothing here ever changes what is on record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from match.facts import bank_readings
from models import db
from models.grant import Supplier
from models.identifiers import bank_key
from models.invoice import Extraction
from service.asking import Question, among
from service.tools import Tools
from service.vault import Vault

_ACCOUNTS = db.SeenAccount.__table__
_SEEN = Question(select(_ACCOUNTS.c.supplier_id, _ACCOUNTS.c.account_index).where(among(_ACCOUNTS.c.supplier_id, "ids")))


def fingerprints(session: Session, supplier_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the fingerprints of the accounts that accepted invoices of these suppliers asked for; nobody without any."""
    if not supplier_ids:
        return {}
    found: dict[str, set[str]] = {}
    for supplier_id, index in _SEEN.ask(session, ids=list(supplier_ids)):
        found.setdefault(supplier_id, set()).add(index)
    return {supplier_id: frozenset(indexes) for supplier_id, indexes in found.items()}


def seen(
    history: Mapping[str, frozenset[str]],
    vault: Vault,
    printed: Collection[str],
    suppliers: Collection[Supplier],
    supplier_ids: Collection[str],
) -> frozenset[str] | None:
    """Return which of the accounts printed and on record these suppliers' accepted invoices asked for; None without any history."""
    if not printed or not supplier_ids:
        return None
    known = frozenset().union(*(history.get(each, frozenset()) for each in supplier_ids))
    if not known:
        return None
    return frozenset(each for each in {*printed, *on_record(suppliers)} if vault.index(each) in known)


def on_record(suppliers: Collection[Supplier]) -> set[str]:
    """Return the accounts of record in their comparable form."""
    return {bank_key(account) or account for each in suppliers for account in each.bank_accounts}


def note(
    session: Session, tools: Tools, extraction: Extraction, supplier: Supplier, document_id: int, *, now: datetime
) -> None:
    """Note the accounts of an invoice of which something was accepted: those on record, or where none is, those read surely."""
    recorded = on_record([supplier])
    bar = float(tools.policy.confidence_bar)
    printed = {
        key for key, reading in bank_readings(extraction.invoice.supplier) if reading.confidence >= bar or key in recorded
    }
    rows = [
        {
            "supplier_id": supplier.supplier_id,
            "account_index": tools.vault.index(key),
            "document_id": document_id,
            "seen_at": now,
        }
        for key in sorted(printed & recorded if recorded else printed)
    ]
    if rows:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(db.SeenAccount).values(rows).on_conflict_do_nothing())
