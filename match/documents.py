"""Checks on the document as a whole: its kind, its sums, its address and currency, and how surely it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

from match.notes import Note
from match.suppliers import SupplierFound
from models.codes import find_code
from models.country import CountryPack
from models.document import ReaderName, Reading
from models.finding import Finding, Severity
from models.identifiers import clean_gln
from models.invoice import DocumentKind, Extraction, Invoice
from models.policy import Policy

#: Kinds that are never paid, and the code that says so.
NOT_PAID = {
    DocumentKind.REMINDER: "doc-reminder",
    DocumentKind.STATEMENT_OF_ACCOUNT: "doc-statement",
    DocumentKind.REMITTANCE: "doc-remittance",
    DocumentKind.DP_STATEMENT: "doc-dp-statement",
    DocumentKind.OTHER: "doc-other",
}

#: Readers that see shapes, not characters: what they did not find may still be on the page.
BY_EYE = frozenset({ReaderName.PDF_OCR, ReaderName.IMAGE_OCR})


def kind_note(extraction: Extraction) -> Note | None:
    """Return why a document of this kind is not paid; None for invoices and credit notes."""
    code = NOT_PAID.get(extraction.kind)
    return Note(code) if code else None


def document_notes(extraction: Extraction, policy: Policy, pack: CountryPack) -> Iterator[Note]:
    """Yield what is wrong with the document as a whole, whoever it is from."""
    invoice = extraction.invoice
    if invoice.number is None:
        yield Note("number-missing", {}, ("number",))
    yield from _address(invoice, policy)
    if invoice.currency and invoice.currency.value.upper() != pack.currency:
        yield Note(
            "currency-differs", {"currency": invoice.currency.value[:3], "expected_currency": pack.currency}, ("currency",)
        )
    yield from _sums(invoice, policy)
    if policy.reference_required and invoice.buyer_reference is None:
        yield Note("missing-reference", {}, ("buyer_reference",))


def _address(invoice: Invoice, policy: Policy) -> Iterator[Note]:
    if policy.buyer_gln and invoice.buyer_gln:
        gln = clean_gln(invoice.buyer_gln.value) or invoice.buyer_gln.value[:20]
        if gln not in policy.buyer_gln:
            yield Note("wrong-buyer", {"gln": gln}, ("buyer_gln",))


def _sums(invoice: Invoice, policy: Policy) -> Iterator[Note]:
    adjusted = sum((each.amount.value for each in invoice.adjustments), Decimal(0))
    if any(each.amount.value for each in invoice.adjustments):
        yield Note("adjustment-on-document", {"amount": str(adjusted)}, ("adjustments",))
    if invoice.prepaid and invoice.prepaid.value:
        yield Note("prepayment-deducted", {"amount": str(invoice.prepaid.value)}, ("prepaid",))
    amounts = [line.amount.value for line in invoice.lines if line.amount]
    stated = _stated_sums(invoice)
    if not stated or not amounts or len(amounts) != len(invoice.lines):
        return
    lines = sum(amounts, Decimal(0)) + adjusted
    if not any(abs(lines - each) <= policy.total_tolerance for each in stated) or not _tax_adds_up(invoice, policy):
        facts = {"sum": str(lines), "total": str(stated[0])}
        yield Note("total-mismatch", facts, ("total", *(f"lines.{index}.amount" for index in range(len(amounts)))))
        sums = (invoice.net, invoice.tax, invoice.total, invoice.payable, *(line.amount for line in invoice.lines))
        if any(is_unsure(reading, policy) for reading in sums):
            yield Note("low-confidence", {"fields": "total"}, ("total",))


def _stated_sums(invoice: Invoice) -> list[Decimal]:
    """Return the sums that lines may add up to: the net amount where it is stated, else the total with or without tax."""
    if invoice.net:
        return [invoice.net.value, *([invoice.total.value] if invoice.total else [])]
    tax = invoice.tax.value if invoice.tax else Decimal(0)
    rounding = invoice.rounding.value if invoice.rounding else Decimal(0)
    whole = [each.value for each in (invoice.total, invoice.payable) if each]
    return [each for value in whole for each in (value, value - tax, value - rounding)]


def _tax_adds_up(invoice: Invoice, policy: Policy) -> bool:
    if not (invoice.net and invoice.total):
        return True
    tax = invoice.tax.value if invoice.tax else Decimal(0)
    return abs(invoice.net.value + tax - invoice.total.value) <= policy.total_tolerance


def reader_notes(findings: Iterable[Finding], line: int | None = None) -> Iterator[Note]:
    """Yield what the reader's own checks said: about the whole document, or about one line (by its index)."""
    for found in findings:
        if found.severity is Severity.NOTE and find_code(found.code) is None:
            continue
        about = {int(path.split(".")[1]) for path in found.fields if path.startswith("lines.") and path.split(".")[1].isdigit()}
        whole = not about or any(not path.startswith("lines.") for path in found.fields)
        if whole == (line is None) and (whole or line in about):
            yield Note(found.code, {}, found.fields, None, found)


def unreadable_note(extraction: Extraction) -> Note | None:
    """Return why nothing was read of a document (a password, damage, an unknown type); None when something was."""
    if extraction.reader is not ReaderName.NONE:
        return None
    found = next((found for found in extraction.findings if find_code(found.code) is not None), None)
    return Note(found.code, {}, found.fields, None, found) if found else None


def unsure_fields(extraction: Extraction, supplier: SupplierFound, policy: Policy) -> list[str]:
    """Return the readings on the head of the document that are acted on but not read surely enough."""
    unsure = [path for path, reading in head_readings(extraction, supplier).items() if is_unsure(reading, policy)]
    return ["kind", *unsure] if extraction.kind_confidence < bar_of(policy.confidence_bar) else unsure


def head_readings(extraction: Extraction, supplier: SupplierFound) -> dict[str, Reading[Any] | None]:
    """Return the readings on the head of the document that are acted on; of further accounts the least sure."""
    invoice, seller = extraction.invoice, extraction.invoice.supplier
    acted_on: dict[str, Reading[Any] | None] = {
        "number": invoice.number,
        "credits": invoice.credits,
        "supplier.bank_account": seller.bank_account,
        "supplier.iban": seller.iban,
        "supplier.other_accounts": min(seller.other_accounts, key=lambda each: each.confidence, default=None),
    }
    if supplier.by is not None and supplier.by in _SELLER:
        acted_on[supplier.by] = getattr(seller, _SELLER[supplier.by])
    return acted_on


#: The readings by which a supplier can be found.
_SELLER = {f"supplier.{name}": name for name in ("registration", "vat_number", "bank_account", "iban", "name")}


def is_unsure(reading: Reading[Any] | None, policy: Policy) -> bool:
    """Whether a value was read, but not surely enough to act on without a person."""
    return reading is not None and reading.confidence < bar_of(policy.confidence_bar)


#: The bar of a policy as the readings' confidences are given; it is compared with for every value that was read.
bar_of: Callable[[Decimal], float] = lru_cache(maxsize=64)(float)
