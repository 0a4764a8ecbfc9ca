"""Bills as accounting programs print them: facts in two columns, headings on two rows, words of tax in a heading, a discount."""

import pytest

from extract.readers.pdf import read_pdf

SALES = [
    [(40, "Salgsfaktura", 16), (400, "Depotet A/S", 16)],
    None,
    [(40, "Bilagsdato"), (160, "30. juni 2026"), (320, "Nummer"), (440, "SA-20917")],
    [(40, "Forfaldsdato"), (160, "8. august 2026"), (320, "Eksternt bilagsnr."), (440, "AFT-31")],
    [(40, "Sælger"), (160, "Niels Øster")],
    None,
    [(400, "Enhedspris", "r"), (450, "Rabat", "r"), (545, "Linjebeløb", "r")],
    [
        (40, "Beskrivelse"),
        (190, "Borger"),
        (330, "Antal", "r"),
        (400, "ekskl. moms", "r"),
        (450, "%", "r"),
        (545, "ekskl. moms", "r"),
    ],
    [
        (40, "Plejeseng, leje"),
        (190, "150331-4203"),
        (330, "30", "r"),
        (400, "21,00", "r"),
        (450, "10", "r"),
        (545, "567,00", "r"),
    ],
    [(40, "Levering"), (190, "080236-4210"), (330, "1", "r"), (400, "540,00", "r"), (545, "540,00", "r")],
    None,
    [(320, "Total DKK ekskl. moms"), (545, "1.107,00", "r")],
    [(320, "25 % moms"), (545, "276,75", "r")],
    [(320, "Total DKK inkl. moms"), (545, "1.383,75", "r")],
    None,
    [(40, "Telefon"), (180, "CVR-nr."), (300, "Bank")],
    [(40, "70 11 22 33"), (180, "10000009"), (300, "Aabank reg. 8117 kt. 4455667788")],
]


@pytest.fixture(scope="module")
def read(draw, danish):
    return read_pdf(draw(SALES, step=11), danish)


@pytest.fixture(scope="module")
def sale(read):
    return read.invoice


def test_words_of_tax_behind_a_heading_do_not_change_what_it_heads(sale):
    assert [(str(line.quantity.value), str(line.unit_price.value), str(line.amount.value)) for line in sale.lines] == [
        ("30", "21.00", "567.00"),
        ("1", "540.00", "540.00"),
    ]
    assert [line.person.value for line in sale.lines] == ["150331-4203", "080236-4210"]


def test_a_rate_of_discount_in_its_own_column_explains_the_amount(read):
    assert not [finding for finding in read.findings if finding.code == "line-mismatch"]


def test_numbers_in_the_strip_at_the_foot_are_under_their_labels(sale):
    assert (sale.supplier.registration.value, sale.supplier.bank_account.value) == ("10000009", "8117-4455667788")


def test_the_number_that_the_customer_gave_is_not_the_documents(sale):
    assert sale.number.value == "SA-20917"


def test_who_sold_it_is_not_the_supplier(sale):
    assert sale.supplier.name.value == "Depotet A/S"


def test_a_reminder_has_a_number_of_its_own(draw, danish):
    rows = [
        [(40, "Dato: 20-07-2026")],
        [(40, "Rykkernr.: R-0481")],
        None,
        [(40, "Betalingspåmindelse - 1. rykker", 16)],
        None,
        [(40, "Faktura"), (160, "Fakturadato"), (300, "Forfald"), (545, "Restbeløb", "r")],
        [(40, "5120"), (160, "31-05-2026"), (300, "30-06-2026"), (545, "7.215,00", "r")],
        [(40, "Skyldigt beløb i alt DKK"), (545, "7.215,00", "r")],
    ]
    assert read_pdf(draw(rows), danish).invoice.number.value == "R-0481"


