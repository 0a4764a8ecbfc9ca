"""What a list of bills looks like, which reminders and statements of account hold and bills do not, whatever their title."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from extract.dates import find_dates
from extract.layout import Row
from extract.tables import find_heads
from extract.view import View
from extract.vocabulary import find_labels
from models.invoice import DocumentKind

#: What is billed has these columns; a list of bills has none of them.
SERVED = frozenset({"quantity", "unit_price", "person", "person_name", "legal_basis"})
BILLS = frozenset({DocumentKind.INVOICE.value, DocumentKind.CREDIT_NOTE.value})
#: Labels of a sum that has been paid; `overført` is said of what is carried to the next page too.
PAID = frozenset({"prepaid", "carried"})
#: So many balances in a row, each the one before it and a movement, are no accident.
STEPS = 2


def lists_bills(view: View) -> int:
    """Return how many rows with a day and a sum name an invoice by its number, where they are half of such rows or more and no table says what was served."""
    if any(SERVED & set(column.kinds) for head in find_heads(view) for column in head.columns):
        return 0
    dated = [row for row in view.rows if _sums(view, row) and find_dates(row.text, view.vocabulary.months)]
    bills = sum(_names_a_bill(view, row) for row in dated)
    return bills if bills * 2 >= len(dated) else 0


def paid_out(view: View) -> bool:
    """Say whether what the bills of a list come to is said to have been paid: `Total paid  £46,440.33`, `Overført i alt  40.752,43 kr.`."""
    bills = [sums[-1] for row in view.rows if _names_a_bill(view, row) and (sums := _sums(view, row))]
    return any(
        sum(bills) in _sums(view, row) and any(hit.field in PAID for hit in view.hits[row.index])
        for row in view.rows
        if bills and not _names_a_bill(view, row)
    )


def runs_on(view: View, *, listed: bool = False) -> bool:
    """Say whether rows end in a balance: the one above and the movement beside it, as only accounts are written; of a list of bills three rows are enough."""
    balances = [sums[-2:] for row in view.rows if len(sums := _sums(view, row)) >= STEPS]
    steps = [before[1] + movement == after for before, (movement, after) in pairwise(balances)]
    moved = any(movement < 0 for movement, _ in balances)
    return sum(steps) >= STEPS + (not moved and not listed) and sum(steps) * 4 >= len(steps) * 3


def _sums(view: View, row: Row) -> list[Decimal]:
    return [number.value for number in view.numbers[row.index] if number.is_money and not number.percent]


def _names_a_bill(view: View, row: Row) -> bool:
    """Whether a number follows a word for an invoice."""
    return any(
        hit.field in BILLS and any(map(str.isdigit, row.words[hit.end].text))
        for hit in find_labels(row, view.vocabulary.kinds)
        if hit.end < len(row.words)
    )
