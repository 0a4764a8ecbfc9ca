"""A Maildir: one message a file, the file's unique name its UID for ever, whatever flags are added to the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingest.mailboxes.files import is_maildir, uid_of
from ingest.mailboxes.source import FolderState, Listed
from models.errors import MissingError, TransientError


@dataclass(slots=True)
class MaildirSource:
    """One Maildir. With `processed` set, what is done is moved to that folder beside it (Maildir++, ".Processed")."""

    path: Path
    mailbox: str
    folder: str = "INBOX"
    processed: str | None = None
    is_ordered: bool = False
    _files: dict[int, Path] = field(default_factory=dict, repr=False)

    def open(self) -> FolderState:
        """Scan the folder. Raises MissingError when it is not a Maildir."""
        if not is_maildir(self.path):
            raise MissingError(
                f"{self.path} is not a Maildir (it has no cur and new). Check the path of mailbox {self.mailbox}."
            )
        self._files = {uid_of(_unique(file).encode()): file for place in ("new", "cur") for file in self._in(place)}
        return FolderState(1, max(self._files, default=0) + 1)

    def _in(self, place: str) -> list[Path]:
        try:
            return sorted(file for file in (self.path / place).iterdir() if not file.name.startswith(".") and file.is_file())
        except OSError as why:
            raise TransientError(
                f"The folder {self.path / place} cannot be read ({why.strerror}). Check its permissions."
            ) from why

    def uids_after(self, uid: int) -> Sequence[int]:
        """Return the UIDs above this one; the order means nothing here."""
        return [known for known in self.all_uids() if known > uid]

    def all_uids(self) -> Sequence[int]:
        """Return the UIDs of all messages in order of delivery: a Maildir's names begin with the time."""
        return [uid for uid, _ in sorted(self._files.items(), key=lambda item: item[1].name)]

    def list_messages(self, uids: Sequence[int]) -> Mapping[int, Listed]:
        """Return sizes, and the time of delivery, which is the file's own time."""
        found: dict[int, Listed] = {}
        for uid in uids:
            file = self._find(uid)
            if file is not None:
                facts = file.stat()
                found[uid] = Listed(uid, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
        return found

    def _find(self, uid: int) -> Path | None:
        """Return the file, even when a mail program has renamed it since the scan."""
        file = self._files.get(uid)
        if file is None or file.exists():
            return file
        unique = _unique(file)
        renamed = next((other for place in ("cur", "new") for other in self._in(place) if _unique(other) == unique), None)
        if renamed is not None:
            self._files[uid] = renamed
        return renamed

    def fetch(self, batch: Sequence[Listed]) -> Mapping[int, bytes]:
        """Return the bytes of messages; one that was removed meanwhile is missing."""
        read = ((listed.uid, self.fetch_piecewise(listed.uid)) for listed in batch)
        return {uid: raw for uid, raw in read if raw is not None}

    def fetch_piecewise(self, uid: int) -> bytes | None:
        """Return the bytes of one message, or None when it was removed."""
        file = self._find(uid)
        try:
            return file.read_bytes() if file is not None else None
        except FileNotFoundError:
            return None

    def move(self, uids: Sequence[int]) -> None:
        """Move messages to the folder for what is done, keeping their names. Without such a folder, do nothing."""
        if self.processed is None:
            return
        target = self.path / f".{self.processed}"
        for name in ("tmp", "new", "cur"):
            (target / name).mkdir(parents=True, exist_ok=True)
        for uid in uids:
            file = self._find(uid)
            if file is not None:
                with suppress(FileNotFoundError):
                    file.rename(target / "cur" / file.name)
                del self._files[uid]

    def close(self) -> None:
        """Do nothing: no file is kept open."""


def _unique(file: Path) -> str:
    """Return the name without flags and without the sizes some servers add ("name,S=1024:2,S")."""
    return file.name.partition(":")[0].partition(",")[0]
