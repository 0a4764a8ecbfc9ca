"""Who works here, what was done, and what is switched off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, BigId, Row


class User(Base, Row):
    """A member of staff with a local account."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("login"),)

    login: Mapped[str] = mapped_column(String(80))
    name: Mapped[str]
    #: Argon2id, with its parameters in the text.
    password_hash: Mapped[str]
    roles: Mapped[list[Any]]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]


class UserSession(Base):
    """A log-in. The cookie holds the secret; here lies only its hash, so that it can be revoked and not stolen."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AuditEvent(Base, Row):
    """Something happened to something, by whom and why. Each row carries the hash of the one before it."""

    __tablename__ = "audit"

    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    event: Mapped[str] = mapped_column(String(60))
    before: Mapped[str | None]
    after: Mapped[str | None]
    because: Mapped[str | None]
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last link of the chain. One row; locking it puts the events in order."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]


class Switch(Base):
    """A kill switch: posting, mail, or one supplier."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    stopped: Mapped[bool]
    because: Mapped[str | None]
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any] | None]
