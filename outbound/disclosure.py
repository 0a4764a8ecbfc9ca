"""The last look before a letter leaves: its reader belongs to the case, and everybody in it belongs to its reader.

Every finding blocks. Details say where and how many, never who.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from models.finding import Finding, Severity
from models.grant import Person
from models.identifiers import compact
from models.letter import LetterDraft, RenderedLetter
from outbound.addresses import belongs_to
from outbound.attachments import UnreadableAttachment, attachment_text
from outbound.privacy import find_personal_numbers, plain

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<style[^<]*</style>|<[^<>]*>")
_LONGEST_NAME = 6
#: Shorter numbers of a council's own are page numbers, years and amounts as well.
_SHORTEST_OWN_NUMBER = 5


@dataclass(frozen=True, slots=True)
class PeopleIndex:
    """Everybody the council knows, for finding anybody in a text. Built once for many letters."""

    #: CPR and NHS numbers, the council's own numbers, and names as words: each with the person ids it may mean.
    national: Mapping[str, frozenset[str]] = field(repr=False)
    own: Mapping[str, frozenset[str]] = field(repr=False)
    names: Mapping[tuple[str, ...], frozenset[str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What one reader may know: who may be written to, and about whom."""

    #: Addresses on file for this supplier, provider or recipient, and `@domain` entries.
    allowed: tuple[str, ...]
    #: The person ids that belong to this reader.
    person_ids: frozenset[str]
    #: Names and numbers that look like somebody's and are not: our own staff, the reader, our telephone.
    harmless: tuple[str, ...] = ()


def index_people(people: Iterable[Person]) -> PeopleIndex:
    """Return the numbers and names of people, for `check_disclosure`."""
    national: dict[str, set[str]] = {}
    own: dict[str, set[str]] = {}
    names: dict[tuple[str, ...], set[str]] = {}
    for person in people:
        for number in filter(None, (person.cpr, person.nhs_number)):
            national.setdefault(compact(number), set()).add(person.person_id)
        if len(compact(person.person_id)) >= _SHORTEST_OWN_NUMBER:
            own.setdefault(compact(person.person_id), set()).add(person.person_id)
        words = tuple(_words(person.name))
        # A single word is no name to look for: "May" and "Grant" are words of every second letter.
        if 2 <= len(words) <= _LONGEST_NAME:
            names.setdefault(words, set()).add(person.person_id)
            names.setdefault((words[-1], *words[:-1]), set()).add(person.person_id)
    return PeopleIndex(_frozen(national), _frozen(own), _frozen(names))


def check_disclosure(draft: LetterDraft, rendered: RenderedLetter, case: Case, people: PeopleIndex) -> tuple[Finding, ...]:
    """Return what forbids this letter to leave; an empty tuple lets it go."""
    findings = [*_check_recipient(draft, case), *_check_about(draft, case)]
    places = {"subject": rendered.subject, "text": rendered.text, "page": _words_of_page(rendered.html)}
    for number, attachment in enumerate(draft.attachments, 1):
        places[f"name of attachment {number}"] = attachment.filename
        try:
            places[f"attachment {number}"] = attachment_text(attachment)
        except UnreadableAttachment as error:
            findings.append(_block("attachment-not-checked", f"Attachment {number} could not be searched for people: {error}"))
    harmless = (*case.harmless, *_own_numbers(draft))
    for place, text in places.items():
        findings += _check_text(place, plain(text), harmless, case.person_ids, people)
    return tuple(findings)


def _check_recipient(draft: LetterDraft, case: Case) -> Iterator[Finding]:
    if not belongs_to(draft.to, case.allowed):
        why = "The recipient's address is not one on file for this case. Correct the letter or the master data."
        yield _block("recipient-not-on-file", why)


def _check_about(draft: LetterDraft, case: Case) -> Iterator[Finding]:
    strangers = set(draft.about.get("person_ids") or ()) - case.person_ids
    if strangers:
        yield _block("person-not-of-case", f"The letter is about {_people(len(strangers))} who do not belong to its recipient.")


def _check_text(
    place: str, text: str, harmless: tuple[str, ...], person_ids: frozenset[str], people: PeopleIndex
) -> Iterator[Finding]:
    known = {found.digits for found in find_personal_numbers(text)} & people.national.keys()
    rest = _without(text, harmless)
    meant = [people.national[number] for number in known] + list(_find_people(rest, people))
    strangers = {owners for owners in meant if not owners & person_ids}
    if strangers:
        yield _block("other-person-in-letter", f"The {place} names {_people(len(strangers))} of another case.")
    shaped = {found.digits for found in find_personal_numbers(rest)} | known
    if shaped:
        yield _block("personal-number-in-letter", f"The {place} holds {len(shaped)} unmasked number(s) that may be a person's.")


def _find_people(text: str, people: PeopleIndex) -> Iterator[frozenset[str]]:
    """Yield, for every own number and full name in a text, the people it may mean."""
    words = _words(text)
    for start, word in enumerate(words):
        if owners := people.own.get(word.upper()):
            yield owners
        for length in range(2, _LONGEST_NAME + 1):
            if owners := people.names.get(tuple(words[start : start + length])):
                yield owners


def _own_numbers(draft: LetterDraft) -> tuple[str, ...]:
    """Return the numbers that the letter is about, and the house's: they may be written like somebody's."""
    about = [draft.about.get("invoice_number"), *(draft.about.get("references") or ()), *(draft.about.get("accounts") or ())]
    house = draft.context.get("house") or {}
    every = [*about, draft.about.get("account_id"), house.get("phone"), draft.context.get("e_invoice_address")]
    details = [detail.get("value") for detail in draft.context.get("details") or ()]
    return tuple(text for text in map(str, filter(None, (*every, *details))) if any(char.isdigit() for char in text))


def _without(text: str, harmless: tuple[str, ...]) -> str:
    for each in sorted(set(map(plain, harmless)), key=len, reverse=True):
        if each.strip():
            text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text


def _words_of_page(page: str) -> str:
    return html.unescape(_TAG.sub(" ", page))


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", plain(text).casefold())
    return _WORD.findall("".join(char for char in decomposed if not unicodedata.combining(char)))


def _frozen(index: dict[T, set[str]]) -> dict[T, frozenset[str]]:
    return {key: frozenset(owners) for key, owners in index.items()}


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count} people"


def _block(code: str, detail: str) -> Finding:
    return Finding(code, Severity.BLOCK, detail)
