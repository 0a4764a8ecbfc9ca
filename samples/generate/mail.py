"""Mails as mail servers hand them over: trace headers on top, the sender's headers below, fixed boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from samples.generate.values import Part


@dataclass(frozen=True)
class Mail:
    """What a mail says. `auth` is the verdict of the council's own gateway on its sender."""

    message_id: str
    sender: str
    sender_name: str
    to: str
    sent_at: datetime
    subject: str
    body: str
    parts: tuple[Part, ...] = ()
    html: str | None = None
    auth: str = "pass"
    charset: str = "utf-8"
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    extra_headers: tuple[tuple[str, str], ...] = ()
    return_path: str | None = None


def write_mail(mail: Mail) -> bytes:
    """Return the mail's bytes, the same for the same mail."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(mail.sender_name, addr_spec=mail.sender)
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.sent_at)
    message["Message-ID"] = mail.message_id
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
        message["References"] = " ".join((*mail.references, mail.in_reply_to))
    for name, value in mail.extra_headers:
        message[name] = value
    message.set_content(mail.body, charset=mail.charset, cte="quoted-printable" if not mail.body.isascii() else None)
    if mail.html:
        message.add_alternative(mail.html, subtype="html", charset=mail.charset, cte="quoted-printable")
    for part in mail.parts:
        _attach(message, part)
    _fix_boundaries(message, mail.message_id)
    return _trace(mail) + message.as_bytes()


def _attach(message: EmailMessage, part: Part) -> None:
    if part.content_type == "message/rfc822":
        from email import message_from_bytes

        nested = message_from_bytes(part.content, policy=SMTP)
        assert isinstance(nested, EmailMessage)
        message.add_attachment(nested)
        return
    main, _, sub = part.content_type.partition("/")
    message.add_attachment(
        part.content, maintype=main, subtype=sub, filename=part.filename, disposition=part.disposition,
        cid=f"<{part.content_id}>" if part.content_id else None,
    )  # fmt: skip


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    from hashlib import sha256

    nested = {id(inner) for part in message.walk() if part.get_content_type() == "message/rfc822" for inner in part.walk()}
    nested -= {id(part) for part in message.walk() if part.get_content_type() == "message/rfc822"}
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart" and id(part) not in nested:
            part.set_boundary(f"=_{sha256(f'{seed}{number}'.encode()).hexdigest()[:24]}")


def _trace(mail: Mail) -> bytes:
    """The headers that servers on the way put on top."""
    ours = mail.to.rpartition("@")[2].rstrip(">")
    theirs = mail.sender.rpartition("@")[2]
    received = format_datetime((mail.sent_at + timedelta(seconds=7)).astimezone(UTC))
    handed = format_datetime(mail.sent_at + timedelta(seconds=2))
    path = mail.sender if mail.return_path is None else mail.return_path
    tag = mail.message_id.strip("<>").partition("@")[0][-12:]
    lines = [
        f"Return-Path: <{path}>",
        f"Received: from mail.{theirs} (mail.{theirs} [192.0.2.{len(theirs)}])\r\n\tby mx.{ours} with ESMTPS id {tag};\r\n\t{received}",
        (
            f"Authentication-Results: mx.{ours};\r\n\tspf={mail.auth} smtp.mailfrom={theirs};\r\n\tdkim={mail.auth} header.d={theirs};"
            f"\r\n\tdmarc={mail.auth} header.from={theirs}"
        ),
        f"Received: from workstation.{theirs} ([198.51.100.23])\r\n\tby mail.{theirs} with ESMTPSA id {tag[::-1]};\r\n\t{handed}",
    ]
    return "\r\n".join([*lines, ""]).encode()


def bounce(mail_id: str, council: str, at: datetime, recipient: str, original_id: str, original_subject: str) -> bytes:
    """A delivery status notification (RFC 3464) for one of the council's own mails."""
    domain = recipient.rpartition("@")[2]
    mailer = f"postmaster@{domain}"
    boundary = "=_dsn" + mail_id.strip("<>").partition("@")[0][-10:]
    text = (
        f"This is the mail system at host mail.{domain}.\r\n\r\nYour message could not be delivered to one or more recipients.\r\n\r\n"
        f"<{recipient}>: host mail.{domain} said: 550 5.1.1 User unknown\r\n"
    )
    status = (
        f"Reporting-MTA: dns; mail.{domain}\r\nArrival-Date: {format_datetime(at)}\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n"
    )
    headers = f"From: finance@{council}\r\nTo: {recipient}\r\nSubject: {original_subject}\r\nMessage-ID: {original_id}\r\n"
    shell = Mail(mail_id, mailer, "Mail Delivery System", f"finance@{council}", at, "", "", return_path="")
    body = "".join(
        f"--{boundary}\r\nContent-Type: {kind}\r\n\r\n{content}\r\n"
        for kind, content in (
            ("text/plain; charset=us-ascii", text),
            ("message/delivery-status", status),
            ("text/rfc822-headers", headers),
        )
    )
    head = (
        f"From: Mail Delivery System <{mailer}>\r\nTo: finance@{council}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Date: {format_datetime(at)}\r\nMessage-ID: {mail_id}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
    )
    return _trace(shell) + (head + body + f"--{boundary}--\r\n").encode()
