"""Surplus that a provider pays against an invoice: files of debtor invoices for the finance system.

The income is credited to the account that the payments were made from, and the provider owes it: one voucher for each demand,
in the formats that postings leave in. A demand leaves once; its file can be written again, with the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countries.exporters import get_exporter
from models import db
from models.errors import UsageError
from models.money import Money, total
from models.period import Period
from models.posting import Batch, Mode, Posting
from outbound.exports import Format, batch_filename, export
from service import audit, registers, switches
from service.clock import local_day
from service.database import Database
from service.exporting import keep_file
from service.settings import Settings
from service.tools import Tools

#: Formats that hold vouchers. Payment files move money the other way and are none of these.
FORMATS = ("plain-csv", "unit4-gl07", "oracle-ap", "opus-csv", "opus-csv-cp1252", "prisme-g68", "prisme-g69")


@dataclass(frozen=True, slots=True)
class Terms:
    """Where the money is booked, and how files leave."""

    exporter: str
    folder: Path
    account: str
    cost_element: str
    debtor_account: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A file of debtor invoices."""

    number: int
    count: int
    total: Money
    path: Path


def terms_of(settings: Settings, *, exporter: str | None = None, folder: Path | None = None) -> Terms:
    """Return the terms that the settings give. Raises UsageError where they do not say what is needed."""
    chosen = settings.direct_payments
    if not chosen.income_account or not chosen.debtor_account:
        raise UsageError(
            "direct_payments.income_account and direct_payments.debtor_account are not set, so nobody can tell where returned money "
            "is booked. Set both in the settings file."
        )
    name = exporter or chosen.debtor_exporter or FORMATS[0]
    if name not in FORMATS:
        raise UsageError(f"{name} is no format for debtor invoices; allowed: {', '.join(FORMATS)}.")
    return Terms(
        exporter=name,
        folder=folder or settings.export_folder / "debtors",
        account=chosen.income_account,
        cost_element=chosen.income_cost_element,
        debtor_account=chosen.debtor_account,
        fields=tuple(sorted(settings.finance.fields.items())),
    )


def write_debtors(database: Database, tools: Tools, terms: Terms, *, by: str) -> list[Written]:
    """Put released demands that want an invoice into a new file, and write every file that is not there."""
    chosen = get_exporter(terms.exporter)
    with database.write() as session:
        switches.must_run(session, switches.POSTING)
        _gather(session, tools, by=by)
    with database.read() as session:
        found = select(db.Recovery.debtor_file).where(db.Recovery.debtor_file.is_not(None)).distinct()
        return [_write(session, tools, terms, chosen, number) for number in sorted(n for n in session.scalars(found) if n)]


def _gather(session: Session, tools: Tools, *, by: str) -> None:
    # Recorded after the release, a caution still keeps the invoice here.
    held = select(db.DpCaution.person_id).where(db.DpCaution.cleared_at.is_(None))
    accounts = select(db.DpAccount.account_id).where(db.DpAccount.person_id.in_(held))
    cases = select(db.DpCase.id).where(db.DpCase.account_id.in_(accounts))
    rows = session.scalars(
        select(db.Recovery)
        .where(db.Recovery.state == "released", db.Recovery.method == "invoice", db.Recovery.debtor_file.is_(None))
        .where(db.Recovery.case_id.not_in(cases))
        .order_by(db.Recovery.id)
        .with_for_update()
    ).all()
    if not rows:
        return
    number = (session.scalar(select(func.max(db.Recovery.debtor_file))) or 0) + 1
    for row in rows:
        row.debtor_file = number
        audit.record(
            session,
            at=tools.clock.now(),
            actor=by,
            subject=f"recovery:{row.id}",
            event="invoiced",
            after=f"debtor file {number}",
        )


def _write(session: Session, tools: Tools, terms: Terms, chosen: Format, number: int) -> Written:
    batch = build_debtors(session, tools, terms, number)
    path = terms.folder / f"debtors-{batch_filename(batch, chosen).removeprefix('afstem-')}"
    keep_file(path, export(batch, chosen))
    return Written(number, len(batch.postings), total((each.amount for each in batch.postings), batch.currency), path)


def build_debtors(session: Session, tools: Tools, terms: Terms, number: int) -> Batch:
    """Build one file's batch from its rows: for each demand a credit to the cost, owed by the provider."""
    rows = session.execute(
        select(db.Recovery, db.DpCase, db.MapProvider.name)
        .join(db.DpCase, db.DpCase.id == db.Recovery.case_id)
        .outerjoin(db.MapProvider, db.MapProvider.map_id == db.DpCase.map_id)
        .where(db.Recovery.debtor_file == number)
        .order_by(db.Recovery.id)
    ).all()
    released = [recovery.released_on for recovery, _, _ in rows if recovery.released_on]
    return Batch(
        batch_id=f"D{number:06d}",
        number=number,
        created=max(released, default=local_day(tools.clock.now(), tools.pack.time_zone)),
        mode=Mode.LIVE,
        currency=registers.POUNDS,
        postings=tuple(_posting(recovery, case, name, terms) for recovery, case, name in rows),
        creditor_account=terms.debtor_account,
        settings=terms.fields,
    )


def _posting(recovery: db.Recovery, case: db.DpCase, provider: str | None, terms: Terms) -> Posting:
    day = recovery.released_on or date.min
    period = Period(case.period_start, case.period_end) if case.period_start and case.period_end else Period(day, day)
    return Posting(
        posting_id=f"R{recovery.id}",
        supplier_id=case.map_id or case.account_id,
        supplier_registration=None,
        invoice_number=recovery.reference,
        line=1,
        grant_id=case.account_id,
        account=terms.account,
        cost_element=terms.cost_element,
        amount=Money(recovery.amount_minor, registers.POUNDS),
        period=period,
        text=f"Direct payment surplus {case.account_id}"[:50],
        remark=f"Surplus returned for {period}, by invoice to the provider",
        reference=recovery.reference,
        credit=True,
        supplier_name=provider or "",
        invoice_date=recovery.released_on,
        due_date=None,
    )
