"""Score the reading of scans word by word against the text layer of the same document, and count how far tokens can be trusted.

    python -m samples.generate labelled FOLDER --count 256 --seed 7
    python benchmarks/ocr.py FOLDER/train FOLDER/tune [--profile scan200] [--engine tesseract] [--no-reread] [--worst N]
    python benchmarks/ocr.py FOLDER/train FOLDER/tune --fit extract/ocr/certainty.json

A folder has `truth.jsonl`; beside every capture (`NAME-PROFILE.pdf`) lies the document it was made from (`NAME.pdf`). The two are
laid over each other by the words that occur once in both, so that skew, scale and perspective do not matter. Capitals are not
compared: small capitals are printed as one and stored as the other. `--fit` adds the
counts of the engine it was run with to the file and keeps those of other engines.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

import numpy as np

from countries.packs import pack_for
from extract.ocr.certainty import MOST, STEPS, certainty, score, shape
from extract.ocr.engines import Engine, TesseractInside, TesseractProgram
from extract.ocr.fusion import Settled
from extract.ocr.pictures import sheets_of
from extract.ocr.rereading import rereader
from extract.ocr.road import recognise, rendered
from extract.ocr.sheet import Sheet
from extract.words import read_layer
from service.tesseract import find_tesseract

#: Glyphs that no engine tells apart, and none needs to.
SAME = str.maketrans("–—−‐’‘“”·•", "----''\"\"--")
OWN_ENGINES = {"tesseract": TesseractProgram, "tesserocr": TesseractInside}
#: So many tokens of prior belief that a token is as certain as all of its kind.
PRIOR = 6.0


@dataclass(frozen=True)
class Pair:
    """A word as it is printed, what was read in its place, and how it came about; None where nothing was."""

    printed: str
    read: str
    tokens: tuple[Settled, ...]

    @property
    def right(self) -> bool:
        return self.printed.casefold() == self.read.casefold()

    @property
    def numeric(self) -> bool:
        return any(letter.isdigit() for letter in self.printed)


def printed_pages(path: Path) -> list[list[tuple[str, Any]]]:
    import pypdfium2

    pages = [read_layer(page) for page in pypdfium2.PdfDocument(path)]
    return [[(word.text.translate(SAME), word.box.as_list()) for word in page.words if _is_word(word.text)] for page in pages]


def _is_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text) or text == "§"


def sheets(path: Path) -> Iterator[Sheet]:
    data = path.read_bytes()
    if path.suffix != ".pdf":
        yield from sheets_of(data, 99)
        return
    import pypdfium2

    for page in pypdfium2.PdfDocument(data):
        yield rendered(page)


def lay_over(printed: Sequence[tuple[str, Any]], read: Sequence[tuple[str, Any]]) -> Any:
    """Return the affine map from printed to read places, by the words that occur once in both; None where there are too few."""
    once = {text for text, count in Counter(text for text, _ in printed).items() if count == 1 and len(text) > 2}
    once &= {text for text, count in Counter(text for text, _ in read).items() if count == 1}
    if len(once) < 6:
        return None
    places = {text: _middle(box) for text, box in printed}, {text: _middle(box) for text, box in read}
    source = np.array([[*places[0][text], 1.0] for text in sorted(once)])
    target = np.array([places[1][text] for text in sorted(once)])
    near = np.ones(len(source), bool)
    found = np.zeros((3, 2))
    for _ in range(4):
        if near.sum() < 5:
            return None
        found = np.linalg.lstsq(source[near], target[near], rcond=None)[0]
        off = np.hypot(*(source @ found - target).T)
        near = off < max(2.0, 2.5 * float(np.median(off[near])))
    return found


def _middle(box: Any) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def pairs(printed: Sequence[tuple[str, Any]], sheet: Sheet, tokens: Sequence[Settled]) -> list[Pair]:
    boxes = [sheet.box(each.token.left, each.token.top, each.token.right, each.token.bottom).as_list() for each in tokens]
    texts = [each.token.text.translate(SAME) for each in tokens]
    placing = lay_over(printed, list(zip(texts, boxes, strict=True)))
    if placing is None:
        return [Pair(text, "", ()) for text, _ in printed]
    corners = np.array([[[x, y, 1.0] for x, y in ((box[0], box[1]), (box[2], box[3]))] for _, box in printed]) @ placing
    slack = np.array([1.0, 1.5])
    low, high = corners.min(axis=1) - slack, corners.max(axis=1) + slack
    found: dict[int, list[int]] = defaultdict(list)
    for place, box in enumerate(boxes):
        middle = np.array(_middle(box))
        inside = np.flatnonzero(((low <= middle) & (middle <= high)).all(axis=1))
        if len(inside):
            nearest = min(inside, key=lambda each: float(np.abs((low[each] + high[each]) / 2 - middle) @ (0.01, 1.0)))
            found[int(nearest)].append(place)
    result = []
    for number, (text, _) in enumerate(printed):
        mine = sorted(found[number], key=lambda place: boxes[place][0])
        result.append(Pair(text, "".join(texts[place] for place in mine), tuple(tokens[place] for place in mine)))
    return result


def read_folder(
    folder: Path, profile: str | None, engine: Engine, *, reread: bool, most: int
) -> Iterator[tuple[str, str, list[Pair], float]]:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    seen: Counter[str] = Counter()
    for row in rows:
        if row["profile"] == "digital" or (profile and row["profile"] != profile) or seen[row["profile"]] >= most:
            continue
        seen[row["profile"]] += 1
        path = folder / row["path"]
        printed = printed_pages(folder / f"{path.stem.removesuffix('-' + row['profile'])}.pdf")
        language = pack_for(row["country"]).language
        for words, sheet in zip(printed, sheets(path), strict=False):
            begun = time.process_time()
            read = recognise(sheet, language, engine, rereader() if reread else None)
            spent = time.process_time() - begun
            yield row["profile"], path.name, pairs(words, read.sheet, read.tokens), spent


def report(name: str, found: Sequence[Pair], pages: int, spent: float, counted: str) -> str:
    numbers, danish = [pair for pair in found if pair.numeric], [pair for pair in found if set("æøåÆØÅ") & set(pair.printed)]
    given = [(certainty(pair.tokens[0], counted), pair.right) for pair in found if len(pair.tokens) == 1]
    sure = [right for probability, right in given if probability >= 0.96]
    wrong = sum(not right for right in sure)
    return (
        f"{name:12} {pages:3} pages  words {_share(found)}  numbers {_share(numbers)}  æøå {_share(danish)}  "
        f"of {len(sure)} tokens held certain {wrong} wrong  {spent / max(1, pages):.2f} s CPU a page"
    )


def _share(found: Sequence[Pair]) -> str:
    return f"{100 * sum(pair.right for pair in found) / max(1, len(found)):5.1f} % of {len(found):5}"


def fitted(found: Sequence[Pair]) -> dict[str, list[float]]:
    """Count the share that was right over the steps of confidence, smoothed towards its kind's own share, never falling."""
    cases: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for pair in found:
        if len(pair.tokens) != 1:
            continue
        (settled,) = pair.tokens
        cases[f"{settled.how}/{shape(settled.token.text)}"].append((score(settled), pair.right))
        cases[str(settled.how)].append((score(settled), pair.right))
    return {kind: _steps(rows) for kind, rows in sorted(cases.items()) if len(rows) >= 20}


