"""Words become rows, and rows fall into cells: what stands side by side, and what is set apart by white space."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from extract.asides import apart
from extract.once import once
from extract.tokens import Token, tokens_of
from models.document import Box, Page, Word, box_around
from models.value import quickly_made

#: Words nearer than this share of their height belong to one cell.
CELL_GAP = 0.9
#: Type of one width leaves a letter's room between words, wherever its letters are low: on a scan that counts as so many letters' widths of height.
LETTERS_HIGH = 1.5
#: A label's words stand nearer to each other than so many line heights.
WIDE = 1.2
#: A drawn line is no wider than this, in points, and may touch the words beside it by so much.
THIN = 3.0
BAR = 1.0
#: A page with more lines than this is a drawing: only so many are looked at.
MOST_RULES = 4000
#: Words that are only a mark set facts on one row apart: `Faktura nr. 88 · Dato 02.07.26`.
MARKS_APART = frozenset("·•∙|¦●")
#: Letters set apart (`R E C H N U N G`) are one word when at least so many stand in a row.
SPACED_LETTERS = 4
#: Marks inside a number of a document; and how much more room, in line heights, parts two words that are set so.
MARKS_OF_NUMBERS, WORD_GAP = ".:/-", 0.25
#: Letters of one word follow each other within this share of their height.
TOUCHING = 0.02
#: Words of one type on one line differ in height and place by no more than this share of their height.
LEVEL = 0.05
_LEADERS = re.compile(r"^[._=…·\-]{3,}|[._=…·]{3,}$|^\.{2}$")
_GLUED = re.compile(r"^([^\W\d_][\w.\-/ ]{1,30}):(?!//)(\S+)$")
#: A word on a scan is too tall when its box is so many times as high as one of its letters is wide, of so many letters at least; such a box
#: says no more than that the middle of its letters lies within this share of its height from its own.
TALL, LEAST_LETTERS, REACH_OF_TALL = 4.2, 4, 0.2
#: Figures are all of one width, so less says that the box of a sum is too tall, and its middle may lie farther off.
TALL_SUM, REACH_OF_SUM = 3.0, 0.28


@quickly_made
@dataclass(frozen=True)
class Cell:
    """Words that stand together on one row."""

    words: tuple[Word, ...]

    @once
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @once
    def box(self) -> Box:
        """The rectangle around all words."""
        return around(self.words)


@quickly_made
@dataclass(frozen=True)
class Row:
    """All words at one height of one page, from left to right. `index` counts rows through the document."""

    page: int
    index: int
    words: tuple[Word, ...]
    #: Where drawn lines stand upright across the row, from left to right: between two words one parts their cells.
    bars: tuple[float, ...] = ()

    @once
    def box(self) -> Box:
        """The rectangle around all words."""
        return around(self.words)

    @once
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @once
    def tokens(self) -> tuple[Token, ...]:
        """The words in the form in which labels are compared."""
        return tuple(tokens_of(self.words))

    @once
    def token_texts(self) -> tuple[str, ...]:
        """The tokens without the words they came from."""
        return tuple(token.text for token in self.tokens)

    @once
    def scanned(self) -> bool:
        """Whether an engine was not certain of a word."""
        return any(word.confidence < 1 for word in self.words)

    @once
    def stretches(self) -> list[int]:
        """For each token the place where its stretch ends: a label does not reach over the white space between columns."""
        tokens, words = self.tokens, self.words
        end = len(tokens)
        result = [end] * end
        for place in range(end - 1, 0, -1):
            result[place] = end
            before, word = words[tokens[place - 1].word], words[tokens[place].word]
            apart = word.box.left - before.box.right > WIDE * min(_size(word), _size(before))
            if apart or self.parted(before.box, word.box):
                end = place
        if result:
            result[0] = end
        return result

    @once
    def labels(self) -> dict[int, Any]:
        """The labels that were found on the row, by the index they were sought in (`extract.vocabulary.find_labels`)."""
        return {}

    @once
    def placed(self) -> list[Any]:
        """Under which heading each number stands, for the head it was last asked for (`extract.cells.placed`)."""
        return []

    @once
    def height(self) -> float:
        """The height of an ordinary letter of this row."""
        heights = sorted(word.box.height for word in self.words)
        return heights[len(heights) // 2]

    @once
    def cells(self) -> tuple[Cell, ...]:
        """The row split at gaps that are wider than a space."""
        groups: list[list[Word]] = []
        for word in self.words:
            last = groups[-1][-1] if groups else None
            near = last and word.box.left - last.box.right <= CELL_GAP * min(_size(last), _size(word))
            if last and near and not self.parted(last.box, word.box):
                groups[-1].append(word)
            else:
                groups.append([word])
        return tuple(Cell(tuple(group)) for group in groups)

    def cell_of(self, word: Word) -> Cell:
        """Return the cell in which a word stands."""
        return next(cell for cell in self.cells if word in cell.words)

    def part_of(self, word: Word) -> Cell:
        """Return the cell in which a word stands, or what marks set apart in it."""
        words = self.cell_of(word).words
        place = words.index(word)
        marks = [index for index, each in enumerate(words) if each.text in MARKS_APART and index != place]
        first = max((index + 1 for index in marks if index < place), default=0)
        return Cell(words[first : min((index for index in marks if index > place), default=len(words))])

    def parted(self, left: Box, right: Box) -> bool:
        """Say whether a drawn line stands between two places of the row."""
        return any(left.right - BAR < bar < right.left + BAR for bar in self.bars)


def _size(word: Word) -> float:
    """Return how high the print of a word is: a text layer says it, on a scan only its ink is seen, and how wide its letters are set."""
    if word.confidence >= 1 or len(word.text) < 2:
        return word.box.height
    return max(word.box.height, LETTERS_HIGH * word.box.width / len(word.text))


def around(words: Iterable[Word]) -> Box:
    """Return the smallest box around the words; there must be at least one."""
    return box_around([word.box for word in words])


def rows_of(pages: Sequence[Page]) -> tuple[Row, ...]:
    """Return the rows of all pages from top to bottom."""
    rows: list[Row] = []
    for page in pages:
        standing = upright([rule.box for rule in page.rules[:MOST_RULES]])
        for words in (each for group in apart(page) for each in _rows(group)):
            if not words:
                continue
            rows.append(Row(page.number, len(rows), tuple(words), bars_of(words, standing)))
    return tuple(rows)


def upright(drawn: Iterable[Box]) -> list[Box]:
    """Return the lines that stand upright."""
    return [box for box in drawn if box.width <= THIN and box.height > THIN]


def bars_of(words: Sequence[Word], standing: Sequence[Box]) -> tuple[float, ...]:
    """Return where drawn lines cross a row between its first and its last word."""
    if not standing:
        return ()
    middle, left, right = words[0].box.middle, words[0].box.right, max(word.box.left for word in words)
    return tuple(
        sorted({round(box.centre, 1) for box in standing if box.top <= middle <= box.bottom and left <= box.centre <= right})
    )


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Put words on one row when the middle of the lower one lies inside the higher one, and the other way round."""
    rows: list[list[Word]] = []
    #: The middle of the first word of each row, its height, and how far another middle may lie from it at the most.
    anchors: list[tuple[float, float, float]] = []
    for word in sorted(words, key=lambda each: (each.box.middle, each.box.left)):
        if not word.text.strip():
            continue
        middle, height = word.box.middle, word.box.height
        reach = _reach(word)
        place = _row_for(middle, height, reach, anchors)
        if place is None and rows and _level(rows[-1][-1], word):
            place = len(rows) - 1
        if place is None:
            rows.append([word])
            anchors.append((middle, height, reach))
        else:
            rows[place].append(word)
            other, high, far = anchors[place]
            anchors[place] = (other, high, max(far, reach))
    return [tidy(sorted(row, key=lambda each: each.box.left)) for row in rows]


