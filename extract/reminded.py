"""What a reminder says of the bill that it asks to be paid: its dates are not the reminder's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.candidates import Candidate
from extract.tokens import normalise
from models.invoice import DocumentKind

#: How labels begin that are of a bill: `Invoice date`, `Fakturadato`.
_OF_A_BILL = ("invoice", "faktura", "bill", "regning", "rechnung")


def own_days(kind: DocumentKind, dated: Sequence[Candidate[date]]) -> list[Candidate[date]]:
    """Return the days on which a document was made, without that of the bill a reminder is about."""
    if kind is not DocumentKind.REMINDER:
        return list(dated)
    return [each for each in dated if not normalise(each.label).startswith(_OF_A_BILL)]


def own_dues(kind: DocumentKind, due: Sequence[Candidate[date]], issued: date | None) -> list[Candidate[date]]:
    """Return the days to pay by, without that on which a reminded bill fell due: no reminder is written before it."""
    if kind is not DocumentKind.REMINDER or issued is None:
        return list(due)
    return [each for each in due if each.value >= issued]
