"""What sort of document a page is, by title and place."""

import pytest

from extract.kinds import LEAST_LEAD, find_kind
from extract.readers.pdf import pdf_pages, read_pdf
from extract.view import view_of
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


@pytest.mark.parametrize("fact", [[(40, "Contract period: May 2026")], [(300, "Contract"), (400, "4600011820")]])
def test_a_contract_among_the_facts_of_a_bill_is_no_title(draw, english, fact):
    rows = [
        [(40, "Dale Minibuses Ltd", 13)],
        [(40, "INVOICE NO."), (200, "TAX POINT"), (350, "PAY BY")],
        [(40, "D/2207"), (200, "05 Jun 26"), (350, "05 Jul 26")],
        fact,
        None,
        [(40, "Description"), (330, "Days", "r"), (420, "Rate", "r"), (545, "Amount", "r")],
        [(40, "Passenger assistant"), (330, "18", "r"), (420, "38.00", "r"), (545, "684.00", "r")],
        [(40, "TOTAL"), (545, "684.00", "r")],
    ]

    assert read_pdf(draw(rows), english).kind is DocumentKind.INVOICE


def test_without_a_title_the_label_of_its_number_makes_an_invoice_that_is_not_sure(draw, danish):
    rows = [
        [(40, "Plejehjemsgruppen A/S", 14)],
        [(40, "Fakturanummer"), (210, "Dato")],
        [(40, "F-2026-118"), (210, "30.06.2026")],
        None,
        [(40, "Botilbud § 108"), (555, "67.290,00", "r")],
    ]
    extraction = read_pdf(draw(rows), danish)

    assert extraction.kind is DocumentKind.INVOICE
    assert extraction.kind_confidence < danish.bar
    assert extraction.invoice.number.value == "F-2026-118"


def test_a_title_with_facts_set_apart_by_marks_is_a_title(draw, danish):
    rows = [
        [(40, "Støtte og Vej I/S", 14)],
        [(40, "Faktura nr. 88 · Dato 02.07.26 · Kunde Demostrup Kommune")],
        None,
        [(40, "Ydelse"), (555, "Beløb", "r")],
        [(40, "Støttekontaktperson § 99"), (555, "791,00", "r")],
        [(40, "I alt kr."), (555, "791,00", "r")],
    ]
    extraction = read_pdf(draw(rows), danish)

    assert (extraction.kind, extraction.kind_confidence > danish.bar) == (DocumentKind.INVOICE, True)
    assert extraction.invoice.issued.value.isoformat() == "2026-07-02"


def test_a_column_of_dates_and_a_date_in_a_sentence_are_not_the_documents_own(draw, english):
    statement = [
        [(40, "Brightwater Homecare Ltd", 14), (350, "Statement of account", 14)],
        [(40, "Statement date 30/06/2026")],
        None,
        [(40, "Date"), (120, "Reference"), (210, "Details"), (350, "Debit"), (480, "Balance")],
        [(40, "05/05/2026"), (120, "BW/1001"), (210, "Invoice"), (350, "1,188.00"), (480, "1,188.00")],
        [(40, "05/06/2026"), (120, "BW/1020"), (210, "Invoice"), (350, "1,220.80"), (480, "2,408.80")],
    ]
    reminder = [
        [(40, "Brightwater Homecare Ltd", 14)],
        [(40, "FINAL REMINDER", 14)],
        [(40, "Our records show that invoice BW/1001 dated 05/05/2026 for £1,188.00 is still unpaid.")],
    ]

    assert read_pdf(draw(statement), english).invoice.issued.value.isoformat() == "2026-06-30"
    assert read_pdf(draw(statement), english).invoice.buyer_reference is None
    assert read_pdf(draw(reminder), english).invoice.issued is None


def account(draw, options, title, *moves):
    rows = [[(40, "Elm Court Care Ltd", 12), (350, title, 14)], [(40, "30/06/2026")], None]
    rows += [[(40, day), (140, text), (400, moved, "r"), (520, balance, "r")] for day, text, moved, balance in moves]
    return read_pdf(draw(rows), options)


