"""Score the reading of documents that this project draws, share by share: values, whole tables, and what is sure and wrong.

    python -m benchmarks.own_share [--scans] [--browser] [--count N] [--seed N] [--share test]

The documents are drawn anew from the seed, digital, or with --scans as scanned and photographed. Layouts, suppliers and titles of the
test share stand in no other, and nothing is fitted or tuned on it. Exit status 1 when the test share misses a goal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

from countries.packs import COUNTRY_PACKS, pack_for
from extract.calibrate.collect import same
from extract.options import ReadOptions
from extract.read import read_document
from models.contract import to_contract
from models.policy import CONFIDENCE_BAR
from samples.generate.labelled import DRAWN, write_set
from samples.generate.layouts import WEB

FIELDS = (
    "number", "issued", "due", "currency", "net", "tax", "total", "payable", "buyer_reference", "order_reference", "credits",
    "supplier.name", "supplier.registration", "supplier.vat_number", "supplier.bank_account", "supplier.iban",
)  # fmt: skip
#: What stands in lines, counted by itself where the amounts of a document's lines are all read: how often it is right, missing or wrong.
IN_LINES = ("person", "period_start", "period_end", "quantity", "unit_price")
#: Of the test share: values right, whole tables exact, and at the most so many of the sure values wrong.
GOALS = {False: (0.98, 0.92, 0.002), True: (0.94, 0.80, 0.002)}
#: What money moves on, drawn and printed from web pages, and what only speaks of it: counted apart, and the goals are for the first two.
BILLS, WEB_BILLS, NOTICES = "invoices and credit notes", "the same from web pages", "reminders, accounts and other letters"


def given(answer: Mapping[str, Any], name: str) -> Any:
    """Return a value of the contract by its path."""
    holder = answer["supplier"] if name.startswith("supplier.") else answer
    return holder.get(name.rpartition(".")[2])


def outcomes(truth: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield right, missing or wrong for every value that is printed, `sure` and `sure wrong` for those that are."""
    for name in FIELDS:
        wanted, value = given(truth, name), given(answer, name)
        if wanted is None:
            continue
        verdict = "missing" if value is None else "right" if same(name, wanted, value) else "wrong"
        yield verdict
        if verdict != "missing" and answer["readings"].get(name, {}).get("sure"):
            yield "sure"
            if verdict == "wrong":
                yield "sure wrong"


def in_lines(truth: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
    """Yield `line right`, `line missing` or `line wrong` for every printed value of a line, `line sure` and `line sure wrong` too."""
    pairs = list(zip(truth["lines"], answer["lines"], strict=False))
    if len(truth["lines"]) != len(answer["lines"]) or any(true["amount"] != line["amount"] for true, line in pairs):
        return
    for place, (true, line) in enumerate(pairs):
        for name in IN_LINES:
            if true[name] is None:
                continue
            verdict = "missing" if line[name] is None else "right" if same(f"lines.{name}", true[name], line[name]) else "wrong"
            yield f"line {verdict}"
            if verdict != "missing" and answer["readings"].get(f"lines.{place}.{name}", {}).get("sure"):
                yield "line sure"
                if verdict == "wrong":
                    yield "line sure wrong"


def scored(folder: Path, share: str, *, scans: bool) -> dict[str, Counter[str]]:
    """Read every document of a share and count, bills and notices apart."""
    groups: dict[str, Counter[str]] = {BILLS: Counter(), WEB_BILLS: Counter(), NOTICES: Counter()}
    for line in (folder / share / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if (row["profile"] != "digital") is not scans:
            continue
        options = ReadOptions(pack_for(row["country"]), COUNTRY_PACKS, use_xml=False)
        path, bar = folder / share / row["path"], float(CONFIDENCE_BAR)
        extraction = read_document(path.read_bytes(), name=path.name, options=options)
        answer = to_contract(extraction, path=path.name, sha256=None, seconds=0, bar=bar)
        counts = groups[_group(row)]
        counts["documents"] += 1
        counts["kinds"] += answer["kind"] == row["ours"]["kind"]
        counts.update(outcomes(row["ours"], answer))
        counts.update(in_lines(row["ours"], answer))
        wanted = [each["amount"] for each in row["ours"]["lines"]]
        if wanted:
            counts["tables"] += 1
            counts["exact"] += Counter(wanted) == Counter(each["amount"] for each in answer["lines"])
    return groups


def _group(row: Mapping[str, Any]) -> str:
    if row["ours"]["kind"] not in ("invoice", "credit-note"):
        return NOTICES
    return WEB_BILLS if row["maker"] == WEB else BILLS


def report(name: str, counts: Counter[str]) -> str:
    """Say the counts in a line."""
    values = max(1, counts["right"] + counts["missing"] + counts["wrong"])
    in_lines = max(1, counts["line right"] + counts["line missing"] + counts["line wrong"])
    return (
        f"{name}: {counts['documents']} documents, {values} values: right {counts['right'] / values:.2%}, missing "
        f"{counts['missing'] / values:.2%}, wrong {counts['wrong'] / values:.2%}; sure {counts['sure'] / values:.1%}, of those wrong "
        f"{counts['sure wrong']}; tables exact {counts['exact']} of {counts['tables']}; kinds right {counts['kinds']}; "
        f"in lines {in_lines} values: right {counts['line right'] / in_lines:.2%}, missing {counts['line missing'] / in_lines:.2%}, wrong "
        f"{counts['line wrong'] / in_lines:.2%}; sure {counts['line sure'] / in_lines:.1%}, of those wrong {counts['line sure wrong']}"
    )


def meets(counts: Counter[str], *, scans: bool) -> bool:
    """Whether a share is as good as the test share must be."""
    right, tables, wrong = GOALS[scans]
    values = counts["right"] + counts["missing"] + counts["wrong"]
    return (
        counts["right"] >= right * values
        and counts["exact"] >= tables * counts["tables"]
        and counts["sure wrong"] <= wrong * counts["sure"]
    )


@contextmanager
def browser() -> Iterator[None]:
    """Let a real browser print the web pages that are drawn inside the block: same pages, another maker."""
    from playwright.sync_api import sync_playwright

    from samples.generate.layouts.with_html import printing_with
    from tests.servers.browser import find_chromium

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page()

        def printer(html: str) -> bytes:
            page.set_content(html, wait_until="load")
            page.evaluate("document.fonts.ready")
            return page.pdf(prefer_css_page_size=True, print_background=True)

        with printing_with(printer):
            yield
        chromium.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", action="store_true", help="the documents as they were scanned and photographed")
    parser.add_argument("--browser", action="store_true", help="let the Chromium of this machine print the web pages")
    parser.add_argument(
        "--count", type=int, help="how many documents are drawn (default: every layout eight times, as scans twice)"
    )
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("--share", choices=("train", "tune", "test"), help="only this share")
    args = parser.parse_args()
    count = args.count or len(DRAWN) * (2 if args.scans else 8)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with browser() if args.browser else nullcontext():
            write_set(folder, count, args.seed, captured=args.scans, share=args.share)
        found = {
            share: scored(folder, share, scans=args.scans)
            for share in ([args.share] if args.share else ["train", "tune", "test"])
        }
    for share, groups in found.items():
        for name, counts in groups.items():
            print(report(f"{share}, {name}", counts))
    if "test" not in found or all(meets(found["test"][each], scans=args.scans) for each in (BILLS, WEB_BILLS)):
        return 0
    print(
        "the test share misses its goal: {:.0%} right, {:.0%} of tables exact, {:.1%} of the sure wrong".format(
            *GOALS[args.scans]
        )
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
