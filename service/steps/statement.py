"""Statement → reconciled: each account on it is found, worked out, and laid before staff as a case with its workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import db
from models.contract import extraction_from_json
from models.direct_payment import DpAccount, DpPolicy, LedgerEntry
from models.money import Money
from models.period import Period
from models.reconciliation import Reconciliation, reconciliation_from_json, reconciliation_to_json
from models.statement import DpStatement, statement_from_json, statement_to_json
from reconcile.direct_payments import Circumstances, reconcile
from service import dp_registers, registers
from service.clock import local_day
from service.sandbox.calls import build_workbooks
from service.step import Step
from service.tools import Tools
from service.workflow import Outcome

_FIGURES = ("difference", "surplus", "client_refund", "council_surplus")


@dataclass(frozen=True, slots=True)
class Entry:
    """A statement with what is known about its account."""

    statement: DpStatement
    account: DpAccount | None
    ledger: Sequence[LedgerEntry] = ()
    circumstances: Circumstances | None = None
    previous: Reconciliation | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """All statements of one document, or of a file that staff brought."""

    row_id: int | None
    map_id: str | None
    map_name: str | None
    entries: tuple[Entry, ...]
    policies: tuple[DpPolicy, ...]
    received_at: datetime
    today: date
    #: The bytes in the store, where there is no document.
    file_sha256: str | None = None


def _load(session: Session, row_id: int, tools: Tools) -> Received:
    document = session.get_one(db.Document, row_id)
    message = session.get_one(db.Message, document.message_id)
    map_id = registers.map_of_sender(session, tools.vault.open(message.sender)) if message.sender else None
    assert document.extraction is not None
    extraction = extraction_from_json(tools.vault.open_json(document.extraction))
    statements = [statement_from_json(each) for each in (extraction.statement or {}).get("statements", [])]
    accounts = Accounts(dp_registers.accounts(session, tools.vault, map_id=map_id) if map_id else [])
    provider = session.get(db.MapProvider, map_id) if map_id else None
    return Received(
        row_id=row_id,
        map_id=map_id,
        map_name=provider.name if provider else None,
        entries=tuple(_entry(session, tools, each, accounts, provider.name if provider else None) for each in statements),
        policies=tuple(dp_registers.policies(session)),
        received_at=document.received_at,
        today=local_day(tools.clock.now(), tools.pack.time_zone),
    )


class Accounts:
    """A provider's accounts by what statements call them, so that one with thousands costs no more for each."""

    def __init__(self, accounts: Sequence[DpAccount]) -> None:
        self._by_name: dict[str, list[DpAccount]] = {}
        for account in accounts:
            for name in {account.person_id, account.account_id, account.reference} - {None}:
                self._by_name.setdefault(str(name), []).append(account)

    def named(self, statement: DpStatement) -> list[DpAccount]:
        """Return the accounts that either reference on a statement may mean."""
        names = {statement.person_ref, statement.account_ref} - {None}
        found = {each.account_id: each for name in names for each in self._by_name.get(str(name), ())}
        return [found[account_id] for account_id in sorted(found)]


def _entry(session: Session, tools: Tools, statement: DpStatement, accounts: Accounts, map_name: str | None) -> Entry:
    account = find_account(statement, accounts.named(statement))
    return entry_for(session, tools, statement, account, map_name) if account else Entry(statement, None)


def entry_for(session: Session, tools: Tools, statement: DpStatement, account: DpAccount, map_name: str | None) -> Entry:
    """Return a statement with what is known about the account that it is for."""
    people = registers.people(session, tools.vault, ids=[account.person_id])
    initials = " ".join(f"{part[0]}." for part in people[0].name.split()) if people else None
    known = Circumstances(name_initials=initials, map_name=map_name, died=people[0].died if people else None)
    ledger = tuple(dp_registers.ledger(session, account.account_id))
    return Entry(statement, account, ledger, known, _previous(session, tools, account.account_id, statement))


def _previous(session: Session, tools: Tools, account_id: str, statement: DpStatement) -> Reconciliation | None:
    """Return the balance of the period before, so that openings must follow from closings and no day is left out."""
    if statement.period is None:
        return None
    sealed = session.scalars(
        select(db.DpCase.reconciliation)
        .where(
            db.DpCase.account_id == account_id,
            db.DpCase.period_start < statement.period.start,
            db.DpCase.reconciliation.is_not(None),
        )
        .order_by(db.DpCase.period_start.desc())
        .limit(1)
    ).first()
    return reconciliation_from_json(tools.vault.open_json(sealed)) if sealed is not None else None


