"""What staff do with direct-payment cases: sign off, tell, decide what an answer means, release, record money, hold, close.

Signing off and releasing are two people's work. Nothing is released before the person was told and the notice days are over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import PROVIDER_HELD, AccountType, policy_on
from models.money import Money
from models.reconciliation import reconciliation_from_json
from models.reply import Intent
from reconcile.recovery import Circumstance, NoticeFacts, RecoveryMethod, hindrances, payment_reference, recovery_not_before
from service import audit, cautions, dp_registers, switches
from service.actions.actor import Act, Actor
from service.actions.bank import settle_typed
from service.actions.documents import RefusedError
from service.bank_money import book
from service.case_letters import load_matter, move_on, write_notices
from service.cases import propose_recovery
from service.clock import local_day
from service.database import Database
from service.special_mail import hindrances_of_mail, person_of
from service.tools import Tools
from service.workflow import Claim, Outcome, advance, hold

#: Where an answer leads when a person says what it means. An intent that is not here changes no case.
MOVES = {
    Intent.AGREE_FULL: "agreed",
    Intent.PAYMENT_ADVISED: "agreed",
    Intent.REQUEST_INVOICE: "agreed",
    Intent.AGREE_PART: "part-agreed",
    Intent.DISPUTE_AMOUNT: "disputed",
    Intent.DISPUTE_POLICY: "disputed",
    Intent.COMMITTED_FUNDS: "disputed",
    Intent.CLIENT_DECEASED: "on-hold",
}
_AGREED = frozenset({"agreed", "part-agreed"})
#: From where a case may be asked back.
_RAISABLE = frozenset({"agreed", "part-agreed", "no-reply"})
_RESUMED = {"notice-sent": "await-reply", "no-reply": "await-reply", "recovery-raised": "agreed"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says that an answer means for one account."""

    intent: Intent
    #: The reading that it puts right; None for an answer that was tied to no letter.
    item_id: int | None = None
    reference: str | None = None
    amount: Money | None = None


def sign_off(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int) -> list[int]:
    """Say that the figures are right; return the numbers of the letters that were drafted."""
    return sign_off_together(database, tools, actor, [(case_id, version)])


def sign_off_together(database: Database, tools: Tools, actor: Actor, chosen: Sequence[tuple[int, int]]) -> list[int]:
    """Sign several cases off, each as (id, version), all or none: each provider then gets one letter over all of its own."""
    actor.must(Act.SIGN_OFF)
    now = tools.clock.now()
    with database.write() as session:
        matters = []
        for case_id, version in chosen:
            case = session.get_one(db.DpCase, case_id)
            if case.reconciliation is None:
                raise RefusedError("There is no statement behind this case, so there is nothing to sign off.")
            if "dp-statement-again" in case.flags:
                raise RefusedError("A newer statement has come. Look at it before signing off the older one.")
            reference = case.reference or payment_reference(person_of(session, case), case.id)
            matters.append(load_matter(session, tools, case, reference))
            values = {"signed_off_by": actor.name, "reference": reference}
            _move(session, tools, actor, case_id, version, Outcome("checked", f"signed off by {actor.login}", values=values))
            session.refresh(case)
        return write_notices(session, tools, matters, now=now)


def record_notice(
    database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, day: date | None, because: str
) -> None:
    """Say that the person, or who settles the estate, was told on paper: on which day and how."""
    actor.must(Act.SIGN_OFF)
    now = tools.clock.now()
    if day is None or day > local_day(now, tools.pack.time_zone):
        raise RefusedError("Enter the day on which the notice was posted; it cannot lie ahead.")
    if not because.strip():
        raise RefusedError("Say how the person was told, and where the copy lies.")
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        case = session.get_one(db.DpCase, case_id, populate_existing=True)
        if case.notice_sent_at is not None or taken.state in {"draft", "closed", "received"}:
            raise RefusedError(f"This case is {taken.state}, and a notice cannot be recorded for it now.")
        case.notice_sent_at = datetime.combine(day, time(12), ZoneInfo(tools.pack.time_zone))
        note = f"told on paper on {day}: {because.strip()[:400]}"
        audit.record(session, at=now, actor=actor.name, subject=taken.subject, event="notice-recorded", because=note)
        session.flush()
        move_on(session, tools, case)


