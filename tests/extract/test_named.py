"""The name of whom a whole bill is about: printed once in its head, given to every line, and never sure."""

import pytest

from extract.readers.pdf import read_pdf

TABLE = [
    [(40, "Service"), (400, "Qty", "r"), (480, "Price", "r"), (555, "Amount", "r")],
    [(40, "Home care"), (400, "2", "r"), (480, "50.00", "r"), (555, "100.00", "r")],
    [(40, "Home care, evening"), (400, "1", "r"), (480, "60.00", "r"), (555, "60.00", "r")],
    [(40, "Total"), (555, "160.00", "r")],
]


def names(draw, options, *rows):
    page = [[(40, "Elm Court Care Ltd", 14)], [(40, "Invoice ELM-88417")], None, *rows, None, *TABLE]
    lines = read_pdf(draw(page), options).invoice.lines
    return [line.person_name for line in lines]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ([(40, "Service user: Mrs Ulla Jensen")], "Mrs Ulla Jensen"),
        ([(40, "Client 552017 - Hargreaves, Molly")], "Hargreaves, Molly"),
        ([(40, "Client:"), (200, "Mr Harold Finch")], "Mr Harold Finch"),
        ([(40, "Mr D. Pellow - Person ID 730418")], "Mr D. Pellow"),
        ([(40, "Pupil: Theo Marsden, ref. 7104462")], "Theo Marsden"),
        ([(40, "NHS no. 999 123 4578 (K.M.)")], "K.M."),
    ],
)
def test_every_line_has_the_name_that_the_head_gives(draw, english, row, name):
    found = names(draw, english, row)

    assert [each.value for each in found] == [name, name]
    assert all(each.confidence < english.bar for each in found)


def test_the_name_may_stand_under_its_label(draw, english):
    found = names(draw, english, [(40, "Resident"), (300, "Order")], [(40, "Mrs Dorothy Pickering"), (300, "PO 4471")])

    assert [each.value for each in found] == ["Mrs Dorothy Pickering"] * 2


@pytest.mark.parametrize(
    "rows",
    [
        [[(40, "Service user: Mrs Ulla Jensen")], [(40, "Client: Mr Bo Lund")]],
        [[(40, "Customer: Learning Disability Team")]],
        [[(40, "12 Mill Lane, Overton Mark"), (300, "Client 552017")]],
    ],
)
def test_two_names_a_team_and_the_address_beside_the_number_name_nobody(draw, english, rows):
    assert names(draw, english, *rows) == [None, None]


def test_lines_for_several_people_are_not_named_after_the_head(draw, english):
    rows = [
        [(40, "Elm Court Care Ltd", 14)],
        [(40, "Invoice ELM-88417")],
        [(40, "Client: Mrs Ulla Jensen")],
        None,
        [(40, "Client ID"), (200, "Service"), (555, "Amount", "r")],
        [(40, "552017"), (200, "Home care"), (555, "100.00", "r")],
        [(40, "552018"), (200, "Home care"), (555, "60.00", "r")],
        [(40, "Total"), (555, "160.00", "r")],
    ]

    assert [line.person_name for line in read_pdf(draw(rows), english).invoice.lines] == [None, None]


def test_name_and_number_may_be_stacked_under_their_label(draw, english):
    page = [
        [(40, "Elm Court Care Ltd", 14)],
        None,
        [(40, "TOTAL TO PAY"), (200, "Invoice 3-0914"), (400, "Service user")],
        [(200, "Raised 15 June 2026"), (400, "Lewis Garside")],
        [(40, "£160.00"), (200, "Due 15 July 2026"), (400, "40077126")],
        None,
        *TABLE,
    ]
    invoice = read_pdf(draw(page), english).invoice

    assert (invoice.person.value, invoice.person.confidence < english.bar) == ("40077126", True)
    assert [line.person_name.value for line in invoice.lines] == ["Lewis Garside"] * 2


def test_a_line_whose_words_begin_in_a_lane_without_a_heading_is_for_whom_the_line_above_is(draw, english):
    page = [
        [(40, "Elm Court Care Ltd", 14)],
        [(40, "Invoice ELM-88417")],
        None,
        [(40, "Resident"), (140, "Your ref."), (450, "£ per week", "r"), (555, "£", "r")],
        [(40, "Mrs E Garland"), (140, "1187350"), (200, "Fees, 4 weeks"), (450, "812.50", "r"), (555, "3,250.00", "r")],
        [(200, "Less her contribution, 4 weeks"), (450, "(187.35)", "r"), (555, "(749.40)", "r")],
        [(200, "Amount due"), (555, "2,500.60", "r")],
    ]
    first, second = read_pdf(draw(page), english).invoice.lines

    assert (second.person.value, second.person.confidence < english.bar) == (first.person.value, True)


def test_a_name_over_its_number_in_the_column_of_persons_is_one_person_on_two_lines(draw, english):
    page = [
        [(40, "Golden Spoon Meals Ltd", 14)],
        [(40, "Invoice GS-20614")],
        None,
        [(40, "Person"), (200, "Item"), (400, "No.", "r"), (480, "Each £", "r"), (555, "Net £", "r")],
        [(40, "Miss Ivy Sadler"), (200, "Hot lunch"), (400, "22", "r"), (480, "6.10", "r"), (555, "134.20", "r")],
        [(40, "ID 88344")],
        [(40, "Mrs Rani Gill"), (200, "Hot lunch"), (400, "26", "r"), (480, "6.45", "r"), (555, "167.70", "r")],
        [(40, "ID 90017"), (200, "Sandwich tea"), (400, "8", "r"), (480, "3.40", "r"), (555, "27.20", "r")],
        [(300, "TO PAY"), (555, "£329.10", "r")],
    ]
    lines = read_pdf(draw(page), english).invoice.lines

    assert [line.person.value for line in lines] == ["88344", "90017", "90017"]
    assert lines[1].person.confidence < english.bar
    assert [line.person_name.value for line in lines] == ["Miss Ivy Sadler", "Mrs Rani Gill", "Mrs Rani Gill"]
