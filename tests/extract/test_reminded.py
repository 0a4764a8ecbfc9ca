"""Days and numbers of bills that a reminder or an account is about are not its own."""

import pytest

from extract.read import read_document
from extract.readers.pdf import read_pdf
from models.invoice import DocumentKind

HEAD = [[(40, "Plain Words Advocacy Ltd", 14)], [(40, "9 Mill Street, Overton OV1 9ZZ")], None, [(40, "Overton Council")], None]
TAIL = [[(40, "Yours sincerely")]]


@pytest.mark.parametrize(
    "facts",
    [
        ["Invoice number", "Invoice date", "Was due on", "Amount outstanding"],
        ["Bill no.", "Bill date", "Due date", "Balance due"],
    ],
)
def test_a_reminder_is_as_old_as_its_letter_and_due_when_it_says(draw, english, facts):
    values = ["SU-1186", "3 November 2025", "3 December 2025", "£1,562.40"]
    rows = [
        *HEAD,
        [(40, "19 January 2026")],
        [(40, "SECOND REMINDER: overdue account", 12)],
        [(40, "Our records show that this invoice is still unpaid.")],
        *([(40, fact), (300, value)] for fact, value in zip(facts, values, strict=True)),
        None,
        [(40, "Please pay £1,562.40 by 2 February 2026 and accept our thanks if you have.")],
        *TAIL,
    ]
    found = read_document(draw(rows), name="letter.pdf", options=english)

    assert found.kind is DocumentKind.REMINDER
    assert [str(each.value) for each in (found.invoice.issued, found.invoice.due)] == ["2026-01-19", "2026-02-02"]
    assert not any(each.confidence >= english.bar for each in (found.invoice.issued, found.invoice.due))


def test_the_date_of_an_invoice_is_its_own(draw, english):
    rows = [
        *HEAD,
        [(40, "INVOICE", 12)],
        [(40, "Invoice number"), (300, "SU-1186")],
        [(40, "Invoice date"), (300, "3 November 2025")],
        [(40, "Due date"), (300, "3 December 2025")],
        None,
        [(40, "Description"), (500, "Amount", "r")],
        [(40, "Advocacy in October"), (500, "1,562.40", "r")],
        [(40, "Total"), (500, "1,562.40", "r")],
    ]
    invoice = read_document(draw(rows), name="bill.pdf", options=english).invoice

    assert [str(each.value) for each in (invoice.issued, invoice.due)] == ["2025-11-03", "2025-12-03"]


@pytest.mark.parametrize(
    ("written", "number"),
    [("INV 5564", "INV 5564"), ("INV-5564", "INV-5564"), ("5564", "5564")],
)
def test_the_letters_that_a_number_begins_with_are_part_of_it(draw, english, written, number):
    rows = [
        *HEAD,
        [(40, "INVOICE", 12)],
        [(300, "Invoice number:"), (420, written)],
        [(300, "Date:"), (420, "3 November 2025")],
        None,
        [(40, "Description"), (500, "Amount", "r")],
        [(40, "Advocacy in October"), (500, "1,562.40", "r")],
        [(40, "Total"), (500, "1,562.40", "r")],
    ]

    assert read_document(draw(rows), name="bill.pdf", options=english).invoice.number.value == number


CHARGES = [
    [(40, "03/07/26"), (150, "INV 4410"), (280, "w/e 28 June"), (500, "1,204.00", "r")],
    [(40, "10/07/26"), (150, "INV 4431"), (280, "w/e 5 July"), (500, "1,180.50", "r")],
]


def account(draw, english, title, rows):
    listed = [[(40, "Date"), (150, "Reference"), (280, "Details"), (500, "Balance", "r")], *rows]
    found = [
        *HEAD,
        [(40, title, 14)],
        [(40, "31 July 2026")],
        None,
        *listed,
        None,
        [(280, "TOTAL DUE"), (500, "2,384.50", "r")],
    ]
    return read_document(draw(found), name="account.pdf", options=english)


@pytest.mark.parametrize(
    ("title", "rows"),
    [("STATEMENT", CHARGES), ("STATEMENT", CHARGES[:1]), ("REMINDER", CHARGES)],
    ids=["account", "account of one bill", "reminder"],
)
def test_the_bills_of_a_list_give_what_lists_them_no_number(draw, english, title, rows):
    assert account(draw, english, title, rows).invoice.number is None


def test_a_reminder_of_one_bill_is_filed_under_its_number(draw, english):
    assert account(draw, english, "REMINDER", CHARGES[:1]).invoice.number.value == "4410"


def test_an_account_that_lists_bills_may_have_a_number_of_its_own(draw, english):
    rows = [*HEAD, [(40, "STATEMENT", 14)], [(40, "Statement no: 77"), (300, "Balance"), (500, "1,204.00", "r")], *CHARGES[:1]]

    assert read_document(draw(rows), name="account.pdf", options=english).invoice.number.value == "77"


def test_a_reminder_has_neither_number_nor_day_of_the_bill_it_is_about(draw, danish):
    rows = [
        [(40, "Tornby, 10. juli 2026")],
        [(40, "Rykker nr. R-118", 13)],
        None,
        [(40, "Faktura 5512 af 30. april 2026"), (545, "18.240,00", "r")],
        [(40, "Rykkergebyr"), (545, "100,00", "r")],
        [(40, "Skyldigt beløb i alt"), (545, "18.340,00", "r")],
    ]
    extraction = read_pdf(draw(rows), danish)

    assert extraction.kind.value == "reminder"
    assert extraction.invoice.number.value == "R-118"
    assert str(extraction.invoice.issued.value) == "2026-07-10"


