"""The check sheet as the console shows it: the cases' own columns, so that a page costs the same whatever the caseload."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.money import Money
from reconcile.flags import FLAG_KINDS
from service import registers

PAGE = 100


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One balance."""

    case: db.DpCase
    person_id: str
    blocked: bool
    amounts: tuple[Money | None, ...]


@dataclass(frozen=True, slots=True)
class CheckSums:
    """The whole sheet: how many balances, how many of them blocked, and the council's surplus in all."""

    count: int
    blocked: int
    surplus: Money


_FIGURES = ("opening", "income", "spending", "closing", "difference", "allowable", "committed", "council_surplus")


def check_rows(session: Session, page: int) -> tuple[list[CheckRow], CheckSums]:
    """Return one page, counted from 1, of the drafts that have figures, those that block first; and the sums over all."""
    case = db.DpCase
    light = session.execute(
        select(case.id, case.flags, case.council_surplus_minor, case.account_id).where(
            case.state == "draft", case.reconciliation.is_not(None)
        )
    ).all()
    order = sorted(light, key=lambda row: (not _blocks(row.flags), not row.flags, row.account_id, row.id))
    wanted = [row.id for row in order[(page - 1) * PAGE : page * PAGE]]
    found = session.execute(
        select(case, db.DpAccount.person_id)
        .outerjoin(db.DpAccount, db.DpAccount.account_id == case.account_id)
        .where(case.id.in_(wanted))
    )
    by_id = {row.id: CheckRow(row, person_id or "", _blocks(row.flags), _amounts(row)) for row, person_id in found}
    sums = CheckSums(
        count=len(light),
        blocked=sum(1 for row in light if _blocks(row.flags)),
        surplus=Money(sum(row.council_surplus_minor or 0 for row in light), registers.POUNDS),
    )
    return [by_id[each] for each in wanted if each in by_id], sums


def _blocks(flags: list[str]) -> bool:
    return any(code in FLAG_KINDS and FLAG_KINDS[code].blocks for code in flags)


def _amounts(case: db.DpCase) -> tuple[Money | None, ...]:
    found = (getattr(case, f"{name}_minor") for name in _FIGURES)
    return tuple(None if minor is None else Money(minor, registers.POUNDS) for minor in found)