def test_a_balance_that_runs_on_makes_an_account_of_a_page_without_a_title(draw, english):
    moves = ("02/05/2026", "Invoice 811", "100.00", "100.00"), ("09/05/2026", "Invoice 815", "250.50", "350.50"), ("20/05/2026", "Payment received", "-100.00", "250.50")  # fmt: skip
    read = account(draw, english, "Where we stand", *moves)

    assert read.kind is DocumentKind.STATEMENT_OF_ACCOUNT
    assert read.kind_confidence < english.bar
    assert read.invoice.lines == ()


def test_a_balance_that_does_not_add_up_makes_no_account(draw, english):
    moves = ("02/05/2026", "Delivery 811", "100.00", "100.00"), ("09/05/2026", "Delivery 815", "250.50", "250.50"), ("20/05/2026", "Delivery 819", "90.00", "90.00")  # fmt: skip

    assert account(draw, english, "Where we stand", *moves).kind is not DocumentKind.STATEMENT_OF_ACCOUNT


def test_a_list_of_bills_is_what_it_sounds_like_and_a_table_of_services_is_not(draw, english):
    letter = [
        [(40, "Elm Court Care Ltd", 12)],
        [(40, "Have you forgotten us?", 14)],
        [(40, "Our records show that the following remains unpaid. If you have paid within the last few days, please disregard this.")],
        [(40, "Invoice 26797"), (200, "30/01/2026"), (300, "01/03/2026"), (500, "15,515.02", "r")],
        [(40, "Total overdue"), (500, "15,515.02", "r")],
    ]  # fmt: skip
    served = [(40, "Care"), (200, "Qty"), (300, "Rate"), (500, "Amount", "r")], [(40, "Home care for invoice 26797"), (200, "2"), (300, "50.00"), (500, "100.00", "r")]  # fmt: skip

    assert read_pdf(draw(letter), english).kind is DocumentKind.REMINDER
    assert read_pdf(draw(letter), english).kind_confidence < english.bar
    assert read_pdf(draw([*letter[:3], *served]), english).kind is not DocumentKind.REMINDER


