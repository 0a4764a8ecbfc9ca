"""Train the marker of phrases and print how well it tells them apart: `python -m extract.phrases.train`.

Trained on `data/train.txt` alone: each sentence many times over, with other names, services and periods out of `data/lists.txt`.
When it keeps silent is chosen on `data/tune.txt`; `data/test.txt` is only ever scored. The same data gives the same model
on one kind of processor; on another the last digits differ, and with them a few of the marks.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TextIO

from extract.phrases.examples import DATA, SHARES, Marked, Phrasing, lists, load
from extract.phrases.labels import Label
from extract.phrases.mark import MODEL, Span, as_doc, mark
from extract.phrases.words import pieces

SEED, ROUNDS, BATCH, EACH = 20260706, 8, 32, 30
#: So often a word that says nothing is put between two spans.
FILLED = 0.12
CONFIG = {
    "model": {
        "@architectures": "spacy.Tagger.v2",
        "nO": None,
        "normalize": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 64,
            "depth": 3,
            "embed_size": 1000,
            "window_size": 1,
            "maxout_pieces": 2,
            "subword_features": True,
        },
    }
}
_WORD = re.compile(r"[^\W\d_]+")
_SHORT_FIGURE = re.compile(r"(?<![\d/.-])\d{1,2}(?![\d/-])")
_SLOT = re.compile(r"\{(\w+)\}")
#: What stands for a word in braces without being marked.
_UNMARKED = frozenset({"per", "sign", "idlabel", "role", "name", "other", "place"})
#: A count without its unit is marked as what it counts.
_LABELS = {"count": Label.UNITS}


def main() -> int:
    """Train, write, and print the table of shares."""
    model = fit(load("train"))
    model.meta["trained_on"] = fingerprint()
    MODEL.mkdir(exist_ok=True)
    model.to_disk(MODEL)
    print_scores(sys.stdout, model)
    return 0


def fingerprint() -> str:
    """Return a digest of all that a model comes from: the sentences, the words put into them, and the settings."""
    settings = json.dumps([SEED, ROUNDS, BATCH, EACH, FILLED, CONFIG], sort_keys=True).encode()
    data = [(DATA / name).read_bytes() for name in ("train.txt", "lists.txt")]
    return hashlib.sha256(b"\0".join([settings, *data])).hexdigest()


def filled(templates: Sequence[Phrasing], chance: random.Random) -> Iterator[Phrasing]:
    """Yield every sentence with other words in its braces, sometimes two in a row, in small letters or behind a dash."""
    words = lists()
    for _ in range(EACH):
        for each in templates:
            one = _fill(each, words, chance)
            if chance.random() < 0.15:
                other = _fill(chance.choice([more for more in templates if more.language == each.language]), words, chance)
                one = _joined(one, chance.choice([". ", ", ", "; ", " - "]), other)
            yield _varied(one, chance)


def _fill(template: Phrasing, words: dict[str, list[str]], chance: random.Random) -> Phrasing:
    text, spans, place = "", [], 0
    for found in _SLOT.finditer(template.text):
        text += _with_filler(template.text[place : found.start()], template.language, words, chance)
        start, place, kind = len(text), found.end(), found[1]
        text += _word(kind, template.language, words, chance)
        if kind not in _UNMARKED:
            spans.append(Marked(_LABELS.get(kind) or Label(kind), start, len(text)))
    return Phrasing(template.style, template.language, text + template.text[place:], tuple(spans))


def _with_filler(text: str, language: str, words: dict[str, list[str]], chance: random.Random) -> str:
    """Put a word that says nothing into what stands between two spans, now and then."""
    places = [place for place, letter in enumerate(text) if letter == " "]
    if not places or chance.random() > FILLED:
        return text
    place = chance.choice(places)
    return f"{text[:place]} {chance.choice(words[f'filler {language}'])}{text[place:]}"


def _word(kind: str, language: str, words: dict[str, list[str]], chance: random.Random) -> str:
    def pick(name: str) -> str:
        return chance.choice(words[f"{name} {language}"])

    if kind in {"person", "name"}:
        return _name(pick, chance)
    if kind == "period":
        return _period(pick, chance)
    return _service(pick, chance, language) if kind == "service" else pick(kind)


def _period(pick: Callable[[str], str], chance: random.Random) -> str:
    """Return a period out of the list with other months and other figures in it."""
    text = pick("period")
    months = {name: pick("month") for name in ("juni", "juli", "august", "July", "August")}
    text = _WORD.sub(lambda found: months.get(found.group(), found.group()), text)
    return _SHORT_FIGURE.sub(lambda _: str(chance.randint(1, 28)), text)


def _name(pick: Callable[[str], str], chance: random.Random) -> str:
    """Return a name in one of the forms people write; half are put together of syllables, for no list holds all names."""
    first, last, middle = (
        pick("syllable") + pick("ending") if chance.random() < 0.5 else pick(part) for part in ("first", "last", "last")
    )
    title = pick("title")
    full = f"{first} {last}"
    initial = first[0]
    forms = (
        full,
        full,
        full,
        full,
        first,
        f"{title} {last}",
        f"{title} {full}",
        f"{initial}. {last}",
        f"{initial} {last}",
        f"{first} {last[0]}.",
        f"{first} {middle} {last}",
    )
    return chance.choice(forms)


def _service(pick: Callable[[str], str], chance: random.Random, language: str) -> str:
    """Return a service out of the list, or put together as the words for services are."""
    joined = pick("part") + ("" if language == "da" else " ") + pick("act")
    found = pick("service") if chance.random() < 0.5 else joined
    if chance.random() < 0.25:
        found = f"{pick('kind')} {found}"
    if chance.random() < 0.08:
        found += f" {pick('basis')}"
    if chance.random() < 0.1:
        found += (" og " if language == "da" else " and ") + pick("service")
    if chance.random() < 0.1:
        found += (" til " if language == "da" else " to ") + pick("place")
    return found


def _joined(one: Phrasing, between: str, other: Phrasing) -> Phrasing:
    shift = len(one.text) + len(between)
    moved = tuple(Marked(each.label, each.start + shift, each.end + shift) for each in other.spans)
    return Phrasing(one.style, one.language, one.text + between + other.text, (*one.spans, *moved))


def _varied(each: Phrasing, chance: random.Random) -> Phrasing:
    roll = chance.random()
    text = each.text
    if roll < 0.12:
        text = text.lower()
    elif roll < 0.5:
        text = text[:1].upper() + text[1:]
    if len(text) != len(each.text):
        return each
    if roll > 0.93:
        return _joined(
            Phrasing("", "", chance.choice(["- ", "1) ", "* ", "OBS: "]), ()),
            "",
            Phrasing(each.style, each.language, text, each.spans),
        )
    return Phrasing(each.style, each.language, text, each.spans)


def tags(each: Phrasing) -> list[str]:
    """Return a tag for every word: where a span begins, where it goes on, and what is outside."""
    result = []
    for piece in pieces(each.text):
        span = next((span for span in each.spans if span.start < piece.end and piece.start < span.end), None)
        begins = span is not None and piece.start <= span.start
        result.append("O" if span is None else f"{'B' if begins else 'I'}-{span.label.value}")
    return result


def fit(templates: Sequence[Phrasing]) -> Any:
    """Return a marker trained on these sentences."""
    import spacy
    from spacy.training import Example as Row
    from spacy.util import fix_random_seed  # type: ignore[attr-defined]

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    model = spacy.blank("xx")
    tagger = model.add_pipe("tagger", config=CONFIG)
    for tag in ("O", *(f"{begin}-{label.value}" for label in Label for begin in "BI")):
        tagger.add_label(tag)  # type: ignore[attr-defined]
    rows = [Row.from_dict(as_doc(model, each.text)[0], {"tags": tags(each)}) for each in filled(templates, chance)]
    optimizer = model.initialize(lambda: rows[:200])
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            model.update(rows[start : start + BATCH], sgd=optimizer, drop=0.25)
    return model


def score(phrasings: Iterable[Phrasing], model: Any = None) -> dict[Label, tuple[int, int, int]]:
    """Mark phrasings and count for each label the spans there are, those marked, and those marked exactly."""
    counts = {label: [0, 0, 0] for label in Label}
    for each in phrasings:
        wanted = {(span.label, *_bare(each.text, span.start, span.end)) for span in each.spans}
        found = {(span.label, *_bare(each.text, span.start, span.end)) for span in mark(each.text, model)}
        for label, *_ in wanted:
            counts[label][0] += 1
        for one in found:
            counts[one[0]][1] += 1
            counts[one[0]][2] += one in wanted
    return {label: (there, marked, right) for label, (there, marked, right) in counts.items()}


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in ".,:;) ":
        end -= 1
    return start, end


def print_scores(out: TextIO, model: Any = None) -> None:
    """Print for the shares of whole sentences how many spans of each label there are, were marked, and rightly."""
    out.write(f"{'share':8}{'label':10}{'spans':>7}{'marked':>8}{'right':>7}\n")
    for share in SHARES[1:]:
        out.writelines(
            f"{share:8}{label.value:10}{there:7}{marked:8}{right:7}\n"
            for label, (there, marked, right) in score(load(share), model).items()
        )


__all__ = ["Span", "fit", "main", "print_scores", "score"]

if __name__ == "__main__":
    raise SystemExit(main())
