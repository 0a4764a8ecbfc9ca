"""Master data as imported. A row that is gone from the file is closed, never deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.db.base import Base, BigId, Row


class Closable:
    """The fingerprint of the imported row, and when it left the file."""

    row_hash: Mapped[str] = mapped_column(String(32))
    closed_at: Mapped[datetime | None]


class Import(Base, Row):
    """One import of one table."""

    __tablename__ = "imports"

    table: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    added: Mapped[int]
    changed: Mapped[int]
    closed: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(String(80))


class Supplier(Base, Closable):
    """Who is paid. The bank accounts of record are compared with, never changed but by import."""

    __tablename__ = "suppliers"

    supplier_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    country: Mapped[str] = mapped_column(String(2))
    registration: Mapped[str | None] = mapped_column(String(40))
    vat_number: Mapped[str | None] = mapped_column(String(40))
    p_numbers: Mapped[list[Any]]
    bank_accounts: Mapped[list[Any]]
    emails: Mapped[list[Any]]
    ownership: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    auto_post: Mapped[bool]


class SupplierKey(Base):
    """What a supplier can be recognised by: registration, VAT number, bank account, P-number, mail address, name."""

    __tablename__ = "supplier_keys"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    supplier_id: Mapped[str] = mapped_column(String(64), primary_key=True)


class Person(Base, Closable):
    """The one who gets care. Names and numbers are sealed; look-up goes by a keyed index."""

    __tablename__ = "people"

    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[bytes]
    cpr: Mapped[bytes | None]
    cpr_index: Mapped[str | None] = mapped_column(String(32), index=True)
    nhs_number: Mapped[bytes | None]
    nhs_index: Mapped[str | None] = mapped_column(String(32), index=True)
    born: Mapped[date | None]
    died: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(8))
    case_worker_email: Mapped[str | None]


class Grant(Base, Closable):
    """An approved service for one person from one supplier."""

    __tablename__ = "grants"

    grant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    supplier_id: Mapped[str] = mapped_column(String(64), index=True)
    service: Mapped[str]
    legal_basis: Mapped[str] = mapped_column(String(40))
    target_group: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(12))
    start: Mapped[date]
    end: Mapped[date | None]
    run_off_end: Mapped[date | None]
    units_per_week: Mapped[str | None] = mapped_column(String(20))
    prepaid: Mapped[bool]
    billing: Mapped[str] = mapped_column(String(20))
    owner_email: Mapped[str | None]
    contract_rules: Mapped[str]


class Rate(Base, Closable):
    """A price from a day on."""

    __tablename__ = "rates"

    grant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    component: Mapped[str] = mapped_column(String(80), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))


class SupplierRate(Base, Closable):
    """A price that a supplier is known to have, from a published list: it explains an amount, and never pays one."""

    __tablename__ = "supplier_rates"

    supplier_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    service: Mapped[str] = mapped_column(String(200), primary_key=True)
    component: Mapped[str] = mapped_column(String(80), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))


class Coding(Base, Row, Closable):
    """One row of the coding sheet."""

    __tablename__ = "coding"
    __table_args__ = (Index("ix_coding_key", "legal_basis", "ownership", "target_group", "service"),)

    legal_basis: Mapped[str] = mapped_column(String(40))
    ownership: Mapped[str] = mapped_column(String(20))
    target_group: Mapped[str] = mapped_column(String(80))
    service: Mapped[str]
    account: Mapped[str] = mapped_column(String(40))
    cost_element: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    owner_email: Mapped[str | None]


class Ledger(Base, Row, Closable):
    """What people have posted in the finance system."""

    __tablename__ = "ledger"
    __table_args__ = (Index("ix_ledger_invoice", "supplier_id", "invoice_key"),)

    supplier_id: Mapped[str] = mapped_column(String(64))
    invoice_number: Mapped[str] = mapped_column(String(80))
    invoice_key: Mapped[str] = mapped_column(String(80))
    grant_id: Mapped[str] = mapped_column(String(64), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    amount_minor: Mapped[int] = mapped_column(BigId)
    currency: Mapped[str] = mapped_column(String(3))
    voucher: Mapped[str | None] = mapped_column(String(40))
    posted_on: Mapped[date | None]


class MapProvider(Base, Closable):
    """A managed-account provider: holds direct-payment money and pays bills for people."""

    __tablename__ = "map_providers"

    map_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    emails: Mapped[list[Any]]


class DpAccount(Base, Closable):
    """One person's direct-payment account."""

    __tablename__ = "dp_accounts"

    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), index=True)
    map_id: Mapped[str | None] = mapped_column(String(64), index=True)
    type: Mapped[str] = mapped_column(String(30))
    reference: Mapped[str | None] = mapped_column(String(80), index=True)
    weekly_gross_budget_minor: Mapped[int] = mapped_column(BigId)
    weekly_contribution_minor: Mapped[int] = mapped_column(BigId)
    weekly_payment_minor: Mapped[int] = mapped_column(BigId)
    payment_basis: Mapped[str] = mapped_column(String(10))
    start: Mapped[date]
    end: Mapped[date | None]
    recipient_name: Mapped[bytes | None]
    recipient_email: Mapped[bytes | None]
    social_worker_email: Mapped[str | None]


class DpPolicy(Base, Closable):
    """The council's rules for balances, from a day on."""

    __tablename__ = "dp_policy"

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    allowable_weeks: Mapped[str] = mapped_column(String(12))
    basis: Mapped[str] = mapped_column(String(20))
    de_minimis_minor: Mapped[int] = mapped_column(BigId)
    notice_days: Mapped[int]
    reply_days: Mapped[int]
    reminder_days: Mapped[int]


class DpLedger(Base, Row, Closable):
    """What the council paid to or had back from an account."""

    __tablename__ = "dp_ledger"

    account_id: Mapped[str] = mapped_column(String(64), index=True)
    date: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[int] = mapped_column(BigId)
    source: Mapped[str | None]


class Funding(Base, Row, Closable):
    """Who pays which share of a grant."""

    __tablename__ = "funding"

    grant_id: Mapped[str] = mapped_column(String(64), index=True)
    funder: Mapped[str] = mapped_column(String(80))
    percent: Mapped[str] = mapped_column(String(12))
    lead: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Contribution(Base, Row, Closable):
    """What a person is assessed to pay."""

    __tablename__ = "contributions"

    person_id: Mapped[str] = mapped_column(String(64), index=True)
    weekly_charge_minor: Mapped[int] = mapped_column(BigId)
    full_cost: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class PriorLetter(Base, Row, Closable):
    """A balance letter sent before afstem took over, so that its answers find their case."""

    __tablename__ = "prior_letters"

    message_id: Mapped[str] = mapped_column(String(250), index=True)
    token: Mapped[str | None] = mapped_column(String(40), index=True)
    subject: Mapped[str | None]
    recipient: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    account_id: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str | None] = mapped_column(String(40))
    amount_minor: Mapped[int | None] = mapped_column(BigId)


class BillingPeriod(Base, Row, Closable):
    """A period of a billing calendar that is a table, not arithmetic (four-weekly calendars)."""

    __tablename__ = "billing_periods"

    calendar: Mapped[str] = mapped_column(String(80), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    label: Mapped[str | None]
