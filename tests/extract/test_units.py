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


BILL = [[(40, "Invoice 118")], [(40, "Date 1 July 2026")], None]


def test_how_a_rate_is_called_is_not_what_is_counted_under_hours(draw, english):
    def line(kind, hours, rate, amount):
        return [(40, "Home care"), (230, kind), (345, hours, "r"), (420, rate, "r"), (545, amount, "r")]

    rows = [
        *BILL,
        [(40, "Service"), (230, "Rate type"), (345, "Hours", "r"), (420, "Rate", "r"), (545, "Net", "r")],
        line("Day", "14.00", "20.00", "280.00"),
        line("Night", "3.00", "30.00", "90.00"),
        [(40, "Total"), (545, "370.00", "r")],
    ]

    assert [each.unit.value for each in read_pdf(draw(rows), english).invoice.lines] == ["hour", "hour"]


def test_words_that_count_as_many_of_something_else_are_believed_and_not_sure(draw, english):
    rows = [
        *BILL,
        [(40, "Work done"), (345, "Hrs", "r"), (420, "Rate", "r"), (545, "£", "r")],
        [(40, "School observation"), (345, "2.00", "r"), (420, "78.00", "r"), (545, "156.00", "r")],
        [(40, "Travel, 62 miles in all"), (345, "62", "r"), (420, "0.45", "r"), (545, "27.90", "r")],
        [(40, "Total"), (545, "183.90", "r")],
    ]
    hours, miles = (each.unit for each in read_pdf(draw(rows), english).invoice.lines)

    assert (hours.value, miles.value) == ("hour", "mile")
    assert hours.confidence >= english.bar > miles.confidence


def test_how_far_a_journey_went_is_no_quantity_where_the_journey_has_its_fare(draw, english):
    rows = [
        *BILL,
        [(40, "Journey"), (345, "Miles", "r"), (420, "Fare", "r"), (545, "Amount", "r")],
        [(40, "Home to school"), (345, "14.6", "r"), (420, "58.00", "r"), (545, "58.00", "r")],
        [(40, "To the clinic and back"), (345, "9.0", "r"), (420, "44.50", "r"), (545, "44.50", "r")],
        [(40, "Total"), (545, "102.50", "r")],
    ]
    lines = read_pdf(draw(rows), english).invoice.lines

    assert [(each.quantity, str(each.unit_price.value)) for each in lines] == [(None, "58.00"), (None, "44.50")]


def test_miles_that_nothing_is_multiplied_with_are_shown_and_not_sure(draw, danish):
    rows = [
        *TOP,
        [(40, "Tur"), (345, "Km", "r"), (545, "Kr.", "r")],
        [(40, "Lærkevej til skolen"), (345, "16,4", "r"), (545, "246,00", "r")],
        [(40, "Bakken til skolen"), (345, "11,2", "r"), (545, "189,50", "r")],
        [(40, "I alt"), (545, "435,50", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [str(each.quantity.value) for each in lines] == ["16.4", "11.2"]
    assert all(each.quantity.confidence < danish.bar for each in lines)


def test_a_unit_alone_in_the_next_cell_needs_no_heading(draw, english):
    def line(words, count, unit, price, amount):
        return [(40, words), (300, count, "r"), (315, unit), (430, price, "r"), (545, amount, "r")]

    rows = [
        *BILL,
        [(40, "Care"), (300, "Number", "r"), (430, "Each £", "r"), (545, "£", "r")],
        line("All-day session", "10", "sessions", "71.50", "715.00"),
        line("Support worker", "62.5", "hours", "14.80", "925.00"),
        [(40, "To pay"), (545, "1,640.00", "r")],
    ]

    assert [each.unit.value for each in read_pdf(draw(rows), english).invoice.lines] == ["session", "hour"]


def test_one_column_of_fares_is_what_lines_come_to_and_no_price(draw, english):
    rows = [
        *BILL,
        [(40, "Journey"), (545, "Fare £", "r")],
        [(40, "Home to school"), (545, "58.00", "r")],
        [(40, "To the clinic and back"), (545, "44.50", "r")],
        [(40, "Total"), (545, "102.50", "r")],
    ]
    lines = read_pdf(draw(rows), english).invoice.lines

    assert [(str(each.amount.value), each.unit_price) for each in lines] == [("58.00", None), ("44.50", None)]


def test_the_plural_that_ends_the_words_of_a_line_is_what_is_counted_and_not_sure(draw, english):
    def line(words, count, price, amount):
        return [(40, words), (345, count, "r"), (440, price, "r"), (545, amount, "r")]

    rows = [
        *BILL,
        [(40, "Activity"), (345, "Qty", "r"), (440, "Rate", "r"), (545, "Amount", "r")],
        line("Shared support hours", "4", "20.00", "80.00"),
        line("Waking nights, weekend", "2", "90.00", "180.00"),
        line("Response out of hours", "3", "30.00", "90.00"),
        line("Retainer hours", "1", "50.00", "50.00"),
        [(40, "Total"), (545, "400.00", "r")],
    ]
    units = [each.unit for each in read_pdf(draw(rows), english).invoice.lines]

    assert [each and each.value for each in units] == ["hour", "night", None, None]
    assert all(each.confidence < english.bar for each in units if each)
