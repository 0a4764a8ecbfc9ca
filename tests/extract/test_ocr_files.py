"""Files of pictures become sheets: frames, depths, cameras that turn, telephones, what is damaged or too large."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from extract.ocr import road
from extract.ocr.pictures import sheets_of
from extract.read import read_document
from extract.readers.pdf import read_image
from models.document import ReaderName
from models.errors import UnreadableDocument
from tests.extract.scanned import WORDS


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
