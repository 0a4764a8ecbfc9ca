"""What a decision costs among a thousand and among a million grants, and how fast master data is taken in.

    nice python benchmarks/grants.py [--grants 1000 100000 1000000] [--on sqlite postgresql] [--invoices 1500]

Deciding is `load_facts_of` and `decide`, as the step does it: for documents that wait together, as many in one read
transaction as a worker takes (`service.taking.TOGETHER`), and for documents that come one at a time. The cost is CPU time:
of this process, and on PostgreSQL of the server's process too. Goals: flat within 30 % from the smallest to
the largest council, 1,000 line decisions a second of one core where documents wait together, 40,000 imported rows a second.
Exit status 1 when one is missed. `benchmarks/peers_match.py` puts the same lines to pandas and recordlinkage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from big_council import ARRIVED, BigCouncil, fill, invoices, write_files
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


@dataclass(frozen=True, slots=True)
class Cost:
    """What deciding cost."""

    database: str
    grants: int
    lines_per_invoice: int
    together: int
    lines: int
    posted: int
    cpu_us_per_line: float
    wall_us_per_line: float

    @property
    def per_second(self) -> float:
        return 1e6 / self.cpu_us_per_line


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[Database]:
    """Open an empty database with all tables."""
    if kind == "sqlite":
        database = Database(f"sqlite:///{folder}/afstem.db")
        migrate.upgrade(database)
        yield database
        database.dispose()
        return
    with postgres.running(folder / "postgres") as url:
        database = Database(url)
        migrate.upgrade(database)
        yield database
        database.dispose()


def server_seconds(database: Database, session: Any) -> float:
    """Return the CPU time of the server's process behind this session; none on SQLite."""
    if database.is_sqlite:
        return 0.0
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICKS


def measure(kind: str, database: Database, council: BigCouncil, lines: int, count: int, together: int) -> Cost:
    """Decide about invoices, so many at once, and return what a line cost, the first ones as a warm-up left out."""
    work = invoices(council, count + 50, lines, seed=lines)
    decide_all(database, work[:50], together)
    with database.read() as session:
        before = server_seconds(database, session)
    cpu, wall = time.process_time(), time.perf_counter()
    verdicts = decide_all(database, work[50:], together)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    with database.read() as session:
        cpu += server_seconds(database, session) - before
    total = verdicts.total()
    assert total == count * lines, verdicts
    return Cost(kind, council.grants, lines, together, total, verdicts["post"], cpu / total * 1e6, wall / total * 1e6)


def decide_all(database: Database, work: list[tuple[db.Document, Extraction]], together: int) -> Counter[str]:
    """Decide about documents as a worker does that finds so many waiting."""
    verdicts: Counter[str] = Counter()
    for start in range(0, len(work), together):
        taken = work[start : start + together]
        with database.read() as session:
            facts = load_facts_of(session, taken, TOOLS)
        for (_, extraction), known in zip(taken, facts, strict=True):
            verdicts.update(each.verdict.value for each in decide(extraction, known, POLICY, DENMARK))
    return verdicts


def measure_all(kinds: list[str], sizes: list[int], count: int) -> Iterator[Cost]:
    """Measure every database at every size, with one line and with eight lines on an invoice."""
    for kind in kinds:
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as database:
                council = BigCouncil(size)
                fill(database, VAULT, council)
                if kind == "postgresql":
                    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                        connection.execute(text("VACUUM ANALYZE"))
                for together, lines in product((TOGETHER, 1), (1, 8)):
                    cost = measure(kind, database, council, lines, count if lines == 1 else count // 3, together)
                    print_cost(cost)
                    yield cost


def print_cost(cost: Cost) -> None:
    print(
        f"{cost.database:<10} {cost.grants:>9,} grants  {cost.lines_per_invoice} lines an invoice, {cost.together:>2} together: "
        f"{cost.cpu_us_per_line:>6.0f} µs CPU a line ({cost.per_second:>6,.0f} a second; {cost.wall_us_per_line:.0f} µs of the clock), "
        f"{cost.posted} of {cost.lines} posted",
        flush=True,
    )


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
    parser.add_argument("--invoices", type=int, default=1500)
    parser.add_argument("--import-grants", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    costs = list(measure_all(given.on, given.grants, given.invoices))
    imports = {kind: measure_import(kind, given.import_grants) for kind in given.on} if given.import_grants else {}
    spread = _spread(costs)
    slowest = min(cost.per_second for cost in costs if cost.together > 1)
    missed = [
        *(
            f"{name} costs {ratio:.2f} times as much among the most grants"
            for name, ratio in spread.items()
            if ratio > MOST_SPREAD
        ),
        *([f"{slowest:,.0f} line decisions a second"] if slowest < LEAST_SPEED else []),
        *(f"{kind}: {speed:,.0f} rows imported a second" for kind, speed in imports.items() if speed < LEAST_IMPORT),
    ]
    for name, ratio in spread.items():
        print(f"{name}: {ratio:.2f} times the cost among the fewest")
    if given.json:
        print(json.dumps({"costs": [asdict(cost) for cost in costs], "imports": imports, "spread": spread}))
    for each in missed:
        print(f"missed: {each}")
    return 1 if missed else 0


def _spread(costs: list[Cost]) -> dict[str, float]:
    """Return the cost among the most grants over that among the fewest, by database, size of invoice and how many at once."""
    found = {}
    for key in sorted({_kind(cost) for cost in costs}):
        same = sorted((cost for cost in costs if _kind(cost) == key), key=lambda cost: cost.grants)
        kind, lines, together = key
        found[f"{kind}, {lines} lines an invoice, {together} together"] = same[-1].cpu_us_per_line / same[0].cpu_us_per_line
    return found


def _kind(cost: Cost) -> tuple[str, int, int]:
    return cost.database, cost.lines_per_invoice, cost.together


if __name__ == "__main__":
    raise SystemExit(main())
