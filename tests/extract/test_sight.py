"""A value that was read off a picture is no surer than the words it was read from."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extract.sight import as_seen
from extract.trust import FieldModel
from models.document import Box, Page, ReaderName, Reading, Source, Word
from models.invoice import Invoice

PLACE = Box(480, 100, 540, 110)


def page(certain, other=0.3):
    words = (Word("69.506,50", PLACE, certain), Word("beside", Box(480, 130, 540, 140), other))
    return Page(1, 595, 842, words, ReaderName.PDF_OCR)


def invoice(origin="ocr", evidence=("label-strong", "engine-sure")):
    return Invoice(total=Reading(Decimal("69506.50"), 0.9, Source("69.506,50", 1, PLACE, origin), evidence))


@pytest.mark.parametrize(
    ("certain", "name"), [(0.99, "engine-sure"), (0.97, "engine-fair"), (0.8, "engine-doubt"), (0.2, "engine-poor")]
)
def test_the_least_certain_word_of_a_value_is_its_evidence(certain, name):
    (seen,) = [as_seen(invoice(), [page(certain)]).total]

    assert seen.evidence == ("label-strong", name)


def test_what_a_text_layer_says_was_not_seen():
    given = invoice("text", ("label-strong",))

    assert as_seen(given, [replace(page(1.0, 1.0), reader=ReaderName.PDF_TEXT)]) == given


@pytest.mark.parametrize("name", ["engine-fair", "engine-doubt", "engine-poor"])
def test_nothing_makes_a_value_sure_whose_words_may_be_misread(name):
    counted = FieldModel(12.0, {name: 0.0}, ((0.0, 0.999), (20.0, 0.999)))

    assert counted.probability(["label-strong"]) > 0.99
    assert counted.probability(["label-strong", name]) <= 0.95


def test_a_value_on_a_scan_whose_table_lost_a_row_is_not_sure():
    seen = as_seen(invoice(evidence=("checksum", "table-fails", "engine-sure")), [page(0.995)]).total

    assert seen.evidence == ("checksum", "table-fails", "engine-fair")
