"""One document as the review page shows it: the page, its fields, its lines with their proof, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.decision import Decision, Verdict
from models.finding import Finding, Severity
from models.invoice import DocumentKind, Extraction
from service import decisions as decided
from service import samples, switches
from service.actions.actor import Act, Actor
from service.steps.decide import extraction_of
from service.tools import Tools
from service.workflow import AUTOMATIC, TRANSITIONS
from web.views.fields import FieldView, Sight, doubted, findings_by_field, header_fields, is_kind_doubtful
from web.views.lines import LineView, load_lines
from web.words import Words

#: For how long names stay visible to whoever asked for them.
REVEAL_FOR = timedelta(hours=1)
_PAYABLE = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE})


@dataclass(frozen=True, slots=True)
class Review:
    """Everything on the review page."""

    document: db.Document
    message: db.Message
    sender: str
    name: str
    supplier: db.Supplier | None
    supplier_stopped: str | None
    extraction: Extraction | None
    revealed: bool
    header: tuple[FieldView, ...]
    lines: tuple[LineView, ...]
    kind_doubtful: bool
    line_count: int
    whole: LineView | None
    notes: tuple[Finding, ...]
    reasons: tuple[tuple[str, str], ...]
    can: frozenset[str]
    letters: tuple[db.Letter, ...]
    postings: tuple[db.Posting, ...]
    history: tuple[db.AuditEvent, ...]
    siblings: tuple[db.Document, ...]
    held_by_other: str | None
    #: Lines that were drawn for the random check and are not answered, with the number of the check: nothing of what was
    #: decided about them is shown.
    drawn: tuple[tuple[int, int], ...] = ()

    @property
    def waits(self) -> bool:
        """Whether the machine has the next step."""
        return self.document.state in AUTOMATIC["document"]

    @property
    def is_open(self) -> bool:
        """Whether a person may still decide."""
        return "correct" in self.can or "approve" in self.can

    @property
    def fields(self) -> tuple[FieldView, ...]:
        """All fields on the page."""
        return (*self.header, *(each for line in self.lines for each in line.fields))

    @property
    def to_check(self) -> tuple[FieldView, ...]:
        """The fields that somebody should compare with the page."""
        return tuple(each for each in self.fields if each.needs_check)

    @property
    def checks(self) -> int:
        """How many things somebody should look at: the kind of document, readings, choices among grants."""
        return self.kind_doubtful + len(self.to_check) + sum(1 for each in self.lines if each.choices)

    @property
    def boxes(self) -> tuple[FieldView, ...]:
        """The fields that have a place on a page, the largest first: small boxes lie on top of large ones."""
        return tuple(sorted((each for each in self.fields if each.box), key=lambda each: -_area(each)))

    @property
    def currency(self) -> str:
        """The currency as read."""
        read = self.extraction.invoice.currency if self.extraction else None
        return read.value if read else ""

    @property
    def total(self) -> str:
        """The sum that is asked for, as read."""
        texts = {each.path: each.text for each in self.header}
        return texts.get("payable") or texts.get("total") or ""


def load_review(
    session: Session, tools: Tools, words: Words, actor: Actor, document_id: int, *, now: datetime, line_page: int = 1
) -> Review:
    """Load a document with all that is known of it. Raises NoResultFound when there is none."""
    document = session.get_one(db.Document, document_id)
    message = session.get_one(db.Message, document.message_id)
    extraction = extraction_of(document, tools) if document.extraction else None
    rows = decided.current(session, document_id)
    open_checks = samples.open_for(session, document_id)
    drawn = tuple((row.line, row.id) for row in open_checks if row.answer is None)
    blind = {line for line, _ in drawn}
    every = [decided.of_row(row) for row in rows]
    decisions = [each for each in every if each.line not in blind]
    seen = revealed(session, actor, f"document:{document_id}", now)
    can = possible(document, every, extraction) - ({"approve"} if open_checks else set())
    supplier_id = document.supplier_id or next((each.supplier_id for each in decisions if each.supplier_id), None)
    sight = Sight(
        words,
        float(tools.policy.confidence_bar),
        seen,
        "correct" in can,
        findings_by_field([*(extraction.findings if extraction else ()), *(f for each in decisions for f in each.findings)]),
        doubted=doubted(decisions),
        said=frozenset(each.explanation for each in decisions),
        known_ids=frozenset(each.person_id for each in decisions if each.person_id),
    )
    lines, count, whole = load_lines(session, extraction, decisions, sight, line_page)
    return Review(
        document=document,
        message=message,
        sender=tools.vault.open_maybe(message.sender) or "",
        name=tools.vault.open_maybe(document.name) or "",
        supplier=session.get(db.Supplier, supplier_id) if supplier_id else None,
        supplier_stopped=switches.stopped(session, f"supplier:{supplier_id}") if supplier_id else None,
        extraction=extraction,
        revealed=seen,
        header=tuple(header_fields(extraction, sight)) if extraction and _has_fields(extraction) else (),
        lines=lines,
        kind_doubtful=extraction is not None and sight.is_open and is_kind_doubtful(extraction, sight),
        line_count=count,
        whole=whole,
        notes=_notes(extraction),
        reasons=reasons(document, every, words),
        can=can,
        letters=tuple(session.scalars(select(db.Letter).where(db.Letter.document_id == document_id).order_by(db.Letter.id))),
        postings=_postings(session, document_id),
        history=history(session, f"document:{document_id}"),
        siblings=tuple(
            session.scalars(select(db.Document).where(db.Document.message_id == message.id).order_by(db.Document.id))
        ),
        held_by_other=_held_by(document, actor, now),
        drawn=drawn,
    )


def _area(field: FieldView) -> float:
    left, top, right, bottom = field.box or (0, 0, 0, 0)
    return (right - left) * (bottom - top)


def _has_fields(extraction: Extraction) -> bool:
    return extraction.kind is not DocumentKind.DP_STATEMENT


def _notes(extraction: Extraction | None) -> tuple[Finding, ...]:
    """Return what the checks said about the document as a whole."""
    return (
        tuple(each for each in extraction.findings if not each.fields and each.severity is not Severity.NOTE)
        if extraction
        else ()
    )


def _postings(session: Session, document_id: int) -> tuple[db.Posting, ...]:
    rows = session.scalars(
        select(db.Posting)
        .join(db.Decision, db.Decision.id == db.Posting.decision_id)
        .where(db.Decision.document_id == document_id, db.Posting.cancelled_at.is_(None))
        .order_by(db.Posting.id)
    )
    return tuple(rows)


def _held_by(document: db.Document, actor: Actor, now: datetime) -> str | None:
    if document.leased_by in {None, actor.login} or document.leased_until is None or document.leased_until < now:
        return None
    return document.leased_by


def history(session: Session, subject: str, limit: int = 30) -> tuple[db.AuditEvent, ...]:
    """Return what happened to something, the last first."""
    rows = session.scalars(
        select(db.AuditEvent).where(db.AuditEvent.subject == subject).order_by(db.AuditEvent.id.desc()).limit(limit)
    )
    return tuple(rows)


def revealed(session: Session, actor: Actor, subject: str, now: datetime) -> bool:
    """Whether the person has asked to see names and numbers here, not long ago. Asking is in the audit trail."""
    event = db.AuditEvent
    asked = select(event.id).where(
        event.subject == subject, event.event == "revealed", event.actor == actor.name, event.at > now - REVEAL_FOR
    )
    return session.scalars(asked.limit(1)).first() is not None


def may_see_page(actor: Actor, *, revealed: bool) -> bool:
    """Whether the page itself, which names people, is shown: to those whose work it is, and to others who asked."""
    return actor.may(Act.REVIEW) or revealed


def possible(document: db.Document, decisions: Sequence[Decision], extraction: Extraction | None) -> frozenset[str]:
    """Say which buttons a document has in its state."""
    onward = TRANSITIONS["document"].get(document.state, frozenset())
    payable = extraction is not None and extraction.kind in _PAYABLE
    waits = document.state in AUTOMATIC["document"]
    found = set()
    if extraction is not None and _has_fields(extraction) and "extracted" in onward and document.state != "received":
        found.add("correct")
    if any(each.verdict is Verdict.PROPOSE for each in decisions) and "approved" in onward and not waits:
        found.add("approve")
    if payable and "returned" in onward and not waits:
        found.add("return")
    if not waits:
        found |= {name for name, state in (("hold", "held"), ("ignore", "ignored")) if state in onward}
    if document.state in {"approved", "returned", "ignored", "answered", "held"} and "in-review" in onward:
        found.add("reopen")
    if "received" in onward and document.extraction is None and document.part != "body":
        found.add("retry")
    return frozenset(found)


def reasons(document: db.Document, decisions: Sequence[Decision], words: Words) -> tuple[tuple[str, str], ...]:
    """Say why the document is where it is: codes with their words, each once."""
    codes = [code for each in decisions if each.verdict is not Verdict.POST for code in (each.codes or (each.code,))]
    if codes:
        return tuple((code, words.code(code)) for code in dict.fromkeys(codes))
    code, mark, sentence = (document.reason or "").partition(":")
    if not mark:
        return ((code, words.code(code)),) if code else ()
    if code == "reply":
        meant = [words.maybe(f"intent.{each.strip()}") or each.strip() for each in sentence.split(",")]
        return ((code, f"{words.code(code)}: {', '.join(meant)}"),)
    return ((code, f"{words.code(code)}: {words.said(sentence.strip())}"),)
