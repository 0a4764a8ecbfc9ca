"""What the page engine doubts is read again by the second reader, that which matters most first, as long as there is time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from extract.ocr.allowance import Allowance
from extract.ocr.engines import Token
from extract.ocr.fusion import How, Settled, same_text, settle, wants_second
from extract.ocr.rereading import Heard, Rereader, Second
from extract.ocr.rows import Row, broken_rows, hear_row, settle_row
from extract.ocr.sheet import Grey, Sheet
from extract.side_by_side import parts_in_order

#: Paper left around a token that is read again, in points.
PAD = 0.7
#: A number that the page engine read with less confidence than this is doubtful.
DOUBTFUL_NUMBER = 0.9
#: A box that is drawn too narrow misses so much of a letter at the most; a reading so many letters.
EDGE, MOST_LOST = 1.2, 2
#: A row wider than this, in points, is a sentence rather than a label, a name or a number.
SENTENCE = 150.0


def second_look(
    sheet: Sheet, tokens: Sequence[Token], second: Rereader | None, allowance: Allowance | None = None, jobs: int = 1
) -> list[Settled]:
    """Settle the tokens of a page between the engines; `jobs` things are read again side by side.

    Rows of broken print are read as wholes, and of what stands in no such row, or in one of which nothing was heard, what is
    doubtful and what the page engine saw nothing in.
    """
    if second is None:
        return [Settled(token) for token in tokens if token.text]
    allowance = allowance or Allowance(None)
    rows = broken_rows(sheet, tokens)
    pieces = {id(piece) for row in rows for piece in row.pieces}
    wanted = [each for each, after in zip_longest(tokens, tokens[1:]) if wants_second(each) and not _opens_words(each, after)]
    heard, seconds = _hear(sheet, [*rows, *(each for each in wanted if id(each) not in pieces)], second, allowance, jobs)
    rows = [row for row in rows if heard.get(id(row))]
    pieces = {id(piece) for row in rows for piece in row.pieces}
    silent = [each for each in wanted if id(each) not in pieces and id(each) not in seconds]
    seconds |= _hear(sheet, silent, second, allowance, jobs)[1]
    settled, left = list[Settled](), list(tokens)
    for row in rows:
        settled += settle_row(row, heard[id(row)], left)
        taken = set(map(id, row.pieces))
        left = [token for token in left if id(token) not in taken]
    asked = set(map(id, wanted))
    settled += [_settled(token, seconds.get(id(token))) if id(token) in asked else Settled(token) for token in left]
    return [each for each in settled if each.token.text]


def _hear(
    sheet: Sheet, things: Sequence[Row | Token], second: Rereader, allowance: Allowance, jobs: int
) -> tuple[dict[int, list[Heard]], dict[int, Second]]:
    """Let the second reader read rows and tokens, that which matters most first, until the time is used up."""

    def hear(thing: Row | Token) -> list[Heard] | Second | None:
        if not allowance.holds():
            return None
        if isinstance(thing, Row):
            return hear_row(thing, second)
        return _hear_token(sheet, thing, second)

    ordered = sorted(things, key=lambda thing: urgency(thing, sheet.scale))
    found = parts_in_order(hear, ordered, jobs)
    answers: list[tuple[int, list[Heard] | Second | None]] = list(zip(map(id, ordered), found, strict=True))
    return (
        {thing: answer for thing, answer in answers if isinstance(answer, list)},
        {thing: answer for thing, answer in answers if isinstance(answer, Second)},
    )


def _hear_token(sheet: Sheet, token: Token, second: Rereader) -> Second:
    """Let the second reader read a token; where it misses what begins or ends it, the page engine may have drawn its box too narrow.

    Then it reads on a wider piece of paper, and is heard where both agree.
    """
    (found,) = second.read([_crop(sheet, token)])
    if not misses_an_edge(token.text, found.text):
        return found
    (wide,) = second.read([_crop(sheet, token, letters=EDGE)])
    return wide if same_text(token.text, wide.text.replace(" ", "")) else found


def misses_an_edge(first: str, other: str) -> bool:
    """Say whether a second reading of a number is the first one without a letter or two at its begin or end.

    >>> misses_an_edge("150431-6072", "50431-6072"), misses_an_edge("1.234,50", "1.284,50")
    (True, False)
    """
    text = other.replace(" ", "")
    lost = len(first) - len(text)
    return bool(text) and 0 < lost <= MOST_LOST and text[-1].isdigit() and (first.endswith(text) or first.startswith(text))


def urgency(thing: Row | Token, scale: float) -> tuple[int, float]:
    """Return what sorts first what an invoice is paid by: doubtful numbers, then short rows, numbers, words and at last sentences.

    Of one kind the narrow come first: what the second reader takes grows with the width.
    """
    tokens = thing.pieces if isinstance(thing, Row) else (thing,)
    width = thing.run.right - thing.run.left if isinstance(thing, Row) else thing.right - thing.left
    numbers = [token for token in tokens if any(letter.isdigit() for letter in token.text)]
    if any(token.confidence < DOUBTFUL_NUMBER for token in numbers):
        return 0, width
    if not numbers and width <= SENTENCE * scale and (isinstance(thing, Row) or not thing.text):
        return 1, width
    return (2 if numbers else 3 if width <= SENTENCE * scale else 4), width


def _settled(token: Token, heard: Second | None) -> Settled:
    """Settle a token that was to be read again, with what was heard where there was time."""
    return Settled(token, How.UNHEARD) if heard is None else settle(token, heard)


def _opens_words(token: Token, following: Token | None) -> bool:
    """Say whether this is the word `I` of `I alt`: alone it looks like a one, and only who read the row can tell."""
    if token.text != "I" or following is None or not following.text.islower():
        return False
    high = token.bottom - token.top
    return abs(following.bottom - token.bottom) < high / 2 and 0 < following.left - token.right < high


def _crop(sheet: Sheet, token: Token, letters: float = 0.0) -> Grey:
    """Return the piece of paper around a token, wider by so many of its letters at either end."""
    pad = round(PAD * sheet.scale)
    room = pad + round(letters * (token.right - token.left) / max(1, len(token.text)))
    top, bottom = max(0, int(token.top) - pad), int(token.bottom) + pad + 1
    left, right = max(0, int(token.left) - room), int(token.right) + room + 1
    crop = sheet.pixels[top:bottom, left:right]
    return crop if crop.size else np.full((8, 8), 255, np.uint8)
