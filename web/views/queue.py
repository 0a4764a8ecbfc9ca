"""The queue: documents that wait for people, found by filters that stand in the address, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Float, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from models import db
from web.views.fields import name_fields
from web.words import Words

PAGE = 50
#: States in which a document waits for somebody; "failed" waits for a person too.
STATES = ("in-review", "held", "returned", "failed")
#: What is shown when no state is asked for: what waits for us, not for the supplier.
OURS = ("in-review", "held", "failed")
_DONE = ("post", "ignore")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. Wrong values are taken for none."""

    state: str = ""
    reason: str = ""
    supplier: str = ""
    mailbox: str = ""
    low: float | None = None
    high: float | None = None
    after: int = 0

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Filters:
        """Read the query of an address."""
        state = query.get("state", "")
        after = query.get("after", "")
        return cls(
            state=state if state in STATES else "",
            reason=query.get("reason", "")[:40],
            supplier=query.get("supplier", "")[:64],
            mailbox=query.get("mailbox", "")[:80],
            low=_number(query.get("low", "")),
            high=_number(query.get("high", "")),
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 12 else 0,
        )

    def url(self, **changes: Any) -> str:
        """Return the address of the queue with these filters, some of them changed."""
        names = ("state", "reason", "supplier", "mailbox", "low", "high", "after")
        values = {name: changes.get(name, getattr(self, name)) for name in names}
        if "after" not in changes:
            values["after"] = 0
        kept = {name: f"{value:g}" if isinstance(value, float) else value for name, value in values.items() if value}
        return "/queue" + (f"?{urlencode(kept)}" if kept else "")

    @property
    def any(self) -> bool:
        """Whether anything but the state is filtered."""
        return bool(self.reason or self.supplier or self.mailbox or self.low is not None or self.high is not None)


