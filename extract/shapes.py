"""The shapes of values beside labels: identifiers, references, dates, currencies, place numbers.

A shape takes the words that follow a label and returns the value, the words it is made of, and what speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from extract.dates import find_dates
from extract.labelled import is_series
from extract.layout import Row
from extract.numbers import CODES, currency_of
from extract.view import View
from extract.vocabulary import find_labels
from models.document import Word
from models.identifiers import clean_gln

_IDENTIFIER = re.compile(r"^[#]?(?=[^\s]*\d)[A-Za-z0-9ÆØÅæøå][\w./\-–#&+]{0,29}$")
#: What small words of sentences name.
_SMALL = frozenset({"issued", "buyer", "with", "without", "supplier"})
#: Letters before the digits of a number: `FC 008841`.
_SERIES = re.compile(r"^[A-Z]{1,4}$")
_DATE_LIKE = re.compile(r"^\d{1,4}([./-])\d{1,2}\1\d{1,4}$|^(?:0?[1-9]|1[0-2])/20\d\d$")
_MONEY_LIKE = re.compile(r"^[£€$]|^\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$|%$")
_PHONE_LIKE = re.compile(r"^\+\d")
#: The two halves of a British postcode (BS 7666).
_OUTWARD, _INWARD = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$"), re.compile(r"^\d[A-Z]{2}\W*$")
#: What stands between the two days of a period.
_GOES_ON = frozenset({"-", "–", "—", "til", "to", "bis", "au", "until", "through"})
_REFERENCE = re.compile(r"^[\w][\w./\-:]{0,39}$")
#: How words end that say that a number follows.
NUMBER_MARKS = ("nr", "nr.", "no", "no.", "number", "nummer")
#: Words between a label and its value that mean nothing.
FILLERS = frozenset(
    {":", "#", "nr", "nr.", "no", "no.", "no:", "nr:", "nr.:", "no.:", "-", ".", "number", "nummer", "n°"}
    | {"den", "the", "is", "er", "am", "le", "on"}
)

Shape = Callable[[View, Row, Sequence[Word]], "tuple[Any, list[Word], list[str]] | None"]


def strip_value(text: str) -> str:
    """Take off what a sentence leaves on a value.

    >>> strip_value("#20417,")
    '20417'
    """
    return text.strip(".,;:()[]").lstrip("#")


def identifier(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read the first word with a digit that is neither date, money nor telephone."""
    for place, word in enumerate(words[:3]):
        text = strip_value(word.text)
        if not text or not FILLERS.isdisjoint((text.lower(), word.text.lower())) or word.text.startswith("("):
            continue
        if place + 1 < len(words) and _OUTWARD.match(text) and _INWARD.match(words[place + 1].text):
            return None  # `AN3 4QT` is where somebody lives
        if parted := _parted(words, place):
            return strip_value("".join(each.text for each in parted)), parted, ["shape-strict"]
        picked = [word]
        if text.isdigit() and (behind := _groups_behind(words, place) or _behind_slash(words, place)):
            return " ".join(strip_value(each.text) for each in (word, *behind)), [word, *behind], []
        if _SERIES.match(text) and text not in CODES and not _is_label(view, row, word):
            picked += _close_behind(words, place)
            text = " ".join(strip_value(each.text) for each in picked)
        if not _is_identifier(row, word, strip_value(picked[-1].text)):
            return None
        return text, picked, ["shape-strict"] if sum(letter.isdigit() for letter in text) >= 2 else []
    return None


def _is_identifier(row: Row, word: Word, text: str) -> bool:
    """Whether a text may be a number of something: no date, no money, no telephone."""
    dated = _DATE_LIKE.match(text) and not _marked(row, word, text)
    return bool(_IDENTIFIER.match(text)) and not (dated or _MONEY_LIKE.search(text) or _PHONE_LIKE.match(text))


def _marked(row: Row, word: Word, text: str) -> bool:
    """Whether what could be a month of a year stands right behind a mark for numbers: `Afregning nr. 8/2026`."""
    place = next((place for place, each in enumerate(row.words) if each is word), 0)
    before = row.words[place - 1].text.lower().rstrip(":") if place else ""
    return text.count("/") == 1 and before.endswith(NUMBER_MARKS)


def _groups_behind(words: Sequence[Word], place: int) -> list[Word]:
    """Return the groups of digits that stand close behind another: `74 4488 1190 2251` is one number."""
    found: list[Word] = []
    for before, word in pairwise(words[place:]):
        text = strip_value(word.text)
        # In type of one width a space is as wide as a figure.
        room = max(0.6 * word.box.height, 1.2 * before.box.width / len(before.text))
        if not text.isdigit() or not 2 <= len(text) <= 4 or word.box.left - before.box.right > room:
            break
        found.append(word)
        if text != word.text:
            break  # `120 556, continued` ends there
    return found


def _behind_slash(words: Sequence[Word], place: int) -> list[Word]:
    """Return a stroke that stands apart and the figures behind it: `11 / 2026`."""
    behind = list(words[place + 1 : place + 3])
    stroke = len(behind) == 2 and behind[0].text == "/" and strip_value(behind[1].text).isdigit()
    return behind if stroke and behind[1].box.left - words[place].box.right < 2 * behind[1].box.height else []


