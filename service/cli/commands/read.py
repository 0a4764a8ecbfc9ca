"""Read documents and say what stands on them: no database, no settings.

Prints one object for every file, in the order of the arguments; a folder stands for the files in it. A file that cannot be
read gets an object too, which says why. With --json the object is one line; without it a short account for people.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from service.cli.main import DONE, FOUND
from service.cli.output import print_object


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what to read and how."""
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="files, or folders of files")
    parser.add_argument("--country", choices=("dk", "gb"), help="whose habits to expect (default: dk, or what the file says)")
    parser.add_argument("--jobs", metavar="N", type=_count, default=1, help="read so many files side by side (default 1)")
    parser.add_argument("--no-xml", action="store_true", help="ignore e-invoices embedded in a PDF; read the page instead")
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
    from service.reading import expand, read_paths

    paths = list(expand(args.paths))
    if not paths:
        print("There are no files there (folders below the named ones are not searched).", file=sys.stderr)
    objects = read_paths(paths, args.country, args.jobs, use_xml=not args.no_xml)
    doubtful = 0
    for found in tracked(objects, "reading", len(paths)):
        doubtful += any(finding["severity"] != "note" for finding in found["findings"])
        if args.json:
            print_object(found)
        else:
            _print(found)
    return FOUND if args.strict and doubtful else DONE


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
