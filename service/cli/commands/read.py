"""Read documents and say what stands on them: no database, no settings.

Prints one object for every file, in the order of the arguments; a folder stands for the files in it. A file that cannot be
read gets an object too, which says why. With --json the object is one line; without it a short account for people.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.cli.main import DONE, FOUND
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to read and how."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="files, or folders of files")
    parser.add_argument("--country", metavar="{dk,gb}", help="whose habits to expect (default: dk, or what the file says)")
    parser.add_argument("--jobs", metavar="N", type=_count, default=1, help="read so many files side by side (default 1)")
    parser.add_argument("--no-xml", action="store_true", help="ignore e-invoices embedded in a PDF; read the page instead")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="say for each value which words, labels, votes, equations and counted numbers led to it and what else was considered, "
        "and write a page with the boxes drawn",
    )
    parser.add_argument(
        "--explain-to",
        metavar="FOLDER",
        type=Path,
        default=Path("explained"),
        help="where these pages go (default: ./explained)",
    )
    parser.add_argument("--language", choices=("en", "da"), default="en", help="the language of an explanation (default: en)")
    parser.add_argument("--strict", action="store_true", help="end with status 1 when anything on a document is doubtful")


def _count(text: str) -> int:
    """Read a number of jobs."""
    count = int(text)
    if not 1 <= count <= 64:
        raise argparse.ArgumentTypeError("must be 1 to 64")
    return count


def run(args: argparse.Namespace) -> int:
    """Read everything; 1 with --strict when there are findings."""
    from service.progress import tracked
    from service.reading import expand

    paths = list(expand(args.paths))
    if not paths:
        print("There are no files there (folders below the named ones are not searched).", file=sys.stderr)
    doubtful = 0
    for found, explained in tracked(_objects(paths, args), "reading", len(paths)):
        doubtful += any(finding["severity"] != "note" for finding in found["findings"])
        if args.json:
            print_object(found)
        else:
            _print(found)
            _print_explained(found, explained)
    return FOUND if args.strict and doubtful else DONE


def _objects(paths: Sequence[Path], args: argparse.Namespace) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Yield the object of each file, with its explanation as lines where one was asked for."""
    from service.reading import read_options, read_paths

    options = read_options(args.country, use_xml=not args.no_xml, jobs=args.jobs)
    if args.explain:
        from service.explained import explain_paths

        yield from explain_paths(
            paths, replace(options, explain=True), args.explain_to, jobs=args.jobs, language=args.language, began=args.began
        )
        return
    for found in read_paths(paths, jobs=args.jobs, options=options, began=args.began):
        yield found, []


def _print_explained(found: dict[str, Any], explained: Sequence[str]) -> None:
    """Print how the values came about, and where the page with the boxes is."""
    for line in explained:
        print(f"  {line}")
    if found.get("explained_at"):
        print(f"  -> {found['explained_at']}")


def _print(found: dict[str, Any]) -> None:
    """Print a short account of one document."""
    supplier = found["supplier"] or {}
    head = [
        found["kind"],
        found["number"],
        found["issued"],
        found["total"] and f"{found['total']} {found['currency'] or ''}".strip(),
    ]
    print(f"{found['path']}: {' · '.join(str(part) for part in head if part)}  [{found['reader']}, {found['seconds']:.2f} s]")
    if any(supplier.values()):
        print(f"  from {supplier.get('name') or '(no name)'} {supplier.get('registration') or ''}".rstrip())
    for line in found["lines"]:
        parts = [line["text"], line["period_start"] and f"{line['period_start']} – {line['period_end']}", line["amount"]]
        print(f"  {line['number']:>3}  {'  '.join(str(part) for part in parts if part)}")
    for finding in found["findings"]:
        print(f"  {finding['severity']}: {finding['detail']} ({finding['code']})")
