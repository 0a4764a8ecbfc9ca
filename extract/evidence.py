"""What the whole of a document says for and against each value on it: periods that count, sums that fail, numbers that agree.

A reader names what it sees around one value. Only when everything is read can values be heard against each other; what is
found here is added to the evidence of the readings, by name, and weighed with the rest (`extract.trust`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from models.document import ReaderName, Reading
from models.finding import Severity
from models.identifiers import bank_key, compact
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading, readings
from models.period import Period, month_end

#: An invoice is written around the end of what it bills for, or well before it when care is paid in advance.
NEAR_ISSUE = timedelta(days=45)
#: The margin of the kind over its rivals, as `extract.kinds` counts it, from which it is clear, and below which it is narrow.
CLEAR, NARROW = 0.80, 0.66
#: A sum so many times greater or smaller than the lines make it is no slip of the pen; no tax is so much of a net.
FAR, HIGHEST_TAX = 2, Decimal("0.28")
BY_EYE = frozenset({ReaderName.PDF_OCR, ReaderName.IMAGE_OCR})
PERIOD = ("period_start", "period_end")
Holder = TypeVar("Holder", bound=Invoice | LineReading | SupplierReading)


def with_evidence(
    extraction: Extraction, currency: str, printed: Collection[Decimal] = (), known: Collection[Decimal] = ()
) -> Extraction:
    """Add what the document as a whole says.

    `currency` is the country's, `printed` are all sums of money on the pages, `known` those whose place in a table says what
    they are (a gross column, a sub-total, a sum carried forward) though no field holds them.
    """
    invoice = extraction.invoice
    table = (*_table(invoice), *_accounts(extraction, printed, known))
    whole = _Whole.of(invoice)
    lines = tuple(_line(line, invoice, table, whole) for line in invoice.lines)
    invoice = replace(_head(invoice, currency, table), lines=lines, supplier=_supplier(invoice.supplier))
    invoice = _with_sums(_failing(extraction, invoice, printed), table)
    return replace(extraction, invoice=invoice, kind_evidence=(*extraction.kind_evidence, *_kind(extraction)))


def _heard(holder: Holder, name: str, evidence: Iterable[str]) -> Holder:
    """Return the holder with evidence added to one reading of it."""
    reading, more = getattr(holder, name), tuple(evidence)
    if not isinstance(reading, Reading) or not more:
        return holder
    changed: dict[str, Any] = {name: Reading(reading.value, reading.confidence, reading.source, (*reading.evidence, *more))}
    result: Holder = replace(holder, **changed)
    return result


def _head(invoice: Invoice, currency: str, table: tuple[str, ...]) -> Invoice:
    issued, due = invoice.issued, invoice.due
    if invoice.currency is not None:
        invoice = _heard(invoice, "currency", ["home"] if invoice.currency.value.upper() == currency else [])
    if issued and due:
        order = ["in-order"] if timedelta(0) <= due.value - issued.value <= timedelta(days=120) else ["agrees-not"]
        invoice = _heard(_heard(invoice, "issued", order), "due", order)
    period = _period(invoice)
    if period is not None:
        names = [*table, *_shape(period), *_near(period, invoice)]
        own = [line_period for line in invoice.lines if (line_period := _period(line))]
        names += ["agrees" if all(period.covers(each) for each in own) else "agrees-not"] if own else []
        for name in PERIOD:
            invoice = _heard(invoice, name, names)
    return invoice


def _table(invoice: Invoice) -> Iterator[str]:
    """Say whether the lines together make a printed sum: where they do not, a row is missing or stands in another."""
    amounts = [line.amount for line in invoice.lines if line.amount]
    if amounts and all("sums" in amount.evidence for amount in amounts):
        yield "table-sums"
    else:
        yield "table-fails" if any("fails" in amount.evidence for amount in amounts) else "table-open"


def _accounts(extraction: Extraction, printed: Collection[Decimal], known: Collection[Decimal]) -> Iterator[str]:
    """Say whether every sum of money that is printed was read as something, and every line is what it multiplies to.

    Then nothing was missed, and sums that do not add up are the document's own fault. A scan never earns this: its digits
    are not given.
    """
    invoice = extraction.invoice
    if not printed or not invoice.lines or extraction.reader in BY_EYE:
        return
    values = {abs(reading.value) for _, reading in readings(invoice) if isinstance(reading.value, Decimal)}
    left = {abs(each) for each in printed} - values
    if left:
        if not left <= {abs(each) for each in known}:
            yield "unaccounted"
    elif all(line.amount and {"multiplies", "sums"} & set(line.amount.evidence) for line in invoice.lines):
        yield "accounted"


def _with_sums(invoice: Invoice, table: tuple[str, ...]) -> Invoice:
    """Let the sums and the amounts hear whether everything is accounted for."""
    heard = [each for each in table if each == "accounted"]
    made = abs(sum((line.amount.value for line in invoice.lines if line.amount), Decimal(0)))
    for name in ("net", "tax", "total", "payable"):
        invoice = _heard(invoice, name, heard if _is_alike(invoice, name, made) else [])
    return replace(invoice, lines=tuple(_heard(line, "amount", heard) for line in invoice.lines))


def _is_alike(invoice: Invoice, name: str, made: Decimal) -> bool:
    """Whether a sum that does not add up is near enough to what it should be to be the document's fault: the hours in the row of the total are no total of it."""
    reading: Reading[Decimal] | None = getattr(invoice, name)
    if reading is None:
        return True
    if name == "tax":
        whole = next((each.value for each in (invoice.net, invoice.total, invoice.payable) if each), None)
        return whole is None or abs(reading.value) <= HIGHEST_TAX * abs(whole)
    whole = invoice.total.value if name == "payable" and invoice.prepaid and invoice.total else made
    return abs(whole) / FAR <= abs(reading.value) <= abs(whole) * FAR


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all lines say together, counted once: asking every line about every other takes a long sheet's length squared."""

    periods: Counter[Period]
    everybody: bool

    @classmethod
    def of(cls, invoice: Invoice) -> _Whole:
        periods = Counter(each for line in invoice.lines if (each := _period(line)))
        return cls(periods, all(line.person for line in invoice.lines))


