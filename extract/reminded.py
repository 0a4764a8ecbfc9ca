"""What a reminder or an account says of the bills that it is about: their dates and numbers are not its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.candidates import Candidate
from extract.tokens import normalise
from extract.view import View
from models.invoice import DocumentKind

#: How labels begin that are of a bill: `Invoice date`, `Fakturadato`.
_OF_A_BILL = ("inv", "faktura", "fakt", "bill", "regning", "rechnung")
_LISTS_BILLS = frozenset({DocumentKind.REMINDER, DocumentKind.STATEMENT_OF_ACCOUNT, DocumentKind.REMITTANCE})


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


def own_numbers(view: View, kind: DocumentKind, numbers: Sequence[Candidate[str]]) -> list[Candidate[str]]:
    """Return the numbers of a document without those of the bills it lists, each beside its sum: `INV 4410 ... 1,204.00`.

    A reminder that names one bill only is filed under its number.
    """
    if kind not in _LISTS_BILLS:
        return list(numbers)
    listed = [each for each in numbers if normalise(each.label).startswith(_OF_A_BILL) and "right" in each.features]
    listed = [each for each in listed if any(number.is_money for number in view.numbers[each.row])]
    if kind is DocumentKind.REMINDER and len({each.value for each in listed}) == 1:
        return list(numbers)
    return [each for each in numbers if each not in listed]
