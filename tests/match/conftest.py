"""A desk in each country: a good invoice, a good grant; a test says only what differs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from countries.packs import DENMARK, ENGLAND
from match.decide import decide
from match.facts import Facts
from models.country import CountryPack
from models.decision import Decision
from models.document import ReaderName, Reading, Source
from models.grant import CodingRow, Grant, Person, Rate, Settled, Supplier, Unit
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from models.money import Money
from models.period import Period
from models.policy import Policy

JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def read(value: Any, confidence: float = 1.0) -> Any:
    return None if value is None else Reading(value, confidence, Source(str(value)))


@dataclass
class Desk:
    """One council: master data that a test adds to, and how to ask for a decision."""

    pack: CountryPack
    policy: Policy
    supplier: Supplier
    person: Person
    facts: Facts
    number: str = "20417"
    extra: dict[str, Any] = field(default_factory=dict)

    def money(self, amount: str | Decimal) -> Money:
        return Money.of(amount, self.pack.currency)

    def grant(
        self, grant_id: str, rate: str, *rates: tuple[date, str], supplements: dict[str, str] | None = None, **kw: Any
    ) -> Grant:
        start = kw.pop("start", date(2024, 1, 1))
        base = [Rate(start, self.money(rate)), *(Rate(day, self.money(amount)) for day, amount in rates)]
        base += [Rate(start, self.money(amount), f"supplement:{name}") for name, amount in (supplements or {}).items()]
        grant = Grant(
            **{
                "grant_id": grant_id,
                "person_id": self.person.person_id,
                "supplier_id": self.supplier.supplier_id,
                "service": "botilbud",
                "legal_basis": "SEL108" if self.pack.code == "dk" else "CARE-ACT",
                "unit": Unit.DAY if self.pack.code == "dk" else Unit.WEEK,
                "start": start,
                "rates": tuple(base),
                **kw,
            }
        )
        self.facts = replace(self.facts, grants=(*self.facts.grants, grant))
        return grant

    def paid(self, grant: str, period: Period, amount: str, number: str = "100", **kw: Any) -> None:
        entry = Settled(self.supplier.supplier_id, number, grant, period, self.money(amount), **kw)
        self.facts = replace(self.facts, settled=(*self.facts.settled, entry))

    def know(self, **kw: Any) -> None:
        self.facts = replace(self.facts, **kw)

    def line(self, amount: Any, *, number: int = 1, period: Period | None = JUNE, sure: float = 1.0, **kw: Any) -> LineReading:
        person = kw.pop("person", self.person.cpr or self.person.person_id)
        values = {
            "person": person,
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "quantity": Decimal(kw.pop("quantity")) if "quantity" in kw else None,
            "unit_price": Decimal(kw.pop("unit_price")) if "unit_price" in kw else None,
            "amount": None if amount is None else Decimal(amount),
            **kw,
        }
        return LineReading(number, **{name: read(value, sure) for name, value in values.items()})

    def invoice(self, *lines: LineReading, **kw: Any) -> Extraction:
        kind = kw.pop("kind", DocumentKind.INVOICE)
        reader = kw.pop("reader", ReaderName.UBL)
        findings = kw.pop("findings", ())
        total = kw.pop("total", sum((line.amount.value for line in lines if line.amount), Decimal(0)))
        seller = {"name": self.supplier.name, "registration": self.supplier.registration} | kw.pop("seller", {})
        values = {
            "number": self.number,
            "issued": date(2026, 6, 30),
            "currency": self.pack.currency,
            "total": total,
            "buyer_reference": "ABCDE",
            **kw,
        }
        head = {name: value if isinstance(value, Reading) else read(value) for name, value in values.items()}
        supplier = SupplierReading(**{k: v if isinstance(v, Reading) else read(v) for k, v in seller.items()})
        return Extraction(kind, reader, Invoice(**head, supplier=supplier, lines=lines), findings)

    def decide(self, *lines: LineReading, **kw: Any) -> tuple[Decision, ...]:
        return decide(self.invoice(*lines, **kw), self.facts, self.policy, self.pack)

    def ask(self, amount: Any, **kw: Any) -> Decision:
        (decision,) = self.decide(self.line(amount, **kw))
        return decision

    def rules(self, **settings: object) -> None:
        chosen = {"sample_percent": 0, "auto_limit": None, **settings}
        self.policy = Policy.for_country(self.pack.code, chosen)


def coding(basis: str) -> CodingRow:
    return CodingRow(basis, "", "", "", "40000000", "XG-5108000001-00010")


@pytest.fixture
def dk() -> Desk:
    """A Danish municipality with one supplier and one person, and no grant yet."""
    supplier = Supplier("S1", "Bøgely ApS", "DK", "12345674", bank_accounts=("1234-0012345678",))
    person = Person("P1", "K. H.", cpr="1503314203")
    bases = ("SEL103", "SEL104", "SEL107", "SEL108", "STU")
    facts = Facts(date(2026, 7, 1), "a" * 64, suppliers=(supplier,), people=(person,), coding=tuple(map(coding, bases)))
    desk = Desk(DENMARK, Policy(), supplier, person, facts)
    desk.rules()
    return desk


@pytest.fixture
def gb() -> Desk:
    """An English council with one supplier and one person, and no grant yet."""
    supplier = Supplier("E1", "Elm Court Care Ltd", "GB", "01234567", bank_accounts=("089999-66374958",))
    person = Person("1234567", "E. M.", nhs_number="9991234578")
    facts = Facts(date(2026, 7, 1), "b" * 64, suppliers=(supplier,), people=(person,), coding=(coding("CARE-ACT"),))
    desk = Desk(ENGLAND, Policy(), supplier, person, facts)
    desk.rules()
    return desk
