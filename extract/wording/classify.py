"""The classifier: a small bag of words, loaded when first asked. It names a kind only when it is sure enough."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from models.invoice import DocumentKind

MODEL = Path(__file__).parent / "model"
#: So much of a document is heard, in characters: what it is, it says at its beginning.
LONGEST_TEXT = 2_000
#: Below this, and nearer than this to the next kind, it says nothing.
SURE, AHEAD = 0.5, 0.2
#: Seconds after which reading pages takes long; most pictures take less, and a clear title needs no classifier.
LONG = 4.0
#: Words are cut to this many letters, so that "betaling" and "betalingen", "charge" and "charged" are one.
STEM = 5
_NUMBER = re.compile(r"\d[\d.,:/\-]*")
_NOISE = re.compile(r"[^\w\s%§]+")
_LOADING = threading.Lock()


def prepare(text: str) -> str:
    """Return a text as the classifier sees it: the beginnings of words in small letters, every number alike.

    >>> prepare("Total payable: 1,310.68 (30 days)")
    'total payab 9 9 days'
    """
    return " ".join(word[:STEM] for word in _NOISE.sub(" ", _NUMBER.sub(" 9 ", text[:LONGEST_TEXT].casefold())).split())


def _model() -> Any:
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Any:
    import spacy

    return spacy.load(MODEL) if (MODEL / "meta.json").exists() else None


def _is_loaded() -> bool:
    return _loaded.cache_info().currsize > 0


@contextmanager
def loaded_meanwhile() -> Iterator[None]:
    """Load the classifier beside what is done here, where that takes long: whoever waits for hard pages need not wait for it as well."""
    if _is_loaded():
        # A thread for each document would take longer than most of what is asked about one.
        yield
        return
    timer = threading.Timer(LONG, _model)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def scores(text: str, model: Any = None) -> Mapping[DocumentKind, float]:
    """Return the probability of each kind; nothing without a model or without words."""
    plain = prepare(text)
    model = model or _model()
    if model is None or not any(map(str.isalpha, plain)):
        return {}
    return {DocumentKind(name): float(value) for name, value in model(plain).cats.items()}


def sounds_like(text: str, model: Any = None) -> DocumentKind | None:
    """Return what a document sounds like, or None: silence is the answer to most doubts."""
    ranked = sorted(scores(text, model).items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < SURE or ranked[0][1] - ranked[1][1] < AHEAD:
        return None
    return ranked[0][0]
