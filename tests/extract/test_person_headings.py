"""Headings over lines whose number cannot be read, and names that may head others: the lines below are not surely the last person's."""

import pytest

from extract.readers.pdf import read_pdf


def line(words, amount):
    return [(110, words), (330, "1,00 md.", "r"), (440, amount, "r"), (545, amount, "r")]


def bill(draw, options, *rows):
    head = [(40, "Varenr."), (110, "Beskrivelse"), (330, "Antal", "r"), (440, "Enhedspris", "r"), (545, "Pris", "r")]
    top = [[(40, "Faktura nr. 3307")], [(40, "Dato 31-05-2026")], None]
    return read_pdf(draw([*top, head, *rows, None, [(400, "Total DKK"), (545, "900,00", "r")]]), options).invoice.lines


def persons(lines):
    return [each.person.value if each.person else None for each in lines]


@pytest.mark.parametrize("heading", ["Oliver Thrane, 11232-4247", "Oliver Thrane, 111232 4Z47", "Oliver Thrane 11123"])
def test_a_heading_whose_number_cannot_be_read_is_of_nobody_else(draw, danish, heading):
    """A scan loses digits of numbers."""
    lines = bill(
        draw,
        danish,
        [(110, "Signe Aagaard, 150331-4203")],
        line("Støtte", "200,00"),
        [(110, heading)],
        line("STU", "300,00"),
        [(110, "Freja Lund, 080236-4210")],
        line("Mentor", "400,00"),
    )

    assert persons(lines) == ["150331-4203", None, "080236-4210"]


def test_below_a_name_without_a_number_the_last_person_is_not_sure(draw, danish):
    lines = bill(
        draw,
        danish,
        [(110, "Signe Aagaard, 150331-4203")],
        line("Støtte", "200,00"),
        [(110, "Oliver Thrane")],
        line("STU", "300,00"),
        [(110, "Freja Lund, 080236-4210")],
        line("Mentor", "400,00"),
    )

    assert [persons(lines)[0], persons(lines)[2]] == ["150331-4203", "080236-4210"]
    assert [bool(each.person and each.person.confidence >= danish.bar) for each in lines] == [True, False, True]


def test_the_title_on_the_next_page_ends_nothing(draw, danish):
    first = [
        [(40, "Faktura 26-1187")],
        [(40, "Dato 31-05-2026")],
        [(40, "Borger: Aase Thyssen, cpr. 150331-4203")],
        [(110, "Beskrivelse"), (330, "Antal", "r"), (440, "Enhedspris", "r"), (545, "Pris", "r")],
        line("Støtte", "300,00"),
    ]
    second = [
        [(40, "Faktura 26-1187, side 2")],
        [(110, "Beskrivelse"), (330, "Antal", "r"), (440, "Enhedspris", "r"), (545, "Pris", "r")],
        line("Mentor", "600,00"),
        None,
        [(400, "Total DKK"), (545, "900,00", "r")],
    ]
    found = read_pdf(draw(first, second), danish).invoice

    assert [each.person.value if each.person else found.person.value for each in found.lines] == ["150331-4203"] * 2


def test_a_heading_on_the_next_page_with_a_number_of_something_else_heads_what_follows(draw, danish):
    head = [(40, "Dato"), (110, "Tur"), (330, "Km", "r"), (440, "Kr/km", "r"), (545, "Beløb", "r")]

    def trip(day, amount):
        return [(40, day), (110, "Hjemmet til skolen"), (330, "10,0", "r"), (440, "20,00", "r"), (545, amount, "r")]

    def over(car, person):
        return [(40, f"VOGN {car}"), (110, f"PERSONNR {person}"), (330, car, "r")]

    first = [[(40, "Faktura nr. 88204")], [(40, "Dato 15.06.2026")], head, over("4", "150331-4203"), trip("01.06", "200,00")]
    second = [over("7", "080236-4210"), trip("02.06", "200,00"), [(400, "I alt"), (545, "400,00", "r")]]

    assert persons(read_pdf(draw(first, second), danish).invoice.lines) == ["150331-4203", "080236-4210"]


def test_the_sum_of_a_person_before_a_page_ends_leaves_what_follows_in_the_table(draw, danish):
    """One page ends right after the next person's first line, the sum is carried over, and every person has a sum of their own."""
    head = [(40, "Dato"), (110, "Tur"), (330, "Km", "r"), (440, "Kr/km", "r"), (545, "Beløb", "r")]

    def trip(day, amount="200,00"):
        return [(40, day), (110, "Hjemmet til skolen"), (330, "10,0", "r"), (440, "20,00", "r"), (545, amount, "r")]

    def over(person):
        return [(40, f"PERSONNR {person}")]

    def total(words, amount):
        return [(40, words), (545, amount, "r")]

    one = [over("150331-4203"), trip("01.06"), trip("02.06"), trip("03.06"), total("I alt Ida", "600,00")]
    two = [over("080236-4210"), trip("01.06")]
    rest = [trip("02.06"), total("I alt Karla", "400,00"), total("TIL BETALING KR", "1.000,00")]
    first = [
        [(40, "Faktura nr. 88204")],
        [(40, "Dato 15.06.2026")],
        head,
        *one,
        *two,
        total("Transporteres til side 2", "800,00"),
    ]
    found = read_pdf(draw(first, [head, total("Transporteret fra side 1", "800,00"), *rest]), danish).invoice

    assert persons(found.lines) == ["150331-4203"] * 3 + ["080236-4210"] * 2
    assert [str(each.amount.value) for each in found.lines] == ["200.00"] * 5
    assert [str(each.value) for each in (found.total, found.payable)] == ["1000.00"] * 2


@pytest.mark.parametrize("number", ["50331-4203", "1S0331-4203", "150331-42O"])
def test_the_first_heading_whose_number_lost_a_digit_is_a_heading_all_the_same(draw, danish, number):
    """What stands close under its line heads the next one, and is not whom the line is about."""
    lines = bill(
        draw,
        danish,
        [(110, f"Cpr-nr. {number}")],
        line("Støtte", "500,00"),
        [(110, "Cpr-nr. 080236-4210")],
        line("STU", "400,00"),
    )

    assert persons(lines) == [None, "080236-4210"]
