"""The currency of a document: labelled, or the one whose sign stands beside its amounts."""

from __future__ import annotations

import re

from extract.candidates import Candidate, choose
from extract.fields import find_field
from extract.numbers import SYMBOLS, currency_of
from extract.view import View
from models.document import Word

#: So much of a document is read for whose krone its `kr` is.
MOST_TEXT = 40_000
#: A currency that is set, or was read, right before its amount.
_BEFORE_NUMBER = re.compile(r"((?:kr|dkk|eur|gbp|nok|sek|chf)\.?)-?\d", re.IGNORECASE)


def document_currency(view: View) -> Candidate[str] | None:
    """Return the currency that is labelled, else the one that stands beside most amounts."""
    labelled = choose(find_field(view, "currency"))
    if labelled:
        return labelled
    places: dict[str, list[tuple[Word, int]]] = {}
    for row in view.rows:
        for word in row.words:
            # A mark that is all of its row is a blot, or part of a logo.
            if (symbol := _symbol(word.text)) and (len(row.words) > 1 or any(map(str.isalnum, word.text))):
                places.setdefault(symbol, []).append((word, row.page))
    places = _krone(view, places)
    if not places:
        return None
    best = max(places, key=lambda each: (_weight(places[each]), each == view.options.pack.currency))
    word, page = places[best][0]
    features = ["shape-strict", *(["repeated"] if len(places[best]) > 1 else [])]
    if any(other != best and len(places[other]) * 3 > len(places[best]) for other in places):
        features.append("rivals")
    return Candidate("currency", best, view.source([word], page), tuple(features), word.confidence)


def _weight(places: list[tuple[Word, int]]) -> float:
    """Weigh where a currency stands: a sign alone on a scan is half as much, as many a blot looks like one."""
    return sum(0.5 if word.confidence < 1 and len(word.text.strip(".,;:()")) == 1 else 1.0 for word, _ in places)


def _symbol(text: str) -> str | None:
    """Return the currency that a word is, or that is glued to the number in it.

    >>> _symbol("£1,310.68"), _symbol("kr."), _symbol("kr.4.335,00"), _symbol("Euro-Paletten")
    ('GBP', 'KR', 'KR', None)
    """
    known = currency_of(text.strip(".,;:()"))
    if known is None and (glued := _BEFORE_NUMBER.match(text)):
        return currency_of(glued[1])
    if known or text.isascii():
        return known
    return next((SYMBOLS[mark] for mark in "£€" if mark in text), None)


def _krone(view: View, places: dict[str, list[tuple[Word, int]]]) -> dict[str, list[tuple[Word, int]]]:
    """Say which krone `kr` is: the one whose code is printed too, else that of the country or of the language."""
    plain = places.pop("KR", None)
    if plain is None:
        return places
    printed = next((code for code in ("DKK", "NOK", "SEK") if code in places), None)
    own = view.options.pack.currency
    krone = (
        printed or _of_a_neighbour(view) or (own if own in {"DKK", "NOK", "SEK"} else "DKK" if view.language == "da" else None)
    )
    if krone:
        places.setdefault(krone, []).extend(plain)
    return places


#: What only a seller of that country prints: how it is paid and taxed; its VAT number or account. In small letters.
_NEIGHBOURS = (
    ("SEK", ("bankgiro", "plusgiro", "f-skatt", "organisationsnummer"), re.compile(r"\bse(?:\d{12}|\d{2}(?: ?\d{4}){5})\b")),
    ("NOK", ("organisasjonsnummer", "foretaksregisteret"), re.compile(r"\bno\d{2}(?: ?\d{4}){2} ?\d{3}\b|\d{9} ?mva\b")),
)


def _of_a_neighbour(view: View) -> str | None:
    """Return the krone of the country whose seller's marks a document bears; `kr` alone is not Danish there."""
    text = "\n".join(row.text for row in view.rows)[:MOST_TEXT].casefold()
    return next(
        (code for code, words, numbers in _NEIGHBOURS if any(word in text for word in words) or numbers.search(text)), None
    )
