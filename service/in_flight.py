"""What is under way when somebody stops posting or mail: what has left already, and what stays here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.db import Batch, Document, Letter, Posting
from models.money import Money
from service import switches

_MANY = {"batch": "batches", "document": "documents", "letter": "letters"}
#: At most so many rows of a kind are listed; all are counted.
MOST = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is under way."""

    kind: str
    id: int
    state: str
    #: A few words for people: no names and no numbers of persons.
    what: str
    #: Whether it has left the house, so that somebody outside must be called to stop it.
    left: bool = False


@dataclass(frozen=True, slots=True)
class InFlight:
    """Everything under way, with how much there is of each kind."""

    items: tuple[Item, ...]
    counts: dict[str, int]


def find_in_flight(session: Session, names: Collection[str], now: datetime) -> InFlight:
    """List what is under way of what these switches stop: what has left first."""
    items: list[Item] = []
    counts: dict[str, int] = {}
    if switches.POSTING in names:
        items += _batches(session)
        items += _deciding(session, now)
        counts["postings not in a batch"] = _count(session, Posting.batch_id.is_(None), Posting.cancelled_at.is_(None))
    if switches.MAIL in names:
        items += _letters(session)
    for item in items:
        name = f"{_MANY[item.kind]} {item.state}"
        counts[name] = counts.get(name, 0) + 1
    return InFlight(tuple(sorted(items, key=lambda item: not item.left))[:MOST], counts)


def _batches(session: Session) -> Iterator[Item]:
    """Files that the finance system has not acknowledged, and batches of which no file was written yet."""
    for row in session.scalars(select(Batch).where(Batch.acknowledged_at.is_(None)).order_by(Batch.number)):
        written = row.written_at is not None
        what = f"{row.mode} batch {row.number}, {row.count} postings, {Money(row.total_minor, row.currency)} {row.currency}"
        yield Item("batch", row.number, "written" if written else "unwritten", what, left=written and row.mode == "live")


def _deciding(session: Session, now: datetime) -> Iterator[Item]:
    """Documents that a worker is deciding about; what it finds waits for people."""
    claimed = select(Document.id).where(Document.state == "extracted", Document.claimed_until > now).order_by(Document.id)
    for row_id in session.scalars(claimed):
        yield Item("document", row_id, "being-decided", f"document {row_id}")


def _letters(session: Session) -> Iterator[Item]:
    """Letters handed to the mail server whose fate is open, and those that wait."""
    wanted = select(Letter.id, Letter.state, Letter.letter).where(
        Letter.state.in_(("sending", "in-doubt", "queued", "approved"))
    )
    for row in session.execute(wanted.order_by(Letter.id)):
        yield Item("letter", row.id, row.state, row.letter, left=row.state in {"sending", "in-doubt"})


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(Posting).where(*where)) or 0  # type: ignore[arg-type] # conditions
