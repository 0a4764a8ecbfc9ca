"""What the poller needs of a mailbox, whatever kind it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from models.errors import TransientError


class Throttled(TransientError):
    """The server asks to be left alone for `wait`."""

    def __init__(self, message: str, wait: timedelta) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder when it is opened. `uidnext` is above every UID in it."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A message that is there, before its bytes are fetched."""

    uid: int
    size: int
    internal_date: datetime | None


class MailSource(Protocol):
    """One open folder of one mailbox. Nothing it does changes a message or a flag; only `move` changes the folder."""

    @property
    def mailbox(self) -> str:
        """The council's name of the mailbox."""

    @property
    def folder(self) -> str:
        """The folder that is read."""

    @property
    def is_ordered(self) -> bool:
        """True when new messages always get higher UIDs. Where False, all UIDs are compared with the ledger each time."""

    def open(self) -> FolderState:
        """Connect if needed, open the folder and return its state."""

    def uids_after(self, uid: int) -> Sequence[int]:
        """Return the UIDs above this one, ascending."""

    def all_uids(self) -> Sequence[int]:
        """Return every UID in the folder in order of arrival (ascending where `is_ordered`)."""

    def list_messages(self, uids: Sequence[int]) -> Mapping[int, Listed]:
        """Return size and date of messages. A UID the server says nothing about is missing from the answer."""

    def fetch(self, batch: Sequence[Listed]) -> Mapping[int, bytes]:
        """Return the raw bytes of messages. A UID the server hands nothing out for is missing from the answer."""

    def fetch_piecewise(self, uid: int) -> bytes | None:
        """Return a message that `fetch` did not get, header and text asked for one by one; None when that gives nothing either."""

    def move(self, uids: Sequence[int]) -> None:
        """Move messages to the folder for what is done. UIDs that are gone are no error. Sources that cannot move do nothing."""

    def close(self) -> None:
        """Let go of the mailbox. Never raises."""
