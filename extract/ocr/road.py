"""The road of a scan: set straight, evenly lit, lines taken away, read by Tesseract, doubtful tokens read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from extract.ocr.certainty import certainty
from extract.ocr.engines import BLOCK, Engine, Token, language_data, page_engine
from extract.ocr.fusion import Settled, settle, wants_second
from extract.ocr.language import telling_language
from extract.ocr.leaders import without_leaders
from extract.ocr.light import even_light, without_stamps
from extract.ocr.pictures import sheets_of
from extract.ocr.rereading import Rereader, rereader
from extract.ocr.rules import without_rules
from extract.ocr.segments import Placed, plain_pages, put_back, runs_of
from extract.ocr.sheet import Grey, Sheet, half_turned, sheet_of
from extract.ocr.straight import READS_WELL, quality, stands_on_its_head, straightened
from extract.options import ReadOptions
from models.document import Box, Page, ReaderName, Rule, Word

DPI = 300
#: A page is rendered with at most so many pixels: page sizes are claims.
MAX_PIXELS = 40_000_000
#: Paper left around a token that is read again, in points.
PAD = 0.7


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
    engine, second = page_engine(), rereader() if options.reread else None
    cleaned, tokens, language = _read(straightened(sheet), engine, options)
    settled = read_again(cleaned.sheet, tokens, second)
    words = tuple(_word(each, cleaned.sheet, certainty(each, engine.name)) for each in settled)
    width, height = cleaned.sheet.size
    by = f"{engine.name} {language}, " + (second.name if second else "nothing read again")
    notes = "; ".join(each for each in (why, *cleaned.sheet.notes, by) if each)
    return Page(number, width, height, words, reader, tuple(Rule(box) for box in cleaned.rules), notes)


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
        read = list(put_back(engine.read(page, sheet.dpi, language, BLOCK), placed))
        tokens.extend(read)
        tokens.extend(_unread(placed, read))
    return tokens


def _unread(placed: Sequence[Placed], tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the runs in which the engine saw nothing, as tokens without text."""
    for run in (each.run for each in placed):
        if not any(token.left < run.right and token.right > run.left and run.top <= token.top < run.bottom for token in tokens):
            yield Token("", run.left, run.top, run.right, run.bottom, 0.0)


def read_again(sheet: Sheet, tokens: Sequence[Token], second: Rereader | None) -> list[Settled]:
    """Let the second reader read what is doubtful, and what the first saw nothing in."""
    if second is None:
        return [Settled(token) for token in tokens if token.text]
    settled = []
    for token in tokens:
        if not wants_second(token):
            settled.append(Settled(token))
            continue
        (heard,) = second.read([_crop(sheet, token)])
        result = settle(token, heard)
        if result.token.text:
            settled.append(result)
    return settled


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
