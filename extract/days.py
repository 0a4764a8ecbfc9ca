"""The day of a visit, a journey or a shift: from a column of dates, or from a date that stands alone beside the words of a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from extract.body import Entry
from extract.dates import FoundPeriod, find_dates, make_date
from extract.layout import Row
from extract.linetext import period_readings
from extract.tokens import normalise
from extract.view import View
from models.document import Source
from models.invoice import LineReading
from models.period import Period

#: What is done on one day; of days and nights only one.
ON_A_DAY = frozenset({"hour", "visit", "session"})
COUNTED_IN_DAYS = frozenset({"day", "night"})
#: What is never done on one day: a date beside it is when it was booked.
LONGER = frozenset({"week", "month", "year", "block"})
#: More hours than these are of more than one visit.
MOST_HOURS = Decimal(16)
#: Dates that are whole weeks apart may end weeks, where more hours than these stand beside them.
WEEKLY_HOURS, WEEK = Decimal(6), 7
#: Headings that say nothing of what the date is for.
PLAIN = frozenset({"date", "dato", "datum", "le", "dag", "day"})
#: Rows of a line that are looked at for a date.
LOOKED_AT = 3
#: The days of a week in Danish, English, German and French, whole and cut short.
_WEEKDAYS = (
    r"(?:ma|man|mandag|ti|tirs?|tirsdag|on|ons|onsdag|to|tors?|torsdag|fr|fre|fredag|lør?|lørdag|søn?|søndag|mo|mon|monday|montag|tues?|tuesday|we|wed|wednesday"
    r"|th|thu|thurs?|thursday|fri|friday|sa|sat|saturday|samstag|sam|su|sun|sunday|di|dienstag|mi|mittwoch|do|donnerstag|freitag|so|sonntag|lun|lundi|mar|mardi|mer|mercredi"
    r"|jeu|jeudi|ven|vendredi|samedi|dim|dimanche)\.?,?\s"
)
_DAY_AND_MONTH = re.compile(
    rf"(?:{_WEEKDAYS})?(?P<d>\d{{1,2}})(?:(?:(?:[/-]|\.(?=\s?\d{{1,2}}\.))\s?(?P<n>\d{{1,2}})\.?)|(?:\.|st|nd|rd|th)?\s?(?P<m>[^\W\d_]{{3,10}})\.?)",
    re.IGNORECASE,
)
_NUMBER_LIKE = re.compile(r"\d{1,2}\.\d{1,2}")
#: A weekday before a date: `Fri 02/10/2026`.
_WEEKDAY = re.compile(rf"^{_WEEKDAYS}", re.IGNORECASE)
_AROUND = " ·|,;–-"
#: What a list of shifts marks a day with: `04/05/26 BH` is a bank holiday.
_MARK_OF_A_DAY = re.compile(
    r"(?<=\d)\s?(?:\*{1,3}|\(?(?:BH|B/H|PH|SH|WE|bank hol(?:iday)?|holiday|weekend|helligdag|søgne-?helligdag|sh|hd)\.?\)?)$",
    re.IGNORECASE,
)
#: A day inside words, without its year.
_DAY_IN_WORDS = re.compile(
    r"(?<![\w./-])(?P<d>\d{1,2})(?:/(?P<n>\d{1,2})(?![\w/.-]*\d)|\.(?P<o>\d{1,2})\.$|(?:\.|st|nd|rd|th)?\s(?P<m>[^\W\d_]{3,10})\b)",
    re.IGNORECASE,
)
#: Such a day at the end of words, in figures with a dot between them and with both.
_DOTTED_AT_END = re.compile(r"[^\W\d_]{3,}\s\d{1,2}\.\d{2}$")
#: Before a day these say that something began, ended, was agreed or was born then, or that it is of another document.
NOT_DONE_ON = frozenset(
    {
        "fra", "from", "siden", "since", "til", "to", "until", "by", "before", "inden", "senest", "født", "f", "born", "død", "died", "af", "of", "dated", "dateret", "indflyttet",
        "udskrevet", "indskrevet", "admitted", "discharged", "moved", "in", "out", "started", "ended", "faktura", "invoice", "ref", "udløb", "exp", "expiry", "due", "pr", "per", "nr", "no",
        "bevilling", "agreement", "contract", "x", "×", "*", "@", "à", "á", "a", "at", "mal", "+", "=", "÷", ":", "vom", "ab", "bis", "seit", "du", "au", "dès",
    }
)  # fmt: skip
#: Shares and hours of a day and a week, and no days.
FRACTIONS = frozenset({"1/1", "1/2", "1/3", "2/3", "1/4", "3/4", "24/7"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day beside a line: its row, whether its year stands there, and whether a heading says that it is of the service."""

    value: date
    row: Row
    certain: bool
    named: bool


