"""Mail as it was seen, what it held, and what was read from it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, Row, Work


class FolderCursor(Base):
    """The high-water mark of a folder. It moves only in the commit that holds every message at or below it."""

    __tablename__ = "folder_cursors"

    mailbox: Mapped[str] = mapped_column(String(80), primary_key=True)
    folder: Mapped[str] = mapped_column(String(250), primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    #: False of an epoch that the server has left behind.
    current: Mapped[bool]
    polled_at: Mapped[datetime | None]
    reconciled_at: Mapped[datetime | None]


class RawMessage(Base):
    """The exact bytes of a message, kept in the store under this hash."""

    __tablename__ = "raw_messages"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    stored_at: Mapped[datetime]


class Sighting(Base):
    """A message was seen here. The same bytes may be seen many times."""

    __tablename__ = "sightings"

    mailbox: Mapped[str] = mapped_column(String(80), primary_key=True)
    folder: Mapped[str] = mapped_column(String(250), primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("raw_messages.sha256"), index=True)
    internal_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]


class UidGap(Base):
    """A message that the server listed and did not hand over. Tried again until it is here or gone."""

    __tablename__ = "uid_gaps"

    mailbox: Mapped[str] = mapped_column(String(80), primary_key=True)
    folder: Mapped[str] = mapped_column(String(250), primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    uid: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    tries: Mapped[int]
    next_try_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))
    last_error: Mapped[str | None]


class Message(Base, Row, Work):
    """One set of raw bytes as work. Twins (the same mail in two mailboxes) point at the first."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("sha256"),
        Index(
            "uq_messages_digest",
            "digest",
            unique=True,
            sqlite_where=text("digest IS NOT NULL AND twin_of IS NULL"),
            postgresql_where=text("digest IS NOT NULL AND twin_of IS NULL"),
        ),
    )

    sha256: Mapped[str] = mapped_column(ForeignKey("raw_messages.sha256"))
    mailbox: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime]
    digest: Mapped[str | None] = mapped_column(String(64))
    twin_of: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    message_id: Mapped[str | None] = mapped_column(String(250), index=True)
    subject_class: Mapped[str | None] = mapped_column(String(20))
    #: Sealed: who sent it and what about.
    sender: Mapped[bytes | None]
    subject: Mapped[bytes | None]
    #: Keyed index of the sender's address.
    sender_key: Mapped[str | None] = mapped_column(String(32), index=True)
    in_reply_to: Mapped[str | None] = mapped_column(String(250))
    #: The Message-ID or token of the letter of ours that it answers.
    answers: Mapped[str | None] = mapped_column(String(250))
    #: Codes of what is odd about the sender, with spaces between (see `ingest.trust`).
    flags: Mapped[str | None]


class Document(Base, Row, Work):
    """One thing to read: an attachment, a nested file or the body of a message."""

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("message_id", "part"),
        Index("ix_documents_sender_order", "sender_key", "state", "id"),
        Index("ix_documents_invoice", "supplier_id", "invoice_key"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    part: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    sniffed: Mapped[str] = mapped_column(String(40))
    name: Mapped[bytes | None]
    sender_key: Mapped[str | None] = mapped_column(String(32))
    received_at: Mapped[datetime]
    kind: Mapped[str | None] = mapped_column(String(24))
    reader: Mapped[str | None] = mapped_column(String(16))
    pages: Mapped[int | None]
    #: Sealed JSON of `models.invoice.Extraction` as read, and as corrected by people.
    extraction: Mapped[bytes | None]
    corrected: Mapped[bytes | None]
    supplier_id: Mapped[str | None] = mapped_column(String(64))
    invoice_number: Mapped[str | None] = mapped_column(String(80))
    invoice_key: Mapped[str | None] = mapped_column(String(80))
    issued: Mapped[date | None]
    total: Mapped[str | None] = mapped_column(String(24))
    #: The sender's own universal id of it, where its format has one.
    uuid: Mapped[str | None] = mapped_column(String(80), index=True)
    #: The rejected document that this one corrects.
    corrects: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    #: Who works on it in the console, and until when.
    held_until: Mapped[datetime | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    leased_until: Mapped[datetime | None]


class Anchor(Base, Row, Work):
    """Supplier memory: a value that a person put right on one document as a way to find it on the supplier's next ones."""

    __tablename__ = "anchors"

    supplier_id: Mapped[str] = mapped_column(String(64), index=True)
    #: Which reading was put right (`total`), and on which document.
    path: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    #: Sealed JSON of the value as the person gave it, and of `extract.options.Anchor` once the place was found.
    shown: Mapped[bytes]
    anchor: Mapped[bytes | None]
    proposed_by: Mapped[str] = mapped_column(String(80))
    proposed_at: Mapped[datetime]
    #: What the replay over past documents counted.
    same: Mapped[int | None]
    righted: Mapped[int | None]
    changed: Mapped[int | None]
    wronged: Mapped[int | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    decided_at: Mapped[datetime | None]


class LeftOut(Base, Row):
    """A part of a message that is not a document, and why: a logo, a calendar entry, an empty body."""

    __tablename__ = "left_out"
    __table_args__ = (UniqueConstraint("message_id", "part"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    part: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str | None] = mapped_column(String(64))
    because: Mapped[str]
