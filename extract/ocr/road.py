"""The road of a scan: set straight, evenly lit, lines taken away, read by Tesseract, doubtful tokens read again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import numpy as np

from extract.ocr.allowance import IN_HASTE, Allowance, left_unread
from extract.ocr.certainty import ALONE, certainty
from extract.ocr.engines import Engine, Token, language_data, page_engine
from extract.ocr.fusion import Settled
from extract.ocr.leaders import without_leaders
from extract.ocr.leading import type_box
from extract.ocr.light import INK, even_light, without_stamps
from extract.ocr.opening import with_opening_words
from extract.ocr.panels import upright_panels
from extract.ocr.parted import parted_at_lines, whole_numbers
from extract.ocr.pictures import frames_in, sheets_of
from extract.ocr.plain import PlainReader
from extract.ocr.pounds import with_pounds
from extract.ocr.rereading import Rereader, rereader
from extract.ocr.rules import without_rules
from extract.ocr.second_look import second_look
from extract.ocr.sections import with_section_signs
from extract.ocr.sheet import Sheet, half_turned, sheet_of
from extract.ocr.specks import without_specks
from extract.ocr.straight import BETTER, BY_A_QUARTER, READS_WELL, meaning, quality, read_both_ways, straightened
from extract.options import ReadOptions
from extract.prints import page_print
from models.document import Box, Page, ReaderName, Rule, Word

DPI = 300
#: A page is rendered with at most so many pixels, a little more than an A4 at full size: page sizes are claims, and the clean-up
#: keeps several copies of a page in a child that has one GiB.
MAX_PIXELS = 11_000_000
#: To find out whether a quarter's turn was wrong takes so many times what it took to find out which end is up: rubbish reads slowly.
RUBBISH = 3.0
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
    allowance = Allowance(options.picture_seconds, options.pictures_until)
    for number, sheet in enumerate(sheets_of(data, options.max_pages), start=1):
        if allowance.holds_a_page():
            left = min(frames_in(data), options.max_pages) - number + 1
            own = allowance.for_a_page(-(-left // options.ocr_jobs))
            yield partial(read_sheet, sheet, number, "a picture", ReaderName.IMAGE_OCR, options, own)
        else:
            yield left_unread(number, *sheet.size, "a picture")


def read_sheet(
    sheet: Sheet, number: int, why: str, reader: ReaderName, options: ReadOptions, allowance: Allowance | None = None
) -> Page:
    """Read one picture of a page; what its `allowance` leaves no time for is left out: another pass, a second opinion."""
    own = allowance or Allowance(None)
    engine, second = page_engine(), rereader() if options.reread else None
    read = recognise(sheet, options.pack.language, engine, second, own, options.ocr_jobs)
    counted = f"{engine.name}, {'read again' if second else ALONE}"
    found = [_word(each, read.sheet, certainty(each, counted)) for each in read.tokens]
    words = tuple(without_specks(with_pounds(whole_numbers(parted_at_lines(found, read.rules)))))
    width, height = read.sheet.size
    by = f"{engine.name} {read.language}, " + (second.name if second else "nothing read again")
    notes = "; ".join(each for each in (why, *read.sheet.notes, by, own.was_short and IN_HASTE) if each)
    return Page(
        number, width, height, words, reader, tuple(Rule(box) for box in read.rules), notes, read.sheet.placement, read.print
    )


def recognise(
    sheet: Sheet, language: str, engine: Engine, second: Rereader | None, allowance: Allowance | None = None, jobs: int = 1
) -> Recognised:
    """Read the tokens of one picture of a page that is likely in this language, each settled between the engines.

    `jobs` parts of the page are read side by side.
    """
    allowance, first = allowance or Allowance(None), time.monotonic()
    with _ONE_AT_A_TIME:
        straight = straightened(sheet)
        cleaned, printed = clean(straight), page_print(straight.pixels)
    if not (cleaned.sheet.pixels < INK).any():
        return Recognised(cleaned.sheet, (), cleaned.rules, language_data(language))
    began = time.monotonic()
    reader = PlainReader(engine, cleaned.sheet, language, jobs)
    if quality(reader.sample()) < READS_WELL and allowance.holds(time.monotonic() - began):
        level, on_its_head = _lies(engine, sheet, straight, cleaned, reader.language, allowance)
        if level is not straight or on_its_head:
            with _ONE_AT_A_TIME:
                cleaned, printed = clean(half_turned(level) if on_its_head else level), page_print(level.pixels)
            reader = PlainReader(engine, cleaned.sheet, language, jobs)
    tokens = reader.tokens(allowance)
    allowance.first_look_took(time.monotonic() - first)
    heard = second_look(cleaned.sheet, tokens, second, allowance, jobs)
    settled = with_opening_words(with_section_signs(cleaned.sheet, heard, reader.language), reader.language)
    return Recognised(cleaned.sheet, tuple(settled), cleaned.rules, reader.language, printed)


def _lies(
    engine: Engine, sheet: Sheet, straight: Sheet, cleaned: Cleaned, language: str, allowance: Allowance
) -> tuple[Sheet, bool]:
    """Return how a page that reads badly must have come, and whether it stands on its head then: the way that reads best.

    Where the columns of a list were taken for lines of text, it was turned by a quarter that should not have been.
    """
    began = time.monotonic()
    both = read_both_ways(engine, cleaned.sheet.pixels, cleaned.sheet.scale, language)
    turned = max(map(quality, both)) < READS_WELL and any(BY_A_QUARTER in note for note in straight.notes)
    if turned and allowance.holds(RUBBISH * (time.monotonic() - began)):
        with _ONE_AT_A_TIME:
            level = straightened(sheet, as_it_came=True)
            drawn = clean(level).sheet
        other = read_both_ways(engine, drawn.pixels, drawn.scale, language)
        # What reads as rubbish either way is a picture without words: it stays as it was taken to lie.
        if max(map(quality, other)) >= READS_WELL:
            return level, _on_its_head(other)
    return straight, _on_its_head(both)


def _on_its_head(both: tuple[list[Token], list[Token]]) -> bool:
    upright, turned = map(meaning, both)
    return turned > BETTER * upright


def clean(sheet: Sheet) -> Cleaned:
    """Return a sheet evenly lit and without drawn lines."""
    even = even_light(sheet.pixels, sheet.scale)
    pixels, rules = without_rules(upright_panels(even, sheet.scale), sheet.scale)
    return Cleaned(sheet.with_pixels(without_leaders(pixels, sheet.scale)), rules)


def _word(settled: Settled, sheet: Sheet, probability: float) -> Word:
    token = settled.token
    box = type_box(token.text, sheet.box(token.left, token.top, token.right, token.bottom))
    return Word(token.text, box, probability, box.height)
