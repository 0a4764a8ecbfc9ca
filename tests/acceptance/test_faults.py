"""The world fails: each time a clear sentence, the right exit status, and nothing lost once it is well again."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models.errors import MissingError
from service.database import Database
from tests.acceptance.conftest import PROGRAM, Council, sample
from tests.golden.council import council_settings
from tests.servers import postgres
from tests.service.world import SAMPLES, end_state, import_all, run_all

MakeCouncil = Callable[..., Council]
MASTER = SAMPLES / "denmark" / "master"
#: One that is posted, one that is returned with a letter, one that is a question.
NAMES = ("01-", "14-", "53-")
MAILS = [sample("denmark", name) for name in NAMES]

pytestmark = pytest.mark.slow


def explained(ran: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    """The command ended with this status and a sentence, not with a trace."""
    said = ran.stderr + ran.stdout
    assert ran.returncode == status, said
    assert "Traceback" not in said
    for word in words:
        assert word in said


def with_little_disk(council: Council, octets: int, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file larger than this: the system refuses as a full disk does."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails then, instead of the process
        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))

    return subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=council.folder,
        env={**os.environ, **council.environ},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def wait_for(fact: Callable[[], bool], seconds: float = 600) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the master data in."""
    folder = tmp_path_factory.mktemp("imported")
    import_all(council_settings(folder, f"sqlite:///{folder}/store/afstem.db", "denmark"))
    return folder / "store"


@pytest.fixture(scope="module")
def clean(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Where a council ends that nothing happened to."""
    folder = tmp_path_factory.mktemp("clean")
    shutil.copytree(imported, folder / "store")
    settings = council_settings(folder, f"sqlite:///{folder}/store/afstem.db", "denmark")
    run_all(settings, MAILS, export=False)
    return end_state(settings)


@pytest.fixture
def council(make_council: MakeCouncil, imported: Path) -> Council:
    """A council on SQLite with its master data in."""
    council = make_council("denmark")
    shutil.copytree(imported, council.folder / "store")
    return council


def ends_as(council: Council, clean: dict[str, Any]) -> None:
    (account,) = council.do("work")
    assert (account["messages"], account["closes"], account["waiting"]) == (len(NAMES), True, 0)
    assert end_state(council.settings) == clean


# --- the disk ------------------------------------------------------------------------------------------------------------------


def test_a_disk_that_is_full_for_mail_takes_none_and_loses_none(council: Council, clean: dict[str, Any]) -> None:
    large = council.folder / "large.eml"
    large.write_bytes(b"Subject: An invoice\n\n" + 9 * 2**20 * b"x")

    full = with_little_disk(council, 8 * 2**20, "ingest", large, *MAILS)

    explained(full, 3, "The disk that holds", "is full", "Free some space")
    assert council.do("messages") == []
    assert not list((council.folder / "store" / "blobs").rglob("*.tmp"))
    council.do("ingest", *MAILS)
    ends_as(council, clean)


def test_a_disk_that_fills_while_there_is_work_stops_it(council: Council, clean: dict[str, Any]) -> None:
    council.do("ingest", *MAILS)

    stopped = with_little_disk(council, 4096, "work")

    explained(stopped, 3, "Nothing was lost", "start again")
    ends_as(council, clean)


def test_a_database_that_may_not_grow_is_called_a_full_disk(
    council: Council, clean: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says the same when its disk is full."""
    settings = council.settings
    with sqlite3.connect(council.folder / "store" / "afstem.db", isolation_level=None) as connection:
        connection.execute("VACUUM")
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.close()
    from sqlalchemy import event

    grown = Database.__init__

    def small(self: Database, url: str) -> None:
        grown(self, url)
        event.listen(self.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "__init__", small)
        with pytest.raises(MissingError, match=r"disk of the database .* is full. Nothing was lost"):
            run_all(settings, MAILS, export=False)

    run_all(settings, MAILS, export=False)
    assert end_state(settings) == clean


@pytest.mark.servers
def test_a_database_server_whose_disk_is_full_says_so(postgres_url: str) -> None:
    from sqlalchemy import text

    database = Database(postgres_url)
    full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
    with pytest.raises(MissingError, match=r"is full. Nothing was lost"), database.write() as session:
        session.execute(text(full))
    database.dispose()


# --- settings, mailboxes, a second start ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"AFSTEM__POLICY__MODE": "lives"}, ("AFSTEM__POLICY__MODE", "lives", "live")),
        ({"AFSTEM__POLICY__AUTO_LIMT": "10"}, ("auto_limt", "auto_limit")),
        ({"AFSTEM__SENDER__KIND": "smtp"}, ("sender", "host")),
        ({"AFSTEM__SECRETS__KEY": "c2hvcnQ="}, ("key", "32")),
    ],
    ids=["a value that is not allowed", "a key that is misspelt", "a sender without a host", "a key that is too short"],
)
def test_bad_settings_are_named_with_what_is_allowed_and_nothing_is_made(
    make_council: MakeCouncil, environ: dict[str, str], words: Sequence[str]
) -> None:
    council = make_council("denmark")

    explained(council.run("import", MASTER, **environ), 2, *words)
    assert not (council.folder / "store" / "afstem.db").exists()
    council.do("import", MASTER)


