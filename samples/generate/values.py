"""What a made-up document says, before anything is drawn, and what should come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Period = tuple[date, date]


@dataclass(frozen=True)
class Party:
    """A supplier as it presents itself on paper."""

    name: str
    address: tuple[str, ...]
    registration: str | None = None
    vat_number: str | None = None
    bank_account: str | None = None
    iban: str | None = None
    email: str = ""
    phone: str = ""
    country: str = "DK"
    slogan: str = ""
    p_number: str | None = None


@dataclass(frozen=True)
class Expect:
    """What should be decided about a line. `accept` are other verdicts that are honest; None is "not scored"."""

    verdict: str = "post"
    code: str | None = "auto-posted"
    grant_id: str | None = None
    period: Period | None = None
    rule: str | None = None
    tier: int | None = None
    expected: Decimal | None = None
    codes: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line: what is printed of it depends on the layout."""

    text: str
    amount: Decimal
    person: str | None = None
    person_name: str | None = None
    legal_basis: str | None = None
    period: Period | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    gross: Decimal | None = None
    contribution: Decimal | None = None
    planned: Decimal | None = None
    expect: Expect | None = None


@dataclass(frozen=True)
class Doc:
    """One document. `stated_total` differs from the sum only where the supplier made a mistake."""

    country: str
    number: str
    issued: date
    seller: Party
    lines: tuple[Line, ...]
    kind: str = "invoice"
    due: date | None = None
    buyer: tuple[str, ...] = ()
    buyer_gln: str | None = None
    buyer_reference: str | None = None
    order_reference: str | None = None
    credits: str | None = None
    period: Period | None = None
    tax_rate: Decimal | None = None
    stated_total: Decimal | None = None
    notes: tuple[str, ...] = ()
    uuid: str = ""
    #: Further head values that pages carry and no reader asks for: a customer number, the writer's initials.
    extras: tuple[tuple[str, str], ...] = ()

    @property
    def currency(self) -> str:
        return "DKK" if self.country == "dk" else "GBP"

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def tax(self) -> Decimal:
        # Nothing is added so that none of a negative sum is no -0.00.
        return ((self.tax_rate or Decimal(0)) * self.net / 100).quantize(Decimal("0.01")) + Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax if self.stated_total is None else self.stated_total

    @property
    def header_period(self) -> Period | None:
        """The period the header states: its own, or the one that all lines share."""
        if self.period:
            return self.period
        periods = {line.period for line in self.lines}
        return next(iter(periods)) if len(periods) == 1 else None

    @property
    def header_person(self) -> Line | None:
        """The line that names the one person the document is about, if there is one."""
        persons = {line.person for line in self.lines}
        return self.lines[0] if len(persons) == 1 and None not in persons else None


@dataclass(frozen=True)
class Part:
    """A part of a mail besides its text."""

    filename: str | None
    content_type: str
    content: bytes = field(repr=False)
    disposition: str = "attachment"
    content_id: str | None = None


@dataclass(frozen=True)
class Known:
    """A document that should be found in a mail: where, its bytes, and its truth in the form of the reading contract."""

    where: str
    content: bytes | None = field(repr=False)
    truth: dict[str, object]
    doc: Doc | None = None
    decisions: tuple[dict[str, object], ...] | None = None
