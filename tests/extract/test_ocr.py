"""Scans and photos become words: every step of the road, and the whole of it with the real engines."""

import os
from decimal import Decimal
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extract.layout import rows_of
from extract.numbers import numbers_in
from extract.ocr import certainty as certainty_module
from extract.ocr import rereading, road, second_look
from extract.ocr.allowance import Allowance
from extract.ocr.certainty import MOST, MOST_CPR, MOST_UNHEARD, STEPS, certainty
from extract.ocr.engines import TesseractInside, TesseractProgram, Token, page_engine
from extract.ocr.fusion import How, Settled, settle, wants_second
from extract.ocr.language import telling_language
from extract.ocr.leaders import without_leaders
from extract.ocr.light import even_light, without_stamps
from extract.ocr.paper import find_paper
from extract.ocr.pictures import sheets_of
from extract.ocr.rereading import Second, rereader
from extract.ocr.rows import broken_rows
from extract.ocr.rules import without_rules
from extract.ocr.segments import runs_of
from extract.ocr.sheet import half_turned, sheet_of
from extract.ocr.straight import straightened
from extract.ocr.turning import find_skew, letters_of, runs_along
from extract.placement import moved
from extract.read import read_document
from extract.readers.pdf import read_image
from models.document import ReaderName
from models.errors import UnreadableDocument
from service.tesseract import find_tesseract

SCALE = 300 / 72
ROWS = [
    [(60, "Demostrup Botilbud ApS", 14)],
    [(60, "Faktura"), (480, "20417", "r")],
    [(60, "Dato"), (480, "30-06-2026", "r")],
    None,
    [(60, "Botilbud efter aftale, ialt 30 døgn"), (480, "67.290,00", "r")],
    [(60, "Ledsagelse og støtte i hverdagen"), (480, "1.234,50", "r")],
    [(60, "Kørsel til og fra dagtilbud"), (480, "982,00", "r")],
    [(60, "Samlet beløb til betaling"), (480, "69.506,50", "r")],
    [(60, "Betales til reg. 9990 konto 7288152246")],
]
WORDS = {"20417", "30-06-2026", "67.290,00", "1.234,50", "982,00", "69.506,50", "7288152246", "støtte", "Kørsel", "døgn"}


@pytest.fixture(scope="module")
def page(draw):
    """Return the grey pixels of a clean page at 300 dots an inch."""
    return road.rendered(pypdfium2.PdfDocument(draw(ROWS, step=26))[0]).pixels


def worn(pixels, *, degrees=0.0, light=0.25, noise=7):
    """Return a page as a plain scanner sees it."""
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    pixels = cv2.warpAffine(pixels, turn, (width, height), borderValue=250)
    shade = 1 - light * np.linspace(0, 1, width)
    grain = np.random.default_rng(1).normal(0, noise, pixels.shape)
    return np.clip(pixels * shade + grain, 0, 255).astype(np.uint8)


def on_a_desk(pixels, corners):
    height, width = pixels.shape
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(source, np.array(corners, np.float32))
    return cv2.warpPerspective(pixels, view, (width + 300, height + 300), borderValue=70)


def texts(pixels, options):
    return {word.text for word in road.read_sheet(sheet_of(pixels, SCALE), 1, "", ReaderName.IMAGE_OCR, options).words}


@pytest.mark.parametrize("degrees", [-4.0, -0.8, 0.0, 1.7, 5.5])
def test_the_skew_of_a_page_is_found(page, degrees):
    letters = letters_of(worn(page, degrees=-degrees), SCALE)

    assert find_skew(letters.points)[0] == pytest.approx(degrees, abs=0.15)


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


@pytest.mark.parametrize("turns", [0, 1, 2, 3], ids=["upright", "on its left side", "on its head", "on its right side"])
def test_a_page_is_read_however_it_lies(page, danish, turns):
    assert texts(np.ascontiguousarray(np.rot90(worn(page, degrees=0.6), turns)), danish) >= WORDS


