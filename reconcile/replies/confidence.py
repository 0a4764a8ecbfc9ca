"""How far to trust a reading, by who witnesses it: shares of right readings, counted on replies kept for that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "calibration.json"
#: Before any counting: what to believe of a kind of witness that was never seen.
PRIOR = 0.5


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who says so: the rules; the classifier with them; the classifier against them; several intents in one part."""

    rule: bool
    agrees: bool = False
    differs: bool = False
    several: bool = False

    @property
    def key(self) -> str:
        """The row of the table.

        >>> Witnesses(rule=True, agrees=True).key
        'rule and vote'
        """
        if not self.rule:
            return "vote only" if self.agrees else "nobody"
        vote = "rule and vote" if self.agrees else "rule against vote" if self.differs else "rule only"
        return f"{vote}, several intents" if self.several else vote


@cache
def _table() -> dict[str, float]:
    if not TABLE.exists():
        return {}
    rows: dict[str, list[int]] = json.loads(TABLE.read_text(encoding="utf-8"))["rows"]
    return {key: round(share(right, seen), 4) for key, (right, seen) in rows.items()}


def share(right: int, seen: int) -> float:
    """Return the share of right readings, shrunk towards the prior where few were seen (two pseudo-counts).

    >>> round(share(38, 40), 3)
    0.929
    """
    return (right + 2 * PRIOR) / (seen + 2)


def confidence_of(witnesses: Witnesses) -> float:
    """Return the probability that a reading with these witnesses is right."""
    return _table().get(witnesses.key, PRIOR)


def forget() -> None:
    """Read the table anew when next asked: it has just been counted."""
    _table.cache_clear()
