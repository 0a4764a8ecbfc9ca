"""A page is read once, in the language that its first words show, its parts side by side; the readers of a language are shared."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from extract.ocr import plain
from extract.ocr.allowance import Allowance
from extract.ocr.engines import TesseractInside, Token
from extract.ocr.plain import PlainReader
from extract.ocr.segments import MOST_RUNS
from extract.ocr.sheet import Grey, Sheet, sheet_of
from extract.side_by_side import parts_in_order

ENGLISH = ["The", "total", "amount", "of", "your", "invoice", "is", "payable", "within", "30", "days", "of", "this", "date"]
DANISH = ["Fakturaen", "betales", "senest", "den", "30.", "til", "konto", "og", "moms"]
#: Rows of print on the page: enough for four plain pages.
ROWS = 4 * MOST_RUNS - 3


def page_of_bars() -> Sheet:
    """Return a page with a bar the size of letters in every row, of which the middle ones are widest."""
    pixels = np.full((ROWS * 30 + 60, 1200), 255, np.uint8)
    for row in range(ROWS):
        letters = 20 if ROWS // 3 < row < ROWS // 2 else 5
        for letter in range(letters):
            pixels[30 + row * 30 : 48 + row * 30, 60 + letter * 16 : 72 + letter * 16] = 0
    return sheet_of(pixels, 300 / 72)


class Told:
    """An engine that sees certain words on every plain page, and notes which data it was asked to read each with."""

    name = "told"

    def __init__(self, words: list[str]) -> None:
        self.words, self.asked = words, list[tuple[int, str]]()

    def read(self, pixels: Grey, dpi: int, language: str, layout: int = 4) -> list[Token]:
        self.asked.append((pixels.shape[1], language))
        return [Token(word, 20 + 9 * place, 20, 28 + 9 * place, 36, 0.9) for place, word in enumerate(self.words)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_foreign_page_is_read_but_for_its_sample_in_its_own_language_alone(jobs: int) -> None:
    engine = Told(ENGLISH)
    reader = PlainReader(engine, page_of_bars(), "da", jobs)
    sample = reader.sample()
    tokens = reader.tokens(Allowance(None))

    assert [token.text for token in sample if token.text] == ENGLISH
    assert engine.asked[0] == (max(width for width, _ in engine.asked), "dan")
    assert sorted(language for _, language in engine.asked) == ["dan", *["eng"] * 4]
    assert reader.language == "eng"
    assert sum(token.text == "payable" for token in tokens) == 4


def test_a_page_in_the_language_that_was_guessed_is_read_once() -> None:
    engine = Told(DANISH)
    reader = PlainReader(engine, page_of_bars(), "da")
    reader.sample()
    reader.tokens(Allowance(None))

    assert [language for _, language in engine.asked] == ["dan"] * 4


def test_without_time_a_page_stays_in_the_language_that_was_guessed() -> None:
    engine = Told(ENGLISH)
    reader = PlainReader(engine, page_of_bars(), "da")
    reader.sample()
    tokens = reader.tokens(Allowance(0.0))

    assert [language for _, language in engine.asked] == ["dan"] * 4
    assert sum(token.text == "payable" for token in tokens) == 4


def test_one_word_often_shows_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain.telling_language(["menge"] * 9, "da") == "da"
    assert plain.telling_language(["Menge", "Einzelpreis", "Rechnung", "bitte"], "da") == "de"


def test_parts_come_in_order_and_never_more_at_once_than_allowed() -> None:
    now, most, lock = [0], [0], threading.Lock()
    both = threading.Barrier(2, timeout=20)

    def read(part: int) -> int:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        if part < 2:
            both.wait()
        with lock:
            now[0] -= 1
        return part * part

    assert parts_in_order(read, range(20), 2) == [part * part for part in range(20)]
    assert most[0] == 2


def test_what_a_part_raises_is_raised() -> None:
    def read(part: int) -> int:
        return 1 // part

    with pytest.raises(ZeroDivisionError):
        parts_in_order(read, range(3), 2)


class Counted:
    """Stands for Tesseract's own reader: counts how many there are, and waits until two read at once."""

    made = 0

    def __init__(self, **_: object) -> None:
        Counted.made += 1

    def Recognize(self, _: int) -> bool:  # noqa: N802 - Tesseract's name
        return False

    def __getattr__(self, _: str) -> object:
        return lambda *_: None


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    import tesserocr

    Counted.made = 0
    monkeypatch.setattr(tesserocr, "PyTessBaseAPI", Counted)
    return Counted


def test_language_data_is_loaded_once_for_as_many_as_read_at_a_time(counted: type[Counted]) -> None:
    engine, pixels = TesseractInside(), np.full((8, 8), 255, np.uint8)
    for _ in range(5):
        thread = threading.Thread(target=engine.read, args=(pixels, 300, "eng"))
        thread.start()
        thread.join()
    with engine._borrowed("eng"), engine._borrowed("eng"):
        pass
    with engine._borrowed("eng"):
        pass

    assert counted.made == 2
