"""What sort of document a page is, by title and place."""

import pytest

from extract.readers.pdf import read_pdf
from models.invoice import DocumentKind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("INVOICE", DocumentKind.INVOICE),
        ("Tax Invoice", DocumentKind.INVOICE),
        ("Credit Note", DocumentKind.CREDIT_NOTE),
        ("FAKTURA", DocumentKind.INVOICE),
        ("Samlefaktura", DocumentKind.INVOICE),
        ("Kreditnota", DocumentKind.CREDIT_NOTE),
        ("Rykkerskrivelse", DocumentKind.REMINDER),
        ("Payment reminder", DocumentKind.REMINDER),
        ("Kontoudtog", DocumentKind.STATEMENT_OF_ACCOUNT),
        ("Statement of account", DocumentKind.STATEMENT_OF_ACCOUNT),
        ("Remittance advice", DocumentKind.REMITTANCE),
        ("Direct payment statement", DocumentKind.DP_STATEMENT),
        ("Rechnung", DocumentKind.INVOICE),
        ("Facture", DocumentKind.INVOICE),
        ("Quotation", DocumentKind.OTHER),
    ],
)
def test_a_title_says_what_it_is(draw, english, title, kind):
    rows = [[(40, "Elm Court Care Ltd", 12), (350, title, 16)], [(40, "30/06/2026")], None, [(40, "Care"), (500, "10.00", "r")]]

    assert read_pdf(draw(rows), english).kind is kind


def test_a_reminder_that_speaks_of_an_invoice_is_a_reminder_and_has_no_lines(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 12), (350, "Final reminder", 16)],
        [(40, "We have not received payment of invoice ELM-88417.")],
        [(40, "Invoice ELM-88417"), (500, "6,153.55", "r")],
        [(40, "Total due"), (500, "6,153.55", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.REMINDER
    assert read.invoice.lines == ()


def test_words_without_a_title_are_something_else(draw, english):
    assert read_pdf(draw([[(40, "Menu of the week: soup, bread and cheese")]]), english).kind is DocumentKind.OTHER
