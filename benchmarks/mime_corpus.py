"""Read every file of a folder as a message: time, defects, documents, and bounces against the truth beside them.

    python -m benchmarks.mime_corpus FOLDER ...

With a `truth.jsonl` that names recipients (`path`, `kind`, `recipients` with `dsn` and `hard`), reports are scored.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from ingest.mime import parse_message
from ingest.triage import Known, triage
from ingest.unpack import list_documents
from models.mail import Documents, ParsedMessage, Permanence


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--verbose", action="store_true", help="one line for each file and for each wrong report")
    given = parser.parse_args()
    missing = [folder for folder in given.folders if not folder.is_dir()]
    if missing:
        print(f"There is no folder {missing[0]}. Give a folder of messages.", file=sys.stderr)
        return 2
    return max(measure(folder, verbose=given.verbose) for folder in given.folders)


def measure(folder: Path, *, verbose: bool) -> int:
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != "truth.jsonl"]
    counts = {name: Counter[str]() for name in ("class", "defect", "document", "left out")}
    parsed: dict[str, ParsedMessage] = {}
    octets, slowest, lost = 0, (0.0, ""), 0
    began = time.process_time()
    for path in files:
        raw = path.read_bytes()
        octets += len(raw)
        start = time.process_time()
        message = parse_message(raw)
        documents = list_documents(message)
        kind = triage(message, documents, Known()).subject_class
        slowest = max(slowest, (time.process_time() - start, path.name))
        parsed[path.name] = message
        lost += count_lost(message, documents)
        counts["class"][kind.value] += 1
        counts["defect"].update(defect.code for defect in message.defects)
        counts["document"].update(document.kind.value for document in documents.documents)
        counts["left out"].update(left.code for left in documents.left_out)
        if verbose:
            print(f"{path.name}: {kind.value}; {', '.join(defect.code for defect in message.defects)}")
    seconds = time.process_time() - began
    print(
        f"{folder}: {len(files)} files, {octets / 1e6:.1f} MB, {seconds:.2f} s CPU, {len(files) / seconds:.0f} a second,",
        end=" ",
    )
    print(f"slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}), parts that ended nowhere: {lost}")
    for name, count in counts.items():
        print(f"  {name}: " + ", ".join(f"{key} {number}" for key, number in count.most_common()))
    truth = folder / "truth.jsonl"
    if truth.exists():
        score([json.loads(line) for line in truth.read_text().splitlines()], parsed, verbose=verbose)
    return 1 if lost else 0


def count_lost(message: ParsedMessage, documents: Documents) -> int:
    """Count parts that are neither a document nor left out with a reason."""
    ends = [entry.path for entry in (*documents.documents, *documents.left_out)]
    parts = [part.path for part in message.parts if not part.is_body]
    return sum(not any(end == path or end.startswith(f"{path}.") for end in ends) for path in parts)


def score(rows: list[dict[str, Any]], parsed: dict[str, ParsedMessage], *, verbose: bool) -> None:
    bounces = [row for row in rows if row.get("kind") == "bounce" and row["path"] in parsed]
    if not bounces:
        return
    seen = [row for row in bounces if parsed[row["path"]].delivery_reports]
    others = [row for row in rows if row.get("kind") not in {None, "bounce"} and row["path"] in parsed]
    wrong = sum(bool(parsed[row["path"]].delivery_reports) for row in others)
    table, status = Counter[str](), Counter[str]()
    for row in seen:
        wanted, found = row["recipients"][0], parsed[row["path"]].delivery_reports[0]
        is_hard = found.permanence is Permanence.HARD
        table[f"truth {'hard' if wanted['hard'] else 'soft'}, found {'hard' if is_hard else 'soft'}"] += 1
        # Codes with a third part of 9xx are the corpus's own inventions for reports that give none.
        if not wanted["dsn"].rpartition(".")[2].startswith("9"):
            status["same" if found.status == wanted["dsn"] else "none" if found.status is None else "other"] += 1
        if verbose and is_hard != wanted["hard"]:
            print(
                f"  {row['path']}: truth {wanted['reason']}, found {found.permanence.value} {found.status} by {found.read_by}"
            )
    named = sum(parsed[row["path"]].delivery_reports[0].original_message_id is not None for row in seen)
    print(
        f"  reports: {len(seen)} of {len(bounces)} recognised, {wrong} of {len(others)} others taken for one, {named} with the original's id"
    )
    print(f"  {dict(table)}; status {dict(status)}")


if __name__ == "__main__":
    sys.exit(main())
