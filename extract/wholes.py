"""The whole of a bill where no label names it: an amount that its lines, or net and tax, come to, or the only amount of a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.agreement import agree
from extract.asked import asked_sum, is_anothers, says_only_the_whole, told_tax
from extract.candidates import Candidate
from extract.factors import multiplies
from extract.layout import Row
from extract.lines import Lines
from extract.numbers import Number
from extract.paragraphs import is_sentence
from extract.persons import PersonFinder
from extract.prose import line_of
from extract.totals import Totals
from extract.unitprice import is_unit_price, says_for_one
from extract.view import View
from models.document import Box, Reading
from models.invoice import Invoice, LineReading
from models.money import round_half_up

#: Below a table the sum of fewer lines cannot be told from an amount that is merely said again.
LEAST = 2


def with_whole(view: View, totals: Totals, lines: Lines, used: frozenset[int]) -> Totals:
    """Return the sums with what is to be paid, where no label led to it; `used` are rows of the table.

    It is what the lines come to, printed below them: `Vi anmoder om 27.900,50 kr.`; or what net and tax do. Nothing is computed that is not
    printed.
    """
    if totals.chosen.keys() & {"total", "payable"}:
        return totals
    whole = next(_made(view, totals, lines, used), None)
    if whole is None:
        return totals
    found = {**totals.all, "total": (whole,)}
    chosen, closes = agree(found)
    return replace(totals, chosen=chosen, all=found, rows=totals.rows | {whole.row}, closes=closes)


def with_asked(view: View, totals: Totals) -> Totals:
    """Return the sums of a document without a table with what its sentences ask for, where no label leads to a sum."""
    whole = None if totals.chosen.keys() & {"total", "payable", "tax"} or view.is_of_records else asked_sum(view)
    if whole is None:
        return totals
    taxed = {name: (each,) for name, each in told_tax(view, whole).items()}
    found = {**totals.all, **taxed, "total": (whole,)}
    chosen, closes = agree(found)
    rows = totals.rows | ({whole.row} if says_only_the_whole(view, view.rows[whole.row]) else set())
    return replace(totals, chosen=chosen, all=found, rows=rows, closes=closes)


def _made(view: View, totals: Totals, lines: Lines, used: frozenset[int]) -> Iterator[Candidate[Decimal]]:
    net, tax = totals.value("net"), totals.value("tax")
    below = view.rows[max(used | lines.rows, default=-1) + 1 :]
    if tax is not None:
        yield from _printed(view, below, net + tax) if net is not None else ()
        return
    whole, several = worth_of(lines), sum(line.amount is not None for line in lines.lines) >= LEAST
    if whole is not None:
        # First where words say that they sum something: `Regning for juni i alt`.
        yield from (replace(each, field="total") for each in totals.all["subtotal"] if each.value == whole and several)
        if several:
            yield from _printed(view, below, whole)
        elif lines.lines[0].unit_price and lines.lines[0].unit_price.value != whole:
            # What a sentence says that one thing costs, another asks for: `Please send us £1,484.80`.
            yield from (each for each in _printed(view, view.rows, whole) if each.source.box != _place(lines.lines))
    yield from _only(view, lines)


def worth_of(lines: Lines) -> Decimal | None:
    """Return what all lines come to; None where one of them says too little, or there are none."""
    worth = [_worth(line) for line in lines.lines if line.amount or line.quantity]
    amounts = [each for each in worth if each is not None]
    return sum(amounts, Decimal(0)) if amounts and len(amounts) == len(worth) else None


def _worth(line: LineReading) -> Decimal | None:
    """Return what a line comes to: its amount, or what its quantity and price make where a sentence leaves that out."""
    if line.amount:
        return line.amount.value
    return round_half_up(line.quantity.value * line.unit_price.value) if line.quantity and line.unit_price else None


def _place(lines: Sequence[LineReading]) -> Box | None:
    return next((line.amount.source.box for line in lines if line.amount), None)


def _printed(view: View, rows: Sequence[Row], whole: Decimal) -> Iterator[Candidate[Decimal]]:
    for row in rows:
        for number in view.numbers[row.index]:
            if number.is_money and not number.percent and number.value == whole:
                yield _unlabelled(view, row, number)


def _only(view: View, lines: Lines) -> Iterator[Candidate[Decimal]]:
    """Yield the only amount on all pages, as a letter has that bills one thing; the price of one is none, but it may stand beside what it makes."""
    every = [(row, each) for row in view.rows for each in view.numbers[row.index] if each.is_money and each.places == 2]
    money = [each for each in every if not is_unit_price(view, *each) and not says_for_one(*each)]
    if len(money) != 1 or view.is_of_records or (len(every) > 1 and not (lines.lines and all(map(_multiplies, lines.lines)))):
        return
    alone = all(line.amount and line.amount.value == money[0][1].value for line in lines.lines)
    if alone and not is_anothers(view, *money[0]):
        yield _unlabelled(view, *money[0])


def _multiplies(line: LineReading) -> bool:
    """Whether quantity and price of a line make its amount."""
    if line.amount is None or line.quantity is None or line.unit_price is None:
        return False
    return multiplies(line.quantity.value, line.unit_price.value, line.amount.value)


def _unlabelled(view: View, row: Row, number: Number) -> Candidate[Decimal]:
    source = view.place(number.text, number.box, row.page)
    return Candidate("total", number.value, source, ("unlabelled", "right", "shape-strict"), number.confidence, row.index)


def with_only_line(view: View, invoice: Invoice) -> Invoice:
    """Return a letter that asks for one sum, and says in sentences what for, as a bill of one line; it is never sure, and confirms nothing.

    Only where no other sum of money is printed: what a table says that could not be read is not made into one.
    """
    asked = invoice.net or invoice.total or invoice.payable
    if asked and "told" in asked.evidence and len(invoice.lines) == 1:
        return replace(invoice, lines=(_with_amount(invoice.lines[0], asked),))
    if invoice.lines or asked is None or not asked.value or not any(map(is_sentence, view.rows)):
        return invoice
    known = {abs(each.value) for each in (invoice.net, invoice.tax, invoice.total, invoice.payable) if each}
    printed = {abs(number.value) for row in view.numbers for number in row if number.is_money and not number.percent}
    row = view.row_at(asked.source)
    if row is None or not printed <= known:
        return invoice
    # `Beløb til betaling: kr. 7.290,00` says that it is to be paid and not what for.
    labelled = any(hit.start == 0 and hit.field in {"net", "total", "payable"} for hit in view.hits[row.index])
    year = invoice.issued.value.year if invoice.issued else None
    line = line_of(view, row, PersonFinder(view), year) if is_sentence(row) and not labelled else LineReading(0)
    amount = Candidate("amount", asked.value, asked.source, ("told",)).reading()
    return replace(invoice, lines=(replace(line, number=1, amount=amount),))


def _with_amount(line: LineReading, asked: Reading[Decimal]) -> LineReading:
    """Return the only line with what a sentence asks for as its amount, where quantity and price of one make just that and no amount stands beside them.

    Beside the label of a sum the same amount would be that of the bill: what the line comes to is not written then.
    """
    if line.amount or _worth(line) != asked.value:
        return line
    return replace(line, amount=Candidate("amount", asked.value, asked.source, ("told", "multiplies")).reading())
