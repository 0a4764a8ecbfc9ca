"""A bank's file of any kind: MT940, camt.053, or what the portal gives as CSV."""

from __future__ import annotations

from extract.readers.csv_ import grid_of_csv
from extract.statements.bank import CAMT, bank_from_grid, read_bank_statements
from models.bank import BankStatement
from models.errors import UnreadableDocument


def read_bank_file(data: bytes, currency: str = "GBP") -> list[BankStatement]:
    """Read a bank file, told apart by its content. Raises UnreadableDocument for anything else."""
    if CAMT in data[:4000] or (b":20:" in data[:4000] and b":60" in data):
        return read_bank_statements(data, currency)
    found = bank_from_grid(grid_of_csv(data), currency)
    if found is None:
        raise UnreadableDocument(
            "doc-format",
            "This is no MT940, no camt.053 and no CSV file with a bank's columns: date, words, amount or in and out.",
        )
    return [found]
