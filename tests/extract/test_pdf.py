"""Which pages are read from their text layer and which as pictures, and what is said of files that cannot be read."""

from io import BytesIO

import pypdfium2
import pytest

from extract.readers.pdf import pdf_pages, read_pdf, why_ocr
from extract.view import view_of
from extract.words import TextLayer, read_layer
from models.document import Box, Page, ReaderName, Word
from models.errors import UnreadableDocument


def layer(texts, **also):
    words = tuple(Word(text, Box(10, 10 * place, 60, 10 * place + 8)) for place, text in enumerate(texts))
    parts = {"image_share": 0.0, "odd_characters": 0, "characters": sum(map(len, texts))}
    return TextLayer(595, 842, words, (), **{**parts, **also})


@pytest.mark.parametrize(
    ("page", "ocr"),
    [
        pytest.param(layer(["Invoice", "number", "20417"] * 10), False, id="words"),
        pytest.param(layer(["Invoice", "number", "20417"] * 10, image_share=1.0), False, id="words over a picture of the page"),
        pytest.param(layer([], image_share=0.9), True, id="only a picture"),
        pytest.param(layer([]), False, id="an empty page"),
        pytest.param(layer(["Scanned", "by", "X"], image_share=0.95), True, id="a stamp of the scanner over a picture"),
        pytest.param(layer(["abcdef"] * 20, odd_characters=80), True, id="private characters"),
        pytest.param(layer(["%&/()#?=!"] * 20), True, id="signs instead of letters"),
        pytest.param(
            layer(["Total", ".........................................", "100,00"] * 8), False, id="dots that lead the eye"
        ),
        pytest.param(layer(["\x01\x02\x03\x04\x05\x06\x07ab"] * 20), True, id="control characters"),
    ],
)
def test_a_page_is_read_as_a_picture_only_when_its_text_is_not_sound(page, ocr):
    assert (why_ocr(page) is not None) is ocr


def test_the_choice_is_noted_for_each_page(draw, english):
    pages, count = pdf_pages(draw([[(40, "Invoice 1")]], [[(40, "Page two")]]), english)

    assert count == 2
    assert [page.reader for page in pages] == [ReaderName.PDF_TEXT, ReaderName.PDF_TEXT]
    assert read_pdf(draw([[(40, "Invoice 1")]]), english).page_notes == ("page 1: pdf-text, text layer",)


def test_words_have_their_place_from_the_top_left(draw, english):
    pages, _ = pdf_pages(draw([[(40, "Invoice")], [(555, "right", "r")]]), english)
    invoice, right = pages[0].words

    assert abs(invoice.box.left - 40) < 1
    assert abs(right.box.right - 555) < 1
    assert 30 < invoice.box.top < right.box.top < 90


def test_text_that_runs_up_the_margin_is_left_out(english):
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for place in range(8):
        canvas.drawString(60, 700 - 20 * place, "Home care for the month of June")
    canvas.rotate(90)
    canvas.drawString(100, -20, "Printed by somebody")
    canvas.save()
    pages, _ = pdf_pages(out.getvalue(), english)

    assert "Printed" not in {word.text for word in pages[0].words}


def test_letters_set_apart_are_one_word(draw, english):
    pages, _ = pdf_pages(draw([[(40, "T A X   I N V O I C E")], [(40, "plain words here")]]), english)
    from extract.layout import rows_of

    assert rows_of(pages)[0].text.replace(" ", "") == "TAXINVOICE"
    assert len(rows_of(pages)[0].words) <= 2


@pytest.mark.parametrize("words", [["26", "June"], ["mail", "for", "June"], ["Invoice", "JW"]])
def test_a_letter_that_reaches_out_to_the_left_does_not_close_the_gap_before_it(words):
    """Where a file has no spaces and only sets its words apart; how far such a letter reaches is the font's."""
    from reportlab.pdfgen.canvas import Canvas

    out, x, size = BytesIO(), 50.0, 20
    canvas = Canvas(out, invariant=True)
    canvas.setFont("Times-Italic", size)
    for word in words:
        canvas.drawString(x, 700, word)
        x += canvas.stringWidth(word, "Times-Italic", size) + 0.19 * size
    canvas.save()

    assert [word.text for word in read_layer(pypdfium2.PdfDocument(out.getvalue())[0]).words] == words


