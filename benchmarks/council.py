"""A simulated council: grants, people and suppliers, and documents with every fault of the decision table and its truth.

What each document should come to is worked out here from how it was made, with arithmetic of its own, never by asking the
code under test. Everybody is made up; personal numbers have birth years that nobody living has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from countries.packs import DENMARK, ENGLAND
from match.facts import EarlierDocument, Facts, WeeklyCharge
from models.country import CountryPack
from models.document import ReaderName, Reading, Source
from models.grant import Billing, CodingRow, Grant, Ownership, Person, Rate, Settled, Supplier, Unit
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from models.money import Money
from models.period import Period
from models.policy import Policy

PENNY = Decimal("0.01")
SIX_MONTHS = [Period.month(2026, month) for month in range(1, 7)]
FOUR_WEEKS = [Period(date(2026, 1, 5) + timedelta(days=28 * n), date(2026, 2, 1) + timedelta(days=28 * n)) for n in range(7)]
RECEIVED = date(2026, 7, 15)
ISSUED = date(2026, 7, 13)


@dataclass(frozen=True, slots=True)
class Truth:
    """What one line should come to. `pays` is who is paid for what, when the line is right."""

    code: str
    pays: tuple[str, Period, Decimal] | None = None
    #: A clean line on a grant of a fixed amount: the kind that should need no hand.
    clean_fixed: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One document with the facts of its council, and the truth of each line."""

    extraction: Extraction
    facts: Facts
    policy: Policy
    pack: CountryPack
    truths: tuple[Truth, ...]


def read(value: Any, sure: float = 1.0) -> Any:
    return None if value is None else Reading(value, sure, Source(str(value)))


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)


