"""Messages as the console lists them, and one with its documents and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import db
from service.tools import Tools
from web.views.review import history

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One row of the list."""

    message: db.Message
    sender: str
    documents: int


@dataclass(frozen=True, slots=True)
class MessageList:
    """One page of messages."""

    rows: tuple[MessageRow, ...]
    classes: tuple[tuple[str, int], ...]
    chosen: str
    before: int | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message with what became of its parts."""

    message: db.Message
    sender: str
    documents: tuple[db.Document, ...]
    left_out: tuple[db.LeftOut, ...]
    sightings: tuple[db.Sighting, ...]
    twins: tuple[int, ...]
    history: tuple[db.AuditEvent, ...]


def message_rows(session: Session, tools: Tools, query: Mapping[str, str]) -> MessageList:
    """Return a page of messages, the newest first."""
    chosen, before = query.get("class", "")[:20], query.get("before", "")
    found = select(db.Message).order_by(db.Message.id.desc()).limit(PAGE + 1)
    if chosen:
        found = found.where(db.Message.subject_class == chosen)
    if before.isascii() and before.isdigit() and len(before) < 12:
        found = found.where(db.Message.id < int(before))
    rows = list(session.scalars(found))
    found_documents = session.execute(
        select(db.Document.message_id, func.count())
        .where(db.Document.message_id.in_([row.id for row in rows]))
        .group_by(db.Document.message_id)
    )
    counts = {row[0]: row[1] for row in found_documents}
    classes = session.execute(
        select(db.Message.subject_class, func.count())
        .where(db.Message.subject_class.is_not(None))
        .group_by(db.Message.subject_class)
    ).all()
    shown = rows[:PAGE]
    return MessageList(
        tuple(MessageRow(row, tools.vault.open_maybe(row.sender) or "", counts.get(row.id, 0)) for row in shown),
        tuple((str(row[0]), row[1]) for row in sorted(classes, key=lambda each: -each[1])),
        chosen,
        shown[-1].id if len(rows) > PAGE else None,
    )


def load_message(session: Session, tools: Tools, message_id: int) -> MessageView:
    """Load one message. Raises NoResultFound when there is none."""
    row = session.get_one(db.Message, message_id)
    return MessageView(
        message=row,
        sender=tools.vault.open_maybe(row.sender) or "",
        documents=tuple(
            session.scalars(select(db.Document).where(db.Document.message_id == message_id).order_by(db.Document.id))
        ),
        left_out=tuple(session.scalars(select(db.LeftOut).where(db.LeftOut.message_id == message_id).order_by(db.LeftOut.id))),
        sightings=tuple(session.scalars(select(db.Sighting).where(db.Sighting.sha256 == row.sha256))),
        twins=tuple(session.scalars(select(db.Message.id).where(db.Message.twin_of == message_id))),
        history=history(session, f"message:{message_id}"),
    )
