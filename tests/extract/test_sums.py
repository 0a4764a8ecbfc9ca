"""Sums in places where a label does not lead to them: a word nobody knows, larger print, three columns, a sentence."""

import pytest

from extract.readers.pdf import read_pdf

TOP = [[(40, "Invoice no. 7741")], [(40, "Invoice date: 30/06/2026")], None]
HEAD = [(40, "Description"), (300, "Qty"), (400, "Rate"), (510, "Amount")]


def line(words, count, rate, amount):
    return [(40, words), (318, count, "r"), (440, rate, "r"), (545, amount, "r")]


def amounts(invoice):
    return [str(each.amount.value) for each in invoice.lines]


def value(reading):
    return str(reading.value) if reading else None


def test_what_all_lines_over_it_come_to_is_their_sum_and_no_line(draw, english):
    rows = [
        *TOP,
        HEAD,
        line("Home to day centre", "40", "14.80", "592.00"),
        line("Wheelchair vehicle", "20", "31.25", "625.00"),
        [(300, "Goods/Services"), (545, "1,217.00", "r")],
        [(300, "VAT @ 20%"), (545, "243.40", "r")],
        [(300, "Invoice total GBP"), (545, "1,460.40", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert amounts(invoice) == ["592.00", "625.00"]
    assert (value(invoice.net), value(invoice.tax), value(invoice.total)) == ("1217.00", "243.40", "1460.40")


@pytest.mark.parametrize(
    "last",
    [
        # It has a quantity and a price of its own.
        line("Night support", "1", "1,217.00", "1,217.00"),
        # It says what was done, in more words than a sum has.
        [(40, "Night support for the whole of the month"), (545, "1,217.00", "r")],
        # It is not what the others come to.
        [(300, "Goods/Services"), (545, "1,217.10", "r")],
    ],
)
def test_a_line_as_dear_as_all_others_stays_a_line(draw, english, last):
    rows = [
        *TOP,
        HEAD,
        line("Home to day centre", "40", "14.80", "592.00"),
        line("Wheelchair vehicle", "20", "31.25", "625.00"),
        last,
        [(300, "Invoice total GBP"), (545, "2,434.00", "r")],
    ]

    assert len(read_pdf(draw(rows), english).invoice.lines) == 3


def test_a_sum_in_larger_print_stands_beside_its_label(draw, english):
    """The larger print begins higher, so that a reader of rows puts it elsewhere."""
    rows = [
        *TOP,
        HEAD,
        line("Day service", "13", "58.50", "760.50"),
        line("Transport", "15", "9.80", "147.00"),
        None,
        [(40, "Bank: Elm Bank"), (298, "BALANCE DUE", 9), (484, "£907.50", 20)],
    ]

    assert value(read_pdf(draw(rows), english).invoice.payable) == "907.50"


def test_a_total_of_three_columns_says_net_and_tax(draw, english):
    rows = [
        *TOP,
        [(40, "Reason for credit"), (250, "Units"), (300, "Unit price"), (390, "Net"), (440, "VAT"), (500, "Gross")],
        [
            (40, "Overcharge"),
            (273, "9", "r"),
            (340, "127.14", "r"),
            (410, "1,144.26", "r"),
            (455, "0.00", "r"),
            (530, "1,144.26", "r"),
        ],
        [(40, "Chiropody"), (273, "1", "r"), (340, "32.00", "r"), (410, "32.00", "r"), (455, "0.00", "r"), (530, "32.00", "r")],
        [(40, "Total"), (410, "1,176.26", "r"), (455, "0.00", "r"), (530, "1,176.26", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (value(invoice.net), value(invoice.tax), value(invoice.total)) == ("1176.26", "0.00", "1176.26")


def test_a_subtotal_that_is_the_whole_is_the_net(draw, english):
    rows = [
        *TOP,
        HEAD,
        line("Day service", "13", "58.50", "760.50"),
        [(400, "Subtotal"), (545, "760.50", "r")],
        [(400, "TOTAL GBP"), (545, "760.50", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert value(invoice.net) == "760.50"
    assert invoice.tax is None


def test_in_a_sentence_a_sum_ends_where_other_words_begin(draw, danish):
    rows = [
        [(40, "Faktura nr. 112"), (400, "Dato: 04-11-2026")],
        None,
        [(40, "I alt 35.700,00 kr. Hertil kommer dog særskilt regning på udlæg til materialer på 1.240,00 kr.")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.total) == "35700.00"


def test_a_currency_before_the_word_is_part_of_the_label(draw, english):
    rows = [*TOP, HEAD, line("Court report", "6", "52.00", "312.00"), [(400, "GBP Total"), (545, "£312.00", "r")]]

    assert value(read_pdf(draw(rows), english).invoice.total) == "312.00"


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


def test_an_account_that_a_sentence_breaks_over_two_rows_is_read(draw, danish):
    rows = [
        [(40, "Rechnung Nr. 41/2026"), (400, "Datum: 12.10.2026")],
        None,
        [(40, "Bitte überweisen Sie den Betrag auf das Konto DE44 5001 0517 5407 3249")],
        [(40, "31 bei der Elmbank.")],
        None,
        [(40, "Gesamtbetrag"), (555, "1.088,50", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.supplier.iban) == "DE44500105175407324931"


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