@dataclass
class Desk:
    """One supplier and one person being made up, for one document."""

    rng: random.Random
    pack: CountryPack
    serial: int
    policy: Policy
    supplier: Supplier = field(init=False)
    person: Person = field(init=False)
    grants: list[Grant] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    changes: dict = field(default_factory=dict)
    seller: dict = field(default_factory=dict)
    head: dict = field(default_factory=dict)
    kind: DocumentKind = DocumentKind.INVOICE

    def __post_init__(self) -> None:
        registration = f"{10_000_000 + self.serial:08}"
        account = (
            f"{1000 + self.serial % 9000}-{self.serial:010}" if self.danish else f"{100000 + self.serial}-{self.serial:08}"
        )
        self.supplier = Supplier(
            f"S{self.serial}", f"Supplier {self.serial}", self.pack.code.upper(), registration, bank_accounts=(account,)
        )
        self.seller = {"registration": registration, "bank_account": account if self.rng.random() < 0.6 else None}
        self.person = self.new_person()

    @property
    def danish(self) -> bool:
        return self.pack.code == "dk"

    def new_person(self) -> Person:
        number = self.rng.randrange(10_000)
        born = f"{self.rng.randint(1, 28):02}{self.rng.randint(1, 12):02}{self.rng.randint(31, 36)}"
        if self.danish:
            return Person(f"P{self.serial}-{number}", "Made Up", cpr=f"{born}4{number % 1000:03}")
        return Person(f"{1_000_000 + self.serial * 7 + number % 7}", "Made Up")

    def rate(self, low: int, high: int) -> Decimal:
        return Decimal(self.rng.randrange(low, high)) + Decimal(self.rng.choice(["0", "0.25", "0.50", "0.75"]))

    def grant(self, rate: Decimal, unit: Unit, *later: tuple[date, Decimal], **kw: Any) -> Grant:
        start = kw.pop("start", date(2025, 1, 1))
        money = [Rate(start, Money.of(rate, self.pack.currency))]
        money += [Rate(day, Money.of(amount, self.pack.currency)) for day, amount in later]
        extra = tuple(
            Rate(start, Money.of(amount, self.pack.currency), f"supplement:{name}")
            for name, amount in kw.pop("supplements", ())
        )
        grant = Grant(
            **{
                "grant_id": f"G{self.serial}-{len(self.grants)}",
                "person_id": self.person.person_id,
                "supplier_id": self.supplier.supplier_id,
                "service": "care",
                "legal_basis": self.rng.choice(["SEL107", "SEL108"]) if self.danish else "CARE-ACT",
                "unit": unit,
                "start": start,
                "rates": (*money, *extra),
                **kw,
            }
        )
        self.grants.append(grant)
        return grant

    def pay(self, grant: Grant, period: Period, amount: Decimal, number: str = "old") -> None:
        money = Money.of(amount, self.pack.currency)
        self.settled.append(Settled(grant.supplier_id, number, grant.grant_id, period, money, voucher="V1", component="base"))

    def line(
        self,
        amount: Decimal | None,
        period: Period | None,
        number: int = 1,
        person: str | None = "own",
        sure: float = 1.0,
        **kw: Any,
    ) -> LineReading:
        said = (self.person.cpr or self.person.person_id) if person == "own" else person
        values = {
            "person": said,
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "amount": amount,
            **kw,
        }
        return LineReading(number, **{name: read(value, sure) for name, value in values.items()})

    def case(self, lines: list[LineReading], truths: list[Truth], **head: Any) -> Case:
        total = sum((line.amount.value for line in lines if line.amount), Decimal(0))
        values = {
            "number": f"N{self.serial}",
            "issued": ISSUED,
            "currency": self.pack.currency,
            "total": total,
            "buyer_reference": "REF",
        }
        values |= {**self.head, **head}
        invoice = Invoice(
            **{name: value if isinstance(value, Reading) else read(value) for name, value in values.items()},
            supplier=SupplierReading(**{name: read(value) for name, value in self.seller.items()}),
            lines=tuple(lines),
        )
        facts = Facts(
            RECEIVED,
            f"{self.serial:064}",
            suppliers=(self.supplier,),
            people=(self.person,),
            grants=tuple(self.grants),
            settled=tuple(self.settled),
            coding=tuple(
                CodingRow(basis, "", "", "", "40000000", "X") for basis in ("SEL103", "SEL104", "SEL107", "SEL108", "CARE-ACT")
            ),
            sample_salt="bench",
        )
        facts = replace(facts, **self.changes)
        return Case(Extraction(self.kind, ReaderName.PDF_TEXT, invoice), facts, self.policy, self.pack, tuple(truths))


# --- what is fixed and clean --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fixed:
    """A grant of a fixed amount, one of its periods, and what that costs."""

    grant: Grant
    period: Period
    amount: Decimal
    daily: Decimal
    periods: list[Period]
    #: What any of its periods costs.
    cost: Callable[[Period], Decimal]


def fixed(desk: Desk, **kw: Any) -> Fixed:
    """Make the usual grant of the country, with other grants and a history of payments around it."""
    rng = desk.rng
    if desk.danish and rng.random() < 0.6:
        rate = desk.rate(1200, 3200)
        grant, cost, periods = desk.grant(rate, Unit.DAY, **kw), lambda p: rate * p.days, SIX_MONTHS
        daily = rate
    elif desk.danish:
        rate = desk.rate(15000, 80000)
        grant, cost, periods = desk.grant(rate, Unit.MONTH, **kw), lambda _p: rate, SIX_MONTHS
        daily = Decimal(0)
    elif rng.random() < 0.7:
        rate = desk.rate(600, 1500)
        grant = desk.grant(rate, Unit.WEEK, billing=Billing.FOUR_WEEKLY, **kw)
        cost, periods, daily = (lambda p: rounded(rate * p.days / 7)), FOUR_WEEKS[:6], rate / 7
        desk.changes.setdefault("calendars", (("four_weekly", tuple(FOUR_WEEKS)),))
    else:
        rate = desk.rate(600, 1500)
        grant, cost, periods, daily = (
            desk.grant(rate, Unit.WEEK, **kw),
            (lambda p: rounded(rate * p.days / 7)),
            SIX_MONTHS,
            rate / 7,
        )
    period = rng.choice(periods[2:])
    for earlier in periods[: periods.index(period)]:
        if rng.random() < 0.8:
            desk.pay(grant, earlier, cost(earlier))
    return Fixed(grant, period, cost(period), daily, periods, cost)


