"""The paper is found, its light made even, stamps, rules and leaders taken away; what is printed stays."""

import cv2
import numpy as np
import pypdfium2
import pytest

from extract.ocr import road
from extract.ocr.leaders import without_leaders
from extract.ocr.light import even_light, without_stamps
from extract.ocr.paper import find_paper
from extract.ocr.rules import without_rules
from extract.ocr.segments import runs_of
from extract.ocr.sheet import sheet_of
from tests.extract.scanned import ROWS, SCALE, on_a_desk, worn


def test_paper_on_a_desk_is_found_by_its_corners(page):
    corners = [[190, 140], [page.shape[1] + 40, 210], [page.shape[1] + 110, page.shape[0] + 60], [120, page.shape[0] + 150]]

    found = find_paper(worn(on_a_desk(page, corners), light=0.4))

    assert found is not None
    assert np.abs(found - corners).max() < 0.003 * page.shape[0]


@pytest.mark.parametrize("panel", [np.s_[90:, :500], np.s_[:420, :2300]], ids=["along its side", "at its head"])
def test_paper_with_a_panel_as_dark_as_the_desk_keeps_its_corners(page, panel):
    corners = [[190, 160], [page.shape[1] + 60, 150], [page.shape[1] + 80, page.shape[0] + 140], [180, page.shape[0] + 150]]
    printed = page.copy()
    printed[panel] = 70

    found = find_paper(worn(on_a_desk(printed, corners), light=0.2))

    assert found is not None
    assert np.abs(found - corners).max() < 0.03 * page.shape[0]


@pytest.mark.parametrize("light", [0.0, 0.4])
def test_a_scan_that_is_all_paper_is_not_cut(page, light):
    assert find_paper(worn(page, light=light)) is None


def test_uneven_light_becomes_white_paper_and_black_ink(page):
    even = even_light(worn(page, light=0.6), SCALE)

    assert np.percentile(even, 60) == 255
    assert even[page < 40].mean() < 60
    assert (even[page > 250] < 128).mean() < 0.001


def test_a_dark_panel_keeps_its_white_letters(page):
    panel = page.copy()
    panel[800:1100] = 255 - panel[800:1100]
    panel[800:1100] = np.maximum(panel[800:1100], 40)

    even = even_light(panel, SCALE)

    assert even[810:1090, 5:100].mean() < 100


def test_letters_printed_in_grey_become_black(page):
    pale = np.maximum(page, 140)

    even = even_light(worn(pale, light=0.2), SCALE)

    assert np.median(even[page < 40]) < 60
    assert np.percentile(even, 60) == 255


def test_white_letters_on_a_wide_dark_panel_become_black_on_white(page):
    panel = page.copy()
    panel[:, :900] = 255 - (panel[:, :900] / 255 * 165).astype(np.uint8)

    cleaned = road.clean(sheet_of(worn(panel, light=0.1), SCALE)).sheet.pixels

    letters = page[:1000, 40:850] < 40
    assert cleaned[:1000, 40:850][letters].mean() < 90
    assert (cleaned[:1000, 40:850][page[:1000, 40:850] > 250] < 128).mean() < 0.01


def test_lines_go_but_the_commas_beside_them_stay(draw):
    pixels = road.rendered(pypdfium2.PdfDocument(draw(ROWS, step=26, ruled=range(9)))[0]).pixels

    cleaned, rules = without_rules(even_light(pixels, SCALE), SCALE)

    assert len(rules) >= 9
    assert all(rule.width > 400 for rule in rules)
    amount = cleaned[round(150 * SCALE) : round(162 * SCALE), round(430 * SCALE) : round(485 * SCALE)]
    assert _pieces(amount) == len("67.290,00")


def _pieces(pixels):
    _, _, stats, _ = cv2.connectedComponentsWithStats((pixels < 128).astype(np.uint8))
    return int((stats[1:, 4] > 4).sum())


def test_leading_dots_go_and_decimal_points_stay(draw):
    rows = [[(60, "Ialt " + "." * 60), (480, "1.234.567,00", "r")]]
    pixels = road.rendered(pypdfium2.PdfDocument(draw(rows))[0]).pixels

    assert _pieces(without_leaders(pixels, SCALE)) == len("Ialt1.234.567,00")


def test_a_coloured_stamp_goes_and_coloured_text_stays(page):
    colour = np.repeat(page[:, :, None], 3, axis=2)
    cv2.rectangle(colour, (1000, 1500), (1600, 1800), (220, 40, 60), 8)
    cv2.putText(colour, "MODTAGET", (1030, 1680), cv2.FONT_HERSHEY_DUPLEX, 3, (220, 40, 60), 8)
    cv2.putText(colour, "rykker", (300, 2500), cv2.FONT_HERSHEY_DUPLEX, 1.2, (200, 30, 30), 3)

    grey = without_stamps(colour)

    assert (grey[1490:1810, 990:1610] < 150).mean() < 0.002
    assert (grey[2450:2520, 290:500] < 150).mean() > 0.03


def test_a_run_is_one_cell_of_one_row_with_its_commas(page):
    runs = runs_of(even_light(page, SCALE), SCALE)

    cells = sum(len(row) for row in ROWS if row)
    assert len(runs) == cells
    assert all((run.bottom - run.top) / SCALE < 22 for run in runs)
