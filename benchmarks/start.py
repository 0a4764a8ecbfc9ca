"""How long `afstem --help` takes beside an interpreter that does nothing: `python -m benchmarks.start [--rounds N]`."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

GOAL, ROUNDS = 6.0, 15
AFSTEM = Path(sys.executable).parent / "afstem"


def cpu_of(command: list[str]) -> float:
    """Processor seconds of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(rounds: int = ROUNDS) -> int:
    """Measure both in turns, print the ratio and return 1 when the goal is missed."""
    ratios = []
    for _ in range(rounds):
        nothing = cpu_of([sys.executable, "-c", "pass"])
        ratios.append(cpu_of([str(AFSTEM), "--help"]) / nothing)
    middle = statistics.median(ratios)
    met = "met" if middle <= GOAL else "MISSED"
    print(
        f"afstem --help: {middle:.1f} times `python -c pass` (range {min(ratios):.1f} to {max(ratios):.1f}, {rounds} rounds; goal {GOAL:g}: {met})"
    )
    return int(middle > GOAL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return run(parser.parse_args().rounds)


if __name__ == "__main__":
    sys.exit(main())