def _level(before: Word, word: Word) -> bool:
    """Whether two words of a text layer are of one type on one line: larger type that begins the row lies a little higher than both."""
    printed = before.confidence == word.confidence == 1
    high, other = before.box, word.box
    return (
        printed
        and abs(high.middle - other.middle) < LEVEL * other.height
        and abs(high.height - other.height) < LEVEL * other.height
        and (high.right < other.left or other.right < high.left)
    )


def _row_for(middle: float, height: float, reach: float, anchors: list[tuple[float, float, float]]) -> int | None:
    for place in range(len(anchors) - 1, max(-1, len(anchors) - 4), -1):
        other, high, far = anchors[place]
        if abs(other - middle) <= max(0.45 * min(high, height), reach, far):
            return place
    return None


def _reach(word: Word) -> float:
    """Return how far the middle of a word that was seen may lie from that of its letters: where it is far higher than they are wide, its box holds the edge of a panel."""
    if word.confidence >= 1 or len(word.text) < LEAST_LETTERS:
        return 0.0
    figures = 2 * sum(map(str.isdigit, word.text)) > len(word.text)
    tall, reach = (TALL_SUM, REACH_OF_SUM) if figures else (TALL, REACH_OF_TALL)
    return reach * word.box.height if word.box.height > tall * word.box.width / len(word.text) else 0.0


