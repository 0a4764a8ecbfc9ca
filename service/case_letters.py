"""The three notices of a surplus as letters of one case, and what their leaving does to the case.

The provider is asked, the person who receives the payment is told, the social worker is questioned: one act, three drafts.
Each reader's workbook holds only the flags that are theirs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
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
from service import registers, switches
from service.clock import local_day
from service.letters import write_letter
from service.special_mail import person_switch
from service.tools import Tools
from service.workflow import Outcome, advance, hold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ENGLISH = "en"


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
    account = registers.dp_accounts(session, tools.vault, ids=[case.account_id])[0]
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


def write_notices(session: Session, tools: Tools, matter: Matter, *, now: datetime) -> list[int]:
    """Draft the notices of a case that is signed off, and return their numbers. None leaves without approval.

    Raises NobodyToWriteToError when a reader has no address on record: a demand of which somebody was not told is no demand.
    """
    drafts = [*_of_surplus(tools, matter), *_to_social_worker(tools, matter)]
    written = [write_letter(session, tools, draft, now=now, case_id=matter.case.id) for draft in drafts]
    return [number for number in written if number is not None]


def _of_surplus(tools: Tools, matter: Matter) -> Iterator[LetterDraft]:
    recon = matter.recon
    if not recon.recoverable or recon.policy is None:
        return
    dates = notice_dates(matter.today, recon.policy)
    workings = Workings(**workings_facts(recon))
    if matter.provider is not None and matter.account.provider_held:
        yield _to_provider(tools, matter, matter.provider, workings, dates)
    if not recon.has("dp-client-deceased") and matter.account.recipient_email and not matter.stopped:
        facts = dp_notice_facts(recon, matter.account, matter.reference, matter.today)
        names = (*matter.names, *facts.pop("names"))
        notice = DpNotice(house=tools.house.writer, workings=workings, names=names, **facts)
        yield draft_letter(
            "dp-notice",
            notice,
            to=matter.account.recipient_email,
            language=_ENGLISH,
            attachments=(_workbook(matter, Tell.CLIENT),),
        )


def _to_provider(
    tools: Tools, matter: Matter, provider: db.MapProvider, workings: Workings, dates: dict[str, date]
) -> LetterDraft:
    assert matter.recon.policy is not None
    method = choose_method(matter.account, matter.recon, None)
    by = {RecoveryMethod.INVOICE: ReturnBy.INVOICE, RecoveryMethod.NET_OFF: ReturnBy.NET_OFF}.get(
        method, ReturnBy.BANK_TRANSFER
    )
    row = surplus_case_facts(matter.recon, matter.reference, method) | {"return_by": by}
    facts = MapSurplus(
        house=tools.house.writer,
        map_id=provider.map_id,
        provider=provider.name,
        cases=(SurplusCase(workings=workings, **row),),
        policy=matter.recon.policy.label,
        reply_by=dates["reply_by"],
        not_before=dates["not_before"],
        person_ids=(matter.account.person_id,),
        names=matter.names,
    )
    to = next((entry for entry in provider.emails if not entry.startswith("@")), None)
    if to is None:
        raise NobodyToWriteToError(
            f"Provider {provider.map_id} has no mail address on record. Add one to the master data first."
        )
    return draft_letter("map-surplus", facts, to=to, language=_ENGLISH, attachments=(_workbook(matter, Tell.MAP),))


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
    """Move a case on when its letters leave: the person was told; then the provider's answer is waited for."""
    letter = session.get_one(db.Letter, letter_id)
    if letter.case_id is None or letter.letter not in {"dp-notice", "map-surplus"}:
        return
    # Two letters of one case may leave at the same moment; each must see what the other did.
    case = session.get_one(db.DpCase, letter.case_id, with_for_update=True, populate_existing=True)
    now = tools.clock.now()
    if letter.letter == "dp-notice" and case.notice_sent_at is None:
        case.notice_sent_at = now
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
    states = session.scalars(select(db.Letter.state).where(db.Letter.case_id == case.id, db.Letter.letter == "map-surplus"))
    return all(state in {"sent", "cancelled"} for state in states)
