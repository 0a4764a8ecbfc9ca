"""Master data out of the database as the domain's values. Each function asks by key, so its cost does not grow with the council."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import AccountType, AllowableBasis, DpAccount, DpPolicy, LedgerEntry, LedgerKind, PaymentBasis
from models.grant import Billing, CodingRow, Grant, Ownership, Person, Rate, Settled, Supplier, Unit
from models.money import Money
from models.period import Period
from service.vault import Vault

#: Direct payments are an English matter; their figures are pounds.
POUNDS = "GBP"


def suppliers(session: Session, ids: Collection[str]) -> dict[str, Supplier]:
    """Return suppliers by id, closed ones left out."""
    rows = session.scalars(select(db.Supplier).where(db.Supplier.supplier_id.in_(ids), db.Supplier.closed_at.is_(None)))
    return {row.supplier_id: _supplier(row) for row in rows}


def _supplier(row: db.Supplier) -> Supplier:
    return Supplier(
        supplier_id=row.supplier_id,
        name=row.name,
        country=row.country,
        registration=row.registration,
        vat_number=row.vat_number,
        p_numbers=tuple(row.p_numbers),
        bank_accounts=tuple(row.bank_accounts),
        emails=tuple(row.emails),
        ownership=Ownership(row.ownership),
        blocked=row.status == "blocked",
        auto_post=row.auto_post,
    )


def supplier_ids(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    """Return which suppliers are known by each key, a pair of kind and value."""
    found: dict[tuple[str, str], set[str]] = {}
    for kind, value in set(keys):
        rows = session.scalars(
            select(db.SupplierKey.supplier_id).where(db.SupplierKey.kind == kind, db.SupplierKey.value == value)
        )
        found[kind, value] = set(rows)
    return {key: frozenset(ids) for key, ids in found.items()}


def people(session: Session, vault: Vault, *, ids: Collection[str] = (), numbers: Collection[str] = ()) -> list[Person]:
    """Return people by council id, or by CPR or NHS number through the keyed index."""
    indexes = [vault.index(number) for number in numbers]
    rows = session.scalars(
        select(db.Person)
        .where(
            or_(db.Person.person_id.in_(ids), db.Person.cpr_index.in_(indexes), db.Person.nhs_index.in_(indexes)),
            db.Person.closed_at.is_(None),
        )
        .order_by(db.Person.person_id)
    )
    return [_person(row, vault) for row in rows]


def _person(row: db.Person, vault: Vault) -> Person:
    return Person(
        person_id=row.person_id,
        name=vault.open(row.name),
        cpr=vault.open_maybe(row.cpr),
        nhs_number=vault.open_maybe(row.nhs_number),
        born=row.born,
        died=row.died,
        language=row.language,
        case_worker_email=row.case_worker_email,
    )


_GRANT = (
    db.Grant.grant_id,
    db.Grant.person_id,
    db.Grant.supplier_id,
    db.Grant.service,
    db.Grant.legal_basis,
    db.Grant.target_group,
    db.Grant.unit,
    db.Grant.start,
    db.Grant.end,
    db.Grant.run_off_end,
    db.Grant.units_per_week,
    db.Grant.prepaid,
    db.Grant.billing,
    db.Grant.owner_email,
    db.Grant.contract_rules,
)


def grants(session: Session, *, person_ids: Collection[str] = (), supplier_ids: Collection[str] = ()) -> list[Grant]:
    """Return the grants of these people, and of these suppliers, with all their rates; closed ones left out.

    Columns are read, not entities: this is the loop that every line of every invoice goes through.
    """
    where = [db.Grant.person_id.in_(person_ids)] if person_ids else []
    where += [db.Grant.supplier_id.in_(supplier_ids)] if supplier_ids else []
    if not where:
        return []
    rows = session.execute(select(*_GRANT).where(or_(*where), db.Grant.closed_at.is_(None)).order_by(db.Grant.grant_id)).all()
    rates = _rates(session, [row.grant_id for row in rows])
    return [_grant(row, tuple(rates.get(row.grant_id, ()))) for row in rows]


def _rates(session: Session, grant_ids: Collection[str]) -> dict[str, list[Rate]]:
    found: dict[str, list[Rate]] = {}
    columns = (db.Rate.grant_id, db.Rate.valid_from, db.Rate.rate_minor, db.Rate.currency, db.Rate.component)
    query = select(*columns).where(db.Rate.grant_id.in_(grant_ids), db.Rate.closed_at.is_(None)).order_by(db.Rate.valid_from)
    for grant_id, valid_from, minor, currency, component in session.execute(query):
        found.setdefault(grant_id, []).append(Rate(valid_from, Money(minor, currency), component))
    return found


def _grant(row: Any, rates: tuple[Rate, ...]) -> Grant:
    return Grant(
        grant_id=row.grant_id,
        person_id=row.person_id,
        supplier_id=row.supplier_id,
        service=row.service,
        legal_basis=row.legal_basis,
        unit=Unit(row.unit),
        start=row.start,
        end=row.end,
        run_off_end=row.run_off_end,
        target_group=row.target_group,
        units_per_week=Decimal(row.units_per_week) if row.units_per_week else None,
        prepaid=row.prepaid,
        billing=Billing(row.billing),
        owner_email=row.owner_email,
        contract_rules=parse_rules(row.contract_rules),
        rates=rates,
    )


def parse_rules(text: str) -> tuple[tuple[str, str], ...]:
    """Read contract rules from their cell.

    >>> parse_rules("whole_krone=yes; monthly_divisor=30.5")
    (('whole_krone', 'yes'), ('monthly_divisor', '30.5'))
    """
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def coding(session: Session, legal_bases: Collection[str]) -> list[CodingRow]:
    """Return the coding rows of these legal bases, in the order of the sheet."""
    rows = session.scalars(
        select(db.Coding).where(db.Coding.legal_basis.in_(legal_bases), db.Coding.closed_at.is_(None)).order_by(db.Coding.id)
    )
    return [
        CodingRow(
            legal_basis=row.legal_basis,
            ownership=row.ownership,
            target_group=row.target_group,
            service=row.service,
            account=row.account,
            cost_element=row.cost_element,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            owner_email=row.owner_email,
        )
        for row in rows
    ]


def settled(session: Session, grant_ids: Collection[str]) -> list[Settled]:
    """Return what is paid or posted on these grants: by the finance system's ledger and by our own decisions."""
    books = session.scalars(
        select(db.Ledger).where(db.Ledger.grant_id.in_(grant_ids), db.Ledger.closed_at.is_(None)).order_by(db.Ledger.id)
    )
    ours = session.scalars(
        select(db.Settlement)
        .where(db.Settlement.grant_id.in_(grant_ids), db.Settlement.reversed_by.is_(None))
        .order_by(db.Settlement.id)
    )
    return [*(_booked(row) for row in books), *(_decided(row) for row in ours)]


