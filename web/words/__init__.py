"""The words of the console in English and Danish: data in TOML files beside this module, one key for each text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "da")
_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Words:
    """Says every text of the console in one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return a text with facts in it; raises `KeyError` when there is no such text, so that a test finds it."""
        text = self.texts[key]
        return text.format(**facts) if facts else text

    def maybe(self, key: str) -> str | None:
        """Return a text if there is one."""
        return self.texts.get(key)

    def code(self, code: str) -> str:
        """Name a reason code in a few words; a code without a name is said as it is.

        >>> words_in("da").code("amount-too-high"), words_in("en").code("no-such-code")
        ('Beløb for højt', 'No such code')
        """
        return self.texts.get(f"code.{code}") or code.replace("-", " ").capitalize()


@cache
def words_in(language: str) -> Words:
    """Return the words of a language; English for one that is not written yet."""
    chosen = language if language in LANGUAGES else "en"
    return Words(chosen, {**_load(f"{chosen}.toml"), **_load(f"codes.{chosen}.toml")})


def _load(name: str) -> dict[str, str]:
    return {key: str(text) for key, text in tomllib.loads((_FOLDER / name).read_text(encoding="utf-8")).items()}
