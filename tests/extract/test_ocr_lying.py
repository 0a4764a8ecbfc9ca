"""However a page lies, it is read upright, and every place is brought back to the page as it came."""

import numpy as np
import pypdfium2
import pytest

from extract.ocr import road
from extract.ocr.engines import page_engine
from extract.ocr.sheet import half_turned, sheet_of
from extract.ocr.straight import straightened
from extract.ocr.turning import find_skew, letters_of, runs_along
from extract.placement import moved
from models.document import ReaderName
from tests.extract.scanned import SCALE, WORDS, texts, worn


@pytest.mark.parametrize("degrees", [-4.0, -0.8, 0.0, 1.7, 5.5])
def test_the_skew_of_a_page_is_found(page, degrees):
    letters = letters_of(worn(page, degrees=-degrees), SCALE)

    assert find_skew(letters.points)[0] == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("turns", [0, 1, 2, 3], ids=["upright", "on its left side", "on its head", "on its right side"])
def test_a_page_is_read_however_it_lies(page, danish, turns):
    assert texts(np.ascontiguousarray(np.rot90(worn(page, degrees=0.6), turns)), danish) >= WORDS


def test_places_are_brought_back_to_the_page_as_it_came(page, danish):
    came = np.ascontiguousarray(np.rot90(worn(page, degrees=-2.0), 2))

    read = road.read_sheet(sheet_of(came, SCALE), 1, "", ReaderName.PDF_OCR, danish)

    (word,) = [word for word in read.words if word.text == "7288152246"]
    box = moved(word.box, read.placement)
    seen = came[round(box.top * SCALE) : round(box.bottom * SCALE), round(box.left * SCALE) : round(box.right * SCALE)]
    assert (seen < 110).mean() > 0.08
    assert box.top > 500


def test_a_page_that_lies_straight_has_no_placement(page, danish):
    assert road.read_sheet(sheet_of(page, SCALE), 1, "", ReaderName.PDF_OCR, danish).placement is None


def test_the_sheet_turned_twice_lies_as_it_came(page):
    sheet = sheet_of(page, SCALE)

    again = half_turned(half_turned(sheet))

    assert (again.pixels == page).all()
    assert np.allclose(again.back, sheet.back)


def test_straightening_leaves_a_level_page_as_it_is(page):
    sheet = sheet_of(page, SCALE)

    assert straightened(sheet) is sheet


def test_bars_beside_text_do_not_turn_a_page(page):
    barred = worn(page, degrees=-0.9)
    for top in range(300, 2900, 400):
        barred[top : top + 350, 180:192] = 60

    assert not runs_along(letters_of(barred, SCALE))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_list_whose_rows_begin_alike_is_not_taken_to_lie_on_its_side(draw, turns):
    """Its columns are sharper than its rows: letters stand exactly under each other."""
    places = ("Bakkevej 3 - Solskolen", "Engvej 11 - Solskolen", "Solskolen - Bakkevej 3")
    rows = [
        [(40, f"ma {day % 28 + 1}/6"), (120, "07.40"), (160, "Elm T."), (240, places[day % 3]), (555, "186,00", "r")]
        for day in range(40)
    ]
    pixels = worn(road.rendered(pypdfium2.PdfDocument(draw(rows))[0]).pixels, degrees=-0.9)

    assert runs_along(letters_of(np.ascontiguousarray(np.rot90(pixels, turns)), SCALE)) == (turns % 2 == 1)


def test_a_page_that_was_turned_and_reads_as_nothing_is_read_as_it_came(page, monkeypatch):
    monkeypatch.setattr("extract.ocr.straight.runs_along", lambda letters: True)

    read = road.recognise(sheet_of(worn(page), SCALE), "da", page_engine(), None)

    assert {each.token.text for each in read.tokens} >= WORDS
    assert not any("quarter" in note for note in read.sheet.notes)
