"""Files that are a table: a council can correct which column holds what without touching a program.

A layout is data: pairs of a column's name and what stands in it. What stands in it is a name from `SOURCES`, a text that
is always the same (`=STANDARD`), or a setting of the batch (`setting:oracle.source`, filled when the batch was made).
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.errors import UsageError
from models.money import Money, total
from models.posting import Batch, Posting
from outbound.batches import build_entries, by_invoice
from outbound.texts import field_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a cost line, the line on the creditor's account, or an invoice as a whole."""

    batch: Batch
    posting: Posting
    #: The invoice's number within the batch, and the line's within the invoice; both count from one.
    voucher: int
    line: int
    account: str
    cost_element: str
    #: Debit is positive, credit negative. On the row of a whole invoice: what is owed to the supplier.
    amount: Money
    text: str
    creditor: bool = False


Source = Callable[[Row, "Layout"], str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as a receiving system wants it."""

    columns: tuple[tuple[str, str], ...]
    delimiter: str = ","
    header: bool = True
    date_format: str = "%Y-%m-%d"
    line_end: str = "\r\n"
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        for name, source in self.columns:
            _check_source(name, source)


def write_table(rows: Sequence[Row], layout: Layout) -> bytes:
    """Return the rows as the layout says. Amounts have a decimal point and two decimals; texts never start a formula."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=layout.delimiter, lineterminator=layout.line_end)
    if layout.header:
        writer.writerow([name for name, _ in layout.columns])
    writer.writerows([_cell(source, row, layout) for _, source in layout.columns] for row in rows)
    return lines.getvalue().encode(layout.encoding)


def voucher_rows(batch: Batch) -> Iterator[Row]:
    """Yield cost lines and creditor lines, invoice by invoice; the amounts of a voucher add up to nothing."""
    voucher, line, previous = 0, 0, None
    for entry in build_entries(batch):
        invoice = (entry.posting.supplier_id, entry.posting.invoice_number)
        voucher, line = (voucher, line + 1) if invoice == previous else (voucher + 1, 1)
        previous = invoice
        amount = entry.amount if entry.debit else -entry.amount
        yield Row(batch, entry.posting, voucher, line, entry.account, entry.cost_element, amount, entry.text, entry.balancing)


def cost_rows(batch: Batch) -> Iterator[Row]:
    """Yield cost lines only, numbered within their invoice."""
    for voucher, postings in enumerate(by_invoice(batch.postings), 1):
        for line, posting in enumerate(postings, 1):
            yield Row(batch, posting, voucher, line, posting.account, posting.cost_element, _signed(posting), posting.text)


def invoice_rows(batch: Batch) -> Iterator[Row]:
    """Yield one row for each invoice with what is owed for it; negative when the supplier owes us."""
    for voucher, postings in enumerate(by_invoice(batch.postings), 1):
        owed = total(map(_signed, postings), batch.currency)
        yield Row(
            batch, postings[0], voucher, 1, batch.creditor_account, batch.creditor_cost_element, owed, postings[0].text, True
        )


def _signed(posting: Posting) -> Money:
    return -posting.amount if posting.credit else posting.amount


def _day(day: date | None, layout: Layout) -> str:
    return day.strftime(layout.date_format) if day else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


#: What a column can hold.
SOURCES: Mapping[str, Source] = {
    "batch": lambda row, _: str(row.batch.number),
    "batch_date": lambda row, layout: _day(row.batch.created, layout),
    "batch_period": lambda row, _: f"{row.batch.created:%Y%m}",
    "currency": lambda row, _: row.batch.currency,
    "voucher": lambda row, _: str(row.voucher),
    "line": lambda row, _: str(row.line),
    "account": lambda row, _: row.account,
    "cost_element": lambda row, _: row.cost_element,
    "coding": lambda row, _: "-".join(part for part in (row.cost_element, row.account) if part),
    "amount": lambda row, _: _number(row.amount.decimal),
    "amount_positive": lambda row, _: _number(abs(row.amount).decimal),
    "debit_credit": lambda row, _: "D" if row.amount.minor >= 0 else "C",
    "ledger": lambda row, _: "AP" if row.creditor else "GL",
    "invoice_type": lambda row, _: "CREDIT" if row.amount.minor < 0 else "STANDARD",
    "supplier_id": lambda row, _: row.posting.supplier_id,
    "creditor_id": lambda row, _: row.posting.supplier_id if row.creditor else "",
    "supplier_name": lambda row, _: row.posting.supplier_name,
    "invoice_number": lambda row, _: row.posting.invoice_number,
    "invoice_date": lambda row, layout: _day(row.posting.invoice_date, layout),
    "due_date": lambda row, layout: _day(row.posting.due_date, layout),
    "period_start": lambda row, layout: _day(row.posting.period.start, layout),
    "period_end": lambda row, layout: _day(row.posting.period.end, layout),
    "grant_id": lambda row, _: row.posting.grant_id,
    "quantity": lambda row, _: _number(row.posting.quantity),
    "unit": lambda row, _: row.posting.unit or "",
    "text": lambda row, _: row.text,
    "reference": lambda row, _: row.posting.reference,
    "posting_id": lambda row, _: row.posting.posting_id,
}
#: Numbers keep their sign; everything else is a text and may not start a formula.
_NUMBERS = frozenset({"amount", "amount_positive", "quantity"})
_LONGEST_CELL = 255


def _cell(source: str, row: Row, layout: Layout) -> str:
    if source.startswith("="):
        return source[1:]
    if source.startswith("setting:"):
        return field_text(row.batch.setting(source.removeprefix("setting:")), _LONGEST_CELL)
    value = SOURCES[source](row, layout)
    return value if source in _NUMBERS else field_text(value, _LONGEST_CELL)


def _check_source(name: str, source: str) -> None:
    if source.startswith(("=", "setting:")) or source in SOURCES:
        return
    near = difflib.get_close_matches(source, SOURCES, 1)
    hint = f" Did you mean {near[0]}?" if near else f" It can hold {', '.join(SOURCES)}, =TEXT or setting:NAME."
    raise UsageError(f"Column {name} is to hold {source!r}, which is not known.{hint}")
