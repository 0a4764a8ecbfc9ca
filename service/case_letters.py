"""The three notices of a surplus as letters of one case, and what their leaving does to the case.

The provider is asked, the person who receives the payment is told, the social worker is questioned: one act, three drafts.
Each reader's workbook holds only the flags that are theirs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import DpAccount
from models.errors import PermanentError
from models.letter import Attachment, LetterDraft
from models.reconciliation import Reconciliation, Tell, reconciliation_from_json
from models.statement import DpStatement, statement_from_json
from outbound.facts import Workings
from outbound.letters import draft_letter
from outbound.notices import DpNotice, SocialWorkNotice
from outbound.provider_letters import MapSurplus, ReturnBy, SurplusCase
from reconcile.notices import dp_notice_facts, flags_for, notice_dates, social_work_facts, surplus_case_facts, workings_facts
from reconcile.recovery import RecoveryMethod, choose_method
from reconcile.workbook import build_workbook, workbook_name
from service import dp_registers, registers, switches
from service.clock import local_day
from service.letters import write_letter
from service.special_mail import person_switch
from service.tools import Tools
from service.workflow import Outcome, advance, hold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENGLISH = "en"
#: Accounts in one letter to a provider, each with its workbook.
MOST_ACCOUNTS = 50


class NobodyToWriteToError(PermanentError):
    """A notice that must be sent has no address on record."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A case with all that its letters speak of."""

    case: db.DpCase
    account: DpAccount
    recon: Reconciliation
    statement: DpStatement | None
    provider: db.MapProvider | None
    names: tuple[str, ...]
    reference: str
    today: date
    #: Whether letters to the person are stopped: somebody has told us of a death.
    stopped: bool = False


def load_matter(session: Session, tools: Tools, case: db.DpCase, reference: str) -> Matter:
    """Load what the letters of a case need. The reconciliation must be there."""
    assert case.reconciliation is not None
    account = dp_registers.accounts(session, tools.vault, ids=[case.account_id])[0]
    row = session.get(db.DpStatement, case.statement_id) if case.statement_id else None
    people = registers.people(session, tools.vault, ids=[account.person_id])
    return Matter(
        case=case,
        account=account,
        recon=reconciliation_from_json(tools.vault.open_json(case.reconciliation)),
        statement=statement_from_json(tools.vault.open_json(row.statement)) if row else None,
        provider=session.get(db.MapProvider, account.map_id) if account.map_id else None,
        names=tuple(person.name for person in people),
        reference=reference,
        today=local_day(tools.clock.now(), tools.pack.time_zone),
        stopped=switches.stopped(session, person_switch(account.person_id)) is not None,
    )


def write_notices(session: Session, tools: Tools, matters: Sequence[Matter], *, now: datetime) -> list[int]:
    """Draft the notices of cases that are signed off together, and return their numbers. None leaves without approval.

    Each provider gets one letter over all its accounts; the person and the social worker one for each account. Raises
    NobodyToWriteToError when a reader has no address on record: a demand of which somebody was not told is no demand.
    """
    written: list[int] = []
    for group in _by_provider(matters):
        draft = _to_provider(tools, group)
        number = write_letter(session, tools, draft, now=now, case_id=group[0].case.id if len(group) == 1 else None)
        if number is not None:
            written.append(number)
            for matter in group:
                matter.case.map_letter_id = number
    for matter in matters:
        for draft in (*_to_person(tools, matter), *_to_social_worker(tools, matter)):
            number = write_letter(session, tools, draft, now=now, case_id=matter.case.id)
            written += [number] if number is not None else []
    return written


#: Where a case's figures were signed off and its person is still to be told.
_TO_BE_TOLD = frozenset({"checked", "notice-sent", "await-reply", "no-reply", "agreed", "part-agreed", "disputed", "on-hold"})


def write_notice_again(session: Session, tools: Tools, case: db.DpCase) -> None:
    """Draft the person's notice anew, with today's dates, where the first was taken back before it left."""
    if case.state not in _TO_BE_TOLD or case.notice_sent_at is not None or not (case.reconciliation and case.reference):
        return
    mine = select(db.Letter.state).where(db.Letter.case_id == case.id, db.Letter.letter == "dp-notice")
    if any(state != "cancelled" for state in session.scalars(mine)):
        return
    for draft in _to_person(tools, load_matter(session, tools, case, case.reference)):
        again = replace(draft, dedupe_key=f"{draft.dedupe_key}:again-{case.version}")
        write_letter(session, tools, again, now=tools.clock.now(), case_id=case.id, by_person=True)


def _by_provider(matters: Sequence[Matter]) -> Iterator[list[Matter]]:
    """Group what is asked of one provider under one policy; a letter holds no more accounts than somebody reads."""
    groups: dict[tuple[str, str], list[Matter]] = {}
    for matter in matters:
        policy = matter.recon.policy
        if matter.recon.recoverable and policy and matter.provider is not None and matter.account.provider_held:
            groups.setdefault((matter.provider.map_id, policy.label), []).append(matter)
    for group in groups.values():
        for start in range(0, len(group), MOST_ACCOUNTS):
            yield group[start : start + MOST_ACCOUNTS]


