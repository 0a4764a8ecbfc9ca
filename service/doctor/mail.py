"""Mail in and mail out: every mailbox is opened, the mail server is greeted; nothing is read and nothing is sent."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

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
    from imapclient.exceptions import IMAPClientError, LoginError

    label, key = f"mailbox {name}", f"mailboxes.{name}"
    place = f"{mailbox.user} at {mailbox.host}"
    try:
        count = _count_messages(mailbox)
    except LoginError:
        mend = f"Check {key}.user and the password; with oauth2 the token may have run out."
        return fail(label, f"{place}: the login was refused", mend)
    except ssl.SSLCertVerificationError as error:
        return fail(label, f"{mailbox.host}: its certificate is not trusted ({error.verify_message})", f"Set {key}.ca_file.")
    except IMAPClientError:
        return fail(
            label, f"{place}: the folder {mailbox.folder} cannot be opened", f"Correct {key}.folder or its permissions."
        )
    except OSError as error:
        return fail(
            label, f"{mailbox.host} does not answer ({error.strerror or error})", f"Start it, or correct {key}.host, port, tls."
        )
    return ok(label, f"{place}, {mailbox.folder}: {count} messages")


def _count_messages(mailbox: MailboxSettings) -> int:
    from imapclient import IMAPClient

    context = ssl.create_default_context()
    if mailbox.ca_file is not None:
        context.load_verify_locations(mailbox.ca_file)
    implicit = mailbox.tls == "implicit"
    port = mailbox.port or (993 if implicit else 143)
    with IMAPClient(
        mailbox.host, port=port, ssl=implicit, ssl_context=context if implicit else None, timeout=_SECONDS
    ) as client:
        if mailbox.tls == "starttls":
            client.starttls(ssl_context=context)
        secret = mailbox.password.get_secret_value() if mailbox.password else ""
        if mailbox.auth == "oauth2":
            client.oauth2_login(mailbox.user, secret)
        else:
            client.login(mailbox.user, secret)
        return int(client.select_folder(mailbox.folder, readonly=True)[b"EXISTS"])


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
