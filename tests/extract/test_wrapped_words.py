"""Words of a line that go on in the next row: in a letter without headings, and in a cell, where a word may be parted at its hyphen."""

import pytest

from extract.readers.pdf import read_pdf

LETTER = [
    [(40, "Invoice LS-204")],
    [(40, "12 March 2026")],
    None,
    [(40, "Supported living, shared hours, B Tully, 1207343, 5 January 2026 to 1", 11)],
    [(40, "February 2026, 4 weeks, £533.00", 11), (545, "£2,132.00", 11, "r")],
    [(40, "Day opportunities, E Rowe, 1220184, 20 January 2026 to 31 January 2026,", 11)],
    [(40, "17 sessions, £56.00", 11), (545, "£952.00", 11, "r")],
    None,
    [(40, "Amount now payable", 11), (545, "£3,084.00", 11, "r")],
]


def test_the_wrapped_sentence_of_a_line_is_its_text_whatever_it_stands_over(draw, english):
    first, second = read_pdf(draw(LETTER), english).invoice.lines

    assert first.text.value.startswith("Supported living, shared hours, B Tully, 1207343, 5 January 2026 to 1 February 2026")
    assert second.text.value.startswith("Day opportunities, E Rowe, 1220184, 20 January 2026 to 31 January 2026")
    assert [line.person.value for line in (first, second)] == ["1207343", "1220184"]
    assert all(line.person.confidence < english.bar for line in (first, second))


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("Home care, double-", "handed calls", "Home care, double-handed calls"),
        ("Aktivitets-", "og samværstilbud", "Aktivitets- og samværstilbud"),
        ("Residential care -", "part month", "Residential care - part month"),
    ],
)
def test_a_word_parted_at_its_hyphen_is_one_word(draw, english, above, below, text):
    rows = [
        [(40, "Invoice LS-205")],
        [(40, "Description"), (330, "Qty", "r"), (420, "Rate", "r"), (545, "Amount", "r")],
        [(40, above), (330, "4", "r"), (420, "50.00", "r"), (545, "200.00", "r")],
        [(40, below)],
        None,
        [(40, "Total"), (545, "200.00", "r")],
    ]
    [line] = read_pdf(draw(rows, step=13), english).invoice.lines

    assert line.text.value == text


@pytest.mark.parametrize(
    ("words", "sure"),
    [
        ("ID 1239590, I Dunne", True),
        ("4100210 Personal care", False),
        ("Vehicle ID 4100210", False),
    ],
)
def test_a_number_in_a_lines_words_is_sure_only_where_it_is_called_an_id(draw, english, words, sure):
    """By its form alone it may be the number of a service or a vehicle."""
    rows = [
        [(40, "Invoice LS-206")],
        [(40, "Date 14 March 2026")],
        [(40, "Description"), (330, "Qty", "r"), (420, "Rate", "r"), (545, "Amount", "r")],
        [(40, "Home care"), (330, "4", "r"), (420, "50.00", "r"), (545, "200.00", "r")],
        [(40, words)],
        None,
        [(40, "Total"), (545, "200.00", "r")],
    ]
    [line] = read_pdf(draw(rows, step=13), english).invoice.lines

    assert (line.person.confidence >= english.bar) == sure


def test_a_sentence_over_the_row_of_its_amount_is_no_heading_of_a_person(draw, danish):
    rows = [
        [(40, "Faktura nr. 2026-724")],
        [(40, "Dato 15. september 2026")],
        None,
        [(40, "Beskyttet beskæftigelse § 103, 150331-4203, august 2026, 1 md., kr.", 11)],
        [(40, "11.239,13", 11), (545, "kr. 11.239,13", 11, "r")],
        None,
        [(40, "At betale i alt", 11), (545, "kr. 11.239,13", 11, "r")],
    ]
    [line] = read_pdf(draw(rows), danish).invoice.lines

    assert line.text.value.startswith("Beskyttet beskæftigelse § 103")
    assert (line.person.value, str(line.quantity.value), str(line.period_start.value)) == ("150331-4203", "1", "2026-08-01")


def test_words_that_run_on_up_to_the_heading_of_a_number_are_of_the_text(draw, english):
    rows = [
        [(40, "Invoice no. 7741")],
        None,
        [(40, "Description"), (318, "Qty", "r"), (420, "Price", "r"), (545, "Value", "r")],
        [
            (40, "Profiling bed hire for Mrs I Novak of Overton 7710446"),
            (318, "4", "r"),
            (420, "18.50", "r"),
            (545, "74.00", "r"),
        ],
        [(40, "Total"), (545, "74.00", "r")],
    ]
    line = read_pdf(draw(rows), english).invoice.lines[0]

    assert line.text.value == "Profiling bed hire for Mrs I Novak of Overton 7710446"
    assert line.person.value == "7710446"


def test_a_day_that_ends_the_row_above_is_of_the_month_that_begins_the_line(draw, english):
    rows = [
        [(40, "Invoice LS-204")],
        None,
        [
            (40, "Home care, G Latham, 1271967, 12 January 2026 to 31 January 2026, 57.50 hours, £28.00"),
            (545, "£1,610.00", "r"),
        ],
        [(40, "Supplement, D Finch, 1274454, 5 January 2026 to 1")],
        [(40, "February 2026, 4 weeks, £88.52"), (545, "£354.08", "r")],
        [(40, "Amount now payable"), (545, "£1,964.08", "r")],
    ]
    line = read_pdf(draw(rows), english).invoice.lines[1]

    assert (str(line.period_start.value), str(line.period_end.value)) == ("2026-01-05", "2026-02-01")
