"""A made-up council: its suppliers, people, grants, rates, coding and ledger, as the import tables of the contract."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from samples.generate.numbers import two_places
from samples.generate.values import Expect, Line, Party, Period

Row = Mapping[str, object]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "suppliers": ("supplier_id", "name", "country", "registration", "vat_number", "p_numbers", "bank_accounts", "emails", "ownership",
                  "status", "auto_post"),
    "people": ("person_id", "name", "cpr", "nhs_number", "born", "died", "language", "case_worker_email"),
    "grants": ("grant_id", "person_id", "supplier_id", "service", "legal_basis", "target_group", "unit", "start", "end", "run_off_end",
               "units_per_week", "prepaid", "billing", "owner_email", "contract_rules"),
    "rates": ("grant_id", "valid_from", "rate", "component"),
    "coding": ("legal_basis", "ownership", "target_group", "service", "account", "cost_element", "valid_from", "valid_to", "owner_email"),
    "ledger": ("supplier_id", "invoice_number", "grant_id", "period_start", "period_end", "amount", "voucher", "posted_on"),
    "map_providers": ("map_id", "name", "emails"),
    "dp_accounts": ("account_id", "person_id", "map_id", "type", "reference", "weekly_gross_budget", "weekly_contribution",
                    "weekly_payment", "payment_basis", "start", "end", "recipient_name", "recipient_email", "social_worker_email"),
    "dp_policy": ("valid_from", "allowable_weeks", "basis", "de_minimis", "notice_days", "reply_days", "reminder_days"),
    "dp_ledger": ("account_id", "date", "kind", "amount", "source"),
    "funding": ("grant_id", "funder", "percent", "lead", "valid_from", "valid_to"),
    "contributions": ("person_id", "weekly_charge", "full_cost", "valid_from", "valid_to"),
    "letters": ("message_id", "token", "subject", "recipient", "sent_at", "account_id", "reference", "amount"),
    "billing_periods": ("calendar", "period_start", "period_end", "label"),
}  # fmt: skip


@dataclass(frozen=True)
class Supplier:
    """A supplier of record and the face it shows on paper (which may carry other details than the record)."""

    supplier_id: str
    party: Party
    layout: str
    ownership: str = "private"
    status: str = "active"

    def row(self) -> Row:
        party = self.party
        domain = party.email.partition("@")[2]
        accounts = [a for a in (party.bank_account, party.iban) if a]
        return {
            "supplier_id": self.supplier_id, "name": party.name, "country": party.country, "registration": party.registration,
            "vat_number": party.vat_number, "p_numbers": party.p_number, "bank_accounts": ";".join(accounts),
            "emails": f"{party.email};@{domain}", "ownership": self.ownership, "status": self.status, "auto_post": "yes",
        }  # fmt: skip


@dataclass(frozen=True)
class Person:
    person_id: str
    name: str
    cpr: str | None = None
    nhs_number: str | None = None
    born: date | None = None
    died: date | None = None


@dataclass(frozen=True)
class Grant:
    """A grant with its rates: `(valid from, rate)`, oldest first."""

    grant_id: str
    person: str
    supplier: str
    service: str
    legal_basis: str
    unit: str
    rates: tuple[tuple[date, Decimal], ...]
    target_group: str = "handicap"
    start: date = date(2026, 1, 1)
    end: date | None = None
    run_off_end: date | None = None
    units_per_week: Decimal | None = None
    prepaid: bool = False
    billing: str = "calendar_month"
    rules: str = ""
    #: Months already paid run from the start until this day; None leaves nothing in the ledger.
    paid_until: date | None = date(2026, 5, 31)

    def rate(self, day: date) -> Decimal:
        return [rate for valid_from, rate in self.rates if valid_from <= day][-1]


@dataclass
class Council:
    """Everything that is imported, as rows, and look-ups for those who write the bills."""

    country: str
    name: str
    domain: str
    address: tuple[str, ...]
    case_worker: str
    suppliers: dict[str, Supplier]
    people: dict[str, Person]
    grants: dict[str, Grant]
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def printed_id(self, grant: Grant) -> str:
        """The person's number as suppliers know it: CPR in Denmark, the council's own in England."""
        person = self.people[grant.person]
        return person.cpr or person.person_id

    def line(self, grant_id: str, text: str, period: Period, quantity: Decimal | int | str, **changes: object) -> Line:
        """A right line for a grant: quantity times the rate, expected to be posted. Changes replace what is not right."""
        grant = self.grants[grant_id]
        price = grant.rate(period[0])
        amount = two_places(Decimal(quantity) * price)
        expect = Expect(grant_id=grant_id, period=period, expected=amount)
        values: dict[str, object] = {
            "text": text, "amount": amount, "person": self.printed_id(grant), "person_name": self.people[grant.person].name,
            "legal_basis": grant.legal_basis if self.country == "dk" else None, "period": period, "quantity": Decimal(quantity),
            "unit": grant.unit, "unit_price": price, "expect": expect,
        }  # fmt: skip
        return Line(**{**values, **changes})  # type: ignore[arg-type]  # the names are those of Line

    def coding(self, grant_id: str) -> tuple[str, str] | None:
        """The account and cost element of a grant, when the coding sheet has exactly one row for it."""
        grant = self.grants[grant_id]
        key = (grant.legal_basis, self.suppliers[grant.supplier].ownership, grant.target_group)
        found = [row for row in self.tables["coding"] if (row["legal_basis"], row["ownership"], row["target_group"]) == key]
        return (str(found[0]["account"]), str(found[0]["cost_element"])) if len(found) == 1 else None

    def all_tables(self) -> dict[str, list[Row]]:
        """Every table of the contract that this council imports."""
        grants = list(self.grants.values())
        rates: list[Row] = [
            {"grant_id": g.grant_id, "valid_from": valid_from, "rate": rate, "component": "base"}
            for g in grants for valid_from, rate in g.rates
        ]  # fmt: skip
        base: dict[str, list[Row]] = {
            "suppliers": [supplier.row() for supplier in self.suppliers.values()],
            "people": [self._person_row(person) for person in self.people.values()],
            "grants": [self._grant_row(grant) for grant in grants],
            "rates": rates + list(self.tables.get("rates", [])),
        }
        return {**self.tables, **base}

    def _person_row(self, person: Person) -> Row:
        language = "da" if self.country == "dk" else "en"
        return {**vars(person), "language": language, "case_worker_email": self.case_worker}

    def _grant_row(self, grant: Grant) -> Row:
        shown = {"person_id": grant.person, "supplier_id": grant.supplier, "contract_rules": grant.rules,
                 "prepaid": "yes" if grant.prepaid else "no", "owner_email": self.case_worker}  # fmt: skip
        return {**vars(grant), **shown}


def write_table(name: str, rows: Iterable[Row]) -> bytes:
    """Write one table as the contract wants it: UTF-8, commas, a header row, empty cells for what is unknown."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS[name], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: "" if row.get(column) is None else row[column] for column in COLUMNS[name]})
    return out.getvalue().encode()
