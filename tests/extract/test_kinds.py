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


def test_invoices_in_a_list_are_no_title_of_an_invoice(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 12), (350, "Money we wait for", 16)],
        [(40, "30/06/2026")],
        [(40, "Invoice ELM-88417"), (500, "6,153.55", "r")],
        [(40, "Invoice ELM-88420"), (500, "1,200.00", "r")],
        [(40, "Total outstanding"), (500, "7,353.55", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.OTHER or read.kind_confidence < english.bar


def test_the_heading_of_a_list_is_no_title(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 12), (350, "Payment reminder", 11)],
        [(40, "Invoice"), (200, "Dated"), (300, "Due"), (500, "Amount", "r")],
        [(40, "ELM-88417"), (200, "01/05/2026"), (300, "31/05/2026"), (500, "6,153.55", "r")],
        [(40, "Total due"), (500, "6,153.55", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.REMINDER
    assert {"own-title", "clear"} <= set(read.kind_evidence)


def test_an_overdue_account_is_a_reminder(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 12), (350, "Your account is overdue", 14)],
        [(40, "Invoice ELM-88417"), (500, "6,153.55", "r")],
        [(40, "Total due"), (500, "6,153.55", "r")],
    ]

    assert read_pdf(draw(rows), english).kind is DocumentKind.REMINDER


@pytest.mark.parametrize(("row", "sure"), [("Original invoice: ELM-88401", False), ("Your reference: ELM-88401", True)])
def test_a_bill_that_names_an_invoice_it_credits_is_not_surely_an_invoice(draw, english, row, sure):
    rows = [
        [(40, "Elm Court Care Ltd", 12), (350, "INVOICE", 16)],
        [(40, "Invoice No: ELM-88417"), (300, "Date: 30/06/2026")],
        [(40, row)],
        None,
        [(40, "Description"), (330, "Quantity"), (420, "Rate"), (500, "Amount", "r")],
        [(40, "Home care"), (330, "10 hours"), (420, "£10.00"), (500, "£100.00", "r")],
        [(40, "Total due"), (500, "£100.00", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.INVOICE
    assert (read.kind_confidence >= english.bar) is sure


def test_words_without_a_title_are_something_else(draw, english):
    assert read_pdf(draw([[(40, "Menu of the week: soup, bread and cheese")]]), english).kind is DocumentKind.OTHER
