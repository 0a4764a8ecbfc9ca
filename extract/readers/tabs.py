"""Paragraphs of a Word file whose words are set apart by tabs: each word stands at the stop that its tabs lead to, in a column with those of the next paragraphs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.readers.paper import Line, Piece

#: Stops stand so far apart where a paragraph sets none, and a letter is about so wide, in twentieths of a point.
APART, LETTER = 720, 106
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def stops_of(paragraph: Any) -> tuple[int, ...]:
    """Return where a paragraph sets stops of its own, in twentieths of a point from its edge."""
    found = paragraph.findall(f"{_W}pPr/{_W}tabs/{_W}tab")
    places = [each.get(f"{_W}pos") for each in found if each.get(f"{_W}val") not in {"clear", "bar"}]
    return tuple(sorted(int(place) for place in places if place and place.isdigit()))


@dataclass
class Run:
    """Lines with tabs that follow each other, to be laid out together."""

    lines: list[tuple[str, tuple[int, ...], str]] = field(default_factory=list)

    def add(self, text: str, stops: tuple[int, ...], origin: str) -> None:
        """Take one more line in."""
        self.lines.append((text, stops, origin))

    def block(self) -> list[Line]:
        """Return the lines with their words in common columns, and be empty again."""
        lines, self.lines = self.lines, []
        counts = {text.count("\t") for text, *_ in lines}
        if len(counts) == 1 and len({stops for _, stops, _ in lines}) == 1:
            # All have the same tabs, so nobody need know how wide their words are.
            return [_by_count(text, origin) for text, _, origin in lines]
        placed = [(list(_placed(text, stops)), origin) for text, stops, origin in lines]
        columns = sorted({place for words, _ in placed for place, _ in words})
        return [_in_columns(words, columns, origin) for words, origin in placed]


def _by_count(text: str, origin: str) -> Line:
    return [Piece(part.strip(), origin) if part.strip() else None for part in text.split("\t")]


def _placed(text: str, stops: Sequence[int]) -> Iterator[tuple[int, str]]:
    r"""Yield each word group with the stop at which it stands.

    >>> list(_placed("Kost\t\t-180,00", [3000, 5000])), list(_placed("Hjælp til bad\t12", []))
    ([(0, 'Kost'), (5000, '-180,00')], [(0, 'Hjælp til bad'), (1440, '12')])
    """
    place = at = 0
    for number, part in enumerate(text.split("\t")):
        if number:
            own = bisect_right(stops, at)
            place = stops[own] if own < len(stops) else (at // APART + 1) * APART
        words = part.strip()
        at = place + len(words) * LETTER if words and place not in stops else place
        if words:
            yield place, words


def _in_columns(words: Sequence[tuple[int, str]], columns: Sequence[int], origin: str) -> Line:
    line: list[Piece | None] = [None] * len(columns)
    for place, text in words:
        line[columns.index(place)] = Piece(text, origin)
    return line
