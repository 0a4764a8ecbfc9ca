"""Train the classifier of replies and count how far readings may be trusted: `python -m reconcile.replies.train`.

Trained on the replies in `data/train.txt`; confidences counted on those in `data/tune.txt` and `data/count.txt`, the latter by
writers whom neither rules nor classifier have seen. `data/test.txt` is only ever scored. The same data gives the same model.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from models.reply import Intent
from reconcile.replies.classify import MODEL, prepare
from reconcile.replies.confidence import TABLE, forget
from reconcile.replies.examples import Example, load
from reconcile.replies.read import Classifier, Heard, read_reply, witnesses_of
from reconcile.replies.score import print_scores
from reconcile.replies.segments import split_parts
from reconcile.replies.weigh import weigh

SEED = 20260706
ROUNDS = 24
CONFIG = {
    "model": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 8192,
    }
}
LABELS = sorted(str(intent) for intent in Intent if intent is not Intent.MIXED)


def main() -> int:
    """Train, count, write, and print the held-out table."""
    train, kept = load("train"), [*load("tune"), *load("count")]
    model = fit(train)
    MODEL.mkdir(exist_ok=True)
    model.to_disk(MODEL)
    rows = count(_votes(kept, _classifier(model)))
    TABLE.write_text(json.dumps({"rows": {key: list(rows[key]) for key in sorted(rows)}}, indent=1) + "\n", encoding="utf-8")
    forget()
    print_scores(sys.stdout, {share: load(share) for share in ("train", "tune", "test")}, _classifier(model))
    return 0


def fit(examples: Iterable[Example]) -> Any:
    """Return a classifier trained on the parts of these replies."""
    import spacy
    from spacy.training import Example as Row
    from spacy.util import fix_random_seed  # type: ignore[attr-defined]

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    model = spacy.blank("xx")
    textcat = model.add_pipe("textcat", config=CONFIG)
    for label in LABELS:
        textcat.add_label(label)  # type: ignore[attr-defined]
    rows = [
        Row.from_dict(model.make_doc(prepare(text)), {"cats": {label: float(label == intent) for label in LABELS}})
        for text, intent in labelled(examples)
        if any(map(str.isalpha, prepare(text)))
    ]
    optimizer = model.initialize(lambda: rows)
    for _ in range(ROUNDS):
        chance.shuffle(rows)
        for start in range(0, len(rows), 8):
            model.update(rows[start : start + 8], sgd=optimizer, drop=0.2)
    return model


def labelled(examples: Iterable[Example]) -> Iterator[tuple[str, Intent]]:
    """Give each part of the replies with its intent."""
    for example in examples:
        wanted = {each.account_id: each.intent for each in example.expected}
        parts = split_parts(example.own_words, example.case)
        for part in parts:
            intents = {wanted[account.account_id] for account in part.accounts if account.account_id in wanted}
            if len(intents) == 1:
                yield part.text, intents.pop()
        if not any(part.accounts for part in parts) and len(set(wanted.values())) == 1:
            yield example.own_words, next(iter(wanted.values()))


def _classifier(model: Any) -> Classifier:
    def classify(text: str) -> Mapping[Intent, float]:
        plain = prepare(text)
        if not any(map(str.isalpha, plain)):
            return {}
        return {Intent(name): float(value) for name, value in model(plain).cats.items()}

    return classify


Vote = tuple[str, bool]


def _votes(examples: Iterable[Example], classifier: Classifier) -> Iterator[Vote]:
    """Give for each account who witnessed its reading and whether it was right."""
    for example in examples:
        wanted = {each.account_id: each.intent for each in example.expected}
        reply = read_reply(example.own_words, "", example.case, classifier)
        for part in split_parts(example.own_words, example.case):
            heard = Heard(
                part, weigh(part.text, tuple(a.amount for a in part.accounts), in_row=part.in_row), classifier(part.text)
            )
            for account in part.accounts:
                item = next((each for each in reply.items if each.account_id == account.account_id), None)
                if item is not None and account.account_id in wanted:
                    yield witnesses_of(heard).key, item.intent is wanted[account.account_id]


def count(votes: Iterable[Vote]) -> dict[str, tuple[int, int]]:
    """Count right readings and all readings by who witnessed them.

    >>> count([("rule only", True), ("rule only", False)])
    {'rule only': (1, 2)}
    """
    seen: Counter[str] = Counter()
    right: defaultdict[str, int] = defaultdict(int)
    for key, was_right in votes:
        seen[key] += 1
        right[key] += was_right
    return {key: (right[key], seen[key]) for key in seen}


if __name__ == "__main__":
    raise SystemExit(main())
