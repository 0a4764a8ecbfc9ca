"""One sheet over all accounts, for staff to sign off: every balance in a row, the doubtful ones first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from models.money import Money
from models.reconciliation import Reconciliation
from reconcile.packing import pack
from reconcile.sheets import MONEY, Cells, Formula, Value, styles

HEADS = (
    "Account", "Person", "Initials", "Provider", "From", "To", "Opening", "Income", "Spending", "Closing", "Difference", "May be kept",
    "Committed", "Surplus", "The person's", "The council's", "May be asked", "Flags", "Checked by", "Checked on", "Remark",
)  # fmt: skip


def build_check_sheet(recons: Iterable[Reconciliation], day: date) -> bytes:
    """Return the check sheet as XLSX bytes: differences and surpluses are formulas over the row's own figures."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Check"
    cells = Cells(sheet, styles())
    cells.widths(12, 12, 9, 22, 11, 11, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 44, 16, 12, 30)
    cells.table(*HEADS)
    rows = sorted(recons, key=lambda recon: (not recon.blocked, not recon.flags, recon.account_id))
    for recon in rows:
        cells.line(*_row(recon, cells.next_row))
    sums = {16: _sum(recon.council_surplus for recon in rows), 17: _sum(recon.recoverable for recon in rows)}
    if rows:
        cells.totals(sums, first=2)
        sheet.auto_filter.ref = f"A1:U{len(rows) + 1}"
    cells.setup(landscape=True, repeat=1)
    return pack(book, day, cached=True)


def _sum(amounts: Iterable[Money | None]) -> Decimal:
    return sum((amount.decimal for amount in amounts if amount is not None), Decimal(0))


def _row(recon: Reconciliation, row: int) -> list[tuple[Value, str | None] | tuple[Value, str | None, Value]]:
    has_statement = recon.level is not None
    difference = Formula(f"=ROUND(J{row}-(G{row}+H{row}-I{row}),2)") if recon.difference is not None else None
    surplus = Formula(f"=MAX(0,ROUND(J{row}-L{row}-M{row},2))") if recon.surplus is not None else None
    council = Formula(f"=ROUND(N{row}-O{row},2)") if recon.surplus is not None else None
    return [
        (recon.account_id, None),
        (recon.person_id, None),
        (recon.name_initials, None),
        (recon.map_name, None),
        (recon.period.start, "dd/mm/yyyy"),
        (recon.period.end, "dd/mm/yyyy"),
        (recon.opening.value if recon.opening else None, MONEY),
        (recon.income_total if has_statement else None, MONEY),
        (recon.spending_total if has_statement else None, MONEY),
        (recon.closing.value if recon.closing else None, MONEY),
        (difference, MONEY, recon.difference),
        (recon.allowable_balance, MONEY),
        (recon.committed_total, MONEY),
        (surplus, MONEY, recon.surplus),
        (recon.client_refund, MONEY),
        (council, MONEY, recon.council_surplus),
        (recon.recoverable, MONEY),
        (", ".join(recon.codes), None),
        (None, None),
        (None, None),
        (None, None),
    ]
