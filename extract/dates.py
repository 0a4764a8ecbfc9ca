"""Dates and periods as invoices print them. Day before month, as in all of Europe; a date without a year is not a date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from extract.spoken import only_in_part, spoken_periods
from models.period import Period
from models.value import quickly_made

MAX_TEXT = 400
_FIGURE = re.compile(r"\d")
_ISO = r"(?P<iy>(?:19|20)\d{2})(?P<is>[-/])(?P<im>\d{1,2})(?P=is)(?P<id>\d{1,2})"
_NUMERIC = r"(?P<nd>\d{1,2})\s?(?P<sep>[./-])\s?(?P<nm>\d{1,2})\s?(?P=sep)\s?(?P<ny>\d{4}|\d{2})"
_DANISH = r"(?P<dd>\d{1,2})/(?P<dm>\d{1,2})[\s\-](?P<dy>\d{4}|(?<=-)\d{2})"
#: `until Wednesday the` and the like stand between two days of a range.
LONGEST_JOIN = 30
#: As programs print it that have three letters for a month: `01NOV26`.
_CLOSE = r"(?<!\w)(?P<cd>\d{2})(?P<cm>[^\W\d_]{3})(?P<cy>\d{4}|\d{2})(?!\w)"
_WORDED = r"(?P<wd>\d{1,2})(?:\.|st|nd|rd|th|er|ter)?[\s\-]?(?:of\s|de\s)?(?P<wm>[^\W\d_]{3,10})\.?,?[\s\-]*(?P<wy>\d{4}|(?<!,)(?<!, )'?\d{2})"
_AMERICAN = r"(?P<am>[^\W\d_]{3,10})\.?\s(?P<ad>\d{1,2})(?:st|nd|rd|th)?,\s?(?P<ay>\d{4})"
#: A date may follow another one and a dash: `01/06/2026-30/06/2026`.
_DATE = re.compile(
    rf"(?:(?<![\d/.\-])|(?<=\d{{4}}-)|(?<=[./]\d\d-)|(?<=\d\.\.))(?:{_ISO}|{_NUMERIC}|{_DANISH}|{_CLOSE}|{_WORDED}|{_AMERICAN})(?!\d)(?!/\d)(?!-\d{{3}})",
    re.IGNORECASE,
)
_WEEKDAY = (
    r"(?:(?:man|tirs?|ons|tors?|fre|lør|søn)(?:dag|\.)?|(?:mon|tue|tues|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day|\.)?)"
)
_JOIN = rf"\s{{0,2}}(?:-|–|—|\.\.|til|to|bis|until|t\.o\.m\.?|tom|till|au|og med|through)\s{{0,2}}(?:{_WEEKDAY},?\s)?(?:(?:den|d\.|the)\s)?"
#: A text that begins like this is the second half of a range: its first half stands elsewhere.
_JOIN_AT_START = re.compile(r"\s*(?:-|–|—|til|to|bis|until|through)\s*", re.IGNORECASE)
_DAY_MONTH = r"(?P<{0}d>\d{{1,2}})[./](?P<{0}m>\d{{1,2}})\.?"
_SHORT_RANGE = re.compile(
    rf"(?<![\d/.])(?:{_DAY_MONTH.format('s')}){_JOIN}(?:{_DAY_MONTH.format('e')})(?:[./](?P<y>\d{{4}}|\d{{2}}))?(?![\d/])",
    re.IGNORECASE,
)
#: With strokes between day and month only where the year is stated: `06-17` alone is a time of day or a share.
_STROKED_RANGE = re.compile(
    r"(?<![\w/.-])(?P<sd>\d{1,2})-(?P<sm>\d{1,2})\s+(?:til|to|bis|au|until|-|–|—)\s+(?P<ed>\d{1,2})-(?P<em>\d{1,2})-(?P<y>\d{4}|\d{2})(?![\w/-])",
    re.IGNORECASE,
)
_DAYS_OF_MONTH = re.compile(
    rf"(?<![\d/.])(?P<sd>\d{{1,2}})(?:\.|st|nd|rd|th)?{_JOIN}(?P<ed>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?P<m>[^\W\d_]{{3,10}})\.?\s?(?P<y>\d{{4}})?",
    re.IGNORECASE,
)
_WORDED_SHORT = re.compile(
    rf"(?<![\d/.])(?P<sd>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?P<sm>[^\W\d_]{{3,10}})\.?{_JOIN}(?P<ed>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?P<em>[^\W\d_]{{3,10}})\.?,?\s?(?P<y>\d{{4}}|\d{{2}})?(?!\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    r"(?<![^\W\d_])(?P<m>[^\W\d_]{3,10})\.?(?:\s(?:måned|md\.?))?[\s\-/]{1,2}(?P<y>20\d{2})(?!\d)", re.IGNORECASE
)
_MONTHS_YEAR = re.compile(
    rf"(?<![^\W\d_])(?P<m>[^\W\d_]{{3,10}})\.?{_JOIN}(?P<n>[^\W\d_]{{3,10}})\.?\s(?P<y>20\d{{2}})(?!\d)", re.IGNORECASE
)
#: What stands before the month until which goods keep: `Udløb 03-2028`.
_KEEPS = r"(?<!udløb\s)(?<!udløb:\s)(?<!exp\s)(?<!exp\.\s)(?<!expiry\s)(?<!expires\s)(?<!use\sby\s)"
_NUMERIC_MONTH = re.compile(rf"{_KEEPS}(?<![\d/.\-])(?P<m>0[1-9]|1[0-2])[/-](?P<y>20\d{{2}})(?![\d/\-])", re.IGNORECASE)
_NUMERIC_MONTHS = re.compile(
    rf"(?<![\d/.\-])(?P<m>0[1-9]|1[0-2])[/-](?P<y>20\d{{2}}){_JOIN}(?P<n>0[1-9]|1[0-2])[/-](?P<z>20\d{{2}})(?![\d/\-])",
    re.IGNORECASE,
)
_DAY_WITHOUT_YEAR = re.compile(
    r":?\s?(?:on\s)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\s)?(?:the\s)?(?P<d>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m>[^\W\d_]{3,10})",
    re.IGNORECASE,
)
_WEEK_ENDING = re.compile(
    r"(?:w/e|week ending|fortnight ending|weeks? ending|wk ending|w/ending|weeks to|weeks ended)", re.IGNORECASE
)
_WEEK_COUNT = re.compile(r"(?<!\d)(?P<n>\d{1,2})\s?(?:wks?|weeks?)\b", re.IGNORECASE)
_WORDED_COUNT = re.compile(r"\b(?P<n>two|three|four|five|six|eight|twelve|thirteen)\s(?:wks|weeks)\b", re.IGNORECASE)
_WEEKS_IN_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "twelve": 12, "thirteen": 13}
_WEEK_BEGIN = re.compile(
    r"(?:w/c|week commencing|week beginning|week starting|wk commencing|fortnight (?:commencing|beginning|starting))",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(r"(?<![^\W\d_])(?P<m>[^\W\d_]{3,10})(?![^\W\d_])", re.IGNORECASE)


@quickly_made
@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text, where it stands, and whether no other reading is possible."""

    value: date
    start: int
    end: int
    certain: bool = True


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period in a text; not certain when its year was taken from the rest of the document."""

    value: Period
    start: int
    end: int
    certain: bool = True


def _year(text: str) -> int:
    number = int(text.strip("'"))
    return number + 2000 if number < 100 else number


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None when there is no such day or it is not of our time."""
    if not 1950 <= year <= 2099:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str, months: Mapping[str, int]) -> list[FoundDate]:
    """Return the dates with a year in a text.

    >>> [str(each.value) for each in find_dates("Dato: 03-06-2026, forfald 3. juli 2026", {"juli": 7})]
    ['2026-06-03', '2026-07-03']
    >>> [str(each.value) for each in find_dates("Møder 10. juni, 17. juni og 24. juni 26", {"juni": 6})]
    ['2026-06-24']
    >>> [str(each.value) for each in find_dates("Udstedt 28/10-26, 2026/10/21 og 01NOV26", {"nov": 11})]
    ['2026-10-28', '2026-10-21', '2026-11-01']
    """
    result: list[FoundDate] = []
    if _FIGURE.search(text) is None:
        return result
    text = text[:MAX_TEXT]
    found = _DATE.search(text)
    while found:
        value, certain = _read_date(found, months)
        if value:
            result.append(FoundDate(value, found.start(), found.end(), certain))
        # What only looks like one, as `2 Fahrdienst 01` does, must not swallow the date that begins inside it.
        found = _DATE.search(text, found.end() if value else found.start() + 1)
    return result


