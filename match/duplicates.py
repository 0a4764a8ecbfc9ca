"""Has this document been here before? The same is set aside; a corrected one is tied to the one that was returned."""

from __future__ import annotations

from dataclasses import dataclass

from match.facts import AWAITS_CORRECTION, EarlierDocument, Facts
from match.notes import Note
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
    for earlier in facts.earlier:
        if _same_file(earlier, facts):
            return Lineage(duplicate=_note("duplicate-doc", extraction, earlier))
    same_number = [each for each in facts.earlier if _same_number(each, extraction, supplier_ids)]
    for earlier in same_number:
        if earlier.state not in AWAITS_CORRECTION and _same_content(earlier, extraction):
            return Lineage(duplicate=_note("duplicate-doc", extraction, earlier))
    if any(each.state not in AWAITS_CORRECTION for each in same_number):
        return Lineage(note=_note("number-reused", extraction, same_number[-1]))
    if same_number:
        return Lineage(note=_note("resubmission", extraction, same_number[-1]))
    return Lineage()


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
