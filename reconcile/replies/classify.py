"""The second vote: a small bag-of-words classifier, loaded when first asked. It abstains where it has not been trained."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from models.reply import Intent
from reconcile.replies.entities import AMOUNT, DATE, PAYMENT_REFERENCE
from reconcile.replies.normalise import normalise
from reconcile.replies.segments import TOKEN
from reconcile.replies.vocabulary import FAREWELL, GREETING

MODEL = Path(__file__).parent / "model"
LONGEST_TEXT = 2_000


def prepare(text: str) -> str:
    """Return a text as the classifier sees it: plain words, sums, dates and references as words of their own.

    >>> prepare("Hi Karen, 1234567: agreed, £1,085.02 on 20 July, DPS-1234567-0042")
    'REF : agreed, SUM on DAY, REF'
    """
    bare = FAREWELL.sub(" ", GREETING.sub(" ", text[:LONGEST_TEXT]))
    bare = PAYMENT_REFERENCE.sub(" REF ", bare)
    bare = DATE.sub(" DAY ", bare)
    bare = AMOUNT.sub(lambda found: " SUM " if found["sign"] or found["after"] or "." in found["number"] else found[0], bare)
    bare = TOKEN.sub(" REF ", bare)
    words = normalise(bare).replace(" ref ", " REF ").replace(" sum ", " SUM ").replace(" day ", " DAY ")
    return " ".join(f" {words} ".replace(" ref ", " REF ").replace(" sum ", " SUM ").replace(" day ", " DAY ").split()).replace(
        " ,", ","
    )


@cache
def _model() -> Any:
    import spacy

    return spacy.load(MODEL) if (MODEL / "meta.json").exists() else None


def classify(text: str) -> Mapping[Intent, float]:
    """Return each intent's probability; nothing when there is no model or no word to go by."""
    model = _model()
    plain = prepare(text)
    if model is None or not any(map(str.isalpha, plain)):
        return {}
    return {Intent(name): float(value) for name, value in model(plain).cats.items()}
