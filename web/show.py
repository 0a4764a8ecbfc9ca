"""Values as people read them in the council's language. Pure functions; templates use them as filters."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from models.codes.values import show_date
from models.contract import money_text, price_text, quantity_text
from models.money import Money

_AMOUNTS = re.compile(r"(?<![\w.,])\d+\.\d\d(?!\w)(?!\.\w)")
_MONTHS_DA = ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")


def show_decimal(text: str, language: str) -> str:
    """Write a decimal number with the language's separators, keeping its places.

    >>> show_decimal("67290.00", "da"), show_decimal("-1234.5", "en"), show_decimal("30", "da")
    ('67.290,00', '-1,234.5', '30')
    """
    whole, point, places = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = whole.lstrip("-")
    grouped = f"{int(digits):,}" if digits.isdigit() else digits
    if language == "da":
        return f"{sign}{grouped.replace(',', '.')}{',' if point else ''}{places}"
    return f"{sign}{grouped}{point}{places}"


def show_money(amount: Money | None, language: str) -> str:
    """Write an amount without its currency; nothing for nothing.

    >>> show_money(Money(6729000, "DKK"), "da"), show_money(None, "en")
    ('67.290,00', '')
    """
    return "" if amount is None else show_decimal(str(amount), language)


def show_day(day: date | None, language: str) -> str:
    """Write a date as people do; nothing for nothing."""
    return "" if day is None else show_date(day.isoformat(), language)


def show_month(day: date | None, language: str) -> str:
    """Name the month of a day; nothing for nothing.

    >>> show_month(date(2026, 5, 31), "da"), show_month(date(2026, 5, 1), "en")
    ('maj 2026', 'May 2026')
    """
    if day is None:
        return ""
    return f"{_MONTHS_DA[day.month - 1]} {day.year}" if language == "da" else f"{day:%b %Y}"


def show_amounts(sentence: str, language: str) -> str:
    """Write the amounts inside a sentence with the language's separators.

    >>> show_amounts("1484.62 is over the allowance of 1902.80.", "en"), show_amounts("3449.42 i alt", "da")
    ('1,484.62 is over the allowance of 1,902.80.', '3.449,42 i alt')
    """
    return _AMOUNTS.sub(lambda found: show_decimal(found[0], language), sentence)


def show_moment(moment: datetime | None, language: str, time_zone: str) -> str:
    """Write a time at its place, to the minute.

    >>> from datetime import UTC
    >>> show_moment(datetime(2026, 6, 30, 22, 5, tzinfo=UTC), "da", "Europe/Copenhagen")
    '1. jul. 2026 00:05'
    """
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(time_zone))
    if language == "da":
        return f"{local.day}. {_MONTHS_DA[local.month - 1]} {local:%Y %H:%M}"
    return f"{local.day} {local:%b %Y %H:%M}"


def show_age(seconds: float, language: str) -> str:
    """Write how long ago something was, in the largest unit that fits.

    >>> show_age(50, "en"), show_age(7300, "en"), show_age(200000, "da")
    ('1 min', '2 h', '2 d')
    """
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    if seconds < 129_600:
        return f"{round(seconds / 3600)} {'t' if language == 'da' else 'h'}"
    return f"{round(seconds / 86400)} d"


def to_type(value: Any, path: str, language: str) -> str:
    """Write a value as a person would type it into its field, so that typing it again changes nothing.

    >>> to_type(Decimal("2243.0"), "lines.0.unit_price", "da"), to_type(date(2026, 6, 1), "issued", "en")
    ('2.243,00', '01-06-2026')
    """
    if isinstance(value, Decimal):
        last = path.rpartition(".")[2]
        text = {"quantity": quantity_text, "unit_price": price_text}.get(last, money_text)(value)
        # A lone group of three digits is thousands in one country and decimals in the other: written without groups.
        return text.replace(".", ",") if language == "da" and last == "quantity" else show_decimal(text, language)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return str(value)


def mask(text: str) -> str:
    """Hide a number or name but for what tells two apart.

    >>> mask("150331-4203"), mask("Grethe Holm"), mask("")
    ('•••• 03', 'G. H.', '')
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 5:
        return f"•••• {digits[-2:]}"
    return " ".join(f"{word[0]}." for word in re.findall(r"\w+", text)[:3])


def percent(share: float | None) -> str:
    """Write a probability as a whole percentage; never 100 % for what is not certain.

    >>> percent(0.9991), percent(1.0), percent(0.425)
    ('99 %', '100 %', '42 %')
    """
    if share is None:
        return ""
    return "100 %" if share >= 1 else f"{min(99, round(share * 100))} %"
