"""The direct-payment road of the demo: a statement that came by mail, signed off, told, answered, and a recovery proposed.

People decide at three places of this road. Here the demo clicks for a clerk and an approver and writes the provider's answer,
and says so; each act goes through the same doors as the console's buttons, and is done only where it is not done yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from service import registers
from service.actions import cases, letters
from service.actions.actor import Actor, Role
from service.app import App
from service.mail_in import ingest_paths
from service.working import work_until_idle

CLERK = Actor("demo-clerk", frozenset({Role.REVIEWER}))
APPROVER = Actor("demo-approver", frozenset({Role.APPROVER}))
LETTER = "map-surplus"
_ANSWER = """\
Hello,

We agree with the surplus of £{amount} for reference {reference} and will return it by bank transfer.

Kind regards
{provider}
"""


def walk(app: App, folder: Path, mailbox: str) -> None:
    """Take the first case with a statement as far as it goes without waiting for days to pass."""
    with app.database.read() as session:
        case = _case(session)
    if case is None:
        return
    if case.state == "draft":
        cases.sign_off(app.database, app.tools, CLERK, case.id, version=case.version)
    _let_leave(app, case.id)
    work_until_idle(app)
    with app.database.read() as session:
        answer = _answer(session, case.id)
    if answer is not None:
        path = folder / "answers" / f"case-{case.id}.eml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes(answer))
        ingest_paths(app, [path], mailbox)
        work_until_idle(app)


def _case(session: Session) -> db.DpCase | None:
    return session.scalars(select(db.DpCase).where(db.DpCase.reconciliation.is_not(None)).order_by(db.DpCase.id)).first()


def _let_leave(app: App, case_id: int) -> None:
    with app.database.read() as session:
        drafts = session.scalars(select(db.Letter).where(db.Letter.case_id == case_id, db.Letter.state == "draft")).all()
    for letter in drafts:
        letters.approve(app.database, app.tools, APPROVER, letter.id, version=letter.version)


def _letter(session: Session, case_id: int) -> db.Letter | None:
    letter = select(db.Letter).where(db.Letter.case_id == case_id, db.Letter.letter == LETTER)
    return session.scalars(letter.order_by(db.Letter.id)).first()


def _answer(session: Session, case_id: int) -> EmailMessage | None:
    """Write what the provider would answer; None unless its letter has left and no answer has come."""
    case, letter = session.get_one(db.DpCase, case_id), _letter(session, case_id)
    if letter is None or letter.sent_at is None or case.state != "await-reply":
        return None
    provider = session.get_one(db.MapProvider, case.map_id)
    sender = next(entry for entry in provider.emails if not entry.startswith("@"))
    message = EmailMessage()
    message["From"] = f"{provider.name} <{sender}>"
    message["To"] = "asc-finance@anytown.example"
    message["Subject"] = f"RE: {letter.subject}"
    message["Date"] = letter.sent_at
    message["Message-ID"] = f"<case-{case_id}@{sender.partition('@')[2]}>"
    message["In-Reply-To"] = message["References"] = letter.message_id
    amount = Money(case.council_surplus_minor or 0, registers.POUNDS)
    message.set_content(_ANSWER.format(amount=f"{amount.decimal:,.2f}", reference=case.reference, provider=provider.name))
    return message


def describe(session: Session, outbox: Path) -> Iterator[str]:
    """Say how far the road went, line by line; nothing where there is no statement."""
    case = _case(session)
    if case is None:
        return
    due = Money(case.council_surplus_minor or 0, registers.POUNDS)
    yield f"a direct payment ({case.account_id}): its statement was worked out; {due} is above what may be kept"
    letter = _letter(session, case.id)
    if letter is not None:
        yield f"signed off and let leave (the demo clicks for a clerk and an approver): letter {letter.id} to {case.map_id}, {letter.state}"
        yield f"  {letter.subject}"
        yield from (f"  {path}" for path in outbox.glob(f"*{(letter.message_id or '').strip('<>')}*"))
    answers = session.scalars(select(db.ReplyItem).where(db.ReplyItem.case_id == case.id))
    for item in answers:
        yield f"the provider's answer (written by the demo) was read as {item.intent}, {float(item.confidence):.0%} sure"
    recovery = session.scalars(select(db.Recovery).where(db.Recovery.case_id == case.id)).first()
    if recovery is not None:
        amount = Money(recovery.amount_minor, registers.POUNDS)
        yield f"a recovery of {amount} is {recovery.state}; a person may release it from {recovery.release_not_before}"
