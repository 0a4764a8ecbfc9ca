"""Every reason why a line, a document or an account is not simply done, as data.

The codes are stable for ever: reports, settings and letters name them. The wording may change.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.codes.documents import DOCUMENT_CODES
from models.codes.lines import LINE_CODES
from models.codes.money import MONEY_CODES
from models.codes.payments import DIRECT_PAYMENT_CODES
from models.codes.values import Code, Owner, Posts, fill
from models.finding import Finding

#: In the order of the reference page.
CODES: tuple[Code, ...] = (*LINE_CODES, *MONEY_CODES, *DOCUMENT_CODES, *DIRECT_PAYMENT_CODES)
BY_CODE: Mapping[str, Code] = {code.code: code for code in CODES}

__all__ = ["BY_CODE", "CODES", "Code", "Owner", "Posts", "find_code", "finding", "get_code", "say", "say_to_supplier"]


def get_code(code: str) -> Code:
    """Return a code's data; raises `KeyError` when there is no such code."""
    return BY_CODE[code]


def find_code(code: str) -> Code | None:
    """Return a code's data, or None for a code that only a reader's check uses."""
    return BY_CODE.get(code)


def say(code: str, language: str, facts: Mapping[str, str]) -> str:
    """Return the sentence for staff.

    >>> say("amount-too-high", "da", {"billed": "68389.00", "expected": "67290.00", "difference": "1099.00"})
    'Faktureret 68.389,00, bevilget 67.290,00: 1.099,00 for meget. Aftal rettelsen med leverandøren.'
    """
    entry = get_code(code)
    return fill(entry.da if language == "da" else entry.en, facts, language)


def say_to_supplier(code: str, language: str, facts: Mapping[str, str]) -> str:
    """Return the sentence for the supplier: what is wrong and what to send; empty when the code is not for them."""
    entry = get_code(code)
    return fill(entry.supplier_da if language == "da" else entry.supplier_en, facts, language)


def finding(code: str, language: str, fields: tuple[str, ...] = (), /, **facts: str) -> Finding:
    """Build the finding of a code with its sentence and the facts that it was made from."""
    return Finding(code, get_code(code).severity, say(code, language, facts), fields, tuple(sorted(facts.items())))
