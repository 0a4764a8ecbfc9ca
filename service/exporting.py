"""Postings leave in batches: numbered, balanced or refused, written once, and always the same bytes again."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from countries.exporters import get_exporter
from models import db
from models.errors import TransientError, UsageError
from models.grant import Person, Supplier
from models.money import Money
from models.period import Period
from models.posting import Batch, Mode, Payer, Posting
from outbound.exports import Format, batch_filename, export
from service import audit, checkpoints, registers, switches
from service.clock import local_day
from service.database import Database
from service.settings import Settings
from service.tools import Tools

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """How batches leave: the other side of the voucher, and for payment files whose money moves when."""

    exporter: str
    folder: Path
    creditor: str
    creditor_cost_element: str = ""
    payer: Payer | None = None
    #: Working days from the making of the batch to the day the money moves.
    pay_in_days: int = 3
    #: What the receiving system wants filled in, by name.
    fields: Mapping[str, str] = field(default_factory=dict)


def terms_of(settings: Settings, *, exporter: str | None = None, folder: Path | None = None) -> Terms:
    """Return the terms that the settings give, with another format or folder for this time."""
    finance = settings.finance
    payer = Payer(finance.payer_name, finance.payer_account, finance.payer_number, finance.payer_bic)
    return Terms(
        exporter=exporter or settings.export_format,
        folder=folder or settings.export_folder,
        creditor=finance.creditor_account,
        creditor_cost_element=finance.creditor_cost_element,
        payer=payer if finance.payer_account else None,
        pay_in_days=finance.pay_in_days,
        fields=finance.fields,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A batch that was written."""

    number: int
    mode: str
    count: int
    total: Money
    path: Path


def make_batches(database: Database, tools: Tools, terms: Terms, *, by: str) -> list[Written]:
    """Put all open postings into batches, one for each mode and currency, and write their files."""
    chosen = get_exporter(terms.exporter)
    with database.write() as session:
        _refuse_if_stopped(session)
        _gather(session, tools, chosen, terms, by=by)
    checkpoints.reach("export: the batch is committed")
    return [write_batch(database, tools, batch_id, terms.folder) for batch_id in _unwritten(database)]


def _refuse_if_stopped(session: Session) -> None:
    stopped = switches.stopped_now(session, switches.POSTING)
    if stopped:
        raise UsageError(f"Posting is stopped ({stopped}). Start it again before exporting.")


def _gather(session: Session, tools: Tools, chosen: Format, terms: Terms, *, by: str) -> None:
    waiting = session.scalars(
        select(db.Posting.supplier_id).where(db.Posting.batch_id.is_(None), db.Posting.cancelled_at.is_(None)).distinct()
    )
    held = switches.stopped_suppliers(session, list(waiting), hold=True)
    rows = session.execute(
        select(db.Posting.mode, db.Posting.currency)
        .where(db.Posting.batch_id.is_(None), db.Posting.cancelled_at.is_(None))
        .distinct()
        .order_by(db.Posting.mode, db.Posting.currency)
    ).all()
    for mode, currency in rows:
        if not chosen.pays or mode == Mode.LIVE.value:
            _one_batch(session, tools, chosen, terms, mode, currency, held, by=by)


def _one_batch(
    session: Session,
    tools: Tools,
    chosen: Format,
    terms: Terms,
    mode: str,
    currency: str,
    held: Collection[str],
    *,
    by: str,
) -> None:
    now = tools.clock.now()
    open_postings = (
        db.Posting.batch_id.is_(None),
        db.Posting.cancelled_at.is_(None),
        db.Posting.mode == mode,
        db.Posting.currency == currency,
    )
    number = (session.scalar(select(func.max(db.Batch.number))) or 0) + 1
    row = db.Batch(
        number=number,
        mode=mode,
        exporter=chosen.name,
        currency=currency,
        total_minor=0,
        count=0,
        created_at=now,
        created_by=by,
    )
    session.add(row)
    session.flush()
    session.execute(
        update(db.Posting)
        .where(*open_postings, db.Posting.supplier_id.not_in(held))
        .values(batch_id=row.id)
        .execution_options(synchronize_session=False)
    )
    batch = build_batch(session, tools, row, terms)
    if not batch.postings:
        session.delete(row)
        return
    # A batch that does not balance is refused here, and nothing of it is kept. Its bytes are kept from now on: whatever
    # happens to suppliers and settings later, the file is always the same.
    row.sha256 = tools.store.put_many([export(batch, chosen)])[0]
    row.filename = batch_filename(batch, chosen)
    row.count, row.total_minor = len(batch.postings), net(batch).minor
    audit.record(
        session,
        at=now,
        actor=by,
        subject=f"batch:{number}",
        event="made",
        after=row.sha256,
        because=f"{row.count} postings, {net(batch)}",
    )


