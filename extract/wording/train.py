"""Train the classifier of wordings and print how well it tells them apart: `python -m extract.wording.train`.

Trained on `data/train.txt` alone. The bar below which it says nothing is chosen on `data/tune.txt`; `data/test.txt` is only
ever scored. The same data gives the same model.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from extract.wording.classify import MODEL, prepare, sounds_like
from extract.wording.examples import KINDS, SHARES, Wording, load

SEED, ROUNDS, BATCH = 20260706, 30, 8
CONFIG = {
    "model": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 1,
        "no_output_layer": False,
        "length": 8192,
    }
}


@dataclass(frozen=True, slots=True)
class Score:
    """How many wordings there were, on how many it spoke, and how many of those it named rightly."""

    heard: int
    spoke: int
    right: int


def main() -> int:
    """Train, write, and print the table of shares."""
    model = fit(load("train"))
    MODEL.mkdir(exist_ok=True)
    model.to_disk(MODEL)
    print_scores(sys.stdout, model)
    return 0


def fit(wordings: Iterable[Wording]) -> Any:
    """Return a classifier trained on these wordings, and on halves of them: a page seldom says everything."""
    import spacy
    from spacy.training import Example as Row
    from spacy.util import fix_random_seed  # type: ignore[attr-defined]

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    model = spacy.blank("xx")
    textcat = model.add_pipe("textcat", config=CONFIG)
    for kind in KINDS:
        textcat.add_label(kind.value)  # type: ignore[attr-defined]
    rows = [
        Row.from_dict(model.make_doc(prepare(text)), {"cats": {kind.value: float(kind is each.kind) for kind in KINDS}})
        for each in wordings
        for text in _heard(each.text)
    ]
    optimizer = model.initialize(lambda: rows)
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for start in range(0, len(rows), BATCH):
            model.update(rows[start : start + BATCH], sgd=optimizer, drop=0.3)
    return model


def _heard(text: str) -> Sequence[str]:
    words = text.split()
    half = len(words) // 2
    return (text, " ".join(words[:half]), " ".join(words[half:])) if half >= 6 else (text,)


def score(wordings: Iterable[Wording], model: Any = None) -> Score:
    """Let the classifier name wordings and count."""
    named = [(sounds_like(each.text, model), each.kind) for each in wordings]
    spoken = [pair for pair in named if pair[0] is not None]
    return Score(len(named), len(spoken), sum(said is kind for said, kind in spoken))


def print_scores(out: TextIO, model: Any = None) -> None:
    """Print one row for each share, and for the held-out share one for each kind."""
    out.write(f"{'share':28}{'wordings':>9}{'spoke':>7}{'right':>7}\n")
    for share in SHARES:
        rows = [(share, load(share))]
        if share == "test":
            rows += [(f"  test, {kind.value}", [each for each in load(share) if each.kind is kind]) for kind in KINDS]
        for name, wordings in rows:
            counted = score(wordings, model)
            out.write(f"{name:28}{counted.heard:9}{counted.spoke:7}{counted.right:7}\n")


if __name__ == "__main__":
    raise SystemExit(main())
