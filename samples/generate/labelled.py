"""A larger labelled set, made on demand and kept outside the repository: every layout digital, scanned and photographed.

The set is split by layout: what is in `test` was drawn by functions whose pages nobody tuned on. Each share has its own `truth.jsonl`
with the fields by which readers are scored (`truth`), and the same document in the form of the reading contract (`ours`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random

from samples.generate import scans, truth
from samples.generate.invented import invent
from samples.generate.layouts import LAYOUTS, NOTICES, Layout
from samples.generate.layouts.core import Style
from samples.generate.notices import OPEN, invent_notice
from samples.generate.values import Doc

CAPTURES = (scans.OFFICE, scans.CLEAN, scans.PHOTO, scans.STAMPED, scans.FAX, scans.PHOTO, scans.OFFICE, scans.TURNED)
#: How many lines a page has room for; the layouts not named here break their tables over pages.
ROOM = {"ruled": 10, "banded": 11, "lineprinter": 14, "letter": 5, "wide": 12, "boxed": 5, "plain": 7, "slip": 7, "leaders": 2, "sidebar": 9,
        "cards": 6, "strip": 9, "centred": 7, "people": 9, "ledger": 26, "webtable": 26, "portal": 22, "prose": 6, "weeks": 12}  # fmt: skip

#: Every layout with the kind that it is for; None where it is for invoices and credit notes.
DRAWN: tuple[tuple[Layout, str | None], ...] = (*((each, None) for each in LAYOUTS), *NOTICES)


def write_set(folder: Path, count: int, seed: int, *, captured: bool = True, share: str | None = None) -> str:
    """Write the set, or one share of it, and say how many files there are of each share; without captures where only digital pages are wanted."""
    rows: dict[str, list[str]] = {"train": [], "tune": [], "test": []}
    for number in range(count):
        used, kind = DRAWN[number % len(DRAWN)]
        if share not in {None, used.share}:
            continue
        rng = Random(f"{seed}/{used.name}/{number}")
        for name, content, row in islice(_versions(used, kind, rng, number), None if captured else 1):
            target = folder / used.share / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            rows[used.share].append(json.dumps({"path": name, **row}, ensure_ascii=False))
    for share, lines in rows.items():
        if lines:
            (folder / share / "truth.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ", ".join(f"{share}: {len(lines)} files" for share, lines in rows.items())


def _versions(used: Layout, kind: str | None, rng: Random, number: int) -> Iterator[tuple[str, bytes, dict[str, object]]]:
    """The same document as it was made and as it was captured."""
    accent = f"#{rng.randrange(0x20, 0x80):02x}{rng.randrange(0x20, 0x80):02x}{rng.randrange(0x20, 0x80):02x}"
    doc, style = _invented(used, kind, rng)
    style = replace(style, accent=accent)
    pdf = used.draw(doc, style)
    capture = CAPTURES[(number // len(DRAWN)) % len(CAPTURES)]
    names = truth.printed(style)
    facts = {"share": used.share, "layout": used.name, "maker": used.maker, "country": used.country}
    stem = f"{used.name}-{number:04}"
    whole = _stated(doc, truth.reading(doc, names, style, reader="pdf-text"))
    yield f"{stem}.pdf", pdf, {**facts, "profile": "digital", "truth": scored(whole, doc), "ours": whole}
    first_page_only = capture.photo and _pages(pdf) > 1
    if first_page_only:
        capture = scans.OFFICE
    image = scans.capture(pdf, capture, number)
    ending, reader = ("jpg", "image-ocr") if capture.photo else ("pdf", "pdf-ocr")
    yield f"{stem}-{capture.name}.{ending}", image, {
        **facts, "profile": capture.name, "truth": scored(whole, doc), "ours": {**whole, "reader": reader},
    }  # fmt: skip


def _invented(used: Layout, kind: str | None, rng: Random) -> tuple[Doc, Style]:
    if kind is not None:
        return invent_notice(used, rng, kind)
    return invent(used, rng, ROOM.get(used.name.split("-")[1], 16)), used.style


def _stated(doc: Doc, whole: dict[str, object]) -> dict[str, object]:
    """Of notices only what has one answer is said: the kind, the day, the supplier (who sells and who pays is told by bills), what a reminder asks for."""
    if doc.kind in ("invoice", "credit-note"):
        return whole
    left = OPEN if doc.kind == "reminder" else (*OPEN, "payable")
    stated = {**whole, **dict.fromkeys(left), "lines": [], "open": list(left)}
    if doc.kind in ("remittance", "other"):
        supplier: dict[str, object] = whole["supplier"]  # type: ignore[assignment]  # a dictionary
        stated |= {"supplier": dict.fromkeys(supplier), "open": [*left, "supplier"]}
    return stated


def _pages(pdf: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))


def scored(reading: dict[str, object], doc: Doc) -> dict[str, object]:
    """The fields by which readers of invoices are compared; null where nothing is printed."""
    supplier: dict[str, object] = reading["supplier"]  # type: ignore[assignment]  # a dictionary
    lines: list[dict[str, object]] = reading["lines"]  # type: ignore[assignment]  # a list
    return {
        "invoice_number": reading["number"], "issue_date": reading["issued"], "due_date": reading["due"], "type_code": doc.kind,
        "currency": reading["currency"], "net": reading["net"], "vat": reading["tax"], "gross": reading["total"],
        "payable": reading["payable"], "seller": {"name": supplier["name"], "vat": supplier["vat_number"]},
        "iban": [supplier["iban"]] if supplier["iban"] else [], "lines": [{"line_total": line["amount"]} for line in lines],
    }  # fmt: skip
