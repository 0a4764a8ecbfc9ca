"""Domains that look like other domains. Used for warning only: nothing is ever matched on a likeness."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

#: Endings under which names are given out one level down (https://www.nominet.uk, https://www.jisc.ac.uk).
_SECOND_LEVEL = frozenset(
    f"{name}.uk" for name in ("co", "org", "gov", "nhs", "ac", "ltd", "me", "net", "plc", "sch", "police", "mod", "parliament")
)
#: Letters of other alphabets and digits that are drawn like Latin letters (after UTS #39, the ones fonts show alike).
_ALIKE = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһԛԝвкмнтгпьӏ", "aeopcyxijsdhqwbkmhtrnbl", strict=True)),
        **dict(zip("αεορυχικτνηρω", "aeopuxiktvnpw", strict=True)),
        **dict(zip("0135$|", "oless" + "l", strict=True)),
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "ɑ": "a",
        "ɡ": "g",
    }
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("i", "l"))


def registrable(domain: str) -> str:
    """Return the part of a domain that somebody registered.

    >>> registrable("mail.elmcourt.co.uk"), registrable("a.b.elmcourt.dk")
    ('elmcourt.co.uk', 'elmcourt.dk')
    """
    labels = domain.lower().strip(".").split(".")
    kept = 3 if ".".join(labels[-2:]) in _SECOND_LEVEL else 2
    return ".".join(labels[-kept:])


def shown(domain: str) -> str:
    """Return a domain as programs show it, with its international letters.

    >>> shown("xn--bstedet-q1a.example")
    'bøstedet.example'
    """
    return ".".join(_shown_label(label) for label in domain.split("."))


def _shown_label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > 63:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def skeleton(text: str) -> str:
    """Return what a hurried reader sees: marks dropped, letters and digits that look alike made one.

    >>> skeleton("e1rncourt") == skeleton("elmcourt"), skeleton("еlmcourt") == skeleton("elmcourt")
    (True, True)
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", shown(text).lower()) if not unicodedata.combining(letter)
    )
    alike = plain.translate(_ALIKE).replace("-", "")
    for pair, single in _PAIRS:
        alike = alike.replace(pair, single)
    return alike


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be changed, added, dropped or swapped with their neighbour; `most` + 1 when it is more.

    >>> distance("elmcourt", "elmcuort", 2), distance("elmcourt", "oakhouse", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        previous, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, previous[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def find_lookalike(domain: str, known: Collection[str]) -> str | None:
    """Return the known domain that this one looks like without being it, or None.

    >>> find_lookalike("elrncourt.co.uk", ["elmcourt.co.uk"]), find_lookalike("pay.elmcourt.co.uk", ["elmcourt.co.uk"])
    ('elmcourt.co.uk', None)
    """
    own = registrable(domain)
    ours = {registrable(entry) for entry in known}
    if not domain or own in ours:
        return None
    return next((entry for entry in sorted(ours) if _is_alike(domain, own, entry)), None)


def _is_alike(domain: str, own: str, entry: str) -> bool:
    name, known_name = own.partition(".")[0], entry.partition(".")[0]
    # A known domain as the beginning of a stranger's: "elmcourt.co.uk.pay.example".
    if f".{entry}." in f".{domain}." or f"-{entry.replace('.', '-')}-" in f"-{domain.replace('.', '-')}-":
        return True
    if len(known_name) >= 4 and skeleton(name) == skeleton(known_name):
        return True
    most = 2 if len(known_name) >= 8 else 1 if len(known_name) >= 5 else 0
    return most > 0 and distance(name, known_name, most) <= most
