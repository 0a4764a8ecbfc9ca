"""Words in the form in which labels are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.document import Word
from models.value import quickly_made

_INNER = re.compile(r"[.\-'’()\[\]*\"]")
_PARTS = re.compile(r"[/:;,]+")
#: Letters that scans and careless keyboards lose.
_FOLD = str.maketrans("øåäöüéèêàáçûî", "oaaoueeeaacui")
#: Glued to a label's end these say nothing: `fakturanr.:` is `fakturanr`.
_DECOR = ".:;,()[]{}*\"'’-"
#: Signs of money that an engine reads as one with the heading before them: `Rate£`.
_MONEY = "£€$"


@quickly_made
@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a word in the form in which labels are compared, and the word it came from."""

    text: str
    word: int


@lru_cache(maxsize=32_768)
def normalise(text: str) -> str:
    """Bring a label to the form in which it is compared.

    >>> normalise("USt.-Id.-Nr.:")
    'ustidnr'
    >>> normalise("Faktura-nr.")
    'fakturanr'
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip(_DECOR)
    if plain[:1].isalpha():
        plain = plain.rstrip(_MONEY)
    return _INNER.sub("", plain).translate(_FOLD)


def tokens_of(words: Sequence[Word]) -> list[Token]:
    """Return the tokens of a row; a slash or colon inside a word parts it."""
    return [Token(plain, place) for place, word in enumerate(words) for plain in parts(word.text)]


@lru_cache(maxsize=32_768)
def parts(text: str) -> tuple[str, ...]:
    """Return the tokens of one word or phrase without spaces.

    >>> parts("Reg.nr./Kontonr.:")
    ('regnr', 'kontonr')
    """
    return tuple(plain for part in _PARTS.split(text) if (plain := normalise(part)))
