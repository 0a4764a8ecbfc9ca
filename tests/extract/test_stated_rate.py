"""One price for all lines, told once: given where it explains the amount, and never sure."""

import pytest

from extract.readers.pdf import read_pdf

VISITS = [
    [(40, "Date"), (120, "What"), (430, "Hours", "r"), (555, "Amount", "r")],
    [(40, "02/06/2026"), (120, "Cinema"), (430, "4.0", "r"), (555, "58.00", "r")],
    [(40, "05/06/2026"), (120, "Swimming"), (430, "2.5", "r"), (555, "36.25", "r")],
    [(40, "Total"), (555, "94.25", "r")],
]
JOURNEYS = [
    [(40, "02/06/2026  Support, 9am to 12pm"), (430, "3 hrs", "r"), (555, "£43.50", "r")],
    [(40, "05/06/2026  Support, 5pm to 7.30pm"), (430, "2½ hrs", "r"), (555, "£36.25", "r")],
    [(40, "Bus fares"), (555, "£7.20", "r")],
    [(40, "Total"), (555, "£86.95", "r")],
]


def lines(draw, options, *rows):
    head = [[(40, "Elm Court Care Ltd", 14)], [(40, "Invoice ELM-88417")], None]
    return read_pdf(draw([*head, *rows]), options).invoice.lines


@pytest.mark.parametrize("told", ["Hourly rate £14.50", "Work done in June at £14.50 an hour", "Rate per hour: 14.50"])
def test_the_price_told_below_or_above_explains_each_line(draw, english, told):
    for rows in ([[(40, told)], None, *VISITS], [*VISITS, None, [(40, told)]]):
        found = lines(draw, english, *rows)

        assert [(str(line.unit_price.value), line.unit.value) for line in found] == [("14.50", "hour")] * 2
        assert all(line.unit_price.confidence < english.bar for line in found)


def test_hours_beside_no_heading_are_read_where_the_price_makes_the_amount_of_them(draw, english):
    found = lines(draw, english, [(40, "Work done, at £14.50 an hour")], None, *JOURNEYS)

    assert [line.quantity and str(line.quantity.value) for line in found] == ["3.00", "2.50", None]
    assert [line.unit_price and str(line.unit_price.value) for line in found] == ["14.50", "14.50", None]


def test_a_price_that_makes_no_amount_is_given_to_no_line(draw, english):
    found = lines(draw, english, [(40, "Hourly rate £15.00")], None, *VISITS)

    assert [line.unit_price for line in found] == [None, None]


def test_a_danish_price_may_be_wrapped(draw, danish):
    rows = [
        [(40, "Ledsagelse i juni 2026. Timesats")],
        [(40, "312,00 kr.")],
        None,
        [(40, "Dato"), (120, "Formål"), (430, "Timer", "r"), (555, "Kroner", "r")],
        [(40, "03-06-2026"), (120, "Biograf"), (430, "3:30", "r"), (555, "1.092,00", "r")],
        [(40, "10-06-2026"), (120, "Indkøb"), (430, "1:45", "r"), (555, "546,00", "r")],
        [(40, "I alt"), (555, "1.638,00", "r")],
    ]

    assert [(str(line.quantity.value), str(line.unit_price.value)) for line in lines(draw, danish, *rows)] == [
        ("3.50", "312.00"),
        ("1.75", "312.00"),
    ]