def _steps(rows: Sequence[tuple[float, bool]]) -> list[float]:
    whole = (sum(right for _, right in rows) + 1) / (len(rows) + 2)
    counts = [[PRIOR * whole, PRIOR] for _ in STEPS]
    for confidence, right in rows:
        step = counts[bisect_right(STEPS, confidence) - 1]
        step[0] += right
        step[1] += 1
    blocks: list[list[float]] = []
    for right, count in counts:
        blocks.append([right, count, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            right_, count_, steps_ = blocks.pop()
            blocks[-1] = [blocks[-1][0] + right_, blocks[-1][1] + count_, blocks[-1][2] + steps_]
    return [round(min(MOST, right / count), 4) for right, count, steps in blocks for _ in range(int(steps))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--profile")
    parser.add_argument("--engine", choices=sorted(OWN_ENGINES), default="tesserocr")
    parser.add_argument("--no-reread", action="store_true")
    parser.add_argument("--most", type=int, default=10_000, help="documents of each profile and folder")
    parser.add_argument("--worst", type=int, default=0, help="show this many words that were read wrongly, of each page")
    parser.add_argument("--fit", type=Path, help="write the counts here")
    args = parser.parse_args()
    for folder in args.folders:
        if not (folder / "truth.jsonl").is_file():
            print(
                f"There is no truth.jsonl in {folder}. Make a labelled set: python -m samples.generate labelled FOLDER",
                file=sys.stderr,
            )
            return 3
    os.environ.update(find_tesseract().environment(os.environ["PATH"]))
    engine = OWN_ENGINES[args.engine]()
    counted = f"{engine.name}, {'alone' if args.no_reread else 'read again'}"
    everything: dict[str, list[Pair]] = defaultdict(list)
    pages: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for folder in args.folders:
        for profile, name, found, seconds in read_folder(
            folder, args.profile, engine, reread=not args.no_reread, most=args.most
        ):
            everything[profile] += found
            pages[profile] += 1
            spent[profile] += seconds  # type: ignore[assignment]  # a counter of seconds
            wrong = [(pair.printed, pair.read) for pair in found if not pair.right]
            if args.worst and wrong:
                print(f"  {name}: {wrong[: args.worst]}")
    for profile, found in everything.items():
        print(report(profile, found, pages[profile], spent[profile], counted))
    whole = [pair for found in everything.values() for pair in found]
    print(report("all", whole, sum(pages.values()), sum(spent.values()), counted))
    if args.fit:
        known = json.loads(args.fit.read_text(encoding="utf-8")) if args.fit.is_file() else {"tables": {}}
        known["tables"][counted] = fitted(whole)
        known["steps"] = list(STEPS)
        args.fit.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"wrote the counts of {sum(pair.tokens != () for pair in whole)} tokens for {counted} to {args.fit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
