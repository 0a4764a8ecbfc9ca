"""Every message ends somewhere: what came in equals what became of it, counted from two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db import Decision, Document, Message, RawMessage, Sighting, UidGap

#: Message classes in the order the account shows them.
CLASSES = ("invoice", "map-reply", "auto-reply", "bounce", "bank-change", "other")


@dataclass(frozen=True, slots=True)
class Account:
    """The account of the mail: `arrived` counts distinct raw messages, `ended` what became of each."""

    arrived: int
    sightings: int
    ended: dict[str, int]
    waiting: int
    gaps: int

    @property
    def closes(self) -> bool:
        """Whether nothing is missing: all that arrived has ended or is being worked on, and no message is held back."""
        return self.arrived == sum(self.ended.values()) + self.waiting


def take_account(session: Session) -> Account:
    """Count the mail."""
    arrived = session.scalar(select(func.count()).select_from(RawMessage)) or 0
    sightings = session.scalar(select(func.count()).select_from(Sighting)) or 0
    gaps = session.scalar(select(func.count()).select_from(UidGap).where(UidGap.state == "open")) or 0
    ended = dict.fromkeys(CLASSES, 0)
    ended["ignored with a reason"] = 0
    ended["failed"] = 0
    waiting = 0
    rows = session.execute(
        select(Message.state, Message.subject_class, func.count()).group_by(Message.state, Message.subject_class)
    )
    for state, subject_class, count in rows:
        if state == "received":
            waiting += count
        elif state == "failed":
            ended["failed"] += count
        elif state == "duplicate":
            ended["ignored with a reason"] += count
        else:
            ended[subject_class if subject_class in CLASSES else "other"] += count
    return Account(arrived, sightings, ended, waiting, gaps)


def describe_account(account: Account, *, zeros: bool = False) -> Iterator[str]:
    """Yield the account as people read it; kinds that nothing became of are named only with `zeros`."""
    parts = [f"{count} {kind}" for kind, count in account.ended.items() if count or zeros]
    if account.waiting:
        parts.append(f"{account.waiting} waiting")
    yield f"{account.arrived} messages in {'=' if account.closes else '≠'} {' + '.join(parts) or 'none'}"
    if account.sightings > account.arrived:
        yield f"  {account.sightings - account.arrived} of them were seen a second time; each counts once"
    if account.waiting:
        yield "  what waits is tried again: at the next `afstem work`, or by `afstem run` when its time has come"
    if account.gaps:
        yield f"  {account.gaps} more are on a server that does not hand them out; they are asked for at every poll"
    if not account.closes:
        yield "  The account does not close: a message is missing. docs/runbook.md says what to do; keep the store as it is."


@dataclass(frozen=True, slots=True)
class Touchless:
    """How much needed nobody. The denominator is every line of every invoice and credit note that came in by mail."""

    lines: int
    posted: int
    #: Of those lines, the ones that are not something to pay (duplicates).
    ignored: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float | None:
        """Posted by itself, of all lines; None when there were none."""
        return self.posted / self.lines if self.lines else None


def touchless(session: Session) -> Touchless:
    """Count lines by what was decided, for documents that can be paid."""
    payable = (
        select(Decision.verdict, Decision.code, func.count())
        .join(Document, Document.id == Decision.document_id)
        .where(Decision.current, Decision.revision == 0, Document.kind.in_(("invoice", "credit-note")))
        .group_by(Decision.verdict, Decision.code)
    )
    lines = posted = ignored = 0
    reasons: dict[str, int] = {}
    for verdict, code, count in session.execute(payable):
        lines += count
        posted += count if verdict == "post" else 0
        ignored += count if verdict == "ignore" else 0
        if verdict != "post":
            reasons[code] = reasons.get(code, 0) + count
    ordered = tuple(sorted(reasons.items(), key=lambda item: (-item[1], item[0])))
    return Touchless(lines, posted, ignored, ordered)
