"""The line over the window of an envelope: the sender's name, street and place, in small print."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.companies import COMPANY

#: What stands between the parts of such a line.
MARKS_OF_ADDRESS = re.compile(r"[•●·|∙*]|\s[-–/]\s")
#: A place behind its postcode; and a sender's line without marks: the name, a street of one word with its number, the place.
_PLACED = re.compile(r"(?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_][^\d]{2,30}")
_BARE_SENDER = re.compile(
    r"(?P<name>[^\W\d_][^\d,]{4,50}?) [^\W\d_][^\s\d]{3,} \d{1,3}[a-z]? (?:[A-Z]{1,2}-)?\d{4,5} [^\W\d_][^\d]{2,30}"
)
#: A street, and at the end a place with its postcode.
_PLACED_BEHIND = re.compile(r"\d.*,.*(?:\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\b\d{4,5} [^\W\d_][^\d]{2,30})$")

#: What leads, at the foot of a bill, to whom is paid, and what leads to who runs a house.
_PAID_TO = re.compile(
    r"(?:.{0,60}?\b)??(?:(?:ind)?betaling(?:en)?|overførsel|(?:ind)?betales|overføres|payments?|payable|bacs|bank transfer)\s(?:til|to)\s"
    r"|(?:operated|owned|run|provided) by\s|(?:drives|drevet|ejes) af\s",
    re.IGNORECASE,
)


#: Offices of a body: before an address they are no name of its own.
_OFFICES = frozenset(
    {
        "regnskab", "regnskabsafdelingen", "økonomi", "økonomiafdelingen", "bogholderi", "bogholderiet", "administration", "administrationen",
        "finance", "accounts", "accounts receivable",
    }
)  # fmt: skip
#: What a sender who bills abroad writes behind the place.
_COUNTRIES = frozenset(
    {
        "deutschland", "germany", "österreich", "austria", "schweiz", "switzerland", "france", "danmark", "denmark", "sverige", "sweden", "norge", "norway",
        "nederland", "netherlands", "belgium", "england", "united kingdom", "uk",
    }
)  # fmt: skip
#: Danish bodies whose sort ends their first word: `Uddannelsesfonden Egely`.
_BODY_AT_THE_END = re.compile(r"^[A-ZÆØÅ][a-zæøå]{2,}(?:fonden|foreningen)\b")


def is_body(name: str) -> bool:
    """Say whether a name begins with what sort of body it is.

    >>> is_body("Uddannelsesfonden Egely"), is_body("Psykolog Anna Holm")
    (True, False)
    """
    return _BODY_AT_THE_END.match(name) is not None


#: What associations and foundations abroad begin their names with.
_ASSOCIATION = re.compile(r"^(?:Association|Fondation|Stiftung|Verein|Mutuelle|Fédération|Institut)\s[^\W\d_]")


def is_association(name: str) -> bool:
    """Say whether a name begins with what says that it is one of an association or a foundation.

    >>> is_association("Association La Ruche"), is_association("Stiftung Egelsee"), is_association("The Association")
    (True, True, False)
    """
    return _ASSOCIATION.match(name) is not None


#: What follows the name of a French company on its paper: `SARL Les Pins au capital de 8 000 €`.
_CAPITAL = re.compile(r",?\sau capital (?:social )?de\s[\d\s.,]+(?:€|euros?|EUR)\s?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def sender_of(text: str) -> str | None:
    """Return the name that begins a line of name, street and place.

    >>> sender_of("Bei Spiel GmbH ● Ecke 12 ● 12345 Stadthausen")
    'Bei Spiel GmbH'
    >>> sender_of("Nordfon GmbH, 24931 Flensburg"), sender_of("Ulla Weber Malermeister Gerberstr. 9 48301 Nottelbach")
    ('Nordfon GmbH', 'Ulla Weber Malermeister')
    >>> sender_of("Nordcode GmbH, Hafenallee 40, 24939 Flensburg, Deutschland")
    'Nordcode GmbH'
    >>> sender_of("Huset v/ Ulla Weber / Skovvej 4, 1. / 2970 Hørsholm")
    'Huset v/ Ulla Weber'
    >>> sender_of("Elm Kitchens Ltd - Unit 2, Mill Yard, Overton OV1 9ZZ"), sender_of("Elm Kitchens Ltd - Order 2, part 3")
    ('Elm Kitchens Ltd', None)
    >>> sender_of("Betaling til Huset Nord ApS, reg. 8117, konto 4455667788")
    'Huset Nord ApS'
    >>> sender_of("SARL Les Pins au capital de 8 000 € – 4 rue Haute, 74000 Annecy")
    'SARL Les Pins'
    >>> sender_of("Operated by Elm & Daughters (Care) Limited, Church Lane, Great Osney GO2 6TR")
    'Elm & Daughters (Care) Limited'
    >>> sender_of("Make all BACS payments payable to Elm Kitchens Ltd, sort code 23-80-05, account number 41290773")
    'Elm Kitchens Ltd'
    >>> sender_of("Skovvej 4 · 2970 Hørsholm · Tlf. 12 34 56 78"), sender_of("Regnskab, Skovvej 4, 2970 Hørsholm")
    (None, None)
    """
    if not any(map(str.isdigit, text)):
        return None
    if paid := _PAID_TO.match(text):
        text = text[paid.end() :]
    text = _CAPITAL.sub(" ", text)
    parts = [part.strip() for part in MARKS_OF_ADDRESS.split(text)]
    marked = len(parts) == 2 and COMPANY.search(parts[0]) and _PLACED_BEHIND.search(parts[1])
    if len(parts) < 3 and not marked:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > 1 and parts[-1].casefold() in _COUNTRIES:
            parts.pop()
        if len(parts) == 1 and (bare := _BARE_SENDER.fullmatch(text)):
            return bare["name"]
        placed = _PLACED.fullmatch(parts[-1]) is not None
        least = 2 if COMPANY.search(parts[0]) and placed else 3
        named = placed or COMPANY.search(parts[0])
        if len(parts) < least or not named or not any(letter.isdigit() for letter in parts[-1]):
            return None
    first, rest = parts[0], parts[1:]
    plain = len(first) > 2 and not any(letter.isdigit() for letter in first) and first.casefold() not in _OFFICES
    return first if plain and any(letter.isdigit() for part in rest for letter in part) else None


#: What bodies that give care are called where no form of a company stands behind their names.
_BODY = re.compile(
    r"\b(?:association|enterprises?|services|trust|society|charity|group|homes?|housing|foundation|partnership|limited|ltd|care|agency|centre)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$")


def british_sender(text: str) -> str | None:
    """Return the body that begins a British line of name, street and place; a house's name alone (`Lower Field`) is none.

    >>> british_sender("Willow Housing Association, 1 The Green, Penwick PE9 1AA")
    'Willow Housing Association'
    >>> british_sender("Lower Field, Hamble Cross, HC2 8TT") is None
    True
    """
    parts = [part.strip() for part in text.split(",")]
    placed = len(parts) > 2 and _POSTCODE.search(parts[-1]) is not None
    return parts[0] if placed and _BODY.search(parts[0]) and not any(letter.isdigit() for letter in parts[0]) else None


#: A British street behind a name: the house's number comes first.
_NUMBERED_STREET = re.compile(r"(?P<name>[^,\d]{3,}), \d{1,4}[A-Za-z]? [A-Z]")


def name_before_address(text: str) -> str | None:
    """Return the name that a row under a label for the seller begins with, where the address goes on behind it.

    >>> name_before_address("Anna Holm, 4 Mill Lane, Penwick"), name_before_address("Anna og Per Holm, Skovvej 4, 2970 Hørsholm")
    ('Anna Holm', 'Anna og Per Holm')
    >>> name_before_address("Egely, Dag og Nat") is None
    True
    """
    found = _NUMBERED_STREET.match(text)
    return found["name"] if found else sender_of(text)


def same_name(name: str, other: str) -> bool:
    """Whether one name is the other or a part of it, letter by letter.

    >>> same_name("Elm Court Care Ltd.", "ELM COURT"), same_name("Elm Court", "Oak Court"), same_name("", "Oak Court")
    (True, False, False)
    """
    first, second = ("".join(letter for letter in each.casefold() if letter.isalnum()) for each in (name, other))
    return bool(first and second) and (first in second or second in first)
