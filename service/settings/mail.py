"""Where mail comes from and how letters leave."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from service.settings.kinds import (
    MailAddress,
    Port,
    Secret,
    SecretFile,
    Texts,
)
from service.settings.section import LOOPBACK, Section


class MailboxSettings(Section):
    """One shared mailbox. The table's name is the mailbox's name: `[mailboxes.invoices]`."""

    kind: Literal["imap", "maildir", "files"] = Field(
        description="`imap` for a mail server, `maildir` for a folder in Maildir form, `files` for a folder of .eml files."
    )
    host: str | None = Field(default=None, description="The IMAP server's name.")
    port: Port | None = Field(default=None, description="Its port. Default: 993, with STARTTLS 143.")
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="implicit", description="`none` is allowed on this machine only."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates to trust beside the system's, for a server of your own."
    )
    user: str | None = Field(default=None, description="The name to log in with.")
    auth: Literal["password", "oauth2"] = Field(
        default="password",
        description="How to log in. With `oauth2` the secret is an access token that another program renews in `password_file`.",
    )
    password: Secret = Field(default=None, description="The password.")
    password_file: SecretFile = Field(default=None, description="A file that holds the password.")
    folder: str = Field(default="INBOX", description="The folder that is read.")
    processed_folder: str | None = Field(
        default=None, description="Where mail is moved once it is safe. Empty: mail stays where it is."
    )
    path: Path | None = Field(default=None, description="The folder, for kinds `maildir` and `files`.")
    max_message_mb: Annotated[int, Field(ge=1, le=1024)] = Field(
        default=100, description="Larger mails are left on the server and reported, in MiB."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "imap" and not (self.host and self.user):
            raise ValueError("a mailbox of kind imap needs `host` and `user`")
        if self.kind != "imap" and self.path is None:
            raise ValueError(f"a mailbox of kind {self.kind} needs `path`")
        if self.kind == "imap" and self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError("`tls` may be none only on this machine (localhost); a password would travel in the clear")
        return self


class SenderSettings(Section):
    """How letters leave the house."""

    kind: Literal["smtp", "files"] = Field(
        default="files", description="`smtp` for a mail server; `files` writes each letter to a folder and sends nothing."
    )
    host: str | None = Field(default=None, description="The SMTP server's name.")
    port: Port | None = Field(default=None, description="Its port. Default: 587, with implicit TLS 465.")
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="starttls", description="`none` is allowed on this machine only."
    )
    ca_file: Path | None = Field(
        default=None, description="Certificates to trust beside the system's, for a server of your own."
    )
    user: str | None = Field(default=None, description="The name to log in with; empty when the server wants none.")
    password: Secret = Field(default=None, description="The password.")
    password_file: SecretFile = Field(default=None, description="A file that holds the password.")
    address: MailAddress | None = Field(default=None, description="The address letters come from.")
    reply_to: MailAddress | None = Field(
        default=None, description="The address answers go to: one of the mailboxes. Default: the address above."
    )
    domain: str | None = Field(default=None, description="The domain in Message-IDs. Default: the address's.")
    journal: Path | None = Field(
        default=None,
        description="A Maildir that gets a copy of every letter sent (a journal rule does that): it clears up lost answers.",
    )
    hold_minutes: Annotated[int, Field(ge=0, le=1440)] = Field(
        default=10, description="How long an approved letter waits, so that it can be taken back."
    )
    auto_approve: Texts = Field(
        default=(), description="Letters that need no person's approval, such as invoice-correction. Empty: all need one."
    )
    path: Path | None = Field(default=None, description="The folder, for kind `files`. Default: `outbox` in the store.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "smtp" and not (self.host and self.address):
            raise ValueError("a sender of kind smtp needs `host` and `address`")
        if self.kind == "smtp" and self.tls == "none" and self.host not in LOOPBACK:
            raise ValueError("`tls` may be none only on this machine (localhost); letters would travel in the clear")
        return self
