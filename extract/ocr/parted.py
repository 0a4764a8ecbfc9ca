"""What an engine parted and should not have, and the other way round: numbers cut at their marks, and cells read as one word over the line between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.document import Box, Word

#: A word begins farther off than this share of the width of a letter before it; a digit behind a comma stands nearer.
NEAR = 0.65
#: Type of one width is told from so many words at least of so many letters, half of which differ by no more than this share; the ink of a word
#: is narrower than the room of its letters by so much, in points.
ENOUGH, LONG, SPREAD, SIDES = 12, 6, 0.06, 1.0
#: In such type what stands nearer than so many letters goes on: after a blank the next letter is two away.
NEXT = 1.5
#: No blank is as narrow as this share of the height of the type: `F-` and `0639`.
TIGHT = 0.1
#: Figures that share this much of their width with a longer number were read twice.
DOUBLE = 0.7
#: A line down the page is no wider than this, in points, and stands within so many letters of where one of two cells ends.
THIN, ABOUT = 3.0, 1.6
#: What is left of a line between two cells is read as one of these.
_LINE = "l|I!i"
_BORDER = re.compile(r"(?P<first>-?\d[\d.,]*)(?P<rest>[|!\]]?[^\W\d]{2,}\.?)")
_HEADINGS = re.compile(r"(?P<first>[A-ZÆØÅ]?[a-zæøå.]{2,}?)(?P<rest>[|!\]lIi]?[A-ZÆØÅ][a-zæøå.]{2,})")
_OPEN, _REST = re.compile(r".*\d[.,/-]|\d{1,3}:"), re.compile(r"[.,/-]?\d.*|:\d\d")
#: A word is too wide for its letters from this many times what letters take on the page; then a gap is in it that nobody saw.
TOO_WIDE, KNOWN = 1.35, 4
_MONEY = r"-?\d{1,3}(?:(?:\.?\d{3})*,|(?:,?\d{3})*\.)\d\d"
#: How the words of two cells end and begin: an amount and an amount, a word and an amount, a unit and the sign for each.
_CELLS = re.compile(rf"(?P<first>{_MONEY}|[^\W\d]{{2,}}[.,]?)(?P<rest>{_MONEY})|(?P<unit>[^\W\d_]{{2,}}\.?)(?P<sign>[àáâå@])")
#: What a line beside a number is read as.
_BESIDE = re.compile(rf"[|\[\]]?(?P<number>{_MONEY})[|\[\]]?")
_NUMBER = re.compile(r"-?\d[\d.,]*")


def whole_numbers(words: Sequence[Word]) -> list[Word]:
    """Join what is one number: `4,726.` and `52`. It is as certain as the less certain of its parts.

    >>> from models.document import Box
    >>> [w.text for w in whole_numbers([Word("4,726.", Box(0, 0, 36, 7), 0.9), Word("52", Box(39, 0, 50, 7), 0.8)])]
    ['4,726.52']
    >>> [w.text for w in whole_numbers([Word("2,", Box(0, 0, 12, 7), 0.9), Word("3", Box(20, 0, 26, 7), 0.8)])]
    ['2,', '3']
    """
    words = _without_doubles(words)
    pitch = letter_pitch(words)
    starts = [word for word in words if _REST.fullmatch(word.text)]
    taken: set[int] = set()
    whole: dict[int, Word] = {}
    # From the left, so that who begins a number finds what goes on with it before that finds its own rest.
    for word in sorted(words, key=lambda each: each.box.left):
        if id(word) in taken:
            continue
        number = word
        while number.text[-1:].isalnum() or _OPEN.fullmatch(number.text):
            rest = next(
                (each for each in starts if id(each) not in taken and each is not word and _goes_on(number, each, pitch)), None
            )
            if rest is None:
                break
            taken.add(id(rest))
            box, least = number.box.union(rest.box), min(number.confidence, rest.confidence)
            number = replace(number, text=number.text + rest.text, box=box, confidence=least)
        whole[id(word)] = number
    return [whole[id(word)] for word in words if id(word) in whole]


def letter_pitch(words: Sequence[Word]) -> float:
    """Return how far apart letters stand, in points, on a page in type of one width; 0 where letters are of many widths.

    >>> letter_pitch([Word("i" * count, Box(0, 0, 6 * count - 1, 9), 0.9) for count in range(6, 26)])
    6.0
    >>> letter_pitch([Word("i" * count, Box(0, 0, 4 * count + 30, 9), 0.9) for count in range(6, 26)])
    0.0
    """
    found = sorted((word.box.width + SIDES) / len(word.text) for word in words if len(word.text) >= LONG)
    if len(found) < ENOUGH:
        return 0.0
    low, high = found[len(found) // 4], found[len(found) * 3 // 4]
    return found[len(found) // 2] if high <= (1 + SPREAD) * low else 0.0


def _without_doubles(words: Sequence[Word]) -> list[Word]:
    """Leave out figures that are seen in the place of the last ones of a longer number: the same ink was read twice."""
    figures = [word for word in words if word.text.isdigit()]
    longer = [word for word in words if _NUMBER.fullmatch(word.text)]
    double = {
        id(word)
        for word in figures
        for other in longer
        if len(other.text) > len(word.text)
        and other.text.endswith(word.text)
        and other.box.top < word.box.middle < other.box.bottom
        and min(word.box.right, other.box.right) - max(word.box.left, other.box.left) > DOUBLE * word.box.width
    }
    return [word for word in words if id(word) not in double]


def _goes_on(word: Word, rest: Word, pitch: float) -> bool:
    """Say whether a word goes on with a number that another one begins: one of the two has the mark between them."""
    box = word.box
    gap, low = rest.box.left - box.right, min(box.height, rest.box.height)
    if gap < 0 or abs(rest.box.middle - box.middle) >= 0.5 * low:
        return False
    if rest.text.startswith("-") and word.text[-1:].isalnum() and gap <= TIGHT * low:
        return True
    marked = _OPEN.fullmatch(word.text) and rest.text[:1].isdigit()
    if pitch and (marked or (word.text[-1:].isdigit() and not rest.text[:1].isdigit())):
        return gap + _half(word.text[-1], pitch) + _half(rest.text[0], pitch) < NEXT * pitch
    return bool(marked) and gap <= NEAR * box.width / len(word.text)


def _half(letter: str, pitch: float) -> float:
    """Return half of what the ink of a figure, or of a mark, takes of the room of a letter in type of one width."""
    return (0.42 if letter.isalnum() else 0.15) * pitch


def parted_at_lines(words: Sequence[Word], lines: Sequence[Box]) -> list[Word]:
    """Part what a drawn line crosses between a number and letters, or two headings: in narrow cells `310,50` and `timer` touch the line between them.

    >>> words = parted_at_lines([Word("310,50timer", Box(0, 0, 55, 8), 0.9)], [Box(30, -5, 31, 20)])
    >>> [(word.text, round(word.box.left), round(word.box.right)) for word in words]
    [('310,50', 0, 30), ('timer', 30, 55)]
    >>> [word.text for word in parted_at_lines([Word("310,50timer", Box(0, 0, 55, 8), 0.9)], [Box(8, -5, 9, 20)])]
    ['310,50timer']
    """
    upright = [line for line in lines if line.width <= THIN < line.height]
    widths = sorted(word.box.width / len(word.text) for word in words if len(word.text) >= KNOWN)
    letter = widths[len(widths) // 2] if widths else 0.0
    return [part for word in words for part in _parted(_without_line(word), upright, letter)]


def _without_line(word: Word) -> Word:
    """Return an amount without what a line beside it was read as: `259.25|`."""
    found = _BESIDE.fullmatch(word.text)
    return replace(word, text=found["number"]) if found else word


def _parted(word: Word, lines: Sequence[Box], usual: float) -> Iterator[Word]:
    box = word.box
    crossing = [line for line in lines if line.top <= box.middle <= line.bottom and box.left + 1 < line.centre < box.right - 1]
    if crossing and box.width > TOO_WIDE * usual * len(word.text) and (cells := _CELLS.fullmatch(word.text)):
        yield from _apart(word, cells["first"] or cells["unit"], cells["rest"] or cells["sign"], usual)
        return
    border = _BORDER.fullmatch(word.text) or _HEADINGS.fullmatch(word.text)
    if border is None or len(crossing) != 1:
        yield word
        return
    letter, cut = box.width / len(word.text), crossing[0].centre
    if abs(box.left + letter * border.end("first") - cut) > ABOUT * letter:
        yield word
        return
    yield replace(word, text=border["first"], box=replace(box, right=cut))
    yield replace(word, text=border["rest"].lstrip(_LINE) or border["rest"], box=replace(box, left=cut))


def _apart(word: Word, first: str, rest: str, usual: float) -> Iterator[Word]:
    """Yield the words at both ends of one that is far too wide: each is as wide as its letters."""
    box = word.box
    yield replace(word, text=first, box=replace(box, right=box.left + usual * len(first)))
    yield replace(word, text=rest, box=replace(box, left=box.right - usual * len(rest)))