def test_pages_beyond_the_cap_are_left_to_a_person(draw, english):
    from dataclasses import replace

    data = draw(*[[[(40, f"Page {number}")]] for number in range(3)])
    read = read_pdf(data, replace(english, max_pages=2))

    assert read.pages == 3
    assert "too-many-pages" in [finding.code for finding in read.findings]


def test_a_damaged_file_is_said_to_be_damaged(english):
    with pytest.raises(UnreadableDocument, match="damaged"):
        read_pdf(b"%PDF-1.7 nothing more", english)


def test_a_locked_file_is_said_to_be_locked(english):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 100, "Invoice")
    canvas.save()

    with pytest.raises(UnreadableDocument, match="password"):
        read_pdf(out.getvalue(), english)


def test_signs_that_web_fonts_give_for_hyphens_and_joined_letters_are_read_as_what_they_stand_for(danish):
    from samples.generate.layouts.with_html import by_engine, faces

    page = f"<html><head><style>{faces(('Serif', 'Lato'))} body {{ font: 12pt Serif }} b {{ font-family: Lato }}</style></head><body>Fakturanr.: F-1021 til <b>officiel</b> afregning</body></html>"
    (layer,) = [read_layer(page) for page in pypdfium2.PdfDocument(by_engine(page))]
    assert [word.text for word in layer.words] == ["Fakturanr.:", "F-1021", "til", "officiel", "afregning"]


@pytest.mark.parametrize(
    ("height", "confidence", "rows"),
    [
        pytest.param(18, 0.7, 1, id="its box holds the edge of a panel"),
        pytest.param(8, 0.7, 2, id="it stands on a row of its own"),
        pytest.param(18, 1.0, 2, id="it is large print of a text layer"),
    ],
)
def test_an_amount_on_a_scan_whose_box_is_too_tall_may_stand_beside_its_label(height, confidence, rows):
    from extract.layout import rows_of
    from models.document import Page

    label = Word("Balance", Box(350, 332, 388, 340), confidence)
    amount = Word("£5,338.29", Box(493, 332 - height / 2, 543, 332 + height / 2), confidence)
    assert len(rows_of([Page(1, 595, 842, (label, amount), ReaderName.PDF_OCR)])) == rows


@pytest.mark.parametrize(
    ("label", "number", "words"), [("INVOICE", "4471", ["INVOICE", "4471"]), ("INVOICE", "to", ["INVOICEto"])]
)
def test_a_figure_is_parted_from_a_letter_by_a_gap_that_between_letters_is_only_kerning(label, number, words):
    """Type is set higher here than it is wide: the gap is a space by its width, and less than one by its height."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.scale(1, 1.3)
    canvas.setFont("Helvetica-Bold", 10)
    canvas.drawRightString(100, 500, label)
    canvas.drawString(101.8, 500, number)
    canvas.save()

    assert [word.text for word in read_layer(pypdfium2.PdfDocument(out.getvalue())[0]).words] == words


def test_a_word_that_small_print_beside_it_tore_apart_is_whole(danish):
    def piece(text, left, right):
        return Word(text, Box(left, 27, right, 46.5))

    page = Page(
        1,
        595.0,
        842.0,
        (piece("Heste", 42.0, 90.0), piece("glæde", 90.1, 140.0), piece("Ny", 145.0, 160.0)),
        ReaderName.PDF_TEXT,
    )

    assert [[word.text for word in row.words] for row in view_of([page], danish).rows] == [["Hesteglæde", "Ny"]]


def test_words_of_one_type_stay_on_one_row_beside_larger_type_that_begins_it(danish):
    def word(text, left, top, height):
        return Word(text, Box(left, top, left + 60, top + height))

    # The middle of the large type is higher than that of the small type by what one row is apart from another, give or take a hair.
    page = Page(
        1,
        595.0,
        842.0,
        (word("STU-SKOLEN", 40, 40, 16), word("Faktura", 400, 45.99, 9), word("60118", 500, 46.06, 9)),
        ReaderName.PDF_TEXT,
    )

    rows = [[each.text for each in row.words] for row in view_of([page], danish).rows]
    assert ["Faktura", "60118"] in [row[-2:] for row in rows]
