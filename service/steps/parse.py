"""Message received → sorted: opened in the sandbox, given its kind, taken apart into documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.triage import Known, candidate_ids, candidate_tokens, triage
from models import db
from models.mail import Documents, MailDocument, ParsedMessage
from models.triage import SubjectClass, Triage
from outbound.tokens import verify_token
from service import registers, switches
from service.bounces import note_bounces
from service.sandbox.calls import open_message
from service.step import Step
from service.tools import Tools
from service.workflow import Outcome, Undecided

#: Letters that go to managed-account providers; an answer to one of them is a reply to read.
MAP_LETTERS = frozenset({"map-surplus", "statement-request", "statement-reminder", "surplus-reminder", "bank-details-answer"})
#: Kinds of message whose parts are not read: machines wrote them, or we did.
_UNREAD = {
    SubjectClass.AUTO_REPLY: "an automatic reply is not an answer and not an invoice",
    SubjectClass.BOUNCE: "what came back is a letter of ours",
    SubjectClass.OWN: "it is a letter of ours",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as bytes."""

    row_id: int
    sha256: str
    raw: bytes
    internal_at: datetime
    mailbox: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A message as it was read, with its documents safe in the store."""

    raw: Raw
    parsed: ParsedMessage
    documents: Documents

    @property
    def sender(self) -> str:
        """The sender's address, or nothing."""
        return self.parsed.sender.address if self.parsed.sender else ""


def _load(session: Session, row_id: int, tools: Tools) -> Raw:
    row = session.get_one(db.Message, row_id)
    return Raw(row_id, row.sha256, tools.store.get(row.sha256), row.received_at, row.mailbox)


def _work(raw: Raw, tools: Tools) -> Undecided:
    parsed, documents = open_message(tools.sandbox, raw.raw, raw.internal_at)
    opened = Opened(raw, parsed, documents)
    tools.store.put_many([document.content for document in opened.documents.documents])
    return lambda session: _sort(session, opened, tools)


def _sort(session: Session, opened: Opened, tools: Tools) -> Outcome:
    """Decide what the message is. The database has a say: which letters are ours, whom we know, what came before."""
    values = {
        "digest": opened.parsed.digest,
        "message_id": (opened.parsed.message_id or None) and str(opened.parsed.message_id)[:250],
        "sender": tools.vault.seal(opened.sender),
        "subject": tools.vault.seal(opened.parsed.subject[:500]),
        "sender_key": tools.vault.index(opened.sender) if opened.sender else None,
        "in_reply_to": next(iter(opened.parsed.in_reply_to), "")[:250] or None,
        "received_at": opened.parsed.received_at or opened.raw.internal_at,
    }
    twin = session.scalars(
        select(db.Message.id).where(
            db.Message.digest == opened.parsed.digest, db.Message.twin_of.is_(None), db.Message.id != opened.raw.row_id
        )
    ).one_or_none()
    if twin is not None:
        because = f"the same mail came before, as message {twin}; it is worked on once"
        return Outcome("duplicate", because, values={**values, "twin_of": twin, "subject_class": None})
    sorted_as = triage(opened.parsed, opened.documents, _known(session, opened.parsed, tools))
    values |= {"subject_class": sorted_as.subject_class.value, "answers": (sorted_as.answers or "")[:250] or None}
    return Outcome("sorted", sorted_as.reason, lambda inner: _save(inner, opened, sorted_as, values, tools), values)


def _known(session: Session, parsed: ParsedMessage, tools: Tools) -> Known:
    ids, tokens = candidate_ids(parsed), candidate_tokens(parsed)
    rows = session.execute(
        select(db.Letter.message_id, db.Letter.letter).where(db.Letter.message_id.in_([f"<{each}>" for each in ids]))
    ).all()
    ours = {row.message_id.strip("<>") for row in rows}
    to_map = {row.message_id.strip("<>") for row in rows if row.letter in MAP_LETTERS}
    our_tokens, map_tokens = _tokens(session, tokens, tools)
    prior = session.execute(
        select(db.PriorLetter.message_id, db.PriorLetter.token).where(
            db.PriorLetter.message_id.in_([*ids, *(f"<{each}>" for each in ids)]) | db.PriorLetter.token.in_(tokens)
        )
    ).all()
    before = {row.message_id.strip("<>") for row in prior}
    before_tokens = {row.token for row in prior if row.token}
    senders = [entry for row in session.scalars(select(db.MapProvider.emails)) for entry in row]
    return Known(
        own_domains=frozenset({tools.house.domain}),
        our_ids=frozenset(ours | before),
        our_tokens=frozenset(our_tokens | before_tokens),
        map_ids=frozenset(to_map | before),
        map_tokens=frozenset(map_tokens | before_tokens),
        map_senders=frozenset(entry.lower() for entry in senders),
    )


