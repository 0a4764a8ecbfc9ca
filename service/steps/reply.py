"""A provider's answer → answered: read in the sandbox, tied to its letter, and moved on only where nothing is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from models.reply import Intent, Reply, ReplyItem
from models.triage import SubjectClass
from outbound.letters import draft_letter
from outbound.provider_letters import BankDetailsAnswer
from outbound.tokens import verify_token
from reconcile.replies.facts import CaseAccount, CaseFacts
from service import cases, registers
from service.clock import local_day
from service.letters import write_letter
from service.sandbox.calls import read_reply
from service.special_mail import attend
from service.step import Step
from service.tools import Tools
from service.workflow import Outcome

#: Oddities of a sender that make its word worth nothing until a person has looked.
_DISTRUST = ("dmarc-fail", "spf-fail", "look-alike", "display-name-address", "reply-to-differs", "several-senders")

_BANK_CHANGE = "The message speaks of other bank details. Call the number on record before anything is paid or changed."


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with the letter it belongs to."""

    row_id: int
    text: bytes
    subject: str
    map_id: str | None
    facts: CaseFacts | None
    #: It speaks of other bank details: whatever else it says, it moves nothing.
    bank_change: bool = False


def _load(session: Session, row_id: int, tools: Tools) -> Answer:
    document = session.get_one(db.Document, row_id)
    message = session.get_one(db.Message, document.message_id)
    sender = tools.vault.open_maybe(message.sender) or ""
    map_id = registers.map_of_sender(session, sender)
    asked, letter_map, sent = find_asked(session, tools, message)
    flags = [flag for flag in (message.flags or "").split() if flag in _DISTRUST]
    bank_change = message.subject_class == SubjectClass.BANK_CHANGE.value
    facts = None
    if asked:
        belongs = map_id is not None and letter_map in {None, map_id}
        attachments = session.scalars(
            select(db.Document.id).where(db.Document.message_id == message.id, db.Document.id != row_id).limit(1)
        ).first()
        facts = CaseFacts(
            accounts=tuple(asked),
            sent=sent,
            received=local_day(message.received_at, tools.pack.time_zone),
            sender_ok=belongs and not flags and not bank_change,
            sender_why=_BANK_CHANGE if bank_change else _why(belongs=belongs, flags=flags),
            has_attachments=attachments is not None,
        )
    subject = tools.vault.open_maybe(message.subject) or ""
    return Answer(row_id, tools.store.get(document.sha256), subject, map_id, facts, bank_change)


def _why(*, belongs: bool, flags: Sequence[str]) -> str:
    if not belongs:
        return "The sender's address is not one of the provider that the letter went to."
    return f"The mail checks found: {', '.join(flags)}." if flags else ""


def find_asked(session: Session, tools: Tools, message: db.Message) -> tuple[list[CaseAccount], str | None, date]:
    """Find what the answered letter asked for: accounts with amounts, its provider, and the day it went out."""
    received = local_day(message.received_at, tools.pack.time_zone)
    answers = message.answers
    if answers is None:
        return [], None, received
    number = verify_token(answers, tools.vault.derive("token"))
    condition = db.Letter.message_id == f"<{answers}>"
    letter = session.scalars(
        select(db.Letter).where(or_(condition, db.Letter.id == number) if number is not None else condition)
    ).one_or_none()
    if letter is not None:
        day = local_day(letter.sent_at or letter.created_at, tools.pack.time_zone)
        return _asked_by_us(session, letter), letter.about.get("map_id"), day
    return _asked_before(session, tools, answers, received)


def _asked_by_us(session: Session, letter: db.Letter) -> list[CaseAccount]:
    references = letter.about.get("references", [])
    rows = session.execute(
        select(db.DpCase, db.DpAccount)
        .join(db.DpAccount, db.DpAccount.account_id == db.DpCase.account_id)
        .where(db.DpCase.reference.in_(references))
        .order_by(db.DpCase.id)
    )
    return [
        CaseAccount(
            account_id=case.account_id,
            person_id=account.person_id,
            amount=Money(case.council_surplus_minor or 0, registers.POUNDS),
            reference=case.reference or "",
            map_reference=account.reference,
        )
        for case, account in rows
    ]


