"""Amounts and dates as British statements print them. What is not plainly one or the other is None."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.period import Period

#: The longest cell that may be an amount.
LONGEST_AMOUNT = 30
AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,2})?")
#: A printed amount inside a sentence: always with pence, so that references are not taken for money.
AMOUNT_IN_TEXT = re.compile(
    r"(?<![\d.,/-])\(?-?\s?£?\s?-?(?:\d{1,3}(?:,\d{3})+|\d{1,9})\.\d{2}\)?(?:\s?(?:CR|DR)\b|-(?!\d))?(?![\d/])"
)
MONTHS = {
    name: number
    for number, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)
}
DATE_TEXT = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|"
    r"\d{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?[ -](?:\d{4}|\d{2})"
)
DATE = re.compile(rf"(?<![\d/])(?:{DATE_TEXT})(?!\d)", re.IGNORECASE)
DAY_AND_MONTH = r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
PERIOD = re.compile(
    rf"(?<![\d/])({DATE_TEXT}|{DAY_AND_MONTH})\s{{0,3}}(?:-|–|—|to|until|/)\s{{0,3}}({DATE_TEXT})(?!\d)", re.IGNORECASE
)
#: The first day that a spreadsheet counts from, with its leap-year error allowed for.
SHEET_EPOCH = date(1899, 12, 30)


def parse_amount(text: str) -> Decimal | None:
    """Read an amount: pounds sign, thousands commas, brackets or DR or a trailing minus for money owed.

    >>> [str(parse_amount(text)) for text in ("£1,842.16", "(45.00)", "45.00-", "96.2 DR", "-£12", "1.234,56", "n/a")]
    ['1842.16', '-45.00', '-45.00', '-96.2', '-12', 'None', 'None']
    """
    plain = "".join(text.split()).upper().replace("−", "-").replace("–", "-").replace("£", "").replace("GBP", "")
    if not plain or len(plain) > LONGEST_AMOUNT:
        return None
    negative = False
    for opener, closer in (("(", ")"), ("-", ""), ("", "-"), ("", "DR")):
        if plain.startswith(opener) and plain.endswith(closer) and len(plain) > len(opener + closer):
            negative = True
            plain = plain[len(opener) : len(plain) - len(closer)]
            break
    plain = plain.removesuffix("CR")
    if not AMOUNT.fullmatch(plain):
        return None
    value = Decimal(plain.replace(",", ""))
    return -value if negative else value


def number_to_pence(value: float | Decimal) -> Decimal | None:
    """Return a sheet's number to the penny; None when it is not a whole number of pence.

    >>> number_to_pence(3387.4200000000001)
    Decimal('3387.42')
    >>> number_to_pence(10.333) is None
    True
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return None
    pence = exact.quantize(Decimal("0.01"))
    return pence if abs(exact - pence) < Decimal("0.000001") else None


def parse_date(text: str) -> date | None:
    """Read a date, day before month. A year of two digits is in this century.

    >>> parse_date("12 Jun 26"), parse_date("30/06/2026"), parse_date("2026-04-01")
    (datetime.date(2026, 6, 12), datetime.date(2026, 6, 30), datetime.date(2026, 4, 1))
    >>> parse_date("31/06/2026") is None
    True
    """
    plain = " ".join(text.split()).lower().rstrip(".")
    if not DATE.fullmatch(plain):
        return None
    first, middle, last = (part for part in re.split(r"[/. ,-]+", plain) if part)
    if len(first) == 4:
        return _day(int(first), int(middle), int(last))
    month = MONTHS.get(middle[:3]) if middle.isalpha() else int(middle)
    year = int(last) + 2000 if len(last) == 2 else int(last)
    return _day(year, month, int("".join(filter(str.isdigit, first))))


def _day(year: int, month: int | None, day: int) -> date | None:
    try:
        return date(year, month or 0, day)
    except ValueError:
        return None


def from_serial(number: Decimal | float) -> date | None:
    """Return the date behind a spreadsheet's day number; None outside 1982 to 2064.

    >>> from_serial(46113)
    datetime.date(2026, 4, 1)
    """
    whole = int(number)
    return SHEET_EPOCH + timedelta(days=whole) if 30_000 <= whole <= 60_000 and whole == number else None


def find_period(text: str) -> Period | None:
    """Find the first "from - to" in a text; a first date without a year takes that of the second.

    >>> str(find_period("Period 01/04/2026-30/06/2026 (13 weeks)"))
    '2026-04-01/2026-06-30'
    >>> str(find_period("1 April to 30 June 2026"))
    '2026-04-01/2026-06-30'
    """
    found = PERIOD.search(text[:1000])
    if not found:
        return None
    end = parse_date(found[2])
    start = parse_date(found[1]) or (parse_date(f"{found[1]} {end.year}") if end else None)
    return Period(start, end) if start and end and start <= end else None


def as_date(value: object) -> date | None:
    """Return the date in a typed cell.

    >>> as_date(datetime(2026, 4, 1))
    datetime.date(2026, 4, 1)
    """
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
