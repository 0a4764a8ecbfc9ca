"""A message as it lay in the mailbox, as it was read, and the documents it carries.

Addresses, subjects, texts and file names may name people, so no `repr` shows them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.wire import from_wire, to_wire


@dataclass(frozen=True, slots=True, order=True)
class MessageKey:
    """Where a message was seen. The four together never mean another message (RFC 9051, 2.3.1.1)."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The exact bytes of one message and where they were seen."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    internal_date: datetime | None
    raw: bytes = field(repr=False)

    @property
    def key(self) -> MessageKey:
        """Where it was seen."""
        return MessageKey(self.mailbox, self.folder, self.uidvalidity, self.uid)

    @property
    def sha256(self) -> str:
        """The hash of the raw bytes, in hex."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Address:
    """One address as it stands in a header: lower-cased address, and the name shown beside it."""

    address: str = field(repr=False)
    name: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """What follows the last @, or an empty string."""
        return self.address.rpartition("@")[2] if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Defect:
    """Something in a message that could not be read as it should: a stable code and a sentence without its contents."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a message. `path` counts from 1 at each level ("1.2"); `filename` is as given, never a path to write to."""

    path: str
    content_type: str
    #: What the bytes themselves say, whatever the sender claimed.
    sniffed: str
    content: bytes = field(repr=False)
    filename: str | None = field(default=None, repr=False)
    #: The name made safe to show: no folders, no control or direction characters, at most 120 characters.
    display_name: str = field(default="", repr=False)
    disposition: str | None = None
    content_id: str | None = field(default=None, repr=False)
    charset: str | None = None
    #: True of the leaves the reader of the mail sees as its text.
    is_body: bool = False
    #: True inside a message attached to the message.
    nested: bool = False

    @property
    def size(self) -> int:
        """Bytes after transfer decoding."""
        return len(self.content)

    @property
    def sha256(self) -> str:
        """The hash of the decoded bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class NestedMessage:
    """The headers of a message attached to the message: evidence only, whoever attached it can have written them."""

    path: str
    message_id: str | None = field(repr=False)
    subject: str = field(repr=False)
    sender: Address | None = field(repr=False)
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One method of an Authentication-Results header: `method` spf, dkim, dmarc, compauth, with the domain it speaks of."""

    method: str
    result: str
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Authentication:
    """The topmost Authentication-Results header: the only one our own boundary can have written."""

    server: str | None
    results: tuple[AuthenticationResult, ...]

    def result(self, method: str) -> str | None:
        """Return the first result of a method ("pass", "fail" ...), or None when it is not there."""
        return next((entry.result for entry in self.results if entry.method == method), None)