def bystanders(desk: Desk, amount: Decimal) -> None:
    """Add grants that cannot be meant: ended, elsewhere, or of another price."""
    rng = desk.rng
    if rng.random() < 0.4:
        desk.grant(desk.rate(100, 500), Unit.DAY, legal_basis="SEL104" if desk.danish else "CARE-ACT")
    if rng.random() < 0.3:
        desk.grant(rounded(amount), Unit.MONTH, start=date(2024, 1, 1), end=date(2025, 3, 31))
    if rng.random() < 0.3:
        desk.grant(rounded(amount), Unit.MONTH, supplier_id="ELSEWHERE")


def clean(desk: Desk) -> Case:
    one = fixed(desk)
    bystanders(desk, one.amount)
    truth = Truth("auto-posted", (one.grant.grant_id, one.period, one.amount), clean_fixed=True)
    return desk.case([desk.line(one.amount, one.period)], [truth])


def clean_part(desk: Desk) -> Case:
    """Admitted or discharged inside a calendar month: paid for the days that are granted."""
    rate = desk.rate(1200, 3200) if desk.danish else desk.rate(600, 1500)
    month = desk.rng.choice(SIX_MONTHS[1:])
    day = month.start + timedelta(days=desk.rng.randint(2, 26))
    admitted = desk.rng.random() < 0.5
    grant = desk.grant(rate, Unit.DAY if desk.danish else Unit.WEEK, **({"start": day} if admitted else {"end": day}))
    period = Period(day, month.end) if admitted else Period(month.start, day)
    amount = rate * period.days if desk.danish else rounded(rate * period.days / 7)
    return desk.case([desk.line(amount, period)], [Truth("auto-posted", (grant.grant_id, period, amount), clean_fixed=True)])


def clean_rate_change(desk: Desk) -> Case:
    month = desk.rng.choice(SIX_MONTHS[1:])
    change = month.start + timedelta(days=desk.rng.randint(1, 25))
    old = desk.rate(1200, 3200) if desk.danish else desk.rate(600, 1500)
    new = old + desk.rng.randint(5, 90)
    grant = desk.grant(old, Unit.DAY if desk.danish else Unit.WEEK, (change, new))
    before = (change - month.start).days
    exact = old * before + new * (month.days - before)
    amount = exact if desk.danish else rounded(exact / 7)
    return desk.case([desk.line(amount, month)], [Truth("auto-posted", (grant.grant_id, month, amount), clean_fixed=True)])


def clean_supplement(desk: Desk) -> Case:
    rate, extra = desk.rate(1200, 3200), desk.rate(100, 400)
    month = desk.rng.choice(SIX_MONTHS[1:])
    grant = desk.grant(rate, Unit.DAY, supplements=(("night", extra),))
    amount = (rate + extra) * month.days
    return desk.case([desk.line(amount, month)], [Truth("auto-posted", (grant.grant_id, month, amount), clean_fixed=True)])


def collective(desk: Desk) -> Case:
    """Several people on one invoice, each on a line of their own."""
    people, lines, truths = [], [], []
    for number in range(1, desk.rng.randint(3, 7)):
        desk.person = desk.new_person()
        if any(desk.person.person_id == each.person_id or desk.person.cpr == each.cpr is not None for each in people):
            continue
        people.append(desk.person)
        one = fixed(desk)
        lines.append(desk.line(one.amount, one.period, number))
        truths.append(Truth("auto-posted", (one.grant.grant_id, one.period, one.amount), clean_fixed=True))
    desk.changes["people"] = tuple(people)
    return desk.case(lines, truths)


