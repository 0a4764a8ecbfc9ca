"""Letters as the outbox shows them: exactly what will leave, to whom and why, and what it is about."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import db
from models.letter import LetterState
from outbound.letters import get_letter
from service.tools import Tools
from service.workflow import TRANSITIONS
from web.views.review import history
from web.words import Words

PAGE = 50
#: What waits for somebody comes first.
ORDER = ("draft", "in-doubt", "failed", "bounced", "approved", "queued", "sending", "sent", "cancelled")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One row of the outbox."""

    letter: db.Letter
    to: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """One letter as it will leave."""

    letter: db.Letter
    to: str
    why: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    about_money: bool
    can: frozenset[str]
    history: tuple[db.AuditEvent, ...]


def letter_counts(session: Session) -> dict[str, int]:
    """Return how many letters are in each state."""
    rows = session.execute(select(db.Letter.state, func.count()).group_by(db.Letter.state)).all()
    return {row[0]: row[1] for row in rows}


def letter_rows(session: Session, tools: Tools, query: Mapping[str, str]) -> tuple[list[LetterRow], str | None]:
    """Return one page of letters, the last written first, and the cursor of the next."""
    found = select(db.Letter).order_by(db.Letter.id.desc()).limit(PAGE + 1)
    state, before = query.get("state", ""), query.get("before", "")
    if state in set(LetterState):
        found = found.where(db.Letter.state == state)
    if before.isascii() and before.isdigit() and len(before) < 12:
        found = found.where(db.Letter.id < int(before))
    rows = list(session.scalars(found))
    shown = [LetterRow(row, tools.vault.open(row.recipient)) for row in rows[:PAGE]]
    return shown, str(rows[PAGE - 1].id) if len(rows) > PAGE else None


def load_letter(session: Session, tools: Tools, words: Words, letter_id: int) -> LetterView:
    """Load a letter with the exact bytes that will leave."""
    row = session.get_one(db.Letter, letter_id)
    to = tools.vault.open(row.recipient)
    message = read_mime(tools, row)
    return LetterView(
        letter=row,
        to=to,
        why=_why(session, tools, words, row, to),
        headers=tuple((name, str(value)) for name, value in message.items()) if message else (),
        text=body_of(message, "plain"),
        html=body_of(message, "html"),
        about_money=get_letter(row.letter).about_money,
        can=frozenset(
            name
            for name, state in (("approve", "approved"), ("cancel", "cancelled"), ("settle", "sent"))
            if state in TRANSITIONS["letter"].get(row.state, frozenset()) and (name != "settle" or row.state == "in-doubt")
        ),
        history=history(session, f"letter:{letter_id}"),
    )


def read_mime(tools: Tools, row: db.Letter) -> EmailMessage | None:
    """Read our own letter back from the bytes that were stored."""
    if row.mime_sha256 is None:
        return None
    message = email.message_from_bytes(tools.store.get(row.mime_sha256), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage | None, kind: str) -> str:
    """Return one of the two bodies."""
    part: Any = message.get_body((kind,)) if message else None
    return str(part.get_content()) if part else ""


def _why(session: Session, tools: Tools, words: Words, row: db.Letter, to: str) -> str:
    """Say why the letter goes to this address."""
    if row.document_id is not None:
        document = session.get_one(db.Document, row.document_id)
        message = session.get_one(db.Message, document.message_id)
        supplier = session.get(db.Supplier, document.supplier_id) if document.supplier_id else None
        name = supplier.name if supplier else "-"
        if (tools.vault.open_maybe(message.sender) or "").lower() == to.lower():
            return words("why.sender", supplier=name)
        return words("why.record", supplier=name)
    if row.letter in {"map-surplus", "statement-request", "statement-reminder", "surplus-reminder", "bank-details-answer"}:
        provider = session.get(db.MapProvider, row.about.get("map_id") or "")
        return words("why.provider", provider=provider.name if provider else "-")
    if row.letter == "dp-notice":
        return words("why.recipient")
    return words("why.social-worker") if row.letter == "social-work-notice" else words("why.unknown")
