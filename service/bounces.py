"""Letters that came back for good: somebody was not told, so what rested on that waits for a person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.errors import TransientError
from models.mail import DeliveryReport, ParsedMessage, Permanence
from service.tools import Tools
from service.workflow import TRANSITIONS, Outcome, advance, hold

#: A letter in doubt that comes back was taken after all.
_LEFT = ("sent", "in-doubt", "sending")


def note_bounces(session: Session, parsed: ParsedMessage, tools: Tools) -> None:
    """Mark letters of ours that came back, and wake who must write to somebody else. A bounce opens no case of its own."""
    for report in parsed.delivery_reports:
        if report.permanence is not Permanence.HARD or not report.original_message_id:
            continue
        letter = session.scalars(
            select(db.Letter).where(db.Letter.message_id == f"<{report.original_message_id}>", db.Letter.state.in_(_LEFT))
        ).one_or_none()
        if letter is not None:
            _came_back(session, tools, letter, report)


def _came_back(session: Session, tools: Tools, letter: db.Letter, report: DeliveryReport) -> None:
    because = f"the letter came back: {report.status or report.action}"
    if letter.state == "sending":
        raise TransientError(f"Letter {letter.id} is on its way still; what came back of it is noted in a moment.")
    if letter.state == "in-doubt":
        _advance(session, tools, "letter", letter.id, letter.version, Outcome("sent", "it came back, so it had left"))
        session.refresh(letter)
    _advance(session, tools, "letter", letter.id, letter.version, Outcome("bounced", because))
    task = f"letter-bounced: {letter.letter} no. {letter.id} came back ({report.status or report.action}); find another address"
    if letter.document_id is not None:
        document = session.get_one(db.Document, letter.document_id)
        if document.state == "returned":
            _advance(session, tools, "document", document.id, document.version, Outcome("in-review", task))
    if letter.case_id is not None:
        _hold_case(session, tools, letter, task)


def _hold_case(session: Session, tools: Tools, letter: db.Letter, because: str) -> None:
    """Hold the case: money is asked back only when its people were told, and this one was not."""
    case = session.get_one(db.DpCase, letter.case_id, with_for_update=True, populate_existing=True)
    if letter.letter == "dp-notice":
        case.notice_sent_at = None
        session.flush()
    if "on-hold" in TRANSITIONS["case"][case.state]:
        _advance(session, tools, "case", case.id, case.version, Outcome("on-hold", because))


def _advance(session: Session, tools: Tools, kind: str, row_id: int, version: int, outcome: Outcome) -> None:
    advance(session, hold(session, kind, row_id, version=version), outcome, actor="afstem", now=tools.clock.now())
