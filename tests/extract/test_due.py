"""The day a bill is due: behind the words that lead to it, in a sentence, never a day until which less is asked."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Zahlbar bis 28.09.25 mit 2 % Skonto = 1.156,06 EUR, bis 18.10.25 rein netto.", "2025-10-18"),
        ("Zahlbar netto bis 04.10.2025, 3 % Skonto bis 15.09.2025", "2025-10-04"),
        ("Zahlbar bis 28.09.25 mit 2 % Skonto", None),
        ("Der Betrag wird am 02.10.2025 fällig", "2025-10-02"),
        ("Bitte bis 14.10.2025 überweisen", "2025-10-14"),
    ],
)
def test_a_day_until_which_less_is_asked_is_not_the_day_it_is_due(draw, danish, words, due):
    rows = [
        [(40, "Rechnung Nr. 2025-117 vom 18.09.2025")],
        None,
        [(40, "Rechnungsbetrag"), (555, "1.179,65", "r")],
        [(40, words)],
    ]
    found = read_pdf(draw(rows), danish).invoice.due

    assert (found and str(found.value)) == due


def test_the_day_behind_an_account_in_a_sentence_is_when_it_is_due(draw, danish):
    rows = [
        [(40, "Faktura nr. 112"), (400, "Dato: 04-11-2026")],
        None,
        [(40, "Beløbet bedes indsat på min konto i Merkur Andelskasse, reg.nr.")],
        [(40, "8401 kontonr. 1114702, senest den 4. december 2026.")],
        None,
        [(40, "I alt kr."), (555, "4.600,00", "r")],
    ]

    assert str(read_pdf(draw(rows), danish).invoice.due.value) == "2026-12-04"


@pytest.mark.parametrize("last", ["forfalden 15.12.26", "Beløbet bedes sat ind på vores konto senest den 15. december 2026."])
def test_more_words_lead_to_the_day_a_bill_is_due(draw, danish, last):
    rows = [
        [(40, "Faktura nr. 3"), (400, "Dato: 15-10-2026")],
        None,
        [(40, "I alt m. moms"), (545, "4.600,00", "r")],
        None,
        [(40, last)],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert value(invoice.due) == "2026-12-15"
    assert value(invoice.total) == "4600.00"


def test_the_day_a_bill_is_due_is_read_over_the_end_of_a_row(draw, danish):
    rows = [
        [(40, "Regning nr. 27/2026")],
        [(40, "Vejle, den 6. oktober 2026")],
        [(40, "I alt kr. 1.840,50")],
        [(40, "Beløbet bedes sat ind på konto 8117 0044556677 senest den 9.")],
        [(40, "november 2026. Tak for i år.")],
    ]

    assert value(read_pdf(draw(rows, step=12), danish).invoice.due) == "2026-11-09"


def test_the_day_by_which_an_account_is_to_be_credited_is_when_the_bill_is_due(draw, english):
    rows = [
        [(40, "Invoice EC/1306 dated 29th June 2026")],
        None,
        [(40, "Amount now due from the Council"), (555, "4,918.20", "r")],
        [(40, "Please credit Elm Ltd, sort code 77-66-01, account number 01239876, no later than 13th July 2026.")],
    ]

    assert str(value(read_pdf(draw(rows), english).invoice.due)) == "2026-07-13"
