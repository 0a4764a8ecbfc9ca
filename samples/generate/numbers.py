"""Made-up identifiers that pass (or fail) their checks, and the ways people write numbers, dates and periods.

CPR numbers carry birth years 2031-2036 and NHS numbers start with 999, so that no living person has one. Bank branches
(`9990`, `99-00-..`) and the registrations beginning with 99 belong to nobody either.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CPR_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
MONTHS = {
    "da": [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def two_places(value: Decimal | int | str) -> Decimal:
    """Round half up to two places."""
    return Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def cpr(born: date, serial: int = 4200, *, checked: bool = True) -> str:
    """Return the first ten-digit CPR number at or above the serial whose mod-11 check holds (or does not).

    >>> cpr(date(2031, 3, 15))
    '1503314203'
    """
    if not 2031 <= born.year <= 2036:
        raise ValueError("made-up people are born 2031-2036")
    while (_weighted(number := f"{born:%d%m%y}{serial}", CPR_WEIGHTS) % 11 == 0) is not checked:
        serial += 1
    return number


def cvr(start: int) -> str:
    """Return the first eight-digit CVR number at or above the start whose check holds.

    >>> cvr(99000024)
    '99000031'
    """
    while _weighted(str(start), CVR_WEIGHTS) % 11:
        start += 1
    return str(start)


def nhs(start: int) -> str:
    """Return the first NHS number of the 999 test range at or above the seven digits given.

    >>> nhs(123457)
    '9991234578'
    """
    while True:
        digits = f"999{start:06d}"
        check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return digits + str(check % 11)
        start += 1


def gb_vat(start: int) -> str:
    """Return a nine-digit UK VAT number at or above the seven digits given, with its mod-97 check.

    >>> gb_vat(9999999)
    'GB999999973'
    """
    total = sum(int(d) * w for d, w in zip(f"{start:07d}", range(8, 1, -1), strict=True))
    return f"GB{start:07d}{97 - total % 97:02d}"


def iban(country: str, bban: str) -> str:
    """Return an IBAN with its check digits (ISO 13616).

    >>> iban("DK", "00400440116243")
    'DK5000400440116243'
    """
    as_number = "".join(str(int(c, 36)) for c in bban + country + "00")
    return f"{country}{98 - int(as_number) % 97:02d}{bban}"


def money(value: Decimal, style: str) -> str:
    """Write an amount: a sample in the style stands for the habit.

    >>> [money(Decimal("-1234.5"), s) for s in ("1.234,56", "kr. 1.234,56-", "£1,234.56", "(1,234.56)", "1 234,56")]
    ['-1.234,50', 'kr. 1.234,50-', '-£1,234.50', '(1,234.50)', '-1 234,50']
    >>> money(Decimal("18557"), "1.234,-")
    '18.557,-'
    """
    before, _, rest = style.partition("1")
    bracketed, trailing = before.endswith("("), style.endswith("-") and not style.endswith(",-")
    digits = f"{abs(value):,.2f}"
    if ",56" in style or style.endswith(",-"):
        thousands = style[style.index("1") + 1]
        digits = digits.replace(",", "\0").replace(".", ",").replace("\0", thousands if thousands in ". " else "")
    elif "," not in style:
        digits = digits.replace(",", "")
    if style.endswith(",-"):
        digits = digits.removesuffix(",00") + ",-" if digits.endswith(",00") else digits
    after = rest[rest.index("56") + 2 :] if "56" in rest else ""
    if bracketed:
        return f"{before}{digits})" if value < 0 else before.removesuffix("(") + digits
    if trailing:
        return f"{before}{digits}{'-' if value < 0 else ''}"
    return f"{'-' if value < 0 else ''}{before}{digits}{after}"


def number(value: Decimal, style: str, *, trim: bool = True) -> str:
    """Write a quantity with the style's decimal sign, without needless zeros.

    >>> number(Decimal("54.25"), "1.234,56"), number(Decimal("30.00"), "1.234,56")
    ('54,25', '30')
    """
    text = f"{value:.2f}"
    if trim and text.endswith(".00"):
        text = text[:-3]
    return text.replace(".", ",") if ",56" in style or style.endswith(",-") else text


def day(value: date, style: str, language: str) -> str:
    """Write a date; `{d}` `{dd}` `{mm}` `{yy}` `{yyyy}` `{mon}` `{month}` stand for its parts.

    >>> day(date(2026, 6, 1), "{d}. {month} {yyyy}", "da"), day(date(2026, 6, 1), "{dd} {mon} {yy}", "en")
    ('1. juni 2026', '01 Jun 26')
    """
    month = MONTHS[language][value.month - 1]
    return style.format(
        d=value.day, dd=f"{value.day:02}", m=value.month, mm=f"{value.month:02}", yy=f"{value.year % 100:02}",
        yyyy=value.year, mon=month[:3], month=month,
    )  # fmt: skip


def is_month(start: date, end: date) -> bool:
    """Say whether these days are exactly one calendar month."""
    return start.day == 1 and (end.year, end.month) == (start.year, start.month) and end.day == monthrange(*_ym(end))[1]


def _ym(value: date) -> tuple[int, int]:
    return value.year, value.month
