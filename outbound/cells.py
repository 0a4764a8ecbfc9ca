"""Text cells of files that people open in a spreadsheet: no text is ever taken for a formula, and none is lost."""

from __future__ import annotations

#: A cell that begins like this is a formula to one spreadsheet or another, also in full width.
_RISKY = tuple("=+-@＝＋－＠\t\r\n|%")


def text_cell(text: str) -> str:
    """Return a text that stays a text; what begins like a formula gets an apostrophe in front.

    >>> text_cell("=1+1"), text_cell("20417"), text_cell(" @SUM(A1)")
    ("'=1+1", '20417', "' @SUM(A1)")
    """
    return f"'{text}" if text.lstrip(" \u00a0").startswith((*_RISKY, "'")) else text


def read_text_cell(cell: str) -> str:
    """Return the text that `text_cell` was given.

    >>> read_text_cell("'=1+1"), read_text_cell("20417")
    ('=1+1', '20417')
    """
    return cell[1:] if cell.startswith("'") and text_cell(cell[1:]) == cell else cell
