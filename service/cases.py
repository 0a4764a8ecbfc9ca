"""Direct-payment cases: begun, answered, and recoveries proposed. A person releases each recovery; a promise is no money."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import AccountType, policy_on
from models.reply import Intent, ReplyItem
from reconcile.recovery import RecoveryMethod
from reconcile.replies.facts import CaseAccount
from service import dp_registers
from service.clock import local_day
from service.tools import Tools
from service.workflow import Outcome, advance, hold

_MOVES = {Intent.AGREE_FULL: "agreed", Intent.REQUEST_INVOICE: "agreed"}
#: States in which an answer may still move a case by itself.
_OPEN = frozenset({"notice-sent", "await-reply", "no-reply"})


def find_or_begin(session: Session, tools: Tools, account: CaseAccount, map_id: str | None) -> db.DpCase:
    """Return the case of an account that was asked about; a letter from before afstem's time begins one."""
    case = session.scalars(
        select(db.DpCase).where(db.DpCase.account_id == account.account_id, db.DpCase.reference == account.reference)
    ).one_or_none()
    if case is not None:
        return case
    case = db.DpCase(
        account_id=account.account_id,
        map_id=map_id,
        period_start=None,
        period_end=None,
        council_surplus_minor=account.amount.minor,
        surplus_minor=account.amount.minor,
        reference=account.reference,
        flags=[],
        state="await-reply",
        reason="its letter was sent before afstem took over",
        version=0,
        attempts=0,
        created_at=tools.clock.now(),
    )
    session.add(case)
    session.flush()
    return case


def answer(session: Session, tools: Tools, case: db.DpCase, item: ReplyItem) -> None:
    """Move a case on as its provider answered, and propose the recovery that follows."""
    state = _MOVES.get(item.intent)
    if state is None or case.state not in _OPEN:
        return
    taken = hold(session, "case", case.id, version=case.version)
    advance(session, taken, Outcome(state, f"the provider answered: {item.intent}"), actor="afstem", now=tools.clock.now())
    method = "invoice" if item.intent is Intent.REQUEST_INVOICE else "bank_transfer"
    propose_recovery(session, tools, case, method=method, by="afstem")
    session.refresh(case)


def propose_recovery(session: Session, tools: Tools, case: db.DpCase, *, method: str, by: str) -> None:
    """Propose to bring the surplus back. Not before the notice to the person has had its days."""
    if session.scalars(select(db.Recovery.id).where(db.Recovery.case_id == case.id)).first() is not None:
        return
    account = session.get(db.DpAccount, case.account_id)
    if account is not None and account.type == AccountType.PREPAID_CARD.value:
        # The council pulls it back from the card itself.
        method = RecoveryMethod.CARD_PULL.value
    now = tools.clock.now()
    today = local_day(now, tools.pack.time_zone)
    policy = policy_on(dp_registers.policies(session), today)
    days = policy.notice_days if policy else tools.policy.notice_days
    noticed = local_day(case.notice_sent_at, tools.pack.time_zone) if case.notice_sent_at else today
    session.add(
        db.Recovery(
            case_id=case.id,
            method=method,
            amount_minor=case.council_surplus_minor or 0,
            reference=case.reference or "",
            release_not_before=noticed + timedelta(days=days),
            proposed_by=by,
            state="proposed",
            version=0,
            attempts=0,
            created_at=now,
        )
    )