def test_the_headings_of_large_programs_are_known(draw, danish):
    rows = [
        [(40, "HJEMPLEJE NORD A/S"), (350, "FAKTURA")],
        [(40, "Dokumentnummer: 7700231"), (300, "Dokumentdato: 05.06.2026")],
        [(300, "Nettoforfaldsdato : 05.07.2026")],
        None,
        [(40, "Pos."), (65, "Varenr."), (120, "Betegnelse"), (300, "Mængde"), (345, "Enh"), (400, "Pris/enh"), (490, "Nettoværdi")],
        None,
        [(40, "Borger 140231-9948 Ib Winther")],
        [(40, "10"), (65, "6200115"), (120, "Personlig pleje"), (340, "3,500", "r"), (345, "TIM"), (440, "450,00", "r"), (540, "1.575,00", "r")],
        [(40, "20"), (65, "6200480"), (120, "Nattilsyn"), (340, "2,000", "r"), (345, "BES"), (440, "210,00", "r"), (540, "420,00", "r")],
        [(120, "Delsum"), (540, "1.995,00", "r")],
        None,
        [(40, "Borger 080236-4210 Else Lund")],
        [(40, "30"), (65, "6200115"), (120, "Personlig pleje"), (340, "1,000", "r"), (345, "TIM"), (440, "450,00", "r"), (540, "450,00", "r")],
        [(120, "Delsum"), (540, "450,00", "r")],
        None,
        [(120, "Nettosum"), (540, "2.445,00", "r")],
        [(120, "Udgående moms"), (440, "0,000 %", "r"), (540, "0,00", "r")],
        [(120, "Slutbeløb"), (540, "2.445,00", "r")],
    ]  # fmt: skip
    invoice = read_pdf(draw(rows), danish).invoice

    assert [(line.person.value, line.unit.value, str(line.amount.value)) for line in invoice.lines] == [
        ("140231-9948", "hour", "1575.00"),
        ("140231-9948", "visit", "420.00"),
        ("080236-4210", "hour", "450.00"),
    ]
    assert (str(invoice.net.value), str(invoice.total.value), str(invoice.due.value)) == ("2445.00", "2445.00", "2026-07-05")


def test_two_titles_put_together_are_a_bill_and_nobodys_name(draw, danish):
    rows = [
        [(40, "TIMESEDDEL OG FAKTURA", 15)],
        None,
        [(40, "Ledsager"), (200, "Bodil Krat")],
        [(40, "Regning nr."), (200, "2026-41")],
        [(40, "Dato"), (200, "30-06-2026")],
        None,
        [(40, "Dag"), (330, "Timer", "r"), (420, "Sats", "r"), (545, "Beløb", "r")],
        [(40, "Ledsagelse 3. juni"), (330, "3", "r"), (420, "200,00", "r"), (545, "600,00", "r")],
        [(40, "I alt"), (545, "600,00", "r")],
    ]
    read = read_pdf(draw(rows), danish)

    assert read.kind.value == "invoice"
    assert "TIMESEDDEL" not in read.invoice.supplier.name.value
    assert read.invoice.supplier.name.confidence < danish.bar


def test_a_timesheet_for_a_bill_is_none(draw, danish):
    assert read_pdf(draw([[(40, "Timeseddel til faktura 88", 15)], [(40, "Uge 23: 12 timer")]]), danish).kind.value == "other"


@pytest.mark.parametrize(("number", "found"), [("2087", "2087"), ("2026", None)])
def test_a_number_that_looks_like_a_year_of_another_time_is_a_number(draw, english, number, found):
    rows = [
        [(40, "BILL TO"), (330, "INVOICE"), (420, number)],
        [(40, "Overton Council"), (330, "DATE"), (420, "30/06/2026")],
        [(40, "Guildhall"), (330, "TERMS"), (420, "Net 14")],
        [(330, "DUE DATE"), (420, "14/07/2026")],
        [(40, "Balance due"), (420, "£58.00")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (invoice.number and invoice.number.value) == found
    # Terms of payment are no sum.
    assert invoice.net is None
