"""Workbooks of statements, with everything that real ones do to their readers."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from extract.statements.read import looks_like_statement, read_statements_xlsx
from models.errors import UnreadableDocument
from models.statement import statement_from_json

LEDGER = [
    ("03/04/2026", "ANYTOWN COUNCIL DP", 1650, None),
    ("10/04/2026", "Brighter Days Homecare", None, 3218.40),
    ("01/05/2026", "ANYTOWN COUNCIL DP", 1650, None),
    (dt.date(2026, 5, 2), "Client contribution", 758.40, None),
    (46150, "PA wages", None, 1104.60),
    ("12 May 26", "HMRC", None, 96.20),
    ("29/05/2026", "ANYTOWN COUNCIL DP", "1,650.00", None),
    ("30/05/2026", "NEST pension", None, "31.44"),
    ("30/05/2026", "Employers liability ins", None, 89),
    ("30/05/2026", "Payroll", None, 45),
    ("30/05/2026", "Managed account fee", None, 39),
    ("26/06/2026", "ANYTOWN COUNCIL DP", 412.5, None),
    ("27/06/2026", "Agency refund", 48, None),
]
HEADER = ["Date", "Description", "Money in", "Money out", "Balance"]


def packed(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def fill(sheet, ledger=LEDGER, *, balances="formula", out=lambda amount: amount):
    sheet.append(["Client", "A. M. (1234567)", "Acc 00981", "Period 01/04/2026-30/06/2026"])
    sheet.append(HEADER)
    sheet.append(["01/04/2026", "Balance b/fwd", None, None, 1842.16])
    for day, text, money_in, money_out in ledger:
        sheet.append([day, text, money_in, out(float(money_out)) if money_out else None])
        if balances == "formula":
            row = sheet.max_row
            sheet.cell(row, 5, f"=E{row - 1}+C{row}-D{row}")
    sheet.append(["Closing 30/06/2026", None, None, None, 3387.42])


def only(book):
    [statement] = [statement_from_json(each) for each in read_statements_xlsx(packed(book))]
    return statement


@pytest.fixture
def book():
    made = Workbook()
    made.active.title = "A.M. 1234567"
    return made


def test_worked_quarter_is_read_to_the_penny(book):
    fill(book.active)
    statement = only(book)

    assert (statement.person_ref, statement.account_ref, str(statement.period)) == ("1234567", "00981", "2026-04-01/2026-06-30")
    assert str(statement.opening.value) == "1842.16"
    assert str(statement.income_total) == "6168.90"
    assert str(statement.spending_total) == "4623.64"
    assert str(statement.closing.value) == "3387.42"
    assert str(statement.difference) == "0.00"
    assert statement.level == 1
    assert {key: str(value.value) for key, value in statement.spending.items()} == {
        "agency_payments": "3218.40", "pa_net_wages": "1104.60", "hmrc_paye_ni": "96.20", "pension": "31.44",
        "insurance": "89.00", "payroll_fee": "45.00", "map_fee": "39.00",
    }  # fmt: skip


def test_every_figure_knows_its_cell(book):
    fill(book.active)
    statement = only(book)

    assert statement.opening.source.origin == "cell A.M. 1234567!E3"
    assert statement.transactions[0].source.origin == "cell A.M. 1234567!C4"
    assert all(reading.source.origin for reading in (*statement.income.values(), *statement.spending.values()))


def test_dates_are_read_as_text_as_dates_and_as_day_numbers(book):
    fill(book.active)

    days = [row.day for row in only(book).transactions]
    assert days[3:6] == [dt.date(2026, 5, 2), dt.date(2026, 5, 8), dt.date(2026, 5, 12)]


def test_sums_without_results_are_added_up_and_marked(book):
    fill(book.active)
    statement = only(book)

    assert "statement-formula-computed" in [finding.code for finding in statement.findings]
    assert str(statement.transactions[-1].balance) == "3387.42"


def test_formula_that_is_no_sum_is_flagged_not_guessed(book):
    fill(book.active)
    book.active["E17"] = "=VLOOKUP(A1,Other!A:B,2,FALSE)"
    statement = only(book)

    assert statement.closing is None
    assert "statement-formula-unread" in [finding.code for finding in statement.findings]


@pytest.mark.parametrize("formula", ["=E17", "=A1+1", "=SUM(B1:B9)", "=1/0", "=E16+", "=SUM(A1:ZZ99999)"])
def test_formula_that_cannot_be_added_up_gives_no_figure(book, formula):
    fill(book.active)
    book.active["E17"] = formula

    assert only(book).closing is None


def test_hidden_sheets_are_left_out_and_told(book):
    fill(book.active)
    old = book.create_sheet("A.M. old")
    fill(old, LEDGER[:2])
    old.sheet_state = "hidden"
    statement = only(book)

    assert str(statement.closing.value) == "3387.42"
    assert "statement-hidden-sheet" in [finding.code for finding in statement.findings]


def test_one_sheet_for_each_client(book):
    fill(book.active)
    other = book.create_sheet("T.O. 1234890")
    other.append(["Client", "T. O. (1234890)", None, "Period 01/04/2026-30/06/2026"])
    other.append(HEADER)
    other.append(["01/04/2026", "Balance b/fwd", None, None, 10])
    other.append(["03/04/2026", "Council DP", 5, None, 15])
    other.append(["Closing 30/06/2026", None, None, None, 15])
    found = read_statements_xlsx(packed(book))

    assert [each["person_ref"] for each in found] == ["1234567", "1234890"]


def test_heading_over_two_rows_with_merged_cells(book):
    sheet = book.active
    sheet.append(["Statement of account for direct payments"])
    sheet.merge_cells("A1:E1")
    sheet.append(["Client ref: 1234567", None, "Period 01/04/2026 to 30/06/2026"])
    sheet.append(["Date", "Description", "Money", None, "Balance"])
    sheet.merge_cells("C3:D3")
    sheet.append([None, None, "In", "Out", None])
    sheet.append(["01/04/2026", "Opening balance", None, None, 100])
    sheet.append(["02/04/2026", "Council DP", 50, None, 150])
    sheet.append(["03/04/2026", "Homecare agency", None, 20, 130])
    sheet.append(["30/06/2026", "Closing balance", None, None, 130])
    statement = only(book)

    assert (str(statement.income_total), str(statement.spending_total)) == ("50.00", "20.00")
    assert str(statement.difference) == "0.00"


@pytest.mark.parametrize(
    "out",
    [
        pytest.param(lambda amount: amount, id="money out as a plain number"),
        pytest.param(lambda amount: -amount, id="money out with a minus"),
        pytest.param(lambda amount: f"({amount:,.2f})", id="money out in brackets"),
        pytest.param(lambda amount: f"{amount:,.2f}-", id="money out with a trailing minus"),
        pytest.param(lambda amount: f"£{amount:,.2f} DR", id="money out as debit"),
    ],
)
def test_money_out_is_money_out_however_it_is_signed(book, out):
    fill(book.active, balances="none", out=out)
    statement = only(book)

    assert str(statement.spending_total) == "4623.64"
    assert str(statement.difference) == "0.00"


def test_many_clients_in_one_ledger_with_blank_continuation_rows(book):
    sheet = book.active
    sheet.title = "Export"
    sheet.append(["Period 01/04/2026 - 30/06/2026"])
    sheet.append(["Client ref", *HEADER])
    for row in (
        [1234567, "01/04/2026", "Opening balance", None, None, 100],
        [None, "02/04/2026", "Council DP", 50, None, 150],
        [None, "30/06/2026", "Closing balance", None, None, 150],
        ["1234890", "01/04/2026", "Opening balance", None, None, 7],
        [None, "05/04/2026", "PA wages", None, 5, 2],
        [None, "30/06/2026", "Closing balance", None, None, 2],
    ):
        sheet.append(row)
    first, second = (statement_from_json(each) for each in read_statements_xlsx(packed(book)))

    assert (first.person_ref, str(first.closing.value), str(first.period)) == ("1234567", "150.00", "2026-04-01/2026-06-30")
    assert (second.person_ref, str(second.closing.value), str(second.period)) == ("1234890", "2.00", "2026-04-01/2026-06-30")
    assert str(first.difference) == str(second.difference) == "0.00"


def test_a_signed_amount_column(book):
    sheet = book.active
    sheet.append(["Client 1234567"])
    sheet.append(["Date", "Details", "Amount", "Balance"])
    sheet.append(["01/04/2026", "Opening balance", None, 100])
    sheet.append(["02/04/2026", "Council DP", 50, 150])
    sheet.append(["03/04/2026", "Homecare agency", "(20.00)", 130])
    sheet.append(["30/06/2026", "Closing balance", None, 130])
    statement = only(book)

    assert (str(statement.income_total), str(statement.spending_total)) == ("50.00", "20.00")


def test_description_over_two_rows_stays_one_transaction(book):
    sheet = book.active
    sheet.append(["Client 1234567"])
    sheet.append(HEADER)
    sheet.append(["01/04/2026", "Opening balance", None, None, 100])
    sheet.append(["02/04/2026", "Brighter Days", None, 20, 80])
    sheet.append([None, "homecare invoice 4471", None, None, None])
    sheet.append(["30/06/2026", "Closing balance", None, None, 80])
    [row] = only(book).transactions

    assert row.text == "Brighter Days homecare invoice 4471"
    assert row.category == "agency_payments"


def test_summary_that_disagrees_with_the_ledger_is_flagged(book):
    fill(book.active)
    book.active.append(["Summary", "In:", "Council", 5362.50, "Client", 758.40, "Other", 48.00])
    book.active.append([None, "Out:", "Agency", 3218.40, "PA", 1104.61])

    codes = [finding.code for finding in only(book).findings]
    assert codes.count("statement-summary-differs") == 1


def test_summary_that_agrees_names_the_categories(book):
    fill(book.active)
    book.active.append(["Summary", "In: Council 5,362.50  Client 758.40  Other 48.00"])
    book.active.append([None, "Out: Agency 3,218.40 PA 1,104.60 HMRC 96.20 Pension 31.44 Ins 89.00 Payroll 45.00 Fee 39.00"])
    statement = only(book)

    assert [finding.code for finding in statement.findings if finding.severity != "note"] == []
    assert {str(key) for key in statement.income} == {"council_dp_income", "client_contribution_received", "other_income"}
    assert len(statement.spending) == 7


def test_running_balance_that_jumps_is_flagged(book):
    fill(book.active, balances="none")
    book.active["E5"] = 273.75

    assert "statement-running-balance" in [finding.code for finding in only(book).findings]


def test_total_row_that_is_wrong_is_flagged_and_never_counted(book):
    fill(book.active)
    book.active.insert_rows(17)
    book.active["A17"], book.active["C17"], book.active["D17"] = "Totals", 6168.90, 4623.65
    statement = only(book)

    assert str(statement.spending_total) == "4623.64"
    assert "statement-total-differs" in [finding.code for finding in statement.findings]


def test_amount_that_is_no_amount_is_flagged(book):
    fill(book.active, balances="none")
    book.active["D5"] = "3,218.4O"
    statement = only(book)

    assert "statement-figure-unread" in [finding.code for finding in statement.findings]
    assert str(statement.difference) != "0.00"


def test_missing_opening_balance_stays_missing(book):
    fill(book.active, balances="none")
    book.active.delete_rows(3)
    statement = only(book)

    assert statement.opening is None
    assert statement.difference is None


def test_statement_without_a_period_has_none(book):
    fill(book.active)
    book.active["D1"] = None

    assert only(book).period is None


def test_table_of_clients_without_transactions_is_weaker_evidence(book):
    sheet = book.active
    sheet.append(["Quarter statements, period 01/04/2026 - 30/06/2026"])
    sheet.append(["ClientRef", "Name", "Opening", "CouncilIn", "ClientIn", "Spend", "Closing", "HeldHMRC", "HeldRedundancy"])
    sheet.append([1234567, "A.M.", 1842.16, 5362.50, 758.40, 4575.64, 3387.42, 96.20, 1430])
    sheet.append(["1234890", "T.O.", 10, 5, 0, 20, -5, None, None])
    first, second = (statement_from_json(each) for each in read_statements_xlsx(packed(book)))

    assert first.level == 2
    assert str(first.difference) == "0.00"
    assert {str(key): str(value.value) for key, value in first.held.items()} == {"hmrc_due": "96.20", "redundancy": "1430.00"}
    assert str(second.closing.value) == "-5.00"
    assert str(first.period) == "2026-04-01/2026-06-30"


def test_other_workbooks_hold_no_statement(book):
    for row in (["Item", "Qty", "Price"], ["Gloves", 3, 4.50], ["Aprons", 1, 2.25], ["Total", None, 15.75]):
        book.active.append(row)

    assert read_statements_xlsx(packed(book)) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "doc-format", id="old workbook"),
        pytest.param(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "doc-password", id="locked workbook"),
        pytest.param(b"PK\x03\x04nonsense", "doc-damaged", id="cut short"),
        pytest.param(b"", "doc-damaged", id="empty"),
    ],
)
def test_unreadable_workbooks_say_why(data, code):
    with pytest.raises(UnreadableDocument) as caught:
        read_statements_xlsx(data)

    assert caught.value.code == code


def test_a_write_protected_workbook_is_read(book):
    fill(book.active)
    book.security = WorkbookProtection(workbookPassword="x", lockStructure=True)

    assert str(only(book).closing.value) == "3387.42"


def test_statements_are_plain_values(book):
    fill(book.active)

    assert json.loads(json.dumps(read_statements_xlsx(packed(book))))[0]["closing"]["amount"] == "3387.42"


def test_statement_of_open_invoices_is_not_ours():
    assert not looks_like_statement("STATEMENT OF ACCOUNT client 12 opening closing balance invoice no 4 overdue 30 days")