def joined(words: Sequence[Word]) -> Word:
    """Return one word for several that belong together without a space."""
    return replace(
        words[0],
        text="".join(word.text for word in words),
        box=around(words),
        confidence=min(word.confidence for word in words),
    )


def tidy(words: Sequence[Word]) -> list[Word]:
    """Take leaders away, join letters that are set apart, part a label from a value glued to its colon."""
    result: list[Word] = []
    for word in _join_spaced(list(_join_touching([each for each in map(_without_leaders, words) if each is not None]))):
        found = _GLUED.match(word.text) if ":" in word.text and 3 < len(word.text) < 80 else None
        if found:
            share = (found.end(1) + 1) / len(word.text)
            middle = word.box.left + word.box.width * share
            result.append(replace(word, text=found[1] + ":", box=replace(word.box, right=middle)))
            result.append(replace(word, text=found[2], box=replace(word.box, left=middle)))
        else:
            result.append(word)
    return result


def _without_leaders(word: Word) -> Word | None:
    """Take away the dots that lead the eye from a label to its value, and lines drawn with letters."""
    if word.text.isalnum():
        return word
    found = _LEADERS.search(word.text)
    if found is None:
        return word
    plain = _LEADERS.sub("", word.text)
    if not plain:
        return None
    size = word.box.width / len(word.text)
    left = word.box.left + size * found.end() if found.start() == 0 else word.box.left
    return replace(word, text=plain, box=replace(word.box, left=left, right=left + size * len(plain)))


def _join_touching(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words of a text layer, two as one where the second goes on in small letters right where the first ends: a row of small print between their lines tore them apart."""
    last: Word | None = None
    for word in words:
        if last is not None and _touches(last, word):
            last = joined((last, word))
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last


def _touches(first: Word, second: Word) -> bool:
    return (
        second.text[0].islower()
        and first.text[-1].isalpha()
        and abs(second.box.left - first.box.right) < TOUCHING * first.box.height
        and first.confidence == second.confidence == 1
        and abs(first.box.bottom - second.box.bottom) < TOUCHING * first.box.height
    )


def _join_spaced(words: Sequence[Word]) -> list[Word]:
    """Join what is set letter by letter, `R E C H N U N G  N R .  2 0 2 6 / 1 1 4`, to words; figures and marks alone may be columns."""
    result: list[Word] = []
    run: list[Word] = []

    def finish() -> None:
        spaced = sum(word.text.isalpha() for word in run) >= SPACED_LETTERS
        result.extend(map(joined, _spaced_words(run)) if spaced else run)
        run.clear()

    for word in words:
        single = len(word.text) == 1 and (word.text.isalnum() or word.text in MARKS_OF_NUMBERS)
        if not single or (run and word.box.left - run[-1].box.right > 1.2 * word.box.height):
            finish()
        if single:
            run.append(word)
        else:
            result.append(word)
    finish()
    return result


def _spaced_words(run: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the words of a run of letters: they are parted where the room is plainly wider than between letters."""
    gaps = [right.box.left - left.box.right for left, right in pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 2]
    first = 0
    for place, gap in enumerate(gaps, 1):
        if gap > max(2 * usual, usual + WORD_GAP * run[place].box.height):
            yield run[first:place]
            first = place
    yield run[first:]


def words_at(row: Row, start: int, end: int) -> list[Word]:
    """Return the words of a row between two places of its text."""
    result = []
    place = 0
    for word in row.words:
        if place < end and place + len(word.text) > start:
            result.append(word)
        place += len(word.text) + 1
    return result
