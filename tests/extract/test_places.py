"""Boxes lie on the page as a person sees it, however it was turned, set straight or photographed to be read."""

from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extract.placement import moved, turned_back
from extract.readers.pdf import read_image, read_pdf
from models.document import Box
from service.sandbox.pictures import render
from tests.extract.scanned import on_a_desk, worn

DPI = 200
ROWS = [
    [(60, "Demostrup Botilbud ApS", 14)],
    [(60, "CVR 99000007")],
    [(60, "Faktura", 16)],
    [(60, "Fakturanr.:"), (160, "20417")],
    [(60, "Fakturadato:"), (160, "30-06-2026")],
    None,
    [(60, "Ydelse"), (300, "Antal", "r"), (400, "Pris", "r"), (540, "Beløb", "r")],
    [(60, "Botilbud § 107, juni 2026"), (300, "30", "r"), (400, "2.243,00", "r"), (540, "67.290,00", "r")],
    [(60, "Ledsagelse § 97, juni 2026"), (300, "10", "r"), (400, "221,65", "r"), (540, "2.216,50", "r")],
    None,
    [(60, "I alt til betaling DKK"), (540, "69.506,50", "r")],
]


@pytest.fixture(scope="module")
def straight(draw):
    """Return the pixels of the page, and where its total and its number are printed, in pixels."""
    page = pypdfium2.PdfDocument(draw(ROWS, step=26))[0]
    pixels = page.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    return np.ascontiguousarray(pixels)


def as_pdf(pixels):
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PDF", resolution=DPI, quality=80)
    return out.getvalue()


def as_picture(kind, **also):
    def save(pixels):
        out = BytesIO()
        Image.fromarray(pixels).save(out, kind, **also)
        return out.getvalue()

    return save


def quarter_turned_and_askew(pixels):
    return np.ascontiguousarray(np.rot90(worn(pixels, degrees=3.0)))


def on_its_head(pixels):
    return np.ascontiguousarray(np.rot90(worn(pixels, degrees=-1.0), 2))


def photographed(pixels):
    width, height = pixels.shape[1], pixels.shape[0]
    return worn(on_a_desk(pixels, [[120, 90], [width + 30, 140], [width + 70, height + 40], [80, height + 100]]), light=0.3)


@pytest.mark.parametrize(
    ("captured", "saved"),
    [
        pytest.param(quarter_turned_and_askew, as_pdf, id="a quarter turned and three degrees askew, as PDF"),
        pytest.param(on_its_head, as_picture("TIFF", dpi=(DPI, DPI)), id="on its head, as TIFF"),
        pytest.param(photographed, as_picture("JPEG", quality=85), id="a photo that does not say how fine it is"),
    ],
)
def test_each_box_of_a_scan_holds_what_it_says_on_the_page_as_it_came(straight, danish, captured, saved):
    data = saved(captured(straight))
    invoice = (read_pdf if data[:4] == b"%PDF" else read_image)(data, danish).invoice
    picture = render(data, page=1, dots_per_inch=DPI, most_pixels=40_000_000, picture_type="png")
    shown = np.asarray(Image.open(BytesIO(picture.data)).convert("L"))

    assert (invoice.number.value, str(invoice.payable.value)) == ("20417", "69506.50")
    readings = [invoice.number, invoice.payable, *(line.amount for line in invoice.lines)]
    assert len(readings) == 4
    for reading in readings:
        box = reading.source.box
        left, top, right, bottom = (round(each * picture.scale) for each in (box.left, box.top, box.right, box.bottom))
        crop = shown[max(0, top) : bottom, max(0, left) : right]
        # Its own ink, no bare paper; and no more than one word's room, so that it does not lie over its neighbours too.
        assert (crop < crop.max() - 70).mean() > 0.05, reading.source.text
        assert max(box.width, box.height) < 110


def test_each_box_of_turned_letters_lies_on_the_page_as_it_is_shown(danish):
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(842, 595), invariant=True)
    canvas.translate(842, 0)
    canvas.rotate(90)
    for place, row in enumerate(ROWS):
        for x, text, *end in row or ():
            (canvas.drawRightString if "r" in end else canvas.drawString)(x, 780 - 26 * place, text)
    canvas.save()

    invoice = read_pdf(out.getvalue(), danish).invoice

    picture = render(out.getvalue(), page=1, dots_per_inch=DPI, most_pixels=40_000_000, picture_type="png")
    shown = np.asarray(Image.open(BytesIO(picture.data)).convert("L"))
    box = invoice.payable.source.box
    left, top, right, bottom = (round(each * picture.scale) for each in (box.left, box.top, box.right, box.bottom))
    assert bottom <= shown.shape[0]
    assert right <= shown.shape[1]
    assert (shown[top:bottom, left:right] < 128).mean() > 0.05
    assert box.height > 2 * box.width


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_four_corners_turn_back_to_the_corners(turn):
    width, height = 595.0, 842.0
    upright = Box(0, 0, *((height, width) if turn in {1, 3} else (width, height)))

    assert moved(upright, turned_back(turn, width, height)) == Box(0, 0, width, height)


def test_a_page_that_is_upright_has_nowhere_to_be_moved():
    assert turned_back(0, 595.0, 842.0) is None
