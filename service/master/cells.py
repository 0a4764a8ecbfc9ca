"""From the text of a cell to a value.

A column is converted as a whole, with C loops where they serve; only when a cell in it is bad are the cells taken one by
one to say which. Values that come again and again (dates, rates, codes) are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from service.master.problem import BadCell

_LONGEST = 2000
_REMEMBERED = 100_000


class Cells(Protocol):
    """Converts the cells of one column."""

    def one(self, text: str) -> Any:
        """Convert one cell; raises BadCell."""

    def many(self, column: Sequence[str]) -> list[Any]:
        """Convert a column; raises BadCell when any cell in it is bad."""


class _Memo(dict[str, Any]):
    """Remembers what a function gave for a text."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:
        if len(self) > _REMEMBERED:
            self.clear()
        value = self[text] = self._convert(text.strip())
        return value


class Repeating:
    """Cells whose values repeat: dates, codes, amounts."""

    def __init__(self, convert: Callable[[str], Any]) -> None:
        self._memo = _Memo(convert)

    def one(self, text: str) -> Any:
        """Convert one cell."""
        return self._memo[text]

    def many(self, column: Sequence[str]) -> list[Any]:
        """Convert a column."""
        return list(map(self._memo.__getitem__, column))


@dataclass(frozen=True, slots=True)
class Single:
    """Cells that are different in every row."""

    convert: Callable[[str], Any]

    def one(self, text: str) -> Any:
        """Convert one cell."""
        return self.convert(text.strip())

    def many(self, column: Sequence[str]) -> list[Any]:
        """Convert a column."""
        return list(map(self.convert, map(str.strip, column)))


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text. `empty` is what an empty cell gives."""

    longest: int = _LONGEST
    required: bool = False
    empty: str | None = None

    def one(self, text: str) -> str | None:
        """Convert one cell."""
        text = text.strip()
        if len(text) > self.longest:
            raise BadCell(f"has {len(text)} characters", f"at most {self.longest}")
        if any(char < " " for char in text):
            raise BadCell("holds a line break or another control character", "text on one line")
        if text:
            return text
        if self.required:
            raise BadCell("is empty", "a value in every row")
        return self.empty

    def many(self, column: Sequence[str]) -> list[str | None]:
        """Convert a column."""
        stripped = list(map(str.strip, column))
        if "".join(stripped).isprintable() and max(map(len, stripped), default=0) <= self.longest:
            if "" not in stripped:
                return list(stripped)
            if not self.required:
                return [text or self.empty for text in stripped]
        return [self.one(text) for text in column]


def key() -> Words:
    """Return the cells of an identifier that every row has."""
    return Words(longest=64, required=True)


def optional(convert: Callable[[str], Any], empty: Any = None) -> Callable[[str], Any]:
    """Let an empty cell give a value of its own."""
    return lambda text: convert(text) if text else empty


def required(convert: Callable[[str], Any]) -> Callable[[str], Any]:
    """Refuse an empty cell."""

    def convert_given(text: str) -> Any:
        if not text:
            raise BadCell("is empty", "a value in every row")
        return convert(text)

    return convert_given


def to_date(text: str) -> date:
    """Read an ISO date; a spreadsheet's midnight is dropped.

    >>> to_date("2026-06-30")
    datetime.date(2026, 6, 30)
    """
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    except ValueError:
        raise BadCell("is not a date", "year-month-day, such as 2026-06-30") from None


def to_time(text: str) -> datetime:
    """Read an aware time; a day alone is its first moment.

    >>> to_time("2026-06-30T09:12:00Z").isoformat()
    '2026-06-30T09:12:00+00:00'
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell("is not a time", "such as 2026-06-30T09:12:00Z") from None
    if time.tzinfo is None and len(text) > len("2026-06-30"):
        raise BadCell("does not say its time zone", "such as 2026-06-30T09:12:00Z")
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


_MONEY = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def to_minor(text: str) -> int:
    """Read an amount as whole hundredths.

    >>> to_minor("67290.00"), to_minor("-2.5"), to_minor("12")
    (6729000, -250, 1200)
    """
    found = _MONEY.fullmatch(text)
    if not found:
        raise BadCell("is not an amount", "digits with a full stop before two decimals and no thousands marks: 67290.00")
    sign, whole, decimals = found.groups()
    minor = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -minor if sign else minor


def to_positive_minor(text: str) -> int:
    """Read an amount that cannot be below nothing."""
    minor = to_minor(text)
    if minor < 0:
        raise BadCell("is below nothing", "an amount of 0.00 or more")
    return minor


def decimal_between(low: int, high: int) -> Callable[[str], str]:
    """Make a reader of decimal numbers; they are kept as text, exactly.

    >>> decimal_between(0, 100)("33.330")
    '33.33'
    """

    def convert(text: str) -> str:
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise BadCell("is not a number", "digits, with a full stop before decimals: 37.5") from None
        if not value.is_finite() or not low <= value <= high or "e" in text.lower():
            raise BadCell("is out of range", f"{low} to {high}")
        shown = f"{value:f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown

    return convert


def whole_between(low: int, high: int) -> Callable[[str], int]:
    """Make a reader of whole numbers."""

    def convert(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise BadCell("is not a whole number in range", f"{low} to {high}")
        return int(text)

    return convert


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader of a word from a list, in small or capital letters."""
    known = {str(word).lower(): str(word) for word in words}

    def convert(text: str) -> str:
        word = known.get(text.lower())
        if word is None:
            raise BadCell("is not a known word", f"one of {', '.join(words)}")
        return word

    return convert


_YES_NO: Mapping[str, bool] = {"yes": True, "no": False, "true": True, "false": False}


def to_bool(text: str) -> bool:
    """Read yes or no; a spreadsheet's true and false are the same."""
    value = _YES_NO.get(text.lower())
    if value is None:
        raise BadCell("is neither yes nor no", "yes or no")
    return value


def list_of(convert: Callable[[str], str]) -> Callable[[str], list[str]]:
    """Make a reader of several values with semicolons between them.

    >>> list_of(str.lower)("A; B;")
    ['a', 'b']
    """
    return lambda text: [convert(part.strip()) for part in text.split(";") if part.strip()]


_ADDRESS = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,250}")


def to_address(text: str) -> str:
    """Read a mail address, in small letters."""
    if not _ADDRESS.fullmatch(text):
        raise BadCell("is not a mail address", "such as invoices@elmcourt.example")
    return text.lower()


def to_address_or_domain(text: str) -> str:
    """Read a mail address, or a whole domain written `@domain`."""
    if text.startswith("@") and re.fullmatch(r"@[A-Za-z0-9.-]{1,250}", text):
        return text.lower()
    return to_address(text)


_RULE = re.compile(r"([A-Za-z0-9_.]{1,60})\s*=\s*([^;=]{1,200})")


def to_rules(text: str) -> str:
    """Read contract rules; the same rules in the same order give the same text.

    >>> to_rules("death_days_payable = 3; count_discharge_day=no")
    'death_days_payable=3;count_discharge_day=no'
    """
    found = [_RULE.fullmatch(part.strip()) for part in text.split(";") if part.strip()]
    if not all(found):
        raise BadCell("is not a list of rules", "key=value with semicolons between, such as death_days_payable=3")
    pairs = [(rule[1], rule[2].strip()) for rule in found if rule]
    if len({name for name, _ in pairs}) < len(pairs):
        raise BadCell("says the same rule twice", "each rule once")
    return ";".join(f"{name}={value}" for name, value in pairs)