def _number(text: str) -> float | None:
    """Read a limit; both separators of decimals are understood."""
    try:
        value = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        return None
    return value if -1e12 < value < 1e12 else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue."""

    id: int
    number: str
    kind: str
    supplier: str
    state: str
    reason: str
    sentence: str
    more: int
    amount: str
    received_at: datetime
    mailbox: str
    with_whom: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A value to filter by, and how many documents it has."""

    value: str
    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue with what it can be filtered by."""

    filters: Filters
    rows: tuple[Waiting, ...]
    states: tuple[Facet, ...]
    reasons: tuple[Facet, ...]
    mailboxes: tuple[Facet, ...]
    suppliers: tuple[Facet, ...]
    next_url: str | None


def load_queue(session: Session, words: Words, filters: Filters, *, now: datetime) -> Queue:
    """Find the documents and count the facets."""
    rows = session.execute(
        select(db.Document, db.Message.mailbox, db.Supplier.name)
        .join(db.Message, db.Message.id == db.Document.message_id)
        .outerjoin(db.Supplier, db.Supplier.supplier_id == db.Document.supplier_id)
        .where(_condition(filters), db.Document.id > filters.after)
        .order_by(db.Document.id)
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    decisions = _decisions(session, [row.Document.id for row in shown])
    return Queue(
        filters=filters,
        rows=tuple(
            _row(document, mailbox, name, decisions.get(document.id, []), words, now) for document, mailbox, name in shown
        ),
        states=_states(session, words, filters),
        reasons=_reasons(session, words, filters),
        mailboxes=_facets(session, filters, "mailbox", db.Message.mailbox),
        suppliers=_suppliers(session, filters),
        next_url=filters.url(after=shown[-1].Document.id) if len(rows) > PAGE else None,
    )


def _condition(filters: Filters, *, leave_out: str = "") -> ColumnElement[bool]:
    """Return what the filters ask for; a facet is counted without its own filter."""
    document = db.Document
    found: list[ColumnElement[bool]] = []
    if leave_out != "state":
        found.append(document.state == filters.state if filters.state else document.state.in_(OURS))
    else:
        found.append(document.state.in_(STATES))
    if filters.reason and leave_out != "reason":
        found.append(_has_reason(filters.reason))
    if filters.supplier and leave_out != "supplier":
        found.append(document.supplier_id == filters.supplier)
    if filters.mailbox and leave_out != "mailbox":
        found.append(
            exists(select(db.Message.id).where(db.Message.id == document.message_id, db.Message.mailbox == filters.mailbox))
        )
    if filters.low is not None:
        found.append(cast(document.total, Float) >= filters.low)
    if filters.high is not None:
        found.append(cast(document.total, Float) <= filters.high)
    return and_(*found)


def _has_reason(code: str) -> ColumnElement[bool]:
    of_line = exists(
        select(db.Decision.id).where(
            db.Decision.document_id == db.Document.id,
            db.Decision.current,
            db.Decision.code == code,
            db.Decision.verdict.not_in(_DONE),
        )
    )
    escaped = code.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(of_line, db.Document.reason == code, db.Document.reason.like(f"{escaped}:%", escape="\\"))


def _decisions(session: Session, ids: list[int]) -> dict[int, list[db.Decision]]:
    found: dict[int, list[db.Decision]] = {}
    query = select(db.Decision).where(db.Decision.document_id.in_(ids), db.Decision.current).order_by(db.Decision.line)
    for row in session.scalars(query):
        if row.verdict not in _DONE:
            found.setdefault(row.document_id, []).append(row)
    return found


def _row(
    document: db.Document, mailbox: str, supplier: str | None, decisions: list[db.Decision], words: Words, now: datetime
) -> Waiting:
    codes = list(dict.fromkeys(each.code for each in decisions))
    code, _, sentence = (document.reason or "").partition(":")
    leased = document.leased_by if document.leased_until and document.leased_until > now else None
    return Waiting(
        id=document.id,
        number=document.invoice_number or "",
        kind=words(f"kind.{document.kind or 'unread'}"),
        supplier=supplier or "",
        state=document.state,
        reason=words.code(codes[0] if codes else code),
        sentence=name_fields(decisions[0].explanation, words) if decisions else words.said(sentence.strip()),
        more=max(0, len(codes) - 1),
        amount=document.total or "",
        received_at=document.received_at,
        mailbox=mailbox,
        with_whom=leased or "",
    )


def _states(session: Session, words: Words, filters: Filters) -> tuple[Facet, ...]:
    rows = session.execute(
        select(db.Document.state, func.count()).where(_condition(filters, leave_out="state")).group_by(db.Document.state)
    )
    counts = {row[0]: row[1] for row in rows}
    ours = Facet("", words("queue.ours"), sum(counts.get(each, 0) for each in OURS), filters.url(state=""), not filters.state)
    return (
        ours,
        *(
            Facet(each, words(f"state.{each}"), counts.get(each, 0), filters.url(state=each), filters.state == each)
            for each in STATES
        ),
    )


def _reasons(session: Session, words: Words, filters: Filters) -> tuple[Facet, ...]:
    condition = _condition(filters, leave_out="reason")
    of_lines = session.execute(
        select(db.Decision.code, func.count(db.Decision.document_id.distinct()))
        .join(db.Document, db.Document.id == db.Decision.document_id)
        .where(condition, db.Decision.current, db.Decision.verdict.not_in(_DONE))
        .group_by(db.Decision.code)
    )
    counts = {row[0]: row[1] for row in of_lines}
    undecided = ~exists(select(db.Decision.id).where(db.Decision.document_id == db.Document.id, db.Decision.current))
    others = session.execute(
        select(db.Document.reason, func.count())
        .where(condition, undecided, db.Document.reason.is_not(None))
        .group_by(db.Document.reason)
    )
    for reason, count in others:
        code, mark, _ = (reason or "").partition(":")
        if mark:
            counts[code] = counts.get(code, 0) + count
    return _ordered(
        Facet(code, words.code(code), count, filters.url(reason="" if filters.reason == code else code), filters.reason == code)
        for code, count in counts.items()
    )


def _facets(session: Session, filters: Filters, name: str, column: Any) -> tuple[Facet, ...]:
    rows = session.execute(
        select(column, func.count())
        .select_from(db.Document)
        .join(db.Message, db.Message.id == db.Document.message_id)
        .where(_condition(filters, leave_out=name))
        .group_by(column)
    )
    chosen = getattr(filters, name)
    return _ordered(
        Facet(value, value, count, filters.url(**{name: "" if chosen == value else value}), chosen == value)
        for value, count in rows
    )


def _suppliers(session: Session, filters: Filters) -> tuple[Facet, ...]:
    rows = session.execute(
        select(db.Document.supplier_id, db.Supplier.name, func.count())
        .join(db.Supplier, db.Supplier.supplier_id == db.Document.supplier_id)
        .where(_condition(filters, leave_out="supplier"))
        .group_by(db.Document.supplier_id, db.Supplier.name)
    )
    return _ordered(
        Facet(key, name, count, filters.url(supplier="" if filters.supplier == key else key), filters.supplier == key)
        for key, name, count in rows
        if key
    )


def _ordered(facets: Any) -> tuple[Facet, ...]:
    return tuple(sorted(facets, key=lambda each: (not each.chosen, -each.count, each.label)))
