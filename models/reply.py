"""What a provider answered to a balance letter, account by account, and whether it may move a case by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from models.direct_payment import CommittedKind
from models.money import Money


class Intent(StrEnum):
    """What an answer means for one account; the names are the domain's."""

    AGREE_FULL = "AGREE_FULL"
    AGREE_PART = "AGREE_PART"
    PAYMENT_ADVISED = "PAYMENT_ADVISED"
    REQUEST_INVOICE = "REQUEST_INVOICE"
    REQUEST_BANK_DETAILS = "REQUEST_BANK_DETAILS"
    COMMITTED_FUNDS = "COMMITTED_FUNDS"
    DISPUTE_AMOUNT = "DISPUTE_AMOUNT"
    DISPUTE_POLICY = "DISPUTE_POLICY"
    CLIENT_DECEASED = "CLIENT_DECEASED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    TRANSFERRED = "TRANSFERRED"
    NOT_OUR_CLIENT = "NOT_OUR_CLIENT"
    ALREADY_RETURNED = "ALREADY_RETURNED"
    STATEMENT_ATTACHED = "STATEMENT_ATTACHED"
    QUERY = "QUERY"
    AUTO_REPLY = "AUTO_REPLY"
    BANK_CHANGE = "BANK_CHANGE"
    MIXED = "MIXED"
    UNCLEAR = "UNCLEAR"


#: The only intents that may move a case without a person.
MAY_ADVANCE = frozenset({Intent.AGREE_FULL, Intent.REQUEST_INVOICE, Intent.PAYMENT_ADVISED, Intent.AUTO_REPLY})


@dataclass(frozen=True, slots=True)
class Claim:
    """Money the answer says is held for something: a claim until a person has accepted its evidence."""

    kind: CommittedKind
    amount: Money | None
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """One account's part of an answer.

    `account_id` is None when the writer named somebody whom the letter did not ask about; `written_ref` is what was
    written. `because` says, in words for staff, what the reading rests on and why it does or does not advance.
    """

    account_id: str | None
    intent: Intent
    confidence: float
    advances: bool
    because: str
    amount: Money | None = None
    day: date | None = None
    reference: str | None = None
    written_ref: str | None = None
    #: Other things the same part says besides its main intent.
    also: tuple[Intent, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: `intent` is the items' common intent, or MIXED."""

    intent: Intent
    items: tuple[ReplyItem, ...]
    #: Ticket numbers that automatic answers carry.
    ticket: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether any part waits for staff."""
        return not all(item.advances for item in self.items)


def item_to_json(item: ReplyItem) -> dict[str, Any]:
    """Return the item as in the contract of `afstem replies`, with the reasons beside it."""
    return {
        "account_id": item.account_id,
        "intent": str(item.intent),
        "amount": None if item.amount is None else str(item.amount),
        "currency": None if item.amount is None else item.amount.currency,
        "date": item.day.isoformat() if item.day else None,
        "reference": item.reference,
        "confidence": round(item.confidence, 4),
        "advances": item.advances,
        "written_ref": item.written_ref,
        "also": [str(intent) for intent in item.also],
        "claims": [
            {
                "kind": str(claim.kind),
                "amount": None if claim.amount is None else str(claim.amount),
                "currency": None if claim.amount is None else claim.amount.currency,
                "text": claim.text,
            }
            for claim in item.claims
        ],
        "because": item.because,
    }


def item_from_json(data: Mapping[str, Any]) -> ReplyItem:
    """Read an item back from `item_to_json`."""
    return ReplyItem(
        account_id=data["account_id"],
        intent=Intent(data["intent"]),
        confidence=data["confidence"],
        advances=data["advances"],
        because=data["because"],
        amount=_money(data),
        day=date.fromisoformat(data["date"]) if data["date"] else None,
        reference=data["reference"],
        written_ref=data["written_ref"],
        also=tuple(Intent(intent) for intent in data["also"]),
        claims=tuple(Claim(CommittedKind(each["kind"]), _money(each), each["text"]) for each in data["claims"]),
    )


def _money(data: Mapping[str, Any]) -> Money | None:
    return None if data["amount"] is None else Money.of(data["amount"], data["currency"])


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Return plain values that pass through JSON unchanged."""
    return {
        "intent": str(reply.intent),
        "items": [item_to_json(item) for item in reply.items],
        "ticket": reply.ticket,
        "warnings": list(reply.warnings),
    }


def reply_from_json(data: Mapping[str, Any]) -> Reply:
    """Read a reply back from `reply_to_json`."""
    return Reply(
        intent=Intent(data["intent"]),
        items=tuple(item_from_json(item) for item in data["items"]),
        ticket=data["ticket"],
        warnings=tuple(data["warnings"]),
    )
