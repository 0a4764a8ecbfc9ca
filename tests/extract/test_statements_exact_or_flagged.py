"""Ninety-six statements of the three kinds, every trap of the trade: each is read exactly or flagged, none is balanced by invention."""

from __future__ import annotations

import datetime as dt
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from extract.readers.csv_ import grid_of_csv
from extract.statements.read import read_statements_pages, read_statements_text, read_statements_xlsx, statements_in
from models.statement import DpStatement, statement_from_json
from tests.extract.test_statements_pages import Ledger, pages_of

SEEDS = range(6)
TEXTS = (("ANYTOWN COUNCIL DP", True), ("Brighter Days Homecare", False), ("PA wages", False), ("HMRC PAYE", False), ("Client contribution", True))  # fmt: skip
HEADER = ("Date", "Description", "Money in", "Money out", "Balance")
FIRST, LAST = dt.date(2026, 4, 1), dt.date(2026, 6, 30)


@dataclass(frozen=True)
class Truth:
    """A quarter of one client: opening, rows of day, words, pence and direction."""

    opening: int
    rows: tuple[tuple[dt.date, str, int, bool], ...]

    @property
    def came(self) -> int:
        return sum(amount for _, _, amount, comes in self.rows if comes)

    @property
    def went(self) -> int:
        return sum(amount for _, _, amount, comes in self.rows if not comes)

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.went


def truth(seed: int) -> Truth:
    chance = random.Random(1000 + seed)
    count = chance.randrange(8, 40)
    days = sorted(FIRST + dt.timedelta(days=chance.randrange(91)) for _ in range(count))
    rows = []
    for number, day in enumerate(days):
        text, comes = chance.choice(TEXTS)
        rows.append((day, f"{text} {number}", chance.randrange(100, 200_000), comes))
    return Truth(chance.randrange(0, 900_000), tuple(rows))


def pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def exact(statement: DpStatement, of: Truth) -> bool:
    """Whether every figure is the one that was written."""
    return (
        statement.opening is not None
        and statement.closing is not None
        and (statement.opening.value.minor, statement.closing.value.minor) == (of.opening, of.closing)
        and (statement.income_total.minor, statement.spending_total.minor) == (of.came, of.went)
        and not statement.difference
    )


def flagged(statement: DpStatement) -> bool:
    """Whether staff are told that something is not right with it."""
    return bool(statement.findings or statement.difference) or statement.opening is None or statement.closing is None


Trap = Callable[[Any, Truth], None]


