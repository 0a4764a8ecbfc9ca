"""Lists that programs export, which say in every row what other bills say once: number, day and supplier stand in columns of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.options import ReadOptions
from extract.readers.paper import Line, Piece
from extract.tokens import normalise

#: The head of such a list has so many headings at the least, so many of which name parts of a line.
LEAST_HEADINGS, LEAST_PARTS = 4, 2
#: A row with fewer cells than this share of the head is a sum or a note.
FULL = 0.5
#: The head stands among so many rows.
HEAD_ROWS = 60
#: What is said once on a bill.
FACTS = frozenset(
    {
        "number", "issued", "due", "supplier", "name", "buyer", "registration", "vat_number", "iban", "sort_code", "account_no", "reg_no", "bank_pair", "currency",
        "order_reference",
    }
)  # fmt: skip
#: How a program names the sums of a bill that it repeats in every row beside those of its lines, and the label of each.
SUMS = {
    "subtotal": "Net total", "nettotal": "Net total", "invoicenet": "Net total", "taxtotal": "VAT", "totaltax": "VAT", "vattotal": "VAT", "invoicetax": "VAT", "invoicevat": "VAT",
    "total": "Total", "invoicetotal": "Total", "grosstotal": "Total", "invoiceamount": "Total", "amountdue": "Amount due", "invoiceamountdue": "Amount due",
    "fakturatotal": "I alt", "fakturabeløb": "I alt", "momsialt": "Moms", "nettoialt": "Nettobeløb",
}  # fmt: skip
#: Headings of what a line comes to.
OF_LINES = frozenset({"lineamount", "linetotal", "linjebeløb", "linjetotal", "linebeløb", "amount", "charge", "beløb"})
#: A sum that one row alone says may be that of its line.
LEAST_ROWS = 2
#: Where a program sets words together: `InvoiceNumber`, `client_id`, `*ClientID`.
_SEAM = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])|_+")


@dataclass(frozen=True, slots=True)
class Words:
    """What headings are known by: labels of what is said once, headings of columns, words for a bill and what its number is called."""

    facts: frozenset[str]
    columns: frozenset[str]
    bills: frozenset[str]
    numbered: str

    @classmethod
    def of(cls, options: ReadOptions) -> Words:
        """Collect them from all countries' labels."""
        labels = [pack.labels for pack in options.packs]
        bills = (text for each in labels for text in each.kinds.get("invoice", ()) if not text.startswith("*"))
        return cls(
            frozenset(normalise(text) for each in labels for name in FACTS for text in each.fields.get(name, ())),
            frozenset(normalise(text) for each in labels for group in each.columns.values() for text in group),
            frozenset(map(normalise, bills)),
            "Fakturanr." if options.pack.language == "da" else "Invoice no",
        )

    def label(self, heading: str) -> str:
        """Return a heading as the label of a fact, or nothing; a mere `Invoice` is the label of its number."""
        plain = normalise(heading)
        if plain in self.bills:
            return self.numbered
        return heading if plain in self.facts and plain not in self.columns else ""


def parted(heading: str) -> str:
    """Return the words of a heading that a program set together.

    >>> parted("InvoiceNumber"), parted("*ClientID"), parted("unit_price"), parted("Beløb")
    ('Invoice Number', 'Client ID', 'unit price', 'Beløb')
    """
    return " ".join(_SEAM.sub(" ", heading.strip("*")).split())


def facts_apart(lines: Sequence[Line], options: ReadOptions) -> tuple[list[Line], list[Line]]:
    """Return facts as rows of label and value, and the lines without their columns; a column is one whose every row says the same."""
    words = Words.of(options)
    head = next((place for place, line in enumerate(lines[:HEAD_ROWS]) if _is_head(line, words)), None)
    if head is None:
        return [], list(lines)
    named = [replace(piece, text=parted(piece.text)) if piece else None for piece in lines[head]]
    full = sum(piece is not None for piece in named) * FULL
    rows = [line for line in lines[head + 1 :] if sum(piece is not None for piece in line) > full]
    facts: dict[int, Piece] = {}
    summed = len(rows) >= LEAST_ROWS and any(_plain(piece) in OF_LINES for piece in named)
    for column, heading in enumerate(named):
        first = _only_value(rows, column)
        if heading and first and (label := words.label(heading.text) or (SUMS.get(_plain(heading), "") if summed else "")):
            named[column] = replace(heading, text=label)
            facts[column] = first
    said = [[named[column], value] for column, value in facts.items()]
    below = [_without(line, facts) for line in lines[head + 1 :]]
    return list(said), [*lines[:head], [None if column in facts else piece for column, piece in enumerate(named)], *below]


def _plain(piece: Piece | None) -> str:
    """Return the letters of a heading alone."""
    return "".join(filter(str.isalpha, piece.text.casefold())) if piece else ""


def _is_head(line: Line, words: Words) -> bool:
    texts = [parted(piece.text) for piece in line if piece]
    if len(texts) < LEAST_HEADINGS or any(sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)) for text in texts):
        return False
    parts = sum(normalise(text) in words.columns for text in texts)
    return parts >= LEAST_PARTS and any(map(words.label, texts))


def _only_value(rows: Sequence[Line], column: int) -> Piece | None:
    """Return the first piece of a column all of whose rows say the same."""
    pieces = [line[column] if column < len(line) else None for line in rows]
    texts = {piece.text if piece else "" for piece in pieces}
    return pieces[0] if len(texts) == 1 else None


def _without(line: Line, facts: Mapping[int, Piece]) -> Line:
    return [
        None if piece and column in facts and piece.text == facts[column].text else piece for column, piece in enumerate(line)
    ]
