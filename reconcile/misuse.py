"""Marks of misuse on a ledger. A mark is a reason to look, never an accusation, and never goes to the client."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.money import Money
from models.statement import Category, Transaction

CASH = re.compile(
    r"\b(?:cash ?(?:withdrawal|point|machine|wd?l)|atm|cashpoint|link machine|withdrawn in cash)\b", re.IGNORECASE
)
GAMBLING = re.compile(r"\b(?:bet|bets|betting|casino|bingo|lottery|poker|slots?|bookmakers?|wager|gaming)\b", re.IGNORECASE)
#: This many unnamed payments of whole hundreds in one period are worth a look.
ROUND_PAYMENTS = 3


def find_misuse(rows: Sequence[Transaction], watched_names: Sequence[str]) -> Iterator[str]:
    """Give one sentence for each mark: cash, gambling, a watched payee, many round sums.

    The sentences name the row's place and amount, not its text, so that they may stand in a list.
    """
    paid = [row for row in rows if row.money_out]
    for row in paid:
        yield from (f"{what} of {row.money_out}, {row.source.origin}." for what in _marks(row, watched_names))
    unnamed = [row for row in paid if row.category is Category.OTHER_UNCLASSIFIED and _is_round(row.money_out)]
    if len(unnamed) >= ROUND_PAYMENTS:
        places = "; ".join(row.source.origin for row in unnamed[:10])
        yield f"{len(unnamed)} payments of whole hundreds to nobody named: {places}."


def _marks(row: Transaction, watched_names: Sequence[str]) -> Iterator[str]:
    text = row.text[:500]
    if CASH.search(text):
        yield "Cash withdrawal"
    if GAMBLING.search(text):
        yield "Payment with a gambling word"
    plain = " ".join(text.lower().split())
    if row.category is not Category.PA_NET_WAGES and any(_names(name, plain) for name in watched_names):
        yield "Payment to a watched name"


def _names(name: str, plain: str) -> bool:
    wanted = " ".join(name.lower().split())
    return " " in wanted and wanted in plain


def _is_round(amount: Money | None) -> bool:
    return amount is not None and amount.minor != 0 and amount.minor % 10_000 == 0
