"""Pull the plug at random, again and again: however often the working processes die, everything ends where a quiet run ends.

    python -m benchmarks.soak [--rounds 50] [--seconds N] [--on sqlite postgresql] [--database URL] [--seed S]

A round takes in a batch of the sample mails, works and exports, while its processes are ended with SIGKILL at random moments and
started anew: one process on SQLite, two workers on PostgreSQL. Then all is run once more in peace and compared with a run
that nobody disturbed: messages, documents, decisions, settlements, postings, letters, sent mail, exported lines, the audit
trail. `--database` is a PostgreSQL server on which databases may be made; without it one is started from the system's
package. Exit status 1 at the first difference; the round's files are kept then.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from service.logs import configure_logs
from service.settings import Settings
from tests.service.world import SAMPLES, end_state, import_all, run_all, settings_for

#: Mails of every end that are read in no time: posted, proposed, returned with a letter, held, credited, twins, set aside.
NAMES = ("01", "02", "05", "06", "07", "10", "14", "19", "23", "28", "33", "34", "38", "44", "45", "46", "48", "50", "51", "53")
MAILS = [path for name in NAMES for path in sorted((SAMPLES / "denmark" / "mails").glob(f"{name}-*.eml"))]
#: So often is one round disturbed at most; a row that is claimed more often than five times is rightly parked.
MOST_KILLS = 3
#: What the quiet run must have brought forth, or every round would end as it did by doing nothing.
DONE = ("messages", "documents", "decisions", "postings", "letters", "sent", "exported")


@dataclass
class Tally:
    """What one engine was put through."""

    rounds: int = 0
    kills: int = 0
    #: Kills that came when a process was done already.
    late: int = 0
    seconds: float = 0.0
    difference: str | None = None


class Engine(ABC):
    """Makes a council for each round as a copy of one with its master data in."""

    #: How many processes work side by side.
    processes: int

    @abstractmethod
    def council(self, name: str) -> Settings:
        """Return the settings of a new copy."""

    @abstractmethod
    def drop(self, settings: Settings) -> None:
        """Remove a copy that is no longer needed."""


class OnSqlite(Engine):
    processes = 1

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        new = self._settings(folder / "new")
        (folder / "new").mkdir(parents=True)
        in_child(lambda: import_all(new))

    def council(self, name: str) -> Settings:
        shutil.copytree(self.folder / "new", self.folder / name)
        return self._settings(self.folder / name)

    def drop(self, settings: Settings) -> None:
        shutil.rmtree(settings.store.path.parent)

    @staticmethod
    def _settings(folder: Path) -> Settings:
        return settings_for(folder, f"sqlite:///{folder}/afstem.db", AFSTEM__SCHEDULE__WORKERS="2")


class OnPostgres(Engine):
    processes = 2

    def __init__(self, folder: Path, server: str) -> None:
        self.folder, self.server = folder, server
        self._create("soak_new", "template1")
        new = self._settings("soak_new")
        in_child(lambda: import_all(new))

    def council(self, name: str) -> Settings:
        self._create(f"soak_{name}", "soak_new")
        return self._settings(f"soak_{name}")

    def drop(self, settings: Settings) -> None:
        self._do(f"DROP DATABASE {settings.database_url.rpartition('/')[2]} WITH (FORCE)")
        shutil.rmtree(settings.store.path.parent)

    def _create(self, name: str, template: str) -> None:
        self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")

    def _do(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _settings(self, name: str) -> Settings:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return settings_for(folder, f"{self.server.rpartition('/')[0]}/{name}", AFSTEM__SCHEDULE__WORKERS="1")


def start(work: Callable[[], None]) -> int:
    """Start a process that does the work and nothing else."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it is, it is shown and the parent told
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def in_child(work: Callable[[], None]) -> None:
    """Do the work in a process of its own, so that this one never holds threads or connections. It must succeed."""
    status = os.waitstatus_to_exitcode(os.waitpid(start(work), 0)[1])
    if status != 0:
        raise SystemExit(f"A run that nobody disturbed ended with status {status}.")