def _read_date(found: re.Match[str], months: Mapping[str, int]) -> tuple[date | None, bool]:
    if found["iy"]:
        return make_date(int(found["iy"]), int(found["im"]), int(found["id"])), True
    if found["dd"]:
        return make_date(_year(found["dy"]), int(found["dm"]), int(found["dd"])), True
    if found["cd"]:
        month = months.get(found["cm"].lower())
        return (make_date(_year(found["cy"]), month, int(found["cd"])) if month else None), True
    if found["wd"]:
        month = months.get(found["wm"].lower())
        return (make_date(_year(found["wy"]), month, int(found["wd"])) if month else None), True
    if found["ad"]:
        month = months.get(found["am"].lower())
        return (make_date(_year(found["ay"]), month, int(found["ad"])) if month else None), True
    day, month = int(found["nd"]), int(found["nm"])
    if month > 12 >= day and found["sep"] == "/":
        return make_date(_year(found["ny"]), day, month), False
    return make_date(_year(found["ny"]), month, day), True


def find_periods(text: str, months: Mapping[str, int], year: int | None = None) -> list[FoundPeriod]:
    """Return the periods in a text, the most exact writing first; `year` completes one that has none.

    >>> [str(each.value) for each in find_periods("Ophold 01.06-30.06.2026", {})]
    ['2026-06-01/2026-06-30']
    >>> [str(each.value) for each in find_periods("Ophold 15-12 til 14-01-2027", {})], find_periods("Dag 06-17 til 30-06", {}, 2026)
    (['2026-12-15/2027-01-14'], [])
    >>> [str(each.value) for each in find_periods("Weekend lørdag 12.9. - mandag 14.9.2026", {})]
    ['2026-09-12/2026-09-14']
    >>> [str(each.value) for each in find_periods("from Friday 5 June 2026 until Friday 12 June 2026", {"june": 6})]
    ['2026-06-05/2026-06-12']
    >>> [str(each.value) for each in find_periods("w/e 28/06/2026 (4 wks)", {})]
    ['2026-06-01/2026-06-28']
    >>> [str(each.value) for each in find_periods("Juni 2026", {"juni": 6})]
    ['2026-06-01/2026-06-30']
    >>> [str(each.value) for each in find_periods("Licens 01/2026 - 12/2026", {})]
    ['2026-01-01/2026-12-31']
    >>> find_periods("juni 2026 - 28. juni 2026", {"juni": 6}), find_periods("Udløb 03-2028", {})
    ([], [])
    """
    text = text[:MAX_TEXT]
    if _FIGURE.search(text) is None:
        return _spoken(text, months, year) or _bare_months(text, months, year, ())
    dates = find_dates(text, months)
    return (
        _weeks(text, dates, months, year)
        or _full_ranges(text, dates)
        or _short_ranges(text, year)
        or _worded_ranges(text, months, year)
        or _spoken(text, months, year)
        or _month_ranges(text, months)
        or _whole_months(text, months, dates)
        or _bare_months(text, months, year, dates)
    )


