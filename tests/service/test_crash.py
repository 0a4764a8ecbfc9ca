"""The plug is pulled at every step, for every step; started again, everything ends where an undisturbed run ends."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from service import checkpoints
from service.settings import Settings
from tests.service.world import SAMPLES, end_state, run_all, settings_for

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


def in_child(work: Callable[[], None], *, fail_at: int | None = None, log: Path | None = None) -> int:
    """Run in a child of this process and return its exit status; the child dies at the n-th checkpoint when asked."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            for name, value in ((checkpoints.FAIL_AT, fail_at), (checkpoints.LOG_TO, log)):
                if value is not None:
                    os.environ[name] = str(value)
            work()
            status = DONE
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must hear of it
            traceback.print_exc()
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def count_checkpoints(settings: Settings, log: Path) -> int:
    """Run undisturbed and count the checkpoints passed."""
    assert in_child(lambda: run_all(settings, MAILS), log=log) == DONE
    return len(log.read_text(encoding="utf-8").splitlines())


@pytest.mark.slow
def test_power_cut_at_every_step_on_sqlite_changes_nothing_in_the_end(tmp_path: Path) -> None:
    environ = {"AFSTEM__SCHEDULE__WORKERS": "1"}
    clean = settings_for(tmp_path / "clean", f"sqlite:///{tmp_path}/clean/afstem.db", **environ)
    (tmp_path / "clean").mkdir()
    steps = count_checkpoints(clean, tmp_path / "log")
    expected = end_state(clean)
    assert steps > 40
    assert sum(expected["postings"].values()) == 2
    assert expected["sent"].total() == 1

    for n in range(1, steps + 1):
        folder = tmp_path / f"cut-{n}"
        folder.mkdir()
        settings = settings_for(folder, f"sqlite:///{folder}/afstem.db", **environ)
        assert in_child(lambda settings=settings: run_all(settings, MAILS), fail_at=n) == PULLED, f"no checkpoint {n}"
        assert in_child(lambda settings=settings: run_all(settings, MAILS)) == DONE

        assert end_state(settings) == expected, f"after a power cut at checkpoint {n}"


@pytest.fixture
def new_database(postgres_server: str) -> Iterator[Callable[[int], str]]:
    """Makes empty databases; all are dropped at the end."""
    made: list[str] = []

    def make(n: int) -> str:
        name = f"crash_{n}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return postgres_server.rpartition("/")[0] + "/" + name

    yield make
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
@pytest.mark.servers
def test_power_cut_of_one_of_two_workers_on_postgresql_changes_nothing_in_the_end(
    tmp_path: Path, new_database: Callable[[int], str]
) -> None:
    environ = {"AFSTEM__SCHEDULE__WORKERS": "1"}
    (tmp_path / "clean").mkdir()
    clean = settings_for(tmp_path / "clean", new_database(0), **environ)
    steps = count_checkpoints(clean, tmp_path / "log")
    expected = end_state(clean)

    for n in range(1, steps + 1, 4):
        folder = tmp_path / f"cut-{n}"
        folder.mkdir()
        settings = settings_for(folder, new_database(n), **environ)
        in_child(lambda settings=settings: run_all(settings, MAILS, export=False), fail_at=n)
        two = [_start(lambda settings=settings: run_all(settings, MAILS, export=False)) for _ in range(2)]
        assert [_wait(child) for child in two] == [DONE, DONE]
        assert in_child(lambda settings=settings: run_all(settings, MAILS)) == DONE

        assert end_state(settings) == expected, f"after a power cut at checkpoint {n}"


def _start(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = DONE
        except BaseException:  # noqa: BLE001 - as above
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def _wait(child: int) -> Any:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
