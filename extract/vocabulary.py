"""The labels of all countries as one index: which field a run of words on a row names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from extract.layout import Row, around
from extract.tokens import Token, normalise, parts
from models.country import CountryPack, Labels
from models.document import Box
from models.value import quickly_made

#: Words shorter than this are not taken for others that look alike; how much less a garbled label tells.
LEAST_GARBLED = 6
GARBLED_RANK = 8
#: How German, Danish, Norwegian and Swedish letters are written without them.
_PLAIN = str.maketrans({"ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "å": "aa", "ß": "ss"})


@quickly_made
@dataclass(frozen=True, slots=True)
class Hit:
    """A label found on a row: which field it names, how telling it is (0 is best), which words it covers."""

    field: str
    rank: int
    start: int
    end: int
    box: Box
    language: str
    text: str


@dataclass(frozen=True)
class Index:
    """Phrases by their first token; longest first. A phrase may name several fields (`total`)."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, int, str], ...]] = field(default_factory=dict)
    suffixes: tuple[tuple[str, str, int, str], ...] = ()
    #: The suffixes alone, to see at once that a word has none of them.
    endings: tuple[str, ...] = ()
    #: First tokens by what is left of them when one letter is taken out, to find labels that a scan garbled.
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Words that stand in labels of any kind: as printed they are what they are, and no other one garbled (`Nummer`, `Number`).
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """All that is known of words on documents."""

    fields: Index
    columns: Index
    kinds: Index
    units: Mapping[str, str]
    months: Mapping[str, int]
    stop: Index
    common: Mapping[str, frozenset[str]]


def _phrase(text: str) -> tuple[str, ...]:
    return parts(text.replace(" ", ":"))


def build_index(sources: Iterable[tuple[Mapping[str, Sequence[str]], str]], known: frozenset[str] = frozenset()) -> Index:
    """Index phrases of several languages; the first language given ranks first. `known` words are not taken for others garbled."""
    phrases: dict[str, list[tuple[tuple[str, ...], str, int, str]]] = {}
    suffixes: list[tuple[str, str, int, str]] = []
    for place, (table, language) in enumerate(sources):
        for name, texts in table.items():
            for rank, text in enumerate(texts):
                order = rank + (5 if place else 0)
                for spelled in spellings(text):
                    if spelled.startswith("*"):
                        suffixes.append((normalise(spelled[1:]), name, order, language))
                    elif phrase := _phrase(spelled):
                        phrases.setdefault(phrase[0], []).append((phrase, name, order, language))
    ordered = {first: tuple(sorted(group, key=lambda each: (-len(each[0]), each[2]))) for first, group in phrases.items()}
    near: dict[str, list[str]] = {}
    for first in ordered:
        for part in shortened(first) if len(first) >= LEAST_GARBLED else ():
            near.setdefault(part, []).append(first)
    endings = tuple(suffix for suffix, *_ in suffixes)
    return Index(ordered, tuple(suffixes), endings, {part: tuple(words) for part, words in near.items()}, known)


def spellings(text: str) -> tuple[str, ...]:
    """Return a label as it is written, and as it is where a keyboard or a program has no letters but the English ones.

    >>> spellings("fällig"), spellings("beløb på"), spellings("total")
    (('fällig', 'faellig'), ('beløb på', 'beloeb paa'), ('total',))
    """
    plain = text.translate(_PLAIN)
    return (text,) if plain == text else (text, plain)


def shortened(word: str) -> set[str]:
    """Return a word and all words that are left when one letter is taken out of it."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def garbled(word: str, other: str) -> bool:
    """Whether two long words differ by one letter at the most.

    >>> garbled("fakturadato", "fakturadat0"), garbled("dato", "data")
    (True, False)
    """
    if word == other:
        return True
    if min(len(word), len(other)) < LEAST_GARBLED or abs(len(word) - len(other)) > 1:
        return False
    return not shortened(word).isdisjoint(shortened(other))


@lru_cache(maxsize=16)
def _vocabulary(key: tuple[int, ...], packs: _Packs) -> Vocabulary:  # noqa: ARG001 - the key is what is hashed
    sources = [(pack.labels, pack.language) for pack in packs.items]
    units: dict[str, str] = {}
    months: dict[str, int] = {}
    for labels, _ in sources:
        for unit, texts in labels.units.items():
            for text in texts:
                for spelled in spellings(text):
                    units.setdefault(normalise(spelled), unit)
        for month, number in labels.months.items():
            for spelled in spellings(month):
                months.setdefault(spelled, number)
    common = {language: _common(labels) for labels, language in sources}
    known = frozenset().union(*common.values())
    return Vocabulary(
        fields=build_index(((labels.fields, language) for labels, language in sources), known),
        columns=build_index(((labels.columns, language) for labels, language in sources), known),
        kinds=build_index(((labels.kinds, language) for labels, language in sources), known),
        units=units,
        months=months,
        stop=build_index((({"stop": labels.stop}, language) for labels, language in sources), known),
        common=common,
    )


def _common(labels: Labels) -> frozenset[str]:
    """All single words of a language's labels: their count tells the language of a document."""
    words: set[str] = set(labels.stop) | set(labels.months)
    for table in (labels.fields, labels.columns, labels.kinds, labels.units):
        for texts in table.values():
            words.update(part for text in texts for part in text.split())
    return frozenset(plain for word in words if len(plain := normalise(word)) > 1)


