"""What tables do to a scan: heads on dark bands, ruled cells, dashes, section signs, and rows as high as their type."""

from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extract.glued import without_glue
from extract.layout import rows_of
from extract.ocr import road
from extract.ocr.engines import Token
from extract.ocr.fusion import How, Settled
from extract.ocr.leading import type_box
from extract.ocr.light import even_light
from extract.ocr.opening import with_opening_words
from extract.ocr.parted import parted_at_lines, whole_numbers
from extract.ocr.rules import without_rules
from extract.ocr.segments import runs_of
from extract.ocr.sheet import sheet_of
from extract.readers.pdf import pdf_pages
from extract.tables import find_heads
from extract.tokens import normalise
from extract.view import view_of
from extract.vocabulary import find_labels
from models.document import Box, Page, ReaderName, Word
from samples.generate.scans import Profile, capture

SCALE = 300 / 72
FAX = Profile("fax", 150, 0.7, 12, 0.1, bilevel=True)
LINES = [
    ("Hjælpertimer, dag", "310,50", "218,40", "67.813,20"),
    ("Hjælpertimer, aften", "186,00", "246,15", "45.783,90"),
    ("Hjælpertimer, weekend", "124,00", "271,80", "33.703,20"),
    ("Administration", "620,50", "9,25", "5.739,63"),
]


