"""How well replies are read: intents, advances, and whether confidence means what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from models.reply import ReplyItem
from reconcile.replies.examples import Example, Expected
from reconcile.replies.read import Classifier, read_reply


@dataclass(frozen=True, slots=True)
class Judged:
    """One account's reading beside what it should be."""

    style: str
    expected: Expected
    item: ReplyItem | None

    @property
    def right(self) -> bool:
        """Whether the intent is right."""
        return self.item is not None and self.item.intent is self.expected.intent

    @property
    def advanced(self) -> bool:
        """Whether it advanced."""
        return self.item is not None and self.item.advances

    @property
    def wrongly(self) -> bool:
        """Whether it advanced and should not have."""
        return self.advanced and not self.expected.may_advance


def judge(examples: Iterable[Example], classifier: Classifier | None) -> list[Judged]:
    """Read every reply and put each reading beside what it should be."""
    result = []
    for example in examples:
        reply = read_reply(example.own_words, "", example.case, classifier)
        items = {item.account_id: item for item in reply.items}
        result += [Judged(example.style, each, items.get(each.account_id)) for each in example.expected]
    return result


def print_scores(out: TextIO, shares: Mapping[str, list[Example]], classifier: Classifier | None) -> None:
    """Print the table of shares and the reliability of confidences."""
    out.write(f"{'share':8}{'replies':>9}{'readings':>10}{'right':>8}{'advanced':>10}{'of':>5}{'wrongly':>9}\n")
    for share, examples in shares.items():
        judged = judge(examples, classifier)
        if not judged:
            continue
        right = sum(each.right for each in judged) / len(judged)
        advanced = sum(each.advanced for each in judged)
        could = sum(each.expected.may_advance for each in judged)
        wrongly = sum(each.wrongly for each in judged)
        out.write(f"{share:8}{len(examples):9}{len(judged):10}{right:8.1%}{advanced:10}{could:5}{wrongly:9}\n")
        out.writelines(
            f"    confidence {low:.1f} to {high:.1f}: said {said:.2f}, right {was:.2f} ({seen} readings)\n"
            for low, high, said, was, seen in reliability(judged)
        )


def reliability(judged: Iterable[Judged], steps: int = 5) -> list[tuple[float, float, float, float, int]]:
    """Return rows of (from, to, mean confidence, share right, readings)."""
    rows = []
    known = [each for each in judged if each.item is not None]
    for step in range(steps):
        low, high = step / steps, (step + 1) / steps
        inside = [each for each in known if each.item and low <= each.item.confidence < high + (step == steps - 1)]
        if inside:
            said = sum(each.item.confidence for each in inside if each.item) / len(inside)
            was = sum(each.right for each in inside) / len(inside)
            rows.append((low, high, said, was, len(inside)))
    return rows
