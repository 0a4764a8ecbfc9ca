"""Small master tables are read once for each import; what an import, a switch or a demotion changes is seen by the next document."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from models import db
from models.document import ReaderName, Reading, Source
from models.invoice import DocumentKind, Extraction, Invoice, LineReading, SupplierReading
from service import registers, shelf, switches
from service.app import App
from service.facts import load_facts
from service.import_master import import_folder
from tests.service.world import app_in, settings_for

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MASTER = {
    "suppliers": "supplier_id,name,country,registration,bank_accounts,ownership,status\nS1,Bøgely ApS,DK,12345674,9990-7157411213,private,{status}\n",
    "people": "person_id,name,cpr\nP1,A. B.,1503314203\n",
    "grants": "grant_id,person_id,supplier_id,service,legal_basis,unit,start\nG1,P1,S1,Botilbud,SEL108,day,2025-01-01\n",
    "rates": "grant_id,valid_from,rate,component\nG1,2025-01-01,2243.00,base\n",
    "coding": "legal_basis,account,cost_element\nSEL108,40000000,XG-5108000001-00010\n",
    "billing_periods": "calendar,period_start,period_end,label\ncalendar_month,2026-06-01,2026-06-30,P6\n",
    "supplier_rates": "supplier_id,service,valid_from,rate,component\nS1,Botilbud,2026-01-01,2300.00,base\n",
    "contributions": "person_id,weekly_charge,full_cost,valid_from,valid_to\nP1,100.00,no,2026-01-01,\n",
}


def read(value: Any) -> Any:
    return Reading(value, 1.0, Source(str(value)))


EXTRACTION = Extraction(
    DocumentKind.INVOICE,
    ReaderName.UBL,
    Invoice(
        number=read("1"),
        supplier=SupplierReading(registration=read("12345674")),
        lines=(LineReading(1, person=read("150331-4203")),),
    ),
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with app_in(settings_for(tmp_path, f"sqlite:///{tmp_path}/shelf.db")) as app:
        take_in(app, tmp_path, status="active")
        yield app


def take_in(app: App, folder: Path, **words: str) -> None:
    (folder / "master").mkdir(exist_ok=True)
    for name, text in MASTER.items():
        (folder / "master" / f"{name}.csv").write_text(text.format(**words), encoding="utf-8")
    report = import_folder(app.database, app.tools.vault, folder / "master", country="dk", now=NOON, by="test")
    assert not report.errors, report.errors


def facts_of(app: App) -> Any:
    with app.database.read() as session:
        document = db.Document(id=10**9, sha256="a" * 64, received_at=NOON)
        return load_facts(session, document, EXTRACTION, app.tools)


def statements(app: App) -> list[str]:
    """What is asked of the database for one document, as SQLite hears it."""
    heard: list[str] = []
    with app.database.read() as session:
        driver: Any = session.connection().connection.driver_connection
        driver.set_trace_callback(heard.append)
        document = db.Document(id=10**9, sha256="a" * 64, received_at=NOON)
        load_facts(session, document, EXTRACTION, app.tools)
        driver.set_trace_callback(None)
    return heard


def test_small_tables_are_read_once(app: App) -> None:
    first, second = statements(app), statements(app)

    assert len(second) < len(first)
    for table in ("suppliers", "supplier_keys", "coding", "billing_periods", "supplier_rates", "contributions"):
        assert any(f"FROM {table}" in each for each in first), table
        assert not any(f"FROM {table}" in each for each in second), table


def test_what_was_kept_is_what_would_be_asked_by_key(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = facts_of(app)
    monkeypatch.setattr(registers, "MOST_ROWS", 0)
    shelf._SHELVES.clear()

    assert facts_of(app) == kept
    assert kept.known_rates
    assert kept.charges
    assert kept.calendars


def test_the_next_import_is_seen_at_once(app: App, tmp_path: Path) -> None:
    before = facts_of(app)
    take_in(app, tmp_path, status="blocked")
    after = facts_of(app)

    assert [each.blocked for each in before.suppliers] == [False]
    assert [each.blocked for each in after.suppliers] == [True]
    assert before.data_version != after.data_version


def test_switches_and_demotions_are_never_kept(app: App) -> None:
    facts_of(app)
    with app.database.write() as session:
        switches.turn(session, switches.supplier("S1"), stop=True, by="a", because="test", now=NOON)
        session.add(db.Demotion(rule="DK_DAYS", at=NOON, checked=10, wrong=2, bound="0.1"))

    assert facts_of(app).held == {"S1"}
    assert facts_of(app).demoted == {"DK_DAYS"}


def test_what_was_never_imported_is_not_kept(app: App) -> None:
    with app.database.write() as session:
        session.query(db.Import).delete()
    facts_of(app)
    with app.database.write() as session:
        session.execute(update(db.Supplier).values(status="blocked"))

    assert [each.blocked for each in facts_of(app).suppliers] == [True]


@pytest.mark.servers
def test_imports_come_one_after_another_so_that_the_highest_number_is_the_last(tmp_path: Path, postgres_url: str) -> None:
    with app_in(settings_for(tmp_path, postgres_url)) as app, ThreadPoolExecutor(1) as other:
        with app.database.alone("import") as is_mine:
            assert is_mine
            second = other.submit(take_in, app, tmp_path, status="active")
            with pytest.raises(TimeoutError):
                second.result(timeout=1)
        second.result(timeout=60)
