"""Run every check that needs no server, two at a time, and show what the failing ones say.

format · lint · types · import contracts · documents. Each is the project's own tool in .venv.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"


class Check(NamedTuple):
    """A name and the command that must end with 0."""

    name: str
    command: tuple[str, ...]


class Result(NamedTuple):
    """How a check ended."""

    check: Check
    status: int
    seconds: float
    output: str


#: The slowest first, so that two at a time end together.
CHECKS = (
    Check("types", ("mypy",)),
    Check("documents", ("pytest", "-q", "-p", "no:cacheprovider", "tests/docs")),
    Check("imports", ("lint-imports",)),
    Check("lint", ("ruff", "check", ".")),
    Check("format", ("ruff", "format", "--check", ".")),
)


def main() -> int:
    """Run all checks and return 1 when any failed."""
    started = time.monotonic()
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for result in pool.map(run, CHECKS):
            print(f"check: {result.check.name}: {'in order' if result.status == 0 else 'FAILED'} ({result.seconds:.0f} s)")
            if result.status != 0:
                failed.append(result.check.name)
                print(result.output)
    print(f"check: {', '.join(failed) + ' failed' if failed else 'all in order'}, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def run(check: Check) -> Result:
    """Run one check and keep what it says."""
    started = time.monotonic()
    command = [str(BIN / check.command[0]), *check.command[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return Result(check, done.returncode, time.monotonic() - started, done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main())
