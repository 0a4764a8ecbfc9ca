"""Master data out of the database as the domain's values. Each function asks by key, so its cost does not grow with the council."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, literal_column, or_, select
from sqlalchemy.orm import Session

from match.facts import WeeklyCharge
from models import db
from models.grant import Billing, CodingRow, Grant, Ownership, Person, Rate, Supplier, Unit
from models.money import Money
from models.period import Period
from service.asking import Question, among
from service.vault import Vault

#: Direct payments are an English matter; their figures are pounds.
POUNDS = "GBP"

_SUPPLIERS, _KEYS, _PEOPLE = db.Supplier.__table__, db.SupplierKey.__table__, db.Person.__table__
_GRANTS, _RATES, _CODING = db.Grant.__table__, db.Rate.__table__, db.Coding.__table__
_CALENDARS, _PRICES, _CONTRIBUTIONS = db.BillingPeriod.__table__, db.SupplierRate.__table__, db.Contribution.__table__


#: A table with more rows is not read as a whole.
MOST_ROWS = 20_000


def _whole(rows: Select[Any], most: int = MOST_ROWS) -> Question:
    """Ask for all rows; one more than is kept says that there are too many."""
    return Question(rows.limit(literal_column(str(most + 1))))


#: Every document asks these, so they are written once and for all.
_SUPPLIERS_OPEN = select(
    _SUPPLIERS.c.supplier_id,
    _SUPPLIERS.c.name,
    _SUPPLIERS.c.country,
    _SUPPLIERS.c.registration,
    _SUPPLIERS.c.vat_number,
    _SUPPLIERS.c.p_numbers,
    _SUPPLIERS.c.bank_accounts,
    _SUPPLIERS.c.emails,
    _SUPPLIERS.c.ownership,
    _SUPPLIERS.c.status,
    _SUPPLIERS.c.auto_post,
).where(_SUPPLIERS.c.closed_at.is_(None))
_SUPPLIER = Question(_SUPPLIERS_OPEN.where(among(_SUPPLIERS.c.supplier_id, "ids")))
_ALL_SUPPLIERS = _whole(_SUPPLIERS_OPEN)


def suppliers(session: Session, ids: Collection[str]) -> dict[str, Supplier]:
    """Return suppliers by id, closed ones left out."""
    rows = _SUPPLIER.ask(session, ids=list(ids))
    return {row.supplier_id: _supplier(row) for row in rows}


def every_supplier(session: Session) -> dict[str, Supplier] | None:
    """Return all suppliers by id, closed ones left out; None when there are too many to keep."""
    rows = _ALL_SUPPLIERS.ask(session)
    return {row.supplier_id: _supplier(row) for row in rows} if len(rows) <= MOST_ROWS else None


def _supplier(row: Any) -> Supplier:
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


_KEY_ROWS = select(_KEYS.c.kind, _KEYS.c.value, _KEYS.c.supplier_id)
_BY_KEY = Question(_KEY_ROWS.where(among(_KEYS.c.kind, "kinds"), among(_KEYS.c.value, "values")))
#: A supplier is known by several keys.
_ALL_KEYS = _whole(_KEY_ROWS, most=8 * MOST_ROWS)


def supplier_ids(session: Session, keys: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the suppliers that are known by any of these keys, pairs of kind and value."""
    wanted = set(keys)
    if not wanted:
        return frozenset()
    kinds, values = list({kind for kind, _ in wanted}), list({value for _, value in wanted})
    # A value that was asked for as one kind may also be there as another.
    found = _BY_KEY.ask(session, kinds=kinds, values=values)
    return frozenset(supplier_id for kind, value, supplier_id in found if (kind, value) in wanted)


def every_supplier_key(session: Session) -> dict[tuple[str, str], frozenset[str]] | None:
    """Return which suppliers each pair of kind and value names; None when there are too many to keep."""
    rows = _ALL_KEYS.ask(session)
    if len(rows) > 8 * MOST_ROWS:
        return None
    found: dict[tuple[str, str], frozenset[str]] = {}
    for kind, value, supplier_id in rows:
        found[kind, value] = found.get((kind, value), frozenset()) | {supplier_id}
    return found


#: People by council id (`ids`), or by the keyed index of a CPR or NHS number (`indexes`).
PERSON = (
    select(
        _PEOPLE.c.person_id,
        _PEOPLE.c.name,
        _PEOPLE.c.cpr,
        _PEOPLE.c.nhs_number,
        _PEOPLE.c.born,
        _PEOPLE.c.died,
        _PEOPLE.c.language,
        _PEOPLE.c.case_worker_email,
        _PEOPLE.c.cpr_index,
        _PEOPLE.c.nhs_index,
    )
    .where(
        or_(
            among(_PEOPLE.c.person_id, "ids"),
            among(_PEOPLE.c.cpr_index, "indexes"),
            among(_PEOPLE.c.nhs_index, "indexes"),
        ),
        _PEOPLE.c.closed_at.is_(None),
    )
    .order_by(_PEOPLE.c.person_id)
)
_PERSON = Question(PERSON)


