"""What the poller must be able to remember, and where it puts raw bytes. The service keeps both."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from models.mail import MessageKey


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a folder was read: every UID up to `last_uid` is recorded as a sighting or as a gap."""

    uidvalidity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A message seen at a place, its bytes already safe on disk."""

    key: MessageKey
    sha256: str
    size: int
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A UID that the server lists and did not hand out."""

    key: MessageKey
    tries: int
    next_try_at: datetime
    #: What the server answered, without message contents.
    reason: str


class GapEnd(StrEnum):
    """How a gap was closed."""

    FILLED = "filled"
    #: The server no longer lists the UID: somebody removed the message.
    EXPUNGED = "expunged"


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """All that one commit records: together they cover every listed UID up to `last_uid`."""

    mailbox: str
    folder: str
    uidvalidity: int
    sightings: tuple[Sighting, ...]
    gaps: tuple[Gap, ...]
    last_uid: int
    at: datetime


class Ledger(Protocol):
    """The truth about what was fetched; the server's state is only a hint. Every method is one commit of its own.

    All writes may come again after a crash, with the same result: what is known is left as it is.
    """

    def cursor(self, mailbox: str, folder: str) -> Cursor | None:
        """Return how far the folder's current epoch was read, or None before the first poll."""

    def begin_epoch(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> Cursor:
        """Start reading the folder from its first UID and return that cursor.

        Called when UIDVALIDITY is new or the folder's UIDs went backwards. Open gaps of the folder are closed:
        whatever is still there will be listed again.
        """

    def record(self, batch: FetchedBatch) -> None:
        """Save sightings, gaps and the high-water mark, all or nothing.

        A new sha256 makes work, once, even where the key was seen before with other bytes (a mailbox restored from a
        back-up gives old UIDs to new mail); a known sha256 makes none. The mark never moves backwards within an epoch.
        """

    def open_gaps(self, mailbox: str, folder: str, uidvalidity: int) -> Sequence[Gap]:
        """Return the gaps of the epoch that are still open, due or not."""

    def settle_gap(self, key: MessageKey, end: GapEnd, sighting: Sighting | None, at: datetime) -> None:
        """Close a gap; a filled one with its sighting in the same commit."""

    def postpone_gap(self, gap: Gap) -> None:
        """Save the gap's new count of tries, time of the next and reason."""

    def unmoved(self, mailbox: str, folder: str, uidvalidity: int) -> Sequence[int]:
        """Return the UIDs that are recorded as sightings and not yet as moved."""

    def mark_moved(self, mailbox: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime) -> None:
        """Remember that these messages were moved away (or are gone)."""

    def known_uids(self, mailbox: str, folder: str, uidvalidity: int) -> AbstractSet[int]:
        """Return every UID of the epoch that has a sighting or a gap, open or closed."""

    def mark_reconciled(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> None:
        """Remember that the whole folder was compared with the ledger."""


class BlobStore(Protocol):
    """Bytes by their SHA-256."""

    def put_many(self, contents: Sequence[bytes]) -> list[str]:
        """Make all of them durable and return their hashes in the same order."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes, verified against their hash."""
