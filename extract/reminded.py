"""What a reminder or an account says of the bills that it is about: their dates and numbers are not its own, and all that is owed is its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from extract.candidates import Candidate
from extract.tokens import normalise
from extract.totals import Totals
from extract.view import View
from models.invoice import LISTING, DocumentKind

#: How labels begin that are of a bill: `Invoice date`, `Fakturadato`.
_OF_A_BILL = ("inv", "faktura", "fakt", "bill", "regning", "rechnung")
#: How labels begin that are of what asks for a bill again.
_OF_A_REMINDER = ("rykker", "reminder", "påmindelse", "mahnung")
#: Labels of what is still owed; on a bill they name what an earlier one left unpaid.
_OWED = frozenset(
    {
        "skyldig saldo",
        "udestående",
        "restance",
        "outstanding balance",
        "account balance",
        "overdue balance",
        "offener saldo",
        "ausstehende forderung",
    }
)


def own_days(
    kind: DocumentKind, dated: Sequence[Candidate[date]], titled: Sequence[Candidate[date]] = ()
) -> list[Candidate[date]]:
    """Return the days on which a document was made, labelled or behind its title, without that of the bill a reminder is about."""
    if kind is not DocumentKind.REMINDER:
        return [*dated, *titled]
    return [each for each in dated if not normalise(each.label).startswith(_OF_A_BILL)]


def own_dues(kind: DocumentKind, due: Sequence[Candidate[date]], issued: date | None) -> list[Candidate[date]]:
    """Return the days to pay by, without that on which a reminded bill fell due: no reminder is written before it."""
    if kind is not DocumentKind.REMINDER or issued is None:
        return list(due)
    return [each for each in due if each.value >= issued]


def own_numbers(view: View, kind: DocumentKind, numbers: Sequence[Candidate[str]]) -> list[Candidate[str]]:
    """Return the numbers of a document without those of the bills it lists, each beside its sum: `INV 4410 ... 1,204.00`.

    A reminder that names one bill only is filed under its number, unless it has one of its own: `Rykker nr. 90061`.
    """
    if kind not in LISTING:
        return list(numbers)
    if own := [each for each in numbers if normalise(each.label).startswith(_OF_A_REMINDER) and len(each.value) > 1]:
        return own
    listed = [each for each in numbers if normalise(each.label).startswith(_OF_A_BILL) and "right" in each.features]
    listed = [each for each in listed if any(number.is_money for number in view.numbers[each.row])]
    if kind is DocumentKind.REMINDER and len({each.value for each in listed}) == 1:
        return list(numbers)
    return [each for each in numbers if each not in listed]


def with_all_owed(kind: DocumentKind, totals: Totals) -> Totals:
    """Return the sums of a reminder or a statement of account, the total of which is what is owed: the balance it begins with is in it, as everything else is."""
    if kind not in {DocumentKind.REMINDER, DocumentKind.STATEMENT_OF_ACCOUNT} or "total" in totals.chosen:
        return totals
    left = (each for each in totals.all.get("balance", ()) if normalise(each.label) in _OWED)
    owed = totals.chosen.get("payable") or next(left, None)
    if owed is None:
        return totals
    whole = replace(owed, field="total").with_features("shared")
    return replace(totals, chosen={**totals.chosen, "payable": replace(owed, field="payable"), "total": whole})
