"""Whoever waits at a prompt gets an answer in time; what there was no time for is never surer than what was read whole."""

from __future__ import annotations

import numpy as np
import pytest

from extract.ocr.allowance import Allowance
from extract.ocr.certainty import MOST_UNHEARD, certainty
from extract.ocr.engines import Token
from extract.ocr.fusion import How
from extract.ocr.road import read_again
from extract.ocr.sheet import sheet_of


class Deaf:
    """A second reader that must not be asked."""

    name = "deaf"

    def read(self, crops: object) -> list[tuple[str, float]]:
        raise AssertionError("there was no time to ask")


def test_without_a_limit_everything_is_begun() -> None:
    allowance = Allowance(None)
    allowance.page_took(3600)

    assert allowance.holds(1e9)
    assert allowance.holds_a_page()


def test_what_would_not_end_in_time_is_not_begun() -> None:
    allowance = Allowance(60)

    assert allowance.holds(30)
    assert not allowance.holds(61)
    assert allowance.holds_a_page()
    allowance.page_took(61)
    allowance.page_took(1)
    assert not allowance.holds_a_page()


def test_no_time_at_all_begins_nothing() -> None:
    assert not Allowance(0.0).holds_a_page()


@pytest.mark.parametrize("text", ["1.085,02", "150331-4203"])
def test_a_doubtful_number_that_nobody_read_again_is_not_sure(text: str) -> None:
    sheet = sheet_of(np.full((40, 200), 255, np.uint8), 4.0)
    token = Token(text, 10, 10, 120, 30, 0.99)

    (settled,) = read_again(sheet, [token], Deaf(), Allowance(0.0))

    assert (settled.how, settled.token) == (How.UNHEARD, token)
    assert certainty(settled, "tesserocr, read again") <= MOST_UNHEARD
