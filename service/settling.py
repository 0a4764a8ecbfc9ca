"""What was decided becomes money: settlements and postings, in the caller's transaction; or is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import db
from models.decision import Decision, Verdict
from models.identifiers import invoice_key
from models.invoice import DocumentKind, Extraction
from models.posting import Posting
from outbound.postings import Coding, Master, build_postings
from service import accounts, registers, switches
from service.tools import Tools


def post(
    session: Session,
    tools: Tools,
    document: db.Document,
    extraction: Extraction,
    decisions: Sequence[Decision],
    ids: Mapping[int, int],
    *,
    now: datetime,
    approved: Collection[int] = (),
) -> int:
    """Settle and post the certain lines, and those that a person has approved; return how many postings there are.

    Raises StoppedError while posting is stopped.
    """
    chosen = [each for each in decisions if each.verdict is Verdict.POST or each.line in approved]
    if not chosen:
        return 0
    switches.must_run(session, switches.POSTING)
    master = _master(session, tools, chosen)
    postings = build_postings(chosen, extraction, master, language=tools.pack.language, approved=approved)
    kind = "credit" if extraction.kind is DocumentKind.CREDIT_NOTE else "base"
    people = {each.line: each.person_id for each in chosen}
    for decision in chosen:
        session.add_all(_settlements(decision, ids[decision.line], document.invoice_number or "", kind))
    session.add_all(
        _row(posting, ids[posting.line], part, people.get(posting.line), tools.policy.mode.of_postings.value, now)
        for part, posting in enumerate(postings)
    )
    session.flush()
    accounts.note(session, tools, extraction, master.supplier, document.id, now=now)
    return len(postings)


def _settlements(decision: Decision, decision_id: int, number: str, kind: str) -> Iterator[db.Settlement]:
    for grant_id, period, amount in decision.settles:
        yield db.Settlement(
            grant_id=grant_id,
            period_start=period.start,
            period_end=period.end,
            component=decision.component,
            kind=kind,
            supplier_id=decision.supplier_id,
            invoice_number=number,
            invoice_key=invoice_key(number)[:80],
            amount_minor=amount.minor,
            currency=amount.currency,
            decision_id=decision_id,
        )


def _row(posting: Posting, decision_id: int, part: int, person_id: str | None, mode: str, now: datetime) -> db.Posting:
    return db.Posting(
        posting_id=posting.posting_id,
        decision_id=decision_id,
        part=part,
        supplier_id=posting.supplier_id,
        invoice_number=posting.invoice_number,
        invoice_key=invoice_key(posting.invoice_number)[:80],
        line=posting.line,
        grant_id=posting.grant_id,
        person_id=person_id,
        account=posting.account,
        cost_element=posting.cost_element,
        amount_minor=posting.amount.minor,
        currency=posting.amount.currency,
        credit=posting.credit,
        supplier_account=posting.supplier_account,
        period_start=posting.period.start,
        period_end=posting.period.end,
        quantity=None if posting.quantity is None else str(posting.quantity),
        unit=posting.unit,
        invoice_date=posting.invoice_date,
        due_date=posting.due_date,
        text=posting.text,
        remark=posting.remark,
        reference=posting.reference[:120],
        mode=mode,
        created_at=now,
    )


def _master(session: Session, tools: Tools, decisions: Sequence[Decision]) -> Master:
    supplier_id = next(each.supplier_id for each in decisions if each.supplier_id)
    person_ids = {each.person_id for each in decisions if each.person_id}
    grants = registers.grants(session, person_ids=person_ids)
    return Master(
        supplier=registers.suppliers(session, [supplier_id])[supplier_id],
        grants={grant.grant_id: grant for grant in grants},
        people={person.person_id: person for person in registers.people(session, tools.vault, ids=person_ids)},
        codings={
            each.grant_id: Coding(each.account, each.cost_element)
            for each in decisions
            if each.grant_id and each.account and each.cost_element is not None
        },
    )


def reverse(session: Session, document_id: int, *, by_decision: int | None, now: datetime) -> int:
    """Take back what a document settled and posted, as long as nothing of it has left in a batch; return how many postings."""
    ids = select(db.Decision.id).where(db.Decision.document_id == document_id)
    session.execute(
        update(db.Settlement)
        .where(db.Settlement.decision_id.in_(ids), db.Settlement.reversed_by.is_(None))
        .values(reversed_by=by_decision or db.Settlement.decision_id)
        .execution_options(synchronize_session=False)
    )
    done = session.execute(
        update(db.Posting)
        .where(db.Posting.decision_id.in_(ids), db.Posting.cancelled_at.is_(None), db.Posting.batch_id.is_(None))
        .values(cancelled_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined] # an UPDATE gives a cursor result