class Permanence(StrEnum):
    """Whether a letter that came back may get through later."""

    #: The address does not take mail: nothing more is sent to it until a person has changed it.
    HARD = "hard"
    #: Full, busy or suspected: may work later.
    SOFT = "soft"
    #: Not lost yet: the server goes on trying, or it was delivered after all.
    DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail system says became of one recipient (RFC 3464), read from fields or from prose."""

    recipient: str | None = field(repr=False)
    action: str
    #: Enhanced status code (RFC 3463), "5.1.1"; None when the report gives none.
    status: str | None
    permanence: Permanence
    original_message_id: str | None = field(default=None, repr=False)
    diagnostic: str = field(default="", repr=False)
    #: "rfc3464", "prose" or "flufl": how it was read.
    read_by: str = "rfc3464"


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message that was read as far as it could be; `defects` say what could not be.

    Ids are without angle brackets. `digest` is the logical message: the same mail in two mailboxes has the same.
    `return_path` is "" for the null sender `<>` and None when the header is missing.
    """

    sha256: str
    digest: str
    message_id: str | None = field(default=None, repr=False)
    subject: str = field(default="", repr=False)
    senders: tuple[Address, ...] = field(default=(), repr=False)
    reply_to: tuple[Address, ...] = field(default=(), repr=False)
    return_path: str | None = field(default=None, repr=False)
    to: tuple[Address, ...] = field(default=(), repr=False)
    cc: tuple[Address, ...] = field(default=(), repr=False)
    #: Delivered-To, X-Original-To, Envelope-To: where plus-addresses survive.
    delivered_to: tuple[str, ...] = field(default=(), repr=False)
    date: str | None = None
    sent_at: datetime | None = None
    #: When it came to us: the topmost Received header, else the mailbox's own date.
    received_at: datetime | None = None
    in_reply_to: tuple[str, ...] = field(default=(), repr=False)
    references: tuple[str, ...] = field(default=(), repr=False)
    #: Other headers that decide something, names in lower case, in their order.
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    authentication: Authentication | None = None
    text: str = field(default="", repr=False)
    #: The HTML bodies as plain text, tables kept as columns.
    html_text: str = field(default="", repr=False)
    parts: tuple[Part, ...] = ()
    nested: tuple[NestedMessage, ...] = ()
    delivery_reports: tuple[DeliveryReport, ...] = ()
    defects: tuple[Defect, ...] = ()

    @property
    def sender(self) -> Address | None:
        """The first From address. More than one is a reason for doubt."""
        return self.senders[0] if self.senders else None

    @property
    def body(self) -> str:
        """The plain text, or the HTML's text when there is no plain text."""
        return self.text if self.text.strip() else self.html_text

    def header(self, name: str) -> str | None:
        """Return the first value of a header that decides something, or None."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def defect_codes(self) -> frozenset[str]:
        """The codes of the defects."""
        return frozenset(defect.code for defect in self.defects)


class DocumentKind(StrEnum):
    """What a document is by its bytes."""

    PDF = "pdf"
    XML = "xml"
    IMAGE = "image"
    HEIC = "heic"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    DOCX = "docx"
    DOC = "doc"
    HTML = "html"
    TEXT = "text"
    RTF = "rtf"
    #: The text of the mail itself.
    BODY = "body"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MailDocument:
    """One thing to read. `path` says where in the message ("2", "2.zip.3", "body"); `content_type` is sniffed."""

    path: str
    kind: DocumentKind
    content_type: str
    content: bytes = field(repr=False)
    name: str = field(default="", repr=False)
    nested: bool = False

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that is not read, and why. `needs_person` marks what may hide a document: locked, broken, too large."""

    path: str
    code: str
    reason: str
    needs_person: bool
    sha256: str
    size: int
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Documents:
    """Every part of a message, each either to be read or left out with a reason."""

    documents: tuple[MailDocument, ...]
    left_out: tuple[LeftOut, ...]


def to_json(parsed: ParsedMessage) -> tuple[dict[str, Any], list[bytes]]:
    """Return a message as JSON-able data and the bytes of its parts."""
    return to_wire(parsed)


def from_json(data: Mapping[str, Any], blobs: Sequence[bytes]) -> ParsedMessage:
    """Return the message that `to_json` gave. Raises ValueError on anything else."""
    return from_wire(ParsedMessage, data, blobs)


def documents_to_json(documents: Documents) -> tuple[dict[str, Any], list[bytes]]:
    """Return documents as JSON-able data and their bytes."""
    return to_wire(documents)


def documents_from_json(data: Mapping[str, Any], blobs: Sequence[bytes]) -> Documents:
    """Return the documents that `documents_to_json` gave. Raises ValueError on anything else."""
    return from_wire(Documents, data, blobs)


_ID = re.compile(r"<([^<>\s]{1,990})>")


def normalise_message_id(text: str) -> str | None:
    r"""Return a Message-ID without brackets and folding, its domain in lower case; None when there is none.

    >>> normalise_message_id(" <20417.A@Mail.Example.ORG>\r\n")
    '20417.A@mail.example.org'
    >>> normalise_message_id("no-brackets@example.org")
    'no-brackets@example.org'
    >>> normalise_message_id("<>") is None
    True
    """
    joined = "".join(text[:2000].split())
    found = _ID.search(joined)
    inner = found[1] if found else joined.strip("<>")
    local, at, domain = inner.rpartition("@")
    return (local + at + domain.lower()) or None
