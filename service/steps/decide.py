"""Document extracted → decided: facts loaded by key, each line decided, what is certain posted, the supplier written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from match.decide import decide
from match.facts import Facts
from match.verdicts import mails_supplier
from models import db
from models.contract import extraction_from_json
from models.decision import Decision, Verdict
from models.errors import PermanentError
from models.identifiers import invoice_key
from models.invoice import Extraction
from models.letter import LetterDraft
from models.policy import Policy
from service import decisions as decided
from service import promotions, samples, settling, supplier_mail, switches
from service.facts import load_facts, load_facts_of
from service.letters import write_letter
from service.step import FactsChangedError, Step, Together
from service.tools import Tools
from service.workflow import Outcome, Undecided

#: What the lines' verdicts make of the document: the first that any line has.
_STATES = (
    (Verdict.HOLD, "held"),
    (Verdict.REVIEW, "in-review"),
    (Verdict.PROPOSE, "in-review"),
    (Verdict.RETURN, "returned"),
    (Verdict.POST, "approved"),
    (Verdict.IGNORE, "ignored"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A document that was read, and what is known about it."""

    row_id: int
    sha256: str
    extraction: Extraction
    facts: Facts
    sender: supplier_mail.Sender


def _load(session: Session, row_id: int, tools: Tools) -> Case:
    document = session.get_one(db.Document, row_id)
    extraction = extraction_of(document, tools)
    facts = load_facts(session, document, extraction, tools)
    return Case(row_id, document.sha256, extraction, facts, supplier_mail.load_sender(session, document, tools))


def _load_together(session: Session, row_ids: Sequence[int], tools: Tools) -> list[Case]:
    """Load several documents with the questions of one."""
    documents = {each.id: each for each in session.scalars(select(db.Document).where(db.Document.id.in_(row_ids)))}
    rows = [documents[row_id] for row_id in row_ids]
    # Held here, the messages are found in the session when the senders are asked for.
    messages = session.scalars(select(db.Message).where(db.Message.id.in_({row.message_id for row in rows}))).all()
    extractions = [extraction_of(row, tools) for row in rows]
    facts = load_facts_of(session, list(zip(rows, extractions, strict=True)), tools)
    senders = [supplier_mail.load_sender(session, row, tools) for row in rows]
    del messages
    return [
        Case(row.id, row.sha256, extraction, known, sender)
        for row, extraction, known, sender in zip(rows, extractions, facts, senders, strict=True)
    ]


def _rests_on(case: Case) -> frozenset[str]:
    """Name what a decision reads that another decision may write: everything of its suppliers and people, and copies of the file."""
    facts = case.facts
    return frozenset(
        (
            f"file {facts.sha256}",
            *([f"uuid {facts.uuid}"] if facts.uuid else []),
            *(f"supplier {each.supplier_id}" for each in facts.suppliers),
            *(f"supplier {each.supplier_id}" for each in facts.grants),
            *(f"person {each.person_id}" for each in facts.people),
        )
    )


def extraction_of(document: db.Document, tools: Tools) -> Extraction:
    """Return what was read from a document, with what people corrected."""
    sealed = document.corrected or document.extraction
    assert sealed is not None
    return extraction_from_json(tools.vault.open_json(sealed))


def _work(case: Case, tools: Tools) -> Undecided:
    decisions = decide(case.extraction, case.facts, tools.policy, tools.pack)
    letter: LetterDraft | PermanentError | None = None
    undecided = [each.line for each in decisions if each.verdict in (Verdict.REVIEW, Verdict.PROPOSE)]
    if state_of(decisions) == "returned" or _is_disputed_in_part(decisions, tools):
        try:
            letter = supplier_mail.draft_correction(
                tools, (case.row_id, case.sha256), case.sender, case.extraction, decisions, case.facts,
                now=tools.clock.now(), undecided=undecided,
            )  # fmt: skip
        except PermanentError as error:
            letter = error
    return lambda session: _conclude(session, case, decisions, letter, tools)


def _is_disputed_in_part(decisions: Sequence[Decision], tools: Tools) -> bool:
    """Whether lines are surely wrong beside others that wait for staff, where lines are settled one by one.

    The supplier hears of them at once: the days in which a dispute must be told run from receipt (PCR 2015, reg. 113).
    """
    settled_apart = tools.policy.pay_undisputed_lines and state_of(decisions) == "in-review"
    return settled_apart and any(mails_supplier(each) for each in decisions)


