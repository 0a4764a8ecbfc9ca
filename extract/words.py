"""The text layer of a PDF as words with boxes, drawn lines and the share of the page that pictures cover.

The loose character box is used: tight boxes tear words apart. pdfium aborts the process when memory runs out, so whoever
calls this does it in the sandbox, after its caps.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from models.document import Box, Rule, Word

#: pdfium's mark for a hyphen at the end of a line.
LINE_HYPHEN = 0x02
HYPHEN = 0x2D
#: How the same hyphen stands in a text that is asked for as a whole.
HYPHEN_IN_TEXT = 0xFFFE
#: The fields of pdfium's rectangle: left, top, right, bottom.
_CORNERS = struct.Struct("4f")
QUARTER = math.pi / 2
#: A character so far ahead of the word so far, or so far behind it, in shares of its size, begins another word.
APART = 0.28
BACK = 0.7
#: Characters that only part words.
SPACES = frozenset({0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF})
#: Signs that fonts of web pages give for others: hyphens of two further kinds, letters that are joined to one sign.
PLAINER = {
    0x2010: "-", 0x2011: "-",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "ft", 0xFB06: "st",
}  # fmt: skip
#: pdfium sees a space in gaps that are only badly kerned; a real one is wider than this share of the height.
KERNING = 0.14
#: Between a letter and a figure, which no font sets apart, a narrower one is: `INVOICE 4471`, the label set right and its number left.
KERNING_BEFORE_FIGURE = 0.07
#: Beyond this a page is not an invoice; the rest of its text is left out and the page says so.
MAX_CHARACTERS = 60_000
MAX_OBJECTS = 6_000
#: A path thinner than this, in points, is a drawn line.
THIN = 2.5
#: How deep pictures and lines are looked for inside form objects.
FORM_DEPTH = 3


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What one page of a PDF holds before anything is understood."""

    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    #: The share of the page that embedded pictures cover, 0 to 1.
    image_share: float
    #: Characters that stand for nothing readable: private use, replacement, control.
    odd_characters: int
    characters: int
    truncated: bool = False
    #: How many quarter turns to the right set the letters upright; width, height and places are those of the turned page.
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Placement:
    """Maps the page's own coordinates to points from the top left corner of the page as it is seen."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return the rectangle as seen."""
        if self.b == self.c == 0 and self.a > 0 > self.d:
            return Box(self.a * left + self.e, self.d * top + self.f, self.a * right + self.e, self.d * bottom + self.f)
        x1, y1 = self.a * left + self.c * bottom + self.e, self.b * left + self.d * bottom + self.f
        x2, y2 = self.a * right + self.c * top + self.e, self.b * right + self.d * top + self.f
        return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def read_layer(page: Any) -> TextLayer:
    """Read one open pypdfium2 page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    text_page = pdfium.FPDFText_LoadPage(page.raw)
    try:
        count = max(0, pdfium.FPDFText_CountChars(text_page))
        rotation = pdfium.FPDFPage_GetRotation(page.raw)
        turn = _text_turn(pdfium, text_page, count, rotation)
        placement = _placement(pdfium, page.raw, width, height, turn)
        if turn in {1, 3}:
            width, height = height, width
        words, odd = _words(pdfium, text_page, min(count, MAX_CHARACTERS), placement, (turn + rotation) % 4)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    rules, covered = _drawings(pdfium, page.raw, placement)
    return TextLayer(
        width=width,
        height=height,
        words=words,
        rules=rules,
        image_share=min(1.0, covered / (width * height)) if width * height > 0 else 0.0,
        odd_characters=odd,
        characters=count,
        truncated=count > MAX_CHARACTERS,
        turn=turn,
    )


def _placement(pdfium: Any, page: Any, width: float, height: float, turn: int) -> Placement:
    """Ask pdfium where three points land: page rotation and crop box are then right by construction."""
    if turn in {1, 3}:
        width, height = height, width
    scale = 1000

    def land(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (int(width * scale), int(height * scale))
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, turn, x, y, ctypes.byref(across), ctypes.byref(down))
        return across.value / scale, down.value / scale

    e, f = land(0, 0)
    ax, ay = land(1000, 0)
    cx, cy = land(0, 1000)
    return Placement((ax - e) / 1000, (ay - f) / 1000, (cx - e) / 1000, (cy - f) / 1000, e, f)


def _text_turn(pdfium: Any, text_page: Any, count: int, rotation: int) -> int:
    """Return how many quarter turns to the right set the letters upright, by asking about forty of them."""
    votes = [0, 0, 0, 0]
    for index in range(0, count, max(1, count // 40)):
        angle = pdfium.FPDFText_GetCharAngle(text_page, index)
        if angle >= 0:
            votes[round(angle / QUARTER) % 4] += 1
    best = votes.index(max(votes))
    return -(best + rotation) % 4 if votes[best] > sum(votes) * 0.8 else 0


def _words(  # noqa: C901 - one loop over every character: calls inside it are what costs
    pdfium: Any, text_page: Any, count: int, placement: Placement, turn: int
) -> tuple[tuple[Word, ...], int]:
    words: list[Word] = []
    letters: list[str] = []
    odd = first = 0
    low_x = low_y = high_x = high_y = 0.0
    rect = pdfium.FS_RECTF()
    place, page_at = ctypes.addressof(rect), ctypes.cast(text_page, ctypes.c_void_p).value
    # Letters that run up or down the paper follow each other along its height.
    ahead, back, aside = (0.0, 0.0, APART) if turn % 2 else (APART, BACK, 0.0)
    get_box, corners = _plain(pdfium.FPDFText_GetLooseCharBox), _CORNERS.unpack_from
    get_angle, made_up = _plain(pdfium.FPDFText_GetCharAngle, angle=True), _plain(pdfium.FPDFText_IsGenerated)
    box_of = placement.box

    def finish() -> None:
        angle = get_angle(page_at, first)
        # A word that runs across the others, as a note in the margin does, would tear the rows apart.
        if angle < 0 or (round(angle / QUARTER) + turn) % 4 == 0:
            box = box_of(low_x, low_y, high_x, high_y)
            words.append(Word("".join(letters), box, 1.0, box.bottom - box.top))
        letters.clear()

    # Comparisons stand where `min` and `max` would: calling them for every character costs a third of the time.
    for index, code in enumerate(_codes(pdfium, text_page, count)):
        if code <= 32 or code in SPACES:
            if code == LINE_HYPHEN:
                code = HYPHEN  # noqa: PLW2901 - it is read as what it stands for
            else:
                kerned = letters and code == 32 and made_up(page_at, index) == 1
                if letters and not (
                    kerned and _only_kerning(pdfium, text_page, index, letters[-1], (high_x, low_y, high_y), rect)
                ):
                    finish()
                continue
        elif code >= 0xE000 and (code <= 0xF8FF or code in {0xFFFD, 0xFFFE}):
            odd += 1
        if not get_box(page_at, index, place):
            continue
        left, top, right, bottom = corners(rect)
        if letters:
            high, wide = top - bottom, right - left
            size = wide if wide > high else high
            across, down = left > high_x + size * ahead or right < low_x - size * back, size * aside
            if across or bottom > high_y + down or top < low_y - down:
                finish()
        if letters:
            low_x = left if left < low_x else low_x
            high_x = right if right > high_x else high_x
            low_y = bottom if bottom < low_y else low_y
            high_y = top if top > high_y else high_y
        else:
            first, low_x, low_y, high_x, high_y = index, left, bottom, right, top
        letters.append(chr(code) if code < 0x2010 else PLAINER.get(code) or chr(code))
    if letters:
        finish()
    return tuple(words), odd


def _plain(function: Any, *, angle: bool = False) -> Any:
    """Return pdfium's function for addresses as numbers: pointers with types cost half as much again for every character."""
    kinds = [ctypes.c_void_p, ctypes.c_int, *([ctypes.c_void_p] if len(function.argtypes) == 3 else [])]
    kind = ctypes.CFUNCTYPE(ctypes.c_float if angle else ctypes.c_int, *kinds)
    return kind(ctypes.cast(function, ctypes.c_void_p).value or 0)


