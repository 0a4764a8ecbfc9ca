"""How well answers to balance letters are read, on the replies kept in the tree: the whole road, history parted first.

    python -m benchmarks.replies [--write]

Prints for each share how many intents are right, how many readings moved a case and how many of those wrongly, and for the
test share whether confidence means what it says. `--write` draws the latter as `docs/images/replies.svg`. Exit status 1 when
less than 95 % of the test share is right, or anything at all moved wrongly.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.reply_text import strip_quoted
from reconcile.replies.classify import classify
from reconcile.replies.examples import load
from reconcile.replies.read import read_reply
from reconcile.replies.score import Judged, reliability

GOAL = 0.95
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "replies.svg"
SHARES = ("train", "tune", "count", "test")


def judge(share: str) -> list[Judged]:
    """Read every reply of a share as it arrives, and put each reading beside what it should be."""
    result = []
    for example in load(share):
        reply = read_reply(strip_quoted(example.body).reply, "Re: Balances", example.case, classify)
        items = {item.account_id: item for item in reply.items}
        result += [Judged(example.style, each, items.get(each.account_id)) for each in example.expected]
    return result


def interval(right: int, seen: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    >>> [round(end, 3) for end in interval(95, 100)]
    [0.888, 0.978]
    """
    if not seen:
        return 0.0, 1.0
    share = right / seen
    middle = share + z * z / (2 * seen)
    spread = z * math.sqrt(share * (1 - share) / seen + z * z / (4 * seen * seen))
    return (middle - spread) / (1 + z * z / seen), (middle + spread) / (1 + z * z / seen)


def picture(rows: Sequence[tuple[float, float, float, float, int]]) -> str:
    """Draw said against was, as SVG: a dot for each band of confidence, with its interval and its number of readings."""
    left, top, side = 60, 20, 320

    def x(value: float) -> float:
        return round(left + side * value, 1)

    def y(value: float) -> float:
        return round(top + side * (1 - value), 1)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + side + 40} {top + side + 60}" font-family="sans-serif" '
            'font-size="12" role="img"><title>Confidence said and share right, test share of replies</title>'
        ),
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
        f'<path d="M{x(0)} {y(1)}V{y(0)}H{x(1)}" stroke="#222" fill="none"/>',
    ]
    for step in range(6):
        value = step / 5
        parts.append(f'<text x="{x(value)}" y="{y(0) + 18}" text-anchor="middle">{value:.1f}</text>')
        parts.append(f'<text x="{x(0) - 8}" y="{y(value) + 4}" text-anchor="end">{value:.1f}</text>')
    for _, _, said, was, seen in rows:
        low, high = interval(round(was * seen), seen)
        parts.append(f'<path d="M{x(said)} {y(low)}V{y(high)}" stroke="#1f5fa8" stroke-width="2"/>')
        parts.append(f'<circle cx="{x(said)}" cy="{y(was)}" r="5" fill="#1f5fa8"/>')
        parts.append(f'<text x="{x(said) - 9}" y="{y(was) + 16}" text-anchor="end">{seen}</text>')
    parts.append(f'<text x="{x(0.5)}" y="{y(0) + 42}" text-anchor="middle">confidence said (mean of the band)</text>')
    parts.append(f'<text transform="translate(18 {y(0.5)}) rotate(-90)" text-anchor="middle">share of intents right</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.replies", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="draw the picture of the documents anew")
    args = parser.parse_args()
    missed = False
    print(f"{'share':8}{'replies':>9}{'readings':>10}{'right':>9}{'95 % interval':>18}{'advanced':>10}{'of':>5}{'wrongly':>9}")
    for share in SHARES:
        judged = judge(share)
        right = sum(each.right for each in judged)
        wrongly = sum(each.wrongly for each in judged)
        low, high = interval(right, len(judged))
        could = sum(each.expected.may_advance for each in judged)
        advanced = sum(each.advanced for each in judged)
        missed |= wrongly > 0 or (share == "test" and right / len(judged) < GOAL)
        print(
            f"{share:8}{len(load(share)):9}{len(judged):10}{right / len(judged):9.1%}{f'{low:.1%} to {high:.1%}':>18}"
            f"{advanced:10}{could:5}{wrongly:9}"
        )
    rows = reliability(judged)
    for begins, ends, said, was, seen in rows:
        print(f"    confidence {begins:.1f} to {ends:.1f}: said {said:.2f}, right {was:.2f} ({seen} readings)")
    if args.write:
        PICTURE.write_text(picture(rows), encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