def with_days(view: View, entries: Sequence[Entry], lines: Sequence[LineReading], year: int | None) -> list[LineReading]:
    """Give lines the days that stand beside them, where their columns and their words name no period."""
    found = [_day(view, entry, year) for entry in entries]
    values = sorted({day.value for day in found if day})
    several = len(values) > 1
    weekly = several and all((value - values[0]).days % WEEK == 0 for value in values)
    # One date beside all lines may be when they were booked.
    return [
        _on_day(line, day.value, day.certain, view.place(day.row.text[:80], day.row.box, day.row.page), "column")
        if day and fits_a_day(line, weekly=weekly) and (several or day.named or _unit(line) in ON_A_DAY)
        else line
        for line, day in zip(lines, found, strict=True)
    ]


def with_told_days(
    lines: Sequence[LineReading], months: Mapping[str, int], year: int | None, whole: Period | None, *, comma: bool
) -> tuple[LineReading, ...]:
    """Give lines the one day that their words name for what was done: `Cancelled sleep-in 20 May 2026`.

    A day outside the period of the whole document is none: `x 30/7` is a share of a month. Where a comma stands before decimals (`comma`),
    `Aflyst besøg 18.06` ends with a day and not with an amount.
    """
    return tuple(_told(line, months, year, whole, comma=comma) for line in lines)


def _told(line: LineReading, months: Mapping[str, int], year: int | None, whole: Period | None, *, comma: bool) -> LineReading:
    text = line.text
    if text is None or "column" not in text.evidence or not fits_a_day(line, weekly=False):
        return line
    dotted = comma and whole is not None and _DOTTED_AT_END.search(text.value)
    found = day_in_words(f"{text.value}." if dotted else text.value, months, year)
    if found is None or (whole and not whole.start <= found[0] <= whole.end):
        return line
    return _on_day(line, *found, text.source, "told")


def _on_day(line: LineReading, day: date, certain: bool, source: Source, how: str) -> LineReading:
    if line.period_start is not None or line.period_end is not None:
        return line
    start, end = period_readings(FoundPeriod(Period(day, day), 0, 0, certain), source, [how, "of-day"])
    return replace(line, period_start=start, period_end=end)


def fits_a_day(line: LineReading, *, weekly: bool) -> bool:
    """Say whether what a line bills can be done on a day; `weekly` says that the days beside the lines lie whole weeks apart."""
    unit, quantity = _unit(line), abs(line.quantity.value) if line.quantity else None
    if unit in LONGER:
        return False
    if unit in COUNTED_IN_DAYS:
        return quantity in {None, Decimal(1)}
    return unit != "hour" or quantity is None or quantity <= (WEEKLY_HOURS if weekly else MOST_HOURS)


def _unit(line: LineReading) -> str | None:
    return line.unit.value if line.unit else None


def day_in_words(text: str, months: Mapping[str, int], year: int | None) -> tuple[date, bool] | None:
    """Read the only day in a text, where no word before it says that something else fell on it.

    >>> day_in_words("Ikke leveret ledsagelse 08.09.2026", {}, None), day_in_words("Netværksmøde 16/6", {}, 2026)
    ((datetime.date(2026, 9, 8), True), (datetime.date(2026, 6, 16), False))
    >>> day_in_words("STU-forløb fra 11. maj 2026", {"maj": 5}, None), day_in_words("1/2 dag", {}, 2026)
    (None, None)
    """
    dates = find_dates(text, months)
    short = [
        (each, day)
        for each in _DAY_IN_WORDS.finditer(text)
        if not any(whole.start <= each.start() < whole.end for whole in dates)
        and (day := _without_year(each, months, year or 2000))
    ]
    if len(dates) + len(short) != 1:
        return None
    if dates:
        return (dates[0].value, dates[0].certain) if _done_on(text, dates[0].start) else None
    found, day = short[0]
    return (day, False) if year and _done_on(text, found.start()) else None


