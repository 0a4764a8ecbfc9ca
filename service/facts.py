"""What is known when a document is decided about, loaded by the keys that the document itself names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import and_, bindparam, func, or_, select, union
from sqlalchemy.orm import Session

from match.facts import EarlierDocument, Facts, LookupKeys, WeeklyCharge, keys_needed
from models import db
from models.grant import Billing, Grant, Person, Settled
from models.identifiers import invoice_key
from models.invoice import Extraction
from models.money import Money
from service import registers, switches
from service.asking import Question, among
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
    neighbours, neighbour_grants = _neighbours(session, keys, supplier_ids, tools)
    return Facts(
        received=local_day(document.received_at, tools.pack.time_zone),
        sha256=document.sha256,
        suppliers=tuple(found),
        people=tuple(people),
        grants=tuple(grants),
        settled=tuple(_settled(session, grants, supplier_ids, extraction)),
        coding=tuple(registers.coding(session, {grant.legal_basis for grant in grants})),
        earlier=tuple(_earlier(session, document, supplier_ids, keys)),
        calendars=tuple(sorted(registers.billing_periods(session, _calendars(grants)).items())),
        charges=tuple(_charges(session, [person.person_id for person in people])),
        held=switches.stopped_suppliers(session, supplier_ids),
        neighbours=neighbours,
        neighbour_grants=neighbour_grants,
        neighbours_known=keys.near_persons is not None,
        sample_salt=tools.vault.derive("sample").hex(),
        data_version=data_version(session),
    )


def _neighbours(
    session: Session, keys: LookupKeys, supplier_ids: Collection[str], tools: Tools
) -> tuple[tuple[Person, ...], tuple[Grant, ...]]:
    """Return the people whom a doubtful number may mean instead, with their grants at these suppliers."""
    wanted = sorted(keys.near_persons or ())
    parts = [wanted[start : start + MOST_AT_ONCE] for start in range(0, len(wanted), MOST_AT_ONCE)]
    people = {each.person_id: each for part in parts for each in registers.people(session, tools.vault, ids=part, numbers=part)}
    grants = registers.grants(session, person_ids=list(people)) if people else []
    here = tuple(grant for grant in grants if grant.supplier_id in supplier_ids)
    own = {grant.person_id for grant in here}
    return tuple(people[each] for each in sorted(own)), here


#: How many numbers are looked up in one statement.
MOST_AT_ONCE = 2000
_LAST_IMPORT = Question(select(func.max(db.Import.__table__.c.id).label("last")))


def data_version(session: Session) -> str:
    """Name the state of the master data: the number of the last import."""
    last = _LAST_IMPORT.ask(session)[0].last
    return f"import-{last}" if last is not None else "empty"


def _suppliers(session: Session, keys: LookupKeys) -> frozenset[str]:
    wanted = [("registration", each) for each in keys.registrations]
    wanted += [("vat", each) for each in keys.vat_numbers]
    wanted += [("bank", each) for each in keys.banks]
    wanted += [("name", each) for each in keys.names]
    return registers.supplier_ids(session, wanted)


def _calendars(grants: Iterable[Grant]) -> set[str]:
    names = {Billing.FOUR_WEEKLY.value}
    for grant in grants:
        names |= {grant.billing.value, grant.supplier_id, grant.rule("calendar") or grant.billing.value}
    return names


def _settled(
    session: Session, grants: Collection[Grant], supplier_ids: Collection[str], extraction: Extraction
) -> list[Settled]:
    """Return what is settled on these grants, and what the invoice settled that is credited."""
    credited = extraction.invoice.credits
    others = _grants_of_invoice(session, supplier_ids, invoice_key(credited.value)) if credited else set()
    return registers.settled(session, sorted(others | {grant.grant_id for grant in grants}))


_LEDGER, _SETTLEMENTS = db.Ledger.__table__, db.Settlement.__table__
_OF_INVOICE = Question(
    union(
        *(
            select(table.c.grant_id).where(
                among(table.c.supplier_id, "supplier_ids"), table.c.invoice_key == bindparam("invoice_key")
            )
            for table in (_LEDGER, _SETTLEMENTS)
        )
    )
)


def _grants_of_invoice(session: Session, supplier_ids: Collection[str], key: str) -> set[str]:
    rows = _OF_INVOICE.ask(session, supplier_ids=list(supplier_ids), invoice_key=key)
    return {grant_id for (grant_id,) in rows}


_DOCUMENTS = db.Document.__table__
_EARLIER = Question(
    select(
        _DOCUMENTS.c.id,
        _DOCUMENTS.c.sha256,
        _DOCUMENTS.c.received_at,
        _DOCUMENTS.c.state,
        _DOCUMENTS.c.invoice_key,
        _DOCUMENTS.c.supplier_id,
        _DOCUMENTS.c.kind,
        _DOCUMENTS.c.issued,
        _DOCUMENTS.c.total,
    )
    .where(
        or_(
            _DOCUMENTS.c.sha256 == bindparam("sha256"),
            and_(among(_DOCUMENTS.c.supplier_id, "supplier_ids"), among(_DOCUMENTS.c.invoice_key, "invoice_keys")),
        ),
        _DOCUMENTS.c.id < bindparam("before"),
        _DOCUMENTS.c.kind.is_not(None),
    )
    .order_by(_DOCUMENTS.c.id)
)


def _earlier(
    session: Session, document: db.Document, supplier_ids: Collection[str], keys: LookupKeys
) -> Iterable[EarlierDocument]:
    found = _EARLIER.ask(
        session,
        sha256=document.sha256,
        before=document.id,
        supplier_ids=list(supplier_ids),
        invoice_keys=list(keys.invoice_keys),
    )
    for row in found:
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


_CONTRIBUTIONS = db.Contribution.__table__
_CHARGED = Question(
    select(
        _CONTRIBUTIONS.c.person_id,
        _CONTRIBUTIONS.c.weekly_charge_minor,
        _CONTRIBUTIONS.c.valid_from,
        _CONTRIBUTIONS.c.valid_to,
    )
    .where(
        among(_CONTRIBUTIONS.c.person_id, "ids"),
        _CONTRIBUTIONS.c.closed_at.is_(None),
        _CONTRIBUTIONS.c.full_cost.is_(False),
    )
    .order_by(_CONTRIBUTIONS.c.id)
)


def _charges(session: Session, person_ids: Collection[str]) -> Iterable[WeeklyCharge]:
    for person_id, minor, valid_from, valid_to in _CHARGED.ask(session, ids=list(person_ids)):
        yield WeeklyCharge(person_id, Money(minor, registers.POUNDS), valid_from, valid_to)
