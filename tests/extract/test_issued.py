"""The day of a document: behind its title, beside a label, or alone on a letter."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value

VISITS = [
    None,
    [(40, "Dato"), (150, "Ydelse"), (545, "Honorar", "r")],
    [(40, "6. maj 2026"), (150, "Samtale"), (545, "1.150,00", "r")],
    [(40, "20. maj 2026"), (150, "Samtale"), (545, "1.150,00", "r")],
    [(150, "I alt at betale"), (545, "2.300,00", "r")],
]


def test_days_of_visits_are_no_rivals_of_the_day_that_stands_alone_on_a_letter(draw, danish):
    rows = [[(40, "Psykologisk Praksis Solrup", 14)], [(400, "19. juni 2026")], [(40, "Faktura nr. 26-041")], *VISITS]
    issued = read_pdf(draw(rows), danish).invoice.issued

    assert str(issued.value) == "2026-06-19"
    assert issued.confidence < danish.bar


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Faktura 7719 dato 31/5-26 side 1", "2026-05-31"),
        ("Kontoudtog pr. 31-05-2026", "2026-05-31"),
        ("Kontoudtog nr. 31", None),
    ],
)
def test_a_day_behind_the_title_is_the_documents(draw, danish, title, day):
    rows = [[(40, "Solrup Taxa", 14)], [(40, title)], [(40, "Solrup Kommune")], *VISITS]
    issued = read_pdf(draw(rows), danish).invoice.issued

    assert (issued and str(issued.value)) == day


def test_the_label_may_be_cut_short(draw, english):
    rows = [
        [(40, "Fresh Start Clearances", 14)],
        [(40, "Client"), (120, "Overton Council"), (350, "Inv. date"), (450, "09 Nov 2026")],
        [(40, "INVOICE 77")],
        [(40, "Work"), (500, "£", "r")],
        [(40, "Clearance"), (500, "455.00", "r")],
        [(40, "Total"), (500, "455.00", "r")],
    ]

    assert str(read_pdf(draw(rows), english).invoice.issued.value) == "2026-11-09"


@pytest.mark.parametrize("written", ["Kolby, den 21. maj 2026", "Osterholm, 21.05.2026", "du 21/05/2026"])
def test_a_letter_is_dated_beside_its_place(draw, danish, written):
    rows = [
        [(400, written)],
        [(40, "Faktura nr. 5031")],
        [(40, "Vedrørende ophold fra 03.04.2026")],
        None,
        [(40, "I alt"), (555, "49.110,00", "r")],
    ]

    assert str(read_pdf(draw(rows), danish).invoice.issued.value) == "2026-05-21"


def test_dates_close_to_their_month_and_ranges_with_two_stops_are_read(draw, english):
    rows = [
        [(40, "Invoice no. 118")],
        [(40, "Invoice date: 12May 2026")],
        [(40, "Service period 01-05-26..31-05-26")],
        None,
        [(40, "Total"), (545, "£4,600.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert value(invoice.issued) == "2026-05-12"
    assert (value(invoice.period_start), value(invoice.period_end)) == ("2026-05-01", "2026-05-31")


def test_a_day_to_pay_by_in_larger_print_stands_beside_its_label(draw, english):
    """The label stands in the middle of the larger print, so that a reader of rows puts it elsewhere."""
    rows = [
        [(40, "Invoice no. 3341")],
        [(40, "Date 16/06/2026")],
        None,
        [(470, "30/06/2026", 16)],
        [(360, "DUE DATE", 8)],
        *VISITS,
    ]
    due = read_pdf(draw(rows, step=5), english).invoice.due

    assert str(due.value) == "2026-06-30"


def test_the_house_number_beside_a_label_is_no_value_of_it(draw, english):
    """The rows of the seller's block stand a little lower than those of the strip beside it."""
    rows = [
        [(40, "TAX INVOICE", 16)],
        None,
        [(270, "Invoice Number", 7)],
        [(370, "12 Dock Road", 10)],
        [(270, "INV-0893", 10)],
        None,
        [(40, "Description"), (545, "Amount GBP", "r")],
        [(40, "Support in June"), (545, "420.00", "r")],
        [(40, "TOTAL GBP"), (545, "420.00", "r")],
    ]

    assert read_pdf(draw(rows, step=6), english).invoice.number.value == "INV-0893"


def test_the_day_of_a_credited_bill_is_not_that_of_the_credit_note(draw, english):
    rows = [
        [(40, "Ravensmoor Nursing Home"), (545, "CREDIT NOTE", "r")],
        [(40, "Credit note number: RNH-CN-087")],
        [(40, "Date: 01/07/2026")],
        [(40, "Against our invoice: RNH-3312 of 01/06/2026")],
        None,
        [(40, "Description"), (545, "Credit £", "r")],
        [(40, "Nursing care fee credited"), (545, "1,370.61", "r")],
        [(40, "Total credit"), (545, "1,370.61", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (value(invoice.number), value(invoice.issued), value(invoice.credits)) == ("RNH-CN-087", "2026-07-01", "RNH-3312")


def test_a_day_under_the_label_of_another_is_not_the_documents(draw, danish):
    rows = [
        [(40, "Lindby Kommune"), (555, "Faktura #338", "r")],
        [(40, "Parkalle 7")],
        [(555, "1. jul. 2026", "r")],
        None,
        [(40, "Produkt"), (545, "Pris", "r")],
        [(40, "Samtaleforløb"), (545, "3.450,00 kr.", "r")],
        [(40, "Total DKK"), (545, "3.450,00 kr.", "r")],
        None,
        [(40, "Betalingsfrist"), (200, "Besked til modtager")],
        [(40, "15. jul. 2026"), (200, "Faktura 338")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.issued), value(invoice.due)) == ("2026-07-01", "2026-07-15")


def test_the_day_that_a_broken_sentence_leads_to_is_not_that_of_the_bill(draw, danish):
    """`senest` ends a row and `den 3. august 2026` begins the next one: it was surely taken for the day of the bill."""
    rows = [
        [(360, "Bofællesskabet Kløverengen")],
        None,
        [(400, "3. juli 2026")],
        [(40, "Vedr. regning 2026-0117 for Palle Storm")],
        [(40, "Beløbet for måneden udgør kr. 48.750,00, som bedes indbetalt senest")],
        [(40, "den 3. august 2026 på vores konto i Egnsbanken, registreringsnummer 7788, kontonummer")],
        [(40, "0001004005.")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (str(value(invoice.issued)), str(value(invoice.due))) == ("2026-07-03", "2026-08-03")
