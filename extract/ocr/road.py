"""The road of a scan: set straight, evenly lit, lines taken away, read by Tesseract, doubtful tokens read again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from threading import Lock
from typing import Any

import numpy as np

from extract.ocr.allowance import IN_HASTE, Allowance, left_unread
from extract.ocr.certainty import ALONE, certainty
from extract.ocr.engines import BLOCK, Engine, Token, language_data, page_engine
from extract.ocr.fusion import How, Settled, settle, wants_second
from extract.ocr.language import telling_language
from extract.ocr.leaders import without_leaders
from extract.ocr.light import INK, even_light, without_stamps
from extract.ocr.panels import upright_panels
from extract.ocr.parted import whole_numbers
from extract.ocr.pictures import sheets_of
from extract.ocr.rereading import Rereader, rereader
from extract.ocr.rows import read_rows
from extract.ocr.rules import without_rules
from extract.ocr.sections import with_section_signs
from extract.ocr.segments import Placed, plain_pages, put_back, runs_of
from extract.ocr.sheet import Grey, Sheet, half_turned, sheet_of
from extract.ocr.straight import READS_WELL, quality, stands_on_its_head, straightened
from extract.options import ReadOptions
from extract.prints import page_print
from models.document import Box, Page, ReaderName, Rule, Word

DPI = 300
#: A page is rendered with at most so many pixels, a little more than an A4 at full size: page sizes are claims, and the clean-up
#: keeps several copies of a page in a child that has one GiB.
MAX_PIXELS = 11_000_000
#: Paper left around a token that is read again, in points.
PAD = 0.7
#: Cleaning keeps several copies of a page, for a short time: pages that are read side by side take turns, so that one GiB is enough.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A sheet ready to be read, and the lines that were taken off it."""

    sheet: Sheet
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tokens on a sheet that was set straight, and which language data read them."""

    sheet: Sheet
    tokens: tuple[Settled, ...]
    rules: tuple[Box, ...]
    language: str
    print: str | None = None


def rendered(page: Any) -> Sheet:
    """Render an open pypdfium2 page as a grey picture without coloured stamps."""
    width, height = page.get_size()
    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        pixels = bitmap.to_numpy()
        grey = without_stamps(pixels[:, :, :3]) if pixels.ndim == 3 else np.array(pixels)
    finally:
        bitmap.close()
    return sheet_of(grey, scale)


def read_picture(data: bytes, options: ReadOptions) -> Iterator[Page | Callable[[], Page]]:
    """Yield what reads each frame of a picture file, or the page that there is no time for: every frame is a page."""
    allowance = Allowance(options.picture_seconds)
    for number, sheet in enumerate(sheets_of(data, options.max_pages), start=1):
        if allowance.holds_a_page():
            yield partial(read_sheet, sheet, number, "a picture", ReaderName.IMAGE_OCR, options, allowance)
        else:
            yield left_unread(number, *sheet.size, "a picture")


def read_sheet(
    sheet: Sheet, number: int, why: str, reader: ReaderName, options: ReadOptions, allowance: Allowance | None = None
) -> Page:
    """Read one picture of a page; what `allowance` leaves no time for is left out: another pass, a second opinion."""
    allowance, began = allowance or Allowance(None), time.monotonic()
    engine, second = page_engine(), rereader() if options.reread else None
    own = allowance.for_a_page()
    read = recognise(sheet, options.pack.language, engine, second, own)
    allowance.page_took(time.monotonic() - began)
    counted = f"{engine.name}, {'read again' if second else ALONE}"
    words = tuple(whole_numbers([_word(each, read.sheet, certainty(each, counted)) for each in read.tokens]))
    width, height = read.sheet.size
    by = f"{engine.name} {read.language}, " + (second.name if second else "nothing read again")
    notes = "; ".join(each for each in (why, *read.sheet.notes, by, own.was_short and IN_HASTE) if each)
    return Page(
        number, width, height, words, reader, tuple(Rule(box) for box in read.rules), notes, read.sheet.placement, read.print
    )


def recognise(
    sheet: Sheet, language: str, engine: Engine, second: Rereader | None, allowance: Allowance | None = None
) -> Recognised:
    """Read the tokens of one picture of a page that is likely in this language, each settled between the engines."""
    data, allowance = language_data(language), allowance or Allowance(None)
    with _ONE_AT_A_TIME:
        straight = straightened(sheet)
        cleaned, printed = clean(straight), page_print(straight.pixels)
    if not (cleaned.sheet.pixels < INK).any():
        return Recognised(cleaned.sheet, (), cleaned.rules, data)
    began = time.monotonic()
    tokens = _tokens(engine, cleaned.sheet, data)
    a_pass = time.monotonic() - began
    if (
        quality(tokens) < READS_WELL
        and allowance.holds(a_pass)
        and stands_on_its_head(engine, cleaned.sheet.pixels, cleaned.sheet.scale, data)
    ):
        with _ONE_AT_A_TIME:
            cleaned = clean(half_turned(straight))
        tokens = _tokens(engine, cleaned.sheet, data)
    shown = language_data(telling_language((token.text for token in tokens), language))
    if shown != data and allowance.holds(a_pass):
        data, tokens = shown, _tokens(engine, cleaned.sheet, shown)
    rows: list[Settled] = []
    if second is not None:
        rows, tokens = read_rows(cleaned.sheet, tokens, second, allowance)
    settled = with_section_signs(cleaned.sheet, [*rows, *read_again(cleaned.sheet, tokens, second, allowance)], data)
    return Recognised(cleaned.sheet, tuple(settled), cleaned.rules, data, printed)


def clean(sheet: Sheet) -> Cleaned:
    """Return a sheet evenly lit and without drawn lines."""
    even = even_light(sheet.pixels, sheet.scale)
    pixels, rules = without_rules(upright_panels(even, sheet.scale), sheet.scale)
    return Cleaned(sheet.with_pixels(without_leaders(pixels, sheet.scale)), rules)


def _tokens(engine: Engine, sheet: Sheet, language: str) -> list[Token]:
    tokens: list[Token] = []
    for page, placed in plain_pages(runs_of(sheet.pixels, sheet.scale), sheet.scale):
        read = list(put_back(engine.read(page, sheet.dpi, language, BLOCK), placed))
        tokens.extend(read)
        tokens.extend(_unread(placed, read))
    return tokens


def _unread(placed: Sequence[Placed], tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the runs in which the engine saw nothing, as tokens without text."""
    for run in (each.run for each in placed):
        if not any(token.left < run.right and token.right > run.left and run.top <= token.top < run.bottom for token in tokens):
            yield Token("", run.left, run.top, run.right, run.bottom, 0.0)


