"""The registers of direct payments as the core knows them: accounts, the council's policies, what it paid and was owed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.direct_payment import AccountType, AllowableBasis, DpAccount, DpPolicy, LedgerEntry, LedgerKind, PaymentBasis
from models.money import Money
from service.registers import POUNDS
from service.vault import Vault

#: Direct payments are an English matter; their figures are pounds.


def accounts(session: Session, vault: Vault, *, map_id: str | None = None, ids: Collection[str] = ()) -> list[DpAccount]:
    """Return direct-payment accounts: those of one provider, or by id."""
    condition = db.DpAccount.map_id == map_id if map_id else db.DpAccount.account_id.in_(ids)
    rows = session.scalars(
        select(db.DpAccount).where(condition, db.DpAccount.closed_at.is_(None)).order_by(db.DpAccount.account_id)
    )
    return [_account(row, vault) for row in rows]


def _account(row: db.DpAccount, vault: Vault) -> DpAccount:
    return DpAccount(
        account_id=row.account_id,
        person_id=row.person_id,
        map_id=row.map_id,
        type=AccountType(row.type),
        reference=row.reference,
        weekly_gross_budget=Money(row.weekly_gross_budget_minor, POUNDS),
        weekly_contribution=Money(row.weekly_contribution_minor, POUNDS),
        weekly_payment=Money(row.weekly_payment_minor, POUNDS),
        payment_basis=PaymentBasis(row.payment_basis),
        start=row.start,
        end=row.end,
        recipient_name=vault.open_maybe(row.recipient_name),
        recipient_email=vault.open_maybe(row.recipient_email),
        social_worker_email=row.social_worker_email,
    )


def policies(session: Session) -> list[DpPolicy]:
    """Return every version of the rule on contingency."""
    rows = session.scalars(select(db.DpPolicy).where(db.DpPolicy.closed_at.is_(None)).order_by(db.DpPolicy.valid_from))
    return [
        DpPolicy(
            valid_from=row.valid_from,
            allowable_weeks=int(row.allowable_weeks),
            basis=AllowableBasis(row.basis),
            de_minimis=Money(row.de_minimis_minor, POUNDS),
            notice_days=row.notice_days,
            reply_days=row.reply_days,
            reminder_days=row.reminder_days,
        )
        for row in rows
    ]


def ledger(session: Session, account_id: str) -> list[LedgerEntry]:
    """Return what the council's books say about an account."""
    rows = session.scalars(
        select(db.DpLedger)
        .where(db.DpLedger.account_id == account_id, db.DpLedger.closed_at.is_(None))
        .order_by(db.DpLedger.id)
    )
    return [
        LedgerEntry(row.account_id, row.date, LedgerKind(row.kind), Money(row.amount_minor, POUNDS), row.source or "")
        for row in rows
    ]
