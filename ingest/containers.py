"""What is inside archives and Outlook's wrappings, with limits counted while reading: sizes in headers can lie."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.outlook import Enclosed

MOST_ENTRIES = 500
LARGEST = 200 * 1024 * 1024
#: Times a file may grow. Text and forms grow tenfold; a bomb a thousandfold.
MOST_GROWTH = 200
#: Below this the growth of a file says nothing.
_SMALL = 256 * 1024
DEEPEST_ARCHIVE = 2
_CHUNK = 64 * 1024
#: Attributes in a winmail.dat; each attachment has about ten.
_MOST_ATTRIBUTES = 5_000


@dataclass(slots=True)
class Budget:
    """How much one message may still unpack to."""

    octets: int = LARGEST
    entries: int = MOST_ENTRIES


class NotOpened(Exception):
    """A container that is left as it is: `code` and a sentence say why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


TOO_LARGE = (
    "It unpacks to more than 200 MB, to more than 500 files, or to more than 200 times its size. Ask for the files one by one."
)
BROKEN = "It is damaged or of a kind that cannot be opened. Ask the sender to send it again."
LOCKED = "It is locked with a password. Ask the sender for an unlocked copy."


def open_zip(content: bytes, budget: Budget) -> list[Enclosed]:
    """Return the files of a zip, all or none. Raises NotOpened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > budget.entries:
                raise NotOpened("archive-too-large", TOO_LARGE)
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise NotOpened("encrypted", LOCKED)
            if not all(_is_file(entry) for entry in entries):
                raise NotOpened("archive-broken", BROKEN)
            budget.entries -= len(entries)
            return [Enclosed(_read_entry(archive, entry, budget), _entry_name(entry)) for entry in entries]
    except NotOpened:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, KeyError, IndexError):
        raise NotOpened("archive-broken", BROKEN) from None
    except Exception as why:
        # Each way of packing has an error class of its own (zlib, lzma), and new ones come with new Pythons.
        raise NotOpened("archive-broken", BROKEN) from why


def _is_file(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return not mode or stat.S_ISREG(mode) or stat.S_IFMT(mode) == 0


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    kept = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            kept += chunk
            budget.octets -= len(chunk)
            grown = len(kept) > _SMALL and len(kept) > MOST_GROWTH * max(entry.compress_size, 1)
            if budget.octets < 0 or grown:
                raise NotOpened("archive-too-large", TOO_LARGE)
    return bytes(kept)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    # Without the UTF-8 mark the library has read code page 437; most programs wrote UTF-8 or the local page.
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def open_tnef(content: bytes, budget: Budget) -> list[Enclosed]:
    """Return the files of a winmail.dat ([MS-OXTNEF]). Raises NotOpened."""
    from tnefparse import TNEF

    _check_tnef(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = list(_tnef_files(TNEF(content, do_checksum=False), 0))
    except Exception as why:
        # The reader is old and not ours; whatever it stumbles over, the file stays and a person is told.
        raise NotOpened("archive-broken", BROKEN) from why
    budget.entries -= len(found)
    budget.octets -= sum(len(entry.content) for entry in found)
    if budget.entries < 0 or budget.octets < 0:
        raise NotOpened("archive-too-large", TOO_LARGE)
    return found


def _check_tnef(content: bytes) -> None:
    """Refuse what is cut off, which the reader would hand on as if whole, and what is made of too many pieces."""
    at = 6
    for _ in range(_MOST_ATTRIBUTES):
        if at + 9 > len(content):
            break
        # Level, id, type, length, the content itself, a checksum.
        at += 9 + int.from_bytes(content[at + 5 : at + 9], "little") + 2
    if at > len(content) or content[at:].strip(b"\0"):
        raise NotOpened("archive-broken", BROKEN)


def _tnef_files(opened: Any, depth: int) -> Iterator[Enclosed]:
    for attachment in opened.attachments[: MOST_ENTRIES + 1]:
        embedded = getattr(attachment, "embed", None)
        if embedded is not None and depth < 5:
            yield from _tnef_files(embedded, depth + 1)
            continue
        yield Enclosed(bytes(attachment.data or b""), _tnef_name(attachment))
    body = opened.htmlbody or opened.body
    if body:
        text = body if isinstance(body, str) else bytes(body).decode("cp1252", "replace")
        yield Enclosed(text.encode("utf-8", "replace"), None, "text/html" if opened.htmlbody else "text/plain", is_text=True)


def _tnef_name(attachment: Any) -> str | None:
    try:
        name = attachment.long_filename()
    except (UnicodeError, ValueError, IndexError):
        return None
    return name.decode("cp1252", "replace") if isinstance(name, bytes) else str(name) or None
