"""What approved anchors say of a document: a candidate for a field, with a name of its own among the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extract.candidates import Candidate
from extract.memory.places import beside, layout_of
from extract.options import Anchor
from extract.parties import find_supplier
from extract.view import View
from models.identifiers import bank_key, compact
from models.invoice import SupplierReading

#: So much of a layout must be alike where a document names nobody by number, and so many labels make a layout.
ALIKE, LEAST_MARKS = 0.75, 6
_COUNTRIES = ("DK", "GB")

Recalled = Mapping[str, tuple[Candidate[Any], ...]]


def number_key(text: str) -> str:
    """Bring a registration or VAT number to one form, with or without its country.

    >>> number_key("DK 12 34 56 74"), number_key("12345674")
    ('12345674', '12345674')
    """
    plain = compact(text).upper()
    return plain[2:] if plain.startswith(_COUNTRIES) and plain[2:].isdigit() else plain


def supplier_keys(numbers: Iterable[str | None], accounts: Iterable[str | None]) -> frozenset[str]:
    """Return what a supplier is recognised by: its registration and VAT numbers and its accounts, in one form."""
    keys = {number_key(each) for each in numbers if each} | {bank_key(each) or compact(each) for each in accounts if each}
    return frozenset(key for key in keys if len(key) >= 6)


def keys_of(reading: SupplierReading) -> frozenset[str]:
    """Return the numbers that a document names its supplier by."""
    numbers = [each.value for each in (reading.registration, reading.vat_number) if each]
    accounts = [each.value for each in (reading.bank_account, reading.iban, *reading.other_accounts) if each]
    return supplier_keys(numbers, accounts)


def recall(view: View, anchors: Sequence[Anchor]) -> Recalled:
    """Return what memory says of this document, by field. Where it says two things it says nothing."""
    if not anchors or not view.rows:
        return {}
    printed = keys_of(find_supplier(view, frozenset()))
    layout = frozenset(layout_of(view))
    found: dict[str, list[Candidate[Any]]] = {}
    for anchor in anchors:
        evidence = _evidence(anchor, printed, layout)
        candidate = _candidate(view, anchor, evidence) if evidence else None
        if candidate is not None:
            found.setdefault(anchor.field, []).append(candidate)
    return {name: (each[0],) for name, each in found.items() if len({candidate.value for candidate in each}) == 1}


def _evidence(anchor: Anchor, printed: frozenset[str], layout: frozenset[str]) -> tuple[str, ...]:
    """Say why an anchor speaks here: the supplier's numbers, else, where none are printed, the known layout."""
    if printed & set(anchor.supplier_keys):
        return ("remembered",)
    marks = frozenset(anchor.layout)
    if printed or len(marks) < LEAST_MARKS or len(marks & layout) < ALIKE * len(marks | layout):
        return ()
    return ("remembered", "layout-known")


def _candidate(view: View, anchor: Anchor, evidence: tuple[str, ...]) -> Candidate[Any] | None:
    found = beside(view, anchor)
    if len({value for _, (value, _) in found}) != 1:
        return None
    row, (value, words) = found[0]
    engine = min(word.confidence for word in words)
    features = (*evidence, anchor.direction)
    return Candidate(anchor.field, value, view.source(words, row.page), features, engine, row.index, anchor.label)


def heard(candidates: Iterable[Candidate[Any]], recalled: Sequence[Candidate[Any]]) -> list[Candidate[Any]]:
    """Put what is remembered among what was found. The same value at the same place is one candidate with one more voice."""
    result = list(candidates)
    for memory in recalled:
        evidence = [name for name in memory.features if name in {"remembered", "layout-known"}]
        same = [place for place, each in enumerate(result) if each.value == memory.value and each.row == memory.row]
        for place in same:
            result[place] = result[place].with_features(*evidence)
        if not same:
            result.append(memory)
    return result
