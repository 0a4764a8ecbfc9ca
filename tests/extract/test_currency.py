"""Which currency a document is in, by what stands beside its amounts."""

import pytest

from extract.currency import document_currency
from extract.view import view_of
from models.document import Box, Page, ReaderName, Word


def page(*rows, seen=False):
    """Return a page with a row of words for each text."""
    words = [
        Word(text, Box(40.0 + 70 * place, 40.0 + 20 * row, 90.0 + 70 * place, 50.0 + 20 * row), 0.9 if seen else 1.0)
        for row, texts in enumerate(rows)
        for place, text in enumerate(texts.split())
    ]
    return Page(1, 595.0, 842.0, tuple(words), ReaderName.PDF_OCR if seen else ReaderName.PDF_TEXT)


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        pytest.param(["Total kr.4.335,00"], "DKK", id="glued to its amount"),
        pytest.param(["$.", "Faktura 12", "I alt DKK 11.362,00"], "DKK", id="a blot that looks like a sign"),
        pytest.param(["Faktura 12", "I alt", "£1,187.40"], "GBP", id="an amount in a row of its own"),
        pytest.param(["Faktura 12", "I alt 11.362,00"], None, id="none"),
    ],
)
def test_the_currency_is_the_one_beside_the_amounts(danish, rows, currency):
    found = document_currency(view_of([page(*rows, seen=True)], danish))

    assert (found.value if found else None) == currency


@pytest.mark.parametrize(("seen", "currency"), [(True, "GBP"), (False, "EUR")])
def test_a_sign_alone_on_a_scan_weighs_less_than_one_with_its_amount(english, seen, currency):
    rows = ["Hours Rate € Amount €", "Support 12.50 250.00", "Total £250.00"]

    assert document_currency(view_of([page(*rows, seen=seen)], english)).value == currency
