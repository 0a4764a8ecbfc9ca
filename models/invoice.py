"""What a document says, as readings. Every value may be missing: what is not on the document is None."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from models.document import ReaderName, Reading, Source
from models.finding import Finding
from models.value import quickly_made


class DocumentKind(StrEnum):
    """What sort of document it is; only the first two can be posted."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    REMINDER = "reminder"
    STATEMENT_OF_ACCOUNT = "statement-of-account"
    REMITTANCE = "remittance"
    DP_STATEMENT = "dp-statement"
    OTHER = "other"


#: Kinds that list bills which were sent before.
LISTING = frozenset({DocumentKind.REMINDER, DocumentKind.STATEMENT_OF_ACCOUNT, DocumentKind.REMITTANCE})


@dataclass(frozen=True, slots=True)
class SupplierReading:
    """The seller as printed (EN 16931 BG-4) and where it asks to be paid (BG-17)."""

    name: Reading[str] | None = None
    registration: Reading[str] | None = None
    vat_number: Reading[str] | None = None
    #: `regnr-account` in Denmark, `sortcode-account` in the United Kingdom.
    bank_account: Reading[str] | None = None
    iban: Reading[str] | None = None
    #: A Danish payment slip, `+71<payment id+creditor<` (FIK) or `+01<+giro<`.
    payment_slip: Reading[str] | None = None
    #: Every further account the document offers: each is a place where money could go, so each is compared.
    other_accounts: tuple[Reading[str], ...] = ()


@dataclass(frozen=True, slots=True)
class AdjustmentReading:
    """An allowance (negative) or a charge on the whole document (BG-20, BG-21); it is in `net` but in no line."""

    amount: Reading[Decimal]
    text: Reading[str] | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class LineReading:
    """One line (BG-25). `person` is the identifier as printed, cleaned of spaces, never repaired."""

    number: int
    person: Reading[str] | None = None
    person_name: Reading[str] | None = None
    text: Reading[str] | None = None
    legal_basis: Reading[str] | None = None
    period_start: Reading[date] | None = None
    period_end: Reading[date] | None = None
    quantity: Reading[Decimal] | None = None
    unit: Reading[str] | None = None
    unit_price: Reading[Decimal] | None = None
    amount: Reading[Decimal] | None = None
    #: The grant that a person says is meant, where several fit. No reader gives it; one that did is not heeded.
    grant: Reading[str] | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """The header and lines of a document. On a credit note amounts are positive: the kind carries the direction."""

    number: Reading[str] | None = None
    issued: Reading[date] | None = None
    due: Reading[date] | None = None
    currency: Reading[str] | None = None
    net: Reading[Decimal] | None = None
    tax: Reading[Decimal] | None = None
    total: Reading[Decimal] | None = None
    payable: Reading[Decimal] | None = None
    #: Paid before (BT-113) and rounding (BT-114): payable = total - prepaid + rounding.
    prepaid: Reading[Decimal] | None = None
    rounding: Reading[Decimal] | None = None
    buyer_reference: Reading[str] | None = None
    buyer_gln: Reading[str] | None = None
    order_reference: Reading[str] | None = None
    #: The supplier's reference to quote when paying (BT-83).
    payment_reference: Reading[str] | None = None
    #: The buyer's own account string (BT-19).
    accounting_cost: Reading[str] | None = None
    #: The number of the invoice that a credit note credits (BT-25).
    credits: Reading[str] | None = None
    period_start: Reading[date] | None = None
    period_end: Reading[date] | None = None
    #: The person the whole document is about, when it is not said line by line.
    person: Reading[str] | None = None
    supplier: SupplierReading = SupplierReading()
    lines: tuple[LineReading, ...] = ()
    adjustments: tuple[AdjustmentReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Considered:
    """A value that was considered for a field while reading: what it is, where it stands, and what spoke for and against it."""

    path: str
    text: str
    #: How likely it seemed before sums and rivals were heard: it ranks candidates and is no counted probability.
    score: float
    source: Source
    label: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSpan:
    """Pages that belong together, counted from 1, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that reading one document gave: what it is, what it says, and what the checks found."""

    kind: DocumentKind
    reader: ReaderName
    invoice: Invoice = Invoice()
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    language: str | None = None
    kind_confidence: float = 1.0
    #: What spoke for and against the kind, by name.
    kind_evidence: tuple[str, ...] = ()
    #: How each page was read and why, for the log and the review page.
    page_notes: tuple[str, ...] = ()
    #: A direct-payment statement read from the document, as plain data (see `models.statement`).
    statement: dict[str, Any] | None = None
    #: What was considered for each field; kept only when an explanation was asked for (`ReadOptions.explain`).
    considered: tuple[Considered, ...] = ()
    #: The engines and data that read it, with versions: thresholds belong to them.
    engine: str = ""
    #: The sender's universal id of the document (OIOUBL, UBL: cbc:UUID).
    uuid: str | None = None
    #: The fingerprint of a scan's first page (`extract.prints`); None of what was not read by eye.
    page_print: str | None = None
    #: The pages of each bill where a file holds several that can be worked on one by one; what is read is then the first.
    parts: tuple[PageSpan, ...] = ()


def reading_types(kind: type[Any]) -> dict[str, type[Any]]:
    """Return the type of value of each field of a dataclass that holds a reading."""
    hints = get_type_hints(kind)
    return {
        field.name: get_args(option)[0]
        for field in fields(kind)
        for option in get_args(hints[field.name])
        if getattr(option, "__origin__", None) is Reading
    }


def value_type(path: str) -> type[Any]:
    """Return the type of value of the reading at a path. Raises KeyError where there is none.

    >>> value_type("lines.0.amount").__name__, value_type("supplier.iban").__name__
    ('Decimal', 'str')
    """
    holder = {"supplier": SupplierReading, "lines": LineReading}.get(path.partition(".")[0], Invoice)
    return reading_types(holder)[path.rpartition(".")[2]]


def readings(invoice: Invoice) -> Iterator[tuple[str, Reading[Any]]]:
    """Yield every value that was read with its path: `number`, `supplier.iban`, `lines.0.amount`."""
    for field in fields(invoice):
        value = getattr(invoice, field.name)
        if isinstance(value, Reading):
            yield field.name, value
    yield from _parts("supplier", invoice.supplier)
    for index, line in enumerate(invoice.lines):
        yield from _parts(f"lines.{index}", line)


def _parts(prefix: str, part: SupplierReading | LineReading) -> Iterator[tuple[str, Reading[Any]]]:
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, Reading):
            yield f"{prefix}.{field.name}", value
