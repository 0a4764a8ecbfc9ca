"""Mail in: from the settings to open mailboxes, and one poll of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.fetching import PollOptions
from ingest.mailboxes.credentials import Password, Token
from ingest.mailboxes.files import FilesSource
from ingest.mailboxes.maildir import MaildirSource
from ingest.mailboxes.paths import open_paths
from ingest.mailboxes.source import MailSource
from ingest.poll import PollReport, poll_mailbox
from models.errors import AfstemError, UsageError
from service.app import App
from service.ledger import DatabaseLedger
from service.room import shortage
from service.settings import MailboxSettings

_MIB = 1024 * 1024
Progress = Callable[[int, int], None]


def _quiet(_done: int, _all: int) -> None:
    return None


def open_mailbox(name: str, mailbox: MailboxSettings) -> MailSource:
    """Return the source of a configured mailbox; it connects when it is polled."""
    if mailbox.kind == "imap":
        from ingest.mailboxes.imap import ImapServer, ImapSource, Tls

        assert mailbox.host is not None
        server = ImapServer(host=mailbox.host, port=mailbox.port, tls=Tls(mailbox.tls), ca_file=mailbox.ca_file)
        return ImapSource(name, server, _credentials(mailbox), mailbox.folder, mailbox.processed_folder)
    assert mailbox.path is not None
    if mailbox.kind == "maildir":
        return MaildirSource(mailbox.path, name, mailbox.folder, mailbox.processed_folder)
    return FilesSource([mailbox.path], name)


def _credentials(mailbox: MailboxSettings) -> Password | Token:
    secret = mailbox.password.get_secret_value() if mailbox.password else ""
    user = mailbox.user or ""
    if mailbox.auth == "oauth2":
        return Token(user, lambda _fresh: _current_token(mailbox, secret))
    return Password(user, secret)


def _current_token(mailbox: MailboxSettings, given: str) -> str:
    """Read the token anew: another program renews the file."""
    return mailbox.password_file.read_text(encoding="ascii").strip() if mailbox.password_file else given


def poll_one(app: App, source: MailSource, options: PollOptions, progress: Progress) -> PollReport:
    """Poll one mailbox once; without room for what may come nothing is fetched, and the report says so."""
    short = shortage(app.settings)
    if short is not None:
        return PollReport(source.mailbox, source.folder, problem=short)
    ledger = DatabaseLedger(app.database, app.tools.bell)
    return poll_mailbox(source, ledger, app.tools.store, app.tools.clock.now, options, progress)


def poll_mailboxes(
    app: App, names: Sequence[str] = (), *, reconcile: bool = False, progress: Progress = _quiet
) -> list[PollReport]:
    """Poll the named mailboxes, or all of them, once. A mailbox that fails does not keep the others from being polled."""
    configured = app.settings.mailboxes
    for name in names:
        if name not in configured:
            known = ", ".join(configured) or "none are set up"
            raise UsageError(f"There is no mailbox {name!r} in the settings ({known}). Add a table [mailboxes.{name}].")
    if not configured:
        raise UsageError(
            "No mailbox is set up. Add one to the settings, for example [mailboxes.invoices] with kind, host and user."
        )
    return [_poll_configured(app, name, reconcile=reconcile, progress=progress) for name in names or configured]


def _poll_configured(app: App, name: str, *, reconcile: bool, progress: Progress) -> PollReport:
    mailbox = app.settings.mailboxes[name]
    source = open_mailbox(name, mailbox)
    options = PollOptions(largest=mailbox.max_message_mb * _MIB, move=mailbox.processed_folder is not None, reconcile=reconcile)
    try:
        with app.database.alone(f"mailbox {name}") as is_mine:
            if not is_mine:
                return PollReport(name, mailbox.folder)
            return poll_one(app, source, options, progress)
    except AfstemError as error:
        return PollReport(name, mailbox.folder, problem=str(error))
    finally:
        source.close()


def ingest_paths(app: App, paths: Sequence[Path], mailbox: str, progress: Progress = _quiet) -> list[PollReport]:
    """Take in mail from files, folders, Maildirs and mbox files, exactly as if it had been fetched."""
    reports = []
    with app.database.alone(f"mailbox {mailbox}", wait=True):
        for source in open_paths(paths, mailbox):
            reports.append(poll_one(app, source, PollOptions(largest=1024 * _MIB), progress))
            source.close()
    return reports
