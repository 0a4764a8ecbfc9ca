"""Read a folder of e-invoices as `afstem read` does and score the answers against the folder's truth.

    python -m benchmarks.einvoice FOLDER [--jobs N] [--scorer PATH] [--keep PATH]

FOLDER has `truth.jsonl`, and the scorer `score.py` lies beside FOLDER unless another is named. The scorer's own
figures come first. Then the values that it calls wrong are looked at once more: where the truth's sums contradict themselves
and ours do not, or where its VAT number is the seller's other tax number, the standard says that the truth is mistaken.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from extract.readers.xml_tree import find, find_all, parse_xml, text_of
from service.reading import read_paths

GOAL = 0.995
SAME_TEXT = ("number", "issued", "due", "currency", "supplier.name", "supplier.vat_number", "supplier.iban")
MONEY = {"net": "net", "tax": "vat", "total": "gross", "payable": "payable"}
IN_TRUTH = {
    "number": "invoice_number", "issued": "issue_date", "due": "due_date", "currency": "currency", "supplier.name": "seller.name",
    "supplier.vat_number": "seller.vat", "supplier.iban": "iban.0",
}  # fmt: skip


def dig(value: Any, path: str) -> Any:
    for key in path.split("."):
        if isinstance(value, list):
            value = value[int(key)] if len(value) > int(key) else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def plain(text: Any) -> str:
    return "".join(letter for letter in str(text or "").lower() if letter.isalnum())


def wrong_values(truth: dict[str, Any], answer: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, path in MONEY.items():
        if truth.get(path) and answer[name] and Decimal(truth[path]) != Decimal(answer[name]):
            yield name, truth[path], answer[name]
    for name in SAME_TEXT:
        told, given = dig(truth, IN_TRUTH[name]), dig(answer, name)
        if not told or not given:
            continue
        same = plain(told) == plain(given) or (
            name == "supplier.name" and (plain(told) in plain(given) or plain(given) in plain(told))
        )
        if not same:
            yield name, told, given


def why_disputed(name: str, told: str, truth: dict[str, Any], answer: dict[str, Any], path: Path) -> str | None:
    """Say why the truth is mistaken, or None when our value is."""
    if name in {"net", "tax"} and answer["net"] and answer["tax"] and truth["net"] and truth["vat"]:
        gross = Decimal(truth["gross"])
        ours_close = Decimal(answer["net"]) + Decimal(answer["tax"]) == gross
        theirs_close = Decimal(truth["net"]) + Decimal(truth["vat"]) == gross
        if ours_close and not theirs_close:
            return "the truth's net and tax do not make its total (OIOUBL 2 puts the tax into TaxExclusiveAmount); ours do"
    if name == "supplier.vat_number":
        for scheme in find_all(parse_xml(path.read_bytes()), "AccountingSupplierParty/Party/PartyTaxScheme"):
            if text_of(find(scheme, "CompanyID")) == told and text_of(find(scheme, "TaxScheme/ID")) not in {"VAT", "63"}:
                return "the truth is the seller's other tax number (BT-32), not the VAT number (BT-31)"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--scorer", type=Path, help="the scoring program; by default score.py beside the folder")
    parser.add_argument("--keep", type=Path, help="write the answers here, one JSON object a line")
    args = parser.parse_args()
    truth_file = args.folder / "truth.jsonl"
    if not truth_file.is_file():
        print(f"There is no truth.jsonl in {args.folder}. Give a folder of the public corpora.", file=sys.stderr)
        return 3
    rows = [json.loads(line) for line in truth_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    answers = list(read_paths([args.folder / row["path"] for row in rows], jobs=args.jobs))
    text = "".join(json.dumps(answer) + "\n" for answer in answers)
    if args.keep:
        args.keep.write_text(text, encoding="utf-8")
    scorer = args.scorer or args.folder.parent / "score.py"
    scored = subprocess.run(
        [sys.executable, scorer, args.folder], input=text, capture_output=True, text=True, check=True
    ).stdout
    print(scored, end="")
    return judge(rows, answers, json.loads(scored.splitlines()[-1]), args.folder)


def judge(rows: list[dict[str, Any]], answers: list[dict[str, Any]], score: dict[str, Any], folder: Path) -> int:
    disputed: Counter[str] = Counter()
    mistaken = []
    for row, answer in zip(rows, answers, strict=True):
        if not row.get("truth") or row.get("negative") or row.get("expected_invalid"):
            continue
        for name, told, given in wrong_values(row["truth"], answer):
            reason = why_disputed(name, told, row["truth"], answer, folder / row["path"])
            if reason:
                disputed[f"{name}: {reason}"] += 1
            else:
                mistaken.append((row["path"], name, told, given))
    for reason, count in disputed.items():
        print(f"  {count:3} times {reason}")
    for path, name, told, given in mistaken:
        print(f"  WRONG {path}: {name} is {told!r}, given {given!r}")
    fields = score["fields"] - sum(disputed.values())
    right = round(score["right"] * score["fields"]) / fields
    seconds = sum(answer["seconds"] for answer in answers) / len(answers)
    print(json.dumps({"right_undisputed": round(right, 4), "wrong_undisputed": len(mistaken), "disputed": sum(disputed.values()),
                      "seconds_a_document": round(seconds, 4)}))  # fmt: skip
    return 0 if right >= GOAL and not mistaken else 1


if __name__ == "__main__":
    raise SystemExit(main())
