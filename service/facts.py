"""What is known when a document is decided about, loaded by the keys that the document itself names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, func, literal_column, or_, select, union, union_all
from sqlalchemy.orm import Session

from match.facts import AWAITS_CORRECTION, EarlierClaim, EarlierDocument, Facts, LookupKeys, keys_needed
from models import db
from models.grant import Billing, Grant, Person, Settled
from models.identifiers import invoice_key
from models.invoice import Extraction
from models.money import Money
from models.period import Period
from service import accounts, promotions, registers, switches
from service.asking import Question, among
from service.clock import local_day
from service.shelf import Priced, shelf_of
from service.tools import Tools


def load_facts(session: Session, document: db.Document, extraction: Extraction, tools: Tools) -> Facts:
    """Load everything that deciding about this document needs."""
    keys = keys_needed(extraction, tools.pack)
    standing = _standing(session)
    shelf = shelf_of(session, standing.version)
    supplier_ids = shelf.supplier_ids(session, _supplier_keys(keys))
    people = registers.people(session, tools.vault, ids=keys.persons, numbers=keys.persons)
    grants = registers.grants(session, person_ids=[person.person_id for person in people])
    suppliers = shelf.suppliers(session, {*supplier_ids, *(grant.supplier_id for grant in grants)})
    found = [suppliers[each] for each in sorted(supplier_ids) if each in suppliers]
    neighbours, neighbour_grants = _neighbours(session, keys, supplier_ids, tools)
    return Facts(
        received=local_day(document.received_at, tools.pack.time_zone),
        sha256=document.sha256,
        uuid=extraction.uuid,
        suppliers=tuple(found),
        people=tuple(people),
        grants=tuple(grants),
        settled=tuple(_settled(session, grants, supplier_ids, extraction)),
        coding=tuple(shelf.coding(session, {grant.legal_basis for grant in grants})),
        earlier=tuple(_earlier(session, document, supplier_ids, keys, extraction.uuid)),
        scans=tuple(_scans(session, document, supplier_ids)) if extraction.page_print else (),
        claims=tuple(_claims(session, document, grants)),
        calendars=tuple(sorted(shelf.billing_periods(session, _calendars(grants)).items())),
        accounts_seen=accounts.seen(session, tools.vault, keys.banks, found, supplier_ids),
        charges=tuple(shelf.charges(session, [person.person_id for person in people])),
        held=frozenset(each for each in supplier_ids if switches.supplier(each) in standing.stopped),
        neighbours=neighbours,
        neighbour_grants=neighbour_grants,
        neighbours_known=keys.near_persons is not None,
        **_known_prices(shelf.prices(session, supplier_ids)),
        promoted=promotions.in_force(session, tools.policy, [each.supplier_id for each in found]),
        demoted=standing.demoted,
        sample_salt=tools.vault.derive("sample").hex(),
        data_version=standing.version,
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
_LAST = select(func.max(db.Import.__table__.c.id).label("last"))
_LAST_IMPORT = Question(_LAST)


def data_version(session: Session) -> str:
    """Name the state of the master data: the number of the last import."""
    return _version(_LAST_IMPORT.ask(session)[0].last)


def _version(last: object) -> str:
    return f"import-{last}" if last is not None else "empty"


@dataclass(frozen=True, slots=True)
class _Standing:
    """What holds for every document: the state of the master data, the switches that are off, the rules that were demoted."""

    version: str
    stopped: frozenset[str]
    demoted: frozenset[str]


_SWITCHES, _DEMOTIONS = db.Switch.__table__, db.Demotion.__table__
#: In one question, for it is asked for every document.
_STANDING = Question(
    union_all(
        select(literal_column("'import'").label("what"), cast(_LAST.scalar_subquery(), String).label("which")),
        select(literal_column("'stopped'"), _SWITCHES.c.name).where(_SWITCHES.c.stopped.is_(True)),
        select(literal_column("'demoted'"), _DEMOTIONS.c.rule).where(_DEMOTIONS.c.lifted_at.is_(None)),
    )
)


def _standing(session: Session) -> _Standing:
    found: dict[str, set[str]] = {"stopped": set(), "demoted": set(), "import": set()}
    for what, which in _STANDING.ask(session):
        found[what].add(which)
    (last,) = found["import"]
    return _Standing(_version(last), frozenset(found["stopped"]), frozenset(found["demoted"]))


def _supplier_keys(keys: LookupKeys) -> list[tuple[str, str]]:
    wanted = [("registration", each) for each in keys.registrations]
    wanted += [("vat", each) for each in keys.vat_numbers]
    wanted += [("bank", each) for each in keys.banks]
    return wanted + [("name", each) for each in keys.names]


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
_PRINTS = db.PagePrint.__table__
_EARLIER_DOCUMENT = select(
    _DOCUMENTS.c.id,
    _DOCUMENTS.c.sha256,
    _DOCUMENTS.c.received_at,
    _DOCUMENTS.c.state,
    _DOCUMENTS.c.invoice_key,
    _DOCUMENTS.c.supplier_id,
    _DOCUMENTS.c.uuid,
    _DOCUMENTS.c.kind,
    _DOCUMENTS.c.issued,
    _DOCUMENTS.c.total,
)
_EARLIER = Question(
    _EARLIER_DOCUMENT.where(
        or_(
            _DOCUMENTS.c.sha256 == bindparam("sha256"),
            _DOCUMENTS.c.uuid == bindparam("uuid", type_=String()),
            and_(among(_DOCUMENTS.c.supplier_id, "supplier_ids"), among(_DOCUMENTS.c.invoice_key, "invoice_keys")),
        ),
        _DOCUMENTS.c.id < bindparam("before"),
        _DOCUMENTS.c.kind.is_not(None),
    ).order_by(_DOCUMENTS.c.id)
)


def _earlier(
    session: Session, document: db.Document, supplier_ids: Collection[str], keys: LookupKeys, uuid: str | None
) -> Iterable[EarlierDocument]:
    found = _EARLIER.ask(
        session,
        sha256=document.sha256,
        uuid=uuid,
        before=document.id,
        supplier_ids=list(supplier_ids),
        invoice_keys=list(keys.invoice_keys),
    )
    return map(_earlier_document, found)


def _earlier_document(row: Any) -> EarlierDocument:
    return EarlierDocument(
        document_id=str(row.id),
        sha256=row.sha256,
        received=row.received_at.date(),
        state=row.state,
        number_key=row.invoice_key or "",
        supplier_ids=(row.supplier_id,) if row.supplier_id else (),
        uuid=row.uuid,
        kind=row.kind or "other",
        issued=row.issued,
        total=Decimal(row.total) if row.total else None,
    )


#: A sheet that is scanned a second time is among the latest of its supplier.
MOST_SCANS = 300
_SCANS = Question(
    _EARLIER_DOCUMENT.add_columns(_PRINTS.c.print)
    .join(_PRINTS, _PRINTS.c.document_id == _DOCUMENTS.c.id)
    .where(
        among(_DOCUMENTS.c.supplier_id, "supplier_ids"),
        _DOCUMENTS.c.id < bindparam("before"),
        _DOCUMENTS.c.kind.in_([literal_column("'invoice'"), literal_column("'credit-note'")]),
    )
    .order_by(_DOCUMENTS.c.id.desc())
    .limit(literal_column(str(MOST_SCANS)))
)


def _scans(session: Session, document: db.Document, supplier_ids: Collection[str]) -> Iterable[EarlierDocument]:
    """Yield the earlier documents of these suppliers that were read by eye, the latest first."""
    for row in _SCANS.ask(session, supplier_ids=list(supplier_ids), before=document.id):
        yield replace(_earlier_document(row), page_print=row.print)


_DECISIONS = db.Decision.__table__
#: States of a document in which what it asks for may still be paid, or is awaited in a corrected copy.
_OPEN_STATES = frozenset({"in-review", "held", *AWAITS_CORRECTION})
_CLAIMS = Question(
    select(
        _DECISIONS.c.document_id,
        _DOCUMENTS.c.invoice_number,
        _DOCUMENTS.c.received_at,
        _DOCUMENTS.c.state,
        _DECISIONS.c.grant_id,
        _DECISIONS.c.period_start,
        _DECISIONS.c.period_end,
        _DECISIONS.c.amount_minor,
        _DECISIONS.c.currency,
    )
    .join(_DOCUMENTS, _DOCUMENTS.c.id == _DECISIONS.c.document_id)
    .where(
        among(_DECISIONS.c.grant_id, "grant_ids"),
        _DECISIONS.c.current.is_(True),
        _DECISIONS.c.document_id < bindparam("before"),
        _DOCUMENTS.c.kind == literal_column("'invoice'"),
    )
    .order_by(_DECISIONS.c.document_id, _DECISIONS.c.line)
)


def _claims(session: Session, document: db.Document, grants: Collection[Grant]) -> Iterable[EarlierClaim]:
    if not grants:
        return
    ids = [grant.grant_id for grant in grants]
    for row in _CLAIMS.ask(session, grant_ids=ids, before=document.id):
        # Asked for by state, the database would begin with all open documents instead of the few of these grants.
        if row.state in _OPEN_STATES and row.period_start and row.period_end and row.amount_minor is not None and row.currency:
            yield EarlierClaim(
                document_id=str(row.document_id),
                number=row.invoice_number or "",
                received=row.received_at.date(),
                state=row.state,
                grant_id=row.grant_id,
                period=Period(row.period_start, row.period_end),
                amount=Money(row.amount_minor, row.currency),
            )


def _known_prices(priced: Collection[Priced]) -> dict[str, tuple[Money, ...]]:
    """Return the rates and supplements that the suppliers have published, each once."""
    rates = [price for component, price in priced if component == "base"]
    supplements = [price for component, price in priced if component != "base"]
    return {"known_rates": tuple(dict.fromkeys(rates)), "known_supplements": tuple(dict.fromkeys(supplements))}
