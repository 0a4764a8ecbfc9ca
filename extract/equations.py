"""The sums and products that the values of an invoice should make, and the smallest changes that would close one that fails.

An equation that fails says only that one of its members is wrong, so all of them are named. What would close it is for the eyes
of a person: nothing here changes a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.document import Reading
from models.invoice import DocumentKind, Invoice, LineReading
from models.money import round_half_up

#: Sums of rounded lines may differ from a rounded sum by so much.
TOLERANCE = Decimal("0.02")
CENT = Decimal("0.01")
WEEK = Decimal(7)
#: Further members of a long table are not tried.
MOST_TRIED = 60
#: So many small changes are told; more would say nothing.
MOST_TOLD = 4
#: The sums that lines may make, the most telling first.
TARGETS = ("net", "total", "payable")


@dataclass(frozen=True, slots=True)
class Closer:
    """One change to one value that would close an equation: what it would be, or None where it would have to go."""

    path: str
    value: Decimal | None
    #: "left-out", "sign", "one-digit", "swapped-digits", "decimal-mark".
    how: str


@dataclass(frozen=True, slots=True)
class Equation:
    """What values make together and what is stated. `parts` are the paths and values on the left side."""

    name: str
    parts: tuple[tuple[str, Decimal], ...]
    stated: tuple[str, Decimal]
    made: Decimal
    holds: bool
    text: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The paths of all members, the stated one first."""
        return (self.stated[0], *(path for path, _ in self.parts))

    @property
    def difference(self) -> Decimal:
        """How much more is stated than made."""
        return self.stated[1] - self.made


def equations(invoice: Invoice, kind: DocumentKind = DocumentKind.INVOICE) -> Iterator[Equation]:
    """Yield every equation whose members are all on the document."""
    for found in (lines_sum(invoice), tax_sum(invoice), payable_sum(invoice)):
        if found is not None:
            yield found
    for place, line in enumerate(invoice.lines):
        product = line_product(place, line, kind)
        if product is not None:
            yield product


def lines_sum(invoice: Invoice) -> Equation | None:
    """Return the sum of the lines, with allowances and charges, that makes net, or else the total."""
    parts = [(f"lines.{place}.amount", line.amount.value) for place, line in enumerate(invoice.lines) if line.amount]
    target = next((name for name in TARGETS if getattr(invoice, name) is not None), None)
    if not parts or target is None:
        return None
    adjustments = [each.amount.value for each in invoice.adjustments]
    made = sum((value for _, value in parts), Decimal(0)) + sum(adjustments, Decimal(0))
    stated = getattr(invoice, target).value
    gross = invoice.total.value if invoice.total else None
    closes = abs(made - stated) <= TOLERANCE
    by_gross = not closes and gross is not None and abs(made - gross) <= TOLERANCE
    if by_gross and gross is not None:
        target, stated = "total", gross
    return Equation(
        "lines",
        tuple(parts),
        (target, stated),
        made,
        closes or by_gross,
        _sum_text([*(v for _, v in parts), *adjustments], made),
    )


def tax_sum(invoice: Invoice) -> Equation | None:
    """Return the sum of net and tax that makes the total."""
    net, tax, total = invoice.net, invoice.tax, invoice.total
    if not (net and tax and total):
        return None
    made = net.value + tax.value
    parts = (("net", net.value), ("tax", tax.value))
    return Equation("tax", parts, ("total", total.value), made, _near(made, total), _sum_text([net.value, tax.value], made))


def payable_sum(invoice: Invoice, *, complete: bool = False) -> Equation | None:
    """Return the total less what was paid, rounded, which is what is to be paid.

    On a `complete` document, an e-invoice, what is not stated as paid is not paid; on a page it may only not have been read.
    """
    total, payable, prepaid = invoice.total, invoice.payable, invoice.prepaid
    stated = bool(prepaid and prepaid.value)
    if not (total and payable and (stated or complete)):
        return None
    rounding = invoice.rounding.value if invoice.rounding else Decimal(0)
    paid = -abs(prepaid.value) if prepaid else Decimal(0)
    made = total.value + paid + rounding
    parts = (("total", total.value), *((("prepaid", paid),) if stated else ()))
    text = _sum_text([total.value, *([paid] if stated else []), *([rounding] if rounding else [])], made)
    return Equation("payable", parts, ("payable", payable.value), made, _near(made, payable), text)


