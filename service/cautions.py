"""What makes somebody look first before money is asked back from a person: recorded by staff, standing until staff clear it.

It stands on the person, so it holds every account of theirs. The day it carries is when somebody looks again: it does not
lapse by itself, because a day that passes says nothing about whether a person has become less vulnerable.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import Caution
from reconcile.recovery import Circumstance


def standing(session: Session, person_ids: Iterable[str] | None = None) -> Sequence[db.DpCaution]:
    """Return what stands on these people, or on anybody; the oldest first."""
    found = select(db.DpCaution).where(db.DpCaution.cleared_at.is_(None)).order_by(db.DpCaution.id)
    if person_ids is not None:
        found = found.where(db.DpCaution.person_id.in_(list(person_ids)))
    return session.scalars(found).all()


def of_case(session: Session, case: db.DpCase) -> Sequence[db.DpCaution]:
    """Return what stands on the person whom a case is about."""
    account = session.get(db.DpAccount, case.account_id)
    return standing(session, [account.person_id]) if account is not None else ()


def told_by(rows: Iterable[db.DpCaution], about: Circumstance | None = None) -> Circumstance:
    """Return the circumstance with what stands on its person."""
    rows = list(rows)
    kinds = {row.kind for row in rows}
    return replace(
        about or Circumstance(),
        open_query=Caution.OPEN_QUERY.value in kinds,
        open_review=Caution.OPEN_REVIEW.value in kinds,
        vulnerable=Caution.VULNERABLE.value in kinds,
        look_again_on=min((row.until for row in rows), default=None),
    )