def sheet_of(of: Truth, trap: str) -> DpStatement:
    """Write a sheet with a trap, and read it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "A.M. 1234567"
    if trap == "hidden sheet":
        hidden = book.create_sheet("old figures")
        hidden.append(["Client", "A. M. (1234567)", "Acc 00981", "Period 01/01/2026-31/03/2026"])
        hidden.append(HEADER)
        hidden.append([FIRST, "Balance b/fwd", None, None, 99.99])
        hidden.sheet_state = "hidden"
    sheet.append(["Client", "A. M. (1234567)", "Acc 00981", "Period 01/04/2026-30/06/2026"])
    if trap == "merged heading":
        sheet.append(["", "", "Movements", "", ""])
        sheet.merge_cells("C2:D2")
    sheet.append(HEADER)
    sheet.append(["01/04/2026", "Balance b/fwd", None, None, pounds(of.opening)])
    balance, first = of.opening, sheet.max_row
    for number, (day, text, amount, comes) in enumerate(of.rows):
        balance += amount if comes else -amount
        written: Any = day
        if trap == "dates as text":
            written = f"{day:%d/%m/%Y}"
        elif trap == "day numbers":
            written = (day - dt.date(1899, 12, 30)).days
        money: Any = pounds(amount)
        if trap == "brackets" and not comes:
            money = f"({pounds(amount):,.2f})"
        if trap == "text amounts":
            money = f"£{pounds(amount):,.2f}"
        row = [written, text, money if comes else None, None if comes else money, pounds(balance)]
        if trap == "formulas" or (trap == "formulas in part" and number % 2):
            row[4] = f"=E{first + number}+C{first + number + 1}-D{first + number + 1}"
        sheet.append(row)
    sheet.append(["30/06/2026", "Closing balance", None, None, pounds(of.closing)])
    target = io.BytesIO()
    book.save(target)
    [statement] = [statement_from_json(each) for each in read_statements_xlsx(target.getvalue())]
    return statement


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "trap",
    ["plain", "hidden sheet", "merged heading", "dates as text", "day numbers", "brackets", "text amounts", "formulas in part"],
)
def test_sheets(trap: str, seed: int) -> None:
    of = truth(seed)
    statement = sheet_of(of, trap)

    assert exact(statement, of), (statement.difference, statement.findings)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("again", [True, False], ids=["heads again", "heads once"])
def test_pages(seed: int, again: bool) -> None:
    of = truth(seed)
    rows = [(f"{day:%d/%m/%Y}", text, amount, comes) for day, text, amount, comes in of.rows]
    drawn = Ledger(header_again=again, client_again=again).draw([("1234567", of.opening, rows * 1)])
    [statement] = read_statements_pages(pages_of(drawn))

    assert exact(statement, of)


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_in_mails(seed: int) -> None:
    of = truth(seed)
    lines, balance = ["Client 1234567  Period 01/04/2026-30/06/2026", "\t".join(HEADER)], of.opening
    lines.append(f"01/04/2026\tOpening balance\t\t\t{pounds(of.opening):,.2f}")
    for day, text, amount, comes in of.rows:
        balance += amount if comes else -amount
        money = f"{pounds(amount):,.2f}"
        lines.append(f"{day:%d/%m/%Y}\t{text}\t{money if comes else ''}\t{'' if comes else money}\t{pounds(balance):,.2f}")
    lines.append(f"30/06/2026\tClosing balance\t\t\t{pounds(of.closing):,.2f}")
    [statement] = read_statements_text("\n".join(lines))

    assert exact(statement, of)


@pytest.mark.parametrize("seed", SEEDS)
def test_summary_files(seed: int) -> None:
    of = truth(seed)
    line = f"1234567,A M,{pounds(of.opening)},{pounds(of.came)},0.00,{pounds(of.went)},{pounds(of.closing)},0.00,0.00"
    head = "ClientRef,Name,Opening,CouncilIn,ClientIn,Spend,Closing,HeldHMRC,HeldRedundancy"
    [statement] = statements_in([grid_of_csv(f"{head}\n{line}\n".encode())])

    assert exact(statement, of)
    assert statement.level == 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fault", ["a row is missing", "another closing", "two figures swapped", "closing is gone"])
def test_what_does_not_add_up_is_flagged_and_never_mended(fault: str, seed: int) -> None:
    of = truth(seed)
    lines, balance = ["Client 1234567  Period 01/04/2026-30/06/2026", "\t".join(HEADER)], of.opening
    lines.append(f"01/04/2026\tOpening balance\t\t\t{pounds(of.opening):,.2f}")
    for day, text, amount, comes in of.rows:
        balance += amount if comes else -amount
        money = f"{pounds(amount):,.2f}"
        lines.append(f"{day:%d/%m/%Y}\t{text}\t{money if comes else ''}\t{'' if comes else money}\t{pounds(balance):,.2f}")
    closing = of.closing
    if fault == "a row is missing":
        del lines[5]
    if fault == "another closing":
        closing += 1000
    if fault == "two figures swapped":
        day, text, came, went, after = lines[6].split("\t")
        lines[6] = f"{day}\t{text}\t{went}\t{came}\t{after}"
    if fault != "closing is gone":
        lines.append(f"30/06/2026\tClosing balance\t\t\t{pounds(closing):,.2f}")
    found = read_statements_text("\n".join(lines))

    assert all(flagged(statement) for statement in found)
    if fault != "closing is gone":
        [statement] = found
        assert statement.closing is not None
        assert statement.closing.value.minor == closing, "what is printed stays as it is printed"
