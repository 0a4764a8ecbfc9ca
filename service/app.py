"""The only place that knows the real adapters: from settings to a database and the tools that steps are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from countries.packs import COUNTRY_PACKS, pack_for
from outbound.delivery import Journal, Sender
from service.clock import Clock, SystemClock
from service.database import Database
from service.jobs.bell import Bell, Silent
from service.settings import Settings
from service.store import FileStore
from service.tools import House, Tools
from service.vault import Vault

if TYPE_CHECKING:
    from service.sandbox.pool import Sandbox


@dataclass(frozen=True, slots=True)
class App:
    """A started afstem: everything that was configured, ready to work."""

    settings: Settings
    database: Database
    tools: Tools
    sandbox: Sandbox

    @property
    def workers(self) -> int:
        """How many documents are worked on side by side."""
        return self.settings.schedule.workers or os.cpu_count() or 1

    def close(self) -> None:
        """Let go of everything."""
        self.sandbox.close()
        self.database.dispose()


@contextmanager
def started(settings: Settings, *, clock: Clock | None = None, migrate: bool = True) -> Iterator[App]:
    """Start afstem for one command. An empty database gets its tables; one of another version is not touched."""
    app = build_app(settings, clock=clock, migrate=migrate)
    try:
        yield app
    finally:
        app.close()


def build_app(settings: Settings, *, clock: Clock | None = None, migrate: bool = True) -> App:
    """Build the application from its settings."""
    from service.opening import open_database
    from service.sandbox.isolation import Limits
    from service.sandbox.pool import Sandbox
    from service.settings.keys import load_key

    database = open_database(settings, make=migrate)
    sandbox = Sandbox(
        workers=settings.schedule.workers or os.cpu_count() or 1,
        limits=Limits(memory_bytes=settings.sandbox.memory_mb * 2**20),
        require_isolation=settings.sandbox.network == "deny",
    )
    sender, journal, prompt = make_sender(settings)
    tools = Tools(
        sandbox=sandbox,
        store=FileStore(settings.store.path / "blobs"),
        vault=Vault(load_key(settings)),
        clock=clock or SystemClock(),
        bell=make_bell(database),
        pack=pack_for(settings.country),
        packs=COUNTRY_PACKS,
        policy=settings.make_policy(),
        house=make_house(settings),
        sender=sender,
        journal=journal,
        journal_is_prompt=prompt,
        bar=settings.ocr.bar,
        seconds=settings.sandbox.seconds,
        max_pages=settings.sandbox.max_pages,
        max_attempts=settings.schedule.attempts,
        lease=timedelta(seconds=settings.schedule.lease_seconds),
    )
    return App(settings, database, tools, sandbox)


def make_bell(database: Database) -> Bell:
    """Return the bell of the engine that the database calls for."""
    if database.is_sqlite:
        return Silent()
    from service.jobs.distributed import PostgresBell

    return PostgresBell(database)


def make_sender(settings: Settings) -> tuple[Sender, Journal | None, bool]:
    """Return what takes letters out of the house, and the journal that knows what was sent, with whether it is prompt."""
    if settings.sender.kind == "files":
        from outbound.files import FolderJournal, FolderSender

        folder = settings.outbox_folder
        folder.mkdir(parents=True, exist_ok=True)
        return FolderSender(folder), FolderJournal(folder), True
    from outbound.smtp import SmtpSender
    from outbound.smtp_client import Security, SmtpServer

    chosen = settings.sender
    security = {"implicit": Security.TLS, "starttls": Security.STARTTLS, "none": Security.NONE}[chosen.tls]
    assert chosen.host is not None
    server = SmtpServer(
        host=chosen.host,
        port=chosen.port or (465 if security is Security.TLS else 587),
        security=security,
        user=chosen.user,
        password=chosen.password.get_secret_value() if chosen.password else None,
        ca_file=str(chosen.ca_file) if chosen.ca_file else None,
    )
    if chosen.journal is None:
        return SmtpSender(server), None, False
    from outbound.files import MaildirJournal

    return SmtpSender(server), MaildirJournal(chosen.journal), False


def make_house(settings: Settings) -> House:
    """Return who we are."""
    address = settings.sender.address or "afstem@localhost.example"
    pack = pack_for(settings.country)
    return House(
        name=settings.council.name,
        language=settings.council.language or pack.language,
        address=address,
        reply_to=settings.sender.reply_to or address,
        domain=settings.sender.domain or address.rpartition("@")[2],
        contact_name=settings.council.contact_name,
        contact_email=settings.council.contact_email,
        contact_phone=settings.council.contact_phone,
        bank_details=settings.council.bank_details,
        auto_approve=settings.sender.auto_approve,
        hold_minutes=settings.sender.hold_minutes,
    )
