"""The workbook: formulas that give our values, text that stays text, the same bytes for the same balance."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from models.direct_payment import AllowableBasis, Committed, CommittedKind, DpPolicy, PaymentBasis
from models.document import Reading, Source
from models.money import Money
from models.statement import Category, Transaction
from reconcile.check_sheet import build_check_sheet
from reconcile.workbook import SourceNote, build_workbook


def gbp(amount):
    return Money.of(amount, "GBP")


def figure(amount):
    return Reading(gbp(amount), 0.99, Source(amount, origin="cell X!B2"))


def values(data, *, stored=True):
    sheet = load_workbook(io.BytesIO(data), data_only=stored)["Balance"]
    return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value}


ROWS = (
    Transaction(date(2026, 4, 3), "ANYTOWN COUNCIL DP", gbp("1650"), None, None, Category.COUNCIL_DP_INCOME, Source("1,650.00", origin="cell X!C4")),
    Transaction(date(2026, 4, 9), '=HYPERLINK("https://evil.example","x")', None, gbp("3"), None, Category.AGENCY_PAYMENTS, Source("3.00", page=2, origin="text")),
    Transaction(None, "@SUM(1)\x01\x0b", None, gbp("2.50"), None, None, Source("2.50")),
)  # fmt: skip
RESULTS = {
    "Income, total": "6168.90",
    "Spending, total": "4623.64",
    "Closing balance, worked out": "3387.42",
    "Difference": "0.00",
    "Committed, total": "399.60",
    "Expected": "821.60",
    "Arrears": "63.20",
    "May be kept": "1902.80",
    "Surplus": "1085.02",
    "Of this the person's": "0.00",
    "Of this the council's": "1085.02",
}


@pytest.fixture
def alternatives(policy):
    return [replace(policy, allowable_weeks=weeks, basis=basis) for weeks in (4, 6, 8) for basis in AllowableBasis]


def test_stored_results_are_our_values(worked):
    found = values(build_workbook(worked()))

    assert {name: Decimal(str(found[name])).quantize(Decimal("0.01")) for name in RESULTS} == {
        name: Decimal(value) for name, value in RESULTS.items()
    }


def test_sums_are_live_formulas(worked):
    found = values(build_workbook(worked()), stored=False)

    assert all(str(found[name]).startswith("=") for name in RESULTS)
    assert not str(found["Closing balance on the statement"]).startswith("=")


def test_text_that_was_read_never_becomes_a_formula(worked, statement):
    known = {"name_initials": "=1+1", "map_name": "+cmd|' /C calc'!A0"}
    data = build_workbook(worked(known=known), replace(statement, transactions=ROWS), sources=[SourceNote("=x", "-y", "@z")])
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    dangerous = [cell for cell in cells if cell.value[:1] in "=+-@" and cell.data_type != "f"]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]

    assert {"=1+1", "+cmd|' /C calc'!A0", '=HYPERLINK("https://evil.example","x")', "=x", "-y", "@z"} <= {
        cell.value for cell in dangerous
    }
    assert all(cell.quotePrefix for cell in dangerous)
    assert not any("HYPERLINK" in text or "1+1" in text or "cmd" in text for text in formulas)


def test_same_balance_gives_the_same_bytes(worked, statement, alternatives):
    first = build_workbook(worked(), statement, alternatives=alternatives)
    second = build_workbook(worked(), statement, alternatives=alternatives)

    assert first == second


def test_missing_figures_stay_empty(worked):
    found = values(build_workbook(worked(statement={"opening": None, "closing": None})), stored=False)

    assert found["Opening balance"] is None
    assert found["Closing balance, worked out"] is None
    assert found["Surplus"] is None


def test_links_are_kept_only_when_they_are_safe(worked):
    notes = [
        SourceNote("Statement", "2026-07-03", "https://afstem.example/documents/17#page=2"),
        SourceNote("x", "y", "file:///etc/passwd"),
    ]
    book = load_workbook(io.BytesIO(build_workbook(worked(), sources=notes)))
    links = [cell.hyperlink.target for row in book["Sources"].iter_rows() for cell in row if cell.hyperlink]

    assert links == ["https://afstem.example/documents/17#page=2"]


@pytest.fixture(scope="session")
def office():
    """LibreOffice: installed with the other test programs."""
    program = shutil.which("libreoffice") or shutil.which("soffice")
    assert program, "LibreOffice Calc is missing: apt-get install --no-install-recommends libreoffice-calc"
    return program


def recalculated(program, folder, books, sheet):
    """Open workbooks in LibreOffice, let it calculate, and give a sheet's rows of each."""
    for name, data in books.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    options = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}"
    files = [str(folder / f"{name}.xlsx") for name in books]
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [program, profile, "--headless", "--convert-to", options, "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found = {}
    for name in books:
        [made] = folder.glob(f"{name}-*.csv")
        with made.open(encoding="utf-8") as lines:
            found[name] = [row for row in csv.reader(lines) if row]
    return found


def pence(text):
    return Decimal(text.replace(",", "")).quantize(Decimal("0.01"))


OTHERS = {
    "worked": {},
    "unbalanced": {"statement": {"closing": figure("3387.43")}},
    "closed": {"account": {"end": date(2026, 6, 30)}},
    "one-claim-not-accepted": {
        "committed": (
            Committed(CommittedKind.REDUNDANCY, gbp("100"), evidence="x", accepted_by="y"),
            Committed(CommittedKind.HMRC_DUE, gbp("7")),
        )
    },
    "part-of-a-week": {"account": {"start": date(2026, 4, 4)}},
    "overpaid": {
        "statement": {
            "income": {
                Category.CLIENT_CONTRIBUTION_RECEIVED: figure("2000.00"),
                Category.COUNCIL_DP_INCOME: figure("5362.50"),
            },
            "closing": figure("4581.02"),
        }
    },
    "gross": {"account": {"payment_basis": PaymentBasis.GROSS}},
}


@pytest.mark.slow
def test_libreoffice_calculates_what_we_calculate(worked, office, tmp_path):
    recons = {name: worked(**changes) for name, changes in OTHERS.items()}
    books = {name: build_workbook(recon, cached=False) for name, recon in recons.items()}
    for name, rows in recalculated(office, tmp_path, books, 1).items():
        recon, found = recons[name], {row[0]: row[1] for row in rows if len(row) > 1}

        assert pence(found["Closing balance, worked out"]) == recon.closing_computed.decimal
        assert pence(found["Difference"]) == recon.difference.decimal
        assert pence(found["Expected"]) == recon.contribution_expected.decimal
        assert pence(found["May be kept"]) == recon.allowable_balance.decimal
        assert pence(found["Committed, total"]) == recon.committed_total.decimal
        assert pence(found["Surplus"]) == recon.surplus.decimal
        assert pence(found["Of this the person's"]) == recon.client_refund.decimal
        assert pence(found["Of this the council's"]) == recon.council_surplus.decimal


@pytest.mark.slow
def test_libreoffice_calculates_the_policy_table(worked, alternatives, office, tmp_path):
    books = {"policies": build_workbook(worked(), alternatives=alternatives, cached=False)}
    rows = recalculated(office, tmp_path, books, 4)["policies"]

    assert [str(pence(row[4])) for row in rows[2:8]] == ["1085.02", "1337.82", "133.62", "512.82", "0.00", "0.00"]


def test_check_sheet_puts_the_doubtful_first(worked):
    clear, doubtful = worked(), replace(worked(ledger=None), account_id="DPA-9")
    sheet = load_workbook(io.BytesIO(build_check_sheet([clear, doubtful], date(2026, 7, 6))))["Check"]
    names = [row[0].value for row in sheet.iter_rows(min_row=2, max_row=3)]

    assert names == ["DPA-9", "DPA-1"]
    assert sheet["N3"].value == "=MAX(0,ROUND(J3-L3-M3,2))"
    assert sheet["P4"].value == "=ROUND(SUM(P2:P3),2)"


def test_check_sheet_of_nothing_is_an_empty_table():
    sheet = load_workbook(io.BytesIO(build_check_sheet([], date(2026, 7, 6))))["Check"]

    assert sheet.max_row == 1


def test_policy_on_the_workbook_names_its_version(worked):
    book = load_workbook(io.BytesIO(build_workbook(worked())))

    assert book["Policy"]["A2"].value == DpPolicy(date(2025, 4, 1), 4, AllowableBasis.GROSS_BUDGET, gbp("50")).label
