"""Which open grants will have no code on a day to come: known before the first invoice stops, and to whom to say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from match.coding import Coding, find_coding
from models import db
from models.grant import CodingRow, Grant, Ownership, Unit
from models.period import Period
from service import registers


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A grant that has not exactly one row in the coding sheet on the day."""

    grant_id: str
    supplier_id: str
    key: str
    #: "coding-missing" or "coding-ambiguous".
    code: str
    rows: int
    #: The account on the day before; None where it has none then either.
    account_before: str | None
    cost_element_before: str | None
    #: Who answers for the row that it had, else for the grant.
    owner_email: str | None

    @property
    def loses(self) -> bool:
        """Whether it has a code on the day before."""
        return self.account_before is not None


_KEY = tuple[str, str, str, str]


def rehearse_coding(session: Session, on: date) -> Iterator[Uncoded]:
    """Yield the grants that are open on a day and have no code, or several, for it; by supplier and grant."""
    rows = registers.coding(session, _bases(session))
    found: dict[_KEY, tuple[Coding, Coding]] = {}
    for grant in _open_grants(session, on):
        key: _KEY = (grant.legal_basis, grant.ownership, grant.target_group, grant.service)
        if key not in found:
            found[key] = (_on(key, on, rows), _on(key, on - timedelta(days=1), rows))
        coding, before = found[key]
        if coding.row is None:
            yield Uncoded(
                grant_id=grant.grant_id,
                supplier_id=grant.supplier_id,
                key=coding.key,
                code=coding.code or "coding-missing",
                rows=coding.count,
                account_before=before.row.account if before.row else None,
                cost_element_before=before.row.cost_element if before.row else None,
                owner_email=(before.row.owner_email if before.row else None) or grant.owner_email,
            )


def _bases(session: Session) -> list[str]:
    return list(session.scalars(select(db.Coding.legal_basis).where(db.Coding.closed_at.is_(None)).distinct()))


@dataclass(frozen=True, slots=True)
class _Open:
    grant_id: str
    supplier_id: str
    legal_basis: str
    ownership: str
    target_group: str
    service: str
    owner_email: str | None


def _open_grants(session: Session, on: date) -> Iterator[_Open]:
    grant, supplier = db.Grant, db.Supplier
    query = (
        select(
            grant.grant_id,
            grant.supplier_id,
            grant.legal_basis,
            supplier.ownership,
            grant.target_group,
            grant.service,
            grant.owner_email,
        )
        .join(supplier, supplier.supplier_id == grant.supplier_id)
        .where(grant.closed_at.is_(None), grant.start <= on, or_(grant.end.is_(None), grant.end >= on, grant.run_off_end >= on))
        .order_by(grant.supplier_id, grant.grant_id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(query):
        yield _Open(*row)


def _on(key: _KEY, day: date, rows: list[CodingRow]) -> Coding:
    basis, ownership, target_group, service = key
    grant = Grant("", "", "", service, basis, Unit.DAY, day, target_group=target_group)
    return find_coding(grant, Ownership(ownership), Period(day, day), rows)
