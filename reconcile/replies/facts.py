"""What the reader of a reply must know: which accounts the letter asked about, and who has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.money import Money


@dataclass(frozen=True, slots=True)
class CaseAccount:
    """One account in the letter: what was asked, and the references it is known by."""

    account_id: str
    person_id: str
    amount: Money
    #: The payment reference we gave, `DPS-<person>-<number>`.
    reference: str
    map_reference: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A letter's accounts and what is known of the answer. Nothing advances unless `sender_ok`."""

    accounts: tuple[CaseAccount, ...]
    #: The day the letter went out.
    sent: date
    #: The day the answer came in.
    received: date
    #: The sender belongs to this provider and passed the mail checks.
    sender_ok: bool
    #: Why not, in words for staff.
    sender_why: str = ""
    #: The mail's own headers say that a machine wrote it (RFC 3834).
    automatic: bool = False
    has_attachments: bool = False
