"""What a marked span says, read by rules: a span that no rule can read gives nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from extract.dates import find_dates, find_periods, make_date
from extract.numbers import parse_number
from extract.tokens import normalise
from models.identifiers import clean_cpr, clean_nhs_number, compact
from models.period import Period

#: Words that may stand beside a period without changing it.
_AROUND = frozenset(
    {
        "i",
        "in",
        "for",
        "on",
        "om",
        "den",
        "d",
        "the",
        "hele",
        "all",
        "of",
        "måned",
        "maaned",
        "month",
        "whole",
        "during",
        "throughout",
    }
    | {"perioden", "period", "af", "året", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "fra", "from"}
)
_OPEN = re.compile(r"^(?:fra|from|since|siden|until|til|up to|to|efter|after|before|før)\b", re.IGNORECASE)
_SHORT_DAY = re.compile(
    r"(?<![\d/.-])(?P<d>\d{1,2})(?:/(?P<n>\d{1,2})|(?:\.|st|nd|rd|th)?\s(?:of\s)?(?P<m>[^\W\d_]{3,10}))(?![\d/.-]*\d)",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d[\d.,]*")
_COUNCIL_ID = re.compile(r"[A-Z]{0,3}-?\d{5,9}")
_SPELT = {
    "en": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10, "one": 1, "a": 1, "an": 1,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip


def period_of(text: str, months: Mapping[str, int], year: int | None) -> Period | None:
    """Return the days that a span means; None where words are left over that may change them, or an end is open.

    >>> str(period_of("i uge 12 og 13", {}, 2026)), str(period_of("on 14 June", {"june": 6}, 2026))
    ('2026-03-16/2026-03-29', '2026-06-14/2026-06-14')
    >>> period_of("resten af juni", {"juni": 6}, 2026), period_of("fra 12. maj", {"maj": 5}, 2026)
    (None, None)
    """
    found = find_periods(text, months, year)
    if len({each.value for each in found}) == 1:
        return found[0].value if _says_all(text, found[0].start, found[0].end) else None
    if found or _OPEN.match(text.strip()):
        return None
    days = [(each.value, each.start, each.end) for each in find_dates(text, months)] or _short_days(text, months, year)
    if len(days) != 1 or not _says_all(text, *days[0][1:]):
        return None
    return Period(days[0][0], days[0][0])


def _short_days(text: str, months: Mapping[str, int], year: int | None) -> list[tuple[date, int, int]]:
    result = []
    for found in _SHORT_DAY.finditer(text):
        month = int(found["n"]) if found["n"] else months.get(found["m"].lower())
        value = make_date(year, month, int(found["d"])) if month and year else None
        if value:
            result.append((value, found.start(), found.end()))
    return result


def _says_all(text: str, start: int, end: int) -> bool:
    left = re.findall(r"\w+", f"{text[:start]} {text[end:]}".casefold())
    return all(word in _AROUND for word in left)


def person_id_of(text: str, pattern: str | None) -> str | None:
    """Return the number of a person as printed but for spaces, when it has the form of one: the council's own `pattern`, else any that is known."""
    plain = compact(text.strip(" .,;:()[]"))
    if clean_cpr(plain) or clean_nhs_number(plain) or (pattern and re.fullmatch(pattern, plain)):
        return "".join(text.strip(" .,;:()[]").split())
    return plain if not pattern and _COUNCIL_ID.fullmatch(plain) else None


def money_of(text: str, comma: bool) -> Decimal | None:
    """Return the sum that a span names; pence alone are a part of a pound.

    >>> money_of("kr. 1.095,-", True), money_of("45p", False), money_of("£18.40", False)
    (Decimal('1095'), Decimal('0.45'), Decimal('18.40'))
    """
    found = _FIGURES.findall(text)
    parsed = parse_number(found[0].rstrip(".,"), comma) if len(found) == 1 else None
    if parsed is None:
        return None
    pence = text.rstrip().endswith("p") and parsed.places == 0
    return parsed.value / 100 if pence else parsed.value


def units_of(text: str, comma: bool, units: Mapping[str, str]) -> tuple[Decimal, str | None] | None:
    """Return how many and of what, where the unit is known.

    >>> units_of("6 timer", True, {"timer": "hour"}), units_of("Six sessions", False, {}), units_of("4 x 45 min", False, {})
    ((Decimal('6'), 'hour'), (Decimal('6'), None), None)
    """
    words = text.split()
    found = _FIGURES.findall(text)
    if len(found) > 1 or not words:
        return None
    number = parse_number(found[0].rstrip(".,"), comma) if found else None
    value = number.value if number else Decimal(_SPELT[words[0].casefold()]) if words[0].casefold() in _SPELT else None
    named = [unit for word in words if (unit := units.get(normalise(_FIGURES.sub("", word))))]
    return (value, named[0] if named else None) if value else None
