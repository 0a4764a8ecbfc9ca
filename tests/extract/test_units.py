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
    assert [each and each.value for each in units(draw, danish, "Timer", "Sats", "4", "3 km")] == ["hour", None]
