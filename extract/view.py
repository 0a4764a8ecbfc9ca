"""A document as its readers look at it: rows, the labels and numbers on each, and the habits of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.furniture import without_furniture
from extract.glued import without_glue
from extract.layout import Row, around, rows_of
from extract.numbers import Number, decimal_comma, numbers_in
from extract.once import once
from extract.options import ReadOptions
from extract.vocabulary import Hit, Vocabulary, detect_language, find_labels, in_two_languages, vocabulary_of
from models.document import OCR_READERS, Box, Page, ReaderName, Source, Word

LAID_OUT = frozenset({ReaderName.XLSX, ReaderName.CSV, ReaderName.DOCX, ReaderName.MAIL_BODY})
#: Files in which a row is a record: nothing of it goes on in the next.
RECORDS = frozenset({ReaderName.XLSX, ReaderName.CSV})

#: Rows are kept by bands of so many points of the page.
BAND = 24.0
#: What is laid out for a formula without a result: something stands there, and no number of another column takes its place.
NOT_READ = "…"


@dataclass(frozen=True)
class View:
    """Everything that is computed once and looked at by many."""

    pages: tuple[Page, ...]
    rows: tuple[Row, ...]
    vocabulary: Vocabulary
    options: ReadOptions
    #: Whether decimals are written with a comma, and whether the document shows it itself.
    comma: bool
    comma_shown: bool
    language: str | None
    hits: tuple[tuple[Hit, ...], ...]
    numbers: tuple[tuple[Number, ...], ...]
    _ocr: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_of_records(self) -> bool:
        """Whether its rows are records: nothing of one goes on in the next, and none of it is a sentence of a letter."""
        return any(page.reader in RECORDS for page in self.pages)

    @property
    def is_laid_out(self) -> bool:
        """Whether the pages are imagined: cells and lines that were laid out here, each row by itself and each column where it belongs."""
        return any(page.reader in LAID_OUT for page in self.pages)

    @once
    def letter_height(self) -> float:
        """The height of an ordinary letter of the first rows."""
        heights = sorted(word.box.height for row in self.rows[:80] for word in row.words)
        return heights[len(heights) // 2] if heights else 0.0

    def with_rows(self, rows: Sequence[Row]) -> View:
        """Return the view of the same pages with other rows: their labels and numbers are sought anew."""
        return replace(self, rows=tuple(rows), hits=_hits(rows, self.vocabulary), numbers=_numbers(rows, self.comma))

    def source(self, words: Sequence[Word], page: int) -> Source:
        """Return where these words stand."""
        return self.place(" ".join(word.text for word in words), around(words), page)

    def place(self, text: str, box: Box, page: int) -> Source:
        """Return a source for a text at a place."""
        return Source(text, page, box, "ocr" if self.by_eye(page) else "text")

    def row_at(self, source: Source) -> Row | None:
        """Return the row in which a reading stands; None where it has no place on a page."""
        box = source.box
        if source.page is None or box is None:
            return None
        on = (
            row
            for row in self._bands.get((source.page, int(box.middle // BAND)), ())
            if row.box.top <= box.middle <= row.box.bottom
        )
        return next((row for row in on if row.box.left <= box.left <= row.box.right), None)

    @once
    def _bands(self) -> dict[tuple[int, int], list[Row]]:
        """The rows by page and height: a list may have thousands, and each line is sought among them."""
        found: dict[tuple[int, int], list[Row]] = {}
        for row in self.rows:
            for band in range(int(row.box.top // BAND), int(row.box.bottom // BAND) + 1):
                found.setdefault((row.page, band), []).append(row)
        return found

    def by_eye(self, page: int) -> bool:
        """Say whether a page was read as a picture."""
        return page in self._ocr

    def next_rows(self, row: Row, count: int) -> tuple[Row, ...]:
        """Return up to `count` rows below on the same page."""
        below = self.rows[row.index + 1 : row.index + 1 + count]
        return tuple(each for each in below if each.page == row.page)


def view_of(pages: Sequence[Page], options: ReadOptions) -> View:
    """Build the view of a document's pages."""
    vocabulary = vocabulary_of(options.pack, options.packs)
    pages = without_glue(pages, vocabulary)
    rows = without_furniture(rows_of(pages), pages)
    language = detect_language(rows, vocabulary)
    default = _habit(language, options)
    comma, shown = decimal_comma((word.text for row in rows for word in row.words), default)
    return View(
        pages=pages,
        rows=rows,
        vocabulary=vocabulary,
        options=options,
        comma=comma,
        comma_shown=shown,
        language=language,
        hits=_hits(rows, vocabulary),
        numbers=_numbers(rows, comma),
        _ocr=frozenset(page.number for page in pages if page.reader in OCR_READERS),
    )


def _hits(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[tuple[Hit, ...], ...]:
    found = ((row, find_labels(row, vocabulary.fields)) for row in rows)
    return tuple(in_two_languages(row, [hit for hit in hits if not _is_behind_weekday(row, hit)]) for row, hits in found)


def _is_behind_weekday(row: Row, hit: Hit) -> bool:
    """Whether `den` goes on with a day of the week, `torsdag den 30. juli 2026`: it leads to no date of its own."""
    return hit.start > 0 and hit.text.lower() == "den" and row.words[hit.start - 1].text.lower().rstrip(",").endswith("dag")


def _numbers(rows: Sequence[Row], comma: bool) -> tuple[tuple[Number, ...], ...]:
    return tuple(tuple(numbers_in(row.words, comma)) for row in rows)


def _habit(language: str | None, options: ReadOptions) -> bool:
    """Return the decimal comma of the document's language, else of the council's country."""
    for pack in (options.pack, *options.packs):
        if pack.language == language:
            return pack.decimal_comma
    return options.pack.decimal_comma
