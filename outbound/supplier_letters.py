"""Letters to suppliers about invoices that have come, and invoices that have not.

Each function turns facts into a context of plain texts and lists: what the templates may show, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.money import Money
from models.period import Period
from outbound.facts import Context
from outbound.house import House
from outbound.privacy import mask_numbers, number_for_subject
from outbound.wording import show_day, show_money, show_period


@dataclass(frozen=True, slots=True)
class Receipt:
    """An invoice has come."""

    house: House
    supplier_id: str
    document: str
    received: date
    number: str | None = None
    total: Money | None = None
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One receipt for one document."""
        return f"{self.supplier_id}:{self.document}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {"invoice_number": self.number, "supplier_id": self.supplier_id, "person_ids": []}


def receipt(facts: Receipt, language: str) -> Context:
    """Say what has come and when, and that this approves nothing."""
    return {
        "number": mask_numbers(facts.number) if facts.number else None,
        "subject_number": number_for_subject(facts.number),
        "received": show_day(facts.received, language),
        "total": show_money(facts.total, language) if facts.total else None,
    }


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that should have been billed by now."""

    person: str
    service: str
    period: Period
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class ExpectedInvoices:
    """Invoices of one supplier that are late."""

    house: House
    supplier_id: str
    items: tuple[Expected, ...]
    reply_by: date
    asked_on: date
    person_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = field(default=(), repr=False)
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """One chase a day for one supplier at most."""
        return f"{self.supplier_id}:{self.asked_on.isoformat()}"

    @property
    def about(self) -> Mapping[str, Any]:
        """What lists and checks know of it."""
        return {"supplier_id": self.supplier_id, "person_ids": list(self.person_ids), "names": list(self.names)}


def expected_invoice(facts: ExpectedInvoices, language: str) -> Context:
    """Say which invoices are missing, and what to answer when none is to come."""
    return {
        "items": [
            {
                "person": item.person,
                "service": item.service,
                "period": show_period(item.period, language),
                "amount": show_money(item.amount, language) if item.amount is not None else None,
            }
            for item in facts.items
        ],
        "count": len(facts.items),
        "reply_by": show_day(facts.reply_by, language),
        "e_invoice_address": facts.house.e_invoice_address,
    }
