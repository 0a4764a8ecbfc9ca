"""Stopping: within seconds, with workers at work, and nothing is posted, exported or sent once it is done."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models import db
from models.errors import UsageError
from service import settling, switches
from service.actions.stops import pull
from service.app import App
from service.audit import broken_links
from service.cli import main
from service.database import Database
from service.exporting import make_batches, terms_of
from service.mail_in import ingest_paths
from service.perform import perform, worker_name
from service.settings import Settings
from service.workflow import find_work
from service.working import work_until_idle
from tests.service.world import SAMPLES, app_in, import_all, read_all, settings_for

NOW = datetime(2026, 7, 2, 12, tzinfo=UTC)
MAILS = sorted((SAMPLES / "denmark" / "mails").glob("*.eml"))[:7]
WHY = "the rates of July are wrong"


def stop(database: Database, what: str = "posting") -> None:
    pull(database, what, stop=True, by="test", because=WHY, now=NOW)


def count(database: Database, table: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@contextmanager
def council(folder: Path, url: str) -> Iterator[App]:
    settings = settings_for(folder, url)
    import_all(settings)
    with app_in(settings) as app, app.database.owned():
        yield app


def test_stopping_waits_for_a_posting_that_is_being_made_and_lets_no_other_past(database: Database):
    """The writer holds the switch: whoever stops it is done when the writer is, and not before. No key is needed for it."""
    entered, go_on, stopped_at, told = threading.Event(), threading.Event(), [], []

    def post() -> None:
        with database.write() as session:
            told.append(switches.stopped_now(session, switches.POSTING))
            entered.set()
            go_on.wait(10)
            told.append(time.monotonic())

    writer = threading.Thread(target=post)
    writer.start()
    assert entered.wait(10)
    stopper = threading.Thread(target=lambda: (stop(database), stopped_at.append(time.monotonic())))
    stopper.start()
    time.sleep(0.3)
    assert not stopped_at
    go_on.set()
    writer.join(10)
    stopper.join(10)

    assert told[0] is None
    assert stopped_at[0] >= told[1]
    with database.write() as session:
        assert switches.stopped_now(session, switches.POSTING) == WHY
        with pytest.raises(switches.StoppedError, match="rates of July"):
            switches.must_run(session, switches.POSTING)


def test_with_workers_at_work_nothing_is_posted_after_the_stop(database_url: str, tmp_path: Path):
    """Many threads decide and post at once; in the middle somebody stops. The count at that moment is the last."""
    with council(tmp_path, database_url) as app:
        jobs = [job for job in read_all(app, MAILS) if job[0] == "document"]
        assert len(jobs) >= 5
        halfway, done = threading.Event(), []

        def work() -> None:
            while not stopped.is_set():
                with app.database.read() as session:
                    found = find_work(session, app.tools.clock.now(), limit=20, kinds=("document",))
                for job in found:
                    perform(app.database, app.tools, *job, worker=worker_name())
                    if count(app.database, db.Posting):
                        halfway.set()
                if not found:
                    return

        stopped = threading.Event()
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert halfway.wait(60)
        began = time.monotonic()
        stop(app.database)
        seconds = time.monotonic() - began
        done.append(count(app.database, db.Posting))
        for thread in threads:
            thread.join(60)
        work_until_idle(app)

        assert count(app.database, db.Posting) == done[0]
        assert seconds < 5
        with app.database.read() as session:
            left = session.scalars(select(db.Document).where(db.Document.state == "extracted")).all()
            assert left == []
            assert list(broken_links(session)) == []


def test_what_was_stopped_waits_for_a_person_and_the_person_cannot_post_it_either(database_url: str, tmp_path: Path):
    with council(tmp_path, database_url) as app:
        stop(app.database)
        ingest_paths(app, MAILS, "faktura")
        work_until_idle(app)

        assert count(app.database, db.Posting) == 0
        with app.database.read() as session:
            waiting = session.scalars(select(db.Document).where(db.Document.reason.like("posting is stopped%"))).all()
            assert waiting
            assert {each.state for each in waiting} <= {"in-review", "returned", "held", "ignored"}
            decision = session.scalars(select(db.Decision).where(db.Decision.verdict == "propose")).first()
        with pytest.raises(switches.StoppedError), app.database.write() as session:
            _post(session, app, decision)


def _post(session, app: App, row: db.Decision) -> None:
    from service import decisions as decided
    from service.steps.decide import extraction_of

    document = session.get_one(db.Document, row.document_id)
    extraction = extraction_of(document, app.tools)
    decision = decided.of_row(row)
    settling.post(session, app.tools, document, extraction, [decision], {row.line: row.id}, now=NOW, approved=[row.line])


def test_a_batch_whose_file_is_not_written_stays_when_posting_is_stopped(database_url: str, tmp_path: Path):
    with council(tmp_path, database_url) as app:
        ingest_paths(app, MAILS, "faktura")
        work_until_idle(app)
        terms = terms_of(app.settings, exporter="plain-csv")
        make_batches(app.database, app.tools, terms, by="test")
        (file,) = app.settings.export_folder.glob("*.csv")
        file.unlink()
        with app.database.write() as session:
            session.execute(update(db.Batch).values(written_at=None))
        stop(app.database, "all")

        with pytest.raises(UsageError, match="Posting is stopped"):
            make_batches(app.database, app.tools, terms, by="test")
        assert not list(app.settings.export_folder.glob("*.csv"))

        pull(app.database, "posting", stop=False, by="test", because="put right", now=NOW)
        make_batches(app.database, app.tools, terms, by="test")
        assert file.exists()


def test_no_letter_leaves_once_mail_is_stopped(database_url: str, tmp_path: Path):
    with council(tmp_path, database_url) as app:
        stop(app.database, "mail")
        ingest_paths(app, [next((SAMPLES / "denmark" / "mails").glob("14-*.eml"))], "faktura")
        work_until_idle(app)

        assert count(app.database, db.Letter) == 1
        assert not list(app.settings.outbox_folder.glob("*.eml"))


def test_the_list_tells_what_has_left_from_what_is_still_here(database_url: str, tmp_path: Path):
    with council(tmp_path, database_url) as app:
        ingest_paths(app, MAILS, "faktura")
        work_until_idle(app)
        make_batches(app.database, app.tools, terms_of(app.settings, exporter="plain-csv"), by="test")
        with app.database.write() as session:
            session.execute(update(db.Batch).values(mode="live"))
            session.execute(update(db.Letter).values(state="sending"))

        found = pull(app.database, "all", stop=True, by="test", because=WHY, now=NOW)

        kinds = {(each.kind, each.state, each.left) for each in found.items}
        assert ("batch", "written", True) in kinds
        assert {each[1:] for each in kinds if each[0] == "letter"} <= {("sending", True)}
        assert found.counts["postings not in a batch"] == 0
        with app.database.read() as session:
            event = session.scalars(select(db.AuditEvent).where(db.AuditEvent.subject == "switch:posting")).one()
            assert (event.actor, event.event, event.because) == ("test", "stop", WHY)
            assert "1 batches written" in event.after


def test_a_supplier_that_is_stopped_while_its_invoice_is_decided_about_is_not_paid(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Between the loading of the facts and the saving somebody stops the supplier: the decision is made again."""
    with council(tmp_path, database_url) as app:
        jobs = [job for job in read_all(app, MAILS) if job[0] == "document"]
        with app.database.read() as session:
            ids = session.scalars(select(db.Supplier.supplier_id)).all()
        from service import perform as module

        real: Callable = module._finish

        def stop_all_first(*args):
            with app.database.write() as session:
                for each in ids:
                    switches.turn(session, f"supplier:{each}", stop=True, by="test", because=WHY, now=NOW)
            return real(*args)

        monkeypatch.setattr(module, "_finish", stop_all_first)
        for job in jobs:
            perform(app.database, app.tools, *job, worker="test")

        assert count(app.database, db.Posting) == 0


