"""Bank lines matched to what was asked back: by reference and amount together. One of them alone is a question."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.bank import BankLine
from models.money import Money, total

#: As much of a booking's words as is looked at.
LONGEST_TEXT = 2000


class Fit(StrEnum):
    """How a bank line fits a demand."""

    #: Reference and amount: the money is here.
    EXACT = "exact"
    #: The reference with another amount: a person looks.
    REFERENCE_ONLY = "reference-only"
    #: The amount, and no other open demand has it: a proposal.
    AMOUNT_ONLY = "amount-only"
    #: One payment for several demands: it names each, and their sum is its amount to the penny. A person divides it.
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Demand:
    """What is open: its reference, its sum, and the day it was first asked."""

    reference: str
    amount: Money
    asked_on: date
    #: The number of the invoice that was raised for it.
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A bank line that may be a demand's money. Only `exact` makes it received without a person."""

    demand: Demand
    line: BankLine
    fit: Fit

    @property
    def amount(self) -> Money:
        """What of the line is this demand's: all of it, but for a payment that is divided."""
        return self.demand.amount if self.fit is Fit.SPLIT else self.line.amount

    @property
    def days(self) -> int:
        """Days from asking to cash."""
        return (self.line.day - self.demand.asked_on).days


def match_receipts(demands: Sequence[Demand], lines: Sequence[BankLine], known: frozenset[str] = frozenset()) -> list[Receipt]:
    """Match bank lines to open demands; a demand is used once at most, and a line too unless it is divided.

    A line that names several open demands is nobody's for certain, whatever its amount. `known` are the ids of lines that were matched before, so that a file read twice brings no money twice.
    """
    fresh = [line for line in _once(lines) if line.line_id not in known and line.amount > Money.zero(line.amount.currency)]
    book = _Book(fresh)
    named = _named(demands, book)
    receipts = list(_by_reference(demands, book, named, Fit.EXACT, _is_exact))
    receipts += list(_splits(fresh, named, book, receipts))
    for fits in (_has_amount, _anyhow):
        receipts += list(_by_reference(_open(demands, receipts), book, named, Fit.REFERENCE_ONLY, fits))
    receipts += _by_amount(demands, book, receipts)
    return receipts


_Fits = Callable[[BankLine, Demand, Sequence[Demand]], bool]


def _by_reference(
    demands: Sequence[Demand], book: _Book, named: Mapping[str, list[Demand]], fit: Fit, fits: _Fits
) -> Iterator[Receipt]:
    for demand in demands:
        lines = [line for line in book.naming(demand) if line.line_id not in book.used and demand in named[line.line_id]]
        found = [line for line in lines if fits(line, demand, named[line.line_id])]
        # Two lines that fit alike: the money may have come twice, so neither is taken for granted.
        if found:
            book.used.add(found[0].line_id)
            yield Receipt(demand, found[0], fit if len(found) == 1 else Fit.REFERENCE_ONLY)


class _Book:
    """Lines by what they may be found by, so that a year's file costs no more for each demand than a day's."""

    def __init__(self, lines: Sequence[BankLine]) -> None:
        self.used: set[str] = set()
        self._by_number: dict[str, list[BankLine]] = {}
        self._by_amount: dict[Money, list[BankLine]] = {}
        for line in lines:
            self._by_amount.setdefault(line.amount, []).append(line)
            for number in set(re.findall(r"\d+", line.text[:LONGEST_TEXT])):
                self._by_number.setdefault(number, []).append(line)

    def naming(self, demand: Demand) -> list[BankLine]:
        """Return the lines that hold a number of the demand's references, in the order of the file."""
        found: dict[str, BankLine] = {}
        for reference in filter(None, (demand.reference, demand.invoice)):
            numbers = re.findall(r"\d+", reference)
            for number in {*numbers[:1], "".join(numbers)}:
                found |= {line.line_id: line for line in self._by_number.get(number, ())}
        return list(found.values())

    def of_amount(self, amount: Money) -> list[BankLine]:
        """Return the lines of exactly this amount that were not used yet."""
        return [line for line in self._by_amount.get(amount, ()) if line.line_id not in self.used]


