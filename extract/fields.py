"""Header fields: found by a label, by the place of the value beside it, and by the value's shape, together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from extract.candidates import Candidate, choose
from extract.confidence import label_feature
from extract.dates import find_dates, find_periods
from extract.layout import Row
from extract.numbers import CODES, SYMBOLS
from extract.persons import words_at
from extract.view import View
from extract.vocabulary import Hit, find_labels
from models.document import Word
from models.identifiers import clean_gln

_IDENTIFIER = re.compile(r"^[#]?(?=[^\s]*\d)[A-Za-z0-9ÆØÅæøå][\w./\-#&+]{0,29}$")
_DATE_LIKE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_MONEY_LIKE = re.compile(r"^[£€$]|^\d{1,3}(?:[.,]\d{3})*[.,]\d{2}$|%$")
_PHONE_LIKE = re.compile(r"^\+\d")
#: Words between a label and its value that mean nothing.
_FILLERS = frozenset(
    {
        ":",
        "#",
        "nr",
        "nr.",
        "no",
        "no.",
        "no:",
        "nr:",
        "nr.:",
        "no.:",
        "-",
        ".",
        "number",
        "nummer",
        "n°",
        "den",
        "the",
        "is",
        "er",
        "am",
        "le",
        "on",
    }
)
#: Words after a number that lead to the date of the document.
_DATED = frozenset({"vom", "von", "af", "dated", "den", "of", "du", "fra", "date"})
_REFERENCE = re.compile(r"^[\w][\w./\-:]{0,39}$")
#: Words that say that a number follows.
_MARKS = frozenset({"nr", "no", "number", "n°", "nº", "#", "nummer"})
BELOW_ROWS = 2
#: A label of so few letters is one only where a cell begins.
SHORT = 4
#: A title stands among so many rows of the document.
TITLE_ROWS = 45
#: A date without a label is the document's when it stands among so many rows of the first page.
HEAD_ROWS = 30
#: Labels of other numbers: what stands behind them is not the number of the document.
_REFERENCES = frozenset({"order_reference", "credits", "other", "buyer_reference", "person"})

Shape = Callable[[View, Row, Sequence[Word]], "tuple[Any, list[Word], list[str]] | None"]


def strip_value(text: str) -> str:
    """Take off what a sentence leaves on a value.

    >>> strip_value("#20417,")
    '20417'
    """
    return text.strip(".,;:()[]").lstrip("#")


def identifier(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read the first word with a digit that is neither date, money nor telephone."""
    del row
    for word in words[:3]:
        text = strip_value(word.text)
        if text.lower() in _FILLERS or word.text.lower() in _FILLERS or not text:
            continue
        if text.startswith("(") or word.text.startswith("("):
            continue
        if not _IDENTIFIER.match(text) or _DATE_LIKE.match(text) or _MONEY_LIKE.search(text) or _PHONE_LIKE.match(text):
            return None
        rest = list(words[words.index(word) + 1 : words.index(word) + 2])
        joined = text
        picked = [word]
        del rest, view
        return joined, picked, ["shape-strict"] if sum(letter.isdigit() for letter in joined) >= 2 else []
    return None


def reference(view: View, row: Row, words: Sequence[Word]) -> tuple[str, list[Word], list[str]] | None:
    """Read a reference: one word, or the words of its cell when they stand together."""
    del view
    if not words:
        return None
    first = words[0]
    if first.text in {":", "-", "."}:
        return None
    cell = next((cell for cell in row.cells if first in cell.words), None)
    picked = [word for word in (cell.words if cell else [first]) if word in words][:6]
    text = " ".join(word.text for word in picked).strip(" .,;:")
    if not text or len(text) > 60 or text.endswith(":"):
        return None
    return text, picked, ["shape-strict"] if len(picked) == 1 and _REFERENCE.match(text) else []


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
    del row
    text = " ".join(word.text for word in words[:8])
    found = next(iter(find_dates(text, view.vocabulary.months)), None)
    if found is None or found.start > 14:
        return None
    picked = _picked(words, found.start, found.end)
    return found.value, picked, ["shape-strict"] if found.certain else ["ambiguous"]


def _picked(words: Sequence[Word], start: int, end: int) -> list[Word]:
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
        text = word.text.strip(".,;:()").upper()
        if text in CODES:
            return text, [word], ["shape-strict"]
        found = SYMBOLS.get(word.text.strip(".,;:()").lower())
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


def find_field(view: View, name: str, skip: frozenset[int] = frozenset()) -> list[Candidate[Any]]:
    """Return every candidate for a header field."""
    return [
        candidate
        for row in view.rows
        if row.index not in skip
        for hit in view.hits[row.index]
        if hit.field == name and (len(hit.text.strip(".:")) > SHORT or _begins_cell(row, hit))
        for candidate in _beside(view, row, hit, SHAPES[name])
    ]


