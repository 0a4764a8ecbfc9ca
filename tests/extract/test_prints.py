"""Two scans of one sheet have nearly the same fingerprint; another sheet has another one."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from extract.ocr.road import rendered
from extract.ocr.straight import straightened
from extract.prints import page_print
from extract.read import read_document
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


def print_of(data):
    with pypdfium2.PdfDocument(data) as document:
        return page_print(straightened(rendered(document[0])).pixels)


def test_a_scan_and_a_fax_of_one_sheet_are_alike(sheet):
    office, fax = (scans.capture(sheet, replace(profile, dpi=120), seed=3) for profile in (scans.OFFICE, scans.FAX))

    one, other = print_of(office), print_of(fax)

    assert bits_apart(one, other) <= SAME_SHEET


def test_another_sheet_is_not_alike(draw, sheet):
    one, other = print_of(sheet), print_of(draw(OTHER))

    assert bits_apart(one, other) > SAME_SHEET


def test_a_blank_page_has_none(draw):
    assert print_of(draw([])) is None


def test_what_is_read_by_eye_has_the_fingerprint_of_its_first_page_and_a_text_layer_has_none(sheet, danish):
    office = scans.capture(sheet, replace(scans.OFFICE, dpi=120), seed=3)

    assert read_document(office, options=danish).page_print == print_of(office)
    assert read_document(sheet, options=danish).page_print is None
