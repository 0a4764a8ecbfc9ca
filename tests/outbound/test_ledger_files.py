"""Posting files for Prisme, Unit4 and Oracle, read back: balanced, typed, in order, and correctable as data."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from countries.denmark.prisme import PRISME_G68, PRISME_G69
from countries.england.oracle import INVOICES, LINES, ORACLE_AP, oracle_payables
from countries.england.unit4 import COLUMNS, UNIT4_GL07, unit4_gl07
from countries.exporters import EXPORTERS, get_exporter
from models.errors import UsageError
from models.money import Money
from models.posting import Payer
from outbound.batches import BatchRefused
from outbound.columns import SOURCES, Layout
from outbound.exports import export


def kroner(amount: str) -> Money:
    return Money.of(amount, "DKK")


@pytest.fixture
def batch(make_batch, make_posting):
    postings = (
        make_posting(posting_id="p1"),
        make_posting(posting_id="p2", line=2, reference="S1-20417-2", amount=kroner("10.05"), person_number=None),
        make_posting(posting_id="p3", invoice_number="K-7", reference="S1-K-7-1", amount=kroner("44860.00"), credit=True),
    )
    settings = (("oracle.source", "AFSTEM"), ("unit4.batch_id", "AF42"), ("prisme.municipality", "230"), ("prisme.place", "12"))
    return make_batch(*postings, settings=settings)


# --- Prisme ------------------------------------------------------------------------------------------------------


def read_prisme(raw: bytes, width: int) -> list[tuple[str, dict[str, str]]]:
    """Cut records into heads and fields; the fields must come in ascending order."""
    records = []
    for line in raw.decode("iso-8859-1").split("\r\n")[:-1]:
        head, *fields = line.split("&")
        numbers = [field[:width] for field in fields]
        assert numbers == sorted(set(numbers))
        records.append((head, {field[:width]: field[width:] for field in fields}))
    return records


def test_prisme_postings_balance_and_name_the_person_in_its_own_field(batch):
    records = read_prisme(export(batch, PRISME_G69), 3)

    assert [head for head, _ in records] == [f"012G69{n:05d}023000NORFLYD" for n in range(1, 6)]
    sides = {"D": 0, "K": 0}
    for _, fields in records:
        assert len(fields["112"]) == 13
        assert fields["112"].endswith(" ")
        sides[fields["113"]] += int(fields["112"])
        assert len(fields["111"]) == 15
        assert len(fields["153"]) <= 35
        assert "1503314203" not in fields["153"]
    assert sides["D"] == sides["K"]
    cost = records[0][1]
    assert (cost["132"], cost["133"], cost["110"], cost["114"]) == ("02", "1503314203", "20260701", "2026")
    assert [number for number, value in cost.items() if "1503314203" in value] == ["133"]
    assert "133" not in records[2][1]
    assert [fields.get("250") for _, fields in records] == ["p1", "p2", None, "p3", None]


def test_prisme_payments_go_by_company_number(make_batch):
    made = make_batch(
        payer=Payer("Lyngby Kommune", "1234-1"), pay_on=date(2026, 7, 30), settings=(("prisme.municipality", "230"),)
    )
    ((head, fields),) = read_prisme(export(made, PRISME_G68), 2)

    assert head == "000G6800001011"
    assert (fields["02"], fields["08"], fields["09"]) == ("0230", "00006729000", "+")
    assert (fields["10"], fields["11"]) == ("11", "00000012345674")
    assert (fields["12"], fields["16"]) == ("20260730", "20260701" + "00000" + "0000001")
    assert fields["40"] == "20417"


@pytest.mark.parametrize(
    ("changes", "settings", "code"),
    [
        ({"account": "4000.1"}, (), "prisme-account"),
        ({"account": "1" * 16}, (), "prisme-account"),
        ({"text": "SEL108 Łódź F 1"}, (), "prisme-character"),
        ({}, (("prisme.municipality", "abc"),), "prisme-setting"),
        ({}, (("prisme.place", "1234"),), "prisme-setting"),
    ],
)
def test_what_prisme_cannot_take_is_refused(make_batch, make_posting, changes, settings, code):
    with pytest.raises(BatchRefused) as refusal:
        export(make_batch(make_posting(**changes), settings=settings), PRISME_G69)

    assert code in {finding.code for finding in refusal.value.findings}


def test_a_supplier_cannot_add_a_field_to_a_prisme_record(make_batch, make_posting):
    made = make_batch(make_posting(text="SEL108 A&112999", supplier_name="B&113K"))

    assert all(set(fields) <= {"103", "104", "110", "111", "112", "113", "114", "132", "133", "153", "250"}
               for _, fields in read_prisme(export(made, PRISME_G69), 3))  # fmt: skip


# --- Unit4 -------------------------------------------------------------------------------------------------------


def read_table(raw: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), delimiter=delimiter))


def test_every_unit4_voucher_adds_up_to_nothing(batch):
    rows = read_table(export(batch, UNIT4_GL07))

    assert list(rows[0]) == [name for name, _ in COLUMNS]
    for voucher in {row["voucher_no"] for row in rows}:
        own = [row for row in rows if row["voucher_no"] == voucher]
        assert sum(Decimal(row["amount"]) for row in own) == 0
        assert [row["trans_type"] for row in own].count("AP") == 1
        assert [row["sequence_no"] for row in own] == [str(n) for n in range(1, len(own) + 1)]
    assert {row["apar_id"] for row in rows if row["trans_type"] == "AP"} == {"S1"}
    assert {row["apar_id"] for row in rows if row["trans_type"] == "GL"} == {""}
    assert rows[0]["batch_id"] == "AF42"
    assert (rows[0]["trans_date"], rows[0]["voucher_date"], rows[0]["period"]) == ("20260630", "20260701", "202607")
    assert (rows[0]["amount"], rows[2]["amount"], rows[3]["amount"]) == ("67290.00", "-67300.05", "-44860.00")


# --- Oracle ------------------------------------------------------------------------------------------------------


def read_oracle(raw: bytes) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        invoices, lines = (read_table(archive.read(name)) for name in archive.namelist())
    return invoices, lines


def test_oracle_lines_add_up_to_their_invoices(batch):
    invoices, lines = read_oracle(export(batch, ORACLE_AP))

    assert [(row["INVOICE_NUM"], row["INVOICE_TYPE_LOOKUP_CODE"], row["INVOICE_AMOUNT"]) for row in invoices] == [
        ("20417", "STANDARD", "67300.05"),
        ("K-7", "CREDIT", "-44860.00"),
    ]
    for invoice in invoices:
        own = [row for row in lines if row["INVOICE_ID"] == invoice["INVOICE_ID"]]
        assert sum(Decimal(row["AMOUNT"]) for row in own) == Decimal(invoice["INVOICE_AMOUNT"])
        assert [row["LINE_NUMBER"] for row in own] == [str(n) for n in range(1, len(own) + 1)]
    assert {row["SOURCE"] for row in invoices} == {"AFSTEM"}
    assert {row["LINE_TYPE_LOOKUP_CODE"] for row in lines} == {"ITEM"}
    assert lines[0]["DIST_CODE_CONCATENATED"] == "XG-5108000001-00010-40000000"
    assert invoices[0]["INVOICE_DATE"] == "2026/06/30"
    assert len({row["REFERENCE_1"] for row in lines}) == 3


# --- column maps -------------------------------------------------------------------------------------------------


def test_a_council_corrects_a_column_map_without_a_program(batch):
    own = Layout(
        (
            ("Firma", "=AC"),
            ("Konto", "account"),
            ("Beloeb", "amount_positive"),
            ("DC", "debit_credit"),
            ("Id", "setting:unit4.batch_id"),
        ),
        delimiter="|",
        date_format="%d.%m.%Y",
    )
    rows = read_table(unit4_gl07(own)(batch), "|")

    assert rows[0] == {"Firma": "AC", "Konto": "40000000", "Beloeb": "67290.00", "DC": "D", "Id": "AF42"}
    assert [row["DC"] for row in rows] == ["D", "D", "C", "C", "D"]


def test_a_column_that_is_not_known_is_refused_with_the_nearest_name():
    with pytest.raises(UsageError, match="Did you mean invoice_number"):
        Layout((("X", "invoice_nummer"),))
    with pytest.raises(UsageError, match="It can hold"):
        Layout((("X", "zzz"),))


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_everything_a_column_can_hold_can_be_written(batch, source):
    rows = read_table(unit4_gl07(Layout((("X", source),)))(batch))

    assert len(rows) == 5
    assert any(row["X"] for row in rows)


def test_a_supplier_cannot_put_a_formula_into_a_table(make_batch, make_posting):
    made = make_batch(make_posting(supplier_name='=HYPERLINK("http://x")', invoice_number="@SUM(A1)"))
    rows = read_table(unit4_gl07(Layout((("a", "supplier_name"), ("b", "invoice_number"), ("c", "amount"))))(made))

    assert not any(row[name].startswith(("=", "@", "+")) for row in rows for name in "ab")
    assert rows[1]["c"] == "-67290.00"


def test_the_default_maps_name_only_what_there_is():
    for columns in (COLUMNS, INVOICES, LINES):
        Layout(columns)
    assert oracle_payables(Layout(INVOICES), Layout(LINES))


# --- all of them -------------------------------------------------------------------------------------------------


def test_names_are_unique_and_unknown_ones_are_refused():
    assert len({each.name for each in EXPORTERS}) == len(EXPORTERS)
    assert get_exporter("opus-csv").name == "opus-csv"
    with pytest.raises(UsageError, match="opus-csv"):
        get_exporter("opus")


@pytest.mark.parametrize("name", [each.name for each in EXPORTERS if each.name != "bacs-18"])
def test_every_file_is_the_same_every_time(make_batch, name):
    made = make_batch(payer=Payer("Lyngby Kommune", "1234-12345678"), pay_on=date(2026, 7, 30))

    assert export(made, get_exporter(name)) == export(replace(made), get_exporter(name))


@pytest.mark.parametrize("name", [each.name for each in EXPORTERS])
def test_no_unbalanced_or_telling_batch_leaves_in_any_format(make_batch, make_posting, name):
    telling = make_batch(make_posting(text="SEL108 150331-4203"))

    with pytest.raises(BatchRefused):
        export(telling, get_exporter(name))
