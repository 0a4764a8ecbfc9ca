"""The whole of a bill where no label names it: an amount below its lines that is what all of them come to, or the only amount of a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.agreement import agree
from extract.candidates import Candidate
from extract.lines import Lines
from extract.numbers import Number
from extract.totals import Totals
from extract.view import View

#: Of fewer lines a sum cannot be told from an amount that is merely said again.
LEAST = 2


def with_whole(view: View, totals: Totals, lines: Lines, used: frozenset[int]) -> Totals:
    """Return the sums with what is to be paid, where no label led to it; `used` are rows of the table.

    It is what the lines come to, printed below them: `Fakturaen omfatter 27.900,50 kr.`. Nothing is computed that is not printed.
    """
    if totals.chosen.keys() & {"total", "payable", "tax"}:
        return totals
    whole = next(_made_by(view, totals, lines, used), None) or _only(view, lines)
    if whole is None:
        return totals
    found = {**totals.all, "total": (whole,)}
    chosen, closes = agree(found)
    return replace(totals, chosen=chosen, all=found, rows=totals.rows | {whole.row}, closes=closes)


def _made_by(view: View, totals: Totals, lines: Lines, used: frozenset[int]) -> Iterator[Candidate[Decimal]]:
    """Yield what all lines come to, first where words say that they sum something: `Regning for juni i alt`."""
    amounts = [line.amount.value for line in lines.lines if line.amount]
    if len(amounts) < LEAST or len(amounts) < len(lines.lines):
        return
    whole = sum(amounts, Decimal(0))
    yield from (replace(each, field="total") for each in totals.all["subtotal"] if each.value == whole)
    taken = used | lines.rows
    last = max(taken, default=0)
    for row in view.rows[last + 1 :]:
        for number in view.numbers[row.index]:
            if number.is_money and not number.percent and number.value == whole:
                yield _unlabelled(view, row.index, number)


def _only(view: View, lines: Lines) -> Candidate[Decimal] | None:
    """Return the only amount on all pages, as a letter has that bills one thing."""
    money = [(row.index, each) for row in view.rows for each in view.numbers[row.index] if each.is_money and each.places == 2]
    if (
        len(money) != 1
        or view.is_laid_out
        or any(line.amount and line.amount.value != money[0][1].value for line in lines.lines)
    ):
        return None
    return _unlabelled(view, *money[0])


def _unlabelled(view: View, row: int, number: Number) -> Candidate[Decimal]:
    source = view.place(number.text, number.box, view.rows[row].page)
    return Candidate("total", number.value, source, ("unlabelled", "right", "shape-strict"), number.confidence, row)
