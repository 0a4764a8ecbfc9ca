"""Run every benchmark that can run here, one after another, and print what each says.

    python -m benchmarks [NAME ...] [--list]

Those that score readings need folders of documents with their truth below the one that `--corpora` or AFSTEM_CORPORA names
(`corpora` in this folder unless said otherwise; it is not part of the project). Without it they are left out, by name. Those
that race named peers (`peers-...`) need what `python scripts/setup.py --bench` installs. Exit status 1 when a goal was missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Benchmark:
    """A program of this folder with what it is run with here."""

    name: str
    module: str
    words: tuple[str, ...] = ()
    #: Folders below that of the corpora, given before the words.
    folders: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("matching", "benchmarks.matching", ("--lines", "10000")),
    Benchmark("grants", "benchmarks.grants", ("--grants", "1000", "100000")),
    Benchmark("replies", "benchmarks.replies"),
    Benchmark("phrases", "benchmarks.phrases"),
    Benchmark("caseload", "benchmarks.caseload"),
    Benchmark("mail", "benchmarks.mail_poll", ("--messages", "2000")),
    Benchmark("mime", "benchmarks.mime_corpus", folders=("mime", "bounce")),
    Benchmark("e-invoices", "benchmarks.einvoice", folders=("einvoice-xml",)),
    Benchmark("digital", "benchmarks.reading", folders=("digital-pdf",)),
    Benchmark("scans", "benchmarks.reading", folders=("scan-pdf",)),
    Benchmark("own-share", "benchmarks.own_share"),
    Benchmark("own-share-scans", "benchmarks.own_share", ("--scans",)),
    Benchmark("numbers-exact", "benchmarks.numbers_exact"),
    Benchmark("long-scans", "benchmarks.long_scans", ("--pages", "5", "20", "--long", "60")),
    Benchmark("start", "benchmarks.start"),
    Benchmark("peers-pdf", "benchmarks.peers_pdf"),
    Benchmark("peers-ocr", "benchmarks.peers_ocr"),
    Benchmark("peers-match", "benchmarks.peers_match"),
)
_HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these (default: all)")
    parser.add_argument("--list", action="store_true", help="say which there are")
    default = Path(os.environ.get("AFSTEM_CORPORA", "corpora"))
    parser.add_argument("--corpora", type=Path, default=default, help=f"where documents with their truth lie (here: {default})")
    args = parser.parse_args()
    known = {each.name: each for each in BENCHMARKS if (_HERE / f"{each.module.rpartition('.')[2]}.py").exists()}
    for name in args.names:
        if name not in known:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(known)}")
    if args.list:
        print("\n".join(known))
        return 0
    missed = [each.name for name, each in known.items() if name in (args.names or known) and not run(each, args.corpora)]
    if missed:
        print(f"\nMissed a goal or failed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def run(benchmark: Benchmark, corpora: Path) -> bool:
    """Run one in a process of its own; False when it missed a goal."""
    print(f"\n== {benchmark.name} " + "=" * (90 - len(benchmark.name)), flush=True)
    folders = [corpora / name for name in benchmark.folders]
    absent = [str(folder) for folder in folders if not folder.is_dir()]
    if absent:
        print(f"left out: {', '.join(absent)} is not there; `--corpora` or AFSTEM_CORPORA names another place")
        return True
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", benchmark.module, *map(str, folders), *benchmark.words], check=False)
    print(f"-- {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
