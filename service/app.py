"""The only place that knows the real adapters: from settings to a database and the tools that steps are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from countries.packs import COUNTRY_PACKS, pack_for
from outbound.delivery import Journal, Sender
from outbound.house import BankDetails
from outbound.house import House as Writer
from service.clock import Clock, SystemClock
from service.database import Database
from service.jobs.bell import Bell, Silent
from service.opening import open_database
from service.sandbox.isolation import Limits
from service.sandbox.pool import Sandbox
from service.settings import Settings
from service.settings.keys import load_key
from service.store import FileStore
from service.tesseract import child_environment
from service.tools import House, Tools
from service.vault import Vault

_MIB = 1024 * 1024


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


@contextmanager
def started(settings: Settings, *, clock: Clock | None = None) -> Iterator[App]:
    """Start afstem for one command. A new database gets its tables; one of another version is not touched."""
    database = open_database(settings, make=True)
    try:
        with Sandbox(
            settings.schedule.workers or os.cpu_count() or 1,
            Limits(memory_bytes=settings.sandbox.memory_mb * _MIB),
            require_isolation=settings.sandbox.network == "deny",
            environment=child_environment(os.environ.get("PATH", os.defpath), settings.ocr.program, settings.ocr.data),
        ) as sandbox:
            yield App(settings, database, make_tools(settings, database, sandbox, clock or SystemClock()), sandbox)
    finally:
        database.dispose()


def make_tools(settings: Settings, database: Database, sandbox: Sandbox, clock: Clock) -> Tools:
    """Build what steps are given."""
    sender, journal, is_prompt = make_sender(settings)
    return Tools(
        sandbox=sandbox,
        store=FileStore(settings.store.path / "blobs"),
        vault=Vault(load_key(settings)),
        clock=clock,
        bell=make_bell(database),
        pack=pack_for(settings.country),
        packs=COUNTRY_PACKS,
        policy=settings.make_policy(),
        house=make_house(settings),
        sender=sender,
        journal=journal,
        journal_is_prompt=is_prompt,
        reread=settings.ocr.reread,
        pages_at_once=settings.ocr.pages_at_once,
        seconds=settings.sandbox.seconds,
        max_pages=settings.sandbox.max_pages,
        max_attempts=settings.schedule.attempts,
        lease=timedelta(seconds=settings.schedule.lease_seconds),
    )


def make_bell(database: Database) -> Bell:
    """Return the bell of the engine that the database calls for."""
    if database.is_sqlite:
        return Silent()
    from service.jobs.distributed import PostgresBell

    return PostgresBell(database)


def make_sender(settings: Settings) -> tuple[Sender, Journal | None, bool]:
    """Return what takes letters out of the house, and the journal that knows what was sent, with whether it is prompt."""
    chosen = settings.sender
    if chosen.kind == "files":
        from outbound.files import FolderJournal, FolderSender

        folder = settings.outbox_folder
        folder.mkdir(parents=True, exist_ok=True)
        return FolderSender(folder), FolderJournal(folder), True
    from outbound.files import MaildirJournal
    from outbound.smtp import SmtpSender
    from outbound.smtp_client import Security, SmtpServer

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
    return SmtpSender(server), MaildirJournal(chosen.journal) if chosen.journal else None, False


def make_house(settings: Settings) -> House:
    """Return who we are."""
    council, address = settings.council, settings.sender.address or "afstem@council.example"
    lines, published = tuple(council.bank_details.items()), council.bank_details_published_at
    bank = BankDetails(council.name, lines, published) if lines and published else None
    writer = Writer(
        council=council.name,
        team=council.contact_name or council.name,
        email=council.contact_email or settings.sender.reply_to or address,
        phone=council.contact_phone,
        secure_channel=council.secure_channel,
        e_invoice_address=next(iter(settings.policy.buyer_gln or ()), None),
        complaints=council.complaints,
        bank=bank,
    )
    return House(
        writer=writer,
        language=council.language or pack_for(settings.country).language,
        address=address,
        reply_to=settings.sender.reply_to or address,
        domain=settings.sender.domain or address.rpartition("@")[2],
        auto_approve=settings.sender.auto_approve,
        hold_minutes=settings.sender.hold_minutes,
    )