@pytest.mark.parametrize("kind", ["maildir", "files"])
def test_a_mailbox_whose_folder_is_gone_is_named_and_the_others_are_polled(
    council: Council, clean: dict[str, Any], kind: str
) -> None:
    (council.folder / "mail").mkdir()
    for path in MAILS:
        (council.folder / "mail" / path.name).write_bytes(path.read_bytes())
    boxes = {"mailboxes.gone": {"kind": kind, "path": "nowhere"}, "mailboxes.files": {"kind": "files", "path": "mail"}}
    council.configure(boxes)

    explained(council.run("poll", "--once"), 3, "gone (", "nowhere", "files (", f"{len(NAMES)} new")
    ends_as(council, clean)


def test_a_second_start_on_the_same_file_is_told_who_has_it(council: Council, clean: dict[str, Any]) -> None:
    service = council.start("run", "--no-web")
    try:
        lock = council.folder / "store" / "afstem.db.lock"
        wait_for(lambda: lock.exists() and lock.read_text().strip() == str(service.pid))
        for command in ("run", "work"):
            explained(council.run(command), 3, "in use by another afstem process", str(service.pid))
    finally:
        service.send_signal(signal.SIGTERM)
        _, logged = service.communicate(timeout=120)
    assert service.returncode == 0, logged
    council.do("ingest", *MAILS)
    ends_as(council, clean)


# --- what is lost on the way ---------------------------------------------------------------------------------------------------------


def test_a_key_that_is_gone_or_another_one_changes_nothing(make_council: MakeCouncil, clean: dict[str, Any]) -> None:
    council = make_council("denmark")
    another = council.environ.pop("AFSTEM__SECRETS__KEY")
    council.do("import", MASTER)
    council.do("ingest", *MAILS)
    key = council.folder / "store" / "afstem.key"
    kept = key.read_bytes()

    key.unlink()
    for command in ("work", "decisions"):
        explained(council.run(command), 3, "afstem.key", "Put the key back")
    for command in ("work", "decisions", "export"):
        explained(council.run(command, AFSTEM__SECRETS__KEY=another), 2, "not the one that the data")
    assert not key.exists()
    key.write_bytes(kept)
    ends_as(council, clean)


def test_a_store_that_lost_a_file_stops_nothing_else(council: Council) -> None:
    council.do("ingest", MAILS[2], MAILS[0])
    lost = council.do("messages")[0]["sha256"]
    next((council.folder / "store" / "blobs").rglob(lost)).unlink()

    (account,) = council.do("work")

    assert (account["messages"], account["closes"], account["waiting"]) == (2, True, 0)
    states = [(each["state"], each["reason"]) for each in council.do("messages")]
    assert states[0][0] == "failed"
    assert "Restore the store" in states[0][1]
    assert len(council.do("postings")) == 1


# --- a database server that goes away -----------------------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL of this test's own, which it may stop."""
    with postgres.own() as server:
        yield server


def on_server(council: Council, server: postgres.Server) -> None:
    council.environ["AFSTEM__DATABASE__URL"] = server.url
    import_all(council.settings)


@pytest.mark.servers
def test_a_database_that_is_down_is_explained_and_outlived(
    server: postgres.Server, make_council: MakeCouncil, clean: dict[str, Any]
) -> None:
    council = make_council("denmark")
    on_server(council, server)
    council.do("ingest", MAILS[0])
    worker = council.start("worker", "--jobs", "1", AFSTEM__SCHEDULE__LEASE_SECONDS="10")
    try:
        wait_for(lambda: bool(council.do("decisions")))
        with server.down():  # in the middle for the worker, at the start for the others
            for words in (("work",), ("ingest", MAILS[1]), ("worker",)):
                explained(council.run(*words), 3, "does not answer", "Start it, or correct database.url")
            assert worker.poll() is None
        council.do("ingest", *MAILS)
        wait_for(lambda: len(council.do("decisions")) >= 2)
    finally:
        worker.send_signal(signal.SIGTERM)
        _, logged = worker.communicate(timeout=120)
    assert worker.returncode == 0, logged
    assert "Traceback" not in logged
    assert any(json.loads(line)["event"] == "work-paused" for line in logged.splitlines())
    ends_as(council, clean)


@pytest.mark.servers
def test_work_whose_connections_are_cut_again_and_again_ends_where_a_clean_run_ends(
    server: postgres.Server, make_council: MakeCouncil, clean: dict[str, Any]
) -> None:
    council = make_council("denmark")
    on_server(council, server)
    council.environ["AFSTEM__SCHEDULE__LEASE_SECONDS"] = "10"
    council.do("ingest", *MAILS)
    chance, statuses = random.Random(2), []
    for _ in range(6):
        work = council.start("work")
        time.sleep(chance.uniform(0.5, 4))
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        out, logged = work.communicate(timeout=120)
        assert work.returncode in {0, 3}, logged
        assert "Traceback" not in out + logged
        assert work.returncode == 0 or "does not answer" in logged
        statuses.append(work.returncode)

    ends_as(council, clean)
