"""By which way surplus comes home: a transfer, an invoice, the prepaid card, or less of the next payments."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from models import db
from models.money import Money
from reconcile.recovery import RecoveryMethod, net_off_plan
from service import audit, dp_registers, registers
from service.actions.actor import Act, Actor
from service.actions.documents import RefusedError
from service.database import Database
from service.tools import Tools
from service.workflow import hold

#: Payments go out every four weeks.
WEEKS = 4
#: A year of them: what is not back by then needs another way.
MOST_PAYMENTS = 13
CHOSEN = frozenset({RecoveryMethod.BANK_TRANSFER, RecoveryMethod.INVOICE, RecoveryMethod.CARD_PULL, RecoveryMethod.NET_OFF})


def choose_way(
    database: Database,
    tools: Tools,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    method: RecoveryMethod,
    first: date | None = None,
    weekly_cost: Money | None = None,
) -> None:
    """Say how a proposed recovery comes home. A write-off is no way home: it is the closing of the case.

    A net-off needs the day of the `first` payment that may be reduced and the `weekly_cost` of care, below which no
    payment may fall. What one year of payments cannot bear is refused.
    """
    actor.must(Act.SIGN_OFF)
    if method not in CHOSEN:
        raise RefusedError("To let the money go, close the case: another person approves that.")
    with database.write() as session:
        taken = hold(session, "case", case_id, version=version)
        found = select(db.Recovery).where(db.Recovery.case_id == case_id, db.Recovery.state == "proposed")
        recovery = session.scalars(found).one_or_none()
        if recovery is None:
            raise RefusedError("This case has no recovery that is proposed.")
        account = dp_registers.accounts(session, tools.vault, ids=[session.get_one(db.DpCase, case_id).account_id])[0]
        plan = None
        if method is RecoveryMethod.NET_OFF:
            plan = _plan(Money(recovery.amount_minor, registers.POUNDS), account.weekly_payment, recovery, first, weekly_cost)
        recovery.method, recovery.plan = method.value, plan
        note = f"{method.value}" + (f" over {len(plan)} payments" if plan else "")
        audit.record(session, at=tools.clock.now(), actor=actor.name, subject=taken.subject, event="way-chosen", after=note)


def _plan(
    amount: Money, weekly_payment: Money, recovery: db.Recovery, first: date | None, weekly_cost: Money | None
) -> list[dict[str, str]]:
    if first is None or weekly_cost is None:
        raise RefusedError("Enter the day of the first payment that is reduced, and what the care of a week costs.")
    if first < recovery.release_not_before:
        raise RefusedError(f"The notice runs until {recovery.release_not_before}: no payment before it may be reduced.")
    payments = [(first + timedelta(weeks=WEEKS * n), weekly_payment.times(WEEKS)) for n in range(MOST_PAYMENTS)]
    plan, left = net_off_plan(amount, payments, weekly_cost.times(WEEKS))
    if left:
        raise RefusedError(
            f"After {MOST_PAYMENTS} payments {left} would still be out, as no payment may fall below the cost of care. Choose another way."
        )
    return [{"day": each.day.isoformat(), "payment": str(each.payment), "reduced_by": str(each.reduced_by)} for each in plan]
