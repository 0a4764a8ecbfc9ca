"""How many numbers on scans of layouts that nothing was tuned on are read exactly, digit for digit with their marks.

    nice python -m benchmarks.numbers_exact [--each 4] [--seed 31] [--no-reread]

Documents of the test share are drawn anew from the seed and captured: as clean scans at 300 dots an inch, office scans at 200, upright and upside down, and as bad scans at
200: stamped and grainy, or black and white as a fax sends them. Every printed word that holds a digit is laid over what was read in its place. Goals: 97 % on
scans at 200 to 300 dots an inch, 90 % on bad ones. Photographs are told too; no goal is set for them. Exit status 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.ocr import Pair, read_folder
from extract.ocr.engines import page_engine
from samples.generate.labelled import CAPTURES, DRAWN, write_set

#: Kinds of capture, and the share of numbers that must be exact on all of them together.
GROUPS = {
    "200 and 300 dpi": (("scan300", "scan200", "turned200"), 0.97),
    "bad scans at 200 dpi": (("stamped200", "fax200"), 0.90),
    "photographs": (("photo",), None),
}


def exact(found: list[Pair]) -> tuple[int, int]:
    """Return how many numbers were read exactly, and how many there are."""
    numbers = [pair for pair in found if pair.numeric]
    return sum(pair.right for pair in numbers), len(numbers)


def main() -> int:
    """Draw, read, count, and say whether the goals were met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=4, help="documents of each kind of capture")
    parser.add_argument("--seed", type=int, default=31)
    parser.add_argument("--no-reread", action="store_true", help="by the page engine alone")
    args = parser.parse_args()
    found: dict[str, list[Pair]] = defaultdict(list)
    pages: dict[str, int] = defaultdict(int)
    with tempfile.TemporaryDirectory() as place:
        write_set(Path(place), len(DRAWN) * len(CAPTURES), args.seed, share="test")
        read = read_folder(Path(place) / "test", None, page_engine(), reread=not args.no_reread, most=args.each)
        for profile, _, pairs, _ in read:
            found[profile] += pairs
            pages[profile] += 1
    met = True
    for name, (profiles, goal) in GROUPS.items():
        for profile in profiles:
            right, count = exact(found[profile])
            print(f"  {profile:12} {pages[profile]:3} pages  {right / max(1, count):7.2%} of {count} numbers exact")
        right, count = (sum(each) for each in zip(*(exact(found[profile]) for profile in profiles), strict=True))
        missed = goal is not None and right < goal * count
        met &= not missed
        said = f" (goal {goal:.0%}{', MISSED' if missed else ''})" if goal else ""
        print(f"{name}: {right / max(1, count):.2%} of {count}{said}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