def test_a_photo_is_read(page, danish):
    corners = [[190, 140], [page.shape[1] + 40, 210], [page.shape[1] + 110, page.shape[0] + 60], [120, page.shape[0] + 150]]

    assert texts(worn(on_a_desk(page, corners), light=0.45), danish) >= WORDS


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


def test_straightening_leaves_a_level_page_as_it_is(page):
    sheet = sheet_of(page, SCALE)

    assert straightened(sheet) is sheet


def saved(pixels, kind, **also):
    out = BytesIO()
    Image.fromarray(pixels).save(out, kind, **also)
    return out.getvalue()


def test_every_frame_of_a_picture_is_a_page(page, danish):
    other = Image.fromarray(page[:1400])
    out = BytesIO()
    Image.fromarray(page).save(out, "TIFF", save_all=True, append_images=[other], dpi=(300, 300), compression="tiff_lzw")

    extraction = read_image(out.getvalue(), danish)

    assert extraction.pages == 2
    assert extraction.reader is ReaderName.IMAGE_OCR


def test_a_picture_is_turned_as_its_camera_says(page, danish):
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(np.ascontiguousarray(np.rot90(page)), "JPEG", exif=exif, dpi=(300, 300))

    (work,) = road.read_picture(data, danish)
    read = work()

    assert {word.text for word in read.words} >= WORDS
    assert "turned" not in read.why


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda grey: Image.merge("LA", (Image.new("L", (grey.shape[1], grey.shape[0])), Image.fromarray(255 - grey))),
            id="see-through",
        ),
        pytest.param(lambda grey: Image.fromarray(grey.astype(np.uint16) * 257), id="sixteen bits a pixel"),
        pytest.param(lambda grey: Image.fromarray(grey).convert("1"), id="black and white"),
        pytest.param(lambda grey: Image.fromarray(grey).quantize(16), id="with a palette"),
    ],
)
def test_pictures_of_every_depth_give_the_same_grey(page, make):
    out = BytesIO()
    make(page).save(out, "PNG")

    (sheet,) = sheets_of(out.getvalue(), 5)

    assert np.abs(sheet.pixels.astype(int) - page).mean() < 6


def test_a_picture_larger_than_a_page_is_refused_before_it_is_unpacked():
    with pytest.raises(UnreadableDocument) as caught:
        list(sheets_of(saved(np.full((6500, 6500), 255, np.uint8), "PNG"), 1))

    assert caught.value.code == "doc-too-large"


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "PNG"])
def test_a_picture_cut_short_is_refused(page, kind):
    with pytest.raises(UnreadableDocument) as caught:
        list(sheets_of(saved(page, kind)[:2000], 1))

    assert caught.value.code == "doc-damaged"


#: The head of a photograph in Apple's format, whose rest is missing.
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heicmif1" + bytes(64)


def test_a_photograph_in_the_format_of_telephones_is_opened(page):
    """AVIF is the same container as HEIC, and the one of the two that can be written here."""
    out = BytesIO()
    Image.fromarray(page).save(out, "AVIF", quality=90)
    (sheet,) = sheets_of(out.getvalue(), 9)

    smaller = cv2.resize(page, sheet.pixels.shape[::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(sheet.pixels.astype(float) - smaller).mean() < 4


def test_a_heic_without_a_picture_is_said_to_be_damaged(danish):
    (finding,) = read_document(HEIC, name="faktura.heic", options=danish).findings

    assert finding.code == "doc-damaged"


def test_a_heic_that_cannot_be_read_here_is_answered_with_what_to_do(danish, monkeypatch):
    monkeypatch.setattr("extract.ocr.pictures.know_heic", lambda: False)
    (finding,) = read_document(HEIC, name="faktura.heic", options=danish).findings

    assert finding.code == "doc-unknown-type"
    assert "pi-heif" in finding.detail
    assert "JPEG" in finding.detail


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