def collective_with_fault(desk: Desk) -> Case:
    """One line of several is for a person that nobody knows: the rest waits in Denmark and is paid in England."""
    case = collective(desk)
    wrong = desk.line(Decimal("123.45"), SIX_MONTHS[5], 99, "010131-4999" if desk.danish else "99999")
    waits = [replace(truth, code="waits-for-document", pays=None, clean_fixed=False) for truth in case.truths]
    truths = [*(waits if desk.danish else case.truths), Truth("citizen-unknown")]
    return desk.case([*case.extraction.invoice.lines, wrong], truths)


def inferred_period(desk: Desk) -> Case:
    """No period is stated, and only one month is not paid."""
    rate = desk.rate(15000, 80000)
    grant = desk.grant(rate, Unit.MONTH, start=date(2026, 1, 1), end=date(2026, 6, 30))
    open_month = desk.rng.choice(SIX_MONTHS)
    for month in SIX_MONTHS:
        if month != open_month:
            desk.pay(grant, month, rate)
    return desk.case([desk.line(rate, None)], [Truth("proposed")])


# --- faults -------------------------------------------------------------------------------------------------------------


def no_supplier(desk: Desk) -> Case:
    one = fixed(desk)
    desk.changes["suppliers"] = ()
    return desk.case([desk.line(one.amount, one.period)], [Truth("no-supplier")])


def supplier_by_name(desk: Desk) -> Case:
    one = fixed(desk)
    desk.seller = {"name": desk.supplier.name}
    return desk.case([desk.line(one.amount, one.period)], [Truth("supplier-unconfirmed")])


def supplier_blocked(desk: Desk) -> Case:
    one = fixed(desk)
    desk.changes["suppliers"] = (replace(desk.supplier, blocked=True),)
    return desk.case([desk.line(one.amount, one.period)], [Truth("supplier-suspended")])


def bank_changed(desk: Desk) -> Case:
    one = fixed(desk)
    desk.seller["bank_account"] = "9999-0000000001" if desk.danish else "999999-00000001"
    return desk.case([desk.line(one.amount, one.period)], [Truth("bank-details-changed")])


def no_person(desk: Desk) -> Case:
    one = fixed(desk)
    return desk.case([desk.line(one.amount, one.period, person=None)], [Truth("no-citizen")])


def unknown_person(desk: Desk) -> Case:
    one = fixed(desk)
    return desk.case(
        [desk.line(one.amount, one.period, person="010131-4999" if desk.danish else "99999")], [Truth("citizen-unknown")]
    )


def doubtful_person(desk: Desk) -> Case:
    one = fixed(desk)
    line = desk.line(one.amount, one.period, person="010131-4999" if desk.danish else "99999", sure=0.8)
    return desk.case([line], [Truth("citizen-id-ocr-doubt")])


def two_people(desk: Desk) -> Case:
    one = fixed(desk)
    other = "CPR 010131-4999" if desk.danish else "Mosaic no 99999"
    return desk.case([desk.line(one.amount * 2, one.period, text=f"Care, {other}")], [Truth("multi-citizen-line")])


def no_grant(desk: Desk) -> Case:
    return desk.case([desk.line(desk.rate(1000, 90000), SIX_MONTHS[4])], [Truth("no-grant")])


def wrong_supplier(desk: Desk) -> Case:
    one = fixed(desk, supplier_id="ELSEWHERE")
    desk.settled.clear()
    return desk.case([desk.line(one.amount, one.period)], [Truth("wrong-supplier")])


