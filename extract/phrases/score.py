"""How well phrasings are read: each typed into a mail with a number, a date and a sum, and read by the whole road.

A value is right when it is the one that was meant, wrong when it is another or stands where none was written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.numbers import parse_number
from extract.phrases.examples import ISSUED, Phrasing
from extract.phrases.labels import Label
from models.document import Reading
from models.identifiers import compact
from models.invoice import Extraction, LineReading
from models.money import round_half_up
from models.period import Period
from models.policy import CONFIDENCE_BAR

Read = Callable[[bytes, str], Extraction]
BAR = float(CONFIDENCE_BAR)
_TITLE = re.compile(r"^(?:mr|mrs|ms|miss|hr|fru|baby)\.? ", re.IGNORECASE)
_SPELT = {"to": 2, "tre": 3, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_FIGURES = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one value of a phrasing: `right`, `wrong`, `missing`, `invented`, or `silent` where there is none to read."""

    label: Label
    said: str
    sure: bool


def mail(phrasing: Phrasing) -> bytes:
    """Return the mail that a phrasing is typed into; the sum is printed where the words say what it is."""
    total = _total(phrasing)
    danish = phrasing.language == "da"
    shown = f"{total:,.2f}"
    shown = shown.translate(str.maketrans(",.", ".,")) if danish else shown
    head = (
        ("Faktura nr. 20417", f"Fakturadato: {ISSUED:%d-%m-%Y}")
        if danish
        else ("Invoice no. 20417", f"Invoice date: {ISSUED:%d/%m/%Y}")
    )
    foot = [f"I alt {shown} kr." if danish else f"Total £{shown}"] if total else []
    return "\n".join([*head, "", phrasing.text, "", *foot]).encode()


def _total(phrasing: Phrasing) -> Decimal:
    amounts, units, prices = (
        [number(each, phrasing.language) for each in phrasing.texts(label)]
        for label in (Label.AMOUNT, Label.UNITS, Label.PRICE)
    )
    if amounts:
        return sum((each for each in amounts if each), Decimal(0))
    product = units[0] * prices[0] if units and prices and units[0] and prices[0] else Decimal(0)
    return round_half_up(product)


def number(text: str, language: str) -> Decimal | None:
    """Return the number of a span, in figures or spelt.

    >>> number("412,50 kr.", "da"), number("Six sessions", "en"), number("45p", "en")
    (Decimal('412.50'), Decimal('6'), Decimal('0.45'))
    """
    found = _FIGURES.search(text)
    if found is None:
        return next((Decimal(_SPELT[word]) for word in text.casefold().split() if word in _SPELT), None)
    parsed = parse_number(found.group().rstrip(".,"), language == "da")
    value = parsed.value if parsed else None
    return value / 100 if value is not None and text.endswith("p") else value


def judge(phrasing: Phrasing, extraction: Extraction) -> list[Verdict]:
    """Put what was read beside what was meant, for each sort of span but the service: the text of a line is its whole sentence."""
    invoice = extraction.invoice
    line = invoice.lines[0] if invoice.lines else LineReading(1)
    start, end = (line.period_start, line.period_end) if line.period_start else (invoice.period_start, invoice.period_end)
    period = (
        Reading(Period(start.value, end.value), min(start.confidence, end.confidence), start.source) if start and end else None
    )
    read: Mapping[Label, Reading[Any] | None] = {
        Label.PERSON: line.person_name,
        Label.PERSON_ID: line.person or invoice.person,
        Label.PERIOD: period,
        Label.UNITS: line.quantity,
        Label.PRICE: line.unit_price,
        Label.AMOUNT: line.amount,
    }
    return [_verdict(label, meant(phrasing, label), reading) for label, reading in read.items()]


def meant(phrasing: Phrasing, label: Label) -> list[Any]:
    """Return every value of a sort that a phrasing holds, in the form in which they are compared."""
    if label is Label.PERIOD:
        return [each.period for each in phrasing.spans if each.label is label and each.period]
    return [_plain(label, text, phrasing.language) for text in phrasing.texts(label)]


def _plain(label: Label, text: str, language: str) -> Any:
    if label in {Label.UNITS, Label.PRICE, Label.AMOUNT}:
        return number(text, language)
    if label is Label.PERSON_ID:
        return compact(text)
    plain = text.strip(" .,;:()").casefold()
    return _TITLE.sub("", plain) if label is Label.PERSON else plain


def _verdict(label: Label, wanted: list[Any], reading: Reading[Any] | None) -> Verdict:
    if reading is None:
        return Verdict(label, "missing" if wanted else "silent", sure=False)
    value = reading.value
    if isinstance(value, str):
        value = _plain(label, value, "")
    said = "right" if value in wanted else "wrong" if wanted else "invented"
    return Verdict(label, said, reading.confidence >= BAR)


def count(phrasings: Iterable[Phrasing], read: Read) -> dict[Label, Counter[str]]:
    """Read every phrasing and count the verdicts by sort, the sure ones among the wrong apart."""
    result: dict[Label, Counter[str]] = {label: Counter() for label in Label if label is not Label.SERVICE}
    for each in phrasings:
        for verdict in judge(each, read(mail(each), each.language)):
            result[verdict.label][verdict.said] += 1
            result[verdict.label]["sure"] += verdict.sure and verdict.said != "silent"
            result[verdict.label]["sure wrong"] += verdict.sure and verdict.said in {"wrong", "invented"}
    return result
