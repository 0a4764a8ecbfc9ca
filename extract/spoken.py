"""Periods as people write them in sentences: numbered weeks, halves of months, quarters, `between 3 and 20 June`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.period import Period, month_end

_DAY = r"(?:den\s|d\.\s?|the\s)?(?P<{0}>\d{{1,2}})(?:\.|st|nd|rd|th)?"
_MONTH = r"(?:\s(?:of\s)?(?P<{0}>[^\W\d_]{{3,10}})\.?)"
_YEAR = r"(?:,?\s(?P<y>20\d\d)(?!\d))?"
_BETWEEN = re.compile(
    rf"\b(?:between|mellem)\s{_DAY.format('sd')}{_MONTH.format('sm')}?\s(?:and|og)\s{_DAY.format('ed')}{_MONTH.format('em')}{_YEAR}",
    re.IGNORECASE,
)
#: Danish weeks are those of ISO 8601. English ones are not read: there a numbered week may be one of the tax year or of a contract.
_WEEKS = re.compile(
    r"(?<![\d/]\s)(?<!/)(?<!pr\.\s)(?<!pr\s)(?<![^\W\d_])(?:uge|ugerne)\s(?P<first>\d{1,2})"
    r"(?P<more>(?:,\s?\d{1,2}(?![\d.,]?\d))*)"
    r"(?:\s?(?P<join>-|–|og|til|og\sfrem\stil|t\.o\.m\.)\s?(?:uge\s)?(?P<last>\d{1,2})(?![\d.,/-]?\d))?(?![.,/-]?\d)"
    r"(?:(?:,\s?|\s(?:i\s)?)(?P<y>20\d\d)(?!\d))?",
    re.IGNORECASE,
)
_HALF = re.compile(
    rf"\b(?:(?P<early>første|1\.|first|1st)|(?P<late>anden|sidste|2\.|second|2nd|latter))\s(?:halvdel\saf|half\sof)\s(?P<m>[^\W\d_]{{3,10}}){_YEAR}",
    re.IGNORECASE,
)
#: In England a quarter may be one of the council's year, which begins in April.
_QUARTER = re.compile(rf"(?<!\d)(?P<n>[1-4]\.|første|andet|tredje|fjerde)\skvartal(?:\saf)?{_YEAR}", re.IGNORECASE)
_NTH = {"første": 1, "andet": 2, "tredje": 3, "fjerde": 4}
#: What says that only a part of a month is meant, before or after its name.
_PART_BEFORE = re.compile(
    r"(?:\d{1,2}(?:\.|st|nd|rd|th)?\s(?:of\s)?|\d{1,2}\.?\s?(?:-|–|til|to|og|and)\s?"
    r"|\b(?:halvdel|half|resten|rest|remainder|uge|uger|week|weeks|weekend|part|del|slutningen|end|begyndelsen|starten|start|beginning"
    r"|midten|middle|midt|sidst|først|fra|from|since|siden|until|late|early|mid)[\s-](?:af\s|i\s|of\s|in\s)?)$",
    re.IGNORECASE,
)
_DAY_AFTER = re.compile(r"\s(?:the\s)?\d{1,2}(?:st|nd|rd|th)?(?![\d.,:]?\d)(?:,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A period in a sentence, and whether its year stands beside it."""

    value: Period
    start: int
    end: int
    year_stated: bool


def spoken_periods(text: str, months: Mapping[str, int], year: int | None) -> list[Spoken]:
    """Return the periods of a sentence that are named by weeks, halves, quarters or `between`; `year` completes them.

    >>> [str(each.value) for each in spoken_periods("Aflastning i uge 12 og 13", {}, 2026)]
    ['2026-03-16/2026-03-29']
    >>> [str(each.value) for each in spoken_periods("first half of June", {"june": 6}, 2026)]
    ['2026-06-01/2026-06-15']
    >>> spoken_periods("uge 12 og 15", {}, 2026), spoken_periods("2 uger 12,50", {}, 2026)
    ([], [])
    """
    read: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Period | None]], ...] = (
        (_BETWEEN, lambda found, stated: _between(found, stated, months)),
        (_WEEKS, _weeks),
        (_HALF, lambda found, stated: _half(found, stated, months)),
        (_QUARTER, _quarter),
    )
    return [each for pattern, build in read for each in _found(pattern, build, text, year)]


def _found(
    pattern: re.Pattern[str], build: Callable[[re.Match[str], int], Period | None], text: str, year: int | None
) -> Iterator[Spoken]:
    for found in pattern.finditer(text):
        stated = int(found["y"]) if found["y"] else year
        period = build(found, stated) if stated is not None else None
        if period:
            yield Spoken(period, found.start(), found.end(), bool(found["y"]))


def _days(start: tuple[int, int, int], end: tuple[int, int, int]) -> Period | None:
    try:
        first, last = date(*start), date(*end)
    except ValueError:
        return None
    return Period(first, last) if first <= last else None


def _between(found: re.Match[str], year: int, months: Mapping[str, int]) -> Period | None:
    last = months.get(found["em"].lower())
    first = months.get(found["sm"].lower()) if found["sm"] else last
    if first is None or last is None:
        return None
    return _days((year - (first > last), first, int(found["sd"])), (year, last, int(found["ed"])))


def _weeks(found: re.Match[str], year: int) -> Period | None:
    numbers = [int(each) for each in re.findall(r"\d+", found["first"] + found["more"])]
    last = int(found["last"]) if found["last"] else None
    if last is not None and found["join"].lower() == "og":
        numbers.append(last)
    elif last is not None and last < numbers[-1]:
        return None
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    try:
        return Period(date.fromisocalendar(year, numbers[0], 1), date.fromisocalendar(year, last or numbers[-1], 7))
    except ValueError:
        return None


def _half(found: re.Match[str], year: int, months: Mapping[str, int]) -> Period | None:
    month = months.get(found["m"].lower())
    if month is None:
        return None
    middle = date(year, month, 15)
    return Period(middle.replace(day=1), middle) if found["early"] else Period(middle.replace(day=16), month_end(middle))


def _quarter(found: re.Match[str], year: int) -> Period | None:
    said = found["n"].lower()
    number = _NTH.get(said) or int(said.rstrip("."))
    return Period(date(year, 3 * number - 2, 1), month_end(date(year, 3 * number, 1)))


def only_in_part(text: str, start: int, end: int) -> bool:
    """Say whether the name of a month at a place stands for less than the month: `14. juni`, `resten af juni`, `June 14`.

    >>> only_in_part("den 14. juni", 8, 12), only_in_part("30 døgn i juni", 10, 14), only_in_part("rest of June", 8, 12)
    (True, False, True)
    """
    return bool(_PART_BEFORE.search(text[max(0, start - 24) : start]) or _DAY_AFTER.match(text[end:]))
