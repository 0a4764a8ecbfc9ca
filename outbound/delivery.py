"""What came of sending a letter, and who can say whether one was sent before.

Acceptance by a mail server and the news of it are two things (RFC 1047): the connection can be lost between them. So there
is a fourth outcome beside sent, again and never: `InDoubt`. Such a letter is looked for in a journal; it is not sent again
because somebody hopes that it was not taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Phase(StrEnum):
    """How far the conversation with the mail server had come."""

    CONNECT = "connect"
    TLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    #: The message was on its way, its end had not been sent: the server cannot have taken it.
    DATA = "data"
    #: The end had been sent: from here on the server may have taken it.
    AFTER_DATA = "after-data"


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took the letter; `answer` is what it said (often its queue number)."""

    answer: str


@dataclass(frozen=True, slots=True)
class Retry:
    """The letter was surely not taken; try again later.

    `code` is a stable word for reports: `no-connection`, `delivery-not-secure`, `login-refused`, `server-refuses-us`,
    `refused-for-now`. The first four concern every letter, not this one.
    """

    code: str
    phase: Phase
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The server refused this letter for good, or it can never be sent as it is."""

    phase: Phase
    why: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The letter may or may not have been taken."""

    why: str


Outcome = Sent | Retry | Failed | InDoubt


class Sender(Protocol):
    """Something that takes one letter for one recipient out of the house."""

    def send(self, message: bytes, envelope_from: str, to: str) -> Outcome:
        """Send the exact bytes. Never raises for what the world does: every fate is an outcome."""
        ...


class Trace(StrEnum):
    """What a journal says about a letter."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    #: The journal could not be read, or not all of it: no conclusion may be drawn.
    UNKNOWN = "unknown"


class Journal(Protocol):
    """A place where copies of sent letters end up: a sent-items folder, a journal mailbox, a folder of files."""

    def find(self, message_id: str) -> Trace:
        """Look for a letter of ours by its Message-ID."""
        ...
