"""Simple sums in a sheet whose program stored no results: added up again, or left unread. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

#: What a reference to a cell stands for: a number, None for an empty cell; raises CannotCompute for anything else.
Lookup = Callable[[str], "Decimal | None"]
TOKEN = re.compile(
    r"\s*(?:(SUM)\(|(\$?[A-Z]{1,3}\$?\d{1,6})(?::(\$?[A-Z]{1,3}\$?\d{1,6}))?|(\d+(?:\.\d+)?)|([-+*(),]))", re.IGNORECASE
)
#: The most cells that one range may span.
LARGEST_RANGE = 20_000


class CannotCompute(Exception):
    """The formula is more than a sum of readable cells."""


def compute(formula: str, lookup: Lookup) -> Decimal:
    """Return the value of a formula made of cells, numbers, + - * and SUM.

    >>> cells = {"A1": Decimal("1.10"), "A2": None, "A3": Decimal("2.00")}
    >>> str(compute("=SUM(A1:A3)-A1*2", cells.__getitem__))
    '0.90'
    """
    reader = _Formula(_tokens(formula.removeprefix("=")), lookup)
    value = reader.expression()
    if reader.left():
        raise CannotCompute
    return value


def _tokens(text: str) -> list[tuple[str, ...]]:
    tokens: list[tuple[str, ...]] = []
    position = 0
    text = text.strip()
    while position < len(text) and len(tokens) < 200:
        found = TOKEN.match(text, position)
        if not found:
            raise CannotCompute
        tokens.append(tuple(part or "" for part in found.groups()))
        position = found.end()
    if position < len(text):
        raise CannotCompute
    return tokens


class _Formula:
    """A reader of tokens: sum, product, operand."""

    def __init__(self, tokens: list[tuple[str, ...]], lookup: Lookup) -> None:
        self.tokens = tokens
        self.lookup = lookup
        self.at = 0
        self.depth = 0

    def left(self) -> bool:
        return self.at < len(self.tokens)

    def _peek(self) -> str:
        return self.tokens[self.at][4] if self.left() else ""

    def expression(self) -> Decimal:
        self.depth += 1
        if self.depth > 20:
            raise CannotCompute
        value = self._product()
        while self._peek() in {"+", "-"}:
            sign = self._peek()
            self.at += 1
            right = self._product()
            value = value + right if sign == "+" else value - right
        self.depth -= 1
        return value

    def _product(self) -> Decimal:
        value = self._operand()
        while self._peek() == "*":
            self.at += 1
            value *= self._operand()
        return value

    def _operand(self) -> Decimal:
        if not self.left():
            raise CannotCompute
        is_sum, first, last, number, mark = self.tokens[self.at]
        self.at += 1
        if is_sum:
            return self._sum()
        if number:
            return Decimal(number)
        if first and not last:
            return self.lookup(_plain(first)) or Decimal(0)
        if mark == "-":
            return -self._operand()
        if mark == "+":
            return self._operand()
        if mark == "(":
            value = self.expression()
            self._expect(")")
            return value
        raise CannotCompute

    def _sum(self) -> Decimal:
        value = Decimal(0)
        while True:
            if self.left() and self.tokens[self.at][2]:
                first, last = self.tokens[self.at][1:3]
                self.at += 1
                value += sum((self.lookup(cell) or Decimal(0) for cell in _range(first, last)), Decimal(0))
            else:
                value += self.expression()
            if self._peek() == ",":
                self.at += 1
                continue
            self._expect(")")
            return value

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise CannotCompute
        self.at += 1


def _plain(cell: str) -> str:
    return cell.replace("$", "").upper()


def _range(first: str, last: str) -> list[str]:
    from openpyxl.utils import get_column_letter
    from openpyxl.utils.cell import coordinate_to_tuple

    (top, left), (bottom, right) = coordinate_to_tuple(_plain(first)), coordinate_to_tuple(_plain(last))
    if (bottom - top + 1) * (right - left + 1) > LARGEST_RANGE or bottom < top or right < left:
        raise CannotCompute
    return [f"{get_column_letter(column)}{row}" for row in range(top, bottom + 1) for column in range(left, right + 1)]
