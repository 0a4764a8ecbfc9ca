"""What came of it, as the contract's objects: messages, decisions, postings, outbox, replies, statements, audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.codes.routing import owner_of
from models.db import AuditEvent, Batch, Decision, Document, DpCase, Import, Letter, Message, Posting, ReplyItem, Switch
from models.money import Money
from models.policy import Policy
from service.vault import Vault

_CHUNK = 500


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def moment(value: datetime | None) -> str | None:
    """Write a time as the contract does."""
    return value.isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def _money(minor: int | None, currency: str | None) -> str | None:
    return None if minor is None else str(Money(minor, currency or "GBP"))


def messages(session: Session, vault: Vault) -> Iterator[dict[str, Any]]:
    """Yield every message that came in, in order of arrival, with the hashes of its documents."""
    documents: dict[int, list[str]] = {}
    for message_id, sha256 in session.execute(select(Document.message_id, Document.sha256).order_by(Document.id)):
        documents.setdefault(message_id, []).append(sha256)
    for row in session.scalars(select(Message).order_by(Message.id).execution_options(yield_per=_CHUNK)):
        yield {
            "message_id": row.message_id,
            "sha256": row.sha256,
            "mailbox": row.mailbox,
            "received_at": moment(row.received_at),
            "from": vault.open_maybe(row.sender),
            "subject_class": row.subject_class,
            "documents": documents.get(row.id, []),
            "state": row.state,
            "reason": row.reason,
            "twin_of": row.twin_of,
        }


def decisions(
    session: Session, policy: Policy, *, all_revisions: bool = False, document_id: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the decision of every line in force, or of one document, with the desk it lands on; or also what was overruled."""
    query = (
        select(Decision, Document.sha256, Document.invoice_number, Document.state, Message.message_id)
        .join(Document, Document.id == Decision.document_id)
        .join(Message, Message.id == Document.message_id)
        .order_by(Decision.document_id, Decision.line, Decision.revision)
        .execution_options(yield_per=_CHUNK)
    )
    if not all_revisions:
        query = query.where(Decision.current)
    if document_id is not None:
        query = query.where(Decision.document_id == document_id)
    for row, sha256, number, state, message_id in session.execute(query):
        yield {
            "decision": row.id,
            "document": row.document_id,
            "message_id": message_id,
            "sha256": sha256,
            "invoice_number": number,
            "line": row.line or None,
            "verdict": row.verdict,
            "code": row.code,
            "codes": row.codes,
            "owner": owner_of(row.code, policy).value,
            "supplier_id": row.supplier_id,
            "person_id": row.person_id,
            "grant_id": row.grant_id,
            "period_start": _day(row.period_start),
            "period_end": _day(row.period_end),
            "rule": row.rule,
            "tier": row.tier,
            "amount": _money(row.amount_minor, row.currency),
            "expected": _money(row.expected_minor, row.currency),
            "currency": row.currency,
            "explanation": row.explanation,
            "would_match_if": row.would_match_if,
            "eliminated": row.eliminated,
            "state": state,
            "revision": row.revision,
            "decided_by": row.decided_by,
            "policy_version": row.policy_version,
            "data_version": row.data_version,
        }


