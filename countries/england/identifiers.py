"""How England names people and companies.

Sources: NHS data dictionary (NHS number), Companies House (company number). A council's own person id has no check digit;
its form is a setting (`person_id_regex`), five to nine digits unless the council says otherwise.
"""

from __future__ import annotations

import re

from models.identifiers import clean_company_number, clean_nhs_number, compact, find_nhs_numbers

LEGAL_BASES = (
    (r"\bs(?:ection|\.)?\s?117\b|\baftercare\b", "S117"),
    (r"\bchc\b|\bcontinuing healthcare\b", "CHC"),
    (r"\bcare act\b", "CARE-ACT"),
)

#: Words by which a line says that it is for more support than the basic rate.
SUPPLEMENT_WORDS = (
    "double-up",
    "double up",
    "doubleup",
    "enhancement",
    "enhanced rate",
    "additional support",
    "additional hours",
    "waking night",
    "bank holiday",
    "extra",
    "one to one",
    "1:1",
)

_COUNCIL_ID = re.compile(r"[0-9]{5,9}")
_LABELLED = re.compile(
    r"\b(?:mosaic|person record|person id|client (?:ref|id|no)|service user(?: (?:id|no|ref))?|liquidlogic|las id|swift)"
    r"\W{0,4}(?:no|number|id|ref)?\W{0,4}([0-9]{5,9})(?![0-9])",
    re.IGNORECASE,
)

registration = clean_company_number


def person_id(text: str) -> str | None:
    """Return an NHS number or a council's person id in its clean form; None when it is neither.

    >>> person_id("999 123 4578"), person_id("1234567"), person_id("999 123 4579"), person_id("E Marsh")
    ('9991234578', '1234567', None, None)
    """
    clean = compact(text)
    if _COUNCIL_ID.fullmatch(clean):
        return clean
    return clean_nhs_number(text)


def find_person_ids(text: str) -> tuple[tuple[str, int, int], ...]:
    """Find NHS numbers, and council ids that follow a word saying so: clean form, start, end.

    >>> find_person_ids("Mosaic no 1234567, NHS 999 123 4578, invoice 7654321")
    (('1234567', 10, 17), ('9991234578', 23, 35))
    """
    council = ((found[1], found.start(1), found.end(1)) for found in _LABELLED.finditer(text))
    return tuple(sorted({*council, *find_nhs_numbers(text)}, key=lambda hit: hit[1]))
