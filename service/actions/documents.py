"""What a reviewer does with a document: correct, approve, return, hold, ignore, undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from match.facts import Facts
from models import db
from models.codec import decode
from models.contract import extraction_to_json
from models.decision import Decision, Verdict
from models.errors import PermanentError
from models.invoice import DocumentKind
from service import decisions as decided
from service import samples, settling, supplier_mail, switches
from service.actions.actor import Act, Actor
from service.actions.corrections import apply_corrections
from service.database import Database
from service.letters import write_letter
from service.memory import propose_from
from service.steps.decide import extraction_of
from service.tools import Tools
from service.workflow import Claim, Outcome, advance, hold


class RefusedError(PermanentError):
    """What was asked cannot be done; the text says why and what can."""


def correct(
    database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, changes: Mapping[str, str]
) -> None:
    """Put right what was read; the document is decided about again with the corrected readings.

    `changes` maps paths of readings (`number`, `lines.0.amount`) to texts as the person typed them; an empty text says
    that the value is not on the document.
    """
    actor.must(Act.REVIEW)
    with database.write() as session:
        document = session.get_one(db.Document, document_id)
        before = extraction_of(document, tools)
        extraction = apply_corrections(before, changes, tools.pack, actor.name)
        sealed = tools.vault.seal_json(extraction_to_json(extraction))
        outcome = Outcome(
            "extracted", f"corrected: {', '.join(sorted(changes))}", values={"corrected": sealed, "kind": extraction.kind.value}
        )
        _move(session, tools, actor, document_id, version, outcome)
        propose_from(session, tools, document, before, extraction, by=actor.name, now=tools.clock.now())
        tools.bell.ring(session, "document", document_id, "extracted")


def say_kind(database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, kind: DocumentKind) -> None:
    """Say what sort of document it is, when the machine could not tell or was wrong."""
    correct(database, tools, actor, document_id, version=version, changes={"kind": kind.value})


def approve(
    database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, lines: Collection[int] | None = None
) -> int:
    """Post the proposed lines (all of them, or those named) and return how many postings there are.

    Only lines for which exactly one grant was left can be approved: no grant, no payment. Lines over the limit need
    somebody with the right to release.
    """
    actor.must(Act.REVIEW)
    now = tools.clock.now()
    with database.write() as session:
        _refuse_if_stopped(session)
        rows = decided.current(session, document_id)
        decisions = [decided.of_row(row) for row in rows]
        chosen = _chosen(decisions, lines)
        if any("over-limit" in each.codes for each in chosen):
            actor.must(Act.RELEASE)
        _check_supplier(session, chosen)
        _check_samples(session, document_id, chosen)
        document = session.get_one(db.Document, document_id)
        facts = _facts(rows, tools)
        if facts is not None:
            decided.check_unchanged(session, facts, chosen)
        final = [decided.with_verdict(each, Verdict.POST) if each in chosen else each for each in decisions]
        left = [each for each in final if each.verdict is not Verdict.POST]
        outcome = Outcome(_state_after(left), f"approved: line {', '.join(str(each.line) for each in chosen)}")
        _move(session, tools, actor, document_id, version, outcome)
        extraction = extraction_of(document, tools)
        ids = decided.save(session, tools, document_id, final, extraction, facts, by=actor.name, now=now)
        count = settling.post(
            session, tools, document, extraction, chosen, ids, now=now, approved=[each.line for each in chosen]
        )
        if outcome.state == "returned" and facts is not None:
            _write_to_supplier(session, tools, document, final, facts)
        return count


def _chosen(decisions: list[Decision], lines: Collection[int] | None) -> list[Decision]:
    proposed = [each for each in decisions if each.verdict is Verdict.PROPOSE]
    chosen = [each for each in proposed if lines is None or each.line in lines]
    if not chosen:
        raise RefusedError(
            "There is no line here that can be approved: exactly one grant must be left for it. "
            "Correct the readings, return the invoice, or ask for a grant."
        )
    return chosen


def _refuse_if_stopped(session: Session) -> None:
    because = switches.stopped_now(session, switches.POSTING)
    if because:
        raise RefusedError(f"Posting is stopped ({because}). Nothing was approved; approve again when it runs.")


def _check_supplier(session: Session, decisions: list[Decision]) -> None:
    for supplier_id in {each.supplier_id for each in decisions if each.supplier_id}:
        because = switches.stopped_now(session, f"supplier:{supplier_id}")
        if because:
            raise RefusedError(f"Payments to {supplier_id} are stopped ({because}). Payment control must lift that first.")


def _check_samples(session: Session, document_id: int, chosen: Sequence[Decision]) -> None:
    """Refuse lines that were drawn for the random check: they are answered blind before anybody approves them."""
    drawn = {row.line for row in samples.open_for(session, document_id)} & {each.line for each in chosen}
    if drawn:
        raise RefusedError(
            f"Line {', '.join(map(str, sorted(drawn)))} was drawn for the random check. Answer it under Random check first."
        )


def _state_after(left: list[Decision]) -> str:
    if any(each.verdict in {Verdict.REVIEW, Verdict.PROPOSE, Verdict.HOLD} for each in left):
        return "in-review"
    return "returned" if any(each.verdict is Verdict.RETURN for each in left) else "approved"


def _facts(rows: list[db.Decision], tools: Tools) -> Facts | None:
    sealed = next((row.facts for row in rows if row.facts is not None), None)
    if sealed is None:
        return None
    facts: Facts = decode(Facts, tools.vault.open_json(sealed))
    return facts


def send_back(database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int) -> int | None:
    """Return the invoice to the supplier; the letter with every fault is drafted. Returns the letter's number, if one could be written."""
    actor.must(Act.REVIEW)
    with database.write() as session:
        rows = decided.current(session, document_id)
        document = session.get_one(db.Document, document_id)
        facts = _facts(rows, tools)
        _move(session, tools, actor, document_id, version, Outcome("returned", "returned by a person"))
        if facts is None:
            return None
        return _write_to_supplier(session, tools, document, [decided.of_row(row) for row in rows], facts)


