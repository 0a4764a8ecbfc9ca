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


def test_a_strip_of_sums_ends_the_table(draw, danish):
    rows = [
        [(40, "Faktura 611937")],
        [(40, "Fakturadato: 18-08-2026")],
        None,
        [(40, "Varetekst"), (300, "Antal"), (390, "Pris"), (490, "Beløb")],
        [(40, "Rollator"), (318, "2 stk", "r"), (420, "1.895,00", "r"), (545, "3.790,00", "r")],
        None,
        [(90, "Varebeløb"), (220, "Momsgrundlag"), (360, "Moms 25%"), (480, "Total DKK")],
        [(140, "3.790,00", "r"), (290, "3.790,00", "r"), (410, "947,50", "r"), (545, "4.737,50", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert amounts(invoice) == ["3790.00"]
    assert (value(invoice.net), value(invoice.tax), value(invoice.total)) == ("3790.00", "947.50", "4737.50")


@pytest.mark.parametrize(
    "last",
    [
        [(40, "Bank: Elm Bank 60-11-08"), (400, "BALANCE DUE"), (545, "£907.50", "r")],
        [(40, "Thank you for your custom. Bank: 60-11-08 / 41927763"), (400, "BALANCE DUE"), (545, "£907.50", "r")],
    ],
)
def test_a_sum_behind_facts_of_the_bill_is_no_line(draw, english, last):
    rows = [*TOP, HEAD, line("Day service", "13", "58.50", "760.50"), line("Transport", "15", "9.80", "147.00"), None, last]
    invoice = read_pdf(draw(rows), english).invoice

    assert amounts(invoice) == ["760.50", "147.00"]
    assert value(invoice.payable) == "907.50"


def test_a_sum_of_something_is_the_total_where_what_was_prepaid_leaves_the_rest(draw, danish):
    rows = [
        [(40, "Faktura nr. R26-0093")],
        [(40, "Udskrevet 28/09-2026")],
        None,
        [(40, "Ydelse"), (300, "Antal"), (390, "Pris kr."), (490, "I alt kr.")],
        [(40, "Ophold kvinde"), (318, "24", "r"), (420, "1.682,00", "r"), (545, "40.368,00", "r")],
        [(40, "Ophold barn"), (318, "48", "r"), (420, "914,00", "r"), (545, "43.872,00", "r")],
        [(40, "Ophold i alt"), (545, "84.240,00", "r")],
        [(40, "Aconto betalt 10/09-2026"), (545, "-50.000,00", "r")],
        [(40, "Restbeløb til betaling"), (545, "34.240,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert (value(invoice.total), value(invoice.payable)) == ("84240.00", "34240.00")


def test_what_an_earlier_bill_left_unpaid_is_in_no_total(draw, english):
    rows = [
        [(40, "Statement and invoice", 16)],
        [(40, "Invoice no. HLR/0226/PC"), (400, "28 February 2026")],
        None,
        HEAD,
        line("Respite stay", "3", "265.00", "795.00"),
        line("Respite stay", "2", "265.00", "530.00"),
        None,
        [(400, "This invoice:"), (545, "1,325.00", "r")],
        [(300, "Balance brought forward from HLR/0126/PC:"), (545, "530.00", "r")],
        [(380, "Total balance now due:"), (545, "1,855.00", "r")],
    ]
    extraction = read_pdf(draw(rows), english)

    assert extraction.kind.value == "invoice"
    assert amounts(extraction.invoice) == ["795.00", "530.00"]
    assert (value(extraction.invoice.total), value(extraction.invoice.payable)) == ("1325.00", "1855.00")


def test_for_speaks_of_tax_only_where_its_word_follows(draw, english):
    rows = [
        *TOP,
        HEAD,
        line("Day placement", "1", "16,450.00", "16,450.00"),
        [(40, "Amount due for the term"), (545, "16,450.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert invoice.net is None
    assert value(invoice.payable) == "16450.00"


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


def test_a_number_that_looks_like_a_month_is_one_behind_its_mark(draw, danish):
    rows = [
        [(40, "Afregning nr. 8/2026 – august måned")],
        [(40, "Stensby, den 28. august 2026")],
        None,
        [(40, "I alt"), (545, "38.250,00", "r")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.number) == "8/2026"


def test_a_krone_beside_swedish_marks_is_swedish(draw, danish):
    rows = [
        [(40, "Faktura nr. 118"), (400, "Datum: 2026-10-02")],
        None,
        [(40, "Att betala"), (545, "4.600,00 kr", "r")],
        [(40, "Bankgiro 5050-1055, innehar F-skatt")],
    ]

    assert value(read_pdf(draw(rows), danish).invoice.currency) == "SEK"


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


def test_a_currency_may_stand_in_a_cell_of_its_own_before_a_sum_behind_other_facts(draw, danish):
    rows = [
        [(40, "Faktura nr. 7741")],
        [(40, "Fakturadato: 30-06-2026")],
        None,
        [(40, "YDELSE"), (300, "TIMER"), (400, "SATS"), (510, "BELØB")],
        line("Ledsagelse, indkøb", "1:30", "296,00", "444,00"),
        line("Ledsagelse, koncert", "3:00", "296,00", "888,00"),
        [(40, "TIMER I ALT"), (150, "4:30"), (260, "AT BETALE"), (400, "DKK"), (545, "1.332,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert amounts(invoice) == ["444.00", "888.00"]
    assert value(invoice.payable) == "1332.00"


@pytest.mark.parametrize("several", [True, False])
def test_the_sum_of_somebody_named_over_the_lines_is_not_the_whole_where_another_follows(draw, danish, several):
    more = [
        [(40, "080236-4210 Mette Skovby")],
        line("Ophold", "30", "100,00", "3.000,00"),
        line("Tillæg", "10", "120,00", "1.200,00"),
        [(40, "I alt Mette Skovby"), (545, "4.200,00", "r")],
        None,
        [(300, "I ALT AT BETALE DKK"), (545, "7.200,00", "r")],
    ]
    rows = [
        [(40, "Fakturanr. 8841-3")],
        None,
        [(40, "Ydelse"), (300, "Antal"), (400, "Takst"), (510, "Beløb")],
        [(40, "150331-4203 Per Holst Vang")],
        line("Ophold", "30", "100,00", "3.000,00"),
        [(40, "I alt Per Holst Vang"), (545, "3.000,00", "r")],
        *(more if several else ()),
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert amounts(invoice) == (["3000.00", "3000.00", "1200.00"] if several else ["3000.00"])
    assert value(invoice.total) == ("7200.00" if several else "3000.00")


def test_the_day_a_bill_is_due_is_read_over_the_end_of_a_row(draw, danish):
    rows = [
        [(40, "Regning nr. 27/2026")],
        [(40, "Vejle, den 6. oktober 2026")],
        [(40, "I alt kr. 1.840,50")],
        [(40, "Beløbet bedes sat ind på konto 8117 0044556677 senest den 9.")],
        [(40, "november 2026. Tak for i år.")],
    ]

    assert value(read_pdf(draw(rows, step=12), danish).invoice.due) == "2026-11-09"


@pytest.mark.parametrize(("count", "net"), [(6, None), (1, "100.00")])
def test_a_word_for_the_net_over_a_long_column_of_amounts_heads_a_list(draw, danish, count, net):
    rows = [
        [(40, "Faktura 20611")],
        None,
        [(40, "Gjort"), (510, "Varebeløb")],
        *[[(40, f"Opgave {'abcdef'[place]}"), (545, f"{place + 1}00,00", "r")] for place in range(count)],
        None,
        [(400, "Moms"), (545, "0,00", "r")],
        [(400, "Slutbeløb"), (545, f"{'2.1' if count > 1 else '1'}00,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert value(invoice.net) == net
    assert value(invoice.total) == ("2100.00" if count > 1 else "100.00")


def test_one_of_several_sums_of_a_row_is_not_surely_the_total(draw, english):
    """Time and travel have a column each, and what both come to stands below."""
    rows = [
        [(40, "Invoice 2213", 14)],
        [(40, "Date 12 June 2026")],
        None,
        [(40, "Day"), (150, "Hours", "r"), (240, "Per hour £", "r"), (310, "Time £", "r"), (370, "Miles", "r"), (450, "Per mile £", "r"), (545, "Travel £", "r")],
        [(40, "Tue 2 June"), (150, "2.50", "r"), (240, "15.80", "r"), (310, "39.50", "r"), (370, "14", "r"), (450, "0.45", "r"), (545, "6.30", "r")],
        [(40, "Sat 6 June"), (150, "4.50", "r"), (240, "15.80", "r"), (310, "71.10", "r"), (370, "31", "r"), (450, "0.45", "r"), (545, "13.95", "r")],
        [(40, "Total"), (150, "7.00", "r"), (310, "110.60", "r"), (370, "45", "r"), (545, "20.25", "r")],
    ]  # fmt: skip
    invoice = read_pdf(draw(rows), english).invoice

    assert all(each is None or each.confidence < english.bar for each in (invoice.total, invoice.payable))


@pytest.mark.parametrize("sums", [("37.00", "39.15"), ("30.00", "9.15", "39.15"), ("2.50", "15.66", "39.15")])
def test_a_total_behind_hours_or_what_makes_it_is_sure(draw, english, sums):
    rows = [
        [(40, "Invoice 2213", 14)],
        [(40, "Date 12 June 2026")],
        None,
        [(40, "Description"), (545, "Amount", "r")],
        [(40, "Sitting"), (545, "13.00", "r")],
        [(40, "Outing"), (545, "26.15", "r")],
        None,
        [(40, "Total"), *[(545 - 90 * place, each, "r") for place, each in enumerate(reversed(sums))]],
    ]
    total = read_pdf(draw(rows), english).invoice.total

    assert (str(total.value), total.confidence >= english.bar) == ("39.15", True)


CHARGED = [
    [(40, "Faktura nr. 118")],
    [(40, "Fakturadato: 01-07-2026")],
    None,
    [(40, "Ydelse"), (320, "Timer"), (400, "Sats"), (520, "Beløb")],
    [(40, "Hjælp om dagen"), (345, "10", "r"), (430, "232,00", "r"), (555, "2.320,00", "r")],
    [(40, "Hjælp om natten"), (345, "10", "r"), (430, "268,00", "r"), (555, "2.680,00", "r")],
    [(40, "Løntimer i alt"), (555, "5.000,00", "r")],
]


@pytest.mark.parametrize(
    ("below", "whole", "amounts"),
    [
        ([("Administrationsgebyr 4,5 %", "225,00")], "5.225,00", ["2320.00", "2680.00", "225.00"]),
        ([("Gebyr", "225,00"), ("Aftalt nedslag", "-100,00")], "5.125,00", ["2320.00", "2680.00", "225.00", "-100.00"]),
        ([("Samlet gebyr", "225,00")], "5.225,00", ["2320.00", "2680.00"]),
        ([("Moms 25 %", "1.250,00")], "6.250,00", ["2320.00", "2680.00"]),
        ([("Timer i juni", "5.000,00")], "5.000,00", ["2320.00", "2680.00"]),
    ],
    ids=["a fee", "a fee and a rebate", "a sum of fees", "tax", "the table's sum again"],
)
def test_what_is_charged_below_the_sum_of_a_table_is_a_line_where_it_makes_the_sum_of_the_bill(
    draw, danish, below, whole, amounts
):
    rows = [
        *CHARGED,
        *([(40, words), (555, amount, "r")] for words, amount in below),
        None,
        [(400, "At betale"), (555, whole, "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert [str(line.amount.value) for line in invoice.lines] == amounts
