"""What is known when a document is decided about, loaded by the keys that the document itself names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from match.facts import EarlierDocument, Facts, LookupKeys, WeeklyCharge, keys_needed
from models import db
from models.grant import Billing, Grant, Settled
from models.invoice import Extraction
from models.money import Money
from service import registers, switches
from service.clock import local_day
from service.tools import Tools


def load_facts(session: Session, document: db.Document, extraction: Extraction, tools: Tools) -> Facts:
    """Load everything that deciding about this document needs."""
    keys = keys_needed(extraction, tools.pack)
    supplier_ids = _suppliers(session, keys)
    people = registers.people(session, tools.vault, ids=keys.persons, numbers=keys.persons)
    grants = registers.grants(session, person_ids=[person.person_id for person in people])
    suppliers = registers.suppliers(session, {*supplier_ids, *(grant.supplier_id for grant in grants)})
    found = [suppliers[each] for each in sorted(supplier_ids) if each in suppliers]
    return Facts(
        received=local_day(document.received_at, tools.pack.time_zone),
        sha256=document.sha256,
        suppliers=tuple(found),
        people=tuple(people),
        grants=tuple(grants),
        settled=tuple(_settled(session, grants, supplier_ids, keys)),
        coding=tuple(registers.coding(session, {grant.legal_basis for grant in grants})),
        earlier=tuple(_earlier(session, document, supplier_ids, keys)),
        calendars=tuple(sorted(registers.billing_periods(session, _calendars(grants)).items())),
        charges=tuple(_charges(session, [person.person_id for person in people])),
        held=frozenset(each for each in supplier_ids if switches.stopped(session, f"supplier:{each}")),
        sample_salt=tools.vault.derive("sample").hex(),
        data_version=data_version(session),
    )


def data_version(session: Session) -> str:
    """Name the state of the master data: the number of the last import."""
    last = session.scalars(select(db.Import.id).order_by(db.Import.id.desc()).limit(1)).one_or_none()
    return f"import-{last}" if last is not None else "empty"


def _suppliers(session: Session, keys: LookupKeys) -> frozenset[str]:
    wanted = [("registration", each) for each in keys.registrations]
    wanted += [("vat", each) for each in keys.vat_numbers]
    wanted += [("bank", each) for each in keys.banks]
    wanted += [("name", each) for each in keys.names]
    found = registers.supplier_ids(session, wanted)
    return frozenset[str]().union(*found.values())


def _calendars(grants: Iterable[Grant]) -> set[str]:
    names = {Billing.FOUR_WEEKLY.value}
    for grant in grants:
        names |= {grant.billing.value, grant.supplier_id, grant.rule("calendar") or grant.billing.value}
    return names


def _settled(session: Session, grants: Collection[Grant], supplier_ids: Collection[str], keys: LookupKeys) -> list[Settled]:
    """Return what is settled on these grants, and what an invoice of these numbers settled (for credit notes)."""
    on_grants = registers.settled(session, [grant.grant_id for grant in grants])
    by_invoice = _grants_of_invoices(session, supplier_ids, keys.invoice_keys)
    others = registers.settled(session, by_invoice - {grant.grant_id for grant in grants})
    return [*on_grants, *others]


def _grants_of_invoices(session: Session, supplier_ids: Collection[str], invoice_keys: Collection[str]) -> set[str]:
    found: set[str] = set()
    for table in (db.Ledger, db.Settlement):
        found |= set(
            session.scalars(
                select(table.grant_id).where(table.supplier_id.in_(supplier_ids), table.invoice_key.in_(invoice_keys))
            )
        )
    return found


def _earlier(
    session: Session, document: db.Document, supplier_ids: Collection[str], keys: LookupKeys
) -> Iterable[EarlierDocument]:
    same_number = and_(db.Document.supplier_id.in_(supplier_ids), db.Document.invoice_key.in_(keys.invoice_keys))
    rows = session.scalars(
        select(db.Document)
        .where(or_(db.Document.sha256 == document.sha256, same_number), db.Document.id < document.id)
        .where(db.Document.kind.is_not(None))
        .order_by(db.Document.id)
    )
    for row in rows:
        yield EarlierDocument(
            document_id=str(row.id),
            sha256=row.sha256,
            received=row.received_at.date(),
            state=row.state,
            number_key=row.invoice_key or "",
            supplier_ids=(row.supplier_id,) if row.supplier_id else (),
            kind=row.kind or "other",
            issued=row.issued,
            total=Decimal(row.total) if row.total else None,
        )


def _charges(session: Session, person_ids: Collection[str]) -> Iterable[WeeklyCharge]:
    rows = session.scalars(
        select(db.Contribution)
        .where(db.Contribution.person_id.in_(person_ids), db.Contribution.closed_at.is_(None))
        .order_by(db.Contribution.id)
    )
    for row in rows:
        if not row.full_cost:
            yield WeeklyCharge(row.person_id, Money(row.weekly_charge_minor, registers.POUNDS), row.valid_from, row.valid_to)
