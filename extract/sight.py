"""How well the words were seen that a value was read from: it is no surer than the least certain of them, and an account is seen twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extract.confidence import ENGINE_STEPS, engine_evidence
from extract.everywhere import everywhere
from models.document import Page, Reading, Word
from models.invoice import Invoice, LineReading, SupplierReading

#: A table that does not sum has lost a row, and with it perhaps the name over those that are left: none of its values is sure.
LOST_ROW = "table-fails"
#: Neither is a number whose check digit does not hold: there are such numbers, but on a scan it was more likely misread.
DOUBTED = frozenset({LOST_ROW, "shape-odd", "checksum-fails"})
FAIR = 0.95
#: A number without a check digit that was seen in one place only.
READ_ONCE = "read-once"
_NAMES = frozenset(name for _, name in ENGINE_STEPS)


def as_seen(invoice: Invoice, pages: Iterable[Page]) -> Invoice:
    """Return the invoice, each value that was read off a picture with what its words are worth among its evidence."""
    words = {page.number: page.words for page in pages if any(word.confidence < 1 for word in page.words)}
    if not words:
        return invoice
    seen: Invoice = everywhere(invoice, lambda reading: _seen(reading, words))
    return replace(seen, supplier=_witnessed(seen.supplier), lines=_known_persons(seen.lines))


def _known_persons(lines: Sequence[LineReading]) -> tuple[LineReading, ...]:
    """Return the lines with numbers of persons marked that have no check digit, as councils' own, and that stand in one place only."""
    places: dict[str, set[tuple[object, object]]] = defaultdict(set)
    for person in (line.person for line in lines if line.person):
        places[person.value].add((person.source.page, person.source.box))
    return tuple(
        replace(line, person=_marked(line.person, "")) if line.person and len(places[line.person.value]) < 2 else line
        for line in lines
    )


def _witnessed(supplier: SupplierReading) -> SupplierReading:
    """Return the supplier with accounts marked that nobody can check: they have no check digit, and a digit may be misread with confidence.

    An account is witnessed when it stands on the document twice, or in an IBAN whose check digits hold.
    """
    account, iban = supplier.bank_account, supplier.iban
    held = iban.value if iban and "checksum" in iban.evidence else ""
    others = tuple(_marked(each, held) for each in supplier.other_accounts)
    return replace(supplier, bank_account=_marked(account, held) if account else None, other_accounts=others)


def _marked(reading: Reading[str], iban: str) -> Reading[str]:
    if reading.source.origin != "ocr" or {"repeated", "checksum"} & set(reading.evidence) or _inside(reading.value, iban):
        return reading
    return replace(reading, evidence=(*reading.evidence, READ_ONCE))


def _inside(account: str, iban: str) -> bool:
    """Say whether an IBAN ends with a branch and an account, which Denmark fills up with noughts (ISO 13616).

    >>> _inside("9990-12345", "DK5099900000012345"), _inside("9990-12345", "DK5099900000012346"), _inside("9990-12345", "")
    (True, False, False)
    """
    branch, _, number = account.partition("-")
    return any(iban.endswith(branch + number.zfill(width)) for width in (8, 10)) and len(iban) > len(branch) + len(number)


def _seen(reading: Reading[Any], words: Mapping[int, Sequence[Word]]) -> Reading[Any]:
    source = reading.source
    if source.origin != "ocr" or source.box is None or source.page is None or source.page not in words:
        return reading
    box = source.box
    certain = [
        word.confidence
        for word in words[source.page]
        if box.left - 1 <= word.box.centre <= box.right + 1
        and box.top - 1 <= word.box.middle <= box.bottom + 1
        and word.text in source.text
    ]
    if not certain:
        return reading
    if DOUBTED & set(reading.evidence):
        certain.append(FAIR)
    others = (name for name in reading.evidence if name not in _NAMES)
    return replace(reading, evidence=(*others, *engine_evidence(min(certain))))