def people(session: Session, vault: Vault, *, ids: Collection[str] = (), numbers: Collection[str] = ()) -> list[Person]:
    """Return people by council id, or by CPR or NHS number through the keyed index."""
    if not ids and not numbers:
        return []
    rows = _PERSON.ask(session, ids=list(ids), indexes=[vault.index(number) for number in numbers])
    return [person_of(row, vault) for row in rows]


def person_of(row: Any, vault: Vault) -> Person:
    """Return the person of a row with the columns of `PERSON`."""
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


#: What there is to know of a grant besides whose it is, with one of its rates.
GRANT_COLUMNS = (
    _GRANTS.c.grant_id,
    _GRANTS.c.supplier_id,
    _GRANTS.c.service,
    _GRANTS.c.legal_basis,
    _GRANTS.c.target_group,
    _GRANTS.c.unit,
    _GRANTS.c.start,
    _GRANTS.c.end,
    _GRANTS.c.run_off_end,
    _GRANTS.c.units_per_week,
    _GRANTS.c.prepaid,
    _GRANTS.c.billing,
    _GRANTS.c.owner_email,
    _GRANTS.c.contract_rules,
    _RATES.c.valid_from,
    _RATES.c.rate_minor,
    _RATES.c.currency,
    _RATES.c.component,
)
GRANT_ORDER = (_GRANTS.c.grant_id, _RATES.c.valid_from, _RATES.c.component)
OPEN_RATE = and_(_RATES.c.grant_id == _GRANTS.c.grant_id, _RATES.c.closed_at.is_(None))
#: A grant once for each of its rates: one question instead of two.
_GRANT = (
    select(_GRANTS.c.person_id, *GRANT_COLUMNS)
    .select_from(_GRANTS.outerjoin(_RATES, OPEN_RATE))
    .where(_GRANTS.c.closed_at.is_(None))
    .order_by(*GRANT_ORDER)
)
_GRANTS_OF_PEOPLE = Question(_GRANT.where(among(_GRANTS.c.person_id, "ids")))
_GRANTS_OF_SUPPLIERS = Question(_GRANT.where(among(_GRANTS.c.supplier_id, "ids")))


def grants(session: Session, *, person_ids: Collection[str] = (), supplier_ids: Collection[str] = ()) -> list[Grant]:
    """Return the grants of these people, and of these suppliers, with all their rates; closed ones left out."""
    found: dict[str, Grant] = {}
    for question, ids in ((_GRANTS_OF_PEOPLE, person_ids), (_GRANTS_OF_SUPPLIERS, supplier_ids)):
        if ids:
            found |= {grant.grant_id: grant for grant in grants_of(question.ask(session, ids=list(ids)))}
    return sorted(found.values(), key=lambda grant: grant.grant_id)


def grants_of(rows: Iterable[Any]) -> list[Grant]:
    """Return the grants of rows that have the columns of `GRANT_COLUMNS` and a person each, in the order `GRANT_ORDER`."""
    return [_grant(list(of_grant)) for _, of_grant in groupby(rows, key=attrgetter("grant_id"))]


def _grant(rows: Sequence[Any]) -> Grant:
    row = rows[0]
    return Grant(
        grant_id=row.grant_id,
        person_id=row.person_id,
        supplier_id=row.supplier_id,
        service=row.service,
        legal_basis=row.legal_basis,
        unit=_UNITS[row.unit],
        start=row.start,
        end=row.end,
        run_off_end=row.run_off_end,
        target_group=row.target_group,
        units_per_week=Decimal(row.units_per_week) if row.units_per_week else None,
        prepaid=row.prepaid,
        billing=_BILLINGS[row.billing],
        owner_email=row.owner_email,
        contract_rules=parse_rules(row.contract_rules),
        rates=tuple(
            [
                Rate(each.valid_from, Money(each.rate_minor, each.currency), each.component)
                for each in rows
                if each.component is not None
            ]
        ),
    )


#: By what the column holds; to ask the enumeration takes five times as long.
_UNITS: Mapping[str, Unit] = {each.value: each for each in Unit}
_BILLINGS: Mapping[str, Billing] = {each.value: each for each in Billing}


def parse_rules(text: str) -> tuple[tuple[str, str], ...]:
    """Read contract rules from their cell.

    >>> parse_rules("whole_krone=yes; monthly_divisor=30.5")
    (('whole_krone', 'yes'), ('monthly_divisor', '30.5'))
    """
    if not text:
        return ()
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


_CODING_OPEN = (
    select(
        _CODING.c.legal_basis,
        _CODING.c.ownership,
        _CODING.c.target_group,
        _CODING.c.service,
        _CODING.c.account,
        _CODING.c.cost_element,
        _CODING.c.valid_from,
        _CODING.c.valid_to,
        _CODING.c.owner_email,
    )
    .where(_CODING.c.closed_at.is_(None))
    .order_by(_CODING.c.id)
)
_CODED = Question(_CODING_OPEN.where(among(_CODING.c.legal_basis, "bases")))
_ALL_CODED = _whole(_CODING_OPEN)


