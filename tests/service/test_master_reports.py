"""The coding sheet is rehearsed before it changes; how old the master data is can be seen; what was kept long enough is listed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from service.cli import main
from service.database import Database
from service.import_master import import_folder
from service.rehearsal import rehearse_coding
from service.vault import Vault

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MASTER = {
    "suppliers": "supplier_id,name,country,registration,ownership\nS1,Elm Court,DK,12345674,private\nS2,Ash Lodge,DK,10000009,region\n",
    "people": "person_id,name,cpr\nP1,Made Up,150331-4203\n",
    "grants": "grant_id,person_id,supplier_id,service,legal_basis,unit,start,end,owner_email\n"
    "G1,P1,S1,Botilbud,SEL108,day,2026-01-01,,\n"
    "G2,P1,S2,Botilbud,SEL108,day,2026-01-01,,\n"
    "G3,P1,S1,Dagtilbud,SEL104,day,2026-01-01,2026-12-31,\n"
    "G4,P1,S1,STU,STU,month,2026-01-01,,g4@kommune.example\n"
    "G5,P1,S1,Dagtilbud,SEL104,day,2026-01-01,,\n",
    "coding": "legal_basis,ownership,account,cost_element,valid_from,valid_to,owner_email\n"
    "SEL108,private,40000000,X,2026-01-01,2026-12-31,coding@kommune.example\n"
    "SEL108,region,48000000,Y,,,\nSEL104,,41000000,Z,,2026-12-31,\nSEL104,,41000001,Z,2027-01-01,,\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in MASTER.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def load(database: Database, folder: Path) -> None:
    report = import_folder(database, Vault(b"k" * 32), folder, country="dk", now=NOON, by="test")
    assert report.errors == ()


def test_grants_that_lose_their_code_are_named_with_whose_row_ends(database, folder):
    load(database, folder)

    with database.read() as session:
        found = {each.grant_id: each for each in rehearse_coding(session, date(2027, 1, 1))}

    assert set(found) == {"G1", "G4"}
    assert (found["G1"].loses, found["G1"].account_before, found["G1"].owner_email) == (
        True,
        "40000000",
        "coding@kommune.example",
    )
    assert (found["G4"].loses, found["G4"].code, found["G4"].owner_email) == (False, "coding-missing", "g4@kommune.example")


def test_on_a_day_when_all_rows_hold_only_what_never_had_a_code_is_named(database, folder):
    load(database, folder)

    with database.read() as session:
        assert [each.grant_id for each in rehearse_coding(session, date(2026, 6, 30))] == ["G4"]


def test_the_commands_say_the_same(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AFSTEM__POLICY__COUNTRY", "dk")
    monkeypatch.setenv("AFSTEM__STORE__PATH", str(tmp_path / "store"))
    assert main(["import", str(folder)]) == 0
    capsys.readouterr()

    assert main(["coding", "--on", "2027-01-01", "--losing", "--strict", "--json"]) == 1
    assert [json.loads(line)["grant_id"] for line in capsys.readouterr().out.splitlines()] == ["G1"]
    assert main(["imports", "--json"]) == 0
    rows = {row["table"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert set(rows) == set(MASTER)
    assert (rows["grants"]["rows"], rows["grants"]["days_old"]) == (5, 0)
    assert main(["imports", "--older", "3", "--strict"]) == 0
    assert main(["retention", "--json"]) == 0


def test_how_old_master_data_are_is_counted_in_whole_days(database, folder):
    from service.listings import imports

    load(database, folder)

    with database.read() as session:
        ages = {row["days_old"] for row in imports(session, NOON + timedelta(days=8, hours=23))}
    assert ages == {8}
