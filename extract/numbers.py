"""Numbers as invoices print them, in Danish, British, German and French habits.

A number that can be read in two ways is read by the habit of the rest of the document and marked as not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from models.document import Box, Word, box_around
from models.identifiers import clean_nhs_number
from models.value import quickly_made

#: What stands before or after a number and says which currency it is (ISO 4217).
SYMBOLS = {
    "£": "GBP", "€": "EUR", "eur": "EUR", "gbp": "GBP", "dkk": "DKK", "kr": "KR", "kr.": "KR", "kroner": "KR", "usd": "USD", "$": "USD", "us$": "USD",
    "sek": "SEK", "nok": "NOK", "chf": "CHF", "pln": "PLN", "czk": "CZK", "dem": "DEM", "euro": "EUR", "isk": "ISK",
}  # fmt: skip
CODES = frozenset({"EUR", "GBP", "DKK", "USD", "SEK", "NOK", "CHF", "PLN", "CZK", "DEM", "ISK"})
#: Codes that are words of a language in small letters: `Vi beder Dem betale`, `det er nok`.
_WORDS = frozenset({"dem", "nok", "sek"})
_CURRENCY = r"(?:£|€|\$|US\$|EUR|GBP|DKK|kr\.?|SEK|NOK|CHF|USD)"
_DIGITS = r"\d{1,3}(?:[.,'’′]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d{1,6})?"
_NUMBER = re.compile(
    rf"^(?P<open>[(\[])?(?P<sign>[-−–+])?(?P<before>{_CURRENCY})?(?P<sign2>[-−–])?(?P<digits>{_DIGITS})"
    rf"(?P<dash>[,.](?:-{{1,2}}|—|–))?(?P<percent>%)?(?P<after>{_CURRENCY})?(?P<trail>[-−–])?(?P<close>[)\]])?"
    r"(?P<end>[.,;:*]|/-)?(?:CR|DR|Cr)?$",
    re.IGNORECASE,
)
#: What a mile costs: `45p`.
_PENCE = re.compile(r"^(\d{1,2}(?:\.\d)?)p[.,;)]?$")
_GROUP_TAIL = re.compile(r"^\d{3}(?:[.,]\d{2})?(?:-|,-)?$")
_GROUP_HEAD = re.compile(r"^[-−–(]?[£€]?\d{1,3}$")
_DECIMAL_COMMA = re.compile(r"^\D{0,4}\d{1,3}(?:\.\d{3})*,\d{2}\D{0,4}$")
_DECIMAL_POINT = re.compile(r"^\D{0,4}\d{1,3}(?:,\d{3})*\.\d{2}\D{0,4}$")
_DANISH_DASH = re.compile(r"^\d{1,3}(?:\.\d{3})+,-{1,2}$")
#: What stands before or after the time of a day: opening hours are no amounts.
_TIME_BEFORE = frozenset({"kl", "kl.", "klokken", "um"})
_TIME_AFTER = frozenset({"uhr", "am", "pm", "a.m.", "p.m."})
_TIME = re.compile(r"^(?:[01]?\d|2[0-4])[.:][0-5]\d$")
_TO = frozenset({"-", "–", "til", "to", "bis"})
#: `23.12.` is a day of a month.
_DAY_AND_MONTH = re.compile(r"^(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.$")
MAX_LENGTH = 40
#: The groups of digits in which an NHS number is printed.
_PATIENTS = (3, 3, 4)
#: Letters of a row whose widths differ by less than this share are of one width; fewer words than this do not tell.
ONE_WIDTH, LEAST_OF_ONE_WIDTH = 0.08, 2


@quickly_made
@dataclass(frozen=True, slots=True)
class Number:
    """A number on a row: its value, how many decimals were printed, and whether it could be read in another way."""

    value: Decimal
    places: int
    text: str
    box: Box
    certain: bool = True
    currency: str | None = None
    percent: bool = False
    confidence: float = 1.0
    #: The words it was made of: first and one past the last.
    start: int = 0
    end: int = 0

    @property
    def is_money(self) -> bool:
        """Whether it looks like money: two decimals, or a currency beside it."""
        return not self.percent and (self.places == 2 or self.currency is not None)


def decimal_comma(words: Iterable[str], default: bool) -> tuple[bool, bool]:
    """Say whether a document writes decimals with a comma, and whether it shows so itself.

    >>> decimal_comma(["1.234,56", "12,00"], default=False)
    (True, True)
    >>> decimal_comma(["Page", "1"], default=False)
    (False, False)
    """
    comma = point = 0
    for text in words:
        if len(text) > MAX_LENGTH or text.isalnum() or not any(map(str.isdigit, text)):
            continue
        comma += bool(_DECIMAL_COMMA.match(text)) + 2 * bool(_DANISH_DASH.match(text))
        point += bool(_DECIMAL_POINT.match(text))
    if comma == point:
        return default, False
    return comma > point, True


def parse_digits(digits: str, comma: bool) -> tuple[Decimal, int, bool] | None:
    """Read digits with separators: the value, the printed decimals, and whether only one reading is possible.

    >>> parse_digits("1.234,56", comma=True)
    (Decimal('1234.56'), 2, True)
    >>> parse_digits("1.234", comma=True)
    (Decimal('1234'), 0, False)
    >>> parse_digits("1.234", comma=False)
    (Decimal('1.234'), 3, False)
    >>> parse_digits("11.230.50", comma=True), parse_digits("11.12.26", comma=True)
    ((Decimal('11230.50'), 2, False), None)
    """
    digits = re.sub("['’′]", "", digits)
    marks = [letter for letter in digits if letter in ".,"]
    if not marks:
        return Decimal(digits), 0, True
    if len(set(marks)) == 2:
        return _both(digits, marks)
    mark = marks[0]
    parts = digits.split(mark)
    if len(marks) > 1:
        return _one_mark(parts)
    whole, rest = parts
    value = Decimal(f"{whole}.{rest}")
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):
        return value, len(rest), True
    if (mark == ",") == comma:
        return value, 3, False
    return Decimal(whole + rest), 0, False


def _one_mark(parts: Sequence[str]) -> tuple[Decimal, int, bool] | None:
    """Read groups of three behind one mark; two figures behind the last are decimals whose own mark was mistyped, or misread."""
    first, *groups, last = parts
    if not first or any(len(group) != 3 for group in groups):
        return None
    if len(last) == 3:
        return Decimal("".join(parts)), 0, True
    return (Decimal(f"{''.join([first, *groups])}.{last}"), 2, False) if len(last) == 2 and len(first) <= 3 else None


def _both(digits: str, marks: list[str]) -> tuple[Decimal, int, bool] | None:
    last = marks[-1]
    if marks.count(last) != 1:
        return None
    whole, rest = digits.split(last)
    groups = re.split(r"[.,]", whole)
    if len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:]):
        return None
    return Decimal("".join(groups) + "." + rest), len(rest), True


def parse_number(text: str, comma: bool) -> Number | None:
    """Read one number with its sign, brackets, currency and per cent.

    >>> parse_number("67.290,-", comma=True).value
    Decimal('67290')
    >>> parse_number("(1,234.50)", comma=False).value
    Decimal('-1234.50')
    >>> parse_number("1.234,56-", comma=True).value
    Decimal('-1234.56')
    >>> parse_number("45p", comma=False).value, parse_number("45.5p", comma=False).value, parse_number("45p", comma=True)
    (Decimal('0.45'), Decimal('0.455'), None)
    >>> parse_number("150331-4203", comma=True) is None
    True
    """
    if not comma and (pence := _PENCE.match(text)):
        value = Decimal(pence[1]).scaleb(-2)
        return Number(value, -int(value.as_tuple().exponent), text, Box(0, 0, 0, 0), currency="GBP")
    found = _NUMBER.match(text) if len(text) <= MAX_LENGTH else None
    if not found or _DAY_AND_MONTH.match(text):
        return None
    read = parse_digits(found["digits"], comma)
    if read is None or (found["sign"] and found["sign2"]):
        return None
    value, places, certain = read
    if found["dash"]:
        places = 2
    minus = bool((found["sign"] or "") not in {"", "+"}) or bool(found["sign2"]) or bool(found["trail"] and not found["dash"])
    if minus or (found["open"] and found["close"]):
        value = -value
    symbol = (found["before"] or found["after"] or "").lower()
    return Number(value, places, text, Box(0, 0, 0, 0), certain, SYMBOLS.get(symbol), bool(found["percent"]))


def currency_of(text: str) -> str | None:
    """Return the currency that a word is, `KR` for any krone; a code that is a word too only in capitals.

    >>> currency_of("kr."), currency_of("Gbp"), currency_of("DEM"), currency_of("Dem")
    ('KR', 'GBP', 'DEM', None)
    """
    known = SYMBOLS.get(text.lower())
    return None if known and not text.isupper() and text.lower() in _WORDS else known


def numbers_in(words: Sequence[Word], comma: bool) -> list[Number]:
    """Return the numbers on a row, with thousands set apart by spaces joined and currencies beside them noticed."""
    result: list[Number] = []
    index = 0
    while index < len(words):
        if words[index].text.isalpha():
            index += 1
            continue
        if _is_patients(words, index):
            index += len(_PATIENTS)
            continue
        end = _grouped(words, index)
        number = None if _is_time(words, index) or _is_cited(words, index) else _number_of(words, index, end, comma)
        if number is None:
            index += 1
            continue
        result.append(number)
        index = number.end
    return result


def _is_time(words: Sequence[Word], place: int) -> bool:
    """Whether a word is the time of a day: `kl. 8.30`, `14.00 - 17.00 Uhr`, `kl. 9.00 til 15.00`."""
    if not _TIME.match(words[place].text):
        return False
    around = [word.text.lower().rstrip(",;:") for word in words[max(0, place - 3) : place + 4]]
    here = min(place, 3)
    before, after = around[:here], around[here + 1 :]
    if before[-1:] and before[-1] in _TO and len(before) > 1 and _TIME.match(before[-2]):
        before = before[:-2]
    if after and after[0] in _TO and len(after) > 1 and _TIME.match(after[1]):
        after = after[2:]
    return bool((before and before[-1] in _TIME_BEFORE) or (after and after[0] in _TIME_AFTER))


def _is_cited(words: Sequence[Word], place: int) -> bool:
    """Whether a word is the number of a paragraph of law: `§ 13`, `§§ 107`. A service costs no such sum."""
    return place > 0 and words[place - 1].text.strip("(") in {"§", "§§"}


def _is_patients(words: Sequence[Word], place: int) -> bool:
    """Whether a word begins an NHS number set in groups, `999 123 4578`: no part of it is an amount, in whichever column it ends."""
    group = words[place : place + len(_PATIENTS)]
    if tuple(len(word.text.rstrip(".,;:)")) for word in group) != _PATIENTS:
        return False
    close = all(right.box.left - left.box.right < 0.6 * left.box.height for left, right in pairwise(group))
    return close and clean_nhs_number("".join(word.text for word in group).rstrip(".,;:)")) is not None


def _grouped(words: Sequence[Word], start: int) -> int:
    """Return one past the last word of `1 234,56`; without decimals at its end it is two numbers."""
    if not _GROUP_HEAD.match(words[start].text):
        return start + 1
    end, letter = start + 1, _letter_of_one_width(words)
    while end < len(words) and _GROUP_TAIL.match(words[end].text):
        gap = words[end].box.left - words[end - 1].box.right
        # On a scan an engine cuts the room around digits less sharply.
        if gap > max((0.35 if words[end].confidence >= 1 else 0.55) * words[end].box.height, 1.2 * letter):
            break
        end += 1
        if not words[end - 1].text.isdigit():
            return end
    return start + 1


def _letter_of_one_width(words: Sequence[Word]) -> float:
    """Return how wide each letter of a row is, blanks too, where all are of one width as on a typewriter; 0 where they are not."""
    long = [word for word in words if len(word.text) > 2]
    if len(long) < LEAST_OF_ONE_WIDTH or any(word.confidence < 1 for word in long):
        return 0.0
    widths = sorted(word.box.width / len(word.text) for word in long)
    return widths[-1] if widths[-1] - widths[0] < ONE_WIDTH * widths[-1] else 0.0


def _number_of(words: Sequence[Word], start: int, end: int, comma: bool) -> Number | None:
    text = "".join(word.text for word in words[start:end])
    number = parse_number(text, comma)
    if number is None:
        return None
    box = words[start].box if end == start + 1 else box_around(word.box for word in words[start:end])
    currency, percent, minus = number.currency, number.percent, False
    before = words[start - 1] if start else None
    after = words[end] if end < len(words) else None
    near = 1.2 * box.height
    if after and after.box.left - box.right < near:
        behind = currency_of(after.text.rstrip(",;"))
        currency = currency or behind
        percent = percent or after.text.startswith("%")
        if behind or after.text.startswith("%"):
            end += 1
    if before and box.left - before.box.right < near:
        currency = currency or currency_of(before.text.rstrip(":").lstrip("(-−–"))
        minus = before.text in {"-", "−", "–"} and number.places == 2 and _lone_minus(words, start)
        minus = minus or (before.text[:1] in "-−–" and currency_of(before.text[1:]) is not None)
    if _is_credit(words, end, box) and number.places == 2:
        minus, box, end = True, box.union(words[end].box), end + 1
    confidence = min(word.confidence for word in words[start : max(end, start + 1)])
    value = -abs(number.value) if minus else number.value
    return Number(value, number.places, text, box, number.certain, currency, percent, confidence, start, end)


def _is_credit(words: Sequence[Word], place: int, box: Box) -> bool:
    """Say whether an amount is marked as a credit, as British accounts do: `257.14 CR`."""
    return (
        place < len(words) and words[place].text in {"CR", "CR.", "Cr"} and words[place].box.left - box.right < 1.2 * box.height
    )


def _lone_minus(words: Sequence[Word], start: int) -> bool:
    """Say whether a dash before a number is a minus: nothing stands close before it (`- 50,00`, not `10 - 50,00`)."""
    if start < 2:
        return True
    return words[start - 1].box.left - words[start - 2].box.right > words[start].box.height
