"""Who signs a letter or a mail: the name under its closing words, which is shown and never sure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.companies import COMPANY
from extract.layout import Cell, Row
from extract.nameable import form_of, nameable
from extract.view import View
from models.document import ReaderName

#: What a person wrote from the top down, with their name at its end.
WRITTEN = frozenset({ReaderName.MAIL_BODY, ReaderName.DOCX})
#: Closing words alone, or with a first name behind them: `Med venlig hilsen`, `Hilsen Mette`, `Kind regards`.
_CLOSING = re.compile(
    r"(?:(?:med |mange |de |venlig |bedste |kærlig |god )*hils(?:en|ner|ener)(?: fra)?|mvh|vh|(?:kind|best|warm|many|with)?\s?(?:kind\s)?(?:regards|wishes)"
    r"|yours(?: sincerely| faithfully| truly)?|(?:many )?thanks|thank you|mit freundlichen grüßen|viele grüße|cordialement)[,.!]?(?: [^\W\d_]+)?",
    re.IGNORECASE,
)
#: So many lines of a signature are read for a name.
MOST_LINES = 6
#: What somebody does, behind their name: `Nia Bowen, practice manager`.
_ROLE = re.compile(r", [a-zæøå]")


def signed_name(view: View) -> tuple[Cell, Row, list[str]] | None:
    """Return the name that a signature ends with, its row, and what speaks for it: a company where one is named, else what stands last before an address or a number."""
    if not view.pages or view.pages[0].reader not in WRITTEN:
        return None
    closing = next((row for row in reversed(view.rows) if _CLOSING.fullmatch(row.text.strip())), None)
    signature = view.next_rows(closing, MOST_LINES) if closing else view.rows[-MOST_LINES:]
    for row in signature:
        if COMPANY.search(row.text) and nameable(view, row.cells[0]):
            return row.cells[0], row, ["signed", *form_of(row.text)]
    names = _names(view, signature) if closing else []
    return (_before_comma(names[-1]), names[-1], ["signed"]) if names else None


def _names(view: View, signature: Sequence[Row]) -> list[Row]:
    names: list[Row] = []
    for row in signature:
        if row.text.strip("-_* ") == "":
            continue
        if any(map(str.isdigit, row.text)) or not nameable(view, row.cells[0]) or _ROLE.search(row.text):
            break
        names.append(row)
    return names


def _before_comma(row: Row) -> Cell:
    """Return a name without the place behind it: `Hallam's Private Hire, Ashby`."""
    words = row.cells[0].words
    end = next((place + 1 for place, word in enumerate(words) if word.text.endswith(",")), len(words))
    return Cell(words[:end])
