"""`python -m samples.generate` rewrites the committed samples; `... labelled OUT_DIR` makes a large labelled set elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples.generate import write

HERE = Path(__file__).resolve().parent.parent


def main(argv: list[str] | None = None) -> None:
    """Rewrite the samples, or write a labelled set into a folder of its own."""
    parser = argparse.ArgumentParser(prog="python -m samples.generate", description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE, help="write the two councils here instead of into samples/")
    commands = parser.add_subparsers(dest="command")
    labelled = commands.add_parser("labelled", help="write a larger labelled set: digital, scanned and photographed")
    labelled.add_argument("folder", type=Path)
    labelled.add_argument("--count", type=int, default=320, help="how many documents before scanning (default 320)")
    labelled.add_argument("--seed", type=int, default=1)
    labelled.add_argument("--digital", action="store_true", help="leave out the scans and photographs")
    given = parser.parse_args(argv)
    if given.command == "labelled":
        from samples.generate.labelled import write_set

        print(write_set(given.folder, given.count, given.seed, captured=not given.digital))
    else:
        print("\n".join(write.write_samples(given.into)))


if __name__ == "__main__":
    main()
