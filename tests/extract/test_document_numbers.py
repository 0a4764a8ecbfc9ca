"""The number of a document: behind a mere mark, by its title, under its label; never that of an address or a case."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import value
from tests.extract.bills import LINES


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([[(40, "INVOICE")], [(40, "Elm Court"), (470, "No. ELM-88417")]], "ELM-88417"),
        ([[(40, "Facture")], [(40, "n° 2026-014 du 2 février 2026")]], "2026-014"),
        ([[(40, "Faktura"), (400, "Nummer"), (460, "1093")]], "1093"),
        (
            [
                [(40, "faktura")],
                None,
                [(40, "nr."), (140, "dato"), (240, "betalingsfrist")],
                [(40, "60118"), (140, "01.07.26"), (240, "31.07.26")],
            ],
            "60118",
        ),
        (
            [
                [(60, "Rechnung"), (130, "Rechnungsdatum"), (222, "Fällig")],
                [(60, "IK-0625-2"), (130, "30. Juni 2025"), (222, "14. Juli 2025")],
            ],
            "IK-0625-2",
        ),
        ([[(40, "Privatrechnung PR 2025 / 0873")]], "PR 2025 / 0873"),
        ([[(40, "Privatrechnung 2026- K011")]], "2026-K011"),
        ([[(40, "Rechnungsnummer: 74 4488 1190 2251")]], "74 4488 1190 2251"),
        ([[(40, "Oakfield Home Support Ltd - Invoice OHS-26-0877")]], "OHS-26-0877"),
        ([[(40, "AVOIR"), (400, "N° AV-00231")], [(40, "Avoir sur facture n° FA-11870 du 04/09/2025")]], "AV-00231"),
        ([[(40, "Sammelrechnung 10/2025"), (400, "Nr. 251031-88")]], "251031-88"),
        (
            [[(40, "Opkrævning maj 2026")], [(40, "OPKRÆVNING NR."), (300, "DATO")], [(40, "SB-05/26-7"), (300, "21.05.2026")]],
            "SB-05/26-7",
        ),
        ([[(40, "Opkrævning")], [(40, "Opkrævningsnr.: 4471"), (300, "Dato: 21.05.2026")]], "4471"),
    ],
)
def test_numbers_that_a_mere_mark_or_their_place_by_the_title_names(draw, danish, rows, number):
    found = read_pdf(draw([*rows, None, [(40, "I alt"), (555, "1.179,65", "r")]]), danish).invoice.number

    assert found is not None
    assert found.value == number


@pytest.mark.parametrize(("beside", "number"), [("AN3 4QT", "INV-02871"), ("9994 Holmby", "INV-02871"), ("9994", "INV-02871")])
def test_a_value_under_its_heading_is_not_taken_from_the_address_beside_it(draw, english, beside, number):
    rows = [
        [(40, "INVOICE", 18)],
        [(260, "Invoice Date", 8), (400, "Larkrise Living CIC", 8)],
        [(260, "29 Jun 2026", 8), (400, "Unit 4 The Maltings", 8)],
        [(260, "Invoice Number", 8), (400, beside, 8)],
        [(260, "INV-02871", 8), (400, "Anytown", 8)],
        None,
        [(40, "Total GBP"), (545, "93.50", "r")],
    ]

    assert read_pdf(draw(rows, step=11), english).invoice.number.value == number


def test_a_value_right_of_its_label_stays_where_labels_stand_under_each_other(draw, english):
    rows = [
        [(40, "INVOICE", 18)],
        [(260, "Invoice Number"), (400, "INV-02871")],
        [(260, "Service 7"), (400, "Respite")],
        [(260, "Invoice Date"), (400, "29 Jun 2026")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (invoice.number.value, str(invoice.issued.value)) == ("INV-02871", "2026-06-29")


def test_a_mere_number_a_little_above_a_title_in_large_print_is_its_number(draw, english):
    rows = [[(410, "No."), (460, "0000412")], [(40, "Invoice", 20), (410, "Date"), (460, "03-Jul-26")]]

    assert read_pdf(draw(rows, step=11), english).invoice.number.value == "0000412"


def test_a_number_stands_under_the_whole_cell_of_its_label(draw, english):
    rows = [
        [(40, "Customer", 8), (300, "Job sheet / invoice no.", 8), (450, "Date", 8)],
        [(40, "Moorby Council", 11), (300, "DS-88", 11), (450, "17.5.26", 11)],
    ]

    assert read_pdf(draw(rows), english).invoice.number.value == "DS-88"


def test_the_number_of_a_case_is_not_that_of_the_bill(draw, english):
    rows = [
        [(40, "17 July 2026")],
        None,
        [(40, "Invoice WFP/0762 – Callum R., case number 40018826")],
        [(40, "The sum now payable is £1,148.00.")],
    ]

    assert read_pdf(draw(rows), english).invoice.number.value == "WFP/0762"


def test_a_mere_number_flush_with_the_date_is_the_documents(draw, danish):
    rows = [
        [(40, "Varde Kommune"), (440, "Dato 1. juli 2026")],
        [(40, "Myndighed Voksen"), (440, "Nr. 2026-044")],
        None,
        [(40, "Slutfaktura juni 2026")],
        None,
        [(40, "Fakturabeløb"), (555, "83.584,20", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.number) == "2026-044"


def test_a_number_that_looks_like_a_month_is_one_behind_its_mark(draw, danish):
    rows = [
        [(40, "Afregning nr. 8/2026 – august måned")],
        [(40, "Stensby, den 28. august 2026")],
        None,
        [(40, "I alt"), (545, "38.250,00", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.number) == "8/2026"


def test_the_number_of_a_house_beside_a_title_is_none_of_the_documents(draw, english):
    rows = [
        [(545, "Maple at Home Ltd", "r")],
        [(40, "Invoice"), (545, "116 Station Parade", "r")],
        [(545, "Anytown AN16 3CD", "r")],
        None,
        [(40, "Invoice ref."), (180, "Invoice date"), (300, "Due date")],
        [(40, "26384/14"), (180, "21/06/2026"), (300, "21/07/2026")],
        *LINES,
    ]

    assert read_pdf(draw(rows), english).invoice.number.value == "26384/14"


def test_a_credited_bill_gives_a_credit_note_no_number(draw, danish):
    rows = [
        [(40, "Kreditnota", 16)],
        [(300, "Nr. K-118")],
        [(300, "Dato 2. juli 2026")],
        [(300, "Krediterer faktura 3391")],
        None,
        [(40, "To aftaler blev aflyst i tide, men kom ved en fejl med på")],
        [(40, "faktura 3391. Beløbet modregnes efter jeres ønske.")],
        None,
        [(40, "Tekst"), (500, "Beløb", "r")],
        [(40, "Kontaktperson, aflyst"), (500, "-1.395,00", "r")],
        [(40, "Til gode i alt"), (500, "-1.395,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.number), value(invoice.credits)) == ("K-118", "3391")


@pytest.mark.parametrize(
    ("row", "number"), [("Our invoice no. ODC 26/58", "ODC 26/58"), ("A conto-faktura 11-2604", "11-2604")]
)
def test_numbers_behind_longer_words_for_a_bill(draw, english, row, number):
    assert value(read_pdf(draw([[(40, row)], *LINES]), english).invoice.number) == number
