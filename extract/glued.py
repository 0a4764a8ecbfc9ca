"""Words that an engine read as one on a scan though a space or the border of a column stood between them: `3timer`, `PriceNet`.

Told by what both halves are: a number and a unit that the country packs know, or two words that stand in labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.tokens import normalise
from extract.vocabulary import Vocabulary
from models.document import Page, Word

#: A unit of one letter is as often the end of a code.
_MEASURED = re.compile(r"(?P<first>\d[\d.,]*)(?P<rest>[^\W\d_]{2,12}\.?)")
#: The words of headings that ran together: each begins large, or is an abbreviation in capitals.
_HUMPS = re.compile(r"[A-ZÆØÅ][a-zæøå]+|[A-ZÆØÅ]{2,}(?=[A-ZÆØÅ][a-zæøå]|$)")


def without_glue(pages: Sequence[Page], vocabulary: Vocabulary) -> tuple[Page, ...]:
    """Return the pages, words of scans parted where two were read as one."""
    return tuple(
        replace(page, words=tuple(part for word in page.words for part in _parts(word, vocabulary)))
        if any(word.confidence < 1 for word in page.words)
        else page
        for page in pages
    )


def _parts(word: Word, vocabulary: Vocabulary) -> Iterator[Word]:
    found = _parted(word.text, vocabulary) if len(word.text) > 2 else None
    if found is None:
        yield word
        return
    cut = word.box.left + word.box.width * found.end("first") / len(word.text)
    yield replace(word, text=found["first"], box=replace(word.box, right=cut))
    # More than two headings may have run together: `IDActivityDaysRate`.
    yield from _parts(replace(word, text=found["rest"], box=replace(word.box, left=cut)), vocabulary)


def _parted(text: str, vocabulary: Vocabulary) -> re.Match[str] | None:
    measured = _MEASURED.fullmatch(text)
    if measured:
        return measured if normalise(measured["rest"]) in vocabulary.units else None
    known = vocabulary.fields.known
    humps = _HUMPS.findall(text)
    if len(humps) < 2 or "".join(humps) != text.rstrip(".:") or normalise(text) in known:
        return None
    if not {normalise(hump) for hump in humps} <= known:
        return None
    return re.match(rf"(?P<first>{humps[0]})(?P<rest>.*)", text)
