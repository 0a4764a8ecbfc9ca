"""Pages are read side by side: never more than allowed, in their order, and as they would be one by one."""

import threading
import time
from io import BytesIO

import pypdfium2
import pytest

from extract.ocr import road
from extract.readers.pdf import pdf_pages
from extract.side_by_side import in_order
from models.document import Page, ReaderName


def page(number):
    return Page(number, 595.0, 842.0, (), ReaderName.PDF_OCR)


class Watch:
    """Work that notes how many pages were in hand at once, and how many had been asked for."""

    def __init__(self):
        self.now = self.most = self.asked = self.ahead = self.finished = 0
        self.lock = threading.Lock()

    def task(self, number, seconds):
        def read():
            time.sleep(seconds)
            with self.lock:
                self.now -= 1
                self.finished += 1
            return page(number)

        with self.lock:
            self.now += 1
            self.asked += 1
            self.most = max(self.most, self.now)
        return read


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_pages_come_in_order_and_no_more_are_in_hand_than_allowed(jobs):
    watch = Watch()
    work = (watch.task(number, 0.05 if number % 3 == 0 else 0.005) for number in range(12))

    assert [each.number for each in in_order(work, jobs)] == list(range(12))
    assert watch.most <= jobs
    assert watch.most == jobs or jobs == 3


def test_pages_that_are_read_already_keep_their_places():
    watch = Watch()
    work = iter([page(0), watch.task(1, 0.05), page(2), watch.task(3, 0.0), page(4)])

    assert [each.number for each in in_order(work, 2)] == [0, 1, 2, 3, 4]


def test_what_a_page_raises_is_raised_and_nothing_hangs():
    def broken():
        raise MemoryError

    work = iter([lambda: page(0), broken, *(lambda: page(2) for _ in range(50))])
    began = time.monotonic()
    with pytest.raises(MemoryError):
        list(in_order(work, 2))
    assert time.monotonic() - began < 5


@pytest.fixture(scope="module")
def scan(draw):
    """Return a PDF of three pictures without text, each with another number on it."""
    rows = [[[(60, "Demostrup Botilbud ApS", 14)], [(60, "Faktura"), (480, f"{20_417 + place}", "r")], None,
             [(60, "Botilbud i juni"), (480, f"{place + 1}7.290,00", "r")]] for place in range(3)]  # fmt: skip
    pictures = [road.rendered(each).pixels for each in pypdfium2.PdfDocument(draw(*rows, step=26))]
    from PIL import Image

    images = [Image.fromarray(each) for each in pictures]
    out = BytesIO()
    images[0].save(out, "PDF", resolution=300, save_all=True, append_images=images[1:])
    return out.getvalue()


def test_a_scan_is_read_side_by_side_as_it_is_page_by_page(scan, danish):
    from dataclasses import replace

    alone, _ = pdf_pages(scan, danish)
    together, _ = pdf_pages(scan, replace(danish, ocr_jobs=2))

    assert [[word.text for word in each.words] for each in together] == [[word.text for word in each.words] for each in alone]
    assert [each.number for each in together] == [1, 2, 3]
    assert all(f"{20_417 + place}" in [word.text for word in each.words] for place, each in enumerate(together))
