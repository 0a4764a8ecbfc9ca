"""Master data as it lies in the database after one import and the next, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models import db
from service import registers
from service.database import Database
from service.import_master import DropHeldError, Report, import_folder
from service.paid import settled
from service.vault import Vault

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
VAULT = Vault(b"a key for tests, thirty-two byte")
TABLES = {
    "suppliers": ["supplier_id,name,country,registration,bank_accounts,emails,ownership"]
    + [f"S{n},Elm {n},DK,,1234-000000000{n},f{n}@elm.example;@elm{n}.example,private" for n in range(6)],
    "people": ["person_id,name,cpr", "P1,Made Up,150331-4203", "P2,Also Made Up,"],
    "grants": [
        "grant_id,person_id,supplier_id,service,legal_basis,unit,start,end,contract_rules",
        "G1,P1,S1,Botilbud,SEL108,day,2026-01-01,,whole_krone=yes",
        "G2,P2,S2,Dagtilbud,SEL104,day,2026-01-01,2026-12-31,",
    ],
    "rates": ["grant_id,valid_from,rate,component", "G1,2026-01-01,2243.00,", "G1,2026-06-01,2295.00,", "G2,2026-01-01,609,"],
    "ledger": [
        "supplier_id,invoice_number,grant_id,period_start,period_end,amount,voucher,posted_on",
        "S1,Faktura 0017,G1,2026-05-01,2026-05-31,69533.00,V1,2026-06-02",
    ],
    "letters": [
        "message_id,token,subject,recipient,sent_at,account_id,reference,amount",
        "<a@elm.example>,T1,Balance,a@elm.example,2026-06-01T09:30:00Z,A1,R1,",
    ],
    "dp_accounts": [
        "account_id,person_id,map_id,type,weekly_gross_budget,weekly_contribution,weekly_payment,payment_basis,start,recipient_name",
        "A1,P1,,self_managed_bank,100,10,90,net,2026-01-01,Made Up Too",
    ],
}


@pytest.fixture
def take_in(database: Database, tmp_path: Path) -> Callable[..., Report]:
    """Import the tables; say only what differs. None leaves a table out."""

    def run(*, now: datetime = NOON, accept_drop: bool = False, **tables: list[str]) -> Report:
        for name, lines in {**TABLES, **tables}.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        report = import_folder(database, VAULT, tmp_path, country="dk", now=now, by="test", accept_drop=accept_drop)
        assert report.errors == ()
        return report

    return run


def counts(report: Report, table: str) -> tuple[int, int, int]:
    (done,) = [each for each in report.tables if each.table == table]
    return done.added, done.changed, done.closed


def test_what_is_taken_in_is_found_again_as_it_was_given(database, take_in):
    take_in()

    with database.read() as session:
        (grant,) = registers.grants(session, person_ids=["P1"])
        (person,) = registers.people(session, VAULT, numbers=["1503314203"])
        supplier = registers.suppliers(session, ["S1"])["S1"]
        (paid,) = settled(session, ["G1"])
        letter = session.scalars(select(db.PriorLetter)).one()
        account = session.scalars(select(db.DpAccount)).one()
        assert (grant.grant_id, grant.rule("whole_krone"), grant.end) == ("G1", "yes", None)
        assert [(rate.valid_from, str(rate.rate)) for rate in grant.rates] == [
            (date(2026, 1, 1), "2243.00"),
            (date(2026, 6, 1), "2295.00"),
        ]
        assert (person.person_id, person.name, person.cpr) == ("P1", "Made Up", "1503314203")
        assert (supplier.bank_accounts, supplier.emails) == (("1234-0000000001",), ("f1@elm.example", "@elm1.example"))
        assert registers.supplier_of_sender(session, "Other@Elm1.example") == {"S1"}
        assert (paid.grant_id, str(paid.amount), paid.voucher, paid.decision_id) == ("G1", "69533.00", "V1", None)
        assert session.scalars(select(db.Ledger.invoice_key)).one() == "17"
        assert letter.sent_at == datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
        assert account.recipient_name is not None
        assert b"Made Up" not in account.recipient_name
        assert VAULT.open(account.recipient_name) == "Made Up Too"


def test_the_same_files_twice_change_nothing(database, take_in):
    take_in()
    with database.read() as session:
        before = session.scalar(select(db.Import.id).order_by(db.Import.id.desc()))

    again = take_in()

    with database.read() as session:
        assert {(each.added, each.changed, each.closed) for each in again.tables} == {(0, 0, 0)}
        assert session.scalar(select(db.Import.id).order_by(db.Import.id.desc())) == before


def test_what_changed_is_changed_and_what_has_gone_is_closed_and_comes_back(database, take_in):
    take_in()
    rates = TABLES["rates"]

    changed = take_in(rates=[*rates[:2], "G1,2026-06-01,2300.00,", rates[3]])
    gone = take_in(rates=rates[:3], accept_drop=True)
    with database.read() as session:
        (closed,) = registers.grants(session, person_ids=["P2"])
    back = take_in(rates=rates)

    assert counts(changed, "rates") == (0, 1, 0)
    assert counts(gone, "rates") == (0, 1, 1)
    assert closed.rates == ()
    assert counts(back, "rates") == (0, 1, 0)
    with database.read() as session:
        (again,) = registers.grants(session, person_ids=["P2"])
        assert [str(rate.rate) for rate in again.rates] == ["609.00"]


def test_a_row_without_a_key_that_changes_is_closed_and_a_new_one_added(database, take_in):
    take_in()

    changed = take_in(ledger=[TABLES["ledger"][0], TABLES["ledger"][1].replace("V1", "V2")], accept_drop=True)

    assert counts(changed, "ledger") == (1, 0, 1)
    with database.read() as session:
        assert [each.voucher for each in settled(session, ["G1"])] == ["V2"]


def test_a_file_that_was_cut_off_is_held_and_nothing_is_written(database, take_in):
    take_in()

    with pytest.raises(DropHeldError, match="3 of 6 rows are gone"):
        take_in(
            suppliers=TABLES["suppliers"][:4],
            grants=TABLES["grants"],
            rates=TABLES["rates"],
        )

    with database.read() as session:
        assert len(registers.suppliers(session, [f"S{n}" for n in range(6)])) == 6
