"""Two scans of one sheet have nearly the same fingerprint; another sheet has another one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extract.prints import page_print
from match.resemblance import SAME_SHEET, bits_apart
from samples.generate import scans

ROWS = [
    [(40, "Bøgely ApS", 18), (555, "FAKTURA", 14)],
    [(40, "CVR 12345674")],
    None,
    [(40, "Borger"), (210, "Ydelse"), (555, "Beløb", "r")],
    *(
        [(40, f"15033{number}-4203"), (210, "Botilbud § 108, juni 2026"), (555, f"6{number}.290,00", "r")]
        for number in range(9)
    ),
]
OTHER = [[(40, "BRIGHTER DAYS HOMECARE", 20)], None, *[[(40, "Client"), (350, "56.00"), (410, "24.16")] for _ in range(22)]]


@pytest.fixture(scope="module")
def sheet(draw):
    return draw(ROWS)


def test_a_scan_and_a_fax_of_one_sheet_are_alike(sheet):
    office, fax = (scans.capture(sheet, replace(profile, dpi=120), seed=3) for profile in (scans.OFFICE, scans.FAX))

    one, other = page_print(office, is_pdf=True), page_print(fax, is_pdf=True)

    assert bits_apart(one, other) <= SAME_SHEET


def test_another_sheet_is_not_alike(draw, sheet):
    one, other = page_print(sheet, is_pdf=True), page_print(draw(OTHER), is_pdf=True)

    assert bits_apart(one, other) > SAME_SHEET


@pytest.mark.parametrize("data", [b"%PDF-1.4 broken", b"", b"not a picture"])
def test_what_cannot_be_drawn_has_no_fingerprint(data):
    assert page_print(data, is_pdf=data.startswith(b"%PDF")) is None


def test_a_blank_page_has_none(draw):
    assert page_print(draw([]), is_pdf=True) is None