def _period(start: date | None, end: date | None) -> Period | None:
    """Build a period; on an invoice it is at most some years long, and does not run backwards."""
    if start is None or end is None or end < start or (end - start).days > 1500:
        return None
    return Period(start, end)


#: `between 6 April 2026 and 29 May 2026`: only behind the first word does the second join two days.
_BETWEEN = re.compile(r"\b(?:between|mellem)\s(?:the\s|den\s|d\.\s?)?$", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|og)\s(?:the\s|den\s|d\.\s?)?", re.IGNORECASE)


def _full_ranges(text: str, dates: Sequence[FoundDate]) -> list[FoundPeriod]:
    result = []
    for first, second in pairwise(dates):
        between = text[first.end : second.start]
        period = _period(first.value, second.value)
        whole = not (
            re.search(r"\d{4}", text[first.start : first.end]) and not re.search(r"\d{4}", text[second.start : second.end])
        )
        joined = re.fullmatch(_JOIN, between, re.IGNORECASE) or (
            _BETWEEN.search(text[: first.start]) and _AND.fullmatch(between)
        )
        if period and whole and len(between) < LONGEST_JOIN and joined:
            result.append(FoundPeriod(period, first.start, second.end, first.certain and second.certain))
    return result


def _short_ranges(text: str, year: int | None) -> list[FoundPeriod]:
    result = []
    for found in (*_SHORT_RANGE.finditer(text), *_STROKED_RANGE.finditer(text)):
        stated = _year(found["y"]) if found["y"] else year
        if stated is None:
            continue
        starts = stated - 1 if int(found["sm"]) > int(found["em"]) else stated
        period = _period(
            make_date(starts, int(found["sm"]), int(found["sd"])), make_date(stated, int(found["em"]), int(found["ed"]))
        )
        if period:
            result.append(FoundPeriod(period, found.start(), found.end(), bool(found["y"])))
    return result


def _worded_ranges(text: str, months: Mapping[str, int], year: int | None) -> list[FoundPeriod]:
    result = []
    for pattern in (_WORDED_SHORT, _DAYS_OF_MONTH):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            last = months.get((parts.get("em") or parts.get("m") or "").lower())
            first = months.get(parts["sm"].lower()) if parts.get("sm") else last
            stated = _year(found["y"]) if found["y"] else year
            if first is None or last is None or stated is None:
                continue
            starts = stated - 1 if first > last else stated
            period = _period(make_date(starts, first, int(found["sd"])), make_date(stated, last, int(found["ed"])))
            if period:
                result.append(FoundPeriod(period, found.start(), found.end(), bool(found["y"])))
    return result