def table(*, band=False, grid=False, pitch=13.0):
    """Return a PDF with a table set close: its head white on a dark band hardly higher than its letters, or every cell ruled."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    columns = (60, 330, 430, 540)
    for row, texts in enumerate([("Ydelse", "Antal", "Sats", "Beløb"), *LINES]):
        y = 640 - row * pitch
        if band and row == 0:
            canvas.setFillGray(0.1)
            canvas.rect(57, y - 2.6, 486, 11, stroke=0, fill=1)
        canvas.setFillGray(1 if band and row == 0 else 0)
        canvas.setFont("Helvetica-Bold" if row == 0 else "Helvetica", 9)
        canvas.drawString(columns[0], y, texts[0])
        for x, text in zip(columns[1:], texts[1:], strict=True):
            canvas.drawRightString(x, y, text)
        if grid:
            canvas.setLineWidth(0.5)
            for left, right in zip((57, 290, 390, 470), (290, 390, 470, 543), strict=True):
                canvas.rect(left, y - 3, right - left, pitch, stroke=1, fill=0)
    canvas.save()
    return out.getvalue()


def seen(pdf, profile, options):
    pages, _ = pdf_pages(capture(pdf, profile, 3), options)
    return {word.text for word in pages[0].words}


def figures(text):
    """Return a number without its marks: 150 dots an inch do not always tell a comma from a point."""
    return text.replace(".", "").replace(",", "")


def test_the_head_of_a_table_on_a_band_hardly_higher_than_its_letters_is_read(danish):
    assert {"Ydelse", "Antal", "Sats", "Beløb"} <= seen(table(band=True), FAX, danish)


def test_figures_one_above_the_other_in_ruled_cells_are_not_taken_for_a_line(danish):
    words = {figures(text) for text in seen(table(grid=True, pitch=10.5), FAX, danish)}

    assert {figures(text) for line in LINES for text in line[1:]} <= words


def test_ruled_cells_leave_no_dashes_and_no_dots_behind():
    pixels = road.rendered(pypdfium2.PdfDocument(table(grid=True, pitch=10.5))[0]).pixels
    plain = road.rendered(pypdfium2.PdfDocument(table(pitch=10.5))[0]).pixels

    cleaned, _ = without_rules(even_light(pixels, SCALE), SCALE)

    left = (cleaned < 128) & ~cv2.dilate((plain < 200).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    assert left.sum() < 40
    assert ((cleaned > 200) & (plain < 60)).sum() < 0.02 * (plain < 60).sum()


@pytest.mark.parametrize(
    ("text", "line", "wanted"),
    [
        ("310.50ltimer", 60, ["310.50", "timer"]),
        ("AntaliEnhed", 50, ["Antal", "Enhed"]),
        ("310.50ltimer", 20, ["310.50ltimer"]),
        ("71,345", 50, ["71,345"]),
    ],
)
def test_what_a_drawn_line_crosses_is_two_cells_where_one_can_end(text, line, wanted):
    words = [Word(text, Box(0, 0, 10 * len(text), 11), 0.9)]

    assert [word.text for word in parted_at_lines(words, [Box(line, -20, line + 1, 40)])] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2.150,004.300,00", ["2.150,00", "4.300,00"]),
        ("2,150.004,300.00", ["2,150.00", "4,300.00"]),
        ("vedlagt95,00", ["vedlagt", "95,00"]),
        ("timerà", ["timer", "à"]),
        ("Faktura-4711", ["Faktura-4711"]),
    ],
)
def test_what_is_far_too_wide_for_its_letters_is_the_words_of_two_cells(text, wanted):
    plain = [Word("Ledsagelse", Box(0, 40, 50, 51), 0.9)] * 3
    wide = Word(text, Box(60, 0, 60 + 10 * len(text), 11), 0.9)
    line = Box(60 + 5 * len(text), -20, 61 + 5 * len(text), 40)

    parts = [word for word in parted_at_lines([*plain, wide], [line]) if word.box.top == 0]

    assert [word.text for word in parts] == wanted
    assert (parts[0].box.left, parts[-1].box.right) == (wide.box.left, wide.box.right)
    # Without a line between them, and in letters as wide as others, nothing is parted.
    assert wide in parted_at_lines([*plain, wide], [])
    assert len(parted_at_lines([*plain, replace(wide, box=Box(60, 0, 60 + 5 * len(text), 11))], [])) == 4


def test_an_amount_has_no_line_beside_it():
    words = [Word(text, Box(0, 0, 40, 11), 0.9) for text in ("259.25|", "|259.25", "[1.628,00]", "259.25l", "|")]

    assert [word.text for word in parted_at_lines(words, [])] == ["259.25", "259.25", "1.628,00", "259.25l", "|"]


TYPED = [Word("i" * count, Box(0, 20, 6 * count - 1, 31), 0.9) for count in range(6, 26)]


@pytest.mark.parametrize(
    ("words", "pitch", "wanted"),
    [
        ([("3,", 0, 8.6), ("864.", 12.2, 34), ("56", 38.2, 49)], 6, ["3,864.56"]),
        ([("864.", 12.2, 34), ("56", 38.2, 49), ("3,", 0, 8.6)], 6, ["3,864.56"]),
        ([("158", 0, 16.3), (".20", 19.4, 34.8)], 6, ["158.20"]),
        ([("2,", 0, 8.6), ("30", 18.6, 29)], 6, ["2,", "30"]),
        ([("158", 0, 16.3), (".20", 19.4, 34.8)], 0, ["158", ".20"]),
        ([("5.530,00", 0, 46), ("00", 36, 47)], 0, ["5.530,00"]),
        ([("F", 0, 10), ("-0639", 10.6, 60)], 0, ["F-0639"]),
        ([("DKK", 0, 20), ("-0639", 24, 60)], 0, ["DKK", "-0639"]),
        ([("1:", 0, 7), ("30", 9, 20)], 0, ["1:30"]),
        ([("15", 0, 11), (":00", 13, 28)], 6, ["15:00"]),
        ([("23:", 0, 13), ("30", 19, 30)], 0, ["23:", "30"]),
    ],
)
def test_numbers_are_whole_in_type_of_one_width_and_read_once(words, pitch, wanted):
    given = [Word(text, Box(left, 0, right, 11), 0.9) for text, left, right in words]

    found = whole_numbers([*given, *(TYPED if pitch else ())])

    assert [word.text for word in found if word.box.top == 0] == wanted


def test_a_comma_as_high_as_a_small_letter_goes_to_the_figure_before_it():
    pixels = np.full((120, 500), 255, np.uint8)
    for left in (60, 130, 160, 190):
        cv2.rectangle(pixels, (left, 50), (left + 17, 79), 0, 4)
    cv2.rectangle(pixels, (88, 72), (93, 87), 0, -1)

    first, rest = sorted(runs_of(pixels, SCALE), key=lambda run: run.left)
    assert first.right > 90
    assert rest.left > 120


@pytest.mark.parametrize(
    ("text", "confidence", "wanted"),
    [
        ("3timer", 0.9, ["3", "timer"]),
        ("1md.", 0.9, ["1", "md."]),
        ("PriceNet", 0.9, ["Price", "Net"]),
        ("IDActivityDays", 0.9, ["ID", "Activity", "Days"]),
        ("3timer", 1.0, ["3timer"]),
        ("3xyz", 0.9, ["3xyz"]),
        ("KontoNr", 0.9, ["KontoNr"]),
        ("SundKontakt", 0.9, ["SundKontakt"]),
    ],
)
def test_two_words_that_were_read_as_one_are_parted_where_both_are_known(text, confidence, wanted, danish):
    page = Page(1, 595, 842, (Word(text, Box(0, 0, 60, 11), confidence),), ReaderName.IMAGE_OCR)
    vocabulary = view_of([page], danish).vocabulary

    assert [word.text for word in without_glue([page], vocabulary)[0].words] == wanted


def test_a_dash_between_two_dates_stays_between_them(draw, danish):
    page = road.rendered(pypdfium2.PdfDocument(draw([[(60, "Ophold 01.06.26 - 30.06.26")]]))[0])

    read = road.read_sheet(page, 1, "", ReaderName.IMAGE_OCR, danish)

    assert [row.text for row in rows_of([read])] == ["Ophold 01.06.26 - 30.06.26"]


def test_rows_of_a_scan_are_as_high_as_those_of_a_text_layer(draw, danish):
    pdf = draw([[(60, "ses som nævnt"), (300, "Løbenr. 20417", "r")], [(60, "Beløb (kr.) gange"), (480, "1.234,50", "r")]])

    layer, scan = pdf_pages(pdf, danish)[0], pdf_pages(capture(pdf, Profile("clean", 300), 3), danish)[0]

    heights = [[row.height for row in rows_of(pages)] for pages in (layer, scan)]
    assert heights[1] == pytest.approx(heights[0], rel=0.12)


@pytest.mark.parametrize(
    ("text", "top", "bottom"), [("sum", 4.7, 10), ("Sum", 2.8, 10), ("gange", 4.7, 12), ("(Sum)", 2.8, 12)], ids=str
)
def test_words_of_one_type_become_boxes_of_one_height(text, top, bottom):
    box = type_box(text, Box(0, top, 30, bottom))

    assert (box.top, box.bottom) == pytest.approx((1.2, 12.2), abs=0.1)


def test_a_mark_alone_keeps_its_box():
    assert type_box("-", Box(0, 5, 4, 6)) == Box(0, 5, 4, 6)


@pytest.mark.parametrize("sign", ["§", "8"])
def test_a_section_sign_that_does_not_hang_is_told_from_an_eight_by_its_width(sign):
    from extract.ocr.sections import with_section_signs

    pixels = np.full((200, 400), 255, np.uint8)
    wide = {"§": 14, "8": 20}[sign]
    for left, right in ((20, 20 + wide), (60, 80), (86, 106), (112, 132)):
        cv2.rectangle(pixels, (left, 50), (right - 1, 80), 0, 4)
    tokens = [
        Settled(Token("8", 18, 48, 22 + wide, 83, 0.97), How.ALONE),
        Settled(Token("108,", 58, 48, 134, 83, 0.97), How.AGREED),
    ]

    read = with_section_signs(sheet_of(pixels, SCALE), tokens, "dan")

    assert [each.token.text for each in read] == [sign, "108,"]


def settled(text, left, right, *, top=0.0):
    return Settled(Token(text, left, top, right, top + 20, 0.9))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([settled("talt", 0, 50), settled("DKK", 60, 100)], ["I", "alt", "DKK"]),
        ([settled("1", 0, 5), settled("alt", 12, 50)], ["I", "alt"]),
        ([settled("vi", 0, 20), settled("talt", 28, 70)], ["vi", "talt"]),
        ([settled("1", 0, 5), settled("alt", 90, 130)], ["1", "alt"]),
        ([settled("Ialt", 0, 50), settled("Halt", 0, 50, top=40)], ["I", "alt", "Halt"]),
    ],
    ids=lambda each: " ".join(getattr(one, "token", None).text if isinstance(one, Settled) else one for one in each),
)
def test_the_stroke_before_alt_is_a_word_where_it_opens_a_phrase(given, wanted):
    assert [each.token.text for each in with_opening_words(given, "dan")] == wanted


def test_the_stroke_is_left_in_other_languages():
    assert [each.token.text for each in with_opening_words([settled("talt", 0, 50)], "eng")] == ["talt"]


def test_a_word_that_is_a_label_itself_is_no_other_one_garbled(draw, danish):
    pages, _ = pdf_pages(
        capture(draw([[(60, "Nummer"), (150, "Beskrivelse"), (400, "Antal")]]), Profile("clean", 300), 3), danish
    )
    view = view_of(pages, danish)

    found = {(hit.text, hit.field) for row in view.rows for hit in find_labels(row, view.vocabulary.columns)}

    assert ("Antal", "quantity") in found
    assert ("Nummer", "quantity") not in found


def test_a_sign_of_money_glued_to_a_heading_does_not_hide_it():
    assert [normalise(text) for text in ("Rate£", "Beløb€:", "£", "$12", "£12")] == ["rate", "belob", "£", "$12", "£12"]


def test_a_row_that_says_a_number_behind_its_label_is_no_head(draw, danish):
    rows = [
        [(60, "Service user: Mr"), (170, "O Ref: 3190")],
        [(60, "Description"), (330, "Visits"), (400, "Rate"), (500, "Charge")],
        [(60, "Mon-Fri personal care"), (335, "60"), (400, "12.35"), (500, "741.00")],
    ]
    view = view_of(pdf_pages(draw(rows), danish)[0], danish)

    assert [view.rows[head.first].text for head in find_heads(view)] == ["Description Visits Rate Charge"]
