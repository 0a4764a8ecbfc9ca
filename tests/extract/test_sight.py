"""A value that was read off a picture is no surer than the words it was read from."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extract.shapes import identifier
from extract.sight import as_seen
from extract.trust import FieldModel
from extract.view import view_of
from models.document import Box, Page, ReaderName, Reading, Source, Word
from models.invoice import Invoice, LineReading, SupplierReading

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


def paid_to(account, *, evidence=("label-fair",), iban=None, origin="ocr"):
    """Return what is left of an account as evidence, on a scan that also names this IBAN."""
    source = Source(account, 1, PLACE, origin)
    other = Reading(iban, 0.9, source, ("checksum",)) if iban else None
    supplier = SupplierReading(bank_account=Reading(account, 0.9, source, evidence), iban=other)
    return as_seen(Invoice(supplier=supplier), [page(0.99)]).supplier.bank_account.evidence


def test_an_account_that_was_seen_once_is_not_sure():
    assert "read-once" in paid_to("9990-7288152246")
    assert FieldModel(9.0, {}, ((0.0, 0.99), (9.0, 0.999))).probability(paid_to("9990-7288152246")) < 0.975


@pytest.mark.parametrize(
    "witness",
    [{"evidence": ("label-fair", "repeated")}, {"iban": "DK5099907288152246"}, {"origin": "text"}],
    ids=["printed twice", "in an IBAN that holds", "given by a text layer"],
)
def test_an_account_with_a_second_witness_keeps_its_trust(witness):
    assert "read-once" not in paid_to("9990-7288152246", **witness)


def test_another_iban_is_no_witness():
    assert "read-once" in paid_to("9990-7288152246", iban="DK5099907288152240")


@pytest.mark.parametrize("name", ["shape-odd", "checksum-fails", "table-fails"])
def test_a_number_whose_check_digit_fails_was_more_likely_misread(name):
    assert "engine-fair" in as_seen(invoice(evidence=("right", name)), [page(0.99)]).total.evidence


@pytest.mark.parametrize(
    ("evidence", "tops", "marked"),
    [
        ("shape-strict", (100,), True),
        ("checksum", (100,), False),
        ("shape-strict", (100, 130), False),
        ("shape-strict", (100, 100), True),
    ],
    ids=["a council's own number", "a check digit holds", "on two rows", "one heading for two lines"],
)
def test_a_number_of_a_person_without_check_digit_is_seen_twice(evidence, tops, marked):
    boxes = [Box(480, top, 540, top + 10) for top in tops]
    lines = tuple(
        LineReading(number=1, person=Reading("1250449", 0.9, Source("1250449", 1, box, "ocr"), (evidence,))) for box in boxes
    )

    seen = as_seen(Invoice(lines=lines), [page(0.99)])

    assert ["read-once" in line.person.evidence for line in seen.lines] == [marked] * len(lines)


@pytest.mark.parametrize(("certain", "number"), [(0.97, "2606-WY"), (1.0, "2606")])
def test_a_number_that_an_engine_parted_before_its_hyphen_is_one(danish, certain, number):
    """A text layer that has a space there means it."""
    rows = [("Faktura", 60, 110), ("2606", 115, 150), ("-WY", 152, 180)]
    words = tuple(Word(text, Box(left, 40, right, 56), certain) for text, left, right in rows)
    reader = ReaderName.PDF_OCR if certain < 1 else ReaderName.PDF_TEXT
    view = view_of([Page(1, 595, 842, words, reader)], danish)

    assert identifier(view, view.rows[0], view.rows[0].words[1:])[0] == number
