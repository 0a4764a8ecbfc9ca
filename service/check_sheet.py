"""The check sheet over the whole caseload, for staff to sign off: every draft balance in a row, the doubtful ones first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.reconciliation import Reconciliation, reconciliation_from_json
from reconcile.check_sheet import build_check_sheet
from service.clock import local_day
from service.database import Database
from service.tools import Tools


def check_sheet(database: Database, tools: Tools, *, state: str = "draft") -> bytes:
    """Return the check sheet of all cases in a state as XLSX bytes."""
    with database.read() as session:
        balances = list(_balances(session, tools, state))
    return build_check_sheet(balances, local_day(tools.clock.now(), tools.pack.time_zone))


def _balances(session: Session, tools: Tools, state: str) -> Iterator[Reconciliation]:
    sealed = session.scalars(
        select(db.DpCase.reconciliation)
        .where(db.DpCase.state == state, db.DpCase.reconciliation.is_not(None))
        .order_by(db.DpCase.id)
        .execution_options(yield_per=200)
    )
    for each in sealed:
        if each is not None:
            yield reconciliation_from_json(tools.vault.open_json(each))
