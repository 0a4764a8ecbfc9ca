"""Decisions, what they settle, and what was posted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, BigId, Row


class Decision(Base, Row):
    """What was decided about a line, and the proof. A later revision supersedes; nothing is overwritten."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("document_id", "line", "revision"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    line: Mapped[int]
    revision: Mapped[int]
    current: Mapped[bool]
    verdict: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40), index=True)
    codes: Mapped[list[Any]]
    supplier_id: Mapped[str | None] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(String(64))
    grant_id: Mapped[str | None] = mapped_column(String(64), index=True)
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    rule: Mapped[str | None] = mapped_column(String(40))
    tier: Mapped[int | None]
    amount_minor: Mapped[int | None] = mapped_column(BigId)
    expected_minor: Mapped[int | None] = mapped_column(BigId)
    currency: Mapped[str | None] = mapped_column(String(3))
    account: Mapped[str | None] = mapped_column(String(40))
    cost_element: Mapped[str | None] = mapped_column(String(40))
    component: Mapped[str] = mapped_column(String(80))
    explanation: Mapped[str]
    would_match_if: Mapped[str | None]
    eliminated: Mapped[list[Any]]
    findings: Mapped[list[Any]]
    settles: Mapped[list[Any]]
    policy_version: Mapped[str] = mapped_column(String(40))
    data_version: Mapped[str] = mapped_column(String(40))
    #: Sealed JSON of the facts that were looked at: a decision can be rebuilt from it.
    facts: Mapped[bytes | None]
    decided_by: Mapped[str] = mapped_column(String(80))
    decided_at: Mapped[datetime]


class Settlement(Base, Row):
    """A grant and period that one of our decisions has settled. At most one live base settlement each."""

    __tablename__ = "settlements"
    __table_args__ = (
        Index(
            "uq_settlements_live",
            "grant_id",
            "period_start",
            "period_end",
            "component",
            "kind",
            unique=True,
            sqlite_where=text("reversed_by IS NULL AND kind = 'base'"),
            postgresql_where=text("reversed_by IS NULL AND kind = 'base'"),
        ),
        Index("ix_settlements_invoice", "supplier_id", "invoice_key"),
    )

    grant_id: Mapped[str] = mapped_column(String(64), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    #: What of the grant was paid (see `models.decision.Offer.component`).
    component: Mapped[str] = mapped_column(String(80))
    #: "base", "adjustment" or "credit".
    kind: Mapped[str] = mapped_column(String(12))
    supplier_id: Mapped[str] = mapped_column(String(64))
    invoice_number: Mapped[str] = mapped_column(String(80))
    invoice_key: Mapped[str] = mapped_column(String(80))
    amount_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    reversed_by: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))


class Batch(Base, Row):
    """Postings that left together. Written once; the same batch always gives the same bytes."""

    __tablename__ = "batches"
    __table_args__ = (UniqueConstraint("number"),)

    number: Mapped[int]
    mode: Mapped[str] = mapped_column(String(8))
    exporter: Mapped[str] = mapped_column(String(30))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int] = mapped_column(BigId)
    count: Mapped[int]
    filename: Mapped[str | None] = mapped_column(String(120))
    #: The exact bytes of the file lie in the store under this hash.
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    written_at: Mapped[datetime | None]
    acknowledged_at: Mapped[datetime | None]


class Posting(Base, Row):
    """One cost line for the finance system."""

    __tablename__ = "postings"
    __table_args__ = (
        UniqueConstraint("posting_id"),
        Index(
            "uq_postings_live",
            "supplier_id",
            "invoice_key",
            "line",
            "grant_id",
            "credit",
            "part",
            unique=True,
            sqlite_where=text("cancelled_at IS NULL"),
            postgresql_where=text("cancelled_at IS NULL"),
        ),
    )

    posting_id: Mapped[str] = mapped_column(String(40))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    part: Mapped[int]
    supplier_id: Mapped[str] = mapped_column(String(64))
    invoice_number: Mapped[str] = mapped_column(String(80))
    invoice_key: Mapped[str] = mapped_column(String(80))
    line: Mapped[int]
    grant_id: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(String(40))
    cost_element: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))
    credit: Mapped[bool]
    #: The account of record that the invoice is paid to, when it is clear which.
    supplier_account: Mapped[str | None] = mapped_column(String(40))
    period_start: Mapped[date]
    period_end: Mapped[date]
    quantity: Mapped[str | None] = mapped_column(String(24))
    unit: Mapped[str | None] = mapped_column(String(12))
    invoice_date: Mapped[date | None]
    due_date: Mapped[date | None]
    text: Mapped[str] = mapped_column(String(50))
    remark: Mapped[str]
    reference: Mapped[str] = mapped_column(String(120))
    mode: Mapped[str] = mapped_column(String(8))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    #: What the finance system says became of it: its voucher, the day, and the amount that it booked.
    voucher: Mapped[str | None] = mapped_column(String(40))
    booked_on: Mapped[date | None]
    booked_minor: Mapped[int | None] = mapped_column(BigId)
