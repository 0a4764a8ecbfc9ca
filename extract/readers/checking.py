"""The checks that every invoice goes through, for e-invoices: they can say why a line is not quantity times price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from extract.checks import check_invoice
from extract.equations import CENT
from extract.readers.doubts import check_payable
from extract.readers.xml_tree import Element, find, find_all, read_decimal, text_of
from models.finding import Finding
from models.invoice import DocumentKind, Extraction, LineReading

#: Where allowances and charges of a line stand, in UBL, in CII, and in ZUGFeRD 1.
_LINE_ALLOWANCES = (
    "AllowanceCharge",
    "SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge",
    "SpecifiedSupplyChainTradeSettlement/SpecifiedTradeAllowanceCharge",
)


def with_checks(extraction: Extraction, lines: Sequence[Element], received: date | None) -> Extraction:
    """Return the extraction with what the checks find. `lines` are the elements the lines were read from."""
    found = check_invoice(extraction.invoice, kind=extraction.kind, received=received)
    explained = {
        place
        for place, (line, element) in enumerate(zip(extraction.invoice.lines, lines, strict=False))
        if _closes(line, element)
    }
    kept = [finding for finding in found if not (finding.code == "line-mismatch" and _place(finding) in explained)]
    return replace(extraction, findings=(*extraction.findings, *kept, *_of_the_standard(extraction)))


def _of_the_standard(extraction: Extraction) -> Iterator[Finding]:
    """Yield what holds for e-invoices only: what they do not state is not so."""
    if extraction.kind in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}:
        yield from check_payable(extraction.invoice)


def _place(finding: Finding) -> int:
    return int(finding.fields[0].split(".")[1])


def _closes(line: LineReading, element: Element) -> bool:
    """Whether quantity times price is the amount once the line's own allowances and charges are counted."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return False
    changes = sum(_changes(element), Decimal(0))
    made = line.quantity.value * line.unit_price.value
    return any(abs(made + sign * changes - line.amount.value) <= CENT for sign in (1, -1)) if changes else False


def _changes(element: Element) -> Iterator[Decimal]:
    for path in _LINE_ALLOWANCES:
        for each in find_all(element, path):
            amount = read_decimal(find(each, "Amount", "ActualAmount"))
            if amount:
                charge = text_of(find(each, "ChargeIndicator/Indicator", "ChargeIndicator")).lower() in {"true", "1"}
                yield amount.value if charge else -amount.value
