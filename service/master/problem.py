"""What is wrong with a row, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell or row. Rows are numbered as a spreadsheet shows them: the header is row 1.

    `blocks` is false for what is worth knowing but harmless: the row is imported all the same.
    """

    file: str
    row: int | None
    column: str | None
    wrong: str
    right: str = ""
    blocks: bool = True

    def __str__(self) -> str:
        place = f"{self.file}" + (f", row {self.row}" if self.row else "") + (f", {self.column}" if self.column else "")
        return f"{place}: {self.wrong}" + (f"; right would be {self.right}" if self.right else "")


class BadCell(ValueError):
    """A cell cannot be read: what is wrong with it, and what would be right. Never holds the cell's own text."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


class OddCell(BadCell):
    """A cell is odd, but its value can be kept."""

    def __init__(self, wrong: str, right: str, value: object) -> None:
        super().__init__(wrong, right)
        self.value = value