def release_recovery(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, because: str = "") -> None:
    """Ask the money back: by another person than those who signed off and proposed, after the notice days.

    `because` says what the social worker answered, where the reason of an underspend had to be asked.
    """
    actor.must(Act.RELEASE)
    with database.write() as session:
        case = session.get_one(db.DpCase, case_id)
        recovery = _recovery(session, case_id, "proposed")
        against = list(hindrances_of(session, tools, case, recovery, actor=actor, reason_known=bool(because.strip())))
        if against:
            raise RefusedError(" ".join(against))
        note = f"released by {actor.login}" + (f": {because.strip()[:300]}" if because.strip() else "")
        _move(session, tools, actor, case_id, version, Outcome("recovery-raised", note))
        taken = hold(session, "recovery", recovery.id, version=recovery.version)
        values = {"released_by": actor.name, "released_on": local_day(tools.clock.now(), tools.pack.time_zone)}
        advance(session, taken, Outcome("released", note, values=values), actor=actor.name, now=tools.clock.now())


def hindrances_of(
    session: Session, tools: Tools, case: db.DpCase, recovery: db.Recovery, *, actor: Actor, reason_known: bool = False
) -> list[str]:
    """Return everything that stands against releasing a recovery today, each as a sentence."""
    found = []
    if case.state not in _RAISABLE:
        found.append(f"The case is {case.state}; money is asked back only when it was agreed to, or not answered.")
    if actor.name in {case.signed_off_by, recovery.proposed_by}:
        found.append("Two people are needed: who signed off or proposed cannot release.")
    if recovery.amount_minor <= 0:
        found.append("There is no amount to ask back.")
    stopped = switches.stopped_now(session, switches.provider(case.map_id)) if case.map_id else None
    if stopped:
        found.append(f"Provider {case.map_id} is stopped ({stopped}). Payment control must lift that first.")
    found += hindrances_of_mail(session, case)
    held = cautions.told_by(cautions.of_case(session, case))
    found += held.cautions
    today = local_day(tools.clock.now(), tools.pack.time_zone)
    earliest = earliest_day(session, tools, case, recovery)
    if earliest is None:
        found.append("The person has not been told yet: the notice must have been sent.")
    elif today < earliest:
        found.append(f"The notice runs until {earliest}.")
    if case.reconciliation is not None and not found:
        recon = reconciliation_from_json(tools.vault.open_json(case.reconciliation))
        notices = NoticeFacts(
            local_day(case.notice_sent_at, tools.pack.time_zone) if case.notice_sent_at else None,
            social_work_notice=_asked_social_worker(session, tools, case),
        )
        about = Circumstance(reason_known=reason_known, estate_told=notices.person_notice)
        found += hindrances(recon, notices, about, today)
    return found


def earliest_day(session: Session, tools: Tools, case: db.DpCase, recovery: db.Recovery) -> date | None:
    """Return the first day on which money may be asked back; None as long as the person was not told."""
    if case.notice_sent_at is None:
        return None
    told = local_day(case.notice_sent_at, tools.pack.time_zone)
    policy = policy_on(dp_registers.policies(session), told)
    by_notice = recovery_not_before(told, policy) if policy else told + timedelta(days=tools.policy.notice_days)
    return max(by_notice, recovery.release_not_before)


def _asked_social_worker(session: Session, tools: Tools, case: db.DpCase) -> date | None:
    sent = session.scalars(
        select(db.Letter.sent_at).where(
            db.Letter.case_id == case.id, db.Letter.letter == "social-work-notice", db.Letter.sent_at.is_not(None)
        )
    ).first()
    return local_day(sent, tools.pack.time_zone) if sent else None


def _recovery(session: Session, case_id: int, state: str) -> db.Recovery:
    found = session.scalars(select(db.Recovery).where(db.Recovery.case_id == case_id, db.Recovery.state == state)).one_or_none()
    if found is None:
        raise RefusedError(f"This case has no recovery that is {state}.")
    return found


def decide_reply(
    database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, said: Sequence[Said]
) -> None:
    """Say what an answer means for each account. The cases move as if it had been read so, and a recovery is proposed."""
    actor.must(Act.REVIEW)
    if not said:
        raise RefusedError("Say for at least one account what the answer means.")
    now = tools.clock.now()
    with database.write() as session:
        because = f"decided by {actor.login}: {', '.join(dict.fromkeys(each.intent.value for each in said))}"
        taken = hold(session, "document", document_id, version=version)
        step(session, tools, actor, taken, Outcome("answered", because))
        for each in said:
            item = _item(session, document_id, each, now)
            item.intent, item.because = each.intent.value, f"{actor.login} has read it so"
            item.amount_minor = each.amount.minor if each.amount else item.amount_minor
            session.flush()
            if item.case_id is not None:
                _answer(session, tools, actor, item.case_id, each)


