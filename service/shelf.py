"""Master data that every document needs and only an import changes, kept ready in the process until the next import.

Suppliers and what they are known by, the coding sheet, billing calendars and published prices are small tables. They are read
once for each import (`service.facts.data_version` names it, and is asked for every document) instead of once for each
document. Tables of more than `MOST_ROWS` are not kept; they are asked by key. Grants, people and what is paid never are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from match.facts import WeeklyCharge
from models.grant import CodingRow, Supplier
from models.money import Money
from models.period import Period
from service import registers

#: A table with more rows is asked by key.
MOST_ROWS = registers.MOST_ROWS
_T = TypeVar("_T")
#: (component, price): what a supplier has published.
Priced = tuple[str, Money]


@dataclass(slots=True)
class Shelf:
    """The small tables as one import left them; each is read when it is first needed."""

    version: str
    #: Where nothing is kept every table is asked by key.
    keeps: bool = True
    _tables: dict[str, Any] = field(default_factory=dict)

    def suppliers(self, session: Session, ids: Collection[str]) -> dict[str, Supplier]:
        """Return suppliers by id, closed ones left out."""
        every = self._table("suppliers", lambda: registers.every_supplier(session))
        return registers.suppliers(session, ids) if every is None else {each: every[each] for each in ids if each in every}

    def supplier_ids(self, session: Session, keys: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Return the suppliers that are known by any of these keys, pairs of kind and value."""
        every = self._table("keys", lambda: registers.every_supplier_key(session))
        if every is None:
            return registers.supplier_ids(session, keys)
        return frozenset().union(*(every.get(key, frozenset()) for key in keys))

    def coding(self, session: Session, legal_bases: Collection[str]) -> list[CodingRow]:
        """Return the coding rows of these legal bases, in the order of the sheet."""
        every = self._table("coding", lambda: registers.every_coding_row(session))
        if every is None:
            return registers.coding(session, legal_bases)
        return [row for row in every if row.legal_basis in legal_bases]

    def billing_periods(self, session: Session, calendars: Collection[str]) -> dict[str, tuple[Period, ...]]:
        """Return billing calendars that are tables, by name."""
        every = self._table("calendars", lambda: registers.every_billing_period(session))
        if every is None:
            return registers.billing_periods(session, calendars)
        return {name: every[name] for name in calendars if name in every}

    def prices(self, session: Session, supplier_ids: Collection[str]) -> list[Priced]:
        """Return the rates and supplements that these suppliers have published."""
        every = self._table("prices", lambda: registers.every_price(session))
        if every is None:
            return registers.prices(session, supplier_ids)
        return [priced for each in sorted(supplier_ids) for priced in every.get(each, ())]

    def charges(self, session: Session, person_ids: Collection[str]) -> list[WeeklyCharge]:
        """Return what these people are assessed to pay, in the order of the list."""
        every = self._table("charges", lambda: registers.every_charge(session))
        if every is None:
            return registers.charges(session, person_ids)
        return [charge for each in person_ids for charge in every.get(each, ())]

    def _table(self, name: str, read: Callable[[], _T | None]) -> _T | None:
        if not self.keeps:
            return None
        if name not in self._tables:
            self._tables[name] = read()
        found: _T | None = self._tables[name]
        return found


#: The shelf of each database that this process has open.
_SHELVES: WeakKeyDictionary[Any, Shelf] = WeakKeyDictionary()


def shelf_of(session: Session, version: str) -> Shelf:
    """Return the shelf of the session's database as of an import. What was never imported is asked by key each time."""
    if not version.startswith("import-"):
        return Shelf(version, keeps=False)
    bind = session.get_bind()
    found = _SHELVES.get(bind)
    if found is None or found.version != version:
        found = _SHELVES[bind] = Shelf(version)
    return found
