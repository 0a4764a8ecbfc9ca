"""Personal numbers in what leaves the house: find them, mask them.

Finding errs on the side of finding: a letter that is held for a look costs a minute, one that leaves with a number in its
subject cannot be called back. So the check digit of a CPR number plays no part (numbers given out since 2007 may fail it,
https://cpr.dk), nor does the day of the month fit the month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.grant import Person
from models.identifiers import clean_nhs_number

#: What people put between the groups of a number.
_GAP = r"[ \u00a0\u2009\u202f.\-\u2010-\u2015]?"
#: Not inside a longer number, nor the second half of `1234-0012345678`, nor the whole part of `1503314203,00`.
_BEFORE = r"(?<!\d)(?<!\d[-.,])"
_AFTER = r"(?!\d)(?![.,]\d)"
_CPR = re.compile(rf"{_BEFORE}(\d{{2}})(\d{{2}})(\d{{2}}){_GAP}([0-9]{{4}}|[A-Z]{{3}}\d){_AFTER}")
_NHS = re.compile(rf"{_BEFORE}(\d{{3}}){_GAP}(\d{{3}}){_GAP}(\d{{4}}){_AFTER}")
_LONGEST_IN_SUBJECT = 40
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number that may be a person's: which kind, its digits, and where it stands in the text."""

    kind: str
    digits: str = field(repr=False)
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text as a reader sees it: one form for each letter and digit, nothing invisible.

    >>> plain("１５０３31\u200b-4203")
    '150331-4203'
    """
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE))


def find_personal_numbers(text: str) -> Iterator[PersonalNumber]:
    """Yield what may be a CPR or NHS number. Positions are in `plain(text)`.

    >>> [each.kind for each in find_personal_numbers("CPR 150331-4203, NHS 999 123 4578, invoice 20417")]
    ['cpr', 'nhs']
    """
    visible = plain(text)
    for found in _CPR.finditer(visible):
        if _is_birth_date(int(found[1]), int(found[2])):
            yield PersonalNumber("cpr", found[1] + found[2] + found[3] + found[4], found.start(), found.end())
    for found in _NHS.finditer(visible):
        digits = found[1] + found[2] + found[3]
        if clean_nhs_number(digits):
            yield PersonalNumber("nhs", digits, found.start(), found.end())


def has_personal_number(text: str) -> bool:
    """Whether anything in the text may be a CPR or NHS number."""
    return next(find_personal_numbers(text), None) is not None


def mask_numbers(text: str) -> str:
    """Replace the telling part of every number that may be a person's.

    >>> mask_numbers("Line for 150331-4203 and 999 123 4578")
    'Line for 150331-xxxx and 999 xxx 4578'
    """
    visible = plain(text)
    for found in sorted(find_personal_numbers(visible), key=lambda each: each.start, reverse=True):
        visible = visible[: found.start] + _masked(found.kind, found.digits) + visible[found.end :]
    return visible


def person_reference(person: Person | None) -> str | None:
    """Return how a letter names a person: initials and a masked number, or the council's own number whole.

    >>> person_reference(Person("7", "Karen Holm", cpr="1503314203"))
    'K. H., 150331-xxxx'
    >>> person_reference(Person("1234567", "Amy Marsh", nhs_number="9991234578"))
    'A. M., 1234567'
    """
    if person is None:
        return None
    number = _masked("cpr", person.cpr) if person.cpr else mask_numbers(person.person_id)
    letters = initials(person.name)
    return f"{letters}, {number}" if letters else number


def number_for_subject(number: str | None) -> str | None:
    """Return an invoice number that may stand in a subject; one that may be a person's number may not, nor a very long one.

    >>> number_for_subject("20417"), number_for_subject("150331-4203")
    ('20417', None)
    """
    return None if number is None or has_personal_number(number) or len(number) > _LONGEST_IN_SUBJECT else number


def initials(name: str) -> str:
    """Return the initials of a name.

    >>> initials("Amy  van der Marsh")
    'A. M.'
    """
    words = [word for word in plain(name).split() if word[:1].isupper()]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return " ".join(f"{word[0]}." for word in ends)


def _is_birth_date(day: int, month: int) -> bool:
    # Sixty is added to the day of a temporary number (erstatningspersonnummer).
    return 1 <= (day - 60 if day > 60 else day) <= 31 and 1 <= month <= 12


def _masked(kind: str, digits: str) -> str:
    bare = re.sub(r"[^0-9A-Z]", "", digits)
    return f"{bare[:6]}-xxxx" if kind == "cpr" else f"{bare[:3]} xxx {bare[6:]}"