def _to_person(tools: Tools, matter: Matter) -> Iterator[LetterDraft]:
    recon = matter.recon
    if not recon.recoverable or recon.policy is None or recon.has("dp-client-deceased"):
        return
    if not matter.account.recipient_email or matter.stopped:
        return
    facts = dp_notice_facts(recon, matter.account, matter.reference, matter.today)
    names = (*matter.names, *facts.pop("names"))
    notice = DpNotice(house=tools.house.writer, workings=Workings(**workings_facts(recon)), names=names, **facts)
    yield draft_letter(
        "dp-notice",
        notice,
        to=matter.account.recipient_email,
        language=_ENGLISH,
        attachments=(_workbook(matter, Tell.CLIENT),),
    )


def _to_provider(tools: Tools, group: Sequence[Matter]) -> LetterDraft:
    first = group[0]
    provider, policy = first.provider, first.recon.policy
    assert provider is not None
    assert policy is not None
    dates = notice_dates(first.today, policy)
    facts = MapSurplus(
        house=tools.house.writer,
        map_id=provider.map_id,
        provider=provider.name,
        cases=tuple(_row(matter) for matter in group),
        policy=policy.label,
        reply_by=dates["reply_by"],
        not_before=dates["not_before"],
        person_ids=tuple(matter.account.person_id for matter in group),
        names=tuple(name for matter in group for name in matter.names),
    )
    to = next((entry for entry in provider.emails if not entry.startswith("@")), None)
    if to is None:
        raise NobodyToWriteToError(
            f"Provider {provider.map_id} has no mail address on record. Add one to the master data first."
        )
    attachments = tuple(_workbook(matter, Tell.MAP) for matter in group)
    return draft_letter("map-surplus", facts, to=to, language=_ENGLISH, attachments=attachments)


def _row(matter: Matter) -> SurplusCase:
    method = choose_method(matter.account, matter.recon, None)
    by = {RecoveryMethod.INVOICE: ReturnBy.INVOICE, RecoveryMethod.NET_OFF: ReturnBy.NET_OFF}.get(
        method, ReturnBy.BANK_TRANSFER
    )
    row = surplus_case_facts(matter.recon, matter.reference, method) | {"return_by": by}
    return SurplusCase(workings=Workings(**workings_facts(matter.recon)), **row)


def _to_social_worker(tools: Tools, matter: Matter) -> Iterator[LetterDraft]:
    recon = matter.recon
    if recon.closing is None or recon.policy is None:
        return
    if not recon.recoverable and not flags_for(recon, Tell.SOCIAL_WORKER):
        return
    to = matter.account.social_worker_email
    if to is None:
        raise NobodyToWriteToError(
            f"Account {matter.account.account_id} has no social worker's address on record. Add it to the master data first."
        )
    facts = social_work_facts(recon, matter.reference, matter.today)
    yield draft_letter(
        "social-work-notice",
        SocialWorkNotice(house=tools.house.writer, names=matter.names, **facts),
        to=to,
        language=_ENGLISH,
        attachments=(_workbook(matter, Tell.SOCIAL_WORKER),),
    )


def _workbook(matter: Matter, reader: Tell) -> Attachment:
    """Build the calculation for one reader: what others are told in confidence is left out of it."""
    shown = replace(matter.recon, flags=tuple(flag for flag in matter.recon.flags if reader in flag.tell))
    return Attachment(workbook_name(matter.recon), XLSX, build_workbook(shown, matter.statement))


def when_sent(tools: Tools, letter_id: int) -> Callable[[Session], None]:
    """Return what is saved in the transaction in which a letter is known to have left."""
    return lambda session: note_sent(session, tools, letter_id)


def note_sent(session: Session, tools: Tools, letter_id: int) -> None:
    """Move cases on when their letters leave: the person was told; then the provider's answer is waited for."""
    letter = session.get_one(db.Letter, letter_id)
    if letter.letter not in {"dp-notice", "map-surplus"}:
        return
    of_letter = or_(db.DpCase.map_letter_id == letter_id, db.DpCase.id == letter.case_id)
    for case_id in session.scalars(select(db.DpCase.id).where(of_letter).order_by(db.DpCase.id)).all():
        # Two letters of one case may leave at the same moment; each must see what the other did.
        case = session.get_one(db.DpCase, case_id, with_for_update=True, populate_existing=True)
        if letter.letter == "dp-notice" and case.notice_sent_at is None:
            case.notice_sent_at = tools.clock.now()
            session.flush()
        move_on(session, tools, case)


def move_on(session: Session, tools: Tools, case: db.DpCase) -> None:
    """Bring a checked case to where its letters have brought it."""
    if case.state == "checked" and case.notice_sent_at is not None:
        _advance(session, tools, case, "notice-sent", "the notice has left")
    if case.state == "notice-sent" and _provider_was_asked(session, case):
        _advance(session, tools, case, "await-reply", "the letters have left")


def _advance(session: Session, tools: Tools, case: db.DpCase, state: str, because: str) -> None:
    taken = hold(session, "case", case.id, version=case.version)
    advance(session, taken, Outcome(state, because), actor="afstem", now=tools.clock.now())
    session.refresh(case)


def _provider_was_asked(session: Session, case: db.DpCase) -> bool:
    """Whether nothing is left to send to the provider. The letter itself may be the one that is just being advanced."""
    mine = or_(db.Letter.case_id == case.id, db.Letter.id == case.map_letter_id)
    states = session.scalars(select(db.Letter.state).where(mine, db.Letter.letter == "map-surplus"))
    return all(state in {"sent", "cancelled"} for state in states)
