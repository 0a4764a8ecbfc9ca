"""Each value can be explained: its words, its label, the votes, the equations, the counted number, and what else was considered."""

from dataclasses import replace

import pytest

from extract.confidence import WEIGHTS
from extract.evidence_words import MEANINGS
from extract.explain import explain
from extract.readers.pdf import read_pdf

ROWS = [
    [(40, "Elm Court Care Ltd", 16), (400, "Invoice no. 88")],
    [(40, "Your order no. 4711"), (400, "Invoice date 30/06/2026")],
    None,
    [(40, "Description"), (330, "Qty", "r"), (430, "Rate", "r"), (500, "Gross", "r"), (560, "Net", "r")],
    [(40, "Residential care"), (330, "4", "r"), (430, "£800.00", "r"), (500, "£3,200.00", "r"), (560, "£3,000.00", "r")],
    None,
    [(400, "Subtotal", "r"), (560, "£3,000.00", "r")],
    [(400, "Total due", "r"), (560, "£3,100.00", "r")],
]


@pytest.fixture
def explained(draw, english):
    extraction = read_pdf(draw(ROWS), replace(english, explain=True))
    return {each.path: each for each in explain(extraction, english.bar)}


def test_every_value_that_was_read_is_explained(explained, draw, english):
    extraction = read_pdf(draw(ROWS), english)
    assert {"number", "issued", "supplier.name", "lines.0.amount", "lines.0.quantity"} <= set(explained)
    assert extraction.considered == (), "nothing is kept when nobody asked"


def test_the_label_and_the_votes_are_named(explained):
    number = explained["number"]
    assert number.label == "Invoice no."
    assert {"label-strong", "right"} <= {vote.name for vote in number.account.votes}
    assert explained["lines.0.quantity"].label == "Qty"


def test_the_account_gives_the_probability_that_the_reading_has(explained):
    for each in explained.values():
        assert each.account is not None
        assert each.account.probability == pytest.approx(each.reading.confidence)


def test_what_was_considered_and_not_taken_is_told(explained):
    amount = explained["lines.0.amount"]
    assert amount.reading.value == 3000
    assert [(each.text, each.label) for each in amount.others] == [("3200.00", "Gross")]


def test_equations_are_told_with_whether_they_hold(explained):
    product = next(each for each in explained["lines.0.quantity"].equations if each.name == "product")
    assert (product.text, product.holds) == ("4 × 800.00 = 3200.00", False)
    assert not explained["lines.0.quantity"].sure


def test_every_name_of_evidence_has_words_in_both_languages():
    assert set(MEANINGS) == set(WEIGHTS)
    assert all(english and danish and english != danish for english, danish in MEANINGS.values())
