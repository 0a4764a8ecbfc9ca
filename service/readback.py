"""What the finance system says became of our postings: acknowledged, booked on which voucher, and "paid" for the case system.

The finance system has the last word on what was booked, and it is written down once: a second word that differs is reported
and changes nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import db
from models.errors import UsageError
from models.money import Money
from service import audit
from service.clock import local_day
from service.tools import Tools

_LONGEST_VOUCHER = 40


class Result(StrEnum):
    """What came of one row."""

    BOOKED = "booked"
    #: Said before, in the same words.
    SAME = "same"
    #: We know of no such posting.
    UNKNOWN = "unknown"
    #: It never left this house, so it cannot have been booked.
    NOT_EXPORTED = "not-exported"
    #: Booked with another amount than was sent; written down, and somebody must look.
    AMOUNT_DIFFERS = "amount-differs"
    #: Another voucher, day or amount than was written down before; nothing is changed.
    CONTRADICTS = "contradicts"


#: Results that a person must look at.
ODD = frozenset({Result.UNKNOWN, Result.NOT_EXPORTED, Result.AMOUNT_DIFFERS, Result.CONTRADICTS})


@dataclass(frozen=True, slots=True)
class Booking:
    """One row of what the finance system gives back. It is named by our posting_id or by our reference."""

    row: int
    name: str
    voucher: str
    booked_on: date
    amount: Decimal


def read_bookings(content: bytes) -> list[Booking]:
    r"""Read the file: CSV with posting_id or reference, voucher, booked_on and amount; the whole of it is checked first.

    Raises `UsageError` that names the row, the column and what would be right.

    >>> read_bookings(b"posting_id;voucher;booked_on;amount\nP1;900123;2026-07-03;67290,00\n")[0].amount
    Decimal('67290.00')
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("The file is not UTF-8. Save it as CSV in UTF-8.") from error
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    columns = {name.strip() for name in reader.fieldnames or ()}
    missing = {"voucher", "booked_on", "amount"} - columns
    if missing or not columns & {"posting_id", "reference"}:
        wanted = "posting_id (or reference), voucher, booked_on, amount"
        raise UsageError(f"The file must have the columns {wanted}; it has {', '.join(sorted(columns)) or 'none'}.")
    return [
        _booking(number, {(key or "").strip(): value for key, value in row.items()}) for number, row in enumerate(reader, 2)
    ]


def _booking(number: int, row: dict[str, Any]) -> Booking:
    cells = {name: (value or "").strip() for name, value in row.items() if isinstance(value, str) or value is None}
    name, voucher = cells.get("posting_id") or cells.get("reference") or "", cells.get("voucher", "")
    if not name or not voucher or len(voucher) > _LONGEST_VOUCHER:
        raise UsageError(
            f"Row {number}: posting_id (or reference) and a voucher of at most {_LONGEST_VOUCHER} characters are needed."
        )
    try:
        day = date.fromisoformat(cells.get("booked_on", ""))
    except ValueError as error:
        raise UsageError(f"Row {number}: booked_on must be a day as 2026-06-30.") from error
    try:
        amount = Decimal(cells.get("amount", "").replace(",", "."))
    except InvalidOperation as error:
        raise UsageError(f"Row {number}: amount must be a number as 67290.00, without separators for thousands.") from error
    if not amount.is_finite():
        raise UsageError(f"Row {number}: amount must be a number as 67290.00.")
    return Booking(number, name, voucher, day, amount)


def take_bookings(session: Session, tools: Tools, bookings: Sequence[Booking], *, by: str) -> list[tuple[Booking, Result]]:
    """Write down what was booked; a batch that is booked whole is acknowledged thereby."""
    now = tools.clock.now()
    found = [(each, _take(session, each)) for each in bookings]
    session.flush()
    done = sum(result in (Result.BOOKED, Result.AMOUNT_DIFFERS) for _, result in found)
    if done:
        odd = sum(result in ODD for _, result in found)
        audit.record(
            session, at=now, actor=by, subject="postings", event="booked", after=f"{done} postings", because=f"{odd} odd"
        )
    for number in _booked_whole(session):
        acknowledge(session, number, by=by, now=now, because="every posting in it is booked")
    return found