def postings(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every posting that was not cancelled."""
    query = (
        select(Posting, Batch.number)
        .outerjoin(Batch, Batch.id == Posting.batch_id)
        .where(Posting.cancelled_at.is_(None))
        .order_by(Posting.id)
        .execution_options(yield_per=_CHUNK)
    )
    for row, batch in session.execute(query):
        yield {
            "posting_id": row.posting_id,
            "decision": row.decision_id,
            "supplier_id": row.supplier_id,
            "invoice_number": row.invoice_number,
            "line": row.line,
            "grant_id": row.grant_id,
            "account": row.account,
            "cost_element": row.cost_element,
            "amount": _money(row.amount_minor, row.currency),
            "currency": row.currency,
            "credit": row.credit,
            "period_start": _day(row.period_start),
            "period_end": _day(row.period_end),
            "text": row.text,
            "remark": row.remark,
            "mode": row.mode,
            "batch": batch,
            "voucher": row.voucher,
            "booked_on": _day(row.booked_on),
            "booked": _money(row.booked_minor, row.currency),
        }


def outbox(session: Session, vault: Vault) -> Iterator[dict[str, Any]]:
    """Yield every letter."""
    for row in session.scalars(select(Letter).order_by(Letter.id).execution_options(yield_per=_CHUNK)):
        yield {
            "id": row.id,
            "letter": row.letter,
            "to": vault.open(row.recipient),
            "subject": row.subject,
            "language": row.language,
            "state": row.state,
            "reason": row.reason,
            "about": row.about,
            "message_id": row.message_id,
            "in_reply_to": row.in_reply_to,
            "codes": row.codes,
            "created_at": moment(row.created_at),
            "sent_at": moment(row.sent_at),
        }


def replies(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every answer to a balance letter with what it says about each account."""
    query = (
        select(ReplyItem, Message.message_id)
        .join(Document, Document.id == ReplyItem.document_id)
        .join(Message, Message.id == Document.message_id)
        .order_by(ReplyItem.document_id, ReplyItem.index)
    )
    answer: dict[str, Any] | None = None
    for row, message_id in session.execute(query):
        if answer is None or answer["document"] != row.document_id:
            if answer is not None:
                yield answer
            answer = {"message_id": message_id, "document": row.document_id, "map_id": row.map_id, "items": []}
        answer["items"].append(
            {
                "account_id": row.account_id,
                "intent": row.intent,
                "amount": _money(row.amount_minor, "GBP"),
                "date": _day(row.date),
                "reference": row.reference,
                "confidence": float(row.confidence),
                "advances": row.advances,
                "because": row.because,
            }
        )
    if answer is not None:
        yield answer


def statements(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every reconciled account and period."""
    figures = (
        "opening",
        "income",
        "spending",
        "closing",
        "difference",
        "allowable",
        "committed",
        "surplus",
        "client_refund",
        "council_surplus",
    )
    for row in session.scalars(select(DpCase).order_by(DpCase.account_id, DpCase.period_start)):
        yield {
            "account_id": row.account_id,
            "period_start": _day(row.period_start),
            "period_end": _day(row.period_end),
            **{name: _money(getattr(row, f"{name}_minor"), "GBP") for name in figures},
            "flags": row.flags,
            "state": row.state,
            "reference": row.reference,
        }


def switches(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every switch that was ever turned, with how much was under way when it was."""
    for row in session.scalars(select(Switch).order_by(Switch.name)):
        yield {
            "switch": row.name,
            "stopped": row.stopped,
            "because": row.because,
            "by": row.by,
            "at": moment(row.at),
            "under_way": [f"{count} {what}" for what, count in (row.detail or {}).items() if count and isinstance(count, int)],
        }


def audit_events(session: Session) -> Iterator[dict[str, Any]]:
    """Yield the audit trail, oldest first."""
    for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=_CHUNK)):
        yield {
            "id": row.id,
            "at": moment(row.at),
            "actor": row.actor,
            "subject": row.subject,
            "event": row.event,
            "before": row.before,
            "after": row.after,
            "because": row.because,
            "hash": row.hash,
        }


def imports(session: Session, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield the last import of each table of master data, and its age in whole days."""
    latest = select(func.max(Import.id)).group_by(Import.table)
    for row in session.scalars(select(Import).where(Import.id.in_(latest)).order_by(Import.table)):
        yield {
            "table": row.table,
            "rows": row.rows,
            "added": row.added,
            "changed": row.changed,
            "closed": row.closed,
            "imported_at": moment(row.imported_at),
            "days_old": (now - row.imported_at).days,
            "imported_by": row.imported_by,
        }
