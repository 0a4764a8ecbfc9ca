"""The marker: a small tagger of words, loaded when first asked. It marks a span only when it is sure enough of every word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extract.phrases.labels import Label
from extract.phrases.words import Piece, pieces, plain

MODEL = Path(__file__).parent / "model"
#: Below this in any of its words a span is not marked.
SURE = 0.6

_NAME_BEFORE = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ](?:[\w'’-]*|\.)\s)+$")
_NAME_BEHIND = re.compile(r"(?:\s[A-ZÆØÅ][\w'’-]+)+")


@dataclass(frozen=True, slots=True)
class Span:
    """A marked span of a text: what it is, where it stands, and how sure the marker was of its least sure word."""

    label: Label
    start: int
    end: int
    score: float


@cache
def _model() -> Any:
    import spacy

    return spacy.load(MODEL) if (MODEL / "meta.json").exists() else None


def as_doc(model: Any, text: str) -> tuple[Any, list[Piece]]:
    """Return a text as the pipeline takes it, and the places of its words."""
    from spacy.tokens import Doc

    found = pieces(text)
    return Doc(model.vocab, words=[plain(each.text) for each in found]), found


def mark(text: str, model: Any = None, sure: float = SURE) -> list[Span]:
    """Return the spans of a text, in order; nothing without a model or without letters."""
    model = model or _model()
    if model is None or not any(map(str.isalpha, text)):
        return []
    doc, found = as_doc(model, text)
    tagger = model.get_pipe("tagger")
    chances = tagger.model.predict([doc])[0]
    spans: list[Span] = []
    open_: tuple[Label, int, int, float] | None = None
    for piece, row in zip(found, chances, strict=True):
        best = int(row.argmax())
        tag, chance = tagger.labels[best], float(row[best])
        label = Label(tag[2:]) if tag != "O" else None
        if open_ and label is open_[0] and tag.startswith("I"):
            open_ = (label, open_[1], piece.end, min(open_[3], chance))
            continue
        if open_:
            spans.append(Span(*open_))
        open_ = (label, piece.start, piece.end, chance) if label else None
    if open_:
        spans.append(Span(*open_))
    return [_whole_name(text, each, spans) for each in spans if each.score >= sure]


def _whole_name(text: str, span: Span, spans: list[Span]) -> Span:
    """Return a name with the words beside it that begin large, as names do; a word that begins the sentence may be any."""
    if span.label is not Label.PERSON:
        return span
    free = [place for each in spans if each is not span for place in (each.start, each.end)]
    low = max((place for place in free if place <= span.start), default=0)
    high = min((place for place in free if place >= span.end), default=len(text))
    left, right = _NAME_BEFORE.search(text[low : span.start]), _NAME_BEHIND.match(text[span.end : high])
    start = low + left.start() if left and low + left.start() > 0 else span.start
    return Span(span.label, start, span.end + (right.end() if right else 0), span.score)
