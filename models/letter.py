"""Outgoing mail: one recipient, one case, one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class LetterState(StrEnum):
    """Where a letter is on its way out; the names are part of the contract."""

    DRAFT = "draft"
    APPROVED = "approved"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    #: The answer of the mail server was lost: it may or may not have been taken. A person or the journal decides.
    IN_DOUBT = "in-doubt"
    BOUNCED = "bounced"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter. The name holds no personal data."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter before it is rendered: which template, to whom, about what, with which facts.

    `dedupe_key` names the act (template, case, period): the same key never gives a second letter.
    """

    letter: str
    to: str
    language: str
    dedupe_key: str
    context: Mapping[str, Any]
    #: What it is about, for lists and checks: invoice_number, account_id, person ids that may be named.
    about: Mapping[str, Any]
    codes: tuple[str, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    #: May be sent again by itself when its fate is unknown. Never true of a demand for money.
    repeatable: bool = False


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter as it will leave: exact subject and bodies."""

    subject: str
    text: str
    html: str
