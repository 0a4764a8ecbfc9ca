"""How fast letters may leave: a token bucket as a value. The caller keeps it, asks before each letter, and waits as told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """Up to `burst` letters at once, `per_minute` in the long run (Exchange Online takes 30 a minute from one mailbox)."""

    per_minute: float
    burst: int
    #: How many may leave at once, at the time `as_of`.
    left: float
    as_of: datetime

    @classmethod
    def full(cls, per_minute: float, burst: int, now: datetime) -> Allowance:
        """Return an allowance that nothing has been taken from."""
        if per_minute <= 0 or burst < 1:
            raise ValueError("letters need a rate above zero and a burst of at least one")
        return cls(per_minute, burst, float(burst), now)

    def take(self, now: datetime) -> tuple[Allowance, float]:
        """Return what is left and 0.0 when a letter may leave now; else the same allowance and the seconds to wait.

        A clock that goes backwards gives nothing back and takes nothing away.
        """
        passed = max(0.0, (now - self.as_of).total_seconds())
        left = min(float(self.burst), self.left + passed * self.per_minute / 60)
        current = replace(self, left=left, as_of=max(now, self.as_of))
        # A thousandth forgives the rounding of fractions: the wait that was told must be enough.
        if left >= 0.999:
            return replace(current, left=max(0.0, left - 1)), 0.0
        return current, (1 - left) * 60 / self.per_minute