def _beside(view: View, row: Row, hit: Hit, shape: Shape) -> Iterator[Candidate[Any]]:
    """Yield the value right of a label, else the one below it."""
    words = _right_of(view, row, hit)
    found = shape(view, row, words) if words else None
    if found:
        gap = found[1][0].box.left - hit.box.right
        features = [label_feature(hit.rank), "right", *found[2], *(["far"] if gap > 25 * row.height else [])]
        yield _candidate(view, hit, row, found, features)
        return
    if words and not row.words[hit.end - 1].text.endswith(":") and words[0].box.left - hit.box.right < 2 * row.height:
        return
    for below in view.next_rows(row, BELOW_ROWS):
        if below.box.top - row.box.bottom > 2.2 * row.height:
            break
        under = _under(below, hit)
        found = shape(view, below, under) if under else None
        if found:
            yield _candidate(view, hit, below, found, [label_feature(hit.rank), "below", *found[2]])
            return
        if under:
            return


def _candidate(view: View, hit: Hit, row: Row, found: tuple[Any, list[Word], list[str]], features: list[str]) -> Candidate[Any]:
    value, words, _ = found
    engine = min(word.confidence for word in words)
    return Candidate(hit.field, value, view.source(words, row.page), tuple(features), engine, row.index, hit.text)


def _right_of(view: View, row: Row, hit: Hit) -> list[Word]:
    """Return the words after a label, up to the next label on the row."""
    stop = min((other.start for other in view.hits[row.index] if other.start >= hit.end), default=len(row.words))
    words = list(row.words[hit.end : stop])
    while words and words[0].text.lower() in _FILLERS:
        words.pop(0)
    return words


def _under(row: Row, hit: Hit) -> list[Word]:
    """Return the words of the cell under a label."""
    for cell in row.cells:
        if cell.box.left < hit.box.right + 4 and cell.box.right > hit.box.left - 4 and abs(cell.box.left - hit.box.left) < 60:
            return [word for word in cell.words if word.box.right > hit.box.left - 8]
    return []


def title_number(view: View) -> list[Candidate[Any]]:
    """Read the number, and the date, that stand behind the title itself: `Invoice ELM-88417`, `Rechnung Nr. 12 vom ...`."""
    result: list[Candidate[Any]] = []
    for row in view.rows[:TITLE_ROWS]:
        for hit in find_labels(row, view.vocabulary.kinds):
            if hit.field in {"invoice", "credit-note"} and _begins_cell(row, hit):
                result.extend(_behind_title(view, row, hit))
    return result


def _begins_cell(row: Row, hit: Hit) -> bool:
    return any(cell.words[0] is row.words[hit.start] for cell in row.cells)


def _behind_title(view: View, row: Row, hit: Hit) -> Iterator[Candidate[Any]]:
    behind = list(row.words[hit.end :])
    together = next((cell.words for cell in row.cells if row.words[hit.start] in cell.words), ())
    marked = next(
        (
            place
            for place, word in enumerate(behind[:7])
            if word.text.lower().strip(".:") in _MARKS and (word in together or not place)
        ),
        None,
    )
    others = [each for each in view.hits[row.index] if each.field in _REFERENCES and each.start >= hit.end]
    if marked is not None and any(each.start <= hit.end + marked for each in others):
        return
    words = behind[marked + 1 :] if marked is not None else [word for word in behind if not word.text.startswith("(")]
    while words and words[0].text.lower() in _FILLERS:
        words.pop(0)
    found = identifier(view, row, words)
    if not found or words[0].box.left - row.words[hit.end - 1].box.right > 30 * row.height:
        return
    features = ("title", *found[2], "right" if marked is not None else "label-weak")
    source = view.source(found[1], row.page)
    yield Candidate("number", found[0], source, features, found[1][0].confidence, row.index, hit.text)
    yield from _dated(view, row, words[1:])


def _dated(view: View, row: Row, words: Sequence[Word]) -> Iterator[Candidate[Any]]:
    if words and words[0].text.lower().strip(".,:") in _DATED | {"issued"}:
        found = day(view, row, words[1:4])
        if found:
            yield Candidate(
                "issued", found[0], view.source(found[1], row.page), ("title", "right", *found[2]), 1.0, row.index, "title"
            )


