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

    #: None for a bank file that staff brought: `file_sha256` then names its bytes in the store.
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    file_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
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
    #: The letter in which its provider was asked, together with the provider's other accounts. No foreign key: letters
    #: refer to cases, and tables that refer to each other cannot be put in order.
    map_letter_id: Mapped[int | None] = mapped_column(BigId, index=True)
    created_at: Mapped[datetime]
    #: The timers: when the statement was asked for and reminded of, when the answer was, when it was handed to an officer.
    statement_requested_on: Mapped[date | None]
    statement_reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    statement_reminded_on: Mapped[date | None]
    reply_reminders: Mapped[int] = mapped_column(default=0, server_default="0")
    reply_reminded_on: Mapped[date | None]
    escalated_on: Mapped[date | None]
    #: What somebody should look at, as the last run of the cycle found it: kind, due, because.
    alarms: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


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
    #: For a net-off: the payments reduced, each with its day, the payment and the reduction in pence.
    plan: Mapped[list[Any] | None]
    released_on: Mapped[date | None]
    #: The day of the booking that completed it, by the bank.
    received_on: Mapped[date | None]
    #: The number of the file of debtor invoices that it left in.
    debtor_file: Mapped[int | None] = mapped_column(index=True)


class BankReceipt(Base, Row):
    """A booking on the council's bank statement that is, or may be, money asked back. The same booking is taken once.

    A booking that pays several demands has a row for each, with its share as the amount.
    """

    __tablename__ = "bank_receipts"
    __table_args__ = (UniqueConstraint("line_id", "case_id"),)

    line_id: Mapped[str] = mapped_column(String(120))
    case_id: Mapped[int] = mapped_column(ForeignKey("dp_cases.id"), index=True)
    day: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(BigId)
    #: Sealed: the words of the booking.
    text: Mapped[bytes]
    #: The file by its SHA-256, and the place in it.
    file_sha256: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(80))
    #: `exact`, `reference-only`, `amount-only` or `split`.
    fit: Mapped[str] = mapped_column(String(20))
    #: `taken` (booked), `proposed` (a person looks) or `refused`.
    state: Mapped[str] = mapped_column(String(12), index=True)
    decided_by: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime]


class DpCaution(Base, Row):
    """What makes somebody look first before money is asked back from a person; it stands until it is cleared."""

    __tablename__ = "dp_cautions"

    person_id: Mapped[str] = mapped_column(String(64), index=True)
    #: One of `models.direct_payment.Caution`.
    kind: Mapped[str] = mapped_column(String(20))
    #: Sealed: the reason is often about health.
    because: Mapped[bytes]
    #: The day on which somebody looks again.
    until: Mapped[date]
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]
    cleared_by: Mapped[str | None] = mapped_column(String(80))
    cleared_at: Mapped[datetime | None]
    cleared_because: Mapped[bytes | None]


class Incident(Base, Row):
    """Something that may have gone to the wrong reader, or another matter of data protection: looked into by a person."""

    __tablename__ = "incidents"

    kind: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("dp_cases.id"))
    map_id: Mapped[str | None] = mapped_column(String(64))
    because: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))
    closed_because: Mapped[str | None]