def net(batch: Batch) -> Money:
    """Return what the cost lines come to, credits taken off."""
    result = Money.zero(batch.currency)
    for posting in batch.postings:
        result += -posting.amount if posting.credit else posting.amount
    return result


def build_batch(session: Session, tools: Tools, row: db.Batch, terms: Terms) -> Batch:
    """Build a batch from its rows and from the master data as it is now."""
    rows = session.scalars(select(db.Posting).where(db.Posting.batch_id == row.id).order_by(db.Posting.id)).all()
    suppliers = registers.suppliers(session, {each.supplier_id for each in rows})
    people = registers.people(session, tools.vault, ids={each.person_id for each in rows if each.person_id})
    by_id = {person.person_id: person for person in people}
    return Batch(
        batch_id=f"B{row.number:06d}",
        number=row.number,
        created=local_day(row.created_at, tools.pack.time_zone),
        mode=Mode(row.mode),
        currency=row.currency,
        postings=tuple(_posting(each, suppliers, by_id) for each in rows),
        creditor_account=terms.creditor,
        creditor_cost_element=terms.creditor_cost_element,
        payer=terms.payer,
        pay_on=_working_day(local_day(row.created_at, tools.pack.time_zone), terms.pay_in_days),
        settings=tuple(sorted(terms.fields.items())),
    )


def _working_day(start: date, days: int) -> date:
    """Count working days; public holidays are the bank's to know, and it moves such a day itself."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day


def _posting(row: db.Posting, suppliers: Mapping[str, Supplier], people: Mapping[str, Person]) -> Posting:
    supplier, person = suppliers.get(row.supplier_id), people.get(row.person_id or "")
    accounts: Sequence[str] = supplier.bank_accounts if supplier else ()
    cpr = "".join(char for char in person.cpr if char.isalnum()) if person and person.cpr else None
    return Posting(
        posting_id=row.posting_id,
        supplier_id=row.supplier_id,
        supplier_registration=supplier.registration if supplier else None,
        invoice_number=row.invoice_number,
        line=row.line,
        grant_id=row.grant_id,
        account=row.account,
        cost_element=row.cost_element,
        amount=Money(row.amount_minor, row.currency),
        period=Period(row.period_start, row.period_end),
        text=row.text,
        remark=row.remark,
        reference=row.reference,
        credit=row.credit,
        quantity=Decimal(row.quantity) if row.quantity else None,
        unit=row.unit,
        supplier_name=supplier.name if supplier else "",
        supplier_account=row.supplier_account if row.supplier_account in accounts else None,
        invoice_date=row.invoice_date,
        due_date=row.due_date,
        person_number=cpr,
        person_number_kind="cpr" if cpr else None,
    )


def _unwritten(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(db.Batch.id).where(db.Batch.written_at.is_(None)).order_by(db.Batch.number)))


def write_batch(database: Database, tools: Tools, batch_id: int, folder: Path) -> Written:
    """Write a batch's file. Again gives the same bytes; a file that differs from what was written is never replaced.

    The file is written while the switch is held: once posting is stopped, no file appears any more.
    """
    with database.write() as session:
        _refuse_if_stopped(session)
        row = session.get_one(db.Batch, batch_id)
        assert row.sha256 is not None
        assert row.filename is not None
        path = folder / row.filename
        keep_file(path, tools.store.get(row.sha256))
        checkpoints.reach("export: the file is written")
        _note(session, batch_id, tools.clock.now())
    return Written(row.number, row.mode, row.count, Money(row.total_minor, row.currency), path)


def keep_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; the same bytes again change nothing, other bytes are refused."""
    if path.exists():
        if path.read_bytes() == content:
            return
        raise UsageError(f"{path} is there already with other contents; move it away, then export again.")
    temporary = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise TransientError(
            f"{path} cannot be written: {error.strerror}. The batch is kept; export again to write it."
        ) from error


def _note(session: Session, batch_id: int, now: datetime) -> None:
    row = session.get_one(db.Batch, batch_id)
    if row.written_at is None:
        row.written_at = now
        audit.record(session, at=now, actor="afstem", subject=f"batch:{row.number}", event="written", after=row.sha256)
