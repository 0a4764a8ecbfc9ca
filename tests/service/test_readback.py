"""What the finance system booked is written down once, differences are shown, and the case system is told what is paid."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from models import db
from models.errors import UsageError
from service.app import App
from service.cli import main
from service.clock import local_day
from service.exporting import make_batches, terms_of
from service.readback import paid, paid_file, punctuality, read_bookings, take_bookings
from tests.service.world import SAMPLES, app_in, import_all, run_all, settings_for

MAILS = sorted((SAMPLES / "denmark" / "mails").glob("*.eml"))[:3]
HEAD = "posting_id,voucher,booked_on,amount\n"


@pytest.fixture
def app(tmp_path):
    settings = settings_for(tmp_path, f"sqlite:///{tmp_path}/afstem.db")
    import_all(settings)
    run_all(settings, MAILS, export=False)
    with app_in(settings) as app:
        with app.database.write() as session:
            session.execute(update(db.Posting).values(mode="live"))
        make_batches(app.database, app.tools, terms_of(settings, exporter="plain-csv"), by="test")
        yield app


def postings(app: App) -> list[db.Posting]:
    with app.database.read() as session:
        return list(session.scalars(select(db.Posting).order_by(db.Posting.id)))


def book(app: App, *rows: tuple[str, str, str, str], head: str = HEAD) -> list[str]:
    text = head + "".join(",".join(row) + "\n" for row in rows)
    with app.database.write() as session:
        return [result.value for _, result in take_bookings(session, app.tools, read_bookings(text.encode()), by="test")]


def row(
    posting: db.Posting, voucher: str = "V1", day: str = "2026-07-03", amount: str | None = None
) -> tuple[str, str, str, str]:
    return posting.posting_id, voucher, day, amount or f"{posting.amount_minor / 100:.2f}"


def test_a_batch_that_is_booked_whole_is_acknowledged_and_what_is_paid_is_told(app):
    every = postings(app)
    assert len(every) >= 2

    assert book(app, *map(row, every[:-1])) == ["booked"] * (len(every) - 1)
    with app.database.read() as session:
        assert session.scalars(select(db.Batch.acknowledged_at)).all() == [None]
    assert book(app, row(every[-1])) == ["booked"]

    with app.database.read() as session:
        assert None not in session.scalars(select(db.Batch.acknowledged_at)).all()
        rows = list(csv.DictReader(io.StringIO(paid_file(paid(session)).decode())))
    assert [(each["invoice_number"], each["voucher"], each["status"]) for each in rows] == [
        (each.invoice_number, "V1", "paid") for each in every
    ]


def test_the_same_file_again_changes_nothing_and_a_contradiction_is_shown(app):
    first = postings(app)[0]
    book(app, row(first))
    with app.database.read() as session:
        events = session.scalar(select(func.count()).select_from(db.AuditEvent))

    assert book(app, row(first)) == ["same"]
    assert book(app, row(first, voucher="V2")) == ["contradicts"]
    assert postings(app)[0].voucher == "V1"
    with app.database.read() as session:
        assert session.scalar(select(func.count()).select_from(db.AuditEvent)) == events


def test_another_amount_is_written_down_and_is_not_paid(app):
    first = postings(app)[0]

    assert book(app, row(first, amount="1.00")) == ["amount-differs"]
    assert postings(app)[0].booked_minor == 100
    with app.database.read() as session:
        assert list(paid(session)) == []


def test_what_never_left_or_is_not_ours_is_not_booked(app):
    first = postings(app)[0]
    with app.database.write() as session:
        session.execute(update(db.Posting).where(db.Posting.id == first.id).values(batch_id=None))

    assert book(app, row(first), ("nobody", "V1", "2026-07-03", "1.00")) == ["not-exported", "unknown"]


def test_a_posting_is_also_found_by_its_reference(app):
    first = postings(app)[0]

    found = book(app, (first.reference, *row(first)[1:]), head=HEAD.replace("posting_id", "reference"))

    assert found == ["booked"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "columns"),
        (HEAD + "P1,V1,3 July,1.00\n", "booked_on"),
        (HEAD + "P1,V1,2026-07-03,much\n", "amount"),
        (HEAD + "P1,V1,2026-07-03,NaN\n", "amount"),
        (HEAD + "P1,,2026-07-03,1.00\n", "voucher"),
    ],
)
def test_a_file_that_is_not_right_is_refused_whole_with_what_would_be_right(text, said):
    with pytest.raises(UsageError, match=said):
        read_bookings(text.encode())


def test_how_punctually_invoices_were_paid_is_counted_from_the_day_they_came(app):
    came = local_day(app.tools.clock.now(), app.tools.pack.time_zone)
    with app.database.write() as session:
        session.execute(update(db.Document).values(received_at=app.tools.clock.now()))
    every = postings(app)
    late = (came + timedelta(days=40)).isoformat()
    book(app, *(row(each, day=late if each is every[0] else came.isoformat()) for each in every))

    with app.database.read() as session:
        report = punctuality(session, app.tools, date(2026, 1, 1), came + timedelta(days=60))

    assert report["invoices"] == len({each.invoice_number for each in every})
    assert 0 < report["share_within"] < 1
    assert json.dumps(report)


def test_the_commands_take_in_tell_and_acknowledge(app, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AFSTEM__DATABASE__URL", app.settings.database.url)
    monkeypatch.setenv("AFSTEM__STORE__PATH", str(app.settings.store.path))
    monkeypatch.setenv("AFSTEM__SECRETS__KEY", app.settings.secrets.key.get_secret_value())
    monkeypatch.setenv("AFSTEM_SETTINGS", str(SAMPLES / "denmark" / "policy.toml"))
    first = postings(app)[0]
    (tmp_path / "booked.csv").write_text(HEAD + ",".join(row(first)) + "\nnobody,V1,2026-07-03,1.00\n", encoding="utf-8")

    assert main(["acknowledge", "1", "--json"]) == 0
    assert main(["acknowledge", "99"]) == 2
    assert main(["booked", "booked.csv", "--strict", "--json"]) == 1
    assert main(["paid", "paid.csv"]) == 0
    assert main(["paid", "--punctuality", "--json"]) == 0
    assert main(["postings", "--json"]) == 0

    assert (tmp_path / "paid.csv").read_text(encoding="utf-8").count(first.grant_id) >= 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert {"batch": 1, "result": "acknowledged"} in lines
    assert [line["result"] for line in lines if "voucher" in line and "result" in line] == ["booked", "unknown"]
    assert any(line.get("voucher") == "V1" and line.get("posting_id") == first.posting_id for line in lines)