def disturb(work: Callable[[], None], chance: random.Random, longest: float, tally: Tally, processes: int) -> None:
    """Run the work in processes that are killed at random moments, until they end by themselves or have died often enough."""
    kills = 0
    running = [start(work) for _ in range(processes)]
    while kills < MOST_KILLS:
        time.sleep(chance.uniform(0, longest))
        victim = chance.randrange(len(running))
        os.kill(running[victim], signal.SIGKILL)
        kills += 1
        died = os.waitstatus_to_exitcode(os.waitpid(running[victim], 0)[1])
        tally.late += died != -signal.SIGKILL
        running[victim] = start(work)
    tally.kills += kills
    for child in running:
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            raise SystemExit("A process that was not killed failed; what it printed stands above.")


def differs(found: dict[str, Any], expected: dict[str, Any]) -> str | None:
    """Say what is not as in the quiet run."""
    for name, value in expected.items():
        if found[name] != value:
            more = found[name] - value if hasattr(value, "total") else found[name]
            less = value - found[name] if hasattr(value, "total") else value
            return f"{name}: too many {more}; missing {less}"
    return None


def soak(engine: Engine, *, rounds: int, seconds: float, chance: random.Random, report: Callable[[Tally], None]) -> Tally:
    """Disturb so many rounds, or for so long, and compare the end of each."""
    quiet = engine.council("quiet")
    began = time.monotonic()
    in_child(lambda: run_all(quiet, MAILS))
    longest = 1.2 * (time.monotonic() - began)
    expected = end_state(quiet)
    if empty := [name for name in DONE if not expected[name]]:
        raise SystemExit(f"The quiet run itself came to nothing: no {', '.join(empty)}. There is nothing to compare with.")
    engine.drop(quiet)
    tally, began = Tally(), time.monotonic()
    while tally.rounds < rounds and (not seconds or time.monotonic() - began < seconds):
        settings = engine.council(f"round_{tally.rounds}")
        export = engine.processes == 1
        disturb(partial(run_all, settings, MAILS, export=export), chance, longest, tally, engine.processes)
        in_child(partial(run_all, settings, MAILS))
        tally.rounds += 1
        tally.seconds = time.monotonic() - began
        tally.difference = differs(end_state(settings), expected)
        report(tally)
        if tally.difference:
            return tally
        engine.drop(settings)
    return tally


def engines(names: Sequence[str], database: str | None) -> Iterator[tuple[str, AbstractContextManager[str | None]]]:
    """Yield what to soak, and the server it needs."""
    if "sqlite" in names:
        yield "sqlite", nullcontext()
    if "postgresql" in names:
        from tests.servers import postgres

        yield "postgresql", nullcontext(database) if database else postgres.running()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50, help="on each engine (default: 50)")
    parser.add_argument("--seconds", type=float, default=0, help="at most so long on each engine (default: no limit)")
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--database", metavar="URL", help="a PostgreSQL server to make databases on; implies --on postgresql")
    parser.add_argument("--seed", type=int, default=None, help="kill at the same moments as a run before")
    args = parser.parse_args()
    configure_logs("warning")
    seed = random.SystemRandom().randrange(10**6) if args.seed is None else args.seed
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="afstem-soak-"))
    folder.chmod(0o755)
    names = ["postgresql"] if args.database else args.on
    print(f"{len(MAILS)} mails a round; seed {seed}")
    for name, server in engines(names, args.database):
        with ExitStack() as stack:
            url = stack.enter_context(server)
            engine = OnSqlite(folder / name) if url is None else OnPostgres(folder / name, url)
            tally = soak(engine, rounds=args.rounds, seconds=args.seconds, chance=chance, report=partial(show, name))
        print()
        if tally.difference:
            print(
                f"{name}: round {tally.rounds} ended otherwise. {tally.difference}\nIts files are in {folder}.", file=sys.stderr
            )
            return 1
    shutil.rmtree(folder)
    print("Every round ended as the quiet run did: 0 lost, 0 doubled.")
    return 0


def show(name: str, tally: Tally) -> None:
    """Print how far it has come, over the line before when somebody watches."""
    end = "\r" if sys.stdout.isatty() else "\n"
    print(
        f"{name:10} {tally.rounds:4} rounds  {tally.kills:5} kills ({tally.late} too late)  {tally.seconds:6.0f} s",
        end=end,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