def _item(session: Session, document_id: int, said: Said, now: datetime) -> db.ReplyItem:
    """Return the reading that is put right, or a new one for a case named by its reference."""
    if said.item_id is not None:
        item = session.get_one(db.ReplyItem, said.item_id)
        if item.document_id != document_id:
            raise RefusedError("That reading belongs to another answer.")
        return item
    case = session.scalars(select(db.DpCase).where(db.DpCase.reference == (said.reference or ""))).one_or_none()
    if case is None and said.intent in MOVES:
        raise RefusedError(f"No case has the reference {said.reference or '(none given)'}. Copy it from the letter: DPS-…")
    taken = session.scalars(select(db.ReplyItem.index).where(db.ReplyItem.document_id == document_id)).all()
    item = db.ReplyItem(
        document_id=document_id,
        index=max(taken, default=-1) + 1,
        map_id=case.map_id if case else None,
        account_id=case.account_id if case else None,
        case_id=case.id if case else None,
        intent=said.intent.value,
        amount_minor=None,
        date=None,
        reference=case.reference if case else None,
        confidence="1.0000",
        advances=False,
        because="",
        created_at=now,
    )
    session.add(item)
    return item


def _answer(session: Session, tools: Tools, actor: Actor, case_id: int, said: Said) -> None:
    state = MOVES.get(said.intent)
    if state is None:
        return
    case = session.get_one(db.DpCase, case_id, with_for_update=True, populate_existing=True)
    surplus = case.council_surplus_minor or 0
    if said.intent is Intent.AGREE_PART and not (said.amount and 0 < said.amount.minor < surplus):
        raise RefusedError("Enter the part that was agreed: more than nothing and less than what was asked.")
    if case.state == state:
        return
    taken = hold(session, "case", case_id, version=case.version)
    step(session, tools, actor, taken, Outcome(state, f"the answer means: {said.intent.value}"))
    session.refresh(case)
    if state in _AGREED:
        method = "invoice" if said.intent is Intent.REQUEST_INVOICE else "bank_transfer"
        propose_recovery(session, tools, case, method=method, by=actor.name)
        session.flush()
        if said.amount is not None and said.intent is Intent.AGREE_PART:
            _recovery(session, case_id, "proposed").amount_minor = said.amount.minor


def propose(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, amount: Money, because: str) -> None:
    """Settle a dispute, or answer silence: propose how much is to be asked back. Another person releases it."""
    actor.must(Act.SIGN_OFF)
    if not because.strip():
        raise RefusedError("Say how it was settled, with whom and when.")
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        case = session.get_one(db.DpCase, case_id, populate_existing=True)
        surplus = case.council_surplus_minor or 0
        if taken.state not in may_be_proposed(session, case):
            raise RefusedError(f"This case is {taken.state}; only a disputed or unanswered one is settled here.")
        if not 0 < amount.minor <= surplus:
            raise RefusedError("Enter more than nothing and no more than the surplus that was worked out.")
        if taken.state in {"disputed", "await-reply"}:
            state = "agreed" if amount.minor == surplus else "part-agreed"
            step(session, tools, actor, taken, Outcome(state, f"settled: {because.strip()[:400]}"))
            session.refresh(case)
        propose_recovery(session, tools, case, method="bank_transfer", by=actor.name)
        session.flush()
        recovery = _recovery(session, case_id, "proposed")
        recovery.amount_minor, recovery.proposed_by = amount.minor, actor.name
        note = f"{amount}: {because.strip()[:400]}"
        audit.record(session, at=tools.clock.now(), actor=actor.name, subject=taken.subject, event="proposed", because=note)


def may_be_proposed(session: Session, case: db.DpCase) -> frozenset[str]:
    """Return the states in which a person may propose an amount. Where no provider holds the money, none is waited for."""
    account = session.get(db.DpAccount, case.account_id)
    held = account is None or AccountType(account.type) in PROVIDER_HELD
    return frozenset({"disputed", "no-reply"} if held else {"disputed", "no-reply", "await-reply"})


