"""Document received → extracted: read in the sandbox; what is not an invoice or a statement goes where it belongs.

A scan that is not read through in its first go waits as `long`. Of those one is read at a time, and after everything else, so
that three hundred scanned pages keep one worker busy and the mail behind them is read by the others.

A PDF that holds several bills of one supplier is cut into one document for each; nothing is paid from the whole any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from extract.ocr.allowance import PAGES_NOT_READ, READ_IN_HASTE
from extract.options import ReadOptions
from extract.readers.persons import agreed_places
from models import db
from models.contract import extraction_to_json
from models.document import ReaderName
from models.invoice import DocumentKind, Extraction, PageSpan
from service.clock import local_day
from service.memory import approved_anchors
from service.sandbox.calls import cut_pages, read_document
from service.step import Step
from service.tools import Tools
from service.workflow import Outcome

#: A document gets its seconds, and as many again for each further page that has to be read as a picture.
_MOST_SECONDS = 900.0
#: The part of a document's seconds that its pictures get in its first go.
FIRST_GO = 0.5
#: The part of its time after which a long scan begins no further page: what was read by then must not be lost with the rest.
_LAST_PAGE = 0.8
#: What was read as pages of a PDF can be cut between them.
_CUT = frozenset({ReaderName.PDF_TEXT, ReaderName.PDF_OCR})
#: So much is left of the name of a part that is cut again, before the pages.
_PART_NAME = 56


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
    seconds: float


def _load_first(session: Session, row_id: int, tools: Tools) -> Unread:
    unread = _load(session, row_id, tools)
    return replace(unread, options=replace(unread.options, picture_seconds=FIRST_GO * tools.seconds))


def _load(session: Session, row_id: int, tools: Tools) -> Unread:
    """Load a document with all the time that it may have."""
    row = session.get_one(db.Document, row_id)
    content = tools.store.get(row.sha256)
    seconds = min(_MOST_SECONDS, max(seconds_for(content, tools), tools.seconds * (row.pages or 1)))
    siblings = session.scalar(select(func.count()).where(db.Document.message_id == row.message_id, db.Document.id != row_id))
    return Unread(
        row_id=row_id,
        content=content,
        name=tools.vault.open_maybe(row.name),
        sniffed=row.sniffed,
        part=row.part,
        siblings=siblings or 0,
        options=replace(
            options_for(row, tools), anchors=approved_anchors(session, tools.vault), picture_seconds=_LAST_PAGE * seconds
        ),
        seconds=seconds,
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
        person_places=agreed_places(tools.policy.person_places),
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
        deadline_seconds=unread.seconds,
    )


def _work_first(unread: Unread, tools: Tools) -> Outcome:
    extraction = extract(unread, tools)
    if any(each.code in {PAGES_NOT_READ, READ_IN_HASTE} for each in extraction.findings):
        because = "long-scan: it takes longer to read than others may wait"
        return Outcome("long", because, values={"pages": extraction.pages})
    return _outcome(unread, extraction, tools)


def _work(unread: Unread, tools: Tools) -> Outcome:
    return _outcome(unread, extract(unread, tools), tools)


def _outcome(unread: Unread, extraction: Extraction, tools: Tools) -> Outcome:
    if _is_several(extraction):
        return _in_parts(unread, extraction, tools)
    state, because = _where(extraction, unread)
    seen = extraction.page_print
    return Outcome(state, because, lambda session: _keep_print(session, unread.row_id, seen), _values(extraction, tools))


def _values(extraction: Extraction, tools: Tools) -> dict[str, Any]:
    return {
        "kind": extraction.kind.value,
        "reader": extraction.reader.value,
        "pages": extraction.pages,
        "extraction": tools.vault.seal_json(extraction_to_json(extraction)),
        "uuid": extraction.uuid,
    }


def _is_several(extraction: Extraction) -> bool:
    """Whether a PDF is to be cut: every page of it was read and belongs to one of several bills."""
    whole = bool(extraction.parts) and extraction.parts[-1].last == extraction.pages
    return whole and extraction.reader in _CUT and all(each.code != PAGES_NOT_READ for each in extraction.findings)


def _in_parts(unread: Unread, extraction: Extraction, tools: Tools) -> Outcome:
    parts = cut_pages(tools.sandbox, unread.content, extraction.parts, deadline_seconds=unread.seconds)
    hashes = tools.store.put_many(parts)
    because = f"several-invoices: it holds {len(parts)} bills, which are worked on one by one"
    named = list(zip(extraction.parts, hashes, strict=True))
    return Outcome(
        "ignored", because, lambda session: _add_parts(session, unread.row_id, named, tools), _values(extraction, tools)
    )


def _add_parts(session: Session, row_id: int, parts: Sequence[tuple[PageSpan, str]], tools: Tools) -> None:
    """Add a document for each bill of one that was cut; what was added before is not added again."""
    whole = session.get_one(db.Document, row_id)
    known = set(session.scalars(select(db.Document.part).where(db.Document.message_id == whole.message_id)))
    for span, sha256 in parts:
        name = f"{whole.part[:_PART_NAME]}, pages {span.first}-{span.last}"
        if name in known:
            continue
        row = db.Document(
            message_id=whole.message_id,
            part=name,
            sha256=sha256,
            sniffed=whole.sniffed,
            name=whole.name,
            sender_key=whole.sender_key,
            received_at=whole.received_at,
            state="received",
            version=0,
            attempts=0,
        )
        session.add(row)
        session.flush()
        tools.bell.ring(session, "document", row.id, "received")


def _keep_print(session: Session, row_id: int, seen: str | None) -> None:
    if seen is not None:
        session.merge(db.PagePrint(document_id=row_id, print=seen))


def _where(extraction: Extraction, unread: Unread) -> tuple[str, str | None]:
    if extraction.kind is DocumentKind.DP_STATEMENT:
        return "statement", None
    if extraction.kind is DocumentKind.OTHER and unread.part == "body" and unread.siblings:
        return "ignored", "cover-note: the text of the mail is no invoice; its attachments are read"
    return "extracted", None


READ: Step[Unread] = Step(load=_load_first, work=_work_first)
READ_LONG: Step[Unread] = Step(load=_load, work=_work)
