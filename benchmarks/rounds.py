"""Measuring in short rounds and in turns, on a machine whose speed changes from minute to minute.

A shared core may run at half its speed for a while because of its neighbours. Whoever measures one thing for a minute and the next
one in the minute after compares the minutes. So everything that is to be compared is measured within the same second or two, again
and again; a figure is the median over these rounds, a ratio the median of the ratios within each. A fixed piece of
work, timed before and after every round, tells how quick the machine was meanwhile.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured in each round."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    def over(self, other: Figure) -> Figure:
        """Return the ratios to what was measured in the same rounds."""
        return Figure(tuple(mine / theirs for mine, theirs in zip(self.each, other.each, strict=True)))

    def shown(self, form: str) -> str:
        """Write the median and the range, each in a format."""
        return f"{self.median:{form}} ({min(self.each):{form}} to {max(self.each):{form}})"


def fixed_work() -> float:
    """Do the fixed piece of work and return the milliseconds of processor time that it took."""
    began = time.process_time()
    total = 0
    for number in range(200_000):
        total += number * number % 7
    assert total == 399_999
    return (time.process_time() - began) * 1e3


def in_turn(number: int, things: Sequence[T]) -> Sequence[T]:
    """Return the order of a round: forwards and backwards by turns, so that nothing is always the first."""
    return things if number % 2 == 0 else things[::-1]