def coding(session: Session, legal_bases: Collection[str]) -> list[CodingRow]:
    """Return the coding rows of these legal bases, in the order of the sheet."""
    return [CodingRow(*row) for row in _CODED.ask(session, bases=list(legal_bases))]


def every_coding_row(session: Session) -> list[CodingRow] | None:
    """Return the coding sheet; None when it is too long to keep."""
    rows = _ALL_CODED.ask(session)
    return [CodingRow(*row) for row in rows] if len(rows) <= MOST_ROWS else None


_CALENDARS_OPEN = (
    select(_CALENDARS.c.calendar, _CALENDARS.c.period_start, _CALENDARS.c.period_end)
    .where(_CALENDARS.c.closed_at.is_(None))
    .order_by(_CALENDARS.c.period_start)
)
_CALENDAR = Question(_CALENDARS_OPEN.where(among(_CALENDARS.c.calendar, "names")))
_ALL_CALENDARS = _whole(_CALENDARS_OPEN)


def billing_periods(session: Session, calendars: Collection[str]) -> dict[str, tuple[Period, ...]]:
    """Return billing calendars that are tables, by name."""
    return _by_calendar(_CALENDAR.ask(session, names=list(calendars)))


def every_billing_period(session: Session) -> dict[str, tuple[Period, ...]] | None:
    """Return all calendars, by name; None when there are too many to keep."""
    rows = _ALL_CALENDARS.ask(session)
    return _by_calendar(rows) if len(rows) <= MOST_ROWS else None


def _by_calendar(rows: Iterable[Any]) -> dict[str, tuple[Period, ...]]:
    found: dict[str, list[Period]] = {}
    for name, start, end in rows:
        found.setdefault(name, []).append(Period(start, end))
    return {name: tuple(periods) for name, periods in found.items()}


_PRICES_OPEN = (
    select(_PRICES.c.supplier_id, _PRICES.c.component, _PRICES.c.rate_minor, _PRICES.c.currency)
    .where(_PRICES.c.closed_at.is_(None))
    .order_by(_PRICES.c.supplier_id, _PRICES.c.service, _PRICES.c.component, _PRICES.c.valid_from)
)
_PRICED = Question(_PRICES_OPEN.where(among(_PRICES.c.supplier_id, "supplier_ids")))
_ALL_PRICES = _whole(_PRICES_OPEN)


def prices(session: Session, supplier_ids: Collection[str]) -> list[tuple[str, Money]]:
    """Return what these suppliers have published: the component and its price, in the order of the list."""
    rows = _PRICED.ask(session, supplier_ids=list(supplier_ids))
    return [(row.component, Money(row.rate_minor, row.currency)) for row in rows]


def every_price(session: Session) -> dict[str, list[tuple[str, Money]]] | None:
    """Return all published prices by supplier; None when there are too many to keep."""
    rows = _ALL_PRICES.ask(session)
    if len(rows) > MOST_ROWS:
        return None
    found: dict[str, list[tuple[str, Money]]] = {}
    for row in rows:
        found.setdefault(row.supplier_id, []).append((row.component, Money(row.rate_minor, row.currency)))
    return found


_CHARGES_OPEN = (
    select(
        _CONTRIBUTIONS.c.person_id,
        _CONTRIBUTIONS.c.weekly_charge_minor,
        _CONTRIBUTIONS.c.valid_from,
        _CONTRIBUTIONS.c.valid_to,
    )
    .where(_CONTRIBUTIONS.c.closed_at.is_(None), _CONTRIBUTIONS.c.full_cost.is_(False))
    .order_by(_CONTRIBUTIONS.c.id)
)
_CHARGED = Question(_CHARGES_OPEN.where(among(_CONTRIBUTIONS.c.person_id, "ids")))
_ALL_CHARGES = _whole(_CHARGES_OPEN)


def charges(session: Session, person_ids: Collection[str]) -> list[WeeklyCharge]:
    """Return what these people are assessed to pay a week, full cost left out, in the order of the list."""
    return [_charge(row) for row in _CHARGED.ask(session, ids=list(person_ids))]


def every_charge(session: Session) -> dict[str, list[WeeklyCharge]] | None:
    """Return what everybody is assessed to pay, by person; None when there are too many to keep."""
    rows = _ALL_CHARGES.ask(session)
    if len(rows) > MOST_ROWS:
        return None
    found: dict[str, list[WeeklyCharge]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(_charge(row))
    return found


def _charge(row: Any) -> WeeklyCharge:
    return WeeklyCharge(row.person_id, Money(row.weekly_charge_minor, POUNDS), row.valid_from, row.valid_to)


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
    return supplier_ids(session, [("email", address.lower()), ("email", domain.lower())])
