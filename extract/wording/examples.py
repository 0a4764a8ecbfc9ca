"""The wordings that the classifier is trained and scored on: own writing, in plain files that people can read and extend.

    === style language
    --- kind
    words as such a document has them

A style is one kind of writer. Styles never cross the shares `train`, `tune` and `test`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.invoice import DocumentKind

DATA = Path(__file__).parent / "data"
SHARES = ("train", "tune", "test")
#: What the classifier tells apart; direct-payment statements are known by their form (`extract.statements`).
KINDS = tuple(kind for kind in DocumentKind if kind is not DocumentKind.DP_STATEMENT)


@dataclass(frozen=True, slots=True)
class Wording:
    """Some words of a document, and what it is."""

    style: str
    language: str
    kind: DocumentKind
    text: str


def load(share: str) -> list[Wording]:
    """Return a share of the wordings."""
    return list(_parse((DATA / f"{share}.txt").read_text(encoding="utf-8")))


def _parse(text: str) -> Iterator[Wording]:
    style = language = ""
    for block in re.split(r"^(?=(?:---|===) )", text, flags=re.MULTILINE):
        head, _, body = block.partition("\n")
        if head.startswith("=== "):
            _, style, language = head.split()
        elif head.startswith("--- "):
            yield Wording(style, language, DocumentKind(head[4:].strip()), body.strip())
