"""Direct payments: statements read, cases reconciled, answers, and money on its way home."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, BigId, Row, Work


class DpStatement(Base, Row):
    """One account's statement as read from a document."""

    __tablename__ = "dp_statements"
    __table_args__ = (UniqueConstraint("document_id", "index"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    index: Mapped[int]
    account_id: Mapped[str | None] = mapped_column(String(64), index=True)
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    closing_minor: Mapped[int | None] = mapped_column(BigId)
    #: Sealed JSON of `models.statement.DpStatement`.
    statement: Mapped[bytes]
    received_at: Mapped[datetime]


class DpCase(Base, Row, Work):
    """One account and period on its way from statement to money returned."""

    __tablename__ = "dp_cases"
    __table_args__ = (UniqueConstraint("account_id", "period_start", "period_end"),)

    account_id: Mapped[str] = mapped_column(String(64))
    map_id: Mapped[str | None] = mapped_column(String(64), index=True)
    #: None where the case began with a letter sent before afstem took over.
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("dp_statements.id"))
    opening_minor: Mapped[int | None] = mapped_column(BigId)
    income_minor: Mapped[int | None] = mapped_column(BigId)
    spending_minor: Mapped[int | None] = mapped_column(BigId)
    closing_minor: Mapped[int | None] = mapped_column(BigId)
    difference_minor: Mapped[int | None] = mapped_column(BigId)
    allowable_minor: Mapped[int | None] = mapped_column(BigId)
    committed_minor: Mapped[int | None] = mapped_column(BigId)
    surplus_minor: Mapped[int | None] = mapped_column(BigId)
    client_refund_minor: Mapped[int | None] = mapped_column(BigId)
    council_surplus_minor: Mapped[int | None] = mapped_column(BigId)
    flags: Mapped[list[Any]]
    #: Sealed JSON of `models.statement.Reconciliation`.
    reconciliation: Mapped[bytes | None]
    workbook_sha256: Mapped[str | None] = mapped_column(String(64))
    reference: Mapped[str | None] = mapped_column(String(40), index=True)
    signed_off_by: Mapped[str | None] = mapped_column(String(80))
    notice_sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ReplyItem(Base, Row):
    """What a reply says about one account."""

    __tablename__ = "reply_items"
    __table_args__ = (UniqueConstraint("document_id", "index"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    index: Mapped[int]
    map_id: Mapped[str | None] = mapped_column(String(64))
    account_id: Mapped[str | None] = mapped_column(String(64))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("dp_cases.id"))
    intent: Mapped[str] = mapped_column(String(30))
    amount_minor: Mapped[int | None] = mapped_column(BigId)
    date: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(String(80))
    confidence: Mapped[str] = mapped_column(String(12))
    advances: Mapped[bool]
    because: Mapped[str]
    created_at: Mapped[datetime]


class Recovery(Base, Row, Work):
    """A proposal to bring money back. A person releases it; nothing is received on a promise."""

    __tablename__ = "recoveries"
    __table_args__ = (UniqueConstraint("case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("dp_cases.id"))
    method: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigId)
    reference: Mapped[str] = mapped_column(String(40), index=True)
    release_not_before: Mapped[date]
    proposed_by: Mapped[str] = mapped_column(String(80))
    released_by: Mapped[str | None] = mapped_column(String(80))
    received_minor: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]