LISTED = [
    [(60, "9-441"), (140, "31-05-2026"), (240, "30-06-2026"), (400, "8.430,00", "r"), (500, "1.430,00", "r")],
    [(60, "9-457"), (140, "05-06-2026"), (240, "05-07-2026"), (400, "2.315,75", "r"), (500, "2.315,75", "r")],
]


def reminded(draw, danish, own, name, listed):
    rows = [
        [(40, "Botilbuddet Hedelund ApS", 14), (400, "CVR-nr. 10000009")],
        [(400, "Dato: 20-07-2026")],
        [(400, own)],
        None,
        [(40, "Betalingspåmindelse", 16)],
        None,
        [(40, "Vi beder jer indbetale det skyldige beløb senest 30-07-2026.")],
        None,
        [(60, name), (140, "Fakturadato"), (240, "Forfald"), (400, "Beløb", "r"), (500, "Restbeløb", "r")],
        *listed,
    ]
    return read_pdf(draw(rows), danish).invoice


@pytest.mark.parametrize("name", ["Faktura", "Fakturanr."])
def test_bills_that_a_reminder_lists_give_it_neither_number_nor_due_date(draw, danish, name):
    invoice = reminded(draw, danish, "Rykkernr.: R-0171", name, LISTED)

    assert (invoice.number.value, str(invoice.due.value)) == ("R-0171", "2026-07-30")


def test_a_reminder_of_one_bill_that_has_a_number_of_its_own_is_filed_under_that(draw, danish):
    assert reminded(draw, danish, "Rykker nr. 90061", "Faktura nr.", LISTED[:1]).number.value == "90061"


@pytest.mark.parametrize("listed", [LISTED[:1], LISTED])
def test_how_often_a_payment_was_asked_for_is_no_number_of_a_reminder(draw, danish, listed):
    assert reminded(draw, danish, "Rykkernr.: 2", "Faktura", listed).number is None


@pytest.mark.parametrize(
    ("label", "number"),
    [("Statement no.", "S-2611"), ("Statement number:", "77"), ("Kontoudtogsnr.", "4402"), ("Kontoudtog nr.:", "K-31")],
)
def test_an_account_is_filed_under_its_own_number(draw, english, label, number):
    facts = [[(40, "Statement date: 31 July 2026"), (330, label), (450, number)], None]
    rows = [*HEAD, [(40, "STATEMENT OF ACCOUNT", 14)], *facts, *CHARGES, None, [(280, "Balance due"), (500, "2,384.50", "r")]]

    assert read_document(draw(rows), name="account.pdf", options=english).invoice.number.value == number


def test_a_letter_that_speaks_to_somebody_is_in_the_currency_of_its_amounts(draw, danish):
    rows = [
        [(40, "Åens Ledsagere ApS", 14)],
        [(40, "Rykkernr.: 3355")],
        [(40, "Betales den"), (150, "18-06-2026")],
        None,
        [(40, "Vi beder Dem betale saldoen. Har De spørgsmål, hjælper vi Dem gerne.")],
        [(40, "Post"), (545, "Beløb DKK", "r")],
        [(40, "Faktura 20871"), (545, "640,00", "r")],
        [(40, "Saldo til betaling"), (545, "640,00", "r")],
    ]
    found = read_document(draw(rows), name="letter.pdf", options=danish).invoice

    assert (found.currency.value, str(found.due.value)) == ("DKK", "2026-06-18")


@pytest.mark.parametrize(("label", "total"), [("Skyldig saldo pr. 30.06.2026:", "1640.00"), ("Primosaldo:", None)])
def test_what_is_owed_is_the_sum_of_an_account_and_what_it_began_with_is_not(draw, danish, label, total):
    rows = [
        [(40, "Klinikken ved Åen ApS", 14)],
        [(40, "Kontoudtog", 12)],
        [(40, "Dato"), (150, "Bilag"), (440, "Beløb", "r"), (545, "Saldo", "r")],
        [(40, "02.05.2026"), (150, "Faktura 5510"), (440, "1.000,00", "r"), (545, "1.000,00", "r")],
        [(40, "15.05.2026"), (150, "Faktura 5538"), (440, "640,00", "r"), (545, "1.640,00", "r")],
        None,
        [(300, f"{label} 1.640,00 kr.")],
    ]
    found = read_document(draw(rows), name="konto.pdf", options=danish)

    assert found.kind is DocumentKind.STATEMENT_OF_ACCOUNT
    assert [each and str(each.value) for each in (found.invoice.total, found.invoice.payable)] == [total, total]


def test_the_last_of_a_list_is_not_what_is_to_be_paid(draw, danish):
    rows = [
        [(40, "Åens Tolke A/S", 14)],
        [(40, "Rykkernr. R-558"), (400, "Dato 03.09.2026")],
        [(40, "BETALINGSPÅMINDELSE", 12)],
        [(40, "Faktura"), (200, "Fakturadato"), (545, "Restbeløb", "r")],
        [(40, "30117"), (200, "18.06.2026"), (545, "640,00", "r")],
        [(40, "30145"), (200, "25.06.2026"), (545, "318,75", "r")],
        [(40, "Rykkergebyr 1. rykker"), (545, "100,00", "r")],
        [(40, "Rykkergebyr 2. rykker"), (545, "100,00", "r")],
        [(40, "Skyldig saldo i DKK"), (545, "1.158,75", "r")],
    ]
    found = read_document(draw(rows), name="rykker.pdf", options=danish).invoice

    assert [str(each.value) for each in (found.total, found.payable)] == ["1158.75"] * 2
