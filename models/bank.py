"""Bank statements as lines: what came in and went out, under which words, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.document import Source
from models.money import Money
from models.period import Period


@dataclass(frozen=True, slots=True)
class BankLine:
    """One booking. Money in is positive. `line_id` is the bank's own or made from the line: the same line, the same id."""

    line_id: str
    day: date
    amount: Money
    #: All words of the booking: names, purpose, references. Often personal, so it stays out of logs.
    text: str = field(repr=False)
    source: Source = field(repr=False)


@dataclass(frozen=True, slots=True)
class BankStatement:
    """One account's bookings between two balances. What the file does not say is None."""

    account: str | None = field(repr=False)
    opening: Money | None
    closing: Money | None
    currency: str
    lines: tuple[BankLine, ...]
    #: The days that the file says it covers.
    covers: Period | None = None

    @property
    def difference(self) -> Money | None:
        """What the closing balance is more than opening and lines make; None when a balance is missing."""
        if self.opening is None or self.closing is None:
            return None
        return self.closing - self.opening - sum((line.amount for line in self.lines), Money.zero(self.currency))
