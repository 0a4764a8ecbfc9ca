"""Every letter that afstem writes, in one visible tuple.

A letter is two things: a function that turns facts into what its templates need, and their folder, called as the letter is:
`outbound/templates/NAME/{en,da}/{subject.txt,body.txt,body.html}`. To add one, write both and list it here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from models.letter import Attachment, LetterDraft
from outbound.corrections import invoice_correction
from outbound.house import House
from outbound.notices import dp_notice, social_work_notice
from outbound.provider_letters import bank_details_answer, map_surplus, statement_request
from outbound.reminders import surplus_reminder
from outbound.supplier_letters import expected_invoice, receipt

_LONGEST_KEY = 200


class Facts(Protocol):
    """What every letter's facts can tell besides its context."""

    @property
    def house(self) -> House:
        """Who writes."""

    @property
    def key(self) -> str:
        """The act, within its kind of letter: the same key never gives a second letter."""

    @property
    def about(self) -> Mapping[str, Any]:
        """What it is about, for lists and checks."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The reason codes that it speaks of."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of letter."""

    name: str
    #: The function that turns its facts into what its templates may show. Each takes its own kind of facts.
    context: Callable[[Any, str], dict[str, Any]]
    languages: tuple[str, ...]
    #: Harmless to get twice: may be sent again by itself when its fate is unknown.
    repeatable: bool = False
    #: Asks for money or tells of it: a person approves each one, whatever the policy.
    about_money: bool = False


LETTERS: tuple[Letter, ...] = (
    Letter("invoice-correction", invoice_correction, ("en", "da")),
    Letter("receipt", receipt, ("en", "da"), repeatable=True),
    Letter("expected-invoice", expected_invoice, ("en", "da"), repeatable=True),
    Letter("map-surplus", map_surplus, ("en",), about_money=True),
    Letter("dp-notice", dp_notice, ("en",), about_money=True),
    Letter("social-work-notice", social_work_notice, ("en",)),
    Letter("statement-request", statement_request, ("en",), repeatable=True),
    Letter("statement-reminder", statement_request, ("en",), repeatable=True),
    Letter("surplus-reminder", surplus_reminder, ("en",), about_money=True),
    Letter("bank-details-answer", bank_details_answer, ("en",), about_money=True),
)

_BY_NAME = {letter.name: letter for letter in LETTERS}


def get_letter(name: str) -> Letter:
    """Return a kind of letter by name; raises `KeyError` when there is none."""
    return _BY_NAME[name]


def draft_letter(
    name: str,
    facts: Facts,
    *,
    to: str,
    language: str,
    in_reply_to: str | None = None,
    references: tuple[str, ...] = (),
    attachments: tuple[Attachment, ...] = (),
) -> LetterDraft:
    """Return a letter that only needs rendering. A letter that is not written in the language is written in its first one."""
    letter = get_letter(name)
    spoken = language if language in letter.languages else letter.languages[0]
    return LetterDraft(
        letter=name,
        to=to,
        language=spoken,
        dedupe_key=_dedupe_key(name, facts.key),
        context={**letter.context(facts, spoken), "house": _house(facts.house)},
        about=facts.about,
        codes=facts.codes,
        in_reply_to=in_reply_to,
        references=references,
        attachments=attachments,
        repeatable=letter.repeatable,
    )


def _house(house: House) -> dict[str, Any]:
    return {"council": house.council, "team": house.team, "email": house.email, "phone": house.phone}


def _dedupe_key(name: str, key: str) -> str:
    full = f"{name}:{key}"
    # A long key (many accounts in one letter) is told by its digest, so that the column holds it.
    return full if len(full) <= _LONGEST_KEY else f"{name}:{hashlib.sha256(full.encode()).hexdigest()}"
