"""Labelled documents become cases: one value that was given, the evidence for it, and whether it is right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from extract.options import ReadOptions
from extract.read import read_document
from extract.trust import BY_EYE, engine_of, field_of
from models.contract import to_contract
from models.country import CountryPack
from models.invoice import Extraction, readings

#: Fields whose digits count, not how they are grouped.
GROUPED = frozenset({"lines.person", "person", "supplier.bank_account", "supplier.iban", "supplier.vat_number", "buyer_gln"})
#: One printed sum may be given under several of these names.
SUMS = ("net", "total", "payable")
#: Not in the truth of a labelled set, so nothing can be said of them; a document may name more in `open`.
UNLABELLED = frozenset(
    {"prepaid", "buyer_gln", "person", "rounding", "payment_reference", "accounting_cost", "supplier.payment_slip"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """One value that was given. `share` is train, tune or test; `engine` is text or ocr."""

    share: str
    layout: str
    document: str
    engine: str
    field: str
    evidence: tuple[str, ...]
    given: float
    right: bool


def collect(folders: Iterable[Path], packs: Sequence[CountryPack], cache: Path | None = None) -> Iterator[Case]:
    """Read every labelled document in the folders (and their shares) and yield its cases."""
    for folder in folders:
        for truths in sorted(folder.rglob("truth.jsonl")):
            for line in truths.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                yield from _of_document(truths.parent / row["path"], row, packs, cache)


def _of_document(path: Path, row: Mapping[str, Any], packs: Sequence[CountryPack], cache: Path | None) -> Iterator[Case]:
    # Sets made with other seeds hold files of the same names.
    document = f"{path.parent.parent.name}/{path.name}"
    kept = cache / f"{path.parent.parent.name}-{path.parent.name}-{path.name}.json" if cache else None
    if kept and kept.is_file() and kept.stat().st_mtime > path.stat().st_mtime:
        stored = json.loads(kept.read_text(encoding="utf-8"))
        yield from (Case(**{**each, "evidence": tuple(each["evidence"]), "document": document}) for each in stored)
        return
    pack = next(each for each in packs if each.code == row["country"])
    options = ReadOptions(pack, tuple(packs), use_xml=False)
    extraction = read_document(path.read_bytes(), name=path.name, options=options)
    cases = list(cases_of(extraction, row, document))
    if kept:
        kept.write_text(json.dumps([_plain(case) for case in cases]), encoding="utf-8")
    yield from cases


def _plain(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__dataclass_fields__}


def cases_of(extraction: Extraction, row: Mapping[str, Any], document: str) -> Iterator[Case]:
    """Compare what was read with the truth in the form of the contract (`ours`)."""
    truth: Mapping[str, Any] = row["ours"]
    about = (str(row["share"]), str(row["layout"]), document)
    given = to_contract(extraction, path=document, sha256=None, seconds=0, bar=1)
    places = _aligned(truth["lines"], given["lines"])
    engine = "ocr" if extraction.reader in BY_EYE else "text"
    right = truth["kind"] == given["kind"]
    yield Case(*about, engine, "kind", extraction.kind_evidence, extraction.kind_confidence, right)
    for path, reading in readings(extraction.invoice):
        verdict = _verdict(path, truth, given, places)
        if verdict is not None:
            yield Case(*about, engine_of(reading), field_of(path), reading.evidence, reading.confidence, verdict)


def _aligned(wanted: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return which of the true lines each line is, by their amounts in order."""
    ours, theirs = [line["amount"] for line in given], [line["amount"] for line in wanted]
    if len(ours) == len(theirs):
        return dict(enumerate(range(len(ours))))
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _verdict(path: str, truth: Mapping[str, Any], given: Mapping[str, Any], places: Mapping[int, int]) -> bool | None:
    """Whether the value at a path is right; None where the truth cannot say."""
    parts = path.split(".")
    if field_of(path) in UNLABELLED or parts[0] in truth.get("open", ()):
        return None
    if parts[0] == "lines":
        return _line_verdict(parts[2], int(parts[1]), truth, given, places)
    holder, mine = (truth["supplier"], given["supplier"]) if parts[0] == "supplier" else (truth, given)
    wanted, value = holder.get(parts[-1]), mine[parts[-1]]
    if wanted is not None:
        return same(field_of(path), wanted, value)
    if parts[-1] in SUMS:
        return any(value == truth[name] for name in SUMS)
    if parts[-1] == "currency":
        return bool(value == {"dk": "DKK", "gb": "GBP"}[_country(truth)])
    if field_of(path) == "period":
        own = {(line["period_start"], line["period_end"]) for line in truth["lines"]}
        return own == {(given["period_start"], given["period_end"])}
    return False


def _country(truth: Mapping[str, Any]) -> str:
    return "dk" if any(line["legal_basis"] for line in truth["lines"]) else "gb"


def _line_verdict(
    name: str, place: int, truth: Mapping[str, Any], given: Mapping[str, Any], places: Mapping[int, int]
) -> bool | None:
    if place not in places:
        return False if name == "amount" else None
    wanted, value = truth["lines"][places[place]][name], given["lines"][place][name]
    if wanted is None and name in {"period_start", "period_end"}:
        wanted = truth[name]
    return wanted is not None and same(f"lines.{name}", wanted, value)


def same(field: str, wanted: object, given: object) -> bool:
    """Compare two printed values: spacing never counts, grouping not in numbers that are only looked up.

    >>> same("lines.person", "150331-4203", "1503314203"), same("number", "A-1", "A1")
    (True, False)
    """
    first, second = (" ".join(str(each).split()).casefold() for each in (wanted, given))
    if field in GROUPED:
        first, second = ("".join(letter for letter in each if letter.isalnum()) for each in (first, second))
    if field == "lines.text":
        # A supplier's line may say more than the name of the service; it must not say less.
        return first in second
    if field in {"lines.quantity", "lines.unit_price"}:
        return float(first) == float(second)
    return first == second
