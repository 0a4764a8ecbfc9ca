"""The road of a scan: set straight, evenly lit, lines taken away, read by Tesseract, doubtful tokens read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from extract.ocr.engines import BLOCK, Engine, Token, language_data, page_engine
from extract.ocr.language import telling_language
from extract.ocr.leaders import without_leaders
from extract.ocr.light import even_light, without_stamps
from extract.ocr.pictures import sheets_of
from extract.ocr.rules import without_rules
from extract.ocr.segments import plain_pages, put_back, runs_of
from extract.ocr.sheet import Sheet, half_turned, sheet_of
from extract.ocr.straight import READS_WELL, quality, stands_on_its_head, straightened
from extract.options import ReadOptions
from models.document import Box, Page, ReaderName, Rule, Word

DPI = 300
#: A page is rendered with at most so many pixels: page sizes are claims.
MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A sheet ready to be read, and the lines that were taken off it."""

    sheet: Sheet
    rules: tuple[Box, ...] = ()


def read_rendered(page: Any, number: int, why: str, options: ReadOptions) -> Page:
    """Render an open pypdfium2 page and read it; `why` says why it is not read by its text layer."""
    return read_sheet(rendered(page), number, why, ReaderName.PDF_OCR, options)


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


def read_picture(data: bytes, options: ReadOptions) -> Iterator[Page]:
    """Read a picture file, each of its frames a page, one after the other."""
    for number, sheet in enumerate(sheets_of(data, options.max_pages), start=1):
        yield read_sheet(sheet, number, "a picture", ReaderName.IMAGE_OCR, options)


def read_sheet(sheet: Sheet, number: int, why: str, reader: ReaderName, options: ReadOptions) -> Page:
    """Read one picture of a page."""
    engine = page_engine()
    cleaned, tokens, language = _read(straightened(sheet), engine, options)
    words = tuple(_word(token, cleaned.sheet) for token in tokens)
    width, height = cleaned.sheet.size
    notes = (why, *cleaned.sheet.notes, f"{engine.name} {language}")
    rules = tuple(Rule(box) for box in cleaned.rules)
    return Page(number, width, height, words, reader, rules, "; ".join(each for each in notes if each))


def clean(sheet: Sheet) -> Cleaned:
    """Return a sheet evenly lit and without drawn lines."""
    pixels, rules = without_rules(even_light(sheet.pixels, sheet.scale), sheet.scale)
    return Cleaned(sheet.with_pixels(without_leaders(pixels, sheet.scale)), rules)


def _read(straight: Sheet, engine: Engine, options: ReadOptions) -> tuple[Cleaned, list[Token], str]:
    own = options.pack.language
    language = language_data(own)
    cleaned = clean(straight)
    if not (cleaned.sheet.pixels < 128).any():
        return cleaned, [], language
    tokens = _tokens(engine, cleaned.sheet, language)
    if quality(tokens) < READS_WELL and stands_on_its_head(engine, cleaned.sheet.pixels, cleaned.sheet.scale, language):
        cleaned = clean(half_turned(straight))
        tokens = _tokens(engine, cleaned.sheet, language)
    shown = language_data(telling_language((token.text for token in tokens), own))
    if shown != language:
        language, tokens = shown, _tokens(engine, cleaned.sheet, shown)
    return cleaned, tokens, language


def _tokens(engine: Engine, sheet: Sheet, language: str) -> list[Token]:
    tokens: list[Token] = []
    for page, placed in plain_pages(runs_of(sheet.pixels, sheet.scale), sheet.scale):
        tokens.extend(put_back(engine.read(page, sheet.dpi, language, BLOCK), placed))
    return tokens


def _word(token: Token, sheet: Sheet) -> Word:
    box = sheet.box(token.left, token.top, token.right, token.bottom)
    return Word(token.text, box, token.confidence, box.height)