def _booked(row: db.Ledger) -> Settled:
    return Settled(
        supplier_id=row.supplier_id,
        invoice_number=row.invoice_number,
        grant_id=row.grant_id,
        period=Period(row.period_start, row.period_end),
        amount=Money(row.amount_minor, row.currency),
        voucher=row.voucher,
    )


def _decided(row: db.Settlement) -> Settled:
    return Settled(
        supplier_id=row.supplier_id,
        invoice_number=row.invoice_number,
        grant_id=row.grant_id,
        period=Period(row.period_start, row.period_end),
        amount=Money(row.amount_minor, row.currency),
        decision_id=row.decision_id,
        component=row.component,
    )


def billing_periods(session: Session, calendars: Collection[str]) -> dict[str, tuple[Period, ...]]:
    """Return billing calendars that are tables, by name."""
    found: dict[str, list[Period]] = {}
    rows = session.scalars(
        select(db.BillingPeriod)
        .where(db.BillingPeriod.calendar.in_(calendars), db.BillingPeriod.closed_at.is_(None))
        .order_by(db.BillingPeriod.period_start)
    )
    for row in rows:
        found.setdefault(row.calendar, []).append(Period(row.period_start, row.period_end))
    return {name: tuple(periods) for name, periods in found.items()}


def dp_accounts(session: Session, vault: Vault, *, map_id: str | None = None, ids: Collection[str] = ()) -> list[DpAccount]:
    """Return direct-payment accounts: those of one provider, or by id."""
    condition = db.DpAccount.map_id == map_id if map_id else db.DpAccount.account_id.in_(ids)
    rows = session.scalars(
        select(db.DpAccount).where(condition, db.DpAccount.closed_at.is_(None)).order_by(db.DpAccount.account_id)
    )
    return [_dp_account(row, vault) for row in rows]


def _dp_account(row: db.DpAccount, vault: Vault) -> DpAccount:
    return DpAccount(
        account_id=row.account_id,
        person_id=row.person_id,
        map_id=row.map_id,
        type=AccountType(row.type),
        reference=row.reference,
        weekly_gross_budget=Money(row.weekly_gross_budget_minor, POUNDS),
        weekly_contribution=Money(row.weekly_contribution_minor, POUNDS),
        weekly_payment=Money(row.weekly_payment_minor, POUNDS),
        payment_basis=PaymentBasis(row.payment_basis),
        start=row.start,
        end=row.end,
        recipient_name=vault.open_maybe(row.recipient_name),
        recipient_email=vault.open_maybe(row.recipient_email),
        social_worker_email=row.social_worker_email,
    )


def dp_policies(session: Session) -> list[DpPolicy]:
    """Return every version of the rule on contingency."""
    rows = session.scalars(select(db.DpPolicy).where(db.DpPolicy.closed_at.is_(None)).order_by(db.DpPolicy.valid_from))
    return [
        DpPolicy(
            valid_from=row.valid_from,
            allowable_weeks=int(row.allowable_weeks),
            basis=AllowableBasis(row.basis),
            de_minimis=Money(row.de_minimis_minor, POUNDS),
            notice_days=row.notice_days,
            reply_days=row.reply_days,
            reminder_days=row.reminder_days,
        )
        for row in rows
    ]


def dp_ledger(session: Session, account_id: str) -> list[LedgerEntry]:
    """Return what the council's books say about an account."""
    rows = session.scalars(
        select(db.DpLedger)
        .where(db.DpLedger.account_id == account_id, db.DpLedger.closed_at.is_(None))
        .order_by(db.DpLedger.id)
    )
    return [
        LedgerEntry(row.account_id, row.date, LedgerKind(row.kind), Money(row.amount_minor, POUNDS), row.source or "")
        for row in rows
    ]


def map_of_sender(session: Session, address: str) -> str | None:
    """Return the provider that an address belongs to, by exact address or `@domain`; None when none or several fit."""
    domain = "@" + address.rpartition("@")[2]
    fitting = {
        row.map_id
        for row in session.execute(
            select(db.MapProvider.map_id, db.MapProvider.emails).where(db.MapProvider.closed_at.is_(None))
        )
        if {address.lower(), domain.lower()} & {entry.lower() for entry in row.emails}
    }
    return fitting.pop() if len(fitting) == 1 else None


def supplier_of_sender(session: Session, address: str) -> frozenset[str]:
    """Return the suppliers whose address or domain this is."""
    domain = "@" + address.rpartition("@")[2]
    keys = [("email", address.lower()), ("email", domain.lower())]
    found = supplier_ids(session, keys)
    return found[keys[0]] | found[keys[1]]
