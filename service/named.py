"""The people whom documents name, with their grants and rates: in one question, as every document asks it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import Session

from models import db
from models.grant import Grant, Person
from service.asking import Question
from service.registers import GRANT_COLUMNS, GRANT_ORDER, OPEN_RATE, PERSON, grants_of, person_of
from service.vault import Vault

_PEOPLE, _GRANTS, _RATES = db.Person.__table__, db.Grant.__table__, db.Rate.__table__
_OPEN_GRANT = and_(_GRANTS.c.person_id == _PEOPLE.c.person_id, _GRANTS.c.closed_at.is_(None))
#: A person once for each rate of each grant; who has no grant, or a grant without a rate, once with nothing in these columns.
_NAMED = Question(
    PERSON.add_columns(*GRANT_COLUMNS)
    .select_from(_PEOPLE.outerjoin(_GRANTS, _OPEN_GRANT).outerjoin(_RATES, OPEN_RATE))
    .order_by(*GRANT_ORDER)
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person, which of the numbers that were asked for are theirs, and every open grant of theirs."""

    person: Person
    numbers: frozenset[str]
    grants: tuple[Grant, ...]

    def has_any(self, numbers: frozenset[str]) -> bool:
        """Whether any of these numbers is the person's."""
        return not self.numbers.isdisjoint(numbers)


def named(session: Session, vault: Vault, numbers: Collection[str]) -> list[Named]:
    """Return the people whom any of these numbers names (council id, CPR, NHS), in the order of the database."""
    if not numbers:
        return []
    indexes: dict[str, set[str]] = {}
    for number in numbers:
        indexes.setdefault(vault.index(number), set()).add(number)
    rows = _NAMED.ask(session, ids=list(numbers), indexes=list(indexes))
    found = []
    for _, of_person in groupby(rows, key=attrgetter("person_id")):
        own = list(of_person)
        grants = tuple(grants_of(own)) if own[0].grant_id is not None else ()
        found.append(Named(person_of(own[0], vault), _own_numbers(own[0], numbers, indexes), grants))
    return found


def _own_numbers(row: Any, numbers: Collection[str], indexes: Mapping[str, set[str]]) -> frozenset[str]:
    own = {row.person_id} if row.person_id in numbers else set()
    return frozenset(own.union(*(indexes.get(index, ()) for index in (row.cpr_index, row.nhs_index) if index)))