def several_grants(desk: Desk) -> Case:
    """Two grants of the same price, or so near that tolerance could cross; sometimes one of them is paid already."""
    one = fixed(desk)
    twin = replace(one.grant, grant_id=one.grant.grant_id + "b", legal_basis="SEL108" if desk.danish else "CARE-ACT")
    desk.grants.append(twin)
    if desk.rng.random() < 0.4:
        desk.pay(twin, one.period, one.amount)
    return desk.case([desk.line(one.amount, one.period)], [Truth("several-grants")])


def excluded(desk: Desk) -> Case:
    rate = desk.rate(200, 500)
    desk.grant(rate, Unit.DAY, legal_basis="SEL97")
    return desk.case([desk.line(rate * 30, SIX_MONTHS[5])], [Truth("excluded-paragraph")])


def outside(desk: Desk) -> Case:
    one = fixed(desk, end=date(2025, 12, 31))
    desk.settled.clear()
    return desk.case([desk.line(one.amount, one.period)], [Truth("period-outside-grant")])


def deceased(desk: Desk) -> Case:
    one = fixed(desk)
    desk.changes["people"] = (replace(desk.person, died=one.period.start + timedelta(days=desk.rng.randint(3, 20))),)
    return desk.case([desk.line(one.amount, one.period)], [Truth("citizen-deceased")])


def paid(desk: Desk) -> Case:
    one = fixed(desk)
    desk.pay(one.grant, one.period, one.amount)
    return desk.case([desk.line(one.amount, one.period)], [Truth("already-paid")])


def duplicate(desk: Desk) -> Case:
    one = fixed(desk)
    bystanders(desk, one.amount)
    if desk.rng.random() < 0.5:
        desk.pay(one.grant, one.period, one.amount)
    earlier = EarlierDocument(
        "d", "other", RECEIVED, "approved", f"N.{desk.serial}", (desk.supplier.supplier_id,), issued=ISSUED, total=one.amount
    )
    desk.changes["earlier"] = (earlier,)
    return desk.case([desk.line(one.amount, one.period)], [Truth("duplicate-doc")])


def number_reused(desk: Desk) -> Case:
    one = fixed(desk)
    earlier = EarlierDocument(
        "d", "other", RECEIVED, "approved", f"N.{desk.serial}", (desk.supplier.supplier_id,), issued=date(2025, 7, 1)
    )
    desk.changes["earlier"] = (earlier,)
    return desk.case([desk.line(one.amount, one.period)], [Truth("number-reused")])


def corrected(desk: Desk) -> Case:
    one = fixed(desk)
    earlier = EarlierDocument(
        "d", "other", RECEIVED, "returned", f"N.{desk.serial}", (desk.supplier.supplier_id,), total=one.amount + 100
    )
    desk.changes["earlier"] = (earlier,)
    truth = Truth("auto-posted", (one.grant.grant_id, one.period, one.amount), clean_fixed=True)
    return desk.case([desk.line(one.amount, one.period)], [truth])


def too_high(desk: Desk) -> Case:
    one = fixed(desk)
    more = Decimal(desk.rng.randrange(200, 400_000)) / 100 + Decimal("2.13")
    return desk.case([desk.line(one.amount + more, one.period)], [Truth("amount-too-high")])


def too_low(desk: Desk) -> Case:
    one = fixed(desk)
    less = min(Decimal(desk.rng.randrange(200, 100_000)) / 100 + Decimal("2.13"), one.amount / 2)
    return desk.case([desk.line(rounded(one.amount - less), one.period)], [Truth("amount-too-low")])


def misread(desk: Desk) -> Case:
    """One digit of the amount is wrong, and the reader was sure of it all the same."""
    one = fixed(desk)
    digits = list(f"{one.amount:.2f}")
    place = desk.rng.choice([place for place, digit in enumerate(digits) if digit.isdigit() and place > 0])
    digits[place] = str((int(digits[place]) + desk.rng.randint(1, 9)) % 10)
    read_as = Decimal("".join(digits))
    truth = Truth("amount-too-high" if read_as > one.amount else "amount-too-low")
    return desk.case([desk.line(read_as, one.period, sure=0.995)], [truth])


