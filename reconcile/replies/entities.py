"""Amounts, dates and references in an answer. Amounts are those of money only: never references, dates or sort codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.money import Money

#: £1,085.02, 1085.02 GBP, £600, 1.085,02: pence, a currency sign or a currency word make a number an amount.
AMOUNT = re.compile(
    r"(?<![\w.,/-])(?P<sign>£\s?|gbp\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d{1,3}(?:\.\d{3})+,\d{2}|\d{1,7}(?:[.,]\d{2})?)"
    r"(?P<after>\s?(?:gbp|pounds?|quid|pund)\b)?(?![\d/]|[.,-]\d)",
    re.IGNORECASE,
)
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "maj": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "okt": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
MONTH = r"jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch|ts)?|apr(?:il)?|may|maj|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
DATE = re.compile(
    rf"(?<![\d/.-])(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})(?:[/.-](?P<y>\d{{4}}|\d{{2}}))?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month>{MONTH})\b(?:,?\s(?P<year>20\d{{2}}))?)(?![\d/])",
    re.IGNORECASE,
)
TODAY = re.compile(r"\b(?:today|this (?:morning|afternoon|am|pm|day)|just now|i dag|dags dato)\b", re.IGNORECASE)
PAYMENT_REFERENCE = re.compile(r"\b(?:DPS-[A-Z0-9]{1,12}-\d{1,6}|INV[-/ ]?\d{3,10})\b", re.IGNORECASE)
SORT_CODE = re.compile(r"\b\d{2}[- ]\d{2}[- ]\d{2}\b\W{0,20}(?:a/?c(?:count)?\W{0,10})?\d{7,8}\b", re.IGNORECASE)
TICKET = re.compile(
    r"(?:\[#?|\bticket\s?(?:no\.?|number)?\s?#?|\bref(?:erence)?:?\s|\bcase\s?#?)([A-Z]{0,5}[-#]?\d[\dA-Z-]{2,15})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount in a text and where it stands."""

    amount: Money
    start: int
    end: int


def find_amounts(text: str, currency: str = "GBP") -> list[Stated]:
    """Find the amounts of money.

    >>> [str(each.amount) for each in find_amounts("We return £600 of the £1,085.02, ref 1234567, invoice 4471, 12/03/2026")]
    ['600.00', '1085.02']
    >>> [str(each.amount) for each in find_amounts("1.085,02 den 20.07.2026, uge 29")]
    ['1085.02']
    """
    blocked = [found.span() for pattern in (DATE, PAYMENT_REFERENCE, SORT_CODE) for found in pattern.finditer(text)]
    result = []
    for found in AMOUNT.finditer(text):
        number = found["number"]
        marked = found["sign"] or found["after"]
        if not marked and not re.search(r"[.,]\d{2}$", number):
            continue
        if not marked and any(start < found.end() and found.start() < end for start, end in blocked):
            continue
        result.append(Stated(Money.of(_decimal(number), currency), found.start(), found.end()))
    return result


def _decimal(number: str) -> Decimal:
    if re.search(r",\d{2}$", number):
        return Decimal(number.replace(".", "").replace(",", "."))
    return Decimal(number.replace(",", ""))


def find_days(text: str, near: date) -> Iterator[date]:
    """Find dates; one without a year is the one nearest to the day the answer came.

    >>> [str(day) for day in find_days("w/c 20 July, not 12/03", date(2026, 7, 10))]
    ['2026-07-20', '2026-03-12']
    """
    for found in DATE.finditer(text):
        day = _date(found, near)
        if day:
            yield day
    if TODAY.search(text):
        yield near


def _date(found: re.Match[str], near: date) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        day = int(found["d"] or found["day"])
        month = int(found["m"]) if found["m"] else MONTHS[found["month"].lower()[:3]]
        year = found["y"] or found["year"]
        if year:
            return date(int(year) + 2000 if len(year) == 2 else int(year), month, day)
        around = [date(near.year + shift, month, day) for shift in (-1, 0, 1)]
    except (ValueError, KeyError):
        return None
    return min(around, key=lambda each: abs((each - near).days))


def find_reference(text: str) -> str | None:
    """Find a payment reference.

    >>> find_reference("BACS, ref dps-1234567-0042.")
    'DPS-1234567-0042'
    """
    found = PAYMENT_REFERENCE.search(text)
    return found[0].upper() if found else None


def find_ticket(text: str) -> str | None:
    """Find the ticket number that an automatic answer carries.

    >>> find_ticket("Your request has been received and a ticket [#48213] has been created.")
    '48213'
    """
    found = TICKET.search(text)
    return found[1].strip("#") if found else None
