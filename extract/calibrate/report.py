"""How good the probabilities are, on documents that no number was fitted on: error of calibration, and wrong among the sure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.calibrate.collect import Case

#: Edges of the groups in which what was said is compared with what was so; narrow where decisions are made.
EDGES = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 1.0001)
Probability = Callable[[Case], float]


@dataclass(frozen=True, slots=True)
class Group:
    """Values of about the same probability."""

    said: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Score:
    """The quality of the probabilities of some values."""

    count: int
    right: int
    sure: int
    sure_wrong: int
    error: float
    groups: tuple[Group, ...]


def score(cases: Sequence[Case], probability: Probability, bar: float) -> Score:
    """Return the expected calibration error, and how many are sure and wrong."""
    said = [(probability(case), case.right) for case in cases]
    groups = []
    for low, high in pairwise(EDGES):
        inside = [(each, right) for each, right in said if low <= each < high]
        if inside:
            groups.append(Group(_mean([each for each, _ in inside]), _mean([float(right) for _, right in inside]), len(inside)))
    error = sum(group.count * abs(group.said - group.right) for group in groups) / max(1, len(said))
    sure = [right for each, right in said if each >= bar]
    return Score(len(said), sum(right for _, right in said), len(sure), sure.count(False), error, tuple(groups))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def table(scores: Mapping[str, Score]) -> str:
    """Return the scores as a table for people."""
    rows = ["| | values | right | sure | wrong among sure | calibration error |", "|---|---|---|---|---|---|"]
    for name, each in scores.items():
        count = max(1, each.count)
        wrong = f"{each.sure_wrong} ({each.sure_wrong / max(1, each.sure):.2%})"
        rows.append(
            f"| {name} | {each.count} | {each.right / count:.2%} | {each.sure / count:.1%} | {wrong} | {each.error:.3f} |"
        )
    return "\n".join(rows)


def plot(title: str, scores: Mapping[str, Score], side: int = 360) -> str:
    """Return a reliability plot as SVG: how often values were right, by what was said of them; the dots' area is their number."""
    margin, gap = 44, 24
    parts = []
    for place, (name, each) in enumerate(scores.items()):
        left = margin + place * (side + margin + gap)
        parts += _axes(left, margin, side, f"{name}: {each.count} values, error {each.error:.3f}")
        largest = max((group.count for group in each.groups), default=1)
        for group in each.groups:
            x, y = left + group.said * side, margin + (1 - group.right) * side
            radius = 3 + 11 * (group.count / largest) ** 0.5
            label = f"said {group.said:.3f}, right {group.right:.3f}, {group.count} values"
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="dot"><title>{label}</title></circle>')
    width, height = margin + len(scores) * (side + margin + gap), side + 2 * margin + 16
    style = (
        "text{font:12px sans-serif;fill:#222}.line{stroke:#999;stroke-dasharray:4 4}.frame{fill:none;stroke:#444}"
        ".dot{fill:#1f6f8b;fill-opacity:.55;stroke:#0d3b4a}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" aria-label="{title}">'
    return "\n".join([head, f"<style>{style}</style>", *parts, "</svg>", ""])


def _axes(left: int, top: int, side: int, title: str) -> list[str]:
    parts = [
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" class="frame"/>',
        f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" class="line"/>',
        f'<text x="{left}" y="{top - 10}">{title}</text>',
        f'<text x="{left + side / 2:.0f}" y="{top + side + 34}" text-anchor="middle">probability given</text>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        across, up = left + tick * side, top + (1 - tick) * side
        parts.append(f'<text x="{across:.0f}" y="{top + side + 16}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{left - 6}" y="{up + 4:.0f}" text-anchor="end">{tick:g}</text>')
    return parts