def _parted(words: Sequence[Word], place: int) -> list[Word]:
    """Return both words of a number that an engine parted behind its own hyphen or, of print that was seen, before it: `2026- K011`, `2606 -WY`."""
    both = list(words[place : place + 2])
    if len(both) < 2 or both[1].box.left - both[0].box.right >= 0.6 * both[1].box.height:
        return []
    first, second = both[0].text, strip_value(both[1].text)
    behind = len(first) > 1 and first[-1] in "-/" and second.isalnum() and any(letter.isdigit() for letter in second)
    before = both[1].confidence < 1 and len(second) > 1 and second[0] in "-/" and second[1:].isalnum()
    return both if behind or (before and any(letter.isdigit() for letter in first)) else []


def _close_behind(words: Sequence[Word], place: int) -> list[Word]:
    """Return what stands right behind a word, when it begins with a digit: `FC 008841`, `PR 2025 / 0873`."""
    behind = words[place + 1 : place + 2]
    close = behind and behind[0].box.left - words[place].box.right < behind[0].box.height and behind[0].text[:1].isdigit()
    if not close:
        return []
    slash = words[place + 2 : place + 4]
    return (
        [*behind, *slash] if len(slash) == 2 and slash[0].text in {"/", "-"} and slash[1].text[:1].isdigit() else list(behind)
    )


def _is_label(view: View, row: Row, word: Word) -> bool:
    """Whether a word names another number, `EAN`, `CVR`; small words (`PR`) in capitals are no labels."""
    return any(
        row.words[hit.start] is word and hit.field not in _SMALL and not is_series(view, row, hit)
        for hit in view.hits[row.index]
    )


def reference(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read a reference: one word, or the words of its cell when they stand together."""
    if not words:
        return None
    first = words[0]
    if first.text in {":", "-", "."}:
        return None
    cell = next((cell for cell in row.cells if first in cell.words), None)
    picked = _in_its_brackets([word for word in (cell.words if cell else [first]) if word in words][:6])
    if any(hit.end == len(picked) and not hit.start for hit in find_labels(Row(0, 0, tuple(picked)), view.vocabulary.columns)):
        # The heading of the next column.
        return None
    text = " ".join(word.text for word in picked).strip(" .,;:")
    text = text if "(" in text else text.rstrip(").,;")
    if not text or len(text) > 60 or text.endswith(":"):
        return None
    return text, picked, ["shape-strict"] if len(picked) == 1 and _REFERENCE.match(text) else []


def _in_its_brackets(words: Sequence[Word]) -> list[Word]:
    """Return the words up to the one that closes brackets that opened before them: `(your reference 830471) between`."""
    depth = 0
    for place, word in enumerate(words, 1):
        depth += word.text.count("(") - word.text.count(")")
        if depth < 0:
            return list(words[:place])
    return list(words)


def code(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read an order number or the like: it has a digit."""
    found = reference(view, row, words)
    if found is None or not any(letter.isdigit() for letter in found[0]):
        return None
    if find_dates(found[0], view.vocabulary.months) and len(found[1]) > 1:
        return identifier(view, row, words)
    if _DATE_LIKE.match(found[0]) or _MONEY_LIKE.search(found[0]) or not any(letter.isdigit() for letter in found[1][0].text):
        return None
    return strip_value(found[1][0].text), found[1][:1], found[2]


def day(view: View, row: Row, words: Sequence[Word]) -> tuple[date, list[Word], list[str]] | None:
    """Read a date that begins within the first words."""
    text = " ".join(word.text for word in words[:8])
    found = next(iter(find_dates(text, view.vocabulary.months)), None)
    if found is None or found.start > 14:
        return None
    picked = picked_at(words, found.start, found.end)
    if _begins_period(view, row, picked[-1]):
        return None
    return found.value, picked, ["shape-strict"] if found.certain else ["ambiguous"]


def _begins_period(view: View, row: Row, last: Word) -> bool:
    """Whether a second day follows the first close behind it: `04/05/2026 - 31/05/2026` is no day of a document."""
    place = next((place for place, word in enumerate(row.words) if word is last), len(row.words))
    behind = row.words[place + 1 : place + 6]
    if not behind or behind[0].text.lower() not in _GOES_ON or behind[0].box.left - last.box.right > last.box.height:
        return False
    days = find_dates(" ".join(word.text for word in behind[1:]), view.vocabulary.months)
    return bool(days) and days[0].start == 0


def picked_at(words: Sequence[Word], start: int, end: int) -> list[Word]:
    """Return the words between two places of their joined text, at least the first."""
    result = []
    place = 0
    for word in words:
        if place < end and place + len(word.text) > start:
            result.append(word)
        place += len(word.text) + 1
    return result or list(words[:1])


def currency(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read a currency code or symbol."""
    del view, row
    for word in words[:2]:
        text = word.text.strip(".,;:()")
        if text.upper() in CODES and currency_of(text):
            return text.upper(), [word], ["shape-strict"]
        found = currency_of(text)
        if found and found != "KR":
            return found, [word], []
    return None


def place_number(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read a GLN, which may be printed in groups; its check digit must hold."""
    del view, row
    for size in (1, 2, 3, 4, 5):
        clean = clean_gln("".join(strip_value(word.text) for word in words[:size]))
        if clean and len(words) >= size:
            return clean, list(words[:size]), ["checksum"]
    return None


SHAPES: dict[str, Shape] = {
    "number": identifier,
    "issued": day,
    "due": day,
    "currency": currency,
    "buyer_reference": reference,
    "buyer_gln": place_number,
    "order_reference": code,
    "credits": identifier,
}
