"""The plain posting file: every voucher line with all that is known of it, UTF-8, for people and for systems not listed."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from models.posting import Batch
from outbound.batches import Entry, build_entries
from outbound.cells import text_cell
from outbound.exports import Format

COLUMNS = (
    "batch",
    "mode",
    "posting_id",
    "kind",
    "supplier_id",
    "supplier_name",
    "invoice_number",
    "invoice_date",
    "line",
    "grant_id",
    "period_start",
    "period_end",
    "account",
    "cost_element",
    "side",
    "amount",
    "currency",
    "quantity",
    "unit",
    "text",
    "remark",
    "reference",
)


def plain_csv(batch: Batch) -> bytes:
    """Return the batch as CSV: texts in quotes, numbers bare, amounts positive with `debit` or `credit` beside them."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in build_entries(batch):
        writer.writerow([text_cell(cell) if isinstance(cell, str) else cell for cell in _row(batch, entry)])
    return lines.getvalue().encode("utf-8")


def _row(batch: Batch, entry: Entry) -> list[str | int | Decimal]:
    posting, cost = entry.posting, not entry.balancing
    return [
        batch.number,
        batch.mode.value,
        posting.posting_id if cost else "",
        "cost" if cost else "creditor",
        posting.supplier_id,
        posting.supplier_name,
        posting.invoice_number,
        posting.invoice_date.isoformat() if posting.invoice_date else "",
        posting.line if cost else "",
        posting.grant_id if cost else "",
        posting.period.start.isoformat() if cost else "",
        posting.period.end.isoformat() if cost else "",
        entry.account,
        entry.cost_element,
        "debit" if entry.debit else "credit",
        entry.amount.decimal,
        batch.currency,
        posting.quantity if cost and posting.quantity is not None else "",
        posting.unit or "" if cost else "",
        entry.text,
        posting.remark if cost else "",
        entry.reference,
    ]


PLAIN_CSV = Format("plain-csv", "csv", "text/csv; charset=utf-8", plain_csv)
