"""What the poller remembers, kept in the database. Each method is one commit and may come again after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ingest.ledger import Cursor, FetchedBatch, Gap, GapEnd
from ingest.ledger import Sighting as Seen
from models.db import FolderCursor, Message, RawMessage, Sighting, UidGap
from models.mail import MessageKey
from service import audit, checkpoints
from service.database import Database
from service.jobs.bell import Bell

_OPEN, _CLOSED = "open", "closed"


class DatabaseLedger:
    """The truth about what was fetched. New raw bytes make a message to work on in the commit that records them."""

    def __init__(self, database: Database, bell: Bell) -> None:
        self._database = database
        self._bell = bell

    def cursor(self, mailbox: str, folder: str) -> Cursor | None:
        """Return how far the folder's current epoch was read."""
        with self._database.read() as session:
            row = session.scalars(
                select(FolderCursor).where(FolderCursor.mailbox == mailbox, FolderCursor.folder == folder, FolderCursor.current)
            ).one_or_none()
            return Cursor(row.uidvalidity, row.last_uid) if row else None

    def begin_epoch(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> Cursor:
        """Start reading the folder from its first UID; gaps of the epochs before are closed."""
        with self._database.write() as session:
            here = (FolderCursor.mailbox == mailbox, FolderCursor.folder == folder)
            session.execute(update(FolderCursor).where(*here).values(current=False))
            session.execute(
                update(UidGap)
                .where(UidGap.mailbox == mailbox, UidGap.folder == folder, UidGap.state == _OPEN)
                .values(state=_CLOSED, last_error="the folder was renumbered")
            )
            row = session.get(FolderCursor, (mailbox, folder, uidvalidity))
            if row is None:
                row = FolderCursor(mailbox=mailbox, folder=folder, uidvalidity=uidvalidity, last_uid=0, current=True)
                session.add(row)
            row.current, row.last_uid, row.polled_at = True, 0, at
            audit.record(
                session,
                at=at,
                actor="poller",
                subject=f"mailbox:{mailbox}",
                event="begin-epoch",
                after=str(uidvalidity),
                because="the folder is new or the server renumbered it; everything is listed again",
            )
        return Cursor(uidvalidity, 0)

    def record(self, batch: FetchedBatch) -> None:
        """Save sightings, gaps and the high-water mark, all or nothing; new bytes become work."""
        checkpoints.reach("poll: before recording a batch")
        with self._database.write() as session:
            for seen in batch.sightings:
                _see(session, self._bell, seen, batch.at)
            for gap in batch.gaps:
                _open_gap(session, gap)
            session.execute(
                update(FolderCursor)
                .where(
                    FolderCursor.mailbox == batch.mailbox,
                    FolderCursor.folder == batch.folder,
                    FolderCursor.uidvalidity == batch.uidvalidity,
                    FolderCursor.last_uid < batch.last_uid,
                )
                .values(last_uid=batch.last_uid, polled_at=batch.at)
            )
        checkpoints.reach("poll: after recording a batch")

    def open_gaps(self, mailbox: str, folder: str, uidvalidity: int) -> Sequence[Gap]:
        """Return the gaps of the epoch that are still open."""
        with self._database.read() as session:
            rows = session.scalars(
                select(UidGap).where(*_epoch(UidGap, mailbox, folder, uidvalidity), UidGap.state == _OPEN).order_by(UidGap.uid)
            )
            return [
                Gap(
                    MessageKey(row.mailbox, row.folder, row.uidvalidity, row.uid),
                    row.tries,
                    row.next_try_at,
                    row.last_error or "",
                )
                for row in rows
            ]

    def settle_gap(self, key: MessageKey, end: GapEnd, sighting: Seen | None, at: datetime) -> None:
        """Close a gap; a filled one with its sighting in the same commit."""
        with self._database.write() as session:
            session.execute(update(UidGap).where(*_key(UidGap, key)).values(state=end.value, last_error=None))
            if sighting is not None:
                _see(session, self._bell, sighting, at)

    def postpone_gap(self, gap: Gap) -> None:
        """Save the gap's new count of tries, time of the next and reason."""
        with self._database.write() as session:
            session.execute(
                update(UidGap)
                .where(*_key(UidGap, gap.key))
                .values(tries=gap.tries, next_try_at=gap.next_try_at, last_error=gap.reason)
            )

    def unmoved(self, mailbox: str, folder: str, uidvalidity: int) -> Sequence[int]:
        """Return the UIDs that are recorded as sightings and not yet as moved."""
        with self._database.read() as session:
            return list(
                session.scalars(
                    select(Sighting.uid)
                    .where(*_epoch(Sighting, mailbox, folder, uidvalidity), Sighting.moved_at.is_(None))
                    .order_by(Sighting.uid)
                )
            )

    def mark_moved(self, mailbox: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime) -> None:
        """Remember that these messages were moved away (or are gone)."""
        with self._database.write() as session:
            for start in range(0, len(uids), 500):
                session.execute(
                    update(Sighting)
                    .where(*_epoch(Sighting, mailbox, folder, uidvalidity), Sighting.uid.in_(uids[start : start + 500]))
                    .values(moved_at=at)
                )

    def known_uids(self, mailbox: str, folder: str, uidvalidity: int) -> AbstractSet[int]:
        """Return every UID of the epoch that has a sighting or a gap, open or closed."""
        with self._database.read() as session:
            seen = session.scalars(select(Sighting.uid).where(*_epoch(Sighting, mailbox, folder, uidvalidity)))
            gaps = session.scalars(select(UidGap.uid).where(*_epoch(UidGap, mailbox, folder, uidvalidity)))
            return {*seen, *gaps}

    def mark_reconciled(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> None:
        """Remember that the whole folder was compared with the ledger."""
        with self._database.write() as session:
            session.execute(
                update(FolderCursor).where(*_epoch(FolderCursor, mailbox, folder, uidvalidity)).values(reconciled_at=at)
            )


def _epoch(table: Any, mailbox: str, folder: str, uidvalidity: int) -> tuple[Any, ...]:
    return table.mailbox == mailbox, table.folder == folder, table.uidvalidity == uidvalidity


def _key(table: Any, key: MessageKey) -> tuple[Any, ...]:
    return *_epoch(table, key.mailbox, key.folder, key.uidvalidity), table.uid == key.uid


def _gap_values(gap: Gap) -> dict[str, Any]:
    key = gap.key
    return {
        "mailbox": key.mailbox,
        "folder": key.folder,
        "uidvalidity": key.uidvalidity,
        "uid": key.uid,
        "tries": gap.tries,
        "next_try_at": gap.next_try_at,
        "state": _OPEN,
        "last_error": gap.reason,
    }


def _ignore(session: Session, table: Any, values: dict[str, Any]) -> bool:
    """Insert a row unless it is there; say whether it was new. Both databases know ON CONFLICT DO NOTHING."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    # The row that comes back says so: a driver need not know how many rows an INSERT wrote, and psycopg does not.
    key = next(iter(table.__table__.primary_key.columns))
    return session.execute(dialect.insert(table).values(**values).on_conflict_do_nothing().returning(key)).first() is not None


def _open_gap(session: Session, gap: Gap) -> None:
    """Write a gap; one that was closed under the same number is open again: the number now means other mail."""
    values = _gap_values(gap)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    keys = ["mailbox", "folder", "uidvalidity", "uid"]
    again = {name: value for name, value in values.items() if name not in keys}
    statement = dialect.insert(UidGap).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=again, where=UidGap.state != _OPEN))


def _see(session: Session, bell: Bell, seen: Seen, at: datetime) -> None:
    is_new = _ignore(session, RawMessage, {"sha256": seen.sha256, "size": seen.size, "stored_at": at})
    key = seen.key
    place = {"mailbox": key.mailbox, "folder": key.folder, "uidvalidity": key.uidvalidity, "uid": key.uid}
    _ignore(session, Sighting, {**place, "sha256": seen.sha256, "internal_at": seen.internal_date})
    if is_new:
        message = Message(
            sha256=seen.sha256,
            mailbox=key.mailbox,
            received_at=seen.internal_date or at,
            state="received",
            version=0,
            attempts=0,
        )
        session.add(message)
        session.flush()
        bell.ring(session, "message", message.id, "received")