def line_product(place: int, line: LineReading, kind: DocumentKind) -> Equation | None:
    """Return quantity times unit price, which is the amount; a weekly price may be billed by the day.

    A credit may be printed with either sign; on an invoice a negative quantity does not make a positive amount.
    """
    quantity, price, amount = line.quantity, line.unit_price, line.amount
    if quantity is None or price is None or amount is None:
        return None
    made = round_half_up(quantity.value * price.value)
    turned = kind is DocumentKind.INVOICE and made < 0 < amount.value
    # What they make may be the gross that stands in a column of its own, with the amount what is left of it.
    seen = "multiplies" in amount.evidence
    holds = not turned and (abs(abs(made) - abs(amount.value)) <= CENT or _by_the_day(line) or seen)
    parts = ((f"lines.{place}.quantity", quantity.value), (f"lines.{place}.unit_price", price.value))
    text = f"{quantity.value} × {price.value} = {made}"
    return Equation("product", parts, (f"lines.{place}.amount", amount.value), made, holds, text)


def closers(equation: Equation) -> tuple[Closer, ...]:
    """Return the single small changes that would close an equation that fails; never more than a few."""
    if equation.holds:
        return ()
    tried = [*equation.parts[:MOST_TRIED], equation.stated]
    found = [closer for path, value in tried for closer in _closer(equation, path, value)]
    return tuple(found[:MOST_TOLD])


def _closer(equation: Equation, path: str, value: Decimal) -> Iterator[Closer]:
    wanted = _wanted(equation, path, value)
    if wanted is None:
        return
    if wanted == 0 and equation.name == "lines" and path != equation.stated[0]:
        yield Closer(path, None, "left-out")
    elif how := _small_change(value, wanted):
        yield Closer(path, wanted, how)


def _wanted(equation: Equation, path: str, value: Decimal) -> Decimal | None:
    """Return what a member would have to be, all others as read; None when nothing exact would do."""
    stated_path, stated = equation.stated
    if path == stated_path:
        return equation.made
    if equation.name != "product":
        return value + equation.difference
    other = next(each for name, each in equation.parts if name != path)
    if not other:
        return None
    exact = abs(stated / other).quantize(CENT).copy_sign(value)
    return exact if abs(abs(round_half_up(exact * other)) - abs(stated)) <= CENT else None


def _small_change(read: Decimal, wanted: Decimal) -> str | None:
    """Say how two numbers differ where it is by what readers and writers get wrong: a sign, a digit, two digits, the mark.

    >>> _small_change(Decimal("82.00"), Decimal("28.00")), _small_change(Decimal("10.00"), Decimal("1000.00"))
    ('swapped-digits', 'decimal-mark')
    """
    if read == wanted or not read:
        return None
    if read == -wanted:
        return "sign"
    if wanted in {read * 10, read * 100, read / 10, read / 100}:
        return "decimal-mark"
    first, second = f"{abs(read):.2f}", f"{abs(wanted):.2f}"
    if len(first) != len(second) or (read < 0) != (wanted < 0):
        return None
    places = [place for place, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(places) == 1:
        return "one-digit"
    if len(places) == 2 and first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]:
        return "swapped-digits"
    return None


def _by_the_day(line: LineReading) -> bool:
    if line.quantity is None or line.unit_price is None or line.amount is None or line.unit is None:
        return False
    if line.unit.value not in {"day", "night"}:
        return False
    by_day = round_half_up(line.quantity.value * line.unit_price.value / WEEK)
    by_rounded_day = line.quantity.value * round_half_up(line.unit_price.value / WEEK)
    return abs(line.amount.value) in {abs(by_day), abs(by_rounded_day)}


def _near(made: Decimal, stated: Reading[Any]) -> bool:
    return bool(abs(made - stated.value) <= TOLERANCE)


def _sum_text(values: Sequence[Decimal], made: Decimal) -> str:
    shown = [f"{value}" for value in values[:MOST_TRIED]] + (["…"] if len(values) > MOST_TRIED else [])
    return f"{' + '.join(shown)} = {made}".replace("+ -", "− ")
