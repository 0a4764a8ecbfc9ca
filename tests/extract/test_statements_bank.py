"""Bank files of the three kinds, and accounts reconciled straight from them."""

from __future__ import annotations

from datetime import date

import pytest

from extract.statements.bank import bank_from_grid, read_bank_statements, statement_from_bank
from extract.statements.grid import Cell, Grid, Row
from models.document import Source
from models.errors import UnreadableDocument
from models.period import Period

MT940 = b"""{1:F01ANYTGB2LAXXX0000000000}{2:I940ANYTGB2LXXXXN}{4:
:20:STARTUMS
:25:089999/66374958
:28C:00001/001
:60F:C260801GBP1000,00
:61:2608030803C1085,02NTRFDPS-1234567-0042//8327000090031790
:86:MEADOW PAYROLL LTD DPS-1234567-0042
:61:2608040804D250,00NTRFNONREF//8327000090031791
:86:BRIGHTER DAYS HOMECARE
:62F:C260804GBP1835,02
-}
"""
CAMT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Id>1</Id><Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id><Ccy>GBP</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-08-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">1835.02</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-08-31</Dt></Dt></Bal>
<Ntry><Amt Ccy="GBP">1085.02</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-08-03</Dt></BookgDt>
<NtryDtls><TxDtls><Refs><EndToEndId>DPS-1234567-0042</EndToEndId></Refs><RltdPties><Dbtr><Nm>MEADOW PAYROLL LTD</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="GBP">250.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-08-04</Dt></BookgDt><AddtlNtryInf>BRIGHTER DAYS HOMECARE</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="GBP">9.99</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><Dt>2026-08-04</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize(
    "data", [MT940, CAMT, MT940.replace(b"\n", b"\r\n")], ids=["MT940", "camt.053", "MT940 with Windows line ends"]
)
def test_both_standards_say_the_same(data):
    [bank] = read_bank_statements(data)

    assert (str(bank.opening), str(bank.closing), bank.currency) == ("1000.00", "1835.02", "GBP")
    assert [(line.day, str(line.amount)) for line in bank.lines] == [
        (date(2026, 8, 3), "1085.02"),
        (date(2026, 8, 4), "-250.00"),
    ]
    assert "DPS-1234567-0042" in bank.lines[0].text
    assert not bank.difference


def test_two_statements_in_one_file():
    second = MT940.replace(b"1085,02", b"85,02").replace(b"1835,02", b"835,02")

    assert [str(bank.closing) for bank in read_bank_statements(MT940 + second)] == ["1835.02", "835.02"]


def test_same_booking_has_the_same_id_in_every_file():
    first, second = read_bank_statements(MT940)[0], read_bank_statements(MT940.replace(b"STARTUMS", b"AGAIN"))[0]

    assert [line.line_id for line in first.lines] == [line.line_id for line in second.lines]
    assert len({line.line_id for line in first.lines}) == 2


def test_missing_line_is_seen_in_the_balance():
    lines = MT940.split(b"\n")
    short = b"\n".join(lines[:7] + lines[9:])

    assert read_bank_statements(short)[0].difference


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"hello", "doc-format", id="something else"),
        pytest.param(CAMT[:600], "doc-damaged", id="cut short"),
        pytest.param(CAMT.replace(b"1085.02", b"much", 1), "doc-damaged", id="no number"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a "b">]>' + CAMT.replace(b"MEADOW", b"&a;")[39:], None, id="entities are not resolved"
        ),
    ],
)
def test_bad_files_say_so(data, code):
    if code is None:
        assert all("b PAYROLL" not in line.text for line in read_bank_statements(data)[0].lines)
        return
    with pytest.raises(UnreadableDocument) as caught:
        read_bank_statements(data)
    assert caught.value.code == code


def grid(text):
    rows = [
        Row(tuple(Cell(cell, Source(cell, origin=f"cell csv!{n}")) if cell else None for cell in line.split(";")))
        for n, line in enumerate(text.splitlines(), 1)
    ]
    return Grid("csv", tuple(rows), "csv")


NEWEST_FIRST = "Date;Narrative;Paid in;Paid out;Balance\n04/08/2026;BRIGHTER DAYS HOMECARE;;250.00;1,835.02\n03/08/2026;DPS-1234567-0042;1,085.02;;2,085.02"
SIGNED = "Date;Details;Amount\n03/08/2026;DPS-1234567-0042;1085.02\n04/08/2026;BRIGHTER DAYS HOMECARE;-250.00"


def test_portal_file_in_either_order():
    bank = bank_from_grid(grid(NEWEST_FIRST))

    assert (str(bank.opening), str(bank.closing)) == ("1000.00", "1835.02")
    assert [line.day for line in bank.lines] == [date(2026, 8, 3), date(2026, 8, 4)]
    assert not bank.difference


def test_portal_file_without_balances_has_none():
    bank = bank_from_grid(grid(SIGNED))

    assert (bank.opening, bank.closing, bank.difference) == (None, None, None)
    assert [str(line.amount) for line in bank.lines] == ["1085.02", "-250.00"]


def test_other_tables_are_no_bank_file():
    assert bank_from_grid(grid("Item;Qty;Price\nGloves;3;4.50")) is None


AUGUST = Period(date(2026, 8, 1), date(2026, 8, 31))


def test_self_managed_account_from_its_bank_file():
    [bank] = read_bank_statements(CAMT)
    statement = statement_from_bank(bank, AUGUST, "1234567")

    assert (str(statement.opening.value), str(statement.closing.value)) == ("1000.00", "1835.02")
    assert str(statement.difference) == "0.00"
    assert statement.findings == ()


def test_period_inside_the_file_moves_the_balances():
    [bank] = read_bank_statements(CAMT)
    statement = statement_from_bank(bank, Period(date(2026, 8, 4), date(2026, 8, 31)), "1234567")

    assert (str(statement.opening.value), str(statement.closing.value)) == ("2085.02", "1835.02")
    assert not statement.difference


def test_file_that_does_not_reach_over_the_period_is_flagged():
    [bank] = read_bank_statements(MT940)
    statement = statement_from_bank(bank, AUGUST, "1234567")

    assert [finding.code for finding in statement.findings] == ["statement-incomplete"]
