"""A good message and the files that come with one; a test says only what differs."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from ingest.ledger import Cursor, FetchedBatch, Gap, GapEnd, Sighting
from models.mail import MessageKey
from service.store import FileStore
from tests.servers.dovecot import Dovecot, running

MakeMail = Callable[..., bytes]

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def pdf() -> bytes:
    return PDF


@pytest.fixture
def make_mail() -> MakeMail:
    def make(
        *,
        text: str | None = "Hermed faktura 20417, i alt 67.290,00 kr.\n",
        html: str | None = None,
        files: Sequence[tuple[str, bytes, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        message = EmailMessage()
        given = {
            "From": "Elm Court <faktura@elmcourt.example>",
            "To": "invoices@council.example",
            "Subject": "Faktura 20417",
            "Message-ID": "<20417@elmcourt.example>",
            "Date": "Tue, 30 Jun 2026 11:12:00 +0200",
            **(headers or {}),
        }
        for name, value in given.items():
            if value:
                message[name] = value
        if text is not None:
            message.set_content(text)
        if html is not None:
            message.add_alternative(html, subtype="html") if text is not None else message.set_content(html, subtype="html")
        for name, content, kind in files:
            main, _, sub = kind.partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return message.as_bytes()

    return make


@pytest.fixture
def make_zip() -> Callable[[Mapping[str, bytes]], bytes]:
    def make(files: Mapping[str, bytes]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return packed.getvalue()

    return make


@pytest.fixture
def make_picture() -> Callable[[int, int], bytes]:
    def make(width: int, height: int) -> bytes:
        from PIL import Image

        drawn = io.BytesIO()
        Image.new("RGB", (width, height), "white").save(drawn, "PNG")
        return drawn.getvalue()

    return make


@dataclass
class MemoryLedger:
    """The ledger as a dictionary, with the promises of the Protocol checked as they are used."""

    cursors: dict[tuple[str, str], Cursor] = field(default_factory=dict)
    sightings: dict[MessageKey, Sighting] = field(default_factory=dict)
    work: dict[str, MessageKey] = field(default_factory=dict)
    gaps: dict[MessageKey, Gap] = field(default_factory=dict)
    ended: dict[MessageKey, GapEnd | None] = field(default_factory=dict)
    moved: set[MessageKey] = field(default_factory=set)
    epochs: list[int] = field(default_factory=list)
    reconciled: int = 0

    def cursor(self, mailbox: str, folder: str) -> Cursor | None:
        return self.cursors.get((mailbox, folder))

    def begin_epoch(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> Cursor:
        assert at.tzinfo is not None
        for key in list(self.gaps):
            self.ended[key] = None
            del self.gaps[key]
        self.epochs.append(uidvalidity)
        self.cursors[mailbox, folder] = Cursor(uidvalidity, 0)
        return self.cursors[mailbox, folder]

    def record(self, batch: FetchedBatch) -> None:
        for sighting in batch.sightings:
            self._see(sighting)
        for gap in batch.gaps:
            self.gaps.setdefault(gap.key, gap)
        cursor = self.cursors[batch.mailbox, batch.folder]
        assert cursor.uidvalidity == batch.uidvalidity
        assert batch.last_uid >= cursor.last_uid
        self.cursors[batch.mailbox, batch.folder] = Cursor(batch.uidvalidity, batch.last_uid)

    def _see(self, sighting: Sighting) -> None:
        self.sightings.setdefault(sighting.key, sighting)
        self.work.setdefault(sighting.sha256, sighting.key)

    def open_gaps(self, mailbox: str, folder: str, uidvalidity: int) -> list[Gap]:
        return [gap for key, gap in sorted(self.gaps.items()) if (key.mailbox, key.uidvalidity) == (mailbox, uidvalidity)]

    def settle_gap(self, key: MessageKey, end: GapEnd, sighting: Sighting | None, at: datetime) -> None:
        assert (sighting is not None) == (end is GapEnd.FILLED)
        del self.gaps[key]
        self.ended[key] = end
        if sighting is not None:
            self._see(sighting)

    def postpone_gap(self, gap: Gap) -> None:
        assert gap.key in self.gaps
        self.gaps[gap.key] = gap

    def unmoved(self, mailbox: str, folder: str, uidvalidity: int) -> list[int]:
        return sorted(key.uid for key in self.sightings if key not in self.moved and key.uidvalidity == uidvalidity)

    def mark_moved(self, mailbox: str, folder: str, uidvalidity: int, uids: Sequence[int], at: datetime) -> None:
        self.moved |= {MessageKey(mailbox, folder, uidvalidity, uid) for uid in uids}

    def known_uids(self, mailbox: str, folder: str, uidvalidity: int) -> set[int]:
        return {key.uid for key in (*self.sightings, *self.gaps, *self.ended) if key.uidvalidity == uidvalidity}

    def mark_reconciled(self, mailbox: str, folder: str, uidvalidity: int, at: datetime) -> None:
        self.reconciled += 1


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "blobs")


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running() as server:
        yield server


_users = itertools.count(1)


@pytest.fixture
def user() -> str:
    """A mailbox that no other test has."""
    return f"finance{next(_users)}"


@pytest.fixture
def make_ledger() -> Callable[[], MemoryLedger]:
    return MemoryLedger
