"""A letter becomes a row: rendered, with its reference, its Message-ID and its exact bytes, in the transaction of its cause."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.headerregistry import Address
from functools import cache

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.db import Letter
from models.letter import Attachment, LetterDraft
from models.policy import ContactOwner
from outbound.addresses import parse_address
from outbound.letters import get_letter
from outbound.mime import build_mime, subject_line
from outbound.render import render_letter
from outbound.templating import LetterEnvironment, letter_environment
from outbound.tokens import make_message_id, make_token
from service import audit
from service.tools import Tools


def write_letter(
    session: Session,
    tools: Tools,
    draft: LetterDraft,
    *,
    now: datetime,
    document_id: int | None = None,
    case_id: int | None = None,
    by_person: bool = False,
) -> int | None:
    """Put a letter into the outbox and return its number; None when the same act already has its letter.

    With `by_person` it waits for a person's approval, whatever the settings let go by itself.
    """
    row_id = _insert(session, tools, draft, now, document_id, case_id, by_person=by_person)
    if row_id is None:
        return None
    row = session.get_one(Letter, row_id)
    _build(tools, row, draft, now)
    audit.record(
        session,
        at=now,
        actor="afstem",
        subject=f"letter:{row_id}",
        event="written",
        after=row.state,
        because=f"{draft.letter} {', '.join(draft.codes)}".strip(),
    )
    if row.state == "approved":
        tools.bell.ring(session, "letter", row_id, "approved")
    return row_id


def _insert(
    session: Session,
    tools: Tools,
    draft: LetterDraft,
    now: datetime,
    document_id: int | None,
    case_id: int | None,
    *,
    by_person: bool,
) -> int | None:
    # What asks for money is approved by a person each time, whatever the policy says.
    by_itself = draft.letter in tools.house.auto_approve or (
        draft.letter == "invoice-correction" and tools.policy.contact_owner is ContactOwner.AUTO_EMAIL
    )
    approved = by_itself and not by_person and not get_letter(draft.letter).about_money
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    shas = tools.store.put_many([attachment.content for attachment in draft.attachments])
    values = {
        "letter": draft.letter,
        "language": draft.language,
        "dedupe_key": draft.dedupe_key,
        "recipient": tools.vault.seal(draft.to),
        # Names are sealed with the facts; the open column holds numbers and codes only.
        "context": tools.vault.seal_json({"facts": dict(draft.context), "names": list(draft.about.get("names", ()))}),
        "about": {name: value for name, value in draft.about.items() if name != "names"},
        "codes": list(draft.codes),
        "in_reply_to": draft.in_reply_to,
        "references": list(draft.references),
        "attachments": [
            {"filename": each.filename, "content_type": each.content_type, "sha256": sha}
            for each, sha in zip(draft.attachments, shas, strict=True)
        ],
        "repeatable": draft.repeatable,
        "document_id": document_id,
        "case_id": case_id,
        "state": "approved" if approved else "draft",
        "not_before": now + timedelta(minutes=tools.house.hold_minutes) if approved else None,
        "version": 0,
        "attempts": 0,
        "created_at": now,
    }
    insert = dialect.insert(Letter).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(Letter.id)
    return session.execute(insert).scalar_one_or_none()


def _build(tools: Tools, row: Letter, draft: LetterDraft, now: datetime) -> None:
    row.token = make_token(row.id, tools.vault.derive("token"))
    rendered = render_letter(draft, environment(), row.token)
    row.message_id = make_message_id(row.id, tools.vault.derive("message-id"), tools.house.domain)
    row.subject = subject_line(rendered.subject, row.token)
    raw = build_mime(
        draft,
        rendered,
        message_id=row.message_id,
        token=row.token,
        date=now,
        from_=_named(tools.house.address, tools.house.writer.council),
        reply_to=parse_address(tools.house.reply_to, "council"),
    )
    row.mime_sha256 = tools.store.put_many([raw])[0]


@cache
def environment() -> LetterEnvironment:
    """Return the templates, loaded once."""
    return letter_environment()


def _named(address: str, name: str) -> Address:
    plain = parse_address(address, "council")
    return Address(name, plain.username, plain.domain)


def draft_of(tools: Tools, row: Letter) -> LetterDraft:
    """Build the draft again that a row was written from."""
    sealed = tools.vault.open_json(row.context)
    return LetterDraft(
        letter=row.letter,
        to=tools.vault.open(row.recipient),
        language=row.language,
        dedupe_key=row.dedupe_key,
        context=sealed["facts"],
        about={**row.about, "names": sealed["names"]},
        codes=tuple(row.codes),
        in_reply_to=row.in_reply_to,
        references=tuple(row.references),
        attachments=tuple(
            Attachment(each["filename"], each["content_type"], tools.store.get(each["sha256"])) for each in row.attachments
        ),
        repeatable=row.repeatable,
    )


def find_letter(session: Session, *, tokens: tuple[int, ...], message_ids: tuple[str, ...]) -> Letter | None:
    """Find the letter that an answer belongs to, by verified numbers from its tokens and by Message-IDs it refers to."""
    for message_id in message_ids:
        found = session.scalars(select(Letter).where(Letter.message_id == f"<{message_id.strip('<>')}>")).one_or_none()
        if found is not None:
            return found
    for number in tokens:
        found = session.get(Letter, number)
        if found is not None:
            return found
    return None
