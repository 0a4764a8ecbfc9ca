"""Matching beside its named peers, in one run: the same lines and grants put to a pandas merge and to recordlinkage.

    python -m benchmarks.peers_match [--grants 100000] [--lines 1600] [--rounds 3]

Ours decides whole invoices of eight lines, facts loaded from SQLite, with the proof of every line: as many documents together as a
worker takes that finds them waiting, and one at a time. The peers hold all grants in memory, find pairs that share supplier,
person and amount, and prove nothing. Each side is timed as processor time of the process, all of them in turns in every round
(`rounds.py`); a figure is the median over the rounds with its range, a ratio the median of the ratios within them. They are told
apart because they are used differently: a merge of all lines at once is a batch at night, a merge line by line is what a service
does as mail comes in.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from big_council import BigCouncil, fill, invoices
from grants import VAULT, decide_all, new_database
from rounds import Figure, fixed_work, in_turn

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
    cpu: Figure
    paired: int
    of: int

    def __str__(self) -> str:
        return f"{self.name:<40} {self.cpu.shown(',.1f'):>36} µs a line, {self.paired} of {self.of} lines paired"


#: Gives how many lines were paired, and of how many.
Work = Callable[[], tuple[int, int]]


def run(grants: int = GRANTS, lines: int = LINES, rounds: int = ROUNDS) -> list[Cost]:
    """Measure everybody, ours first; the peers are missing where they are not installed."""
    council = BigCouncil(grants)
    with tempfile.TemporaryDirectory() as folder, new_database("sqlite", Path(folder)) as database:
        fill(database, VAULT, council)
        work = [
            (f"afstem, {TOGETHER} documents together", ours(database, council, lines, TOGETHER)),
            ("afstem, one document at a time", ours(database, council, lines, 1)),
            *peers(council, lines),
        ]
        return timed(work, rounds)


def timed(work: Sequence[tuple[str, Work]], rounds: int) -> list[Cost]:
    """Have everybody do the work once a round, by turns, and once more before to warm up."""
    paired = [do() for _, do in work]
    each: list[list[float]] = [[] for _ in work]
    for number in range(rounds):
        for place in in_turn(number, range(len(work))):
            began = time.process_time()
            work[place][1]()
            each[place].append((time.process_time() - began) / paired[place][1] * 1e6)
        print(f"round {number + 1}: the fixed piece of work took {fixed_work():.1f} ms", flush=True)
    return [Cost(name, Figure(tuple(own)), *found) for (name, _), own, found in zip(work, each, paired, strict=True)]


def ours(database: Database, council: BigCouncil, lines: int, together: int) -> Work:
    """Return the work of deciding so many lines; the invoices are made before."""
    work = invoices(council, max(1, lines // LINES_AN_INVOICE), LINES_AN_INVOICE, seed=1)

    def decided() -> tuple[int, int]:
        verdicts = decide_all(database, work, together)
        return verdicts["post"], verdicts.total()

    return decided


def peers(council: BigCouncil, count: int) -> list[tuple[str, Work]]:
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
        print(cost, f"{cost.cpu.over(costs[0].cpu).median:>10.2f} times ours")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
