"""The plug is pulled at every step, for every step; started again, everything ends where an undisturbed run ends."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import psycopg
import pytest

from service import checkpoints
from service.settings import Settings
from tests.service.world import SAMPLES, end_state, import_all, run_all, settings_for

MAILS = [
    SAMPLES / "denmark" / "mails" / name
    for name in (
        "01-oioubl-day-rate.eml",  # posted
        "14-no-citizen.eml",  # returned with a letter
        "28-credit-note.eml",  # credited
        "45-same-mail-in-another-mailbox.eml",  # a twin
        "50-auto-reply.eml",  # left alone
    )
]
PULLED, DONE = 137, 0
#: Children come from a process without threads: one forked from here could inherit a lock that nobody opens any more.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.service.world"])
STUCK_SECONDS = 240
"""A run takes a second or two; one that is still at it after this says where it stands and fails."""


def in_child(work: Callable[[], None], *, fail_at: int | None = None, log: Path | None = None) -> int:
    """Run in a child of this process and return its exit status."""
    return _wait(_start(work, fail_at, log))


def count_checkpoints(settings: Settings, log: Path) -> int:
    """Run undisturbed and count the checkpoints passed."""
    assert in_child(partial(run_all, settings, MAILS), log=log) == DONE
    return len(log.read_text(encoding="utf-8").splitlines())


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_power_cut_at_every_step_on_sqlite_changes_nothing_in_the_end(tmp_path: Path) -> None:
    def settings_in(name: str) -> Settings:
        return settings_for(tmp_path / name, f"sqlite:///{tmp_path}/{name}/afstem.db", AFSTEM__SCHEDULE__WORKERS="1")

    (tmp_path / "new").mkdir()
    assert in_child(partial(import_all, settings_in("new"))) == DONE
    shutil.copytree(tmp_path / "new", tmp_path / "clean")
    clean = settings_in("clean")
    steps = count_checkpoints(clean, tmp_path / "log")
    expected = end_state(clean)
    assert steps > 40
    assert sum(expected["postings"].values()) == 2
    assert expected["sent"].total() == 1

    for n in range(1, steps + 1):
        shutil.copytree(tmp_path / "new", tmp_path / f"cut-{n}")
        settings = settings_in(f"cut-{n}")
        assert in_child(partial(run_all, settings, MAILS), fail_at=n) == PULLED, f"no checkpoint {n}"
        assert in_child(partial(run_all, settings, MAILS)) == DONE

        assert end_state(settings) == expected, f"after a power cut at checkpoint {n}"


@pytest.fixture
def new_database(postgres_server: str) -> Iterator[Callable[..., str]]:
    """Makes empty databases; all are dropped at the end."""
    made: list[str] = []

    def make(n: int, template: str = "template1") -> str:
        name = f"crash_{n}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return postgres_server.rpartition("/")[0] + "/" + name

    yield make
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.servers
@pytest.mark.timeout(2400)
def test_power_cut_of_one_of_two_workers_on_postgresql_changes_nothing_in_the_end(
    tmp_path: Path, new_database: Callable[..., str]
) -> None:
    def settings_in(n: int, template: str) -> Settings:
        folder = tmp_path / str(n)
        folder.mkdir()
        return settings_for(folder, new_database(n, template), AFSTEM__SCHEDULE__WORKERS="1")

    assert in_child(partial(import_all, settings_in(0, "template1"))) == DONE
    clean = settings_in(1, "crash_0")
    steps = count_checkpoints(clean, tmp_path / "log")
    expected = end_state(clean)
    assert expected["postings"]
    assert expected["letters"]

    for n in range(2, steps + 2):
        settings = settings_in(n, "crash_0")
        first = _start(partial(run_all, settings, MAILS, export=False), fail_at=n - 1)
        second = _start(partial(run_all, settings, MAILS, export=False))
        assert _wait(first) in {DONE, PULLED}
        assert _wait(second) == DONE
        assert in_child(partial(run_all, settings, MAILS)) == DONE

        assert end_state(settings) == expected, f"after a power cut at checkpoint {n - 1}"


def _start(work: Callable[[], None], fail_at: int | None = None, log: Path | None = None) -> BaseProcess:
    """Start a child; it dies at the n-th checkpoint when asked."""
    child = FRESH.Process(target=_run, args=(work, fail_at, log))
    child.start()
    return child


def _run(work: Callable[[], None], fail_at: int | None, log: Path | None) -> None:
    faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)
    for name, value in ((checkpoints.FAIL_AT, fail_at), (checkpoints.LOG_TO, log)):
        if value is not None:
            os.environ[name] = str(value)
    work()


def _wait(child: BaseProcess) -> int:
    child.join()
    assert child.exitcode is not None
    return child.exitcode
