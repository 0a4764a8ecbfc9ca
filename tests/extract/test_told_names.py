"""The names of persons beside their numbers: in the words of a line, and in a heading over lines."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import persons, value
from tests.extract.bills import HEAD, TOP, line


def names(extraction):
    return [value(each.person_name) for each in extraction.invoice.lines]


@pytest.mark.parametrize(
    ("words", "number", "name"),
    [
        ("Home care, G Latham, 1271967", "1271967", "G Latham"),
        ("Bed hire for Mrs I Novak 7710446", "7710446", "Mrs I Novak"),
        ("1271967 Mrs I Novak", "1271967", "Mrs I Novak"),
        ("Home care for Ulla Jensen, NHS no. 999 123 4578", "9991234578", "Ulla Jensen"),
        # What was done, and who does it, are no names.
        ("Residential Care, 1271967", "1271967", None),
        ("Elm Care Ltd, 1271967", "1271967", None),
    ],
)
def test_a_name_beside_the_number_in_the_words_of_a_line_is_read_and_never_sure(draw, english, words, number, name):
    found = read_pdf(draw([*TOP, HEAD, line(words, "4", "18.50", "74.00"), [(40, "Total"), (545, "74.00", "r")]]), english)

    assert (persons(found), names(found)) == ([number], [name])
    assert all(each.person_name is None or each.person_name.confidence < english.bar for each in found.invoice.lines)


def test_the_name_in_a_heading_over_lines_is_theirs(draw, danish):
    rows = [
        [(40, "Faktura 7741")],
        None,
        [(40, "Ydelse"), (300, "Antal"), (400, "Pris"), (510, "Beløb")],
        [(40, "Ida Holm, cpr-nr. 080236-4210")],
        line("Ophold", "30", "100,00", "3.000,00"),
        [(40, "Bo Friis, cpr-nr. 150331-4203")],
        line("Ophold", "10", "120,00", "1.200,00"),
        [(40, "I alt"), (545, "4.200,00", "r")],
    ]

    assert names(read_pdf(draw(rows), danish)) == ["Ida Holm", "Bo Friis"]


def test_what_was_done_is_no_name_though_its_column_holds_names_too(draw, english):
    rows = [
        *TOP,
        [(40, "Resident / charge"), (300, "Qty"), (400, "Rate"), (510, "Amount")],
        [(40, "Mr Albert Tully Council ref 4410982")],
        line("Nursing care fee", "4", "100.00", "400.00"),
        line("Less client contribution", "4", "-10.00", "-40.00"),
        [(40, "Total"), (545, "360.00", "r")],
    ]

    assert names(read_pdf(draw(rows), english)) == ["Mr Albert Tully", "Mr Albert Tully"]
