"""The council as its letters show it. Comes from the settings, never from a case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BankDetails:
    """The council's own published account: what a provider that asks is answered, word for word."""

    account_name: str
    #: Label and value as the bank writes them: ("Sort code", "08-99-99").
    lines: tuple[tuple[str, str], ...]
    #: Where anybody can check them without trusting a letter.
    published_at: str


@dataclass(frozen=True, slots=True)
class House:
    """Who writes and how to reach them."""

    council: str
    team: str
    email: str
    phone: str | None = None
    #: How to send what names people: a portal, a secure mailbox.
    secure_channel: str | None = None
    #: Where electronic invoices go: the EAN/GLN number in Denmark.
    e_invoice_address: str | None = None
    #: Where a decision about a direct payment can be questioned or complained of.
    complaints: str | None = None
    bank: BankDetails | None = None
