"""A folder instead of a mail server: every letter a file, for trying things out; and folders as journals of what was sent."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outbound.addresses import UnsafeAddress, parse_address
from outbound.delivery import Failed, Outcome, Phase, Retry, Sent, Trace

_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,250})>[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_UNSAFE_IN_NAMES = re.compile(r"[^A-Za-z0-9.@_-]")
_LONGEST_HEADER = 64 * 1024


@dataclass(frozen=True, slots=True)
class FolderSender:
    """Keeps each letter as `MESSAGE-ID.eml` in a folder. The same letter again changes nothing."""

    folder: Path

    def send(self, message: bytes, envelope_from: str, to: str) -> Outcome:
        """Write the letter so that it is whole on the disk, or not there at all."""
        try:
            parse_address(to)
            parse_address(envelope_from, "sender")
        except UnsafeAddress as error:
            return Failed(Phase.CONNECT, str(error))
        found = _MESSAGE_ID.search(_header(message))
        if found is None:
            return Failed(Phase.DATA, "The letter has no Message-ID, so it could not be recognised later. Render it again.")
        path = self.folder / file_name(found[1].decode("ascii", "replace"))
        try:
            return _keep(path, message)
        except OSError as error:
            why = f"Cannot write to {self.folder}: {error.strerror}. Make room or give the right to write there."
            return Retry("no-connection", Phase.DATA, why)


@dataclass(frozen=True, slots=True)
class FolderJournal:
    """Asks the folder that `FolderSender` writes to."""

    folder: Path

    def find(self, message_id: str) -> Trace:
        """Say whether the letter is there; a folder that is not there says nothing."""
        if not self.folder.is_dir():
            return Trace.UNKNOWN
        return Trace.FOUND if (self.folder / file_name(message_id.strip().strip("<>"))).is_file() else Trace.NOT_FOUND


@dataclass(frozen=True, slots=True)
class MaildirJournal:
    """Asks a Maildir to which copies of all sent letters are delivered. Keep it small: every header is read."""

    folder: Path

    def find(self, message_id: str) -> Trace:
        """Look for the letter in `new` and `cur`. One file that cannot be read leaves a miss open."""
        wanted = message_id.strip().strip("<>").encode("ascii", "replace")
        if not all((self.folder / part).is_dir() for part in ("new", "cur")):
            return Trace.UNKNOWN
        missed = False
        try:
            for path in _maildir_files(self.folder):
                identifier = _identifier_in(path)
                if identifier == wanted:
                    return Trace.FOUND
                missed = missed or identifier is None
        except OSError:
            return Trace.UNKNOWN
        return Trace.UNKNOWN if missed else Trace.NOT_FOUND


def file_name(message_id: str) -> str:
    """Return the file name of a letter; ours hold a number and a signature, never a person's data.

    >>> file_name("out.12.5c56817f42c98d49@council.example")
    'out.12.5c56817f42c98d49@council.example.eml'
    """
    return _UNSAFE_IN_NAMES.sub("_", message_id).lstrip(".")[:200] + ".eml"


def _keep(path: Path, message: bytes) -> Outcome:
    if path.exists():
        if path.read_bytes() == message:
            return Sent(f"already in {path.name}")
        return Failed(Phase.DATA, f"Another letter is in {path.name} already; two letters must not share a Message-ID.")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write(temporary, message)
        # A link, unlike a rename, never replaces a letter that another process wrote in the meantime.
        os.link(temporary, path)
    except FileExistsError:
        return _keep(path, message)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(path.parent)
    return Sent(f"written to {path.name}")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _maildir_files(folder: Path) -> Iterator[Path]:
    for part in ("new", "cur"):
        with os.scandir(folder / part) as entries:
            yield from (Path(entry.path) for entry in entries if entry.is_file())


def _identifier_in(path: Path) -> bytes | None:
    """Return the Message-ID of a file, empty when it has none, None when the file could not be read."""
    try:
        with path.open("rb") as file:
            header = _header(file.read(_LONGEST_HEADER))
    except OSError:
        # Also when a mail program moved it from `new` to `cur` while we looked: the next look finds it.
        return None
    found = _MESSAGE_ID.search(header)
    return found[1] if found else b""


def _header(message: bytes) -> bytes:
    """Return the message up to its first empty line."""
    ends = [place for place in (message.find(b"\r\n\r\n"), message.find(b"\n\n")) if place >= 0]
    return message[: min(ends, default=len(message)) + 2]
