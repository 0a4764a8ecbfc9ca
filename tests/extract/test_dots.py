"""Grey print that a fax machine turned into dots is read; print that is black, and pictures that are grey, stay as they are."""

from io import BytesIO

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extract.ocr import road
from extract.ocr.dots import dots_of_page
from extract.ocr.engines import page_engine

ROWS = [[(60, "VAT-ID: DE136695976", 9)], [(60, "IBAN DE02 1203 0000 0000 2020 51", 9)], [(60, "Commerzbank Demostrup", 9)]]


def fax(draw, *, grey, dpi=150, mode="1"):
    """Return a page of small print of this grey, as black and white dots."""
    pixels = pypdfium2.PdfDocument(draw(ROWS, step=24))[0].render(scale=dpi / 72, grayscale=True).to_numpy().squeeze()
    paler = (255 - (255 - pixels.astype(float)) * (255 - grey) / 255).astype(np.uint8)
    out = BytesIO()
    Image.fromarray(cv2.GaussianBlur(paler, (3, 3), 0.5)).convert(mode).save(out, "PDF", resolution=dpi)
    return pypdfium2.PdfDocument(out.getvalue())[0]


def words(page):
    return {each.token.text for each in road.recognise(road.rendered(page), "en", page_engine(), None).tokens}


def test_a_picture_of_dots_is_told_from_a_grey_one_and_its_dots_are_counted(draw):
    assert dots_of_page(fax(draw, grey=90)) == pytest.approx(150 / 72, rel=0.01)
    assert dots_of_page(fax(draw, grey=90, mode="L")) is None
    assert dots_of_page(pypdfium2.PdfDocument(draw(ROWS))[0]) is None


def test_grey_print_in_dots_is_read(draw):
    assert len({"DE136695976", "IBAN", "Commerzbank", "Demostrup"} & words(fax(draw, grey=110))) >= 3


def test_black_print_in_dots_is_read(draw):
    assert {"DE136695976", "Commerzbank"} <= words(fax(draw, grey=0, dpi=200))