def unlabelled_date(view: View, skip: frozenset[int]) -> list[Candidate[Any]]:
    """Return the date that stands by itself in the head of the first page, as on a letter, when it is the only one."""
    found: list[Candidate[Any]] = []
    for row in view.rows[:HEAD_ROWS]:
        if row.index in skip or row.page != view.rows[0].page:
            continue
        for cell in row.cells:
            dates = find_dates(cell.text, view.vocabulary.months)
            labelled = [hit for hit in view.hits[row.index] if hit.end <= row.words.index(cell.words[0]) + len(cell.words)]
            if len(dates) != 1 or any(hit.field in _OTHER_DATES for hit in labelled) or len(cell.words) > 8:
                continue
            if find_periods(cell.text, view.vocabulary.months) and not cell.text.strip().endswith(
                cell.text[dates[0].start : dates[0].end]
            ):
                continue
            words = _picked(cell.words, dates[0].start, dates[0].end)
            source = view.source(words, row.page)
            found.append(
                Candidate("issued", dates[0].value, source, ("unlabelled", "shape-strict"), words[0].confidence, row.index)
            )
    return found if len({each.value for each in found}) == 1 else []


#: Labels of dates and periods that are not the date of the document.
_OTHER_DATES = frozenset({"due", "period", "other", "order_reference", "credits"})


def find_period(view: View, skip: frozenset[int], year: int | None) -> list[Candidate[Any]]:
    """Return the period of the whole document: beside a label, else the only one that is printed outside the lines."""
    labelled: list[Candidate[Any]] = []
    for row in view.rows:
        if row.index in skip:
            continue
        for hit in view.hits[row.index]:
            if hit.field == "period":
                labelled.extend(_period_beside(view, row, hit, year))
    if labelled:
        return labelled
    loose = []
    for row in view.rows:
        if row.index not in skip and not any(hit.field in {"issued", "due"} for hit in view.hits[row.index]):
            for found in find_periods(row.text, view.vocabulary.months):
                words = words_at(row, found.start, found.end)
                loose.append(
                    Candidate(
                        "period", found.value, view.source(words, row.page), ("unlabelled", "shape-strict"), 1.0, row.index
                    )
                )
    return loose if len({each.value for each in loose}) == 1 else []


def _period_beside(view: View, row: Row, hit: Hit, year: int | None) -> Iterator[Candidate[Any]]:
    # A week-ending label is part of the wording itself, so the text begins with the label.
    texts = [(row, row.words[hit.start :])]
    below = view.next_rows(row, 1)
    if below and (under := _under(below[0], hit)):
        texts.append((below[0], tuple(under)))
    for each, words in texts:
        text = " ".join(word.text for word in words)
        found = next(iter(find_periods(text, view.vocabulary.months, year)), None)
        if found and found.start < 40:
            picked = _picked(words, found.start, found.end)
            features = (
                label_feature(hit.rank),
                "right" if each is row else "below",
                "shape-strict" if found.certain else "no-year",
            )
            yield Candidate("period", found.value, view.source(picked, each.page), features, 1.0, each.index, hit.text)
            return


def document_currency(view: View) -> Candidate[str] | None:
    """Return the currency that is labelled, else the one that stands beside most amounts."""
    labelled = choose(find_field(view, "currency"))
    if labelled:
        return labelled
    places: dict[str, list[tuple[Word, int]]] = {}
    for row in view.rows:
        for word in row.words:
            if symbol := _symbol(word.text):
                places.setdefault(symbol, []).append((word, row.page))
    places = _krone(view, places)
    if not places:
        return None
    best = max(places, key=lambda each: len(places[each]))
    word, page = places[best][0]
    features = ["shape-strict", *(["repeated"] if len(places[best]) > 1 else [])]
    if any(other != best and len(places[other]) * 3 > len(places[best]) for other in places):
        features.append("rivals")
    return Candidate("currency", best, view.source([word], page), tuple(features), word.confidence)


def _symbol(text: str) -> str | None:
    """Return the currency that a word is, or that is glued to the number in it.

    >>> _symbol("£1,310.68"), _symbol("kr."), _symbol("Euro-Paletten")
    ('GBP', 'KR', None)
    """
    plain = text.strip(".,;:()").lower()
    return SYMBOLS.get(plain) or next((SYMBOLS[mark] for mark in "£€" if mark in text), None)


def _krone(view: View, places: dict[str, list[tuple[Word, int]]]) -> dict[str, list[tuple[Word, int]]]:
    """Say which krone `kr` is: the one whose code is printed too, else that of the country or of the language."""
    plain = places.pop("KR", None)
    if plain is None:
        return places
    printed = next((code for code in ("DKK", "NOK", "SEK") if code in places), None)
    own = view.options.pack.currency
    krone = printed or (own if own in {"DKK", "NOK", "SEK"} else "DKK" if view.language == "da" else None)
    if krone:
        places.setdefault(krone, []).extend(plain)
    return places
