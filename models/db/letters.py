"""Letters on their way out. The intention is committed first; the deed follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, Row, Work


class Letter(Base, Row, Work):
    """One letter to one recipient about one case.

    `dedupe_key` names the act, so the same act never gives a second letter. `message_id` is fixed when the row is
    written: by it a lost answer of the mail server can be resolved. The exact bytes lie in the store under `mime_sha256`.
    """

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("dedupe_key"), UniqueConstraint("message_id"))

    letter: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    dedupe_key: Mapped[str] = mapped_column(String(200))
    #: Sealed: the recipient's address and the facts of the letter.
    recipient: Mapped[bytes]
    context: Mapped[bytes]
    about: Mapped[dict[str, Any]]
    codes: Mapped[list[Any]]
    subject: Mapped[str | None]
    token: Mapped[str | None] = mapped_column(String(40), index=True)
    message_id: Mapped[str | None] = mapped_column(String(250))
    mime_sha256: Mapped[str | None] = mapped_column(String(64))
    in_reply_to: Mapped[str | None] = mapped_column(String(250))
    references: Mapped[list[Any]]
    attachments: Mapped[list[Any]]
    repeatable: Mapped[bool]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("dp_cases.id"), index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    server_reply: Mapped[str | None]
