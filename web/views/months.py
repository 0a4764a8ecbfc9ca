"""The transactions of a statement, month by month, with the balance as it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from models.money import Money
from models.statement import DpStatement, Transaction
from web import show
from web.words import Words


@dataclass(frozen=True, slots=True)
class Month:
    """What came in and went out in one month."""

    label: str
    money_in: Money
    money_out: Money
    #: At its end, worked out from the opening balance; None when the statement has none.
    balance: Money | None
    transactions: tuple[Transaction, ...]

    @property
    def net(self) -> Money:
        """What the month added."""
        return self.money_in - self.money_out


def months_of(statement: DpStatement, words: Words) -> tuple[Month, ...]:
    """Return the months that have transactions, in order; those without a day come last."""
    dated = [each for each in statement.transactions if each.day is not None]
    ordered = sorted(dated, key=lambda each: each.day.toordinal() if each.day else 0)
    found: list[Month] = []
    balance = statement.opening.value if statement.opening else None
    for label, group in groupby(ordered, key=lambda each: show.show_month(each.day, words.language)):
        month = _month(label, tuple(group), balance, statement.currency)
        balance = month.balance
        found.append(month)
    undated = tuple(each for each in statement.transactions if each.day is None)
    if undated:
        found.append(_month(words("months.undated"), undated, balance, statement.currency))
    return tuple(found)


def _month(label: str, rows: Sequence[Transaction], before: Money | None, currency: str) -> Month:
    money_in = sum((each.money_in for each in rows if each.money_in), Money.zero(currency))
    money_out = sum((each.money_out for each in rows if each.money_out), Money.zero(currency))
    return Month(label, money_in, money_out, None if before is None else before + money_in - money_out, tuple(rows))