def _take(session: Session, booking: Booking) -> Result:
    rows = session.scalars(
        select(db.Posting).where(
            or_(db.Posting.posting_id == booking.name, db.Posting.reference == booking.name), db.Posting.cancelled_at.is_(None)
        )
    ).all()
    if len(rows) != 1:
        return Result.UNKNOWN
    (row,) = rows
    if row.batch_id is None:
        return Result.NOT_EXPORTED
    booked = abs(Money.of(booking.amount, row.currency).minor)
    if row.voucher is not None:
        same = (row.voucher, row.booked_on, row.booked_minor) == (booking.voucher, booking.booked_on, booked)
        return Result.SAME if same else Result.CONTRADICTS
    row.voucher, row.booked_on, row.booked_minor = booking.voucher, booking.booked_on, booked
    return Result.BOOKED if booked == row.amount_minor else Result.AMOUNT_DIFFERS


def _booked_whole(session: Session) -> Iterable[int]:
    """Return the numbers of batches that are not acknowledged and of which every posting is booked."""
    return session.scalars(
        select(db.Batch.number)
        .join(db.Posting, db.Posting.batch_id == db.Batch.id)
        .where(db.Batch.acknowledged_at.is_(None), db.Batch.written_at.is_not(None))
        .group_by(db.Batch.id, db.Batch.number)
        .having(func.count() == func.count(db.Posting.voucher))
        .order_by(db.Batch.number)
    ).all()


def acknowledge(session: Session, number: int, *, by: str, now: datetime, because: str) -> bool:
    """Note that the finance system has taken a batch; False when it was noted before. Raises `UsageError` for one that never left."""
    batch = session.scalars(select(db.Batch).where(db.Batch.number == number)).one_or_none()
    if batch is None or batch.written_at is None:
        raise UsageError(
            f"There is no batch {number} that was written. `afstem export` writes batches and shows their numbers."
        )
    if batch.acknowledged_at is not None:
        return False
    batch.acknowledged_at = now
    audit.record(
        session, at=now, actor=by, subject=f"batch:{number}", event="acknowledged", after=batch.sha256, because=because
    )
    return True


#: The columns of the file for the case system.
PAID_COLUMNS = (
    "grant_id", "person_id", "supplier_id", "invoice_number", "line", "period_start", "period_end", "amount", "currency",
    "credit", "voucher", "booked_on", "status",
)  # fmt: skip


def paid(session: Session, *, since: date | None = None) -> Iterator[dict[str, Any]]:
    """Yield what is booked with the amount that was sent, for the case system to mark as paid, in the order of booking."""
    query = select(db.Posting).where(
        db.Posting.voucher.is_not(None), db.Posting.booked_minor == db.Posting.amount_minor, db.Posting.mode == "live"
    )
    if since is not None:
        query = query.where(db.Posting.booked_on >= since)
    for row in session.scalars(query.order_by(db.Posting.booked_on, db.Posting.id)):
        yield {
            "grant_id": row.grant_id,
            "person_id": row.person_id,
            "supplier_id": row.supplier_id,
            "invoice_number": row.invoice_number,
            "line": row.line or None,
            "period_start": row.period_start.isoformat(),
            "period_end": row.period_end.isoformat(),
            "amount": str(Money(row.amount_minor, row.currency)),
            "currency": row.currency,
            "credit": row.credit,
            "voucher": row.voucher,
            "booked_on": row.booked_on.isoformat() if row.booked_on else None,
            "status": "credited" if row.credit else "paid",
        }


def paid_file(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return those rows as CSV in UTF-8, the same bytes for the same rows."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, PAID_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: "yes" if value is True else "no" if value is False else value for name, value in row.items()})
    return lines.getvalue().encode()


def punctuality(session: Session, tools: Tools, start: date, end: date) -> dict[str, Any]:
    """Return how quickly invoices booked in a span of days were paid: days from receipt, on average and within the limit.

    The figures of the payments compliance notice (Procurement Act 2023 s. 69): an invoice counts once, by its last line.
    """
    rows = session.execute(
        select(db.Document.id, func.min(db.Document.received_at), func.max(db.Posting.booked_on))
        .join(db.Decision, db.Decision.document_id == db.Document.id)
        .join(db.Posting, db.Posting.decision_id == db.Decision.id)
        .where(db.Posting.booked_on.is_not(None), db.Posting.mode == "live", db.Posting.credit.is_(False))
        .group_by(db.Document.id)
        .having(func.max(db.Posting.booked_on).between(start, end))
    ).all()
    days = [(booked - local_day(received, tools.pack.time_zone)).days for _, received, booked in rows if booked]
    limit = tools.policy.payment_days
    within = sum(each <= limit for each in days)
    return {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "invoices": len(days),
        "average_days": round(sum(days) / len(days), 1) if days else None,
        "within_days": limit,
        "share_within": round(within / len(days), 4) if days else None,
    }