def find_account(statement: DpStatement, accounts: Sequence[DpAccount]) -> DpAccount | None:
    """Find the one account of this provider that a statement is for; when two fit there is none.

    A reference on the statement that is not the account's rules it out, whatever the other says.
    """
    fitting = [
        account
        for account in accounts
        if (statement.person_ref is None or statement.person_ref == account.person_id)
        and (statement.account_ref is None or statement.account_ref in {account.reference, account.account_id})
        and (statement.person_ref or statement.account_ref)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _work(received: Received, tools: Tools) -> Outcome:
    if received.map_id is None:
        return Outcome("in-review", "dp-sender-unknown: the statement's sender is no managed-account provider of ours")
    done = [
        (entry, reconcile_entry(entry, received) if entry.account and entry.statement.period else None)
        for entry in received.entries
    ]
    known = [(index, recon, entry.statement) for index, (entry, recon) in enumerate(done) if recon is not None]
    contents = build_workbooks(tools.sandbox, [(recon, statement) for _, recon, statement in known])
    books = dict(zip((index for index, _, _ in known), tools.store.put_many(contents) if contents else (), strict=True))
    missing = sum(1 for _, recon in done if recon is None)
    because = (
        f"dp-account-unknown: {missing} of {len(done)} statements name no account or period of this provider"
        if missing
        else None
    )
    if not done:
        because = "dp-statement-unread: no account could be read from it"
    return Outcome(
        "in-review" if because else "reconciled", because, lambda session: _save(session, received, done, books, tools)
    )


def reconcile_entry(entry: Entry, received: Received) -> Reconciliation:
    """Work one account out."""
    assert entry.account is not None
    return reconcile(
        entry.statement,
        entry.account,
        received.policies,
        entry.ledger,
        today=received.today,
        previous=entry.previous,
        circumstances=entry.circumstances,
    )


def _save(
    session: Session,
    received: Received,
    done: Sequence[tuple[Entry, Reconciliation | None]],
    books: dict[int, str],
    tools: Tools,
) -> None:
    for index, (entry, recon) in enumerate(done):
        row_id = keep_statement(session, tools, received, index, entry)
        if recon is not None:
            save_case(session, tools, recon, statement_id=row_id, map_id=received.map_id, workbook=books[index])


def keep_statement(session: Session, tools: Tools, received: Received, index: int, entry: Entry) -> int:
    """Write one account's statement as it was read, and return its number."""
    period, closing = entry.statement.period, entry.statement.closing
    row = db.DpStatement(
        document_id=received.row_id,
        file_sha256=received.file_sha256,
        index=index,
        account_id=entry.account.account_id if entry.account else None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        closing_minor=closing.value.minor if closing else None,
        statement=tools.vault.seal_json(statement_to_json(entry.statement)),
        received_at=received.received_at,
    )
    session.add(row)
    session.flush()
    return row.id


def save_case(
    session: Session, tools: Tools, recon: Reconciliation, *, statement_id: int, map_id: str | None, workbook: str
) -> None:
    """Write the case of an account and period, or bring the one that is still a draft up to date."""
    case = session.scalars(
        select(db.DpCase).where(
            db.DpCase.account_id == recon.account_id,
            db.DpCase.period_start == recon.period.start,
            db.DpCase.period_end == recon.period.end,
        )
    ).one_or_none() or _waiting(session, recon)
    if case is None:
        case = db.DpCase(
            account_id=recon.account_id,
            map_id=map_id,
            period_start=recon.period.start,
            period_end=recon.period.end,
            state="draft",
            version=0,
            attempts=0,
            created_at=tools.clock.now(),
            flags=[],
        )
        session.add(case)
    elif case.state != "draft":
        # Staff have begun to act on the figures they saw; a new statement waits for them to look at it.
        case.flags = sorted({*case.flags, "dp-statement-again"})
        return
    if case.statement_id is None:
        case.period_start, case.period_end, case.reason = recon.period.start, recon.period.end, None
    case.statement_id, case.workbook_sha256 = statement_id, workbook
    case.reconciliation = tools.vault.seal_json(reconciliation_to_json(recon))
    case.flags = list(recon.codes)
    for name, value in figures(recon).items():
        setattr(case, name, value)


def _waiting(session: Session, recon: Reconciliation) -> db.DpCase | None:
    """Return the case that waits for a statement of about these days: providers' periods are not always the council's."""
    rows = session.scalars(
        select(db.DpCase)
        .where(
            db.DpCase.account_id == recon.account_id,
            db.DpCase.state == "draft",
            db.DpCase.statement_id.is_(None),
            db.DpCase.period_start <= recon.period.end,
            db.DpCase.period_end >= recon.period.start,
        )
        .order_by(db.DpCase.period_start)
    )
    for row in rows:
        shared = (
            recon.period.intersection(Period(row.period_start, row.period_end)) if row.period_start and row.period_end else None
        )
        if shared is not None and 2 * shared.days > recon.period.days:
            return row
    return None


def figures(recon: Reconciliation) -> dict[str, Any]:
    """Return the amounts of a case in minor units, by column."""

    def minor(amount: Money | None) -> int | None:
        return None if amount is None else amount.minor

    return {
        "opening_minor": minor(recon.opening.value if recon.opening else None),
        "income_minor": recon.income_total.minor,
        "spending_minor": recon.spending_total.minor,
        "closing_minor": minor(recon.closing.value if recon.closing else None),
        "allowable_minor": minor(recon.allowable_balance),
        "committed_minor": recon.committed_total.minor,
        **{f"{name}_minor": minor(getattr(recon, name)) for name in _FIGURES},
    }


STATEMENT: Step[Received] = Step(load=_load, work=_work)
