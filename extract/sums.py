"""Rows of a table that are no lines but the sum of the lines over them, under a word that no country pack knows: `Goods/Services 2,027.40`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.body import Body, Entry, amounts_of
from extract.layout import Row
from extract.numbers import Number
from extract.totals import Totals
from extract.view import View

#: A sum is of so many lines at the least: of one line it cannot be told from a second line as dear.
LEAST = 2
#: Words that begin so far, in points, right of those of every line are set beside a sum.
INDENTED = 40.0
#: A row with more words than this says what was done.
MOST_WORDS = 4
#: Beside a sum more may be said of it, where its words begin under the columns of numbers: `Balance of fees to pay`.
MOST_INDENTED = 7
#: A bill has so many rates of tax at the most.
MOST_RATES = 4
CENT = Decimal("0.01")
#: The printed sums that lines may come to.
_CLOSED = ("net", "subtotal", "total", "payable")

#: A sum without a label: its row and its number.
Sum = tuple[Row, Number]


@dataclass
class _Over:
    """What the lines over a row come to, kept while they are passed: adding them up for every row takes a long table's length squared."""

    lines: int = 0
    amounts: int = 0
    total: Decimal = Decimal(0)
    right: float = 0.0
    multiplied: bool = True

    def add(self, entry: Entry, amount: Number | None) -> None:
        """Take one more line in."""
        self.lines += 1
        if amount is not None:
            self.amounts += 1
            self.total += amount.value
        self.right = max(self.right, entry.rows[0].box.left)
        self.multiplied = self.multiplied and entry.has("quantity", "unit_price")


def apart_from_sums(body: Body, view: View, totals: Totals) -> tuple[Body, list[Sum]]:
    """Take the sums out of the lines; each is exactly what all lines over it, or those since the last sum, come to.

    So is what the sums of several columns come to, which stand in the row right above it.
    """
    lines: list[Entry] = []
    since, whole = _Over(), _Over()
    sums: list[Sum] = []
    for entry in body.entries:
        amount = next(reversed(amounts_of(entry)), None)
        across = amount is not None and _sums_columns(view, entry, amount, totals.rows)
        if amount is not None and (across or any(_is_sum(entry, amount, over) for over in (since, whole))):
            sums.append((entry.rows[0], amount))
            since = _Over()
            continue
        lines.append(entry)
        since.add(entry, amount)
        whole.add(entry, amount)
    late = [*_sums_by_rate(lines), *_proven(lines, totals)]
    sums += [(entry.rows[0], amounts_of(entry)[-1]) for entry in late]
    lines = [entry for entry in lines if not any(entry is each for each in late)]
    return (replace(body, entries=tuple(lines)), sums) if sums else (body, [])


def _proven(lines: Sequence[Entry], totals: Totals) -> Sequence[Entry]:
    """Return the rows that sum the lines since the last such row, where the lines come to a printed sum only without them.

    `Charges  4,693.60` under three lines and `Deductions  -909.40` under two more, of what is to be paid 3,784.20.
    """
    found: list[Entry] = []
    since, longest = _Over(), 0
    for entry in lines:
        amount = next(reversed(amounts_of(entry)), None)
        if amount is not None and since.amounts and _says_little(entry) and since.total == amount.value:
            longest = max(longest, since.amounts)
            found.append(entry)
            since = _Over()
        else:
            since.add(entry, amount)
    printed = {abs(each.value) for name in _CLOSED for each in totals.all.get(name, ())}
    whole, without = abs(_worth(lines)), abs(_worth(lines) - _worth(found))
    return found if longest >= LEAST and whole not in printed and without in printed else ()


def _says_little(entry: Entry) -> bool:
    """Whether a row of a table has few words and no quantity; in a form without a head every row is like that."""
    words = sum(word.text.isalpha() for word in entry.rows[0].words)
    return bool(entry.head.score) and words <= MOST_WORDS and not entry.has("quantity", "unit_price")


def _sums_by_rate(lines: Sequence[Entry]) -> Sequence[Entry]:
    """Return the rows at the end of a table that sum the lines by their rate of tax: together they come to what all lines over them do.

    `Goods and services at 0% (Z)  173.00`, `Goods and services at 20% (S)  186.40`. Every line over them has a quantity or a price, they have none.
    """
    bare = next((place for place, entry in enumerate(lines) if not entry.has("quantity", "unit_price")), len(lines))
    over, under = lines[:bare], lines[bare:]
    if not LEAST <= len(under) <= MOST_RATES or len(over) < LEAST:
        return ()
    if any(entry.has("quantity", "unit_price") or not amounts_of(entry) for entry in under):
        return ()
    return under if abs(_worth(over) - _worth(under)) < CENT else ()


def _worth(lines: Sequence[Entry]) -> Decimal:
    return sum((amount.value for entry in lines for amount in amounts_of(entry)[-1:]), Decimal(0))


def _sums_columns(view: View, entry: Entry, amount: Number, summed: Collection[int]) -> bool:
    """Whether a row says what the sums of the columns come to: `Hours and mileage  1,217.00` under `Totals  1,152.00  65.00`."""
    place = entry.rows[0].index - 1
    if place not in summed or entry.has("quantity", "unit_price"):
        return False
    columns = [number.value for number in view.numbers[place] if number.is_money and not number.percent]
    return len(columns) >= LEAST and sum(columns) == amount.value


def _is_sum(entry: Entry, amount: Number, over: _Over) -> bool:
    if over.amounts < LEAST or over.amounts < over.lines or abs(over.total - amount.value) >= CENT:
        return False
    row = entry.rows[0]
    if not any(map(str.isalpha, row.text)) and not entry.has("unit_price"):
        return True  # it may sum the quantities too: `135  49.50`
    words, indented = sum(word.text.isalpha() for word in row.words), row.box.left > over.right + INDENTED
    if words > (MOST_INDENTED if indented else MOST_WORDS) or entry.has("quantity", "unit_price"):
        return False
    return indented or over.multiplied
