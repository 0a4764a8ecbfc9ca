from __future__ import annotations

import csv
import datetime as dt
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from models.errors import UsageError
from service.master import TABLES, Known, MasterTables, read_tables

SUPPLIERS = "supplier_id,name,country,registration,bank_accounts,emails,ownership"
SUPPLIER = "S1,Elm Court Care,DK,12345674,1234-0012345678,faktura@elm.example;@elm.example,private"
PEOPLE = "person_id,name,cpr"
PERSON = "P1,Made Up,150331-4203"
GRANTS = "grant_id,person_id,supplier_id,service,legal_basis,unit,start,end"
GRANT = "G1,P1,S1,Botilbud,SEL108,day,2026-01-01,"
RATES = "grant_id,valid_from,rate,component"
LEDGER = "supplier_id,invoice_number,grant_id,period_start,period_end,amount,voucher,posted_on"
ACCOUNTS = "account_id,person_id,map_id,type,weekly_gross_budget,weekly_contribution,weekly_payment,payment_basis,start"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A folder with one good supplier, person and grant; say only what differs."""

    def make(**tables: Sequence[str]) -> Path:
        good = {"suppliers": (SUPPLIERS, SUPPLIER), "people": (PEOPLE, PERSON), "grants": (GRANTS, GRANT)}
        for name, lines in {**good, **tables}.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return make


def read(folder: Path, **known: object) -> MasterTables:
    return read_tables(folder, country="dk", known=Known(**known) if known else None)  # type: ignore[arg-type]


def only_error(tables: MasterTables) -> str:
    assert tables.tables == {}, "nothing may be given out when anything is wrong"
    assert len(tables.errors) == 1, [str(error) for error in tables.errors]
    return str(tables.errors[0])


def test_good_tables_become_typed_rows(folder):
    tables = read(folder(rates=(RATES, "G1,2026-01-01,2243.00,", "G1,2026-07-01,2250.5,supplement:night")))

    supplier = next(tables.tables["suppliers"].as_dicts())
    grant = next(tables.tables["grants"].as_dicts())
    rates = list(tables.tables["rates"].as_dicts())
    assert tables.problems == ()
    assert supplier["bank_accounts"] == ["1234-0012345678"]
    assert supplier["emails"] == ["faktura@elm.example", "@elm.example"]
    assert (supplier["status"], supplier["auto_post"], supplier["vat_number"]) == ("active", True, None)
    assert (grant["start"], grant["end"], grant["billing"], grant["prepaid"]) == (
        dt.date(2026, 1, 1),
        None,
        "calendar_month",
        False,
    )
    assert rates[0] == {
        "grant_id": "G1",
        "valid_from": dt.date(2026, 1, 1),
        "rate_minor": 224300,
        "component": "base",
        "currency": "DKK",
    }
    assert (rates[1]["rate_minor"], rates[1]["component"]) == (225050, "supplement:night")


def test_the_currency_is_the_suppliers(folder):
    british = "S1,Elm Court Care,GB,12345678,202015-55555555,,"
    tables = read(folder(suppliers=(SUPPLIERS, british), rates=(RATES, "G1,2026-01-01,10,base")))

    assert next(tables.tables["rates"].as_dicts())["currency"] == "GBP"


def test_a_supplier_and_a_grant_of_one_name_keep_their_currencies(folder):
    suppliers = (SUPPLIERS, SUPPLIER, "G1,Oak Lodge,GB,12345678,,,")
    ledger = (LEDGER, "G1,77,,2026-05-01,2026-05-31,-1.50,,")
    tables = read(folder(suppliers=suppliers, rates=(RATES, "G1,2026-01-01,10,base"), ledger=ledger))

    booked = next(tables.tables["ledger"].as_dicts())
    assert next(tables.tables["rates"].as_dicts())["currency"] == "DKK"
    assert (booked["currency"], booked["amount_minor"], booked["grant_id"]) == ("GBP", -150, "")


@pytest.mark.parametrize(
    ("table", "lines", "expected"),
    [
        ("grants", (GRANTS, GRANT.replace("2026-01-01", "1/1-2026")), "grants.csv, row 2, start: “1/1-2026” is not a date; right would be year-month-day"),
        ("grants", (GRANTS, GRANT.replace("day", "fortnight")), "row 2, unit: “fortnight” is not a known word; right would be one of day, week"),
        ("grants", (GRANTS, GRANT, GRANT), "row 3, grant_id: is the same as in row 2; right would be each one once"),
        ("grants", (GRANTS, GRANT.replace("P1", "P9")), "row 2, person_id: “P9” is not in people"),
        ("grants", (GRANTS, GRANT.replace("S1", "S9")), "row 2, supplier_id: “S9” is not in suppliers"),
        ("grants", (GRANTS, GRANT + "2025-12-31"), "row 2, end: is before start"),
        ("grants", (GRANTS, GRANT.replace("Botilbud", "")), "row 2, service: is empty"),
        ("grants", (GRANTS, GRANT + ",x"), "row 2: has 9 cells, the header has 8"),
        ("grants", (GRANTS.replace("legal_basis", "legal_base"), GRANT), "row 1, legal_base: is not a known heading; right would be legal_basis"),
        ("grants", (GRANTS + ",unit", GRANT + ",day"), "row 1, unit: stands twice"),
        ("grants", (GRANTS.replace(",unit", ""), GRANT.replace(",day", "")), "row 1, unit: is missing"),
        ("grants", (GRANTS.replace(",", ";"), GRANT), "row 1: has semicolons between the cells; right would be commas"),
        ("grants", ("",), "grants.csv, row 1: is empty"),
        ("rates", (RATES, "G1,2026-01-01,2.243,00,base"), "has 5 cells, the header has 4"),
        ("rates", (RATES, 'G1,2026-01-01,"2.243,00",base'), "rate: “2.243,00” is not an amount; right would be digits with a full stop"),
        ("rates", (RATES, "G1,2026-01-01,-5,base"), "rate: “-5” is below nothing"),
        ("rates", (RATES, "G1,2026-01-01,5,night"), "component: “night” is not a component"),
        ("rates", (RATES, "G1,2026-01-01,5,", "G1,2026-01-01,6,base"), "row 3, grant_id, component, valid_from: is the same as in row 2"),
        ("rates", (RATES, "G2,2026-01-01,5,base"), "grant_id: “G2” is not in grants"),
        ("suppliers", (SUPPLIERS, SUPPLIER.replace("1234-0012345678", "12-x")), "bank_accounts: “12-x” is not an account"),
        ("suppliers", (SUPPLIERS, SUPPLIER.replace("private", "")), "ownership: is empty; right would be own, municipality"),
        ("suppliers", (SUPPLIERS, SUPPLIER.replace("DK", "SE")), "country: “SE” is not a known word; right would be one of DK, GB"),
        ("suppliers", (SUPPLIERS, SUPPLIER.replace("@elm.example,", "elm,")), "emails: "),
        ("ledger", (LEDGER, "S9,1,,2026-05-01,2026-05-31,5,,"), "supplier_id: “S9” is not in suppliers"),
        ("ledger", (LEDGER, "S1,1,,2026-05-31,2026-05-01,5,,"), "period_end: is before period_start"),
        ("dp_policy", ("valid_from,allowable_weeks,basis,de_minimis,notice_days,reply_days,reminder_days", "2026-04-01,x,payment,50,28,14,7"), "allowable_weeks: “x” is not a number"),
        ("letters", ("message_id,account_id,sent_at", "<1@x>,A1,2026-06-30 09:00"), "sent_at: “2026-06-30 09:00” does not say its time zone"),
        ("people", (PEOPLE, "P1,Made Up,311331-4203"), "people.csv, row 2, cpr: is not a personal number"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_what_would_be_right(folder, table, lines, expected):
    tables = read(folder(**{table: lines}), dp_accounts={"A1"})

    assert expected in only_error(tables)


def test_every_bad_row_is_listed_not_only_the_first(folder):
    rates = [f"G{index},2026-01-01,{index}.00,base" for index in range(2, 9)]

    assert len(read(folder(rates=(RATES, *rates))).errors) == 7


def test_problems_name_nobody(folder):
    people = (PEOPLE, "P1,Anna Berg,311331-4203", "P2,,220932-4205", "P3,Bo Dam,010160-ABC1", "P4,Ea Lund,220932-4205")
    shown = " ".join(map(str, read(folder(people=people)).problems))

    assert "Anna" not in shown
    assert "4205" not in shown
    assert "ABC1" not in shown


def test_what_is_odd_is_reported_and_taken_in(folder):
    suppliers = (SUPPLIERS, SUPPLIER.replace("12345674", "12345678"))
    people = (PEOPLE, PERSON, "P2,Made Up Too,150331-4203")
    tables = read(folder(suppliers=suppliers, people=people, ledger=(LEDGER, "S1,1,G9,2026-05-01,2026-05-31,5,,")))

    odd = [str(notice) for notice in tables.notices]
    assert tables.errors == ()
    assert any("wrong check digit" in notice for notice in odd)
    assert any("the same as in row 2; invoices with it will go to a person" in notice for notice in odd)
    assert any("“G9” is not in grants" in notice for notice in odd)
    assert len(tables.tables["people"].rows) == 2


def test_a_personal_number_without_check_digit_is_as_good_as_any(folder):
    assert read(folder(people=(PEOPLE, "P1,Made Up,0101354200"))).problems == ()


def test_an_import_may_hold_some_tables_only(tmp_path):
    (tmp_path / "rates.csv").write_text(f"{RATES}\nG7,2026-01-01,10.00,base\n")

    tables = read(tmp_path, suppliers={"S7": "GB"}, grants={"G7": "S7"})

    assert next(tables.tables["rates"].as_dicts())["currency"] == "GBP"


def test_excel_and_csv_give_the_same(folder, tmp_path):
    from openpyxl import Workbook

    source = folder(rates=(RATES, "G1,2026-01-01,2243.10,base"))
    by_csv = read(source).tables["rates"].rows
    (source / "rates.csv").unlink()
    book = Workbook()
    book.active.append(RATES.split(","))
    book.active.append(["G1", dt.datetime(2026, 1, 1), 2243.1, "base"])  # noqa: DTZ001 - a sheet has no time zones
    book.active.append([None, None, None, None])
    book.save(tmp_path / "rates.xlsx")

    assert read(source).tables["rates"].rows == by_csv


def test_a_spreadsheet_that_lost_leading_noughts_is_noticed(folder, tmp_path):
    from openpyxl import Workbook

    source = folder()
    (source / "people.csv").unlink()
    book = Workbook()
    book.active.append(PEOPLE.split(","))
    book.active.append(["P1", "Made Up", 101354202])
    book.save(tmp_path / "people.xlsx")

    assert "keep leading noughts" in only_error(read(source))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("rates.csv", "grant_id\næ".encode("latin-1"), "is not UTF-8", id="another alphabet"),
        pytest.param("rates.csv", b'grant_id\n"x', "is not CSV", id="an open quotation"),
        pytest.param("rates.csv", b"", "is empty", id="an empty file"),
        pytest.param("rates.xlsx", b"PK\x03\x04broken", "is not an Excel workbook", id="a damaged workbook"),
        pytest.param(
            "rate.csv", b"grant_id\n", "is not a table and was left out; right would be rates.csv", id="a name misspelled"
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder, tmp_path, name, content, expected):
    (folder() / name).write_bytes(content)

    assert expected in only_error(read(tmp_path))


def test_two_files_for_one_table_are_refused(folder, tmp_path):
    (folder() / "grants.xlsx").write_bytes(b"")

    assert "is a second file for grants" in only_error(read(tmp_path))


def test_files_that_are_no_tables_are_left_alone(folder, tmp_path):
    folder()
    (tmp_path / "README.md").write_text("hello")
    (tmp_path / "expected.csv").write_text("a,b\n")

    assert read(tmp_path).errors == ()


def test_a_folder_without_tables_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="holds none of the tables"):
        read(tmp_path)
    with pytest.raises(UsageError, match="is not a folder"):
        read(tmp_path / "nowhere")


def test_shares_above_all_of_a_grant_are_refused(folder):
    funding = ("grant_id,funder,percent,valid_from", "G1,NHS,60,2026-04-01", "G1,council,40.01,2026-04-01")

    assert "brings the shares of this grant above 100" in only_error(read(folder(funding=funding)))


def test_a_payment_that_does_not_add_up_is_reported(folder):
    account = "A1,P1,,managed_account,100.00,20.00,85.00,net,2026-04-01"
    tables = read(folder(dp_accounts=(ACCOUNTS, account)))

    assert "is not the budget less the contribution; right would be 80.00" in str(tables.notices[0])
    assert next(tables.tables["dp_accounts"].as_dicts())["weekly_payment_minor"] == 8500


def test_times_of_letters_are_aware(folder):
    letters = ("message_id,account_id,sent_at,amount", "<1@x>,A1,2026-06-30T09:12:00Z,512.82")
    row = next(read(folder(letters=letters), dp_accounts={"A1"}).tables["letters"].as_dicts())

    assert row["sent_at"] == dt.datetime(2026, 6, 30, 9, 12, tzinfo=dt.UTC)
    assert row["amount_minor"] == 51282


def test_the_tables_are_those_of_the_database():
    from service.import_master import TABLES as WRITTEN

    for spec in TABLES:
        values = {column.key for column in spec.columns} | ({"currency"} if spec.currency_from else set())
        missing = values - {column.key for column in WRITTEN[spec.name].__table__.columns}
        assert not missing, f"{spec.name}: the database has no {missing}"


@pytest.mark.slow
def test_forty_thousand_rows_a_second_with_all_checks(tmp_path):
    rows = 60_000
    (tmp_path / "suppliers.csv").write_text(f"{SUPPLIERS}\n{SUPPLIER}\n")
    (tmp_path / "people.csv").write_text(f"{PEOPLE}\n{PERSON}\n")
    with (tmp_path / "grants.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(GRANTS.split(","))
        writer.writerows(GRANT.replace("G1", f"G{index}").split(",") for index in range(rows))
    with (tmp_path / "ledger.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LEDGER.split(","))
        writer.writerows(
            ["S1", f"INV-{n}", f"G{n}", "2026-05-01", "2026-05-31", f"{n}.{n % 100:02}", f"V{n}", "2026-06-10"]
            for n in range(rows)
        )

    began = time.process_time()
    tables = read(tmp_path)
    seconds = time.process_time() - began

    assert tables.problems == ()
    assert 2 * rows / seconds > 40_000, f"{2 * rows / seconds:.0f} rows a second"
