"""What kind of message came, and why it is held to be that."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SubjectClass(StrEnum):
    """What a message is about; the names are part of the contract."""

    INVOICE = "invoice"
    #: From a managed-account provider, or an answer to a letter to one.
    MAP_REPLY = "map-reply"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    #: Asks for other bank details: everything of the sender is held until a person has called back.
    BANK_CHANGE = "bank-change"
    #: A copy of a letter of ours.
    OWN = "own"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Triage:
    """The class of a message and the reason in a sentence. `answers` is the letter it says it answers (an id or a token)."""

    subject_class: SubjectClass
    reason: str
    answers: str | None = field(default=None, repr=False)
    #: The sender is one we expected an answer from. False with `answers` set: somebody quotes our letter; a person decides.
    sender_known: bool = False
    #: Written by a machine: it is never answered automatically.
    from_machine: bool = False
