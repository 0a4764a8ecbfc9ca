"""What a decision costs among a thousand and among a million grants, and how fast master data is taken in.

    nice python benchmarks/grants.py [--grants 1000 100000 1000000] [--on sqlite postgresql] [--rounds 15] [--lines 320]

Deciding is `load_facts_of` and `decide`, as the step does it: for documents that wait together, as many in one read
transaction as a worker takes (`service.taking.TOGETHER`), and for documents that come one at a time. The cost is CPU time:
of this process, and on PostgreSQL of the server's process too.

All databases are made first, then measured in short rounds and in turns (`rounds.py`): made and measured one after the other, the
sizes lie minutes apart, and a shared machine that grew twice as slow in between looks like a cost that doubles with the
grants. A fixed piece of pure work before and after every round shows how quick the machine was meanwhile.

Goals, judged by the medians over the rounds: flat within 30 % from the smallest to the largest council (the ratio within a round),
1,000 line decisions a second of one core where documents wait together, 40,000 imported rows a second. Exit status 1 when one is
missed. `benchmarks/peers_match.py` puts the same lines to pandas and recordlinkage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from big_council import ARRIVED, BigCouncil, fill, invoices, write_files
from rounds import Figure, fixed_work, in_turn
from sqlalchemy import text

from countries.packs import DENMARK
from match.decide import decide
from models import db
from models.invoice import Extraction
from models.policy import Policy
from service import migrate
from service.database import Database
from service.facts import load_facts_of
from service.import_master import import_folder
from service.taking import TOGETHER
from service.vault import Vault
from tests.servers import postgres

MOST_SPREAD, LEAST_SPEED, LEAST_IMPORT = 1.30, 1000, 40_000
POLICY = Policy.for_country("dk", {"sample_percent": 0, "auto_limit": "1000000"})
VAULT = Vault(b"benchmark benchmark benchmark 32")
TOOLS: Any = SimpleNamespace(vault=VAULT, pack=DENMARK, policy=POLICY)
_TICKS = os.sysconf("SC_CLK_TCK")
Work = list[tuple[db.Document, Extraction]]


@dataclass(frozen=True, slots=True)
class Filled:
    """A database that holds a council."""

    kind: str
    council: BigCouncil
    database: Database


@dataclass(frozen=True, slots=True)
class Cost:
    """What deciding a line cost in each round, in microseconds, and what the fixed piece of work did beside it, in milliseconds."""

    database: str
    grants: int
    lines_per_invoice: int
    together: int
    lines: int
    posted: int
    cpu: Figure
    wall: Figure
    fixed: Figure

    @property
    def per_second(self) -> float:
        return 1e6 / self.cpu.median

    def __str__(self) -> str:
        return (
            f"{self.database:<10} {self.grants:>9,} grants  {self.lines_per_invoice} lines an invoice, {self.together:>2} together: "
            f"{self.cpu.shown('.0f')} µs CPU a line, {self.per_second:,.0f} a second; {self.wall.shown('.0f')} µs of the clock; "
            f"{self.posted} of {self.lines} posted"
        )


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[Database]:
    """Open an empty database with all tables."""
    if kind == "sqlite":
        database = Database(f"sqlite:///{folder}/afstem.db")
        migrate.upgrade(database)
        yield database
        database.dispose()
        return
    with postgres.running() as url:
        database = Database(url)
        migrate.upgrade(database)
        yield database
        database.dispose()


def server_seconds(database: Database, session: Any) -> float:
    """Return the CPU time of the server's process behind this session; none on SQLite."""
    if database.is_sqlite:
        return 0.0
    process = Path(f"/proc/{session.scalar(text('SELECT pg_backend_pid()'))}")
    if (precise := process / "schedstat").exists():
        return int(precise.read_text(encoding="ascii").split()[0]) / 1e9
    words = (process / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS


def decide_all(database: Database, work: Work, together: int) -> Counter[str]:
    """Decide about documents as a worker does that finds so many waiting."""
    verdicts: Counter[str] = Counter()
    for start in range(0, len(work), together):
        taken = work[start : start + together]
        with database.read() as session:
            facts = load_facts_of(session, taken, TOOLS)
        for (_, extraction), known in zip(taken, facts, strict=True):
            verdicts.update(each.verdict.value for each in decide(extraction, known, POLICY, DENMARK))
    return verdicts


@contextmanager
def filled(kind: str, grants: int) -> Iterator[Filled]:
    """Make a database that holds a council of so many grants, as a database that has been in use for a while."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as database:
        council = BigCouncil(grants)
        fill(database, VAULT, council)
        if not database.is_sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        yield Filled(kind, council, database)


@dataclass(frozen=True, slots=True)
class Turn:
    """One size in one round: microseconds a line, and what became of the lines."""

    cpu: float
    wall: float
    verdicts: Counter[str]


def take_turn(one: Filled, work: Work, together: int) -> Turn:
    """Decide about invoices, so many at once."""
    with one.database.read() as session:
        before = server_seconds(one.database, session)
    cpu, wall = time.process_time(), time.perf_counter()
    verdicts = decide_all(one.database, work, together)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    with one.database.read() as session:
        cpu += server_seconds(one.database, session) - before
    count = verdicts.total()
    return Turn(cpu / count * 1e6, wall / count * 1e6, verdicts)


def measure(sizes: Sequence[Filled], lines: int, together: int, rounds: int, count: int) -> list[Cost]:
    """Measure councils of several sizes in turns, about so many lines a turn; what comes before the first round warms up."""
    invoices_a_turn = max(together, count // lines)
    work = [invoices(one.council, invoices_a_turn * (rounds + 1), lines, seed=lines) for one in sizes]
    for one, own in zip(sizes, work, strict=True):
        decide_all(one.database, own[:invoices_a_turn], together)
    turns: list[list[Turn]] = [[] for _ in sizes]
    fixed = []
    for number in range(1, rounds + 1):
        before = fixed_work()
        for size in in_turn(number, range(len(sizes))):
            part = work[size][number * invoices_a_turn : (number + 1) * invoices_a_turn]
            turns[size].append(take_turn(sizes[size], part, together))
        fixed.append((before + fixed_work()) / 2)
    return [_cost(one, lines, together, own, fixed) for one, own in zip(sizes, turns, strict=True)]


def _cost(one: Filled, lines: int, together: int, turns: Sequence[Turn], fixed: Sequence[float]) -> Cost:
    verdicts = sum((turn.verdicts for turn in turns), Counter[str]())
    cpu, wall = Figure(tuple(turn.cpu for turn in turns)), Figure(tuple(turn.wall for turn in turns))
    figures = (cpu, wall, Figure(tuple(fixed)))
    return Cost(one.kind, one.council.grants, lines, together, verdicts.total(), verdicts["post"], *figures)


def measure_all(kinds: Sequence[str], sizes: Sequence[int], rounds: int, count: int) -> Iterator[Cost]:
    """Make every database at every size, then measure each kind with one line and with eight lines on an invoice."""
    with ExitStack() as stack:
        made = {kind: [stack.enter_context(filled(kind, size)) for size in sorted(sizes)] for kind in kinds}
        for kind, together, lines in product(kinds, (TOGETHER, 1), (1, 8)):
            costs = measure(made[kind], lines, together, rounds, count)
            for cost in costs:
                print(cost, flush=True)
            print(f"{_name(costs[0])}: the fixed piece of work took {costs[0].fixed.shown('.1f')} ms", flush=True)
            yield from costs


def measure_import(kind: str, grants: int) -> float:
    """Return the rows a second (clock time) of a first import, whole: read, check, seal, compare, write."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as database:
        rows = write_files(Path(folder) / "master", BigCouncil(grants))
        cpu, wall = time.process_time(), time.perf_counter()
        report = import_folder(database, VAULT, Path(folder) / "master", country="dk", now=ARRIVED, by="bench")
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        assert not report.errors, report.errors[:3]
        assert sum(table.added for table in report.tables) == rows
        again = time.perf_counter()
        (Path(folder) / "master" / "rates.csv").open("a", encoding="utf-8").write("\n")
        import_folder(database, VAULT, Path(folder) / "master", country="dk", now=ARRIVED, by="bench")
        again = time.perf_counter() - again
    print(
        f"{kind:<10} import of {rows:,} rows: {rows / wall:,.0f} rows a second ({rows / cpu:,.0f} a second of CPU); "
        f"the same files again: {rows / again:,.0f}",
        flush=True,
    )
    return rows / wall


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grants", type=int, nargs="+", default=[1000, 100_000, 1_000_000])
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--lines", type=int, default=320, help="in each turn (default: %(default)s)")
    parser.add_argument("--import-grants", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    costs = list(measure_all(given.on, given.grants, given.rounds, given.lines))
    imports = {kind: measure_import(kind, given.import_grants) for kind in given.on} if given.import_grants else {}
    spread = _spread(costs)
    for name, ratio in spread.items():
        print(f"{name}: {ratio.shown('.2f')} times the cost among the fewest")
    print(f"load {os.getloadavg()[0]:.1f} at the end")
    if given.json:
        medians = {name: ratio.median for name, ratio in spread.items()}
        print(json.dumps({"costs": [asdict(cost) for cost in costs], "imports": imports, "spread": medians}))
    missed = list(_missed(costs, spread, imports))
    for each in missed:
        print(f"missed: {each}")
    return 1 if missed else 0


def _missed(costs: Sequence[Cost], spread: dict[str, Figure], imports: dict[str, float]) -> Iterator[str]:
    for name, ratio in spread.items():
        if ratio.median > MOST_SPREAD:
            yield f"{name} costs {ratio.median:.2f} times as much among the most grants"
    for cost in costs:
        if cost.together > 1 and cost.per_second < LEAST_SPEED:
            yield f"{_name(cost)}: {cost.per_second:,.0f} line decisions a second among {cost.grants:,} grants"
    for kind, speed in imports.items():
        if speed < LEAST_IMPORT:
            yield f"{kind}: {speed:,.0f} rows imported a second"


def _spread(costs: Sequence[Cost]) -> dict[str, Figure]:
    """Return the cost among the most grants over that among the fewest, round by round."""
    same: dict[str, list[Cost]] = {}
    for cost in costs:
        same.setdefault(_name(cost), []).append(cost)
    return {name: each[-1].cpu.over(each[0].cpu) for name, each in same.items() if len(each) > 1}


def _name(cost: Cost) -> str:
    return f"{cost.database}, {cost.lines_per_invoice} lines an invoice, {cost.together} together"


if __name__ == "__main__":
    raise SystemExit(main())
