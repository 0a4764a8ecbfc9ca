"""Read a folder of documents without their XML and score the answers against the folder's truth.

    python benchmarks/reading.py FOLDER [--group profile=office200] [--worst N] [--country gb] [--truth-score PATH]

The folder has `truth.jsonl`; the scorer is `score.py` beside the folder unless another is given.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from countries.packs import COUNTRY_PACKS, pack_for
from extract.options import ReadOptions
from extract.readers.pdf import read_image, read_pdf
from models.contract import to_contract
from models.errors import AfstemError


def read_file(path: Path, options: ReadOptions) -> dict[str, object]:
    data = path.read_bytes()
    begun = time.perf_counter()
    try:
        extraction = (read_pdf if data[:1024].find(b"%PDF") >= 0 else read_image)(data, options)
    except AfstemError as error:
        return {"path": path.name, "kind": "other", "findings": [{"code": "unreadable", "detail": str(error)}]}
    digest = hashlib.sha256(data).hexdigest()
    return to_contract(extraction, path=path.name, sha256=digest, seconds=time.perf_counter() - begun, bar=options.bar)


def wanted(folder: Path, group: str | None) -> list[Path]:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines() if line.strip()]
    if group:
        key, _, value = group.partition("=")
        rows = [row for row in rows if str(row.get(key)) == value]
    return [folder / row["path"] for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group", help="only rows whose value of this key equals, as KEY=VALUE")
    parser.add_argument("--worst", default="0", help="show this many wrong values")
    parser.add_argument("--country", default="gb")
    parser.add_argument("--scorer", type=Path, help="the scoring program; by default score.py beside the folder")
    parser.add_argument("--keep", type=Path, help="write the answers here, one JSON object a line")
    args = parser.parse_args()
    if not (args.folder / "truth.jsonl").is_file():
        print(f"There is no truth.jsonl in {args.folder}. Give a folder of the public corpora.", file=sys.stderr)
        return 3
    options = ReadOptions(pack_for(args.country), COUNTRY_PACKS, use_xml=False)
    begun, cpu = time.perf_counter(), time.process_time()
    answers = [read_file(path, options) for path in wanted(args.folder, args.group)]
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu
    text = "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    if args.keep:
        args.keep.write_text(text, encoding="utf-8")
    scorer = args.scorer or args.folder.resolve().parent / "score.py"
    command = [sys.executable, str(scorer), str(args.folder), "--worst", args.worst]
    subprocess.run([*command, *(["--group", args.group] if args.group else [])], input=text, text=True, check=True)
    count = max(1, len(answers))
    print(f"{len(answers)} files, {wall / count * 1000:.1f} ms wall and {cpu / count * 1000:.1f} ms CPU each")
    return 0


if __name__ == "__main__":
    sys.exit(main())
