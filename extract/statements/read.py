"""The door to statements: bytes, pages or text in; statements out, each figure with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from extract.statements.blocks import cut_blocks
from extract.statements.body import grid_from_text
from extract.statements.figures import build_statement
from extract.statements.grid import Grid
from extract.statements.pages import grid_from_pages
from extract.statements.sheet import read_grids
from extract.statements.wide import read_wide
from models.document import Page
from models.statement import DpStatement, statement_to_json

OPENING_WORDS = re.compile(r"\b(?:opening|b/?fwd|b/f|brought forward|start(?:ing)? balance)\b", re.IGNORECASE)
CLOSING_WORDS = re.compile(r"\b(?:closing|c/?fwd|c/f|carried forward|end(?:ing)? balance|balance at end)\b", re.IGNORECASE)
CARE_WORDS = re.compile(
    r"\b(?:client|direct payments?|dp|managed account|service user|council ?in|client ?in|receipts? (?:and|&) payments?|contribution)\b",
    re.IGNORECASE,
)
MONEY_WORDS = re.compile(
    r"\b(?:money (?:in|out)|paid (?:in|out)|receipts?|payments?|income|expenditure|spend|balance)\b", re.IGNORECASE
)
#: Words of documents that list a supplier's open invoices: never a person's account.
ACCOUNT_OF_INVOICES = re.compile(
    r"\b(?:invoice (?:no|number|date)|amount due|overdue|days overdue|total due|vat)\b", re.IGNORECASE
)


def looks_like_statement(text: str) -> bool:
    """Say whether a text is a direct-payment statement: it opens, it closes, and it speaks of a client's money.

    >>> looks_like_statement("Client 1234567  Opening balance 10.00  Money in 5.00  Closing balance 15.00")
    True
    >>> looks_like_statement("Statement of account: invoice no 17, 30 days overdue, balance now due 18,203.11")
    False
    """
    head = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text[:20_000])
    both = bool(OPENING_WORDS.search(head)) and bool(CLOSING_WORDS.search(head))
    return both and bool(CARE_WORDS.search(head)) and bool(MONEY_WORDS.search(head)) and not ACCOUNT_OF_INVOICES.search(head)


def statements_in(grids: Iterable[Grid], currency: str = "GBP") -> list[DpStatement]:
    """Return every statement in the grids."""
    result = []
    for grid in grids:
        wide = read_wide(grid, currency)
        result += wide or [build_statement(block, grid, currency) for block in cut_blocks(grid)]
    return [statement for statement in result if statement.opening or statement.closing]


def read_statements_xlsx(data: bytes, currency: str = "GBP") -> list[dict[str, Any]]:
    """Return the statements in a workbook as plain values (`models.statement.statement_from_json` reads them back)."""
    return [statement_to_json(statement) for statement in statements_in(read_grids(data), currency)]


def read_statements_pages(pages: Sequence[Page], currency: str = "GBP") -> list[DpStatement]:
    """Return the statements on pages of words: one document for many clients, running over page ends."""
    return statements_in([grid_from_pages(pages)], currency)


def read_statements_text(text: str, currency: str = "GBP") -> list[DpStatement]:
    """Return the statements typed into a mail: those that name a client, open and close."""
    found = statements_in([grid_from_text(text)], currency)
    return [each for each in found if each.person_ref and each.opening and each.closing]