def _run(settings: Settings, monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AFSTEM__DATABASE__URL", settings.database.url)
    monkeypatch.setenv("AFSTEM__STORE__PATH", str(settings.store.path))
    monkeypatch.setenv("AFSTEM_SETTINGS", str(SAMPLES / "denmark" / "policy.toml"))
    return main(list(words))


def test_the_command_stops_while_another_process_owns_the_database(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with council(tmp_path, database_url) as app:
        assert _run(app.settings, monkeypatch, tmp_path, "stop", "--because", WHY, "--json") == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["what"], said["stopped"], said["in_flight"]) == ("all", True, [])
        with app.database.write() as session:
            assert switches.stopped_now(session, "posting") == switches.stopped_now(session, "mail") == WHY

        assert _run(app.settings, monkeypatch, tmp_path, "start", "mail", "--because", "checked") == 0
        capsys.readouterr()
        monkeypatch.setenv("AFSTEM__SECRETS__KEY", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
        assert _run(app.settings, monkeypatch, tmp_path, "switches", "--json") == 0
        listed = {each["switch"]: each for each in map(json.loads, capsys.readouterr().out.splitlines())}

        assert (listed["mail"]["stopped"], listed["posting"]["stopped"]) == (False, True)
        assert listed["posting"]["by"].startswith("stop by ")


def test_a_stop_needs_a_reason(database: Database):
    with pytest.raises(Exception, match="Say why"):
        pull(database, "all", stop=True, by="test", because="  ", now=NOW)
