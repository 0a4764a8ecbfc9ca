"""What is for one of several, and not the whole: `30 døgn á 1.985,00 kr.`, `at £70.00 each`."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.layout import Row
from extract.numbers import SYMBOLS, Number, parse_number
from extract.tokens import normalise
from extract.view import View

_NUM = r"\d[\d.,]{0,14}"
CURRENCY = r"(?:kr\.?|dkk|£|€|eur|gbp)"
#: What stands between a quantity and the price of one.
#: A scan reads `á` as `å`.
SIGN = r"(?:x|×|\*|à|á|å|a|@|at|mal)"
#: What leads from a price to what one of is had for it.
FOR_ONE = frozenset({"pr", "per", "a", "an", "each", "om"})
#: Words that say, behind a price, that it is for one. Countries' units may stand there too.
EACH = frozenset(
    {
        "each",
        "apiece",
        "stykket",
        "stk",
        "hver",
        "timen",
        "natten",
        "dagen",
        "døgnet",
        "gangen",
        "turen",
        "nightly",
        "hourly",
        "pw",
        "ph",
    }
)
#: A quantity and its price at the end of a row, whatever is counted: `7 welfare checks at £9.75`.
_PRICE_BEFORE = re.compile(
    rf"(?<![\d.,/-])(?P<quantity>{_NUM})\s?(?:[^\W\d_][\w.-]*\s){{0,4}}{SIGN}\s?{CURRENCY}?\s?$", re.IGNORECASE
)

#: `7 gange hjælp til bad til 295 kr.`: a weaker word, for what is counted in a unit that is known.
_FOR_EACH = re.compile(
    rf"(?<![\d.,/-])(?P<quantity>{_NUM})\s?(?P<unit>[^\W\d_]{{1,14}}\.?)\s(?:[^\W\d_][\w.-]*\s){{0,3}}til\s?{CURRENCY}?\s?$",
    re.IGNORECASE,
)


def is_unit_price(view: View, row: Row, number: Number) -> bool:
    """Say whether the number that ends a row is the price of one of several: `30 døgn á 1.985,00 kr.`, `at £70.00 each`."""
    before = " ".join(word.text for word in row.words[: number.start])
    found = _PRICE_BEFORE.search(before[-80:] + " ") or _known_unit(view, _FOR_EACH.search(before[-80:] + " "))
    quantity = parse_number(found["quantity"].rstrip(".,"), view.comma) if found else None
    if quantity is not None and quantity.value not in {Decimal(0), Decimal(1)}:
        return True
    behind = row.words[number.end].text if number.end < len(row.words) else ""
    return normalise(behind) in EACH


def _known_unit(view: View, found: re.Match[str] | None) -> re.Match[str] | None:
    return found if found and normalise(found["unit"]) in view.vocabulary.units else None


def says_for_one(row: Row, number: Number) -> bool:
    """Say whether words say right behind an amount of what one costs so much: `850,00 kr. pr. time`, `£38.00 an hour`."""
    behind = [word.text.lower().strip(".,") for word in row.words[number.end :] if word.text.lower() not in SYMBOLS]
    return bool(behind) and (behind[0] in FOR_ONE or behind[0].startswith("/"))
