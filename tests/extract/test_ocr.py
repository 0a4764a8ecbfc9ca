"""Scans and photos become words: the whole road with the real engines, and how two readings are settled."""

import os
from decimal import Decimal

import cv2
import numpy as np
import pypdfium2
import pytest

from extract.layout import rows_of
from extract.numbers import numbers_in
from extract.ocr import certainty as certainty_module
from extract.ocr import rereading, road, second_look
from extract.ocr.allowance import Allowance
from extract.ocr.certainty import MOST, MOST_CPR, MOST_UNHEARD, STEPS, certainty
from extract.ocr.engines import TesseractInside, TesseractProgram, Token, page_engine
from extract.ocr.fusion import How, Settled, settle, wants_second
from extract.ocr.language import telling_language
from extract.ocr.rereading import Second, rereader
from extract.ocr.rows import broken_rows
from extract.ocr.sheet import sheet_of
from models.document import ReaderName
from service.tesseract import find_tesseract
from tests.extract.scanned import ROWS, SCALE, WORDS, on_a_desk, texts, worn


def faxed(pixels, *, ink):
    """Return a page with print of so much ink as a coarse fax sends it: thin strokes fall apart into dots."""
    pale = 255 - (255 - pixels.astype(np.float32)) * ink
    small = cv2.resize(pale, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    grain = np.random.default_rng(1).normal(0, 16, small.shape)
    dots = np.where(small + grain > 150, 255, 0).astype(np.uint8)
    return cv2.resize(dots, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)


@pytest.fixture(scope="module")
def broken(draw):
    """Return a page in small pale print that came as a coarse fax."""
    small = [[(x, text, 8.5) for x, text, *_ in row] if row else None for row in ROWS]
    return faxed(road.rendered(pypdfium2.PdfDocument(draw(small, step=26, font="Courier"))[0]).pixels, ink=0.62)


def test_rows_of_broken_print_are_read_as_wholes(broken, danish, monkeypatch):
    read = texts(broken, danish) & WORDS
    monkeypatch.setattr(second_look, "broken_rows", lambda sheet, tokens: [])
    pieces = texts(broken, danish) & WORDS

    assert read >= {"20417", "30-06-2026", "1.234,50", "69.506,50", "7288152246"}
    assert len(pieces) < 4


def test_numbers_of_broken_rows_are_never_sure(broken, danish):
    read = road.recognise(sheet_of(broken, SCALE), "da", page_engine(), rereader())
    rows = [each for each in read.tokens if each.how is How.ROW and any(letter.isdigit() for letter in each.token.text)]

    assert rows
    assert all(certainty(each, "tesserocr, read again") <= MOST_UNHEARD for each in rows)


def test_broken_rows_wait_where_there_is_no_time(broken, danish):
    read = road.recognise(sheet_of(broken, SCALE), "da", page_engine(), rereader(), Allowance(0.0))

    assert not any(each.how is How.ROW for each in read.tokens)


def test_a_page_that_reads_well_has_no_broken_rows(page):
    sheet = road.clean(sheet_of(worn(page), SCALE)).sheet
    tokens = page_engine().read(sheet.pixels, sheet.dpi, "dan")

    assert not broken_rows(sheet, tokens)


def test_a_photo_is_read(page, danish):
    corners = [[190, 140], [page.shape[1] + 40, 210], [page.shape[1] + 110, page.shape[0] + 60], [120, page.shape[0] + 150]]

    assert texts(worn(on_a_desk(page, corners), light=0.45), danish) >= WORDS


@pytest.mark.parametrize("engine", [TesseractProgram(), TesseractInside()], ids=["as a program", "inside the process"])
def test_both_ways_to_tesseract_read_the_same_page(page, engine, monkeypatch):
    # As the sandbox does, so that the program is found where it came with a package and is not on the path.
    for name, value in find_tesseract().environment(os.environ["PATH"]).items():
        monkeypatch.setenv(name, value)

    read = road.recognise(sheet_of(worn(page), SCALE), "da", engine, None)

    assert {each.token.text for each in read.tokens} >= WORDS


def test_without_the_second_reader_the_page_says_so_and_is_trusted_less(page, danish, monkeypatch):
    both = road.read_sheet(sheet_of(worn(page), SCALE), 1, "a picture", ReaderName.IMAGE_OCR, danish)
    monkeypatch.setattr(road, "rereader", lambda: None)

    alone = road.read_sheet(sheet_of(worn(page), SCALE), 1, "a picture", ReaderName.IMAGE_OCR, danish)

    assert "nothing read again" in alone.why
    assert "pp-ocr" in both.why
    numbers = [[word.confidence for word in each.words if word.text == "67.290,00"] for each in (both, alone)]
    assert numbers[0] > numbers[1]


def test_without_its_packages_there_is_no_second_reader(monkeypatch):
    monkeypatch.setattr(rereading, "find_spec", lambda name: None)
    rereading.find_weights.cache_clear()

    assert rereader() is None
    rereading.find_weights.cache_clear()


def test_without_the_library_tesseract_is_run_as_a_program(monkeypatch):
    monkeypatch.setattr("extract.ocr.engines.find_spec", lambda name: None)

    assert isinstance(page_engine(), TesseractProgram)


def token(text, confidence=0.6):
    return Token(text, 0, 0, 10, 10, confidence)


@pytest.mark.parametrize(
    ("first", "other", "text", "how"),
    [
        pytest.param("67.290,00", ("67.290,00", 0.99), "67.290,00", How.AGREED, id="both the same"),
        pytest.param("67290,00", ("67.290,00", 0.99), "67.290,00", How.MARKS, id="a point that one of them lost"),
        pytest.param("15.951,94", ("15.951.94", 0.99), "15.951,94", How.MARKS, id="only one is written as numbers are"),
        pytest.param("|01.07", ("01.07", 0.95), "01.07", How.MARKS, id="a line taken for a letter"),
        pytest.param("kr.", ("kr", 0.6), "kr.", How.MARKS, id="a point at the end, the other not sure"),
        pytest.param("2O4l7", ("20417", 0.97), "20417", How.SECOND, id="digits by the second reader"),
        pytest.param("Rådhuspladsen", ("Radhuspladsen", 0.99), "Rådhuspladsen", How.FIRST, id="Danish letters by Tesseract"),
        pytest.param("ANl5", ("AN15", 0.99), "AN15", How.SECOND, id="a digit among letters"),
        pytest.param("§", ("S", 0.3), "§", How.FIRST, id="the second reader is not heard"),
        pytest.param("", ("1", 0.9), "", How.FOUND, id="a lone sign where Tesseract saw nothing"),
        pytest.param("", ("982,00", 0.95), "982,00", How.FOUND, id="a number where Tesseract saw nothing"),
    ],
)
def test_two_readings_are_settled(first, other, text, how):
    settled = settle(token(first), Second(*other))

    assert (settled.token.text, settled.how) == (text, how)


def test_numbers_are_always_read_again_and_sure_words_never():
    assert wants_second(token("982,00", 0.97))
    assert wants_second(token("Sarnlet", 0.4))
    assert not wants_second(token("Samlet", 0.95))


def test_a_cpr_number_on_which_engines_differ_is_never_certain():
    settled = settle(token("150331-4208", 0.96), Second("150331-4203", 0.99))

    assert certainty(settled, "tesserocr, read again") <= MOST_CPR


@pytest.mark.parametrize("engine", ["tesserocr, read again", "tesserocr, alone"])
def test_more_confidence_never_means_less_certainty(engine):
    table = certainty_module._table(engine)

    assert table
    assert all(len(steps) == len(STEPS) and list(steps) == sorted(steps) and steps[-1] <= MOST for steps in table.values())


def test_what_two_engines_agree_on_is_worth_more_than_what_they_do_not():
    agreed, differing = (settle(token("982,00", 0.96), Second(text, 0.97)) for text in ("982,00", "902,00"))

    assert certainty(agreed, "tesserocr, read again") > 0.97
    assert certainty(differing, "tesserocr, read again") < 0.9


def test_an_engine_that_was_never_counted_is_not_certain():
    assert certainty(Settled(token("982,00", 1.0)), "another engine, alone") < 0.9


@pytest.mark.parametrize(
    ("words", "language"),
    [
        pytest.param("Rechnung und Datum für Kunde Betrag bis", "de", id="German"),
        pytest.param("facture du client pour le montant total", "fr", id="French"),
        pytest.param("Faktura til kommune for ydelse og pris", "da", id="Danish"),
        pytest.param("17 18 19", "en", id="nothing told"),
    ],
)
def test_the_language_is_told_from_small_words(words, language):
    assert telling_language(words.split(), "en") == language


def test_words_in_type_of_one_width_stand_in_one_cell_on_a_scan(draw, danish):
    rows = [[(40, "Heron Lodge Nursing Home"), (380, "Faktura 20417")]]
    pixels = road.rendered(pypdfium2.PdfDocument(draw(rows, font="Courier"))[0]).pixels

    read = road.read_sheet(sheet_of(worn(pixels), SCALE), 1, "", ReaderName.IMAGE_OCR, danish)

    assert [cell.text for row in rows_of([read]) for cell in row.cells] == ["Heron Lodge Nursing Home", "Faktura 20417"]


def test_thousands_set_apart_by_a_space_are_one_number_on_a_scan(draw, danish):
    rows = [[(40, "I alt at betale"), (380, "121 044,00")]]
    pixels = road.rendered(pypdfium2.PdfDocument(draw(rows))[0]).pixels

    read = road.read_sheet(sheet_of(worn(pixels), SCALE), 1, "", ReaderName.IMAGE_OCR, danish)

    assert [number.value for row in rows_of([read]) for number in numbers_in(row.words, comma=True)] == [Decimal("121044.00")]