def _codes(pdfium: Any, text_page: Any, count: int) -> Sequence[int]:
    """Return the code of every character: all at once, one by one only where letters take two units of UTF-16."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, buffer) != count + 1:
        return [pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)]
    codes = buffer[:count]
    if HYPHEN_IN_TEXT in codes:
        codes = [
            pdfium.FPDFText_GetUnicode(text_page, place) if code == HYPHEN_IN_TEXT else code for place, code in enumerate(codes)
        ]
    return codes


def _only_kerning(pdfium: Any, text_page: Any, index: int, before: str, edges: tuple[float, float, float], rect: Any) -> bool:
    """Whether a space that pdfium made up stands in a gap that is too narrow for one."""
    if not pdfium.FPDFText_GetLooseCharBox(text_page, index + 1, ctypes.byref(rect)):
        return False
    right, bottom, top = edges
    figure = before.isalpha() and chr(pdfium.FPDFText_GetUnicode(text_page, index + 1)).isdigit()
    widest = (KERNING_BEFORE_FIGURE if figure else KERNING) * (top - bottom)
    if not (rect.bottom < top and rect.top > bottom and -0.1 < rect.left - right < widest):
        return False
    # A letter that reaches out to the left, as many a J does, begins behind where its ink does.
    x, y = ctypes.c_double(), ctypes.c_double()
    begun = pdfium.FPDFText_GetCharOrigin(text_page, index + 1, ctypes.byref(x), ctypes.byref(y))
    return not begun or x.value - right < widest


def _drawings(pdfium: Any, page: Any, placement: Placement) -> tuple[tuple[Rule, ...], float]:
    rules: list[Rule] = []
    covered = 0.0
    for kind, box in _objects(pdfium, page, placement):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            covered += box.width * box.height
        elif box.height <= THIN < box.width or box.width <= THIN < box.height:
            rules.append(Rule(box))
        elif box.width > THIN and box.height > THIN:
            rules.extend(_edges(box))
    return tuple(rules[:MAX_OBJECTS]), covered


def _edges(box: Box) -> Iterator[Rule]:
    """Yield the four sides of a drawn rectangle."""
    yield Rule(Box(box.left, box.top, box.right, box.top))
    yield Rule(Box(box.left, box.bottom, box.right, box.bottom))
    yield Rule(Box(box.left, box.top, box.left, box.bottom))
    yield Rule(Box(box.right, box.top, box.right, box.bottom))


def _objects(pdfium: Any, page: Any, placement: Placement) -> Iterator[tuple[int, Box]]:
    """Yield paths and pictures with their boxes on the page; what lies inside forms is yielded when the form is not moved."""
    floats = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(each) for each in floats]
    wanted = {pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE}
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and _holds_image(pdfium, drawn, FORM_DEPTH):
            kind = pdfium.FPDF_PAGEOBJ_IMAGE
        if kind in wanted and pdfium.FPDFPageObj_GetBounds(drawn, *references):
            yield kind, placement.box(*(each.value for each in floats))


def _holds_image(pdfium: Any, form: Any, depth: int) -> bool:
    for index in range(min(pdfium.FPDFFormObj_CountObjects(form), 50)):
        inner = pdfium.FPDFFormObj_GetObject(form, index)
        kind = pdfium.FPDFPageObj_GetType(inner)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth > 1 and _holds_image(pdfium, inner, depth - 1):
            return True
    return False