def _line(line: LineReading, invoice: Invoice, table: tuple[str, ...], whole: _Whole) -> LineReading:
    period = _period(line)
    if period is not None:
        names = [*table, *_shape(period), *_near(period, invoice), *_count(line, period), *_among(period, invoice, whole)]
        for name in PERIOD:
            line = _heard(line, name, names)
    if line.person is not None:
        line = _heard(line, "person", [*table, *_elsewhere(line.person, whole)])
    return line


def _elsewhere(person: Reading[str], whole: _Whole) -> list[str]:
    """Say whether all lines name somebody; one that does not says nothing against a number in the cell of its own line."""
    if whole.everybody:
        return ["everywhere"]
    return [] if "column" in person.evidence and "carried" not in person.evidence else ["gaps"]


def _period(holder: Invoice | LineReading) -> Period | None:
    start, end = holder.period_start, holder.period_end
    return Period(start.value, end.value) if start and end and start.value <= end.value else None


def _shape(period: Period) -> Iterator[str]:
    whole_months = period.start.day == 1 and period.end == month_end(period.end)
    if whole_months or period.days % 7 == 0:
        yield "whole"


def _near(period: Period, invoice: Invoice) -> Iterator[str]:
    if invoice.issued is not None:
        distance = min(abs(invoice.issued.value - period.end), abs(invoice.issued.value - period.start))
        yield "near-issue" if distance <= NEAR_ISSUE else "far-from-issue"


def _count(line: LineReading, period: Period) -> Iterator[str]:
    """Compare the quantity with the length of the period, in the unit of the line."""
    if line.quantity is None or line.unit is None:
        return
    quantity, unit = abs(line.quantity.value), line.unit.value
    if unit in {"day", "night"} and quantity in {period.days, period.days - 1}:
        yield "counts"
    elif unit == "week":
        yield "counts" if quantity * 7 == period.days else "counts-not"
    elif unit == "month" and quantity == 1 and period.start.day == 1:
        yield "counts" if period.end == month_end(period.start) else "counts-not"


def _among(period: Period, invoice: Invoice, whole: _Whole) -> Iterator[str]:
    """Compare the period with that of the document, else with those of the other lines."""
    head = _period(invoice)
    if head is not None:
        yield "agrees" if head.covers(period) else "agrees-not"
    elif whole.periods[period] > 1:
        yield "agrees"


def _supplier(seller: SupplierReading) -> SupplierReading:
    """Compare the numbers that say the same thing twice: the Danish VAT number, and the account inside an IBAN."""
    if seller.registration and seller.vat_number:
        digits = [compact(each.value).lstrip("DKGB") for each in (seller.registration, seller.vat_number)]
        if digits[0] == digits[1]:
            seller = _heard(_heard(seller, "registration", ["agrees"]), "vat_number", ["agrees"])
    if seller.iban and seller.bank_account:
        keys = [bank_key(each.value) for each in (seller.iban, seller.bank_account)]
        if keys[0] is not None and keys[0] == keys[1]:
            seller = _heard(_heard(seller, "iban", ["agrees"]), "bank_account", ["agrees"])
    return seller


def _failing(extraction: Extraction, invoice: Invoice, printed: Collection[Decimal]) -> Invoice:
    """Mark every member of an equation that does not hold; where lines make a greater net that is printed with its tax and total, nothing that the net confirms is confirmed."""
    named = {path for found in extraction.findings if found.severity is not Severity.NOTE for path in found.fields}
    made = sum((line.amount.value for line in invoice.lines if line.amount), Decimal(0))
    of_net = any(found.code == "total-mismatch" and "net" in found.fields for found in extraction.findings)
    if of_net and invoice.net and made > invoice.net.value and made in printed and _has_total(made, printed):
        named |= {"tax", "total", "payable"}
    lines = list(invoice.lines)
    for path in sorted(named):
        parts = path.split(".")
        if len(parts) == 3 and parts[0] == "lines" and int(parts[1]) < len(lines):
            lines[int(parts[1])] = _heard(lines[int(parts[1])], parts[2], ["fails-check"])
        elif len(parts) == 1 and hasattr(invoice, path) and isinstance(getattr(invoice, path), Reading):
            invoice = _heard(invoice, path, ["fails-check"])
    return replace(invoice, lines=tuple(lines))


def _has_total(net: Decimal, printed: Collection[Decimal]) -> bool:
    """Whether a printed sum and a lesser one are a total and its tax over a net."""
    return any(0 < tax < net and net + tax in printed for tax in printed)


def _kind(extraction: Extraction) -> Iterator[str]:
    invoice = extraction.invoice
    if extraction.kind_confidence >= CLEAR:
        yield "clear"
    elif extraction.kind_confidence < NARROW:
        yield "narrow"
    if invoice.number is not None:
        yield "numbered"
    if extraction.kind is DocumentKind.INVOICE and invoice.credits is not None:
        # A credit note whose title could not be read, under a stamp for one, would be paid instead of taken off.
        yield "credits-another"
    amounts = [line.amount for line in invoice.lines if line.amount]
    if not amounts and extraction.kind in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}:
        yield "no-lines"
    elif any("sums" in amount.evidence for amount in amounts):
        yield "sums"
    if invoice.lines and all(line.person or line.quantity or line.period_start for line in invoice.lines):
        yield "itemised"
