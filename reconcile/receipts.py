"""Bank lines matched to what was asked back: by reference and amount together. One of them alone is a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.bank import BankLine
from models.money import Money

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
    def days(self) -> int:
        """Days from asking to cash."""
        return (self.line.day - self.demand.asked_on).days


def match_receipts(demands: Sequence[Demand], lines: Sequence[BankLine], known: frozenset[str] = frozenset()) -> list[Receipt]:
    """Match bank lines to open demands; every line and every demand is used once at most.

    `known` are the ids of lines that were matched before, so that a file read twice brings no money twice.
    """
    fresh = [line for line in _once(lines) if line.line_id not in known and line.amount > Money.zero(line.amount.currency)]
    book = _Book(fresh)
    receipts: list[Receipt] = []
    for fit, fits in ((Fit.EXACT, _is_exact), (Fit.REFERENCE_ONLY, _has_reference)):
        for demand in _open(demands, receipts):
            found = [line for line in book.naming(demand) if line.line_id not in book.used and fits(line, demand)]
            # Two lines that fit alike: the money may have come twice, so neither is taken for granted.
            if found:
                receipts.append(Receipt(demand, found[0], fit if len(found) == 1 else Fit.REFERENCE_ONLY))
                book.used.add(found[0].line_id)
    receipts += _by_amount(demands, book, receipts)
    return receipts


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


def _is_exact(line: BankLine, demand: Demand) -> bool:
    return line.amount == demand.amount and _has_reference(line, demand)


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