def _write_to_supplier(
    session: Session, tools: Tools, document: db.Document, decisions: Sequence[Decision], facts: Facts
) -> int | None:
    now = tools.clock.now()
    sender = supplier_mail.load_sender(session, document, tools)
    extraction = extraction_of(document, tools)
    draft = supplier_mail.draft_correction(tools, (document.id, document.sha256), sender, extraction, decisions, facts, now=now)
    return write_letter(session, tools, draft, now=now, document_id=document.id) if draft else None


def put_on_hold(
    database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, because: str, until: date | None
) -> None:
    """Hold the document for a reason, until a day if one is given."""
    actor.must(Act.REVIEW)
    if not because.strip():
        raise RefusedError("A hold needs a reason: whoever looks next must know what is waited for.")
    moment = datetime.combine(until, time(), ZoneInfo(tools.pack.time_zone)) if until else None
    with database.write() as session:
        outcome = Outcome("held", because.strip()[:500], values={"held_until": moment})
        _move(session, tools, actor, document_id, version, outcome)


def ignore(database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, because: str) -> None:
    """Say that there is nothing to pay here, and why."""
    actor.must(Act.REVIEW)
    if not because.strip():
        raise RefusedError("Say why there is nothing to pay: the reason is kept with the document.")
    with database.write() as session:
        _move(session, tools, actor, document_id, version, Outcome("ignored", because.strip()[:500]))


def reopen(database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int, because: str) -> None:
    """Take a document back into review. What it posted is cancelled, unless it has left in a batch: then it must be reversed there."""
    actor.must(Act.REVIEW)
    with database.write() as session:
        gone = session.scalars(
            select(db.Posting.posting_id)
            .join(db.Decision, db.Decision.id == db.Posting.decision_id)
            .where(db.Decision.document_id == document_id, db.Posting.batch_id.is_not(None), db.Posting.cancelled_at.is_(None))
        ).first()
        if gone is not None:
            raise RefusedError(
                "A posting of this document has left in a batch. Reverse it in the finance system, or ask the supplier for a credit note."
            )
        _move(session, tools, actor, document_id, version, Outcome("in-review", f"reopened: {because.strip()[:400]}"))
        settling.reverse(session, document_id, by_decision=None, now=tools.clock.now())


def retry(database: Database, tools: Tools, actor: Actor, document_id: int, *, version: int) -> None:
    """Let the machine read a document again that it had given up on."""
    actor.must(Act.REVIEW)
    with database.write() as session:
        _move(session, tools, actor, document_id, version, Outcome("received", "tried again by a person"))
        tools.bell.ring(session, "document", document_id, "received")


def lift_supplier(database: Database, tools: Tools, actor: Actor, supplier_id: str, *, because: str) -> None:
    """Let payments to a supplier go on after payment control has called the number on record. The accounts on record stay as they are.

    Where payments stopped by themselves, the first of two people only confirms the call; the second lets payments go on.
    """
    actor.must(Act.RELEASE)
    if not because.strip():
        raise RefusedError("Say who was called, on which number on record, and what was agreed.")
    with database.write() as session:
        row = session.get(db.Switch, f"supplier:{supplier_id}")
        if row is None or not row.stopped:
            raise RefusedError(f"Payments to {supplier_id} are not stopped.")
        now, said = tools.clock.now(), because.strip()[:500]
        lifted = switches.may_lift(session, row, by=actor.name, because=said, now=now)
        if lifted is None:
            raise RefusedError("Two people are needed: who stopped the supplier or confirmed the call cannot lift it.")
        if lifted:
            switches.turn(session, f"supplier:{supplier_id}", stop=False, by=actor.name, because=said, now=now)


def _move(session: Session, tools: Tools, actor: Actor, document_id: int, version: int, outcome: Outcome) -> Claim:
    taken = hold(session, "document", document_id, version=version)
    try:
        advance(session, taken, outcome, actor=actor.name, now=tools.clock.now())
    except ValueError as error:
        raise RefusedError(f"This document is {taken.state}; it cannot become {outcome.state}.") from error
    return taken