@pytest.mark.parametrize(
    "said", ["We have today transferred the sums below to your bank account. This remittance is for your records."]
)
def test_a_list_of_bills_that_were_paid_is_a_remittance(draw, english, said):
    rows = [
        [(40, "Elm Court Care Ltd", 12)],
        [(40, "Money on its way", 14)],
        [(40, said)],
        [(40, "Please direct questions about this payment to accounts payable.")],
        [(40, "Invoice 26797"), (300, "01/03/2026"), (500, "15,515.02", "r")],
        [(40, "Invoice 26811"), (300, "08/03/2026"), (500, "515.02", "r")],
        [(40, "Total paid"), (500, "16,030.04", "r")],
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.REMITTANCE
    assert read.invoice.lines == ()


ASKED = [
    [(40, "We have looked after Rory in the afternoons as we agreed with you.")],
    [(40, "Afternoons, 12 sessions at 20.00"), (500, "240.00", "r")],
    [(40, "Total to pay"), (500, "£240.00", "r")],
]


@pytest.mark.parametrize("fact", [[(40, "Contract: SEN-M-0447 (Combe Park School)")], [(40, "Contract"), (200, "SUC-2291")]])
def test_the_number_of_a_contract_is_no_title(draw, english, fact):
    rows = [
        [(40, "Fernley Cars Ltd", 14)],
        fact,
        [(40, "Bill number"), (200, "DH/0626")],
        [(40, "Bill date"), (200, "1 July 2026")],
        *ASKED,
    ]
    read = read_pdf(draw(rows), english)

    assert read.kind is DocumentKind.INVOICE
    assert read.kind_confidence < english.bar


@pytest.mark.parametrize(
    "title", ["Kørselsregning 26-0617", "Kvartalsregning", "Forplejningsafregning", "A-conto faktura 88-2026"]
)
def test_danish_words_for_bills_of_a_kind_are_titles(draw, danish, title):
    rows = [
        [(40, "Solrup Minibusser", 12), (350, title, 16)],
        [(40, "30.06.2026")],
        None,
        [(40, "Kørsel"), (500, "10,00", "r")],
    ]

    assert read_pdf(draw(rows), danish).kind is DocumentKind.INVOICE


@pytest.mark.parametrize(
    ("summed", "kind"),
    [
        ("Total paid", DocumentKind.REMITTANCE),
        ("Amount outstanding", DocumentKind.REMINDER),
    ],
)
def test_bills_listed_under_no_title_are_never_a_bill_whatever_their_wording_sounds_like(draw, english, summed, kind):
    rows = [
        [(40, "Elm Court Care Ltd", 12)],
        [(40, "Advice", 14)],
        [(40, "Payment of"), (300, "Invoice date"), (500, "Amount", "r")],
        [(40, "Invoice 26797"), (300, "01/03/2026"), (500, "15,515.02", "r")],
        [(40, "Invoice 26811"), (300, "08/03/2026"), (500, "515.02", "r")],
        [(40, summed), (500, "16,030.04", "r")],
    ]
    pages, _ = pdf_pages(draw(rows), english)
    found = find_kind(view_of(pages, english), lambda _: DocumentKind.INVOICE)

    assert found.kind is kind
    assert found.lead <= LEAST_LEAD


def test_three_rows_of_bills_with_their_balances_are_an_account(draw, danish):
    rows = [
        [(40, "Deres konto hos os", 14), (500, "kr. 152.712,68", "r")],
        [(40, "Opgjort den 5. november 2026")],
        [(40, "Dato"), (150, "Postering"), (400, "Beløb", "r"), (500, "Herefter", "r")],
        [(40, "4. august 2026"), (150, "Faktura 19996"), (400, "6.607,97", "r"), (500, "6.607,97", "r")],
        [(40, "14. august 2026"), (150, "Faktura 27052"), (400, "76.873,67", "r"), (500, "83.481,64", "r")],
        [(40, "11. oktober 2026"), (150, "Faktura 61125"), (400, "69.231,04", "r"), (500, "152.712,68", "r")],
    ]

    assert read_pdf(draw(rows), danish).kind is DocumentKind.STATEMENT_OF_ACCOUNT


def test_what_a_line_bills_is_no_title_of_an_account(draw, english):
    rows = [
        [(40, "Penrose CIC", 12)],
        [(40, "Request for reimbursement to Overton Council")],
        [(40, "Date of this invoice: 3 July 2026. The sums below were paid out in June.")],
        [(40, "PA wages, gross pay"), (500, "1,284.60", "r")],
        [(40, "Managed account fee"), (500, "18.50", "r")],
        [(40, "Amount now due from the council"), (500, "1,303.10", "r")],
        [(40, "Kindly transfer it to sort code 08-92-50, account number 67004418.")],
    ]
    pages, _ = pdf_pages(draw(rows), english)
    found = find_kind(view_of(pages, english), lambda _: DocumentKind.INVOICE)

    assert (found.kind, found.evidence) == (DocumentKind.INVOICE, ("untitled", "worded"))


@pytest.mark.parametrize(
    ("title", "kind"),
    [("1. Mahnung – Nr. M-2026-017", DocumentKind.REMINDER), ("H O N O R A R N O T E Nr. 77/2026", DocumentKind.INVOICE)],
)
def test_german_titles_are_known_with_how_many_they_are_and_set_apart(draw, danish, title, kind):
    rows = [
        [(300, "Fahrdienst Marschland Inh. Jörn Ketelsen e. K.")],
        [(40, "Tønder Kommune")],
        None,
        [(40, title)],
        [
            (40, "Folgende Rechnungen sind noch nicht beglichen:")
            if kind is DocumentKind.REMINDER
            else (40, "Therapie laut Verordnung")
        ],
        [(40, "Rechnung"), (150, "vom"), (250, "fällig am"), (450, "offener Betrag")],
        [(40, "2026-0402"), (150, "03.07.2026"), (250, "02.08.2026"), (545, "684,25 €", "r")],
        [(40, "Zu zahlen"), (545, "684,25 €", "r")],
    ]

    assert read_pdf(draw(rows), danish).kind is kind