def _without_year(found: re.Match[str], months: Mapping[str, int], year: int | None) -> date | None:
    figures = found["n"] or found.groupdict().get("o")
    month = int(figures) if figures else months.get((found["m"] or "").lower())
    if not month or year is None or found.group() in FRACTIONS:
        return None
    return make_date(year, month, int(found["d"]))


def _done_on(text: str, start: int) -> bool:
    before = text[:start].rstrip(" (").rsplit(" ", 1)[-1].lower()
    return before not in NOT_DONE_ON and normalise(before) not in NOT_DONE_ON


def _day(view: View, entry: Entry, year: int | None) -> Day | None:
    row, months = entry.anchor or entry.rows[0], view.vocabulary.months
    # Among periods stands a single day where something was done on one.
    for column in (*entry.head.of("date"), *entry.head.of("period")):
        text = " ".join(word.text for word in entry.head.words_of(row, column))
        # `29.06` is a day where a heading says so; elsewhere it may be a number of hours.
        found = whole_date(f"{text}." if _NUMBER_LIKE.fullmatch(text) else text, months, year)
        if found:
            return Day(found[0], row, found[1], named=not set(_words(column.label)) <= PLAIN)
    for each in entry.rows[:LOOKED_AT]:
        alone = _alone(each, months, year)
        if alone:
            return Day(alone[0], each, alone[1], named=False)
    return None


def _words(label: str) -> list[str]:
    return [normalise(part) for part in label.split()]


def _alone(row: Row, months: Mapping[str, int], year: int | None) -> tuple[date, bool] | None:
    """Read a date that is all of the first cell of a row, or of what stands there before a dot or a dash."""
    if not row.cells:
        return None
    text = row.cells[0].text
    parts: Sequence[str] = (text, *re.split(r"\s[·|–-]\s", text)[:1])
    return next((found for part in parts if (found := whole_date(part, months, year))), None)


def whole_date(text: str, months: Mapping[str, int], year: int | None) -> tuple[date, bool] | None:
    """Read a text that is a date and nothing else, perhaps with its weekday; without a year it takes the document's, and is not certain.

    >>> whole_date("Fri 02/10/2026", {}, None)
    (datetime.date(2026, 10, 2), True)
    >>> [whole_date(f"{day} 2/10/26", {}, None) is not None for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")] == [True] * 7
    True
    >>> whole_date("6. okt.", {"okt": 10}, 2026)
    (datetime.date(2026, 10, 6), False)
    >>> whole_date("Mon 04/05/26 BH", {}, None), whole_date("04/05/26 BHT", {}, None)
    ((datetime.date(2026, 5, 4), True), None)
    >>> whole_date("12 June to 14 June", {"june": 6}, 2026), whole_date("9.5", {}, 2026), whole_date("9.5.", {}, 2026)
    (None, None, (datetime.date(2026, 5, 9), False))
    """
    text = _MARK_OF_A_DAY.sub("", text.strip(_AROUND))
    dates = find_dates(text, months)
    if dates:
        whole = len(dates) == 1 and not _WEEKDAY.sub("", text[: dates[0].start]).strip(_AROUND) and dates[0].end == len(text)
        return (dates[0].value, dates[0].certain) if whole else None
    found = _DAY_AND_MONTH.fullmatch(text)
    value = _without_year(found, months, year) if found else None
    return (value, False) if value else None


def only_year(view: View) -> int | None:
    """Return the year of all dates on a document whose own date was not found, when they are of one year."""
    years = {found.value.year for row in view.rows for found in find_dates(row.text, view.vocabulary.months)}
    return years.pop() if len(years) == 1 else None
