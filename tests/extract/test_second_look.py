"""A number that the page engine boxed too narrow keeps its first digit, though the second reader cannot see it."""

import numpy as np
import pytest

from extract.ocr.engines import Token
from extract.ocr.fusion import How
from extract.ocr.rereading import Second
from extract.ocr.second_look import second_look
from extract.ocr.sheet import sheet_of

#: Eleven letters of 20 pixels from 600 on; the page engine drew its box from the second one on.
TOKEN = Token("150431-6072", 620, 100, 820, 130, 0.93)


class Sees:
    """Reads as many letters as its piece of paper is wide; of what lies beside the number it reads `beside`."""

    name = "drawn"

    def __init__(self, beside=""):
        self.beside = beside

    def read(self, crops):
        return [Second("50431-6072" if crop.shape[1] < 220 else f"1{self.beside}50431-6072", 0.9999) for crop in crops]


@pytest.mark.parametrize(
    ("beside", "text", "how"),
    [
        ("", "150431-6072", How.AGREED),
        # What both do not agree on is not made of parts of each.
        ("7", "50431-6072", How.SECOND),
    ],
)
def test_a_digit_outside_a_narrow_box_is_read_on_a_wider_piece_of_paper(beside, text, how):
    sheet = sheet_of(np.full((400, 1200), 255, np.uint8), 300 / 72)

    (settled,) = second_look(sheet, [TOKEN], Sees(beside))

    assert (settled.token.text, settled.how) == (text, how)
