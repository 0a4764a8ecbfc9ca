"""Matching beside its named peers, in one run: the same lines and grants put to a pandas merge and to recordlinkage.

    python -m benchmarks.peers_match [--grants 100000] [--lines 1600] [--rounds 3]

Ours decides whole invoices of eight lines, facts loaded from SQLite, with the proof of every line; the peers hold all grants in
memory, find pairs that share supplier, person and amount, and prove nothing. Each side is timed as processor time of the
process; a figure is the median over the rounds with its range. They are told apart because they are used differently: a merge
of all lines at once is a batch at night, a merge line by line is what a service does as mail comes in.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from big_council import BigCouncil, fill, invoices
from grants import VAULT, decide_all, new_database

from service.database import Database
from service.taking import TOGETHER

#: What a run in a few minutes holds; a million take a quarter of an hour, most of it to fill the database.
GRANTS, LINES, ROUNDS, LINES_AN_INVOICE = 100_000, 1600, 3, 8
#: A line by line merge copies all grants each time; so few lines tell what one costs.
ONE_BY_ONE = 20


@dataclass(frozen=True)
class Cost:
    """What a line cost in each round, in microseconds of processor time, and how many lines were paired."""

    name: str
    each: tuple[float, ...]
    paired: int
    of: int

    @property
    def middle(self) -> float:
        return statistics.median(self.each)

    def __str__(self) -> str:
        return (
            f"{self.name:<34} {self.middle:>12,.1f} µs a line (range {min(self.each):,.1f} to {max(self.each):,.1f}, "
            f"{len(self.each)} rounds), {self.paired} of {self.of} lines paired"
        )


def run(grants: int = GRANTS, lines: int = LINES, rounds: int = ROUNDS) -> list[Cost]:
    """Measure everybody, ours first; the peers are missing where they are not installed."""
    council = BigCouncil(grants)
    with tempfile.TemporaryDirectory() as folder, new_database("sqlite", Path(folder)) as database:
        fill(database, VAULT, council)
        costs = [timed("afstem, invoices of eight lines", ours(database, council, lines), rounds)]
    return costs + [timed(name, work, rounds) for name, work in peers(council, lines)]


def timed(name: str, work: Callable[[], tuple[int, int]], rounds: int) -> Cost:
    """Do the work so many times, once more before to warm up."""
    work()
    each = []
    for _ in range(rounds):
        began = time.process_time()
        paired, of = work()
        each.append((time.process_time() - began) / of * 1e6)
    return Cost(name, tuple(each), paired, of)


def ours(database: Database, council: BigCouncil, lines: int) -> Callable[[], tuple[int, int]]:
    """Return the work of deciding so many lines; the invoices are made before."""
    work = invoices(council, max(1, lines // LINES_AN_INVOICE), LINES_AN_INVOICE, seed=1)

    def decided() -> tuple[int, int]:
        verdicts = decide_all(database, work, TOGETHER)
        return verdicts["post"], verdicts.total()

    return decided


def peers(council: BigCouncil, count: int) -> list[tuple[str, Callable[[], tuple[int, int]]]]:
    """Return the peers' work on the same grants, held in memory."""
    try:
        import numpy as np
        import pandas as pd
        import recordlinkage
    except ImportError as error:
        print(f"{error.name} is not installed; `python scripts/setup.py --bench` installs what is compared with.")
        return []
    ids = np.arange(council.grants)
    table = pd.DataFrame({"grant": ids, "person": ids // 2, "amount": [council.rate(int(n)) * 30 for n in ids]})
    table["supplier"] = table["person"] % council.suppliers
    draw = np.random.default_rng(1)
    rows = [_line(council, int(person)) for person in draw.integers(0, council.people, count)]
    lines = pd.DataFrame(rows, columns=["supplier", "person", "amount"])
    keys = ["supplier", "person", "amount"]

    def merge_once() -> tuple[int, int]:
        return len(lines.merge(table, on=keys)), count

    def merge_each() -> tuple[int, int]:
        return sum(len(lines.iloc[[n]].merge(table, on=keys)) for n in range(ONE_BY_ONE)), ONE_BY_ONE

    def link() -> tuple[int, int]:
        index: Any = recordlinkage.Index()
        index.block(["supplier", "person"])
        compare: Any = recordlinkage.Compare()
        compare.exact("amount", "amount", label="amount")
        features = compare.compute(index.index(lines, table), lines, table)
        return int((features["amount"] == 1).sum()), count

    return [
        ("pandas merge, all lines at once", merge_once),
        ("pandas merge, line by line", merge_each),
        ("recordlinkage, all lines at once", link),
    ]


def _line(council: BigCouncil, person: int) -> tuple[int, int, int]:
    return council.supplier_of(person), person, council.rate(2 * person) * 30


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--grants", type=int, default=GRANTS)
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {given.grants:,} grants")
    costs = run(given.grants, given.lines, given.rounds)
    for cost in costs:
        print(cost, f"{cost.middle / costs[0].middle:>10.2f} times ours")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