def days_wrong(desk: Desk) -> Case:
    rate = desk.rate(1200, 3200) if desk.danish else desk.rate(600, 1500)
    desk.grant(rate, Unit.DAY if desk.danish else Unit.WEEK)
    month = desk.rng.choice(SIX_MONTHS)
    days = month.days + desk.rng.choice([-4, -3, -2, 1, 2, 3])
    amount = rate * days if desk.danish else rounded(rate * days / 7)
    return desk.case([desk.line(amount, month)], [Truth("days-differ")])


def unit_wrong(desk: Desk) -> Case:
    rate = desk.rate(1200, 3200)
    desk.grant(rate, Unit.DAY)
    return desk.case([desk.line(rounded(rate * Decimal("30.5")), desk.rng.choice(SIX_MONTHS))], [Truth("unit-differ")])


def old_rate(desk: Desk) -> Case:
    old = desk.rate(15000, 80000)
    desk.grant(old, Unit.MONTH, (date(2026, 1, 1), old + Decimal("717.33")))
    return desk.case([desk.line(old, desk.rng.choice(SIX_MONTHS))], [Truth("old-rate-used")])


def new_rate(desk: Desk) -> Case:
    now = desk.rate(15000, 80000)
    desk.grant(now, Unit.MONTH, (date(2027, 1, 1), now + Decimal("717.33")))
    return desk.case([desk.line(now + Decimal("717.33"), desk.rng.choice(SIX_MONTHS))], [Truth("rate-not-in-grant")])


def supplement_extra(desk: Desk) -> Case:
    one = fixed(desk)
    word = "Tillæg for ekstra støtte" if desk.danish else "Double-up visits"
    right = Truth("auto-posted", (one.grant.grant_id, one.period, one.amount), clean_fixed=True)
    if desk.danish:
        right = Truth("waits-for-document")
    extra = desk.line(desk.rate(50, 900) + Decimal("0.13"), one.period, 2, text=word)
    return desk.case([desk.line(one.amount, one.period), extra], [right, Truth("supplement-not-granted")])


def regulation(desk: Desk) -> Case:
    old = desk.rate(15000, 80000)
    difference = Decimal(desk.rng.randrange(10_000, 90_000)) / 100
    grant = desk.grant(old, Unit.MONTH, (date(2026, 1, 1), old + difference))
    months = SIX_MONTHS[: desk.rng.randint(1, 4)]
    for month in months:
        desk.pay(grant, month, old)
    period = Period(months[0].start, months[-1].end)
    return desk.case([desk.line(difference * len(months), period)], [Truth("retro-adjustment")])


def package(desk: Desk) -> Case:
    one, other = desk.rate(15000, 80000), desk.rate(5000, 14000)
    desk.grant(one, Unit.MONTH, legal_basis="SEL107" if desk.danish else "CARE-ACT")
    desk.grant(other, Unit.MONTH, legal_basis="SEL104" if desk.danish else "CARE-ACT")
    return desk.case([desk.line(one + other, desk.rng.choice(SIX_MONTHS))], [Truth("package-not-itemised")])


def net_gross(desk: Desk) -> Case:
    one = fixed(desk)
    weekly = desk.rate(60, 300)
    desk.changes["charges"] = (WeeklyCharge(desk.person.person_id, Money.of(weekly, desk.pack.currency), date(2025, 1, 1)),)
    less = rounded(weekly * one.period.days / 7)
    return desk.case([desk.line(one.amount - less, one.period)], [Truth("net-gross-diff")])


def with_vat(desk: Desk) -> Case:
    one = fixed(desk)
    factor = Decimal("1.25") if desk.danish else Decimal("1.20")
    if desk.rng.random() < 0.5:
        return desk.case([desk.line(rounded(one.amount * factor), one.period)], [Truth("vat-unexpected")])
    tax = rounded(one.amount * (factor - 1))
    line = desk.line(one.amount, one.period)
    return desk.case([line], [Truth("vat-unexpected")], net=one.amount, tax=tax, total=one.amount + tax)


