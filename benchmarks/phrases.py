"""How well running text is read, on the phrasings kept in the tree: by the rules alone, and with the marker beside them.

    python -m benchmarks.phrases [--share tune] [--show]

Each phrasing is typed into a mail with a number, a date and a sum, and read by the whole road. Exit status 1 when anything wrong is sure.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from countries.packs import COUNTRY_PACKS, pack_for
from extract.options import ReadOptions
from extract.phrases.examples import Phrasing, load
from extract.phrases.labels import Label
from extract.phrases.score import Read, count, judge, mail
from extract.read import read_document
from models.invoice import Extraction


def reader(*, marked: bool) -> Read:
    """Return the reader of mails, with or without the marker."""

    def read(data: bytes, language: str) -> Extraction:
        options = ReadOptions(pack_for("DK" if language == "da" else "GB"), COUNTRY_PACKS, marker=marked)
        return read_document(data, options=options)

    return read


def table(counts: dict[Label, Counter[str]]) -> None:
    """Print a row for each sort of span."""
    print(f"{'':10}{'meant':>7}{'right':>7}{'wrong':>7}{'missing':>9}{'invented':>10}{'sure':>6}{'sure wrong':>12}")
    for label, each in counts.items():
        there = each["right"] + each["wrong"] + each["missing"]
        print(
            f"{label.value:10}{there:7}{each['right']:7}{each['wrong']:7}{each['missing']:9}{each['invented']:10}"
            f"{each['sure']:6}{each['sure wrong']:12}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.phrases", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--share", default="test", choices=("tune", "test"))
    parser.add_argument(
        "--show", action="store_true", help="show what is wrong (of the tune share only: the test share is never looked at)"
    )
    args = parser.parse_args()
    phrasings = load(args.share)
    print(f"{len(phrasings)} phrasings")
    missed = 0
    for marked in (False, True):
        print("by the rules and the marker" if marked else "by the rules alone")
        counts = count(phrasings, reader(marked=marked))
        missed += sum(each["sure wrong"] for each in counts.values())
        table(counts)
    if args.show and args.share == "tune":
        show(phrasings)
    return 1 if missed else 0


def show(phrasings: list[Phrasing]) -> None:
    """Print what is not right."""
    read = reader(marked=True)
    for each in phrasings:
        verdicts = judge(each, read(mail(each), each.language))
        said = [f"{verdict.label.value} {verdict.said}" for verdict in verdicts if verdict.said not in {"silent", "right"}]
        if said:
            print(f"{each.text}\n    {', '.join(said)}")


if __name__ == "__main__":
    sys.exit(main())
