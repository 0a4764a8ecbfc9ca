"""Postings leave in batches: numbered, balanced or refused, written once, and always the same bytes again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from models.posting import Batch, Mode, Posting
from outbound.exports import Format, batch_filename, export
from service import audit, checkpoints, registers, switches
from service.clock import local_day
from service.database import Database
from service.tools import Tools


@dataclass(frozen=True, slots=True)
class Written:
    """A batch that was written."""

    number: int
    mode: str
    count: int
    total: Money
    path: Path


def make_batches(database: Database, tools: Tools, *, exporter: str, folder: Path, creditor: str, by: str) -> list[Written]:
    """Put all open postings into batches, one for each mode and currency, and write their files."""
    chosen = get_exporter(exporter)
    with database.write() as session:
        stopped = switches.stopped(session, switches.POSTING)
        if stopped:
            raise UsageError(f"Posting is stopped ({stopped}). Start it again before exporting.")
        ids = _gather(session, tools, chosen, creditor=creditor, by=by)
    checkpoints.reach("export: the batch is committed")
    unwritten = [*ids, *_unwritten(database)]
    return [write_batch(database, tools, batch_id, folder) for batch_id in dict.fromkeys(unwritten)]


def _gather(session: Session, tools: Tools, chosen: Format, *, creditor: str, by: str) -> list[int]:
    rows = session.execute(
        select(db.Posting.mode, db.Posting.currency)
        .where(db.Posting.batch_id.is_(None), db.Posting.cancelled_at.is_(None))
        .distinct()
        .order_by(db.Posting.mode, db.Posting.currency)
    ).all()
    made = []
    for mode, currency in rows:
        if chosen.pays and mode != Mode.LIVE.value:
            continue
        batch_id = _one_batch(session, tools, chosen, mode, currency, creditor=creditor, by=by)
        if batch_id is not None:
            made.append(batch_id)
    return made


def _one_batch(
    session: Session, tools: Tools, chosen: Format, mode: str, currency: str, *, creditor: str, by: str
) -> int | None:
    now = tools.clock.now()
    open_postings = (
        db.Posting.batch_id.is_(None),
        db.Posting.cancelled_at.is_(None),
        db.Posting.mode == mode,
        db.Posting.currency == currency,
    )
    held = [
        supplier_id
        for supplier_id in session.scalars(select(db.Posting.supplier_id).where(*open_postings).distinct())
        if switches.stopped(session, f"supplier:{supplier_id}")
    ]
    number = (session.scalar(select(func.max(db.Batch.number))) or 0) + 1
    row = db.Batch(
        number=number,
        mode=mode,
        exporter=chosen.name,
        currency=currency,
        creditor=creditor,
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
    batch = load_batch(session, tools, row)
    if not batch.postings:
        session.delete(row)
        return None
    export(batch, chosen)  # a batch that does not balance is refused here, and nothing of it is kept
    row.count, row.total_minor = len(batch.postings), net(batch).minor
    audit.record(
        session, at=now, actor=by, subject=f"batch:{number}", event="made", after=f"{row.count} postings, {net(batch)}"
    )
    return row.id


def net(batch: Batch) -> Money:
    """Return what the cost lines come to, credits taken off."""
    result = Money.zero(batch.currency)
    for posting in batch.postings:
        result += -posting.amount if posting.credit else posting.amount
    return result


def load_batch(session: Session, tools: Tools, row: db.Batch) -> Batch:
    """Build a batch again from its rows."""
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
        creditor_account=row.creditor,
    )


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
        supplier_account=accounts[0] if len(accounts) == 1 else None,
        invoice_date=row.invoice_date,
        due_date=row.due_date,
        person_number=cpr,
        person_number_kind="cpr" if cpr else None,
    )


def _unwritten(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(db.Batch.id).where(db.Batch.written_at.is_(None)).order_by(db.Batch.number)))


def write_batch(database: Database, tools: Tools, batch_id: int, folder: Path) -> Written:
    """Write a batch's file. Again gives the same bytes; a file that differs from what was written is never replaced."""
    with database.read() as session:
        row = session.get_one(db.Batch, batch_id)
        batch = load_batch(session, tools, row)
    chosen = get_exporter(row.exporter)
    content = export(batch, chosen)
    path = folder / batch_filename(batch, chosen)
    _keep(path, content)
    checkpoints.reach("export: the file is written")
    with database.write() as session:
        _note(session, batch_id, path.name, hashlib.sha256(content).hexdigest(), tools.clock.now())
    return Written(row.number, row.mode, row.count, Money(row.total_minor, row.currency), path)


def _keep(path: Path, content: bytes) -> None:
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


def _note(session: Session, batch_id: int, name: str, sha256: str, now: datetime) -> None:
    row = session.get_one(db.Batch, batch_id)
    if row.written_at is None:
        row.filename, row.sha256, row.written_at = name, sha256, now
        audit.record(session, at=now, actor="afstem", subject=f"batch:{row.number}", event="written", after=sha256)
