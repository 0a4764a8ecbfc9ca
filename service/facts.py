"""What is known when a document is decided about, loaded by the keys that the document itself names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import String, cast, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from match.facts import Facts, LookupKeys, keys_needed
from match.scopes import EVERY, Scope
from models import db
from models.grant import Billing, Grant, Person, Supplier
from models.invoice import Extraction
from models.money import Money
from service import accounts, promotions, registers, switches
from service.asking import Question
from service.clock import local_day
from service.earlier import Asked, credited_grants, earlier_of, earlier_rows, scans_of
from service.named import Named, named
from service.on_grants import OnGrants, on_grants
from service.shelf import Priced, Shelf, shelf_of
from service.tools import Tools


def load_facts(session: Session, document: db.Document, extraction: Extraction, tools: Tools) -> Facts:
    """Load everything that deciding about this document needs."""
    return load_facts_of(session, [(document, extraction)], tools)[0]


def load_facts_of(session: Session, documents: Sequence[tuple[db.Document, Extraction]], tools: Tools) -> list[Facts]:
    """Load the same for several documents, each as if by itself: the questions are asked once for all of them."""
    standing = _standing(session)
    shelf = shelf_of(session, standing.version)
    asked = [_asked(session, shelf, document, extraction, tools) for document, extraction in documents]
    record = _record(session, asked, tools)
    salt = tools.vault.derive("sample").hex()
    return [_facts(session, each, record, standing, shelf, salt, tools) for each in asked]


def _asked(session: Session, shelf: Shelf, document: db.Document, extraction: Extraction, tools: Tools) -> Asked:
    keys = keys_needed(extraction, tools.pack)
    supplier_ids = shelf.supplier_ids(session, _supplier_keys(keys))
    return Asked(document.id, document.sha256, document.received_at, extraction, keys, supplier_ids)


@dataclass(frozen=True, slots=True)
class _Record:
    """What the database holds about all documents that are asked for together; each picks out its own."""

    people: Sequence[Named]
    #: What invoices settled that are credited, by the document that credits them.
    credited: Mapping[int, set[str]]
    on_grants: OnGrants
    earlier: Sequence[Any]
    #: Fingerprints of the accounts that accepted invoices asked for, by supplier.
    accounts: Mapping[str, frozenset[str]]
    promoted: Sequence[Scope]


def _record(session: Session, asked: Sequence[Asked], tools: Tools) -> _Record:
    numbers = frozenset().union(*(each.keys.persons for each in asked))
    supplier_ids = frozenset().union(*(each.supplier_ids for each in asked))
    people = named(session, tools.vault, numbers)
    grant_ids = {grant.grant_id for each in people for grant in each.grants}
    credited = {each.document_id: credited_grants(session, each) for each in asked}
    last = max(each.document_id for each in asked)
    return _Record(
        people=people,
        credited=credited,
        on_grants=on_grants(session, sorted(grant_ids.union(*credited.values())), before=last),
        earlier=earlier_rows(session, asked),
        accounts=accounts.fingerprints(session, {each for one in asked if one.keys.banks for each in one.supplier_ids}),
        promoted=promotions.in_force(session, tools.policy, supplier_ids),
    )


def _facts(
    session: Session, asked: Asked, record: _Record, standing: _Standing, shelf: Shelf, salt: str, tools: Tools
) -> Facts:
    keys, supplier_ids = asked.keys, asked.supplier_ids
    own = [each for each in record.people if each.has_any(keys.persons)]
    people = tuple([each.person for each in own])
    grants = tuple(sorted([grant for each in own for grant in each.grants], key=_GRANT_ID))
    grant_ids = {grant.grant_id for grant in grants}
    suppliers = shelf.suppliers(session, {*supplier_ids, *(grant.supplier_id for grant in grants)})
    found = [suppliers[each] for each in sorted(supplier_ids) if each in suppliers]
    neighbours, neighbour_grants = _neighbours(session, keys, supplier_ids, tools)
    return Facts(
        received=local_day(asked.received_at, tools.pack.time_zone),
        sha256=asked.sha256,
        uuid=asked.extraction.uuid,
        suppliers=tuple(found),
        people=people,
        grants=grants,
        settled=record.on_grants.paid_under(grant_ids | record.credited[asked.document_id]),
        coding=tuple(shelf.coding(session, {grant.legal_basis for grant in grants})),
        earlier=earlier_of(asked, record.earlier),
        scans=scans_of(session, asked),
        claims=record.on_grants.claims_under(grant_ids, before=asked.document_id),
        calendars=tuple(sorted(shelf.billing_periods(session, _calendars(grants)).items())),
        accounts_seen=accounts.seen(record.accounts, tools.vault, keys.banks, found, supplier_ids),
        charges=tuple(shelf.charges(session, [person.person_id for person in people])),
        held=frozenset(each for each in supplier_ids if switches.supplier(each) in standing.stopped)
        if standing.stopped
        else frozenset(),
        neighbours=neighbours,
        neighbour_grants=neighbour_grants,
        neighbours_known=keys.near_persons is not None,
        **_known_prices(shelf.prices(session, supplier_ids)),
        promoted=_promoted(record.promoted, found),
        demoted=standing.demoted,
        sample_salt=salt,
        data_version=standing.version,
    )


def _promoted(scopes: Sequence[Scope], suppliers: Sequence[Supplier]) -> tuple[Scope, ...]:
    ids = {EVERY, *(each.supplier_id for each in suppliers)} if scopes else ()
    return tuple([each for each in scopes if each.supplier_id in ids])


def _neighbours(
    session: Session, keys: LookupKeys, supplier_ids: Collection[str], tools: Tools
) -> tuple[tuple[Person, ...], tuple[Grant, ...]]:
    """Return the people whom a doubtful number may mean instead, with their grants at these suppliers."""
    if not keys.near_persons:
        return (), ()
    wanted = sorted(keys.near_persons)
    parts = [wanted[start : start + MOST_AT_ONCE] for start in range(0, len(wanted), MOST_AT_ONCE)]
    people = {each.person_id: each for part in parts for each in registers.people(session, tools.vault, ids=part, numbers=part)}
    grants = registers.grants(session, person_ids=list(people)) if people else []
    here = tuple(grant for grant in grants if grant.supplier_id in supplier_ids)
    own = {grant.person_id for grant in here}
    return tuple(people[each] for each in sorted(own)), here


_GRANT_ID = attrgetter("grant_id")
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
        billing = grant.billing.value
        names |= {billing, grant.supplier_id, grant.rule("calendar") or billing}
    return names


def _known_prices(priced: Collection[Priced]) -> dict[str, tuple[Money, ...]]:
    """Return the rates and supplements that the suppliers have published, each once."""
    rates = [price for component, price in priced if component == "base"]
    supplements = [price for component, price in priced if component != "base"]
    return {"known_rates": tuple(dict.fromkeys(rates)), "known_supplements": tuple(dict.fromkeys(supplements))}
