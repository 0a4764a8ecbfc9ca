"""The random check: what is drawn depends on a secret seed and on the document alone, so it is fixed before anything is decided.

A supplier cannot foresee it, a run of today draws what a run of tomorrow does, and whoever holds the seed can draw it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from models.value import quickly_made

_PLACES = Decimal("1e-12")
#: So many different numbers can be drawn.
_SPAN = Decimal(2**48)


@quickly_made
@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for a line, and below what it had to be."""

    #: From 0 to 1, evenly; twelve places.
    number: Decimal
    #: How many of the policy's steps the amount is at or above.
    stratum: int
    share: Decimal
    #: Names the seed without giving it away.
    seed: str

    @property
    def is_drawn(self) -> bool:
        """Whether a person is to check the line."""
        return self.number < self.share


def draw(seed: str, sha256: str, number: str, line: int, amount: Decimal, percent: Decimal, steps: Sequence[int]) -> Draw:
    """Draw for a line of a document. From each step of the amount on, twice the share is drawn.

    >>> small = draw("s", "ab", "20417", 1, Decimal(10), Decimal(5), (1000, 5000))
    >>> large = draw("s", "ab", "20417", 1, Decimal(-7000), Decimal(5), (1000, 5000))
    >>> small.number == large.number, (small.stratum, small.share), (large.stratum, large.share)
    (True, (0, Decimal('0.05')), (2, Decimal('0.20')))
    """
    text = f"{seed}|{sha256}|{number}|{line}"
    drawn = int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
    size = int(abs(amount))  # the steps are whole
    stratum = sum([size >= step for step in steps])
    return Draw((Decimal(drawn) / _SPAN).quantize(_PLACES), stratum, _share(percent, stratum), name_seed(seed))


@lru_cache(maxsize=64)
def _share(percent: Decimal, stratum: int) -> Decimal:
    return min(Decimal(1), percent / 100 * (1 << stratum))


@lru_cache(maxsize=8)
def name_seed(seed: str) -> str:
    """Return what a seed is known by: anybody who is shown the seed later can see that it is the one that was used."""
    return hashlib.sha256(b"sample seed " + seed.encode()).hexdigest()[:16]
