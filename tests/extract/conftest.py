"""Documents drawn on the spot: rows of cells, each with a place from the left, as one page or several."""

from __future__ import annotations

from io import BytesIO

import pytest

from countries.packs import COUNTRY_PACKS, DENMARK, ENGLAND
from extract.options import ReadOptions
from tests.extract.scanned import ROWS

COLUMN = (40, 120, 210, 290, 350, 410, 480, 555)


@pytest.fixture(scope="session")
def danish():
    return ReadOptions(DENMARK, COUNTRY_PACKS)


@pytest.fixture(scope="session")
def english():
    return ReadOptions(ENGLAND, COUNTRY_PACKS)


@pytest.fixture(scope="session")
def draw():
    """Return a function from pages of rows to the bytes of a PDF.

    A row is a list of cells `(x, text)`, `(x, text, "r")` to end at x, or `(x, text, size)`; None is an empty row. A panel is tinted
    from an x to another, from the first row to another.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    def render(*pages, step=16, font="Helvetica", rotate=0, ruled=(), panels=(), margin=50):
        out = BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=True)
        for rows in pages:
            if rotate:
                canvas.setPageRotation(rotate)
            top = A4[1] - margin
            canvas.setFillGray(0.9)
            for left, right, last in panels:
                canvas.rect(left, top - last * step - 6, right - left, last * step + 20, stroke=0, fill=1)
            canvas.setFillGray(0)
            for place, row in enumerate(rows):
                for cell in row or ():
                    _cell(canvas, cell, top - place * step, font)
            for place in ruled:
                canvas.line(40, top - place * step - 4, 555, top - place * step - 4)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return render


@pytest.fixture(scope="session")
def page(draw):
    """Return the grey pixels of a clean page at 300 dots an inch; nobody may change them."""
    import pypdfium2

    from extract.ocr.road import rendered

    pixels = rendered(pypdfium2.PdfDocument(draw(ROWS, step=26))[0]).pixels
    pixels.flags.writeable = False
    return pixels


def _cell(canvas, cell, height, font):
    x, text, *rest = cell
    size = next((each for each in rest if isinstance(each, (int, float))), 10)
    canvas.setFont(font, size)
    (canvas.drawRightString if "r" in rest else canvas.drawString)(x, height, text)