def read_again(
    sheet: Sheet, tokens: Sequence[Token], second: Rereader | None, allowance: Allowance | None = None
) -> list[Settled]:
    """Let the second reader read what is doubtful, and what the first saw nothing in, as long as there is time."""
    allowance = allowance or Allowance(None)
    if second is None:
        return [Settled(token) for token in tokens if token.text]
    settled = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if not wants_second(token) or _opens_words(token, following):
            settled.append(Settled(token))
            continue
        if not allowance.holds():
            settled.extend([Settled(token, How.UNHEARD)] if token.text else [])
            continue
        (heard,) = second.read([_crop(sheet, token)])
        result = settle(token, heard)
        if result.token.text:
            settled.append(result)
    return settled


def _opens_words(token: Token, following: Token | None) -> bool:
    """Say whether this is the word `I` of `I alt`: alone it looks like a one, and only who read the row can tell."""
    if token.text != "I" or following is None or not following.text.islower():
        return False
    high = token.bottom - token.top
    return abs(following.bottom - token.bottom) < high / 2 and 0 < following.left - token.right < high


def _crop(sheet: Sheet, token: Token) -> Grey:
    pad = round(PAD * sheet.scale)
    top, bottom = max(0, int(token.top) - pad), int(token.bottom) + pad + 1
    left, right = max(0, int(token.left) - pad), int(token.right) + pad + 1
    crop = sheet.pixels[top:bottom, left:right]
    return crop if crop.size else np.full((8, 8), 255, np.uint8)


def _word(settled: Settled, sheet: Sheet, probability: float) -> Word:
    token = settled.token
    box = sheet.box(token.left, token.top, token.right, token.bottom)
    return Word(token.text, box, probability, box.height)