class _Packs:
    """Lets the cache hold packs, which are not hashable."""

    def __init__(self, items: tuple[CountryPack, ...]) -> None:
        self.items = items

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Packs)


def vocabulary_of(pack: CountryPack, packs: Sequence[CountryPack]) -> Vocabulary:
    """Return the words of the council's country first, then of all others; built once for the same packs."""
    ordered = (pack, *(each for each in packs if each is not pack))
    return _vocabulary(tuple(id(each.labels) for each in ordered), _Packs(ordered))


def find_labels(row: Row, index: Index) -> list[Hit]:
    """Return the labels on a row from left to right. Where phrases overlap the longest wins; all its fields are given.

    On a scan (words that are not certain) long labels are found with one wrong letter too.
    """
    known = row.labels.get(id(index))
    if known is None or known[0] is not index:
        known = row.labels[id(index)] = (index, _find_labels(row, index))
    return list(known[1])


def in_two_languages(row: Row, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the labels with those as one that say the same in two languages: what stands behind `Datum / Date` belongs to both."""
    result: list[Hit] = []
    for hit in hits:
        twin = next((each for each in result if each.field == hit.field and each.language != hit.language), None)
        between = row.words[twin.end : hit.start] if twin else ()
        if twin and twin.end < hit.start and "".join(word.text for word in between) == "/":
            result[result.index(twin)] = replace(twin, end=hit.end, box=twin.box.union(hit.box))
        else:
            result.append(hit)
    return tuple(result)


def _find_labels(row: Row, index: Index) -> list[Hit]:
    tokens, texts, phrases, endings = row.tokens, row.token_texts, index.phrases, index.endings
    hits: list[Hit] = []
    scanned = row.scanned
    if not scanned and phrases.keys().isdisjoint(texts) and not (endings and any(text.endswith(endings) for text in texts)):
        return hits
    may_begin = [scanned or text in phrases or text.endswith(endings) for text in texts]
    place, reach = 0, row.stretches
    while place < len(tokens):
        if not may_begin[place]:
            place += 1
            continue
        found = _longest(texts, place, reach[place], index)
        if scanned and not found:
            found = _garbled(tokens[: reach[place]], place, index)
        if not found:
            place += 1
            continue
        length = len(found[0][0])
        first, last = tokens[place].word, tokens[place + length - 1].word
        if length == 1 and _is_letter_of(tokens, place):
            place += 1
            continue
        box = around(row.words[first : last + 1])
        text = " ".join(word.text for word in row.words[first : last + 1])
        hits.extend(Hit(name, rank, first, last + 1, box, language, text) for _, name, rank, language in found)
        place += length
    return hits


def _is_letter_of(tokens: Sequence[Token], place: int) -> bool:
    """Whether a label is a single letter that a stroke parts from the rest of its word: the A of `A/C` is not the `á` of a price."""
    beside = tokens[max(0, place - 1) : place + 2]
    letter = tokens[place].text
    return len(letter) == 1 and letter.isalpha() and sum(each.word == tokens[place].word for each in beside) > 1


def _garbled(tokens: Sequence[Token], place: int, index: Index) -> list[tuple[tuple[str, ...], str, int, str]]:
    first = tokens[place].text
    if len(first) < LEAST_GARBLED - 1 or first in index.known:
        return []
    firsts = {word for part in shortened(first) for word in index.near.get(part, ()) if garbled(first, word)}
    best: list[tuple[tuple[str, ...], str, int, str]] = []
    for phrase, name, rank, language in (each for word in firsts for each in index.phrases[word]):
        rest = tokens[place + 1 : place + len(phrase)]
        if len(rest) == len(phrase) - 1 and all(
            garbled(token.text, part) for token, part in zip(rest, phrase[1:], strict=True)
        ):
            best.append((phrase, name, rank + GARBLED_RANK, language))
    longest = max((len(each[0]) for each in best), default=0)
    return [each for each in best if len(each[0]) == longest]


def _longest(texts: Sequence[str], place: int, end: int, index: Index) -> list[tuple[tuple[str, ...], str, int, str]]:
    best: list[tuple[tuple[str, ...], str, int, str]] = []
    first, most = texts[place], end - place
    for candidate in index.phrases.get(first, ()):
        phrase, name = candidate[0], candidate[1]
        length = len(phrase)
        if best and length < len(best[0][0]):
            break
        if length <= most and texts[place : place + length] == phrase and not any(name == other[1] for other in best):
            best.append(candidate)
    if best or not first.endswith(index.endings):
        return best
    for suffix, name, rank, language in index.suffixes:
        if first.endswith(suffix) and len(first) > len(suffix) + 1 and first.isalpha():
            return [((first,), name, rank, language)]
    return []


def detect_language(rows: Sequence[Row], vocabulary: Vocabulary) -> str | None:
    """Return the language whose words stand most often on the document, or None when none leads."""
    counts = Counter(chain.from_iterable(row.token_texts for row in rows))
    votes = {
        language: sum(map(counts.__getitem__, words.intersection(counts))) for language, words in vocabulary.common.items()
    }
    ranked = sorted(votes.items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < 3:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * 1.1:
        return None
    return ranked[0][0]