def credit(desk: Desk) -> Case:
    one = fixed(desk)
    desk.pay(one.grant, one.period, one.amount, number="ORIG-1")
    desk.kind = DocumentKind.CREDIT_NOTE
    desk.head["credits"] = "ORIG-1"
    truth = Truth("auto-posted", (one.grant.grant_id, one.period, one.amount))
    return desk.case([desk.line(one.amount, None)], [truth])


def credit_unknown(desk: Desk) -> Case:
    one = fixed(desk)
    desk.kind = DocumentKind.CREDIT_NOTE
    desk.head["credits"] = "NEVER-1"
    return desk.case([desk.line(one.amount, None)], [Truth("credit-no-original")])


def credit_too_much(desk: Desk) -> Case:
    one = fixed(desk)
    desk.pay(one.grant, one.period, one.amount, number="ORIG-1")
    if desk.rng.random() < 0.5:
        desk.pay(one.grant, one.period, -one.amount, number="CN-0")
    desk.kind = DocumentKind.CREDIT_NOTE
    desk.head["credits"] = "ORIG-1"
    return desk.case([desk.line(one.amount + 10, None)], [Truth("credit-exceeds-original")])


def time_barred(desk: Desk) -> Case:
    rate = desk.rate(15000, 80000)
    desk.changes["suppliers"] = (replace(desk.supplier, ownership=Ownership.MUNICIPALITY),)
    desk.grant(rate, Unit.MONTH, start=date(2024, 1, 1))
    return desk.case([desk.line(rate, Period.month(2025, desk.rng.randint(1, 6)))], [Truth("claim-time-barred")])


def coding_missing(desk: Desk) -> Case:
    one = fixed(desk)
    desk.changes["coding"] = ()
    return desk.case([desk.line(one.amount, one.period)], [Truth("coding-missing")])


def coding_twice(desk: Desk) -> Case:
    one = fixed(desk)
    desk.changes["coding"] = (CodingRow("", "", "", "", "1", "X"), CodingRow(one.grant.legal_basis, "", "", "", "2", "X"))
    return desk.case([desk.line(one.amount, one.period)], [Truth("coding-ambiguous")])


def above_limit(desk: Desk) -> Case:
    one = fixed(desk)
    desk.policy = replace(desk.policy, auto_limit=one.amount - 1)
    return desk.case([desk.line(one.amount, one.period)], [Truth("over-limit")])


def sum_wrong(desk: Desk) -> Case:
    one = fixed(desk)
    return desk.case([desk.line(one.amount, one.period)], [Truth("total-mismatch")], total=one.amount + 50)


def no_reference(desk: Desk) -> Case:
    one = fixed(desk)
    return desk.case([desk.line(one.amount, one.period)], [Truth("missing-reference")], buyer_reference=None)


def doubtful_amount(desk: Desk) -> Case:
    one = fixed(desk)
    return desk.case([desk.line(one.amount, one.period, sure=0.9)], [Truth("low-confidence")])


def ahead(desk: Desk) -> Case:
    rate = desk.rate(15000, 80000)
    desk.grant(rate, Unit.MONTH)
    return desk.case([desk.line(rate, Period.month(2026, 8))], [Truth("prepaid-not-agreed")])


def ambiguous_month(desk: Desk) -> Case:
    rate = desk.rate(15000, 80000)
    desk.grant(rate, Unit.MONTH)
    return desk.case([desk.line(rate, None)], [Truth("ambiguous-period")])


def quarter(desk: Desk) -> Case:
    rate = desk.rate(15000, 80000)
    desk.grant(rate, Unit.MONTH)
    return desk.case([desk.line(rate * 3, Period(date(2026, 4, 1), date(2026, 6, 30)))], [Truth("proposed")])


