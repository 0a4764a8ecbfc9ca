"""The service as a process: it polls, works, tells a second start to go away, and stops when asked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.smtp import free_port

PROGRAM = Path(sys.executable).parent / "afstem"
MAIL = b"""\
From: Elm Court Care <faktura@elm.example>
To: invoices@council.example
Subject: A question
Date: Tue, 30 Jun 2026 09:12:00 +0200
Message-ID: <1@elm.example>
Content-Type: text/plain

When will you be open in the summer?
"""


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """A council with one mailbox, a folder of files."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "afstem.toml").write_text(
        '[policy]\ncountry = "dk"\n[store]\npath = "store"\n[mailboxes.invoices]\nkind = "files"\npath = "mail"\n'
        "[schedule]\npoll_seconds = 5\nworkers = 1\n"
    )
    return tmp_path


def afstem(council: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *words], cwd=council, capture_output=True, text=True, check=False)


def until(fact: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if fact():
            return True
        time.sleep(0.3)
    return False


@pytest.mark.slow
def test_the_service_polls_and_works_until_told_to_stop(council):
    service = subprocess.Popen([PROGRAM, "run", "--no-web"], cwd=council, stderr=subprocess.PIPE, text=True, env={**os.environ})
    try:
        assert until((council / "store/afstem.db.lock").exists)
        (council / "mail/1.eml").write_bytes(MAIL)

        def states() -> list[str]:
            listed = afstem(council, "messages", "--json")
            return [json.loads(line)["state"] for line in listed.stdout.splitlines()]

        assert until(lambda: bool(states()) and "received" not in states()), states()
        second = afstem(council, "run", "--no-web")
        assert second.returncode == 3
        assert "in use by another afstem process" in second.stderr
    finally:
        service.send_signal(signal.SIGTERM)
        _, logged = service.communicate(timeout=60)

    assert service.returncode == 0, logged
    assert "anna" not in logged
    assert "elm.example" not in logged
    assert all(json.loads(line)["level"] == "info" for line in logged.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "web"])
def test_the_console_ends_well_whenever_it_is_told_to_stop(council, command):
    """Before it listens as well as after: the web server must not die of the signal that ends it."""
    with (council / "afstem.toml").open("a") as settings:
        settings.write(f"[web]\nport = {free_port()}\n")
    for listens in (False, True):
        service = subprocess.Popen([PROGRAM, command], cwd=council, stderr=subprocess.PIPE, text=True)
        assert service.stderr is not None
        if listens:
            assert "The console is at" in service.stderr.readline()
            time.sleep(1)
        else:
            assert until((council / "store").exists)
        service.send_signal(signal.SIGTERM)
        _, said = service.communicate(timeout=120)

        assert service.returncode == 0, said


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_several_processes_are_refused_on_sqlite(council, command):
    ran = afstem(council, command)

    assert ran.returncode == 2
    assert "SQLite is for one process" in ran.stderr


def test_mail_is_taken_in_once_however_often_it_is_offered(council):
    (council / "mail/1.eml").write_bytes(MAIL)

    by_hand = afstem(council, "ingest", "mail", "--json")
    again = afstem(council, "ingest", "mail", "--json")
    polled = afstem(council, "poll", "--once", "--json")
    worked = afstem(council, "work", "--until-idle", "--json")

    assert [json.loads(ran.stdout)["new"] for ran in (by_hand, again)] == [1, 0]
    assert polled.returncode == 0, polled.stderr
    account = json.loads(worked.stdout)
    assert (account["messages"], account["closes"], account["waiting"]) == (1, True, 0)
    assert len(afstem(council, "messages", "--json").stdout.splitlines()) == 1


def test_without_room_on_the_disk_polling_pauses_and_goes_on_by_itself(council):
    (council / "mail/1.eml").write_bytes(MAIL)
    settings = council / "afstem.toml"
    enough = settings.read_text()
    settings.write_text(enough.replace('path = "store"\n', 'path = "store"\nmin_free_mb = 999999999\n'))

    full = [afstem(council, *words) for words in (("poll", "--once"), ("ingest", "mail"))]
    settings.write_text(enough)
    polled = afstem(council, "poll", "--once", "--json")

    for ran in full:
        assert ran.returncode == 3
        assert "MiB are free" in ran.stdout
        assert "below 999999999 MiB (store.min_free_mb) polling pauses. Free some space" in ran.stdout
    assert json.loads(polled.stdout)["new"] == 1


def test_a_mailbox_that_is_not_in_the_settings_is_named(council):
    ran = afstem(council, "poll", "invoces")

    assert ran.returncode == 2
    assert "invoices" in ran.stderr
