"""The phrasings that the marker is trained and scored on: own writing, in plain files that people can read and extend.

    === style language
    <units 6 timer> á <price 850 kr.> for <person Ulla Jensen> (ID <id 607733>) <period i uge 12=2026-03-16/2026-03-22>

One phrasing a line. What stands behind `=` is the period that is meant, on a document of `ISSUED`; a period without it is one
that nobody could tell from the words. A style is one kind of writer. Styles never cross the shares `train`, `tune` and `test`.
In `train` a word in braces, `{person}`, stands for any of its kind in `lists.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extract.phrases.labels import Label
from models.period import Period

DATA = Path(__file__).parent / "data"
SHARES = ("train", "tune", "test")
#: The day of the document around the phrasings.
ISSUED = date(2026, 7, 6)
_MARK = re.compile(r"<(?P<label>[a-z]+) (?P<text>[^<>=]+)(?:=(?P<period>[\d/-]+))?>")


@dataclass(frozen=True, slots=True)
class Marked:
    """A span of a phrasing: what it says, and for a period the days that are meant."""

    label: Label
    start: int
    end: int
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A sentence as somebody writes it, with its spans."""

    style: str
    language: str
    text: str
    spans: tuple[Marked, ...]

    def texts(self, label: Label) -> list[str]:
        """Return the words of the spans with a label."""
        return [self.text[each.start : each.end] for each in self.spans if each.label is label]


def load(share: str) -> list[Phrasing]:
    """Return a share of the phrasings; those of `train` still have their braces."""
    return list(_parse((DATA / f"{share}.txt").read_text(encoding="utf-8")))


def lists() -> dict[str, list[str]]:
    """Return what may stand for a word in braces, by kind and language: `person da`."""
    result: dict[str, list[str]] = {}
    kind = ""
    for line in (DATA / "lists.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            kind = line[4:].strip()
            result[kind] = []
        elif line.strip():
            result[kind].append(line.strip())
    return result


def _parse(text: str) -> Iterator[Phrasing]:
    style = language = ""
    for line in text.splitlines():
        if line.startswith("=== "):
            _, style, language = line.split()
        elif line.strip():
            yield phrasing(line.strip(), style, language)


def phrasing(marked: str, style: str = "", language: str = "") -> Phrasing:
    """Return a phrasing from its marked form.

    >>> found = phrasing("<units 6 timer> i <period uge 12>")
    >>> found.text, [(each.label.value, each.start, each.end) for each in found.spans]
    ('6 timer i uge 12', [('units', 0, 7), ('period', 10, 16)])
    """
    text, spans, place = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[place : found.start()]
        start, place = len(text), found.end()
        text += found["text"]
        begins, _, ends = (found["period"] or "").partition("/")
        period = Period(date.fromisoformat(begins), date.fromisoformat(ends)) if begins else None
        spans.append(Marked(Label(found["label"]), start, len(text), period))
    return Phrasing(style, language, text + marked[place:], tuple(spans))