def record_receipt(
    database: Database,
    tools: Tools,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    amount: Money,
    day: date | None,
    reference: str,
) -> None:
    """Record money as the bank statement shows it. Part payments add up; what is more than was asked is refused."""
    actor.must(Act.RELEASE)
    now = tools.clock.now()
    if amount.minor <= 0 or day is None or day > local_day(now, tools.pack.time_zone):
        raise RefusedError("Enter the amount and the day as they stand on the bank statement.")
    with database.write() as session:
        recovery = _recovery(session, case_id, "released")
        so_far = (recovery.received_minor or 0) + amount.minor
        if so_far > recovery.amount_minor:
            raise RefusedError("That is more than was asked. Find out what the rest is before it is recorded here.")
        note = f"{amount} on {day}, reference {reference.strip()[:60] or 'none'}"
        taken = hold(session, "case", case_id, version=version)
        audit.record(session, at=now, actor=actor.name, subject=taken.subject, event="money-received", because=note)
        settle_typed(session, actor, case_id, amount, day)
        book(session, recovery, amount, day, because=note, by=actor.name, now=now)


def put_on_hold(
    database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, because: str, until: date | None
) -> None:
    """Hold a case for a reason, until a day on which somebody looks again."""
    actor.must(Act.SIGN_OFF)
    if not because.strip() or until is None:
        raise RefusedError(
            "A hold needs a reason and an end: whoever looks next must know what is waited for, and when to look."
        )
    moment = datetime.combine(until, time(), ZoneInfo(tools.pack.time_zone))
    with database.write() as session:
        outcome = Outcome("on-hold", because.strip()[:500], values={"not_before": moment})
        _move(session, tools, actor, case_id, version, outcome)


def resume(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, because: str) -> None:
    """Take a case off hold, back to where it was."""
    actor.must(Act.SIGN_OFF)
    if not because.strip():
        raise RefusedError("Say what has changed, so that the hold is over.")
    with database.write() as session:
        state = back_from_hold(session, case_id)
        _move(session, tools, actor, case_id, version, Outcome(state, because.strip()[:500]))


def back_from_hold(session: Session, case_id: int) -> str:
    """Return the state that a case on hold goes back to."""
    before = session.scalars(
        select(db.AuditEvent.before)
        .where(db.AuditEvent.subject == f"case:{case_id}", db.AuditEvent.after == "on-hold")
        .order_by(db.AuditEvent.id.desc())
        .limit(1)
    ).first()
    return _RESUMED.get(before or "draft", before or "draft")


def close(database: Database, tools: Tools, actor: Actor, case_id: int, *, version: int, because: str) -> None:
    """End a case. To let money go that was found, another person with the right to release is needed."""
    actor.must(Act.REVIEW)
    if not because.strip():
        raise RefusedError("Say why nothing more is to be done: the reason is kept with the case.")
    with database.write() as session:
        case = session.get_one(db.DpCase, case_id)
        if (case.council_surplus_minor or 0) > 0 and case.state != "received":
            actor.must(Act.RELEASE)
            if case.signed_off_by == actor.name:
                raise RefusedError("Two people are needed: who signed the surplus off cannot write it off.")
        _let_go(session, tools, actor, case_id, because.strip()[:500])
        _move(session, tools, actor, case_id, version, Outcome("closed", because.strip()[:500]))


def _let_go(session: Session, tools: Tools, actor: Actor, case_id: int, because: str) -> None:
    """Cancel what is still asked for: a written-off sum is not waited for at the bank. The approver is in the trail."""
    recovery = session.scalars(
        select(db.Recovery).where(db.Recovery.case_id == case_id, db.Recovery.state.in_(("proposed", "released")))
    ).one_or_none()
    if recovery is not None:
        taken = hold(session, "recovery", recovery.id, version=recovery.version)
        values = {"method": RecoveryMethod.WRITE_OFF.value}
        step(session, tools, actor, taken, Outcome("cancelled", because, values=values))


def _move(session: Session, tools: Tools, actor: Actor, case_id: int, version: int, outcome: Outcome) -> None:
    step(session, tools, actor, hold(session, "case", case_id, version=version), outcome)


def step(session: Session, tools: Tools, actor: Actor, taken: Claim, outcome: Outcome) -> None:
    """Move a row that is held on to where a person sends it; refuse in words where its state does not lead there."""
    try:
        advance(session, taken, outcome, actor=actor.name, now=tools.clock.now())
    except ValueError as error:
        raise RefusedError(f"This {taken.kind} is {taken.state}; it cannot become {outcome.state}.") from error
