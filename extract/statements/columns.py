"""Which column holds what: the header of a ledger, and the header of a table with one row for each client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from extract.statements.grid import Row


class Column(StrEnum):
    """What a ledger's column holds."""

    CLIENT = "client"
    DAY = "date"
    TEXT = "text"
    CATEGORY = "category"
    MONEY_IN = "in"
    MONEY_OUT = "out"
    AMOUNT = "amount"
    BALANCE = "balance"


#: Header words, without punctuation and currency, as a whole.
NAMES: Mapping[Column, frozenset[str]] = {
    Column.DAY: frozenset({"date", "transaction date", "trans date", "value date", "posted", "date posted", "tran date"}),
    Column.TEXT: frozenset({
        "description", "details", "detail", "narrative", "particulars", "transaction", "payee", "transaction details", "text",
        "transaction description", "paid to from",
    }),
    Column.CATEGORY: frozenset({"category", "type", "analysis", "heading", "cost type"}),
    Column.MONEY_IN: frozenset({
        "money in", "paid in", "receipts", "receipt", "credit", "credits", "income", "in", "amount in", "received", "cr",
    }),
    Column.MONEY_OUT: frozenset({
        "money out", "paid out", "payments", "payment", "debit", "debits", "expenditure", "spend", "out", "amount out",
        "withdrawn", "dr", "spent",
    }),
    Column.AMOUNT: frozenset({"amount", "value"}),
    Column.BALANCE: frozenset({"balance", "running balance", "bal", "account balance"}),
    Column.CLIENT: frozenset({
        "client", "client ref", "client id", "person", "service user", "ref", "person id", "clientref", "client no",
        "client reference", "mosaic", "mosaic id", "mosaic no", "council id",
    }),
}  # fmt: skip


class Wide(StrEnum):
    """What a column of a one-row-per-client table holds, besides income and spending by kind."""

    CLIENT = "client"
    ACCOUNT = "account"
    NAME = "name"
    FROM = "from"
    TO = "to"
    OPENING = "opening"
    CLOSING = "closing"
    INCOME = "income"
    SPENDING = "spending"
    HELD = "held"


WIDE_WORDS: Sequence[tuple[Wide, re.Pattern[str]]] = (
    (Wide.HELD, re.compile(r"^(?:held|committed|reserved?|accrued)\b")),
    (Wide.OPENING, re.compile(r"\b(?:opening|b ?f|b ?fwd|brought forward|start balance)\b")),
    (Wide.CLOSING, re.compile(r"\b(?:closing|c ?f|c ?fwd|carried forward|end balance)\b")),
    (Wide.FROM, re.compile(r"^(?:period )?(?:from|start)(?: date)?$|^period start$")),
    (Wide.TO, re.compile(r"^(?:period )?(?:to|end)(?: date)?$|^period end$")),
    (Wide.ACCOUNT, re.compile(r"^(?:acc|account)(?: ref| no| number| reference)?$")),
    (Wide.NAME, re.compile(r"^(?:client |service user |person )?(?:name|initials)$")),
    (
        Wide.CLIENT,
        re.compile(r"^(?:client|person|service user|mosaic|council|customer)(?: ref| id| no| number| reference)?$|^ref$"),
    ),
    (Wide.INCOME, re.compile(r"\bin$|\b(?:income|receipts?|received)\b|^in\b")),
    (Wide.SPENDING, re.compile(r"\bout$|\b(?:spend|spent|spending|expenditure|payments?|paid)\b|^out\b")),
)


@dataclass(frozen=True, slots=True)
class Header:
    """A ledger's columns by position."""

    places: Mapping[Column, int]

    def of(self, column: Column) -> int | None:
        """Return where a column stands."""
        return self.places.get(column)


@lru_cache(maxsize=2048)
def header_words(text: str) -> str:
    """Return a heading as plain lower-case words: CamelCase split, punctuation and currency gone.

    >>> header_words("Money out (£)"), header_words("HeldHMRC"), header_words("ClientRef")
    ('money out', 'held hmrc', 'client ref')
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text[:60])
    words = re.sub(r"[^A-Za-z]+", " ", spaced).lower().split()
    return " ".join(word for word in words if word != "gbp")


def find_header(row: Row, above: Row | None = None) -> Header | None:
    """Recognise a ledger's header; `above` is the row before it, for headings over two rows (Money | In, Out)."""
    places = _places(row, above)
    money = Column.BALANCE in places or Column.AMOUNT in places or {Column.MONEY_IN, Column.MONEY_OUT} <= set(places)
    words = Column.DAY in places or Column.TEXT in places
    return Header(places) if money and words and len(places) >= 3 else None


def widen_header(header: Header, row: Row, above: Row) -> Header | None:
    """Return the header with the columns that only its second row names; None when the row is no heading."""
    if any(cell.amount is not None or cell.day for cell in row.own):
        return None
    money = (Column.MONEY_IN, Column.MONEY_OUT)
    more: dict[Column, int] = {column: place for column, place in _places(row, above).items() if column in money}
    return Header({**header.places, **more}) if more else None


def _places(row: Row, above: Row | None) -> dict[Column, int]:
    places: dict[Column, int] = {}
    for position, cell in enumerate(row.cells):
        if cell is None or not cell.text or any(map(str.isdigit, cell.text)):
            continue
        over = above.at(position) if above else None
        names = [header_words(cell.text)]
        if over and over.text:
            names.insert(0, header_words(f"{over.text} {cell.text}"))
        column = next((column for name in names for column, words in NAMES.items() if name in words), None)
        if column and column not in places:
            places[column] = position
    return places


def find_wide_header(row: Row) -> dict[int, tuple[Wide, str]] | None:
    """Recognise the header of a table with one row for each client."""
    places: dict[int, tuple[Wide, str]] = {}
    for position, cell in enumerate(row.cells):
        if cell is None or not cell.text or len(cell.text) > 60:
            continue
        words = header_words(cell.text)
        kind = next((kind for kind, pattern in WIDE_WORDS if pattern.search(words)), None)
        if kind:
            places[position] = (kind, words)
    kinds = {kind for kind, _ in places.values()}
    return places if {Wide.CLIENT, Wide.OPENING, Wide.CLOSING} <= kinds else None
