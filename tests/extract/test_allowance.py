"""Whoever waits at a prompt gets an answer in time; what there was no time for is never surer than what was read whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extract.ocr.allowance import PAGES_NOT_READ, Allowance
from extract.ocr.certainty import MOST_UNHEARD, certainty
from extract.ocr.engines import Token
from extract.ocr.fusion import How
from extract.ocr.rereading import Heard, Second
from extract.ocr.second_look import second_look
from extract.ocr.sheet import Grey, sheet_of
from extract.options import ReadOptions
from extract.read import read_document
from models.finding import Severity


class Deaf:
    """A second reader that must not be asked."""

    name = "deaf"

    def read(self, crops: object) -> list[Second]:
        raise AssertionError("there was no time to ask")

    def read_row(self, crop: object) -> list[Heard]:
        raise AssertionError("there was no time to ask")


def test_without_a_limit_everything_is_begun() -> None:
    allowance = Allowance(None)
    allowance.first_look_took(3600)

    assert allowance.holds(1e9)
    assert allowance.holds_a_page()


def test_what_would_not_end_in_time_is_not_begun() -> None:
    allowance = Allowance(60)

    assert allowance.holds(30)
    assert not allowance.holds(61)
    assert allowance.holds_a_page()
    allowance.first_look_took(61)
    allowance.first_look_took(1)
    assert not allowance.holds_a_page()


def test_no_time_at_all_begins_nothing() -> None:
    assert not Allowance(0.0).holds_a_page()


@pytest.mark.parametrize("text", ["1.085,02", "150331-4203"])
def test_a_doubtful_number_that_nobody_read_again_is_not_sure(text: str) -> None:
    sheet = sheet_of(np.full((40, 200), 255, np.uint8), 4.0)
    token = Token(text, 10, 10, 120, 30, 0.99)

    (settled,) = second_look(sheet, [token], Deaf(), Allowance(0.0))

    assert (settled.how, settled.token) == (How.UNHEARD, token)
    assert certainty(settled, "tesserocr, read again") <= MOST_UNHEARD


def test_how_short_a_page_was_kept_is_told_of_that_page_alone() -> None:
    allowance = Allowance(60)
    first, second = allowance.for_a_page(), allowance.for_a_page()

    assert not first.holds(61)

    assert (first.was_short, second.was_short, allowance.was_short) == (True, False, False)


class Slow:
    """A second reader that notes how wide the crops are that it is given, until the time of an allowance is over."""

    name = "slow"

    def __init__(self, allowance: Allowance, answers: int) -> None:
        self.allowance, self.answers, self.widths = allowance, answers, list[int]()

    def read(self, crops: Sequence[Grey]) -> list[Second]:
        self.widths += [crop.shape[1] for crop in crops]
        if len(self.widths) == self.answers:
            self.allowance._until = 0.0
        return [Second("", 0.0) for _ in crops]

    def read_row(self, crop: Grey) -> list[Heard]:
        raise AssertionError("no row of this page is broken")


def test_what_is_paid_by_is_read_again_before_words_where_time_is_short() -> None:
    sheet = sheet_of(np.full((400, 900), 255, np.uint8), 4.0)
    words = [Token("Sarnlet", 10, 10, 400, 40, 0.5), Token("belob", 420, 10, 600, 40, 0.5)]
    certain = [Token("30", 10, 60, 60, 90, 0.97), Token("31-12-2026", 80, 60, 220, 90, 0.97)]
    doubtful = [Token("1.085,02", 10, 110, 130, 140, 0.6), Token("7.290,00", 150, 110, 260, 140, 0.7)]
    allowance = Allowance(60)
    slow = Slow(allowance, 3)

    settled = {each.token.text: each.how for each in second_look(sheet, [*words, *certain, *doubtful], slow, allowance)}

    assert slow.widths == sorted(slow.widths[:2]) + slow.widths[2:]
    assert {text for text, how in settled.items() if how is not How.UNHEARD} == {"1.085,02", "7.290,00", "30"}


def test_while_somebody_waits_pages_share_the_time() -> None:
    until = time.monotonic() + 12
    for_two, alone = Allowance(until=until).for_a_page(2), Allowance(until=until).for_a_page()
    without_a_moment = Allowance(12).for_a_page(2)

    assert (for_two.holds(5), for_two.holds(7)) == (True, False)
    assert (alone.holds(11), without_a_moment.holds(11)) == (True, True)


def test_no_more_pages_share_the_time_than_it_is_enough_for() -> None:
    allowance = Allowance(until=time.monotonic() + 12)
    allowance.for_a_page().first_look_took(5)

    assert allowance.for_a_page(100).holds(5.5)
    assert not allowance.for_a_page(100).holds(6.5)
    assert allowance.holds_a_page()


def frames(count: int) -> bytes:
    drawn = [Image.new("L", (620, 877), 255) for _ in range(count)]
    for number, frame in enumerate(drawn, start=1):
        ImageDraw.Draw(frame).text((60, 60), f"Faktura {number}", fill=0, font_size=40)
    file = BytesIO()
    drawn[0].save(file, "TIFF", save_all=True, append_images=drawn[1:], dpi=(75, 75))
    return file.getvalue()


def test_frames_of_a_picture_that_there_was_no_time_for_are_named(danish: ReadOptions) -> None:
    whole = read_document(frames(3), options=danish)
    hurried = read_document(frames(3), options=replace(danish, picture_seconds=0.0))

    assert (whole.pages, hurried.pages) == (3, 3)
    assert PAGES_NOT_READ not in {finding.code for finding in whole.findings}
    (found,) = [finding for finding in hurried.findings if finding.code == PAGES_NOT_READ]
    assert found.severity is Severity.WARNING
    assert "Of its 3 pages 3 are pictures that were not read" in found.detail
