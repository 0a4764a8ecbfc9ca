"""Document received → extracted: read in the sandbox; what is not an invoice or a statement goes where it belongs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extract.options import ReadOptions
from models import db
from models.contract import extraction_to_json
from models.invoice import DocumentKind, Extraction
from service.clock import local_day
from service.memory import approved_anchors
from service.sandbox.calls import read_document
from service.step import Step
from service.tools import Tools
from service.workflow import Outcome

#: A document gets its seconds, and as many again for each further page that has to be read as a picture.
_MOST_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Unread:
    """A document as bytes."""

    row_id: int
    content: bytes
    name: str | None
    sniffed: str
    part: str
    siblings: int
    options: ReadOptions


def _load(session: Session, row_id: int, tools: Tools) -> Unread:
    row = session.get_one(db.Document, row_id)
    siblings = session.scalar(select(func.count()).where(db.Document.message_id == row.message_id, db.Document.id != row_id))
    return Unread(
        row_id=row_id,
        content=tools.store.get(row.sha256),
        name=tools.vault.open_maybe(row.name),
        sniffed=row.sniffed,
        part=row.part,
        siblings=siblings or 0,
        options=replace(options_for(row, tools), anchors=approved_anchors(session, tools.vault)),
    )


def options_for(row: db.Document, tools: Tools) -> ReadOptions:
    """Return how a document is read, but for what is remembered of suppliers."""
    return ReadOptions(
        pack=tools.pack,
        packs=tools.packs,
        max_pages=tools.max_pages,
        reread=tools.reread,
        ocr_jobs=tools.pages_at_once,
        bar=float(tools.policy.confidence_bar),
        received=local_day(row.received_at, tools.pack.time_zone),
        person_id_regex=tools.policy.person_id_regex,
    )


def seconds_for(content: bytes, tools: Tools) -> float:
    """Return how long reading a document may take."""
    return min(_MOST_SECONDS, tools.seconds * (1 + len(content) // 500_000))


def extract(unread: Unread, tools: Tools) -> Extraction:
    """Read a document in the sandbox."""
    return read_document(
        tools.sandbox,
        unread.content,
        unread.options,
        name=unread.name,
        content_type=unread.sniffed,
        deadline_seconds=seconds_for(unread.content, tools),
    )


def _work(unread: Unread, tools: Tools) -> Outcome:
    extraction = extract(unread, tools)
    state, because = _where(extraction, unread)
    values = {
        "kind": extraction.kind.value,
        "reader": extraction.reader.value,
        "pages": extraction.pages,
        "extraction": tools.vault.seal_json(extraction_to_json(extraction)),
        "uuid": extraction.uuid,
    }
    seen = extraction.page_print
    return Outcome(state, because, lambda session: _keep_print(session, unread.row_id, seen), values)


def _keep_print(session: Session, row_id: int, seen: str | None) -> None:
    if seen is not None:
        session.merge(db.PagePrint(document_id=row_id, print=seen))


def _where(extraction: Extraction, unread: Unread) -> tuple[str, str | None]:
    if extraction.kind is DocumentKind.DP_STATEMENT:
        return "statement", None
    if extraction.kind is DocumentKind.OTHER and unread.part == "body" and unread.siblings:
        return "ignored", "cover-note: the text of the mail is no invoice; its attachments are read"
    return "extracted", None


READ: Step[Unread] = Step(load=_load, work=_work)
