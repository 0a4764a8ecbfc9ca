"""Checks of what was read: sums, multiplications, tax, dates, periods, lines that stand twice.

An equation that fails says only that one of its members is wrong, so all of them are named. The smallest changes that
would close it are told to the person who looks; nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from models.finding import Finding, Severity
from models.invoice import DocumentKind, Invoice, LineReading
from models.money import round_half_up

#: Sums of rounded lines may differ from a rounded sum by so much.
TOLERANCE = Decimal("0.02")
CENT = Decimal("0.01")
#: An invoice dated so long after it came, or so long before, has its date misread or mistyped.
AHEAD = timedelta(days=7)
OLD = timedelta(days=3 * 366)
WEEK = Decimal(7)

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
    amounts = [(f"lines.{place}.amount", line.amount.value) for place, line in enumerate(invoice.lines) if line.amount]
    target_name, target = next(
        ((name, reading) for name in ("net", "total", "payable") if (reading := getattr(invoice, name)) is not None), ("", None)
    )
    if not amounts or target is None:
        return
    lines = sum((value for _, value in amounts), Decimal(0))
    adjusted = lines + sum((each.amount.value for each in invoice.adjustments), Decimal(0))
    gross = invoice.total.value if invoice.total else None
    if abs(adjusted - target.value) <= TOLERANCE or (gross is not None and abs(adjusted - gross) <= TOLERANCE):
        return
    difference = target.value - adjusted
    detail = f"The lines add up to {adjusted}, but {target_name} is {target.value}: {difference:+} differs."
    hints = _line_hints(amounts, difference)
    yield Finding("total-mismatch", Severity.QUERY, " ".join([detail, *hints]), (target_name, *(name for name, _ in amounts)))


def _line_hints(amounts: list[tuple[str, Decimal]], difference: Decimal) -> Iterator[str]:
    """Say which single change would close the sum."""
    for name, value in amounts[:60]:
        if value == -difference:
            yield f"It would close without line {_line_number(name)}."
        elif 2 * value == -difference:
            yield f"It would close if line {_line_number(name)} were {-value}."
        elif swap := _digit_change(value, value + difference):
            yield f"It would close if line {_line_number(name)} were {value + difference} ({swap})."


def _line_number(name: str) -> int:
    return int(name.split(".")[1]) + 1


def _digit_change(read: Decimal, wanted: Decimal) -> str | None:
    """Say how two amounts differ when it is by one digit, or by two that changed places."""
    first, second = f"{abs(read):.2f}", f"{abs(wanted):.2f}"
    if len(first) != len(second) or (read < 0) != (wanted < 0):
        return None
    places = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 1:
        return "one digit"
    if len(places) == 2 and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]:
        return "two digits that changed places"
    return None


def check_tax(invoice: Invoice, _kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Net and tax make the total; a total less what was paid is what is to be paid."""
    net, tax, total, payable, prepaid = invoice.net, invoice.tax, invoice.total, invoice.payable, invoice.prepaid
    if net and tax and total and abs(net.value + tax.value - total.value) > TOLERANCE:
        detail = f"Net {net.value} and tax {tax.value} make {net.value + tax.value}, but the total is {total.value}."
        yield Finding("tax-mismatch", Severity.QUERY, detail, ("net", "tax", "total"))
    if total and payable and prepaid and prepaid.value:
        rounding = invoice.rounding.value if invoice.rounding else Decimal(0)
        left = total.value - abs(prepaid.value) + rounding
        if abs(left - payable.value) > TOLERANCE:
            detail = f"Total {total.value} less {abs(prepaid.value)} paid leaves {left}, but {payable.value} is asked for."
            yield Finding("payable-mismatch", Severity.QUERY, detail, ("total", "prepaid", "payable"))


def check_multiplications(invoice: Invoice, kind: DocumentKind, _received: date | None) -> Iterator[Finding]:
    """Quantity times unit price is the amount of each line; a weekly price may be billed by the day."""
    for place, line in enumerate(invoice.lines):
        quantity, price, amount = line.quantity, line.unit_price, line.amount
        if quantity is None or price is None or amount is None:
            continue
        made = round_half_up(quantity.value * price.value)
        turned = kind is DocumentKind.INVOICE and made < 0 < amount.value
        if not turned and (abs(abs(made) - abs(amount.value)) <= CENT or _by_the_day(line)):
            continue
        detail = f"Line {place + 1}: {quantity.value} times {price.value} is {made}, but the amount is {amount.value}."
        names = tuple(f"lines.{place}.{name}" for name in ("quantity", "unit_price", "amount"))
        yield Finding("line-mismatch", Severity.QUERY, detail, names)


def _by_the_day(line: LineReading) -> bool:
    if line.quantity is None or line.unit_price is None or line.amount is None or line.unit is None:
        return False
    if line.unit.value not in {"day", "night"}:
        return False
    by_day = round_half_up(line.quantity.value * line.unit_price.value / WEEK)
    by_rounded_day = line.quantity.value * round_half_up(line.unit_price.value / WEEK)
    return abs(line.amount.value) in {abs(by_day), abs(by_rounded_day)}


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
