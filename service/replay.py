"""Past decisions made again from what is kept of that day: the readings, the facts and the policy. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from countries.packs import pack_for
from match.decide import decide
from match.facts import Facts
from models import db
from models.codec import CodecError, decode
from models.contract import extraction_from_json
from models.decision import Verdict
from models.invoice import Extraction, readings
from models.policy import Policy
from service import decisions as decided
from service.database import Database
from service.proofs import decode_policy
from service.steps.read import READ_LONG, Unread, extract
from service.tools import Tools

#: What is said about a decision, not what it is: a sentence may be improved without anything being decided otherwise.
_WORDING = ("explanation", "would_match_if", "findings")
#: Named in the row, not decided.
_NAMES = ("policy_version", "data_version")
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise."""

    field: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of making one decision again."""

    decision: int
    document: int
    line: int
    revision: int
    result: Literal["same", "different", "cannot"]
    differences: tuple[Difference, ...] = ()
    #: Fields in which only the wording has changed since.
    reworded: tuple[str, ...] = ()
    #: Why it cannot be made again, or what a person or a switch has added to it.
    note: str | None = None
    program: str | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """One revision of a document's decisions as it is kept."""

    rows: Sequence[db.Decision]
    proof: db.Proof | None
    policy: db.PolicyVersion | None
    unread: Unread | None = None


class _CannotError(Exception):
    """A decision cannot be made again; the text says why."""


def replay(database: Database, tools: Tools, ids: Collection[int] | None = None, *, read: bool = False) -> Iterator[Replayed]:
    """Make decisions again: those named, or all. With `read` the documents are read again too, from their stored bytes."""
    for document_id, revision in _revisions(database, ids):
        with database.read() as session:
            past = _load(session, tools, document_id, revision, read=read)
        yield from (each for each in _again(past, tools) if ids is None or each.decision in ids)


def _revisions(database: Database, ids: Collection[int] | None) -> list[tuple[int, int]]:
    query = select(db.Decision.document_id, db.Decision.revision).distinct().order_by("document_id", "revision")
    if ids is not None:
        query = query.where(db.Decision.id.in_(ids))
    with database.read() as session:
        return [(document_id, revision) for document_id, revision in session.execute(query)]


def _load(session: Session, tools: Tools, document_id: int, revision: int, *, read: bool) -> _Past:
    rows = session.scalars(
        select(db.Decision)
        .where(db.Decision.document_id == document_id, db.Decision.revision == revision)
        .order_by(db.Decision.line)
    ).all()
    return _Past(
        rows,
        session.get(db.Proof, (document_id, revision)),
        session.get(db.PolicyVersion, rows[0].policy_version),
        READ_LONG.load(session, document_id, tools) if read else None,
    )


def _again(past: _Past, tools: Tools) -> Iterator[Replayed]:
    program = past.proof.program if past.proof else None
    try:
        extraction, facts, policy = _inputs(past, tools)
        made = {each.line: decided.columns_of(each) for each in decide(extraction, facts, policy, pack_for(policy.country))}
    except (_CannotError, CodecError) as error:
        for row in past.rows:
            yield Replayed(row.id, row.document_id, row.line, row.revision, "cannot", note=str(error), program=program)
        return
    for row in past.rows:
        yield replace(_compare(row, made.get(row.line)), program=program)


def _inputs(past: _Past, tools: Tools) -> tuple[Extraction, Facts, Policy]:
    sealed = next((row.facts for row in past.rows if row.facts is not None), None)
    if past.proof is None or past.policy is None or sealed is None:
        raise _CannotError("what it was made from was not kept")
    facts: Facts = decode(Facts, tools.vault.open_json(sealed))
    extraction = extraction_from_json(tools.vault.open_json(past.proof.extraction))
    if past.unread is not None:
        if any(reading.source.origin.startswith("person ") for _, reading in readings(extraction.invoice)):
            raise _CannotError("people have corrected its readings; reading it again would lose that")
        extraction = extract(past.unread, tools)
    return extraction, facts, decode_policy(past.policy.settings)


def _compare(row: db.Decision, made: Mapping[str, Any] | None) -> Replayed:
    if made is None:
        gone = (Difference("line", row.line, None),)
        return Replayed(row.id, row.document_id, row.line, row.revision, "different", gone)
    then = {name: getattr(row, name) for name in made if name not in _NAMES}
    changed = [name for name, value in then.items() if value != made[name]]
    note = _held_or_approved(row, made) if "verdict" in changed else None
    if note:
        changed.remove("verdict")
    if "eliminated" in changed and _grants(then["eliminated"]) == _grants(made["eliminated"]):
        changed[changed.index("eliminated")] = "eliminated because"
    reworded = tuple(name for name in changed if name in _WORDING or name == "eliminated because")
    differences = tuple(Difference(name, then[name], made[name]) for name in changed if name not in reworded)
    result: Literal["same", "different"] = "different" if differences else "same"
    return Replayed(row.id, row.document_id, row.line, row.revision, result, differences, reworded, note)


def _grants(eliminated: Sequence[Mapping[str, str]]) -> list[str]:
    return [each["grant_id"] for each in eliminated]


def _held_or_approved(row: db.Decision, made: Mapping[str, Any]) -> str | None:
    """Say what was added to a decision after it was made: a person's click, or a switch that held it back."""
    then, now = Verdict(row.verdict), Verdict(made["verdict"])
    if row.decided_by != decided.AUTOMATIC and (then, now) == (Verdict.POST, Verdict.PROPOSE):
        return f"approved by {row.decided_by}"
    if (then, now) == (Verdict.PROPOSE, Verdict.POST):
        return "held back for a click when it was made"
    return None
