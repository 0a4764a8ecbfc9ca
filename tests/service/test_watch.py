"""Across all grants of a council: late invoices are chased once, by a draft; odd payments are listed; both databases."""

from __future__ import annotations

import dataclasses
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models import db
from service.chasing import draft_chases
from service.cli import main
from service.clock import MovableClock
from service.import_master import import_folder
from service.schedule import duties
from service.watch import anomalies, expected
from tests.service.world import app_in, settings_for

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MASTER = {
    "suppliers": "supplier_id,name,country,registration,ownership,emails,status\n"
    "S1,Elm Court,DK,12345674,private,faktura@elm.example,active\nS2,Ash Lodge,DK,10000009,private,@ash.example,active\n"
    "S3,Oak House,DK,99000007,private,oak@oak.example,blocked\n",
    "people": "person_id,name,cpr,died\nP1,Karen Holm,150331-4203,\nP2,Ole Lund,220932-4205,2026-05-10\n",
    "grants": "grant_id,person_id,supplier_id,service,legal_basis,unit,start\n"
    "G1,P1,S1,Botilbud,SEL108,day,2026-01-01\nG2,P2,S2,Botilbud,SEL107,day,2026-01-01\nG3,P1,S3,Dagtilbud,SEL104,day,2026-01-01\n",
    "rates": "grant_id,valid_from,rate\nG1,2026-01-01,2243.00\nG2,2026-01-01,2503.00\nG3,2026-01-01,609.00\n",
    "ledger": "supplier_id,invoice_number,grant_id,period_start,period_end,amount\n"
    "S1,1,G1,2026-04-01,2026-04-30,67290.00\nS2,2,G2,2026-04-01,2026-04-30,75090.00\nS2,3,G2,2026-05-01,2026-05-31,77593.00\n",
}


@pytest.fixture
def app(database, tmp_path):
    for name, text in MASTER.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    settings = settings_for(
        tmp_path, database.url.render_as_string(hide_password=False), AFSTEM__SENDER__AUTO_APPROVE="expected-invoice"
    )
    with app_in(settings) as started:
        tools = dataclasses.replace(started.tools, clock=MovableClock(NOON))
        report = import_folder(started.database, tools.vault, tmp_path, country="dk", now=NOON, by="test")
        assert report.errors == ()
        yield dataclasses.replace(started, tools=tools)


def chase(app):
    return draft_chases(app.database, app.tools, grace_days=21)


def test_a_late_invoice_is_known_and_what_came_is_not_late(app):
    with app.database.read() as session:
        late = {
            (row.grant.grant_id, row.period.start.month)
            for row, _ in expected(session, app.tools, grace_days=21)
            if row.state == "late"
        }

    assert late == {("G1", 5), ("G3", 4), ("G3", 5)}


def test_a_supplier_is_asked_once_by_a_draft_and_never_where_it_is_blocked_or_has_no_address(app):
    (number,) = chase(app)

    with app.database.read() as session:
        letter = session.get_one(db.Letter, number)
        text = app.tools.store.get(letter.mime_sha256).decode()
    assert (letter.letter, letter.state, letter.about["supplier_id"]) == ("expected-invoice", "draft", "S1")
    assert "4203" not in text
    assert "Holm" not in text
    assert chase(app) == []
    app.tools.clock.move(timedelta(days=15))
    assert chase(app) == []  # nobody has approved the first one yet
    with app.database.write() as session:
        session.execute(update(db.Letter).where(db.Letter.id == number).values(state="sent"))
    assert len(chase(app)) == 1


def test_late_invoices_are_chased_daily_where_the_schedule_says_so_and_not_otherwise(app):
    def named(days):
        schedule = app.settings.schedule.model_copy(update={"chase_after_days": days})
        settings = app.settings.model_copy(update={"schedule": schedule})
        return {each.name: each for each in duties(dataclasses.replace(app, settings=settings), threading.Event())}

    assert "chases" not in named(None)
    duty = named(21)["chases"]
    assert duty.seconds == 86_400

    duty.do()
    duty.do()

    with app.database.read() as session:
        letters = session.scalars(select(db.Letter)).all()
    assert [(each.letter, each.state) for each in letters] == [("expected-invoice", "draft")]


def test_payments_after_a_death_are_listed(app):
    with app.database.read() as session:
        found = [(each.kind, each.grants) for each in anomalies(session, app.tools)]

    assert found == [("paid-after-death", ("G2",))]


def test_what_we_posted_and_the_ledger_brings_back_is_one_payment(app):
    with app.database.write() as session:
        session.add(db.RawMessage(sha256="0" * 64, size=1, stored_at=NOON))
        session.flush()
        session.add(db.Message(id=1, sha256="0" * 64, mailbox="m", received_at=NOON, state="sorted"))
        session.flush()
        session.add(
            db.Document(id=1, message_id=1, part="1", sha256="1" * 64, sniffed="xml", received_at=NOON, state="approved")
        )
        session.flush()
        session.add(
            db.Decision(
                id=1, document_id=1, line=1, revision=0, current=True, verdict="post", code="auto-posted", codes=[],
                component="base", explanation="", eliminated=[], findings=[], settles=[], policy_version="1",
                data_version="1", decided_by="afstem", decided_at=NOON,
            )
        )  # fmt: skip
        session.flush()
        april = session.scalars(select(db.Ledger).where(db.Ledger.grant_id == "G1")).one()
        session.add(
            db.Settlement(
                grant_id="G1", period_start=april.period_start, period_end=april.period_end, component="base", kind="base",
                supplier_id="S1", invoice_number="1", invoice_key="1", amount_minor=6729000, currency="DKK", decision_id=1,
            )
        )  # fmt: skip
    with app.database.read() as session:
        assert [each.kind for each in anomalies(session, app.tools)] == ["paid-after-death"]


def test_the_commands_print_and_draft(app, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AFSTEM__POLICY__COUNTRY", "dk")
    monkeypatch.setenv("AFSTEM__DATABASE__URL", app.settings.database.url)
    monkeypatch.setenv("AFSTEM__STORE__PATH", str(tmp_path / "store"))
    monkeypatch.setenv("AFSTEM__SECRETS__KEY", app.settings.secrets.key.get_secret_value())

    assert main(["anomalies", "--json", "--strict"]) == 1
    assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["paid-after-death"]
    assert main(["expected", "--state", "late", "--json"]) == 0
    assert {json.loads(line)["grant_id"] for line in capsys.readouterr().out.splitlines()} >= {"G1"}
    assert main(["expected", "--draft", "--json"]) == 0
    assert [json.loads(line)["state"] for line in capsys.readouterr().out.splitlines()] == ["draft"]
