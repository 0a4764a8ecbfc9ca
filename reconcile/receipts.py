"""Bank lines matched to what was asked back: by reference and amount together. One of them alone is a question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.bank import BankLine
from models.money import Money


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
    receipts: list[Receipt] = []
    for fit, fits in ((Fit.EXACT, _is_exact), (Fit.REFERENCE_ONLY, _has_reference)):
        for demand in _open(demands, receipts):
            found = [line for line in fresh if _unused(line, receipts) and fits(line, demand)]
            # Two lines that fit alike: the money may have come twice, so neither is taken for granted.
            if found:
                receipts.append(Receipt(demand, found[0], fit if len(found) == 1 else Fit.REFERENCE_ONLY))
    receipts += _by_amount(demands, fresh, receipts)
    return receipts


def _once(lines: Sequence[BankLine]) -> Iterator[BankLine]:
    seen = set()
    for line in lines:
        if line.line_id not in seen:
            seen.add(line.line_id)
            yield line


def _open(demands: Sequence[Demand], receipts: Sequence[Receipt]) -> list[Demand]:
    taken = {receipt.demand for receipt in receipts}
    return [demand for demand in demands if demand not in taken]


def _unused(line: BankLine, receipts: Sequence[Receipt]) -> bool:
    return all(receipt.line.line_id != line.line_id for receipt in receipts)


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
    return bool(re.search(pattern, text.upper()[:2000]))


def _by_amount(demands: Sequence[Demand], lines: Sequence[BankLine], receipts: Sequence[Receipt]) -> Iterator[Receipt]:
    """Propose a line whose amount only one open demand has, when it has only that one line."""
    still_open = _open(demands, receipts)
    for demand in still_open:
        found = [
            line for line in lines if _unused(line, receipts) and line.amount == demand.amount and line.day >= demand.asked_on
        ]
        alone = sum(1 for other in still_open if other.amount == demand.amount) == 1
        quoted = any(quotes(line.text, other.reference) for line in found for other in demands if other != demand)
        if len(found) == 1 and alone and not quoted:
            yield Receipt(demand, found[0], Fit.AMOUNT_ONLY)
