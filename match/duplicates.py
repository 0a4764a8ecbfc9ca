"""Has this document been here before? The same is set aside; a corrected one is tied to the one that was returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from match.facts import EarlierClaim, EarlierDocument, Facts
from match.notes import Draft, Note
from match.resemblance import SAME_SHEET, bits_apart, one_apart
from models.document import Reading
from models.identifiers import invoice_key
from models.invoice import Extraction


@dataclass(frozen=True, slots=True)
class Lineage:
    """What earlier documents mean for this one."""

    #: Set aside the whole document.
    duplicate: Note | None = None
    #: A stop or a remark on every line.
    note: Note | None = None


def find_lineage(extraction: Extraction, supplier_ids: frozenset[str], facts: Facts) -> Lineage:
    """Compare with earlier documents: bytes, universal id, then supplier and number."""
    if not facts.earlier and not facts.scans:
        return _NEW
    for earlier in facts.earlier:
        if _same_file(earlier, facts):
            return Lineage(duplicate=_note("duplicate-doc", extraction, earlier))
    same_number = [each for each in facts.earlier if _same_number(each, extraction, supplier_ids)]
    for earlier in same_number:
        if not earlier.awaits_correction and _same_content(earlier, extraction):
            return Lineage(duplicate=_note("duplicate-doc", extraction, earlier))
    if any(not each.awaits_correction for each in same_number):
        return Lineage(note=_note("number-reused", extraction, same_number[-1]))
    if same_number:
        return Lineage(note=_note("resubmission", extraction, same_number[-1]))
    twin = next((each for each in facts.scans if _looks_the_same(each, extraction)), None)
    return Lineage(note=_note("looks-received", extraction, twin)) if twin else _NEW


_NEW = Lineage()


def _looks_the_same(earlier: EarlierDocument, extraction: Extraction) -> bool:
    """Tell whether a scan may be of the same sheet: nearly the same picture, and nothing read that surely differs."""
    ours, theirs = extraction.page_print, earlier.page_print
    if ours is None or theirs is None or bits_apart(ours, theirs) > SAME_SHEET:
        return False
    invoice = extraction.invoice
    amount = invoice.total or invoice.payable
    pairs: tuple[tuple[Reading[Any] | None, str | None], ...] = (
        (invoice.number, earlier.number_key or None),
        (invoice.issued, earlier.issued.isoformat() if earlier.issued else None),
        (amount, f"{earlier.total:.2f}" if earlier.total is not None else None),
    )
    return not any(_differs(reading, then) for reading, then in pairs)


def _differs(reading: Reading[Any] | None, then: str | None) -> bool:
    """Tell whether a value surely differs from what the other scan was read as; what is one misreading away does not."""
    if reading is None or then is None:
        return False
    value = reading.value
    now = invoice_key(value) if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else f"{value:.2f}"
    return now != then and not one_apart(now, then)


def claim_note(draft: Draft, claims: Sequence[EarlierClaim]) -> Note | None:
    """Say that an earlier document asked for the same and was not paid: it is replaced, or only one of the two may be paid."""
    offer, amount = draft.offer, draft.amount
    if offer is None or amount is None or draft.credit:
        return None
    asked = {(grant_id, period) for grant_id, period, _ in offer.parts or ((offer.grant_id, offer.period, amount),)}
    same = [each for each in claims if (each.grant_id, each.period) in asked]
    still = [each for each in same if not each.awaits_correction and each.amount == amount]
    if still:
        return Note("same-claim", _claim_facts(still[-1], str(amount)), ("number",))
    back = [each for each in same if each.awaits_correction]
    return Note("resubmission", _claim_facts(back[-1], str(amount)), ("number",)) if back else None


def _claim_facts(claim: EarlierClaim, billed: str) -> dict[str, str]:
    return {
        "number": claim.number or "-",
        "date": claim.received.isoformat(),
        "document": claim.document_id,
        "expected": str(claim.amount),
        "billed": billed,
    }


def same_file(facts: Facts) -> bool:
    """Whether the very same bytes, or a document with the same universal id, came before."""
    return any(_same_file(earlier, facts) for earlier in facts.earlier)


def _same_file(earlier: EarlierDocument, facts: Facts) -> bool:
    same_bytes = bool(facts.sha256) and earlier.sha256 == facts.sha256
    return same_bytes or (facts.uuid is not None and earlier.uuid == facts.uuid)


def _same_number(earlier: EarlierDocument, extraction: Extraction, supplier_ids: frozenset[str]) -> bool:
    number = extraction.invoice.number
    if number is None or not earlier.number_key or earlier.kind != extraction.kind.value:
        return False
    return earlier.number_key == invoice_key(number.value) and bool(supplier_ids.intersection(earlier.supplier_ids))


def _same_content(earlier: EarlierDocument, extraction: Extraction) -> bool:
    """Tell whether date and total agree where both are known; if not, the number may have been used twice."""
    invoice = extraction.invoice
    total = invoice.total or invoice.payable
    same_total = earlier.total is None or total is None or earlier.total == total.value
    same_date = earlier.issued is None or invoice.issued is None or earlier.issued == invoice.issued.value
    return same_total and same_date


def _note(code: str, extraction: Extraction, earlier: EarlierDocument) -> Note:
    invoice = extraction.invoice
    total = invoice.total or invoice.payable
    facts = {
        "number": invoice.number.value[:40] if invoice.number else "-",
        "date": earlier.received.isoformat(),
        "document": earlier.document_id,
        "expected": str(earlier.total) if earlier.total is not None else "-",
        "billed": str(total.value) if total else "-",
    }
    return Note(code, facts, ("number",))