def _once(lines: Sequence[BankLine]) -> Iterator[BankLine]:
    seen = set()
    for line in lines:
        if line.line_id not in seen:
            seen.add(line.line_id)
            yield line


def _open(demands: Sequence[Demand], receipts: Sequence[Receipt]) -> list[Demand]:
    taken = {receipt.demand for receipt in receipts}
    return [demand for demand in demands if demand not in taken]


def _is_exact(line: BankLine, demand: Demand, named: Sequence[Demand]) -> bool:
    return line.amount == demand.amount and len(named) == 1


def _has_amount(line: BankLine, demand: Demand, _: Sequence[Demand]) -> bool:
    return line.amount == demand.amount


def _anyhow(_line: BankLine, _demand: Demand, _: Sequence[Demand]) -> bool:
    return True


def _named(demands: Sequence[Demand], book: _Book) -> Mapping[str, list[Demand]]:
    """Return the open demands that each line names, by the line's id."""
    found: defaultdict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        for line in book.naming(demand):
            if _has_reference(line, demand):
                found[line.line_id].append(demand)
    return found


def _splits(
    lines: Sequence[BankLine], named: Mapping[str, list[Demand]], book: _Book, receipts: Sequence[Receipt]
) -> Iterator[Receipt]:
    """Propose to divide a line among all the demands that it names, where none of them has another such line."""
    taken = {receipt.demand for receipt in receipts}
    whole = [line for line in lines if line.line_id not in book.used and _is_sum(line, named.get(line.line_id, ()), taken)]
    times = Counter(demand for line in whole for demand in named[line.line_id])
    for line in whole:
        if all(times[demand] == 1 for demand in named[line.line_id]):
            book.used.add(line.line_id)
            yield from (Receipt(demand, line, Fit.SPLIT) for demand in named[line.line_id])


def _is_sum(line: BankLine, demands: Sequence[Demand], taken: Collection[Demand]) -> bool:
    if len(demands) < 2 or any(demand in taken for demand in demands):
        return False
    return total((demand.amount for demand in demands), line.amount.currency) == line.amount


def _has_reference(line: BankLine, demand: Demand) -> bool:
    return any(quotes(line.text, reference) for reference in (demand.reference, demand.invoice) if reference)


def quotes(text: str, reference: str) -> bool:
    """Say whether a booking's words quote a reference, however the bank spaced it.

    >>> quotes("BACS DPS 1234567 0042 MEADOW", "DPS-1234567-0042")
    True
    >>> quotes("DPS-1234567-00421", "DPS-1234567-0042")
    False
    """
    parts = re.findall(r"[A-Z]+|\d+", reference.upper())
    pattern = r"(?<![A-Z\d])" + r"[^A-Z\d]{0,3}".join(map(re.escape, parts)) + r"(?!\d)"
    return bool(re.search(pattern, text.upper()[:LONGEST_TEXT]))


def _by_amount(demands: Sequence[Demand], book: _Book, receipts: Sequence[Receipt]) -> Iterator[Receipt]:
    """Propose a line whose amount only one open demand has, when it has only that one line, and it quotes no other demand."""
    still_open = _open(demands, receipts)
    amounts = Counter(demand.amount for demand in still_open)
    for demand in still_open:
        found = [line for line in book.of_amount(demand.amount) if line.day >= demand.asked_on]
        if len(found) == 1 and amounts[demand.amount] == 1 and not _quotes_another(found[0], demand, demands):
            yield Receipt(demand, found[0], Fit.AMOUNT_ONLY)


def _quotes_another(line: BankLine, demand: Demand, demands: Sequence[Demand]) -> bool:
    numbers = set(re.findall(r"\d+", line.text[:LONGEST_TEXT]))
    return any(
        quotes(line.text, other.reference)
        for other in demands
        if other != demand and numbers.intersection(re.findall(r"\d+", other.reference))
    )
