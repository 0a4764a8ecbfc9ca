"""Bills from Germany, Austria, Switzerland and France: days behind a discount or a debit, labels in two languages, apostrophes in sums."""

import pytest

from extract.readers.pdf import read_pdf

TOP = [
    [(40, "Nordcode GmbH", 14)],
    [(40, "Hafenallee 40, 24939 Flensburg")],
    None,
    [(40, "Rechnung Nr. 26.1184")],
    [(40, "Rechnungsdatum: 15.05.2026")],
    None,
    [(40, "Bezeichnung"), (400, "Menge", "r"), (545, "Betrag EUR", "r")],
    [(40, "Beratung vor Ort"), (400, "2", "r"), (545, "1.000,00", "r")],
    [(40, "Nettobetrag"), (545, "1.000,00", "r")],
    [(40, "19 % Umsatzsteuer"), (545, "190,00", "r")],
    [(40, "Rechnungsbetrag EUR"), (545, "1.190,00", "r")],
]


def bill(draw, options, *rows):
    return read_pdf(draw([*TOP, None, *([(40, row)] for row in rows)]), options).invoice


@pytest.mark.parametrize(
    ("terms", "day"),
    [
        ("Zahlungsbedingungen: bis 25.06.2026 mit 3,0 % Skonto = 35,70 EUR Abzug, bis 15.07.2026 ohne Abzug.", "2026-07-15"),
        ("Zahlbar innerhalb 8 Tagen mit 2 % Skonto vom Restbetrag oder bis 15.07.2026 netto.", "2026-07-15"),
        ("Den Betrag buchen wir am 15.07.2026 von Ihrem Konto ab.", "2026-07-15"),
        ("Wir ziehen den Beitrag am 15.07.2026 mit SEPA-Lastschrift ein.", "2026-07-15"),
        ("Bei Zahlung bis 15.07.2026 gewähren wir 2 % Skonto.", None),
    ],
)
def test_a_bill_is_due_when_all_of_it_is(draw, danish, terms, day):
    due = bill(draw, danish, terms).due

    assert (due and str(due.value)) == day


def test_what_stands_behind_a_label_in_two_languages_belongs_to_it(draw, danish):
    rows = [
        [(40, "Nordcode GmbH", 14)],
        [(40, "Rechnung / Invoice"), (200, "AR26-455")],
        [(40, "Datum / Date"), (200, "27.03.2026")],
        None,
        [(40, "Bezeichnung / Description"), (545, "Wert / Value EUR", "r")],
        [(40, "Kupplung Gr. 24"), (545, "2.552,00", "r")],
        [(40, "Rechnungsbetrag / Invoice total EUR"), (545, "2.552,00", "r")],
    ]
    found = read_pdf(draw(rows), danish).invoice

    assert (str(found.issued.value), str(found.total.value)) == ("2026-03-27", "2552.00")


@pytest.mark.parametrize("mark", ["'", "’"])
def test_swiss_sums_and_an_account_whose_last_group_is_one_digit(draw, danish, mark):
    rows = [
        [(40, "Nordcode AG", 14)],
        [(40, "Rechnung R-61830"), (300, "Datum 26.01.2026")],
        None,
        [(40, "Text"), (545, "CHF", "r")],
        [(40, "Beratung"), (545, f"8{mark}802.50", "r")],
        [(40, "Zwischentotal exkl. MWST"), (545, f"8{mark}802.50", "r")],
        [(40, "MWST 8.1%"), (545, "713.00", "r")],
        [(40, "Total CHF"), (545, f"9{mark}515.50", "r")],
        [(40, "IBAN CH93 0076 2011 6238 5295 7")],
    ]
    found = read_pdf(draw(rows), danish).invoice

    assert [str(each.value) for each in (found.net, found.tax, found.total)] == ["8802.50", "713.00", "9515.50"]
    assert found.supplier.iban.value == "CH9300762011623852957"


def test_the_row_that_sums_a_table_of_tax_has_net_and_tax(draw, danish):
    rows = [
        *TOP[:6],
        [(40, "Artikel"), (545, "Summe EUR", "r")],
        [(40, "Saft"), (545, "86,40", "r")],
        [(40, "Gläser"), (545, "100,00", "r")],
        None,
        [(300, "Steuersatz"), (450, "Netto", "r"), (545, "USt", "r")],
        [(300, "10 %"), (450, "86,40", "r"), (545, "8,64", "r")],
        [(300, "20 %"), (450, "100,00", "r"), (545, "20,00", "r")],
        [(300, "Summe"), (450, "186,40", "r"), (545, "28,64", "r")],
        [(300, "Zu zahlen: EUR"), (545, "215,04", "r")],
    ]
    found = read_pdf(draw(rows), danish).invoice

    assert [str(each.value) for each in (found.net, found.tax, found.payable)] == ["186.40", "28.64", "215.04"]


def test_a_number_in_groups_of_one_width_is_one(draw, danish):
    rows = [
        [(40, "RECHNUNG"), (160, "Nr. 618 204"), (300, "vom 19.02.2026")],
        None,
        [(40, "Rechnungsbetrag EUR"), (545, "50,00", "r")],
    ]

    assert read_pdf(draw(rows, font="Courier"), danish).invoice.number.value == "618 204"


def test_the_sender_s_line_may_end_with_a_country(draw, danish):
    rows = [
        [(40, "Nordcode GmbH, Hafenallee 40, 24939 Flensburg, Deutschland", 8)],
        [(40, "Blue Mesa Analytics Inc.")],
        [(40, "1200 Canyon Blvd")],
        [(40, "Boulder, CO 80302")],
        *TOP[3:],
    ]

    assert read_pdf(draw(rows), danish).invoice.supplier.name.value == "Nordcode GmbH"


def test_the_vat_number_under_the_address_of_whom_is_billed_is_not_the_sellers(draw, danish):
    rows = [
        [(40, "Alpenberatung Keller AG", 14)],
        [(40, "Seestrasse 224, CH-8008 Seestadt | info@keller.example")],
        None,
        [(40, "Bodensee Kartonagen GmbH")],
        [(40, "Uferstrasse 170")],
        [(40, "D-78467 Uferstadt")],
        [(40, "USt-IdNr. DE123456788")],
        None,
        *TOP[3:],
    ]

    assert read_pdf(draw(rows), danish).invoice.supplier.name.value == "Alpenberatung Keller AG"
