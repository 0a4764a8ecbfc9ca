"""Two readings of one token become one: Tesseract is believed on letters, the second reader on digits.

What they differ in is never settled silently: how a token came about is kept, and decides how far it can be trusted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from extract.ocr.engines import Token
from extract.ocr.rereading import Second


class How(StrEnum):
    """How the text of a token was settled."""

    #: Only Tesseract has read it.
    ALONE = "alone"
    #: It was doubtful, and there was no time to ask the second reader.
    UNHEARD = "unheard"
    #: Both read the same.
    AGREED = "agreed"
    #: They differ only in points and commas, or in marks at the edges.
    MARKS = "marks"
    #: They differ, and the second reader's text was taken, at least in part.
    SECOND = "second"
    #: They differ, and Tesseract's text was kept.
    FIRST = "first"
    #: The page engine saw only pieces of it; the text is that of the second reader, who read the whole row.
    ROW = "row"
    #: Told by its shape, not by what the engines read.
    SHAPE = "shape"
    #: Tesseract saw nothing here.
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class Settled:
    """A token with its text settled. `second` is the second reader's confidence, 0 where it was not asked."""

    token: Token
    how: How = How.ALONE
    second: float = 0.0


#: Below these a token is read again: words by Tesseract's confidence, and whatever holds a digit always.
DOUBTFUL_WORD = 0.70
#: A section sign is often taken for one of these.
LIKE_SECTION = frozenset({"$", "&", "s", "S", "5", "8", "58", "88", "$8", "8&", "§", "85", "6", "9", "3"})
#: The second reader is not heard below this.
HEARD = 0.45
TRUSTED = 0.85
_WELL_FORMED = re.compile(
    r"[(\[+-]?[^\d\W]{0,3}[£€$]?-?(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d+(?:[.,]\d{1,4})?)-?[)\]]?%?"
)
_AMOUNT = re.compile(r"-?\d{1,3}(?:[.,]?\d{3})*[.,]\d\d")
_DASHES = str.maketrans("–—−‐‑", "-----")
_MARKS = re.compile(r"[.,'’`´:;|!\"“”_]")
_SMALL_EDGE = "|'\"`´.,:;_!¦~"
#: What belongs at the end of a token and nowhere else.
_ENDINGS = ".,:;"
_OWN_LETTERS = frozenset("æøåÆØÅäöüÄÖÜßéÉ")
#: Short words that may be numbers, or end in one as postcodes do.
_LIKE_DIGIT = re.compile(r"[A-Z]{0,3}[IlO|!]{1,2}[.,]?|i")
#: `13.401,-` is money without small change.
_DASH_END = re.compile(r"[,.]?-{1,2}$")
_CPR = re.compile(r"\d{6}-?\d{4}")


def wants_second(token: Token) -> bool:
    """Say whether a token is read again."""
    if any(letter.isdigit() for letter in token.text):
        return len(token.text) > 1 or token.confidence < 0.9
    return token.confidence < DOUBTFUL_WORD or token.text in LIKE_SECTION or bool(_LIKE_DIGIT.fullmatch(token.text))


def settle(token: Token, second: Second) -> Settled:
    """Settle a token that was read twice.

    >>> settle(Token("7.243,00", 0, 0, 1, 1, 0.6), Second("70.243,00", 0.97)).token.text
    '70.243,00'
    >>> settle(Token("døgn", 0, 0, 1, 1, 0.6), Second("dogn", 0.97)).token.text
    'døgn'
    >>> settle(Token("ANI5", 0, 0, 1, 1, 0.6), Second("AN15", 0.97)).how
    <How.SECOND: 'second'>
    """
    heard = Second(second.text.replace(" ", ""), second.confidence)
    text, how = _settle(token.text, token.confidence, heard)
    return Settled(replace(token, text=text), how, heard.confidence)


def _settle(first: str, certain: float, heard: Second) -> tuple[str, How]:
    other = heard.text
    if not first:
        return (other if heard.confidence >= TRUSTED and len(other) > 1 else ""), How.FOUND
    if same_text(first, other):
        return first, How.AGREED
    if not other or heard.confidence < HEARD:
        return first, How.FIRST
    if _MARKS.sub("", first.translate(_DASHES)) == _MARKS.sub("", other.translate(_DASHES)):
        return _by_marks(first, other, heard.confidence), How.MARKS
    if _DASH_END.sub("", first) == _DASH_END.sub("", other) and first[-1:] == "-":
        return first, How.MARKS
    if other == "§" and first in LIKE_SECTION:
        return other, How.SECOND
    if any(letter.isdigit() for letter in first + other):
        return _by_digits(first, other, heard.confidence)
    if (
        heard.confidence >= TRUSTED
        and heard.confidence > certain
        and not _OWN_LETTERS & set(first)
        and (not same_letters(first, other) or first.casefold() == other.casefold())
    ):
        return other, How.SECOND
    return first, How.FIRST


def same_text(first: str, other: str) -> bool:
    """Say whether two readings spell the same; dashes are all one."""
    return first.translate(_DASHES) == other.translate(_DASHES)


def _by_marks(first: str, other: str, confidence: float) -> str:
    """Choose between texts that differ in points and commas: what is a number as numbers are written, else the plainer edge."""
    one, two = _core(first), _core(other)
    if one == two:
        # Specks are read as marks at the edges; a point or comma at the end is as likely to be there.
        kept = other if confidence >= TRUSTED and any(letter.isdigit() for letter in other) else first
        return kept.lstrip(_SMALL_EDGE).rstrip(_SMALL_EDGE.translate(str.maketrans("", "", _ENDINGS))) or first
    fits = _WELL_FORMED.fullmatch(one) is not None, _WELL_FORMED.fullmatch(two) is not None
    if fits == (True, False):
        return first
    return other if fits == (False, True) or confidence >= TRUSTED else first


def _core(text: str) -> str:
    return text.translate(_DASHES).strip(_SMALL_EDGE)


def _by_digits(first: str, other: str, confidence: float) -> tuple[str, How]:
    letters = sum(letter.isalpha() for letter in other) + sum(letter.isalpha() for letter in first)
    if _AMOUNT.fullmatch(first) and any(letter.isalpha() for letter in other) and not _WELL_FORMED.fullmatch(other):
        # `44B,99` is nothing that anybody prints; what the first saw is.
        return first, How.FIRST
    if letters == 0 or _WELL_FORMED.fullmatch(other) or _CPR.fullmatch(other):
        return (other, How.SECOND) if confidence >= HEARD else (first, How.FIRST)
    if len(first) == len(other):
        return "".join(_letter(*both) for both in zip(first, other, strict=True)), How.SECOND
    if confidence >= TRUSTED and not _OWN_LETTERS & set(first):
        return other, How.SECOND
    return first, How.FIRST


def _letter(one: str, two: str) -> str:
    """Choose between two letters at one place: a digit by the second reader, a letter by the first."""
    if one in _OWN_LETTERS:
        return one
    return two if one.isdigit() or two.isdigit() or not one.isalpha() else one


def same_letters(first: str, other: str) -> bool:
    """Say whether two readings differ only in case and in what stands over letters.

    >>> same_letters("Døgn", "dogn"), same_letters("Beleg", "Beles")
    (True, False)
    """
    return _plain(first) == _plain(other)


def _plain(text: str) -> str:
    return text.casefold().translate(str.maketrans("æøåäöü", "aoaaou"))