def _spoken(text: str, months: Mapping[str, int], year: int | None) -> list[FoundPeriod]:
    """Return the periods that are named as in a sentence; the half of a month is never certain: who counts 31 days, counts 15 or 16."""
    return [
        FoundPeriod(each.value, each.start, each.end, each.year_stated and each.value.days not in {15, 16})
        for each in spoken_periods(text, months, year)
    ]


def _month_ranges(text: str, months: Mapping[str, int]) -> list[FoundPeriod]:
    result = []
    for found in _MONTHS_YEAR.finditer(text):
        first, last = months.get(found["m"].lower()), months.get(found["n"].lower())
        if first and last and first <= last:
            start, end = Period.month(int(found["y"]), first), Period.month(int(found["y"]), last)
            result.append(FoundPeriod(Period(start.start, end.end), found.start(), found.end()))
    for found in _NUMERIC_MONTHS.finditer(text):
        start, end = Period.month(int(found["y"]), int(found["m"])), Period.month(int(found["z"]), int(found["n"]))
        if period := _period(start.start, end.end):
            result.append(FoundPeriod(period, found.start(), found.end()))
    return result


def _whole_months(text: str, months: Mapping[str, int], dates: Sequence[FoundDate]) -> list[FoundPeriod]:
    taken = [(each.start, each.end) for each in dates]
    result = []
    for pattern in (_MONTH_YEAR, _NUMERIC_MONTH):
        for found in pattern.finditer(text):
            month = months.get(found["m"].lower(), int(found["m"]) if found["m"].isdigit() else 0)
            if _JOIN_AT_START.fullmatch(text[: found.start()]):
                continue
            if month and not any(start <= found.start() < end or _joins(text, found, start, end) for start, end in taken):
                result.append(FoundPeriod(Period.month(int(found["y"]), month), found.start(), found.end()))
    return result


def _joins(text: str, found: re.Match[str], start: int, end: int) -> bool:
    """Whether a month is one end of a range whose other end is a date: a day of it stands elsewhere, so it is not the whole month."""
    between = text[end : found.start()] if end <= found.start() else text[found.end() : start]
    return 0 < len(between) < 14 and re.fullmatch(_JOIN, between, re.IGNORECASE) is not None and bool(between.strip())


def _bare_months(text: str, months: Mapping[str, int], year: int | None, dates: Sequence[FoundDate]) -> list[FoundPeriod]:
    if year is None:
        return []
    taken = [(each.start, each.end) for each in dates]
    result = []
    for found in _BARE_MONTH.finditer(text):
        word = found["m"].lower()
        if len(word) >= 3 and word in months and word not in {"mar", "may", "dec", "sat", "mai"}:
            if any(start <= found.start() < end for start, end in taken) or only_in_part(text, *found.span()):
                continue
            result.append(FoundPeriod(Period.month(year, months[word]), found.start(), found.end(), certain=False))
    return result


def _weeks(text: str, found: Sequence[FoundDate], months: Mapping[str, int], year: int | None) -> list[FoundPeriod]:
    ending, beginning = _WEEK_ENDING.search(text), _WEEK_BEGIN.search(text)
    said = ending or beginning
    if said is None:
        return []
    dates = [each for each in found if 0 <= each.start - said.end() <= 12] or _day_of(text, said.end(), months, year)
    if not dates:
        return []
    weeks = _count_of_weeks(text, said.group().lower())
    if weeks is None:
        return []
    length = timedelta(days=7 * weeks - 1)
    day = dates[0].value
    period = Period(day - length, day) if ending else Period(day, day + length)
    return [FoundPeriod(period, said.start(), dates[0].end, dates[0].certain)]


def _count_of_weeks(text: str, said: str) -> int | None:
    """Return how many weeks end or begin: as a text counts them, else one or a fortnight; None where it says several and not how many."""
    count, worded = _WEEK_COUNT.search(text), _WORDED_COUNT.search(text)
    if count and 1 <= int(count["n"]) <= 60:
        return int(count["n"])
    if worded:
        return _WEEKS_IN_WORDS[worded["n"].lower()]
    return 2 if said.startswith("fortnight") else None if said.startswith("weeks") else 1


def _day_of(text: str, place: int, months: Mapping[str, int], year: int | None) -> list[FoundDate]:
    """Return the day without a year that follows `w/c` or `week ending`."""
    found = _DAY_WITHOUT_YEAR.match(text, place)
    month = months.get(found["m"].lower()) if found else None
    value = make_date(year, month, int(found["d"])) if found and month and year else None
    return [FoundDate(value, place, found.end(), certain=False)] if found and value else []