def _asked_before(session: Session, tools: Tools, answers: str, received: date) -> tuple[list[CaseAccount], str | None, date]:
    """Find the letter among those sent before afstem took over."""
    rows = session.execute(
        select(db.PriorLetter, db.DpAccount)
        .join(db.DpAccount, db.DpAccount.account_id == db.PriorLetter.account_id)
        .where(
            or_(db.PriorLetter.message_id.in_([answers, f"<{answers}>"]), db.PriorLetter.token == answers),
            db.PriorLetter.closed_at.is_(None),
        )
        .order_by(db.PriorLetter.id)
    ).all()
    asked = [
        CaseAccount(
            account_id=letter.account_id,
            person_id=account.person_id,
            amount=Money(letter.amount_minor or 0, registers.POUNDS),
            reference=letter.reference or "",
            map_reference=account.reference,
        )
        for letter, account in rows
    ]
    providers = {account.map_id for _, account in rows}
    sent = [local_day(letter.sent_at, tools.pack.time_zone) for letter, _ in rows if letter.sent_at]
    return asked, providers.pop() if len(providers) == 1 else None, min(sent, default=received)


def _work(answer: Answer, tools: Tools) -> Outcome:
    if answer.facts is None:
        return Outcome("in-review", "reply-without-letter: it names no letter of ours; a person must say what it answers")
    reply = read_reply(tools.sandbox, answer.text, answer.subject, answer.facts)
    if answer.bank_change:
        return Outcome("in-review", f"bank-change: {_BANK_CHANGE}", lambda session: _save(session, answer, reply, tools))
    waiting = [item for item in reply.items if not item.advances]
    if waiting or not reply.items:
        intents = ", ".join(dict.fromkeys(str(item.intent) for item in waiting)) or str(Intent.UNCLEAR)
        return Outcome("in-review", f"reply: {intents}", lambda session: _save(session, answer, reply, tools))
    return Outcome("answered", f"reply: {reply.intent}", lambda session: _save(session, answer, reply, tools))


def _save(session: Session, answer: Answer, reply: Reply, tools: Tools) -> None:
    assert answer.facts is not None
    asked = {account.account_id: account for account in answer.facts.accounts}
    for index, item in enumerate(reply.items):
        account = asked.get(item.account_id or "")
        case = cases.find_or_begin(session, tools, account, answer.map_id) if account else None
        session.add(_row(answer, index, item, case.id if case else None, tools))
        session.flush()
        if case is not None and item.advances:
            cases.answer(session, tools, case, item)
        # What stops things is heeded from anybody whom our letter went to, checks or not: stopping harms nobody.
        attend(session, tools, item, case, answer.row_id, answer.map_id)
    if not answer.bank_change and any(Intent.REQUEST_BANK_DETAILS in {item.intent, *item.also} for item in reply.items):
        _tell_bank_details(session, answer, tools)


def _tell_bank_details(session: Session, answer: Answer, tools: Tools) -> None:
    """Draft the fixed answer to the provider's address of record; nothing in it comes from the question."""
    provider = session.get(db.MapProvider, answer.map_id) if answer.map_id else None
    to = next((entry for entry in provider.emails if not entry.startswith("@")), None) if provider else None
    if provider is None or to is None or tools.house.writer.bank is None or answer.facts is None:
        return
    facts = BankDetailsAnswer(
        house=tools.house.writer,
        map_id=provider.map_id,
        asked_in=f"document {answer.row_id}",
        references=tuple(account.reference for account in answer.facts.accounts),
    )
    draft = draft_letter("bank-details-answer", facts, to=to, language="en")
    write_letter(session, tools, draft, now=tools.clock.now())


def _row(answer: Answer, index: int, item: ReplyItem, case_id: int | None, tools: Tools) -> db.ReplyItem:
    return db.ReplyItem(
        document_id=answer.row_id,
        index=index,
        map_id=answer.map_id,
        account_id=item.account_id,
        case_id=case_id,
        intent=str(item.intent),
        amount_minor=None if item.amount is None else item.amount.minor,
        date=item.day,
        reference=item.reference,
        confidence=f"{item.confidence:.4f}",
        advances=item.advances,
        because=item.because,
        created_at=tools.clock.now(),
    )


REPLY: Step[Answer] = Step(load=_load, work=_work)