def _conclude(
    session: Session, case: Case, decisions: Sequence[Decision], letter: LetterDraft | PermanentError | None, tools: Tools
) -> Outcome:
    stopped = switches.stopped_now(session, switches.POSTING)
    # A letter that was drafted says that these are paid.
    unpaid = stopped and any(each.verdict is Verdict.POST for each in decisions)
    _check_standing(session, tools.policy, case.facts, decisions)
    decided.check_unchanged(session, case.facts, decisions)
    if stopped:
        decisions = [
            decided.with_verdict(each, Verdict.PROPOSE) if each.verdict is Verdict.POST else each for each in decisions
        ]
    because = f"posting is stopped: {stopped}" if stopped else reason(decisions)
    state = state_of(decisions)
    if state == "returned" and not isinstance(letter, LetterDraft):
        # Nothing is returned without a letter: whoever is to write it must know.
        state, because = (
            "in-review",
            f"{because}; no-letter: {letter or 'there is no address on record, or nothing that may be told'}",
        )
    draft = letter if isinstance(letter, LetterDraft) and not unpaid else None
    return Outcome(state, because[:500], lambda inner: _save(inner, case, decisions, draft, tools))


def _check_standing(session: Session, policy: Policy, facts: Facts, decisions: Sequence[Decision]) -> None:
    """See that what is to post by itself still may: its supplier not stopped, its rule not demoted. Raises FactsChangedError."""
    paid = {each.supplier_id for each in decisions if each.verdict is Verdict.POST and each.supplier_id}
    if switches.stopped_suppliers(session, paid, hold=True) - facts.held:
        raise FactsChangedError
    if paid and promotions.have_changed(session, policy, facts):
        raise FactsChangedError


def state_of(decisions: Sequence[Decision]) -> str:
    """Return where a document goes with these decisions."""
    verdicts = {each.verdict for each in decisions}
    return next((state for verdict, state in _STATES if verdict in verdicts), "in-review")


def reason(decisions: Sequence[Decision]) -> str:
    """Return the codes of the lines that are not posted, each once, or of those that are."""
    codes = [each.code for each in decisions if each.verdict is not Verdict.POST] or [each.code for each in decisions]
    return ", ".join(dict.fromkeys(codes)) or "no-lines"


def _save(session: Session, case: Case, decisions: Sequence[Decision], letter: LetterDraft | None, tools: Tools) -> None:
    now = tools.clock.now()
    note_invoice(session, case, decisions)
    ids = decided.save(session, tools, case.row_id, decisions, case.extraction, case.facts, by=decided.AUTOMATIC, now=now)
    document = session.get_one(db.Document, case.row_id, populate_existing=True)
    settling.post(session, tools, document, case.extraction, decisions, ids, now=now)
    samples.note(session, tools, case.row_id, decisions, ids, case.extraction, case.facts, now=now)
    hold_supplier(session, decisions, tools)
    if letter is not None:
        write_letter(session, tools, letter, now=now, document_id=case.row_id)


def note_invoice(session: Session, case: Case, decisions: Sequence[Decision]) -> None:
    """Write beside the document what later ones are compared with: supplier, number, date, total."""
    invoice = case.extraction.invoice
    number = invoice.number.value if invoice.number else None
    amount = invoice.payable or invoice.total
    session.execute(
        update(db.Document)
        .where(db.Document.id == case.row_id)
        .values(
            supplier_id=next((each.supplier_id for each in decisions if each.supplier_id), None),
            invoice_number=number[:80] if number else None,
            invoice_key=invoice_key(number)[:80] if number else None,
            issued=invoice.issued.value if invoice.issued else None,
            total=str(amount.value) if amount else None,
            corrects=_corrected(decisions),
        )
        .execution_options(synchronize_session=False)
    )


def _corrected(decisions: Sequence[Decision]) -> int | None:
    """Return the returned document that this one replaces, where the decisions say so of one only."""
    said = {
        value
        for decision in decisions
        for finding in decision.findings
        if finding.code == "resubmission"
        for name, value in finding.facts
        if name == "document"
    }
    return int(said.pop()) if len(said) == 1 else None


def hold_supplier(session: Session, decisions: Sequence[Decision], tools: Tools) -> None:
    """Stop every payment to a supplier whose bank details differ, until payment control has called back."""
    for decision in decisions:
        if "bank-details-changed" in (decision.codes or (decision.code,)) and decision.supplier_id:
            switches.turn(
                session,
                f"supplier:{decision.supplier_id}",
                stop=True,
                by="afstem",
                because="bank-details-changed: an invoice asks for payment to an account that is not on record",
                now=tools.clock.now(),
            )
            return


DECIDE: Step[Case] = Step(load=_load, work=_work, together=Together(_load_together, _rests_on))
