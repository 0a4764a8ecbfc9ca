"""Mail in and mail out: every mailbox is opened, the mail server is greeted; nothing is read and nothing is sent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from models.errors import AfstemError
from service.doctor.check import Check, fail, ok, warn
from service.settings import MailboxSettings, Settings

_SECONDS = 15


def check_mailboxes(settings: Settings) -> Iterator[Check]:
    """Whether each mailbox can be opened."""
    if not settings.mailboxes:
        mend = "Add [mailboxes.NAME] to the settings, or bring mail in with `afstem ingest`."
        yield warn("mailboxes", "none is configured", mend)
    for name, mailbox in settings.mailboxes.items():
        yield _check_imap(name, mailbox) if mailbox.kind == "imap" else _check_folder(name, mailbox)


def _check_folder(name: str, mailbox: MailboxSettings) -> Check:
    path = mailbox.path
    assert path is not None
    label, key = f"mailbox {name}", f"mailboxes.{name}.path"
    if not path.is_dir():
        return fail(label, f"{path} is not a folder", f"Make it, or correct {key}.")
    if not os.access(path, os.R_OK | os.X_OK):
        return fail(label, f"{path} cannot be read by this user", f"Correct its permissions, or {key}.")
    if mailbox.kind == "maildir" and not all((path / part).is_dir() for part in ("new", "cur")):
        return fail(label, f"{path} is not a Maildir (it lacks new or cur)", f"Correct {key}, or choose kind files.")
    return ok(label, f"{mailbox.kind} {path}")


def _check_imap(name: str, mailbox: MailboxSettings) -> Check:
    """Log in and open the folder without changing anything."""
    from service.mail_in import open_mailbox

    label = f"mailbox {name}"
    source = open_mailbox(name, mailbox)
    try:
        source.open()
        count = len(source.all_uids())
    except AfstemError as error:
        what, _, mend = str(error).partition(". ")
        return fail(label, what, mend or f"Start the server, or correct [mailboxes.{name}].")
    finally:
        source.close()
    return ok(label, f"{mailbox.user} at {mailbox.host}, {mailbox.folder}: {count} messages")


def check_sender(settings: Settings) -> Iterator[Check]:
    """Whether letters can leave."""
    if settings.sender.kind == "files":
        yield from _check_outbox(settings.outbox_folder)
        return
    from outbound.smtp import SmtpSender
    from service.app import make_sender

    sender, _, _ = make_sender(settings)
    assert isinstance(sender, SmtpSender)
    assert settings.sender.address is not None
    problem = SmtpSender(replace(sender.server, timeout=_SECONDS)).try_out(settings.sender.address)
    place = f"{sender.server.host}:{sender.server.port}"
    if problem is None:
        yield ok("sender", f"{place}, {settings.sender.tls}{', logged in' if settings.sender.user else ''}")
    else:
        yield fail("sender", problem.why, "Correct [sender] in the settings; letters wait until then.")


def _check_outbox(folder: Path) -> Iterator[Check]:
    if folder.exists() and not os.access(folder, os.W_OK):
        yield fail("sender", f"{folder} cannot be written to", "Correct sender.path or its permissions.")
    else:
        yield ok("sender", f"letters are written to {folder}; none is sent")
