"""The unit of what is counted: its own word, the heading over it, the heading of its price, and none where another word stands beside it."""

import pytest

from extract.readers.pdf import read_pdf

TOP = [[(40, "Faktura nr. 118")], [(40, "Fakturadato: 01-07-2026")], None]


def units(draw, options, count_head, price_head, *counts):
    head = [(40, "Ydelse"), (300, count_head), (400, price_head), (520, "Beløb")]
    lines = [[(40, "Støtte"), (300, each), (445, "100,00", "r"), (555, f"{each.split()[0]}00,00", "r")] for each in counts]
    total = sum(int(each.split()[0]) for each in counts)
    invoice = read_pdf(draw([*TOP, head, *lines, [(400, "I alt"), (555, f"{total}00,00", "r")]]), options).invoice
    return [line.unit for line in invoice.lines]


@pytest.mark.parametrize(
    ("price_head", "unit"),
    [("Pris pr. døgn", "day"), ("Kr./time", "hour"), ("Timepris", "hour"), ("Døgntakst", "day"), ("Ugepris", "week"), ("Pris", None)],
)  # fmt: skip
def test_the_heading_of_the_price_says_of_what_it_is_and_is_not_sure(draw, danish, price_head, unit):
    found = units(draw, danish, "Antal", price_head, "4", "3")

    assert [each and each.value for each in found] == [unit, unit]
    assert not any(each and each.confidence >= danish.bar for each in found)


def test_a_word_beside_the_number_that_is_no_unit_known_here_is_not_the_heading(draw, danish):
    assert [each and each.value for each in units(draw, danish, "Timer", "Sats", "4", "3 ark")] == ["hour", None]


@pytest.mark.parametrize(
    ("counted", "unit"), [("3 km", "km"), ("3 stk.", "piece"), ("3 ture", "trip"), ("3 portioner", "meal"), ("3 minutter", "minute")]
)  # fmt: skip
def test_what_is_driven_served_or_sold_has_units_of_its_own(draw, danish, counted, unit):
    assert [each and each.value for each in units(draw, danish, "Timer", "Sats", counted)] == [unit]


def test_minutes_that_are_priced_by_the_hour_are_hours(draw, danish):
    head = [(40, "Ydelse"), (330, "Minutter", "r"), (420, "Timepris", "r"), (545, "Beløb", "r")]
    line = [(40, "Støtte"), (330, "45", "r"), (420, "400,00", "r"), (545, "300,00", "r")]
    [found] = read_pdf(draw([*TOP, head, line, [(400, "I alt"), (545, "300,00", "r")]]), danish).invoice.lines

    assert [each and str(each.value) for each in (found.quantity, found.unit)] == ["0.75", "hour"]


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("Core support (hrs)", "hour"),
        ("Supervised contact, per session", "session"),
        ("Foster placement, nightly fee", "night"),
        ("Sleep-ins (nights), weekly plan", None),
        ("Home care (Mr H)", None),
        ("Carer mileage to school (miles)", "mile"),
    ],
)
def test_the_words_of_a_line_say_what_it_is_charged_by_and_are_not_sure(draw, english, words, unit):
    rows = [
        [(40, "Invoice 118")],
        [(40, "Date 1 July 2026")],
        [(40, "Description"), (330, "Quantity", "r"), (420, "Price", "r"), (545, "Amount", "r")],
        [(40, words), (330, "4.00", "r"), (420, "50.00", "r"), (545, "200.00", "r")],
        [(40, "Total"), (545, "200.00", "r")],
    ]
    [line] = read_pdf(draw(rows), english).invoice.lines

    assert (line.unit and line.unit.value) == unit
    assert line.unit is None or line.unit.confidence < english.bar
