"""Money, days and periods as readers of a letter write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.money import Money
from models.period import Period

LOCALES = {"en": "en_GB", "da": "da_DK"}
_AND = {"en": "and", "da": "og"}
_TO = {"en": "to", "da": "til"}


def show_money(amount: Money, language: str) -> str:
    r"""Return an amount with its currency.

    >>> show_money(Money.of("1085.02", "GBP"), "en"), show_money(Money.of("67290.00", "DKK"), "da")
    ('£1,085.02', '67.290,00\xa0kr.')
    >>> show_money(Money.of("67290.00", "DKK"), "en")
    'DKK\xa067,290.00'
    """
    from babel.numbers import format_currency

    shown = format_currency(amount.decimal, amount.currency, locale=LOCALES[language])
    return shown.replace(amount.currency, f"{amount.currency}\xa0") if shown.startswith(amount.currency) else shown


def show_day(day: date, language: str) -> str:
    """Return a date with the month as a word.

    >>> show_day(date(2026, 6, 30), "en"), show_day(date(2026, 6, 30), "da")
    ('30 June 2026', '30. juni 2026')
    """
    from babel.dates import format_date

    return format_date(day, "long", locale=LOCALES[language])


def show_period(period: Period, language: str) -> str:
    """Return a period; the year is said once where it is the same.

    >>> show_period(Period(date(2026, 6, 1), date(2026, 6, 30)), "en")
    '1 June to 30 June 2026'
    >>> show_period(Period(date(2025, 12, 1), date(2026, 1, 31)), "da")
    '1. december 2025 til 31. januar 2026'
    """
    start = show_day(period.start, language)
    if period.start == period.end:
        return start
    if period.start.year == period.end.year:
        start = start.removesuffix(f" {period.start.year}")
    return f"{start} {_TO[language]} {show_day(period.end, language)}"


def list_words(words: Sequence[str], language: str) -> str:
    """Join words as a sentence does.

    >>> list_words(["1", "2", "4"], "en"), list_words(["1", "2"], "da"), list_words(["3"], "en")
    ('1, 2 and 4', '1 og 2', '3')
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND[language]} {words[-1]}"
