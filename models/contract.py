"""What reading a document gave, as the JSON that `afstem read` prints, and as JSON to keep.

The printed form is a promise to others (docs: contracts): money as decimal strings with two places, ISO dates, null for
what is not on the document. The kept form loses nothing and is what crosses the sandbox and goes to the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from models.codec import decode, encode
from models.document import Reading
from models.finding import Finding
from models.invoice import Extraction, Invoice, LineReading, SupplierReading, readings
from models.money import round_half_up

#: Beyond so many digits a value is printed as it was read: rounding would raise.
ROUNDABLE_DIGITS = 24


def to_contract(extraction: Extraction, *, path: str, sha256: str | None, seconds: float, bar: float) -> dict[str, Any]:
    """Return the contract's object for one document; `bar` is the confidence from which a reading is sure."""
    invoice = extraction.invoice
    answer: dict[str, Any] = {
        "path": path,
        "sha256": sha256,
        "kind": extraction.kind.value,
        "reader": extraction.reader.value,
        "pages": extraction.pages,
        "language": extraction.language,
        "seconds": round(seconds, 4),
        **_header(invoice),
        "supplier": _supplier(invoice.supplier),
        "lines": [_line(line) for line in invoice.lines],
        "adjustments": [{"text": _value(each.text), "amount": _money(each.amount)} for each in invoice.adjustments],
        "findings": [_finding(finding) for finding in extraction.findings],
        # The grant that a person meant is no reading: it is not on the document, and no line of the contract has it.
        "readings": {name: _reading(reading, bar) for name, reading in readings(invoice) if not name.endswith(".grant")},
        "kind_confidence": round(extraction.kind_confidence, 4),
        "page_notes": list(extraction.page_notes),
        "engine": extraction.engine,
    }
    if extraction.statement is not None:
        answer["statement"] = extraction.statement
    return answer


def extraction_to_json(extraction: Extraction) -> dict[str, Any]:
    """Return everything in the extraction as plain JSON data."""
    data: dict[str, Any] = encode(extraction)
    return data


def extraction_from_json(data: Mapping[str, Any]) -> Extraction:
    """Build the extraction that `extraction_to_json` gave; raises `CodecError` when it is anything else."""
    extraction: Extraction = decode(Extraction, dict(data))
    return extraction


def money_text(value: Decimal) -> str:
    """Return an amount with two places, half a unit rounded away from zero.

    >>> money_text(Decimal("67290")), money_text(Decimal("0.005"))
    ('67290.00', '0.01')
    """
    return f"{round_half_up(value) + 0:f}" if value.adjusted() < ROUNDABLE_DIGITS else f"{value:f}"


def price_text(value: Decimal) -> str:
    """Return a unit price with at least two places and every further place that says something.

    >>> price_text(Decimal("2243")), price_text(Decimal("0.03750"))
    ('2243.00', '0.0375')
    """
    plain = quantity_text(value)
    whole, _, places = plain.partition(".")
    return f"{whole}.{places:0<2}"


def quantity_text(value: Decimal) -> str:
    """Return a quantity without needless zeros.

    >>> quantity_text(Decimal("30.000")), quantity_text(Decimal("1E+2"))
    ('30', '100')
    """
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _header(invoice: Invoice) -> dict[str, Any]:
    return {
        "number": _value(invoice.number),
        "issued": _value(invoice.issued),
        "due": _value(invoice.due),
        "currency": _value(invoice.currency),
        "net": _money(invoice.net),
        "tax": _money(invoice.tax),
        "total": _money(invoice.total),
        "payable": _money(invoice.payable),
        "prepaid": _money(invoice.prepaid),
        "rounding": _money(invoice.rounding),
        "buyer_reference": _value(invoice.buyer_reference),
        "buyer_gln": _value(invoice.buyer_gln),
        "order_reference": _value(invoice.order_reference),
        "payment_reference": _value(invoice.payment_reference),
        "accounting_cost": _value(invoice.accounting_cost),
        "credits": _value(invoice.credits),
        "period_start": _value(invoice.period_start),
        "period_end": _value(invoice.period_end),
        "person": _value(invoice.person),
    }


def _supplier(supplier: SupplierReading) -> dict[str, Any]:
    return {
        "name": _value(supplier.name),
        "registration": _value(supplier.registration),
        "vat_number": _value(supplier.vat_number),
        "bank_account": _value(supplier.bank_account),
        "iban": _value(supplier.iban),
        "payment_slip": _value(supplier.payment_slip),
        "other_accounts": [account.value for account in supplier.other_accounts],
    }


def _line(line: LineReading) -> dict[str, Any]:
    return {
        "number": line.number,
        "person": _value(line.person),
        "person_name": _value(line.person_name),
        "text": _value(line.text),
        "legal_basis": _value(line.legal_basis),
        "period_start": _value(line.period_start),
        "period_end": _value(line.period_end),
        "quantity": quantity_text(line.quantity.value) if line.quantity else None,
        "unit": _value(line.unit),
        "unit_price": price_text(line.unit_price.value) if line.unit_price else None,
        "amount": _money(line.amount),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "detail": finding.detail,
        "fields": list(finding.fields),
    }


def _reading(reading: Reading[Any], bar: float) -> dict[str, Any]:
    source = reading.source
    return {
        "confidence": round(reading.confidence, 4),
        "sure": reading.confidence >= bar,
        "page": source.page,
        "box": source.box.as_list() if source.box else None,
        "text": source.text,
        "from": source.origin,
    }


def _value(reading: Reading[str] | Reading[date] | None) -> str | None:
    if reading is None:
        return None
    return reading.value.isoformat() if isinstance(reading.value, date) else reading.value


def _money(reading: Reading[Decimal] | None) -> str | None:
    return money_text(reading.value) if reading else None
