"""The words of the console in English and Danish: data in TOML files beside this module, one key for each text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
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
    #: Sentences that the service says in English, as patterns, with their translations.
    sentences: tuple[tuple[re.Pattern[str], str], ...] = ()

    def __call__(self, key: str, /, **facts: object) -> str:
        """Return a text with facts in it; raises `KeyError` when there is no such text, so that a test finds it."""
        text = self.texts[key]
        return text.format(**facts) if facts else text

    def maybe(self, key: str) -> str | None:
        """Return a text if there is one."""
        return self.texts.get(key)

    def said(self, text: str) -> str:
        """Return what the service said in English in the council's language; a sentence that is not known stays as it is.

        >>> words_in("da").said("The notice runs until 2026-08-17. There is no amount to ask back.")
        'Varslet løber til 2026-08-17. Der er intet beløb at kræve tilbage.'
        """
        for pattern, translation in self.sentences:
            text = pattern.sub(lambda found, to=translation: to.format(**found.groupdict()), text)  # type: ignore[misc]
        return text

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
    sentences = () if chosen == "en" else tuple(_patterns(_load(f"sentences.{chosen}.toml")))
    return Words(chosen, {**_load(f"{chosen}.toml"), **_load(f"codes.{chosen}.toml")}, sentences)


#: A fact inside a sentence: as little as fits, and never a whole text.
_FACT = re.compile(r"\\{([a-z]+)\\}")


def _patterns(sentences: Mapping[str, str]) -> Iterator[tuple[re.Pattern[str], str]]:
    """Turn English sentences with names in braces into patterns, the most definite first."""
    for english in sorted(sentences, key=lambda each: (each.count("{"), -len(each))):
        yield re.compile(_FACT.sub(r"(?P<\1>[^\n]{1,200}?)", re.escape(english))), sentences[english]


def _load(name: str) -> dict[str, str]:
    return {key: str(text) for key, text in tomllib.loads((_FOLDER / name).read_text(encoding="utf-8")).items()}