def _tokens(session: Session, tokens: Iterable[str], tools: Tools) -> tuple[set[str], set[str]]:
    key = tools.vault.derive("token")
    numbers = {token: number for token in tokens if (number := verify_token(token, key)) is not None}
    rows = session.execute(select(db.Letter.id, db.Letter.letter).where(db.Letter.id.in_(numbers.values()))).all()
    letters = {row.id: row.letter for row in rows}
    ours = {token for token, number in numbers.items() if number in letters}
    return ours, {token for token in ours if letters[numbers[token]] in MAP_LETTERS}


def _save(session: Session, opened: Opened, sorted_as: Triage, values: Mapping[str, object], tools: Tools) -> None:
    if sorted_as.subject_class is SubjectClass.BOUNCE:
        note_bounces(session, opened.parsed, tools)
    if sorted_as.subject_class is SubjectClass.BANK_CHANGE:
        _stop_payments(session, opened, tools)
    because = _UNREAD.get(sorted_as.subject_class)
    for left in opened.documents.left_out:
        _leave(session, opened.raw.row_id, left.path, left.sha256, left.reason)
        if left.needs_person and because is None:
            note = f"{left.code}: {left.reason}"
            _add(session, opened, left.path, left.sha256, "unopened", left.name, values, tools, state="in-review", reason=note)
    for document in opened.documents.documents:
        if because is not None:
            _leave(session, opened.raw.row_id, document.path, document.sha256, because)
            continue
        state, reason = _entry(document, sorted_as, opened.documents)
        _add(
            session,
            opened,
            document.path,
            document.sha256,
            document.content_type,
            document.name,
            values,
            tools,
            state=state,
            reason=reason,
        )


def _entry(document: MailDocument, sorted_as: Triage, documents: Documents) -> tuple[str, str | None]:
    """Say where a document begins: read as an invoice, read as an answer, or before a person at once."""
    is_own_text = document.path == "body"
    is_answer = sorted_as.subject_class is SubjectClass.BANK_CHANGE and sorted_as.answers is not None
    if is_own_text and (is_answer or sorted_as.subject_class is SubjectClass.MAP_REPLY):
        return "reply", None
    if sorted_as.subject_class is SubjectClass.BANK_CHANGE and is_own_text:
        return "in-review", f"bank-change: {sorted_as.reason}"
    if sorted_as.subject_class is SubjectClass.OTHER and is_own_text and len(documents.documents) == 1:
        return "in-review", f"other: {sorted_as.reason}"
    return "received", None


def _add(
    session: Session,
    opened: Opened,
    part: str,
    sha256: str,
    sniffed: str,
    name: str,
    values: Mapping[str, object],
    tools: Tools,
    *,
    state: str,
    reason: str | None,
) -> None:
    row = db.Document(
        message_id=opened.raw.row_id,
        part=part[:80],
        sha256=sha256,
        sniffed=sniffed[:40],
        name=tools.vault.seal(name) if name else None,
        sender_key=values["sender_key"],
        received_at=values["received_at"],
        state=state,
        reason=reason,
        version=0,
        attempts=0,
    )
    session.add(row)
    session.flush()
    if state in {"received", "reply"}:
        tools.bell.ring(session, "document", row.id, state)


def _leave(session: Session, message_id: int, part: str, sha256: str, because: str) -> None:
    session.add(db.LeftOut(message_id=message_id, part=part[:80], sha256=sha256, because=because))


def _stop_payments(session: Session, opened: Opened, tools: Tools) -> None:
    """Hold everything of those that the sender may speak for, supplier or provider, until payment control has called back."""
    if not opened.sender:
        return
    provider = registers.map_of_sender(session, opened.sender)
    suppliers = sorted(registers.supplier_of_sender(session, opened.sender))
    names = [f"supplier:{each}" for each in suppliers] + ([switches.provider(provider)] if provider else [])
    because = f"bank-details-changed: message {opened.raw.row_id} speaks of other bank details"
    switches.reserve(session, names)
    for name in names:
        switches.turn(session, name, stop=True, by="afstem", because=because, now=tools.clock.now())


PARSE: Step[Raw] = Step(load=_load, work=_work, refused="failed")
