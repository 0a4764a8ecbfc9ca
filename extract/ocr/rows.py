"""Rows of broken print read as wholes: where letters fell apart into dots, the page engine sees only pieces of them.

A coarse scan turns thin or pale letters into dots. Tokens of such a row are pieces of words, and to read each piece again helps little. Rows that
were read badly are looked for with their dots joined, and the second reader hears each as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.ocr.engines import Token
from extract.ocr.fusion import HEARD, TRUSTED, How, Settled, same_letters, same_text, settle
from extract.ocr.rereading import Heard, Rereader, Second
from extract.ocr.segments import Run, joined_runs
from extract.ocr.sheet import Sheet

#: A row whose letters the page engine read with less confidence than this, on average, was read badly.
BADLY = 0.8
#: As was one of which its tokens cover less than this share.
COVERED = 0.6
#: A row of print is not higher than this, in points, and not narrower than that: a mark alone is no row.
HIGHEST = 18.0
NARROWEST = 8.0
#: Two things stand in one place when they share so much of the narrower one.
SHARED = 0.3
#: Print in the languages we read: everything below the scripts of the far east.
_FOREIGN = re.compile(r"[\u2e80-\uffff]")
_OPEN_NUMBER, _REST = re.compile(r".*\d[.,]"), re.compile(r"\d.*")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read badly, and the pieces that the page engine saw of it."""

    run: Run
    pieces: tuple[Token, ...]


def broken_rows(sheet: Sheet, tokens: Sequence[Token]) -> list[Row]:
    """Return the rows of a sheet that the page engine read badly, from the top; no token is a piece of two."""
    found: list[Row] = []
    left = list(tokens)
    for run in joined_runs(sheet.pixels, sheet.scale):
        if not NARROWEST * sheet.scale <= run.right - run.left or run.bottom - run.top > HIGHEST * sheet.scale:
            continue
        mine = [token for token in left if _inside(token, run)]
        if _badly_read(run, mine):
            found.append(Row(run, tuple(mine)))
            taken = set(map(id, mine))
            left = [token for token in left if id(token) not in taken]
    return found


def hear_row(row: Row, second: Rereader) -> list[Heard]:
    """Let the second reader read a row as a whole."""
    return [word for word in _whole_numbers(second.read_row(row.run.pixels)) if not _FOREIGN.search(word.text)]


def settle_row(row: Row, heard: Sequence[Heard], others: Sequence[Token]) -> list[Settled]:
    """Settle what was heard of a row with its pieces; `others` are the tokens of other rows."""
    free = [token for token in others if token.text and not _inside(token, row.run)]
    return list(_settled(row.run, heard, [token for token in row.pieces if token.text], free))


def _inside(token: Token, run: Run) -> bool:
    middle, height = (token.left + token.right) / 2, (token.top + token.bottom) / 2
    return run.left <= middle <= run.right and run.top <= height <= run.bottom


def _badly_read(run: Run, tokens: Iterable[Token]) -> bool:
    letters = confidence = covered = 0.0
    for token in tokens:
        count = sum(letter.isalnum() for letter in token.text)
        letters, confidence = letters + count, confidence + count * token.confidence
        covered += token.right - token.left if token.text else 0
    return not letters or confidence < BADLY * letters or covered < COVERED * (run.right - run.left)


def _whole_numbers(words: Iterable[Heard]) -> Iterator[Heard]:
    """Join `1,` and `4500`: type of one width leaves as much room after a comma as after a word."""
    open_: Heard | None = None
    for word in words:
        if open_ and _OPEN_NUMBER.fullmatch(open_.text) and _REST.fullmatch(word.text):
            open_ = Heard(open_.text + word.text, open_.left, word.right, min(open_.confidence, word.confidence))
            continue
        if open_:
            yield open_
        open_ = word
    if open_:
        yield open_


def _settled(run: Run, heard: Sequence[Heard], tokens: Sequence[Token], others: Sequence[Token]) -> Iterator[Settled]:
    for words, pieces in _together(run, heard, tokens):
        if words and len(pieces) == 1:
            yield _one_piece(words, pieces[0])
        elif pieces and (not words or min(word.confidence for word in words) < HEARD):
            yield from (Settled(piece, How.FIRST) for piece in pieces)
        elif pieces:
            yield from (_row(run, word, pieces if len(words) == 1 else ()) for word in words)
        else:
            yield from (_found(run, word) for word in words if _stands_free(run, word, others))


def _one_piece(words: Sequence[Heard], piece: Token) -> Settled:
    """Settle one piece between the engines as any token; in a broken row the page engine is worth no more than it says."""
    text, confidence = " ".join(word.text for word in words), min(word.confidence for word in words)
    both = settle(piece, Second(text, confidence))
    if both.how is How.FIRST and piece.confidence < HEARD < confidence and not same_letters(piece.text, text):
        both = replace(both, token=replace(piece, text=text.replace(" ", "")), how=How.ROW)
    return both


def _found(run: Run, word: Heard) -> Settled:
    return Settled(_token(run, word, 0.0), How.FOUND, word.confidence)


def _stands_free(run: Run, word: Heard, others: Iterable[Token]) -> bool:
    """Say whether a word is certain, and nothing of another row stands in its place: a row may end within a word."""
    if word.confidence < TRUSTED or len(word.text) < 2:
        return False
    left, right, middle = run.left + word.left, run.left + word.right, (run.top + run.bottom) / 2
    return not any(each.left < right and each.right > left and each.top < middle < each.bottom for each in others)


def _token(run: Run, word: Heard, confidence: float) -> Token:
    return Token(word.text, run.left + word.left, float(run.top), run.left + word.right, float(run.bottom), confidence)


def _row(run: Run, word: Heard, pieces: Sequence[Token]) -> Settled:
    """Return a word of a row; where the pieces of the page engine spell the same, the two agree."""
    own = min((piece.confidence for piece in pieces), default=0.0)
    agreed = bool(pieces) and same_text("".join(piece.text for piece in sorted(pieces, key=lambda each: each.left)), word.text)
    return Settled(_token(run, word, own), How.AGREED if agreed else How.ROW, word.confidence)


def _together(run: Run, heard: Sequence[Heard], tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Heard], Sequence[Token]]]:
    """Yield words and tokens that stand in the same place, from the left; either may be empty."""
    things: list[tuple[float, float, Heard | Token]] = [(run.left + word.left, run.left + word.right, word) for word in heard]
    things += [(token.left, token.right, token) for token in tokens]
    groups: list[list[tuple[float, float, Heard | Token]]] = []
    for thing in sorted(things, key=lambda each: (each[0], each[1])):
        for group in reversed(groups[-4:]):
            if any(isinstance(thing[2], Token) != isinstance(other[2], Token) and _shared(thing, other) for other in group):
                group.append(thing)
                break
        else:
            groups.append([thing])
    for group in groups:
        yield (
            [each for _, _, each in group if isinstance(each, Heard)],
            [each for _, _, each in group if isinstance(each, Token)],
        )


def _shared(one: tuple[float, float, object], other: tuple[float, float, object]) -> bool:
    both = min(one[1], other[1]) - max(one[0], other[0])
    return both >= SHARED * min(one[1] - one[0], other[1] - other[0])
