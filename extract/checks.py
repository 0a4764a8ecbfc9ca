"""Checks of what was read: sums, multiplications, tax, dates, periods, lines that stand twice.

An equation that fails says only that one of its members is wrong, so all of them are named. The smallest changes that
would close it are told to the person who looks; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from extract.equations import Closer, Equation, closers, line_product, lines_sum, payable_sum, tax_sum
from models.finding import Finding, Severity
from models.invoice import DocumentKind, Invoice

#: An invoice dated so long after it came, or so long before, has its date misread or mistyped.
AHEAD = timedelta(days=7)
OLD = timedelta(days=3 * 366)

Check = Callable[[Invoice, DocumentKind, date | None], Iterator[Finding]]


def check_invoice(
    invoice: Invoice, *, kind: DocumentKind = DocumentKind.INVOICE, received: date | None = None
) -> tuple[Finding, ...]:
    """Run every check; what is not on the document is not checked."""
    if kind not in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE}:
        return ()
    return tuple(finding for check in CHECKS for finding in check(invoice, kind, received))


def check_lines_sum(invoice: Invoice, _kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Check that the lines, with allowances and charges, add up to the net sum, or else to the total."""
    found = lines_sum(invoice)
    if found is not None and not found.holds:
        name, stated = found.stated
        detail = f"The lines add up to {found.made}, but {name} is {stated}: {found.difference:+} differs."
        yield failing("total-mismatch", found, detail, found.fields)


def check_tax(invoice: Invoice, _kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Net and tax make the total; a total less what was paid is what is to be paid."""
    found = tax_sum(invoice)
    if found is not None and not found.holds:
        net, tax = (value for _, value in found.parts)
        detail = f"Net {net} and tax {tax} make {found.made}, but the total is {found.stated[1]}."
        yield failing("tax-mismatch", found, detail, ("net", "tax", "total"))
    found = payable_sum(invoice)
    if found is not None and not found.holds:
        total, paid = (value for _, value in found.parts)
        detail = f"Total {total} less {-paid} paid leaves {found.made}, but {found.stated[1]} is asked for."
        yield failing("payable-mismatch", found, detail, ("total", "prepaid", "payable"))


def check_multiplications(invoice: Invoice, kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Quantity times unit price is the amount of each line."""
    for place, line in enumerate(invoice.lines):
        found = line_product(place, line, kind)
        if found is None or found.holds:
            continue
        quantity, price = (value for _, value in found.parts)
        detail = f"Line {place + 1}: {quantity} times {price} is {found.made}, but the amount is {found.stated[1]}."
        names = tuple(f"lines.{place}.{name}" for name in ("quantity", "unit_price", "amount"))
        yield failing("line-mismatch", found, detail, names)


def failing(code: str, equation: Equation, detail: str, fields: tuple[str, ...]) -> Finding:
    """Return the finding of an equation that fails: every member is named, and what would close it is told to whoever looks."""
    found = closers(equation)
    facts = (
        ("made", str(equation.made)),
        ("stated", str(equation.stated[1])),
        ("equation", equation.text),
        *(("closer", f"{each.path} {each.how} {'' if each.value is None else each.value}".rstrip()) for each in found),
    )
    return Finding(code, Severity.QUERY, " ".join([detail, *map(_told, found)]), fields, facts)


_HOW = {
    "one-digit": "one digit", "swapped-digits": "two digits that changed places", "sign": "the other sign",
    "decimal-mark": "the decimal mark in another place",
}  # fmt: skip
_NAMES = {"amount": "{line}", "quantity": "the quantity of {line}", "unit_price": "the price of {line}"}


def _told(closer: Closer) -> str:
    """Say one change that would close an equation."""
    parts = closer.path.split(".")
    name = parts[0] if len(parts) == 1 else _NAMES[parts[2]].format(line=f"line {int(parts[1]) + 1}")
    if closer.value is None:
        return f"It would close without {name}."
    return f"It would close if {name} were {closer.value} ({_HOW[closer.how]})."


def check_dates(invoice: Invoice, _kind: DocumentKind, received: date | None) -> Iterator[Finding]:
    """Check that an invoice falls due after it was issued, and was issued before it came."""
    issued, due = invoice.issued, invoice.due
    if issued and due and due.value < issued.value:
        detail = f"The invoice is dated {issued.value} but falls due before that, on {due.value}."
        yield Finding("due-before-issued", Severity.WARNING, detail, ("issued", "due"))
    if issued and received and issued.value > received + AHEAD:
        detail = f"The invoice is dated {issued.value}, after the day it came, {received}."
        yield Finding("issued-in-future", Severity.WARNING, detail, ("issued",))
    if issued and received and issued.value < received - OLD:
        detail = f"The invoice is dated {issued.value}, more than three years before it came on {received}."
        yield Finding("issued-long-ago", Severity.WARNING, detail, ("issued",))


def check_periods(invoice: Invoice, _kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Check that the period of a line lies inside the period of the document."""
    if not invoice.period_start or not invoice.period_end:
        return
    start, end = invoice.period_start.value, invoice.period_end.value
    for place, line in enumerate(invoice.lines):
        if not line.period_start or not line.period_end:
            continue
        if line.period_start.value < start or line.period_end.value > end:
            detail = (
                f"Line {place + 1} is for {line.period_start.value} to {line.period_end.value}, "
                f"outside the period of the document, {start} to {end}."
            )
            names = (f"lines.{place}.period_start", f"lines.{place}.period_end", "period_start", "period_end")
            yield Finding("line-outside-period", Severity.WARNING, detail, names)


def check_duplicate_lines(invoice: Invoice, _kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Check that the same person, text, period and amount do not stand twice."""
    seen: dict[tuple[object, ...], int] = {}
    for place, line in enumerate(invoice.lines):
        if line.amount is None or not line.amount.value or not (line.person or line.text):
            continue
        key = tuple(
            reading.value if (reading := getattr(line, name)) else None
            for name in ("person", "text", "period_start", "period_end", "quantity", "amount")
        )
        if key in seen:
            detail = f"Line {place + 1} says the same as line {seen[key] + 1}: person, text, period and amount."
            yield Finding("duplicate-line", Severity.QUERY, detail, (f"lines.{seen[key]}.amount", f"lines.{place}.amount"))
        seen.setdefault(key, place)


CHECKS: tuple[Check, ...] = (
    check_lines_sum,
    check_tax,
    check_multiplications,
    check_dates,
    check_periods,
    check_duplicate_lines,
)
