"""What is not paid and why: whose desk it is on, by when the supplier must be told, what was told, and what lateness costs.

A line that is disputed stops its own clock only once the supplier has been told; the other lines of the invoice keep theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from models import db
from models.codes.routing import owner_of
from models.codes.values import Owner
from models.contract import extraction_from_json
from models.decision import Verdict
from models.money import Money
from models.payment_clock import Late, due_on, lateness, notify_by
from service.clock import local_day
from service.tools import Tools

#: States of a document of which something is not paid.
OPEN_STATES = ("in-review", "held", "returned")
_DISPUTED = frozenset({Verdict.RETURN, Verdict.REVIEW, Verdict.HOLD})
NOTICE = "invoice-correction"


@dataclass(frozen=True, slots=True)
class Open:
    """One line that is not paid, with its clock."""

    decision: int
    document: int
    supplier_id: str | None
    invoice_number: str | None
    line: int
    amount: Money | None
    verdict: str
    code: str
    reason: str
    #: Whether we dispute it; what only waits for a click is not disputed.
    disputed: bool
    owner: Owner
    owner_email: str | None
    received_on: date
    notify_by: date
    #: The day the supplier was told, and the letter that did.
    notified_on: date | None
    letter: int | None
    letter_state: str | None
    #: By when an answer is asked for, once the supplier was told.
    answer_by: date | None
    due_on: date
    #: "stopped": disputed and told; "running": it is to be paid by `due_on`.
    clock: str
    late: Late | None

    def notice_overdue(self, today: date) -> bool:
        """Whether the supplier should have been told by now."""
        return self.disputed and self.notified_on is None and today > self.notify_by


def open_lines(session: Session, tools: Tools) -> Iterator[Open]:
    """Yield every line of an invoice that is neither paid nor set aside, the oldest first."""
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    # Of an invoice that is paid in part, the lines that are posted are not open.
    posted = exists().where(db.Posting.decision_id == db.Decision.id, db.Posting.cancelled_at.is_(None))
    query = (
        select(db.Decision, db.Document)
        .join(db.Document, db.Document.id == db.Decision.document_id)
        .where(
            db.Decision.current,
            db.Document.state.in_(OPEN_STATES),
            db.Document.kind == "invoice",
            db.Decision.verdict != "ignore",
            ~posted,
        )
        .order_by(db.Document.received_at, db.Document.id, db.Decision.line)
    )
    rows = session.execute(query).all()
    letters = _letters(session)
    emails = _emails(
        session, {row.Decision.grant_id for row in rows} - {None}, {row.Decision.person_id for row in rows} - {None}
    )
    for decision, document in rows:
        yield _open(decision, document, letters.get(document.id), emails, tools, today)


def _letters(session: Session) -> dict[int, db.Letter]:
    """Return the latest notice about each document."""
    rows = session.scalars(
        select(db.Letter).where(db.Letter.letter == NOTICE, db.Letter.document_id.is_not(None)).order_by(db.Letter.id)
    )
    return {row.document_id: row for row in rows if row.document_id is not None}


def _emails(session: Session, grant_ids: set[str], person_ids: set[str]) -> Mapping[str, str]:
    """Return who answers for a grant and for a person, by `grant:ID` and `person:ID`."""
    found: dict[str, str] = {}
    grants = session.execute(select(db.Grant.grant_id, db.Grant.owner_email).where(db.Grant.grant_id.in_(grant_ids)))
    people = session.execute(
        select(db.Person.person_id, db.Person.case_worker_email).where(db.Person.person_id.in_(person_ids))
    )
    for kind, rows in (("grant", grants), ("person", people)):
        found |= {f"{kind}:{key}": email for key, email in rows if email}
    return found


def _open(
    decision: db.Decision,
    document: db.Document,
    letter: db.Letter | None,
    emails: Mapping[str, str],
    tools: Tools,
    today: date,
) -> Open:
    policy = tools.policy
    received = local_day(document.received_at, tools.pack.time_zone)
    disputed = Verdict(decision.verdict) in _DISPUTED
    told = local_day(letter.sent_at, tools.pack.time_zone) if letter is not None and letter.sent_at else None
    owner = owner_of(decision.code, policy)
    amount = (
        Money(decision.amount_minor, decision.currency) if decision.amount_minor is not None and decision.currency else None
    )
    due = due_on(received, _stated_due(document, tools), policy.payment_days)
    stopped = disputed and told is not None
    late = None
    if amount is not None and not stopped:
        late = lateness(amount, due, today, yearly_percent=policy.late_interest_percent, country=tools.pack.code)
    mine = emails.get(f"grant:{decision.grant_id}") or emails.get(f"person:{decision.person_id}")
    return Open(
        decision=decision.id,
        document=document.id,
        supplier_id=decision.supplier_id,
        invoice_number=document.invoice_number,
        line=decision.line,
        amount=amount,
        verdict=decision.verdict,
        code=decision.code,
        reason=decision.explanation,
        disputed=disputed,
        owner=owner,
        owner_email=mine if owner is Owner.CASE_WORKER else None,
        received_on=received,
        notify_by=notify_by(received, policy.dispute_notify_days),
        notified_on=told,
        letter=letter.id if letter is not None else None,
        letter_state=letter.state if letter is not None else None,
        answer_by=told + timedelta(days=policy.reply_days) if told and disputed else None,
        due_on=due,
        clock="stopped" if stopped else "running",
        late=late,
    )


def _stated_due(document: db.Document, tools: Tools) -> date | None:
    """Return the due date on the invoice, where it was read surely."""
    sealed = document.corrected or document.extraction
    if sealed is None:
        return None
    due = extraction_from_json(tools.vault.open_json(sealed)).invoice.due
    return due.value if due is not None and due.confidence >= float(tools.policy.confidence_bar) else None


def as_object(each: Open, today: date) -> dict[str, Any]:
    """Return a line as the contract's object."""
    return {
        "decision": each.decision,
        "document": each.document,
        "supplier_id": each.supplier_id,
        "invoice_number": each.invoice_number,
        "line": each.line or None,
        "amount": str(each.amount) if each.amount is not None else None,
        "currency": each.amount.currency if each.amount is not None else None,
        "verdict": each.verdict,
        "disputed": each.disputed,
        "code": each.code,
        "reason": each.reason,
        "owner": each.owner.value,
        "owner_email": each.owner_email,
        "received_on": each.received_on.isoformat(),
        "notify_by": each.notify_by.isoformat(),
        "notified_on": each.notified_on.isoformat() if each.notified_on else None,
        "notice_overdue": each.notice_overdue(today),
        "letter": each.letter,
        "letter_state": each.letter_state,
        "answer_by": each.answer_by.isoformat() if each.answer_by else None,
        "clock": each.clock,
        "due_on": each.due_on.isoformat(),
        "days_late": each.late.days if each.late else None,
        "interest": str(each.late.interest) if each.late and each.late.interest is not None else None,
        "compensation": str(each.late.compensation) if each.late else None,
    }


def overdue_notices(session: Session, tools: Tools) -> int:
    """Count the documents whose supplier should have been told by now that something on them is disputed."""
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    told = select(db.Letter.document_id).where(db.Letter.letter == NOTICE, db.Letter.sent_at.is_not(None))
    rows = session.execute(
        select(db.Document.id, func.min(db.Document.received_at))
        .join(db.Decision, db.Decision.document_id == db.Document.id)
        .where(
            db.Decision.current,
            db.Decision.verdict.in_([verdict.value for verdict in _DISPUTED]),
            db.Document.state.in_(OPEN_STATES),
            db.Document.kind == "invoice",
            db.Document.id.not_in(told.where(db.Letter.document_id.is_not(None))),
        )
        .group_by(db.Document.id)
    )
    days = tools.policy.dispute_notify_days
    return sum(today > notify_by(local_day(received, tools.pack.time_zone), days) for _, received in rows)