def hours(desk: Desk) -> Case:
    rate, planned = desk.rate(20, 40), Decimal(desk.rng.randint(7, 30))
    desk.grant(rate, Unit.HOUR, units_per_week=planned, billing=Billing.FOUR_WEEKLY)
    done = planned * 4 - Decimal(desk.rng.randint(1, 12)) / 4
    line = desk.line(rounded(rate * done), FOUR_WEEKS[4], quantity=done, unit="hour", unit_price=rate)
    return desk.case([line], [Truth("proposed")])


def hours_too_many(desk: Desk) -> Case:
    rate, planned = desk.rate(20, 40), Decimal(desk.rng.randint(7, 30))
    desk.grant(rate, Unit.HOUR, units_per_week=planned, billing=Billing.FOUR_WEEKLY)
    done = planned * 4 + Decimal(desk.rng.randint(1, 12)) / 4
    line = desk.line(rounded(rate * done), FOUR_WEEKS[4], quantity=done, unit="hour", unit_price=rate)
    return desk.case([line], [Truth("amount-too-high")])


def not_an_invoice(desk: Desk) -> Case:
    one = fixed(desk)
    desk.kind, code = desk.rng.choice(
        [
            (DocumentKind.REMINDER, "doc-reminder"),
            (DocumentKind.STATEMENT_OF_ACCOUNT, "doc-statement"),
            (DocumentKind.REMITTANCE, "doc-remittance"),
        ]
    )
    return desk.case([desk.line(one.amount, one.period)], [Truth(code)])


BOTH = {
    clean: 260,
    clean_part: 60,
    clean_rate_change: 30,
    clean_supplement: 25,
    collective: 60,
    collective_with_fault: 15,
    inferred_period: 20,
    corrected: 10,
    credit: 15,
    no_supplier: 10,
    supplier_by_name: 10,
    supplier_blocked: 8,
    bank_changed: 10,
    no_person: 15,
    unknown_person: 15,
    doubtful_person: 10,
    two_people: 8,
    no_grant: 20,
    wrong_supplier: 12,
    several_grants: 20,
    outside: 20,
    deceased: 10,
    paid: 20,
    duplicate: 20,
    number_reused: 8,
    too_high: 25,
    too_low: 20,
    misread: 20,
    days_wrong: 20,
    unit_wrong: 10,
    old_rate: 15,
    new_rate: 10,
    supplement_extra: 12,
    regulation: 12,
    package: 10,
    net_gross: 12,
    with_vat: 12,
    credit_unknown: 8,
    credit_too_much: 8,
    coding_missing: 8,
    coding_twice: 6,
    above_limit: 12,
    sum_wrong: 10,
    doubtful_amount: 20,
    ahead: 8,
    ambiguous_month: 10,
    quarter: 10,
    not_an_invoice: 20,
}
ONLY_DANISH = {excluded: 20, time_barred: 10, no_reference: 12}
ONLY_ENGLISH = {hours: 25, hours_too_many: 12}


def council(lines: int, seed: int) -> Iterator[Case]:
    """Yield documents of both countries until they hold so many lines."""
    rng = random.Random(seed)
    settings = {"sample_percent": 0, "auto_limit": None}
    policies = {"dk": Policy.for_country("dk", settings), "gb": Policy.for_country("gb", settings)}
    mixes = {"dk": BOTH | ONLY_DANISH, "gb": BOTH | ONLY_ENGLISH}
    made = serial = 0
    while made < lines:
        serial += 1
        pack = rng.choice((DENMARK, ENGLAND))
        mix = mixes[pack.code]
        (maker,) = rng.choices(list(mix), list(mix.values()))
        case = maker(Desk(rng, pack, serial, policies[pack.code]))
        kinds = tuple(replace(truth, kind=maker.__name__) for truth in case.truths)
        made += len(kinds)
        yield replace(case, truths=kinds)
