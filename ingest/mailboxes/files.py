"""Mail in files: single .eml, folders of them, mbox. The UID of a message is its content, so the same mail is never new twice."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.mailboxes.source import FolderState, Listed
from models.errors import UsageError

_SEPARATOR = re.compile(rb"^From [^\r\n]{1,200} \d{1,2}:\d{2}[^\r\n]{0,40}\r?\n", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>{0,50}From )", re.MULTILINE)
#: What is taken from a folder; anything else in it is reported, not read.
ENDINGS = (".eml", ".msg", ".mbox", ".mbx")
_UIDVALIDITY = 1


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    start: int
    end: int
    #: In an mbox, lines that begin with "From " were quoted.
    is_quoted: bool


def uid_of(identity: bytes) -> int:
    """Return a number that stands for an identity: 63 bits of its SHA-256, so that it fits a database's integer.

    >>> uid_of(b"a") == uid_of(b"a") < 2**63
    True
    """
    return int.from_bytes(hashlib.sha256(identity).digest()[:8], "big") >> 1


@dataclass(slots=True)
class FilesSource:
    """Messages in files and folders. Nothing is ever moved or changed."""

    paths: Sequence[Path]
    mailbox: str
    folder: str = "files"
    is_ordered: bool = False
    #: Files in the folders that are no mail, for the person who gave the folder.
    ignored: list[Path] = field(default_factory=list)
    _places: dict[int, _Place] = field(default_factory=dict, repr=False)

    def open(self) -> FolderState:
        """Read all files once and know their messages by content. Raises UsageError for a path that is not there."""
        self._places.clear()
        self.ignored.clear()
        for path in self.paths:
            if not path.exists():
                raise UsageError(f"There is no file or folder {path}. Check the path.")
            for file in self._files(path):
                for place in _messages(file):
                    self._places.setdefault(uid_of(_read(place)), place)
        return FolderState(_UIDVALIDITY, max(self._places, default=0) + 1)

    def _files(self, path: Path) -> Iterator[Path]:
        if path.is_file():
            yield path
            return
        for file in sorted(path.rglob("*")):
            if file.is_file() and file.suffix.lower() in ENDINGS:
                yield file
            elif file.is_file():
                self.ignored.append(file)

    def uids_after(self, uid: int) -> Sequence[int]:
        """Return the UIDs above this one; the order means nothing here."""
        return [known for known in self.all_uids() if known > uid]

    def all_uids(self) -> Sequence[int]:
        """Return the UIDs of all messages in the order of the files: of two copies, the first file is the original."""
        return list(self._places)

    def list_messages(self, uids: Sequence[int]) -> Mapping[int, Listed]:
        """Return sizes. Files have no date of arrival of their own."""
        places = {uid: self._places[uid] for uid in uids if uid in self._places}
        return {uid: Listed(uid, place.end - place.start, None) for uid, place in places.items()}

    def fetch(self, batch: Sequence[Listed]) -> Mapping[int, bytes]:
        """Return the bytes of messages; one whose file has gone meanwhile is missing."""
        found: dict[int, bytes] = {}
        for listed in batch:
            raw = self.fetch_piecewise(listed.uid)
            if raw is not None:
                found[listed.uid] = raw
        return found

    def fetch_piecewise(self, uid: int) -> bytes | None:
        """Return the bytes of one message, or None when its file is gone or has changed."""
        place = self._places.get(uid)
        try:
            raw = _read(place) if place else None
        except OSError:
            return None
        return raw if raw is not None and uid_of(raw) == uid else None

    def move(self, uids: Sequence[int]) -> None:
        """Do nothing: files stay where the person put them."""

    def close(self) -> None:
        """Do nothing: no file is kept open."""


def _messages(file: Path) -> Iterator[_Place]:
    size = file.stat().st_size
    with file.open("rb") as stream:
        is_mbox = bool(_SEPARATOR.match(stream.read(400))) and (file.suffix.lower() != ".eml")
        if not is_mbox or size == 0:
            yield _Place(file, 0, size, is_quoted=False)
            return
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield from _split_mbox(file, content, size)


def _split_mbox(file: Path, content: mmap.mmap, size: int) -> Iterator[_Place]:
    start: int | None = None
    for found in _SEPARATOR.finditer(content):
        # A sentence may begin with "From"; only after an empty line it begins a message.
        before = content[max(found.start() - 4, 0) : found.start()]
        if found.start() and not before.endswith((b"\n\n", b"\r\n\r\n")):
            continue
        if start is not None:
            yield _Place(file, start, found.start(), is_quoted=True)
        start = found.end()
    if start is not None:
        yield _Place(file, start, size, is_quoted=True)


def _read(place: _Place) -> bytes:
    with place.path.open("rb") as stream:
        if not place.is_quoted:
            return stream.read()
        stream.seek(place.start)
        raw = stream.read(place.end - place.start)
    # The empty line before the next separator belongs to the mbox, not to the message.
    whole = raw[:-1] if raw.endswith(b"\n\n") else raw[:-2] if raw.endswith(b"\r\n\r\n") else raw
    return _QUOTED_FROM.sub(rb"\1", whole)


def is_maildir(path: Path) -> bool:
    """Tell whether a folder is a Maildir."""
    return all((path / name).is_dir() for name in ("cur", "new"))
