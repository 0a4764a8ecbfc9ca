"""What is a line and what a sum of lines: of a table, of a person, of rates, or what is charged below a sum."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import amounts, value
from tests.extract.bills import HEAD, TOP, line


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


def test_the_sum_of_one_person_ends_no_table_where_anothers_follows(draw, danish):
    def line(words, amount):
        return [(40, words), (345, "30", "r"), (425, "100,00", "r"), (545, amount, "r")]

    rows = [
        [(40, "Faktura 20611")],
        None,
        [(40, "Ydelse"), (320, "Antal"), (400, "Pris"), (510, "Beløb (kr.)")],
        [(40, "140231-9948 Marius Dalgas")],
        line("Ophold", "3.000,00"),
        line("Kost", "3.000,00"),
        [(40, "Marius Dalgas i alt"), (545, "6.000,00", "r")],
        [(40, "050932-4603 Sofie Krag")],
        line("Ophold", "3.000,00"),
        [(40, "Sofie Krag i alt"), (545, "3.000,00", "r")],
        None,
        [(40, "At betale DKK 9.000,00")],
    ]

    assert len(read_pdf(draw(rows), danish).invoice.lines) == 3


def test_rates_beside_other_facts_are_sums_and_no_lines(draw, english):
    rows = [
        [(40, "Invoice DO-2231")],
        None,
        [(40, "Person"), (180, "Description"), (330, "Qty"), (400, "Price £"), (510, "Net £")],
        [(40, "Ellie Marsh"), (180, "Day session"), (345, "12", "r"), (430, "58.00", "r"), (545, "696.00", "r")],
        [(40, "Tom Wragg"), (180, "Minibus"), (345, "16", "r"), (430, "6.50", "r"), (545, "104.00", "r")],
        None,
        [(40, "Pay by bank transfer"), (400, "Net at 20%"), (545, "£696.00", "r")],
        [(40, "Oakhanger Activities Ltd"), (400, "Net at 0%"), (545, "£104.00", "r")],
        [(400, "Net total"), (545, "£800.00", "r")],
        [(400, "VAT"), (545, "£139.20", "r")],
        [(400, "Total to pay"), (545, "£939.20", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["696.00", "104.00"]
    assert (str(invoice.net.value), str(invoice.total.value)) == ("800.00", "939.20")


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


@pytest.mark.parametrize(("second", "lines"), [("186.40", 4), ("186.30", 6)])
def test_what_sums_the_lines_by_their_rate_of_tax_is_no_line(draw, english, second, lines):
    rows = [
        *TOP,
        HEAD,
        line("Profiling bed hire", "4", "18.50", "74.00"),
        line("Mobile hoist hire", "2", "49.50", "99.00"),
        line("Sling, medium", "1", "96.40", "96.40"),
        line("Delivery", "2", "45.00", "90.00"),
        [(200, "Goods and services at 0% (Z)"), (545, "173.00", "r")],
        [(200, "Goods and services at 20% (S)"), (545, second, "r")],
        [(200, "Net total"), (545, "359.40", "r")],
        [(200, "VAT"), (545, "37.28", "r")],
        [(200, "Amount due GBP"), (545, "396.68", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert len(invoice.lines) == lines
    assert (value(invoice.net), value(invoice.payable)) == ("359.40", "396.68")


@pytest.mark.parametrize(
    "sums",
    [
        [
            [(300, "Ekskl. moms"), (390, "Moms 25 %"), (480, "I alt DKK")],
            [(350, "3.790,00", "r"), (430, "947,50", "r"), (545, "4.737,50", "r")],
        ],
        [
            [(300, "Leje i alt ekskl. moms"), (545, "3.790,00", "r")],
            [(300, "Moms 25 %"), (545, "947,50", "r")],
            [(300, "Faktura i alt DKK"), (545, "4.737,50", "r")],
        ],
    ],
)
def test_a_sum_that_only_says_it_is_without_tax_is_the_net(draw, danish, sums):
    rows = [
        [(40, "Faktura 611937")],
        None,
        [(40, "Varetekst"), (300, "Antal"), (390, "Pris"), (490, "Beløb")],
        line("Rollator", "2", "1.445,00", "2.890,00"),
        line("Badebænk", "1", "900,00", "900,00"),
        *sums,
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert amounts(invoice) == ["2890.00", "900.00"]
    assert (value(invoice.net), value(invoice.tax), value(invoice.total)) == ("3790.00", "947.50", "4737.50")


@pytest.mark.parametrize(("payable", "lines"), [("3,784.20", 5), ("7,568.40", 7)])
def test_what_sums_each_part_of_a_bill_is_no_line_where_only_without_it_the_lines_come_to_what_is_to_be_paid(
    draw, english, payable, lines
):
    """One line of the first part has no quantity, so that its sum might be one more line."""
    rows = [
        *TOP,
        HEAD,
        line("Residential fee", "4", "987.00", "3,948.00"),
        line("Additional 1:1, waking", "36", "19.85", "714.60"),
        [(40, "Hairdresser"), (545, "31.00", "r")],
        [(40, "Charges"), (545, "4,693.60", "r")],
        line("Resident's assessed contribution", "4", "-172.35", "-689.40"),
        line("Top-up", "4", "-55.00", "-220.00"),
        [(40, "Deductions"), (545, "-909.40", "r")],
        [(300, "Council to pay"), (545, payable, "r")],
    ]

    assert len(read_pdf(draw(rows), english).invoice.lines) == lines


def test_a_journey_billed_without_a_head_is_no_sum_carried_forward(draw, english):
    rows = [
        *TOP,
        [(40, "Day opportunities, half day"), (300, "9 sessions"), (430, "36.00", "r"), (545, "324.00", "r")],
        [(40, "Transport there and back"), (300, "9 trips"), (430, "11.40", "r"), (545, "102.60", "r")],
        [(300, "Total"), (545, "426.60", "r")],
    ]

    assert amounts(read_pdf(draw(rows), english).invoice) == ["324.00", "102.60"]


@pytest.mark.parametrize("heads", [("Moms %", "Grundlag", "Moms"), ("Momssats", "Beløb ekskl. moms", "Momsbeløb")])
def test_a_table_of_tax_by_rate_below_the_lines_holds_no_lines(draw, danish, heads):
    rows = [
        [(40, "Faktura 611937")],
        None,
        [(40, "Varetekst"), (300, "Antal"), (390, "Pris"), (490, "Beløb")],
        line("Rollator", "2", "1.445,00", "2.890,00"),
        line("Badebænk", "1", "900,00", "900,00"),
        [(x, text) for x, text in zip((280, 360, 490), heads, strict=True)],
        [(330, "25 %"), (460, "2.890,00", "r"), (545, "722,50", "r")],
        [(330, "0 %"), (460, "900,00", "r"), (545, "0,00", "r")],
        [(300, "At betale DKK"), (545, "4.512,50", "r")],
    ]

    assert amounts(read_pdf(draw(rows), danish).invoice) == ["2890.00", "900.00"]


def test_a_sum_for_somebody_ends_no_table_whose_only_numbers_are_amounts(draw, danish):
    rows = [
        [(40, "Sydhavn Taxa ApS", 14)],
        [(40, "Regning nr. 6-2244")],
        None,
        [(40, "Dato"), (140, "Tur"), (555, "Kr.", "r")],
        [(40, "Ida Holm, cpr. 150331-4203")],
        [(40, "01-06-2026"), (140, "Hjem - Centret"), (555, "178,50", "r")],
        [(340, "Sum Ida Holm"), (555, "178,50", "r")],
        [(40, "Bo Lund, cpr. 220932-4205")],
        [(40, "02-06-2026"), (140, "Hjem - Centret"), (555, "412,00", "r")],
        [(40, "02-06-2026"), (140, "Centret - hjem"), (555, "421,75", "r")],
        [(340, "Sum Bo Lund"), (555, "833,75", "r")],
        [(340, "At betale kr."), (555, "1.012,25", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [(line.person.value, str(line.amount.value)) for line in lines] == [
        ("150331-4203", "178.50"),
        ("220932-4205", "412.00"),
        ("220932-4205", "421.75"),
    ]


def test_that_nothing_was_paid_is_no_line(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14)],
        [(40, "Invoice 2217")],
        None,
        [(40, "Description"), (430, "Qty", "r"), (490, "Rate", "r"), (555, "Amount", "r")],
        [(40, "Therapy"), (430, "1", "r"), (490, "82.00", "r"), (555, "82.00", "r")],
        [(40, "Thank you for your business. Please pay into account"), (380, "PAYMENT"), (555, "0.00", "r")],
        [(40, "31140982, sort code 08-99-78.")],
        [(380, "BALANCE DUE"), (555, "£82.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["82.00"]
    assert invoice.supplier.bank_account.value == "089978-31140982"
