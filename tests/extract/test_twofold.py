"""Bills whose rows charge two things side by side: the hours of a visit and the miles to it."""

import pytest

from extract.read import read_document

TOP = [[(40, "Plain Words Interpreting Ltd", 14)], [(40, "Invoice 118")], [(40, "Date 1 July 2026")], None]
HEAD = [
    (40, "Date"), (110, "Visit"), (270, "Hours", "r"), (325, "Rate", "r"), (385, "Time £", "r"), (430, "Miles", "r"), (485, "Per mile", "r"),
    (550, "Travel £", "r"),
]  # fmt: skip


def row(day, words, *numbers):
    places = (270, 325, 385, 430, 485, 550)
    return [(40, day), (110, words), *((place, each, "r") for place, each in zip(places, numbers, strict=False) if each)]


def products(invoice):
    return [
        tuple(each and str(each.value) for each in (line.quantity, line.unit, line.unit_price, line.amount))
        for line in invoice.lines
    ]


def read(draw, english, *rows, total):
    bill = [*TOP, HEAD, *rows, None, [(430, "Total due"), (550, total, "r")]]
    return read_document(draw(bill), name="bill.pdf", options=english).invoice


@pytest.mark.parametrize("totals", [[], [row("", "Totals", "4.50", "", "180.00", "50", "", "22.50")]])
def test_a_row_of_two_products_is_two_lines(draw, english, totals):
    visits = [
        row("2 June 2026", "Care review", "2.50", "40.00", "100.00", "30", "0.45", "13.50"),
        row("4 June 2026", "Home visit", "1.00", "40.00", "40.00"),
        row("9 June 2026", "Assessment", "1.00", "40.00", "40.00", "20", "0.45", "9.00"),
    ]
    invoice = read(draw, english, *visits, *totals, total="£202.50")

    assert products(invoice) == [
        ("2.50", "hour", "40.00", "100.00"),
        ("30", "mile", "0.45", "13.50"),
        ("1.00", "hour", "40.00", "40.00"),
        ("1.00", "hour", "40.00", "40.00"),
        ("20", "mile", "0.45", "9.00"),
    ]
    assert [line.text.value for line in invoice.lines] == [
        "Care review",
        "Care review",
        "Home visit",
        "Assessment",
        "Assessment",
    ]
    assert [str(line.period_start.value) for line in invoice.lines[:2]] == ["2026-06-02", "2026-06-02"]
    assert str(invoice.payable.value) == "202.50"


def test_two_products_of_which_one_does_not_multiply_stay_as_they_are(draw, english):
    visits = [
        row("2 June 2026", "Care review", "2.50", "40.00", "100.00", "30", "0.45", "19.50"),
        row("9 June 2026", "Assessment", "1.00", "40.00", "40.00", "20", "0.45", "9.00"),
    ]
    invoice = read(draw, english, *visits, total="£168.50")

    assert len(invoice.lines) == 2
    assert not any(line.amount.confidence >= english.bar for line in invoice.lines)


def test_a_row_that_is_summed_itself_stays_one_line(draw, english):
    head = [
        (40, "Date"),
        (110, "Visit"),
        (270, "Hours", "r"),
        (325, "Rate", "r"),
        (385, "Fee £", "r"),
        (430, "Travel £", "r"),
        (550, "Total £", "r"),
    ]

    def visit(day, words, *numbers):
        return [
            (40, day),
            (110, words),
            *((place, each, "r") for place, each in zip((270, 325, 385, 430, 550), numbers, strict=True)),
        ]

    rows = [
        *TOP,
        head,
        visit("2 June 2026", "Care review", "2.50", "40.00", "100.00", "13.50", "113.50"),
        visit("9 June 2026", "Assessment", "1.00", "40.00", "40.00", "9.00", "49.00"),
        None,
        [(430, "Total due"), (550, "£162.50", "r")],
    ]  # fmt: skip
    invoice = read_document(draw(rows), name="bill.pdf", options=english).invoice

    assert [str(line.amount.value) for line in invoice.lines] == ["113.50", "49.00"]
