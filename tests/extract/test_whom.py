"""Whom a bill is about where neither a column nor a plain label says so: beside a name, under a label, over the lines of a table."""

import pytest

from extract.readers.pdf import read_pdf

TOP = [[(40, "Little Fieldfares Ltd", 14)], [(40, "Invoice no. LF/557")], [(40, "Date: 1 May 2026")], None]
HEAD = [(40, "Care provided"), (300, "How many"), (400, "Each"), (520, "Charge")]
LINES = [
    [(40, "Full day session"), (345, "9", "r"), (425, "62.00", "r"), (555, "558.00", "r")],
    [(40, "Morning session"), (345, "4", "r"), (425, "34.50", "r"), (555, "138.00", "r")],
]
SUM = [[(400, "Total"), (555, "696.00", "r")]]


def persons(invoice):
    return [line.person.value if line.person else None for line in invoice.lines]


def persons_of(draw, options, *over):
    invoice = read_pdf(draw([*TOP, *over, None, HEAD, *LINES, *SUM]), options).invoice
    found = set(persons(invoice)) | {invoice.person.value if invoice.person else None}
    sure = [
        each for each in (invoice.person, *(line.person for line in invoice.lines)) if each and each.confidence >= options.bar
    ]
    return found - {None}, sure


@pytest.mark.parametrize(
    "over",
    [
        [[(300, "Child")], [(300, "Zara N. (LCS 83500412)")]],
        [[(40, "Pupil"), (120, "Theo Marsden, ref. 83500412")]],
        [[(40, "Route 44: Chloe W. (pupil 83500412) - home to Brook Lodge School")]],
        [[(40, "Chloe W. 83500412")]],
        [[(40, "Re: Mr Leonard Tregear, your reference 83500412")]],
        [[(40, "Miss Rosie Calder – your reference 83500412")]],
        [[(40, "Child: Theo Marsden, case no. 83500412. Work done in June.")]],
        [[(40, "Work done for Mrs Joan Tisdale (ref 83500412), 17th June 2026")]],
        [[(40, "Re"), (120, "Theo Hargreaves")], [(40, "Your ref"), (120, "83500412")]],
        [[(40, "Summer term: Felix Okonjo-Bell (your number 83500412)")]],
        [[(300, "Reference")], [(300, "83500412 Mrs E Halliwell")]],
        [[(300, "Reference")], [(40, "Bridge House")], [(300, "INV-1988 / Leon Pryce /")], [(300, "83500412")]],
        [[(40, "Credit note no."), (200, "Against"), (330, "Client")], [(40, "CN-0417"), (200, "2026-03"), (330, "83500412 Mr A Pemberton")]],
    ],
)  # fmt: skip
def test_a_number_beside_whom_a_bill_is_about_is_shown_and_not_sure(draw, english, over):
    found, sure = persons_of(draw, english, *over)

    assert found == {"83500412"}
    assert not sure


@pytest.mark.parametrize(
    "over",
    [
        [[(40, "Aron P - LAC ref 83500412")]],
        [[(40, "Resident"), (200, "Mrs D Pick")], [(40, "Social services number"), (200, "83500412")]],
        [[(40, "EHCP / pupil ref"), (160, "83500412")]],
        [[(40, "Learner:"), (160, "Isaac Thornby")], [(40, "Learner reference no.:"), (160, "83500412")]],
        [[(40, "To: Hexley Borough Council, Direct Payments Team, on behalf of Mr Tandy (client no.")], [(40, "83500412)")]],
    ],
    ids=[
        "of a child in care",
        "kept by social services",
        "of a pupil",
        "of a learner",
        "wrapped behind its label",
    ],
)
def test_a_labelled_number_is_found_wherever_its_label_stands(draw, english, over):
    assert persons_of(draw, english, *over)[0] == {"83500412"}


def test_numbers_in_a_column_headed_id_no_are_of_persons(draw, english):
    rows = [
        *TOP,
        [(40, "Route"), (100, "ID no."), (170, "Pupil"), (260, "Journey"), (400, "Days", "r"), (470, "Per day", "r"), (555, "Net", "r")],
        [(40, "SN14"), (100, "3304516"), (170, "L Marsh"), (260, "Fern Close to school"), (400, "18", "r"), (470, "62.40", "r"), (555, "1,123.20", "r")],
        [(40, "SN22"), (100, "3311082"), (170, "K Dean"), (260, "Hill Top to school"), (400, "16", "r"), (470, "84.75", "r"), (555, "1,356.00", "r")],
        [(400, "Total"), (555, "2,479.20", "r")],
    ]  # fmt: skip

    assert persons(read_pdf(draw(rows), english).invoice) == ["3304516", "3311082"]


def test_a_number_behind_another_label_on_the_row_is_no_persons(draw, english):
    """Labels in a strip: what stands beside one may be the next label with its own number."""
    strip = [
        [(40, "Service user"), (300, "Delivery note BL-83500")],
        [(40, "Mr Derek Holloway"), (300, "Order no. 4500188213")],
    ]

    assert persons_of(draw, english, *strip) == (set(), [])
    assert persons_of(draw, english, *strip, [(40, "NHS no. 999 926 5146")])[0] == {"9999265146"}


def test_a_number_behind_the_names_of_a_couple_is_theirs(draw, english):
    rows = [
        *TOP,
        [(40, "Customer (council ref)"), (220, "Meal"), (345, "No.", "r"), (430, "£ each", "r"), (555, "£", "r")],
        [(40, "Mrs Ivy Cole (70231)"), (220, "Hot lunch"), (345, "26", "r"), (430, "5.00", "r"), (555, "130.00", "r")],
        [(40, "Mr & Mrs Tull (70550)"), (220, "Hot lunch"), (345, "60", "r"), (430, "5.00", "r"), (555, "300.00", "r")],
        [(400, "Total"), (555, "430.00", "r")],
    ]

    assert persons(read_pdf(draw(rows), english).invoice) == ["70231", "70550"]


def test_the_councils_reference_under_a_name_is_that_persons(draw, english):
    over = [[(300, "Service user"), (420, "Mr H Lomax")], [(300, "Council ref."), (420, "83500412")]]

    assert persons_of(draw, english, *over)[0] == {"83500412"}


@pytest.mark.parametrize(
    "over",
    [
        [[(40, "Elm House (registration 83500412)")]],
        [[(40, "Council ref. 83500412")]],
        [[(40, "Mr J. Clerk, our account 83500412")]],
        [[(40, "Zara N. (LCS 83500412), Adam B. (LCS 83500499)")]],
        [[(300, "Reference")], [(300, "83500412 Elm Care Ltd")]],
        [[(40, "Re"), (120, "June fees")], [(40, "Your ref"), (120, "83500412")]],
    ],
    ids=["of a house", "of nobody named", "an account", "two of them", "of a company", "of a subject"],
)
def test_a_number_of_something_else_is_nobodys(draw, english, over):
    assert persons_of(draw, english, *over) == (set(), [])


def test_number_and_name_over_lines_are_of_those_that_follow(draw, english):
    head = [(40, "Person ID"), (120, "Support"), (330, "Units"), (420, "Rate"), (520, "Value £")]

    def line(words, count, rate, amount):
        return [(120, words), (355, count, "r"), (445, rate, "r"), (555, amount, "r")]

    rows = [
        *TOP, head,
        [(40, "552001"), (120, "Callum Reid")],
        line("Core support", "31", "58.20", "1,804.20"), line("Extra hours", "10", "20.00", "200.00"),
        [(420, "Sub-total"), (555, "2,004.20", "r")],
        [(40, "552002"), (120, "Femi Adeyemi")],
        line("Core support", "10", "58.20", "582.00"),
        [(420, "Sub-total"), (555, "582.00", "r")],
        None,
        [(420, "TOTAL £"), (555, "2,586.20", "r")],
    ]  # fmt: skip

    assert persons(read_pdf(draw(rows), english).invoice) == ["552001", "552001", "552002"]


def test_what_is_carried_to_the_next_page_is_no_sum_of_a_person(draw, danish):
    head = [(40, "Dato"), (120, "Besøg"), (330, "Timer"), (420, "Kr./time"), (520, "Beløb")]

    def visit(day):
        return [(40, day), (120, "Personlig pleje"), (355, "0,50", "r"), (445, "438,00", "r"), (555, "219,00", "r")]

    first = [
        [(40, "Faktura 26-1187")], [(40, "Fakturadato 2. juni 2026")],
        [(40, "Borger: Aase Thyssen, cpr. 150331-4203")], head, visit("04.05.2026"), visit("05.05.2026"),
        [(40, "Transport til side 2"), (555, "438,00", "r")],
    ]  # fmt: skip
    second = [
        [(40, "Transport fra side 1"), (555, "438,00", "r")], head, visit("06.05.2026"), visit("07.05.2026"),
        [(420, "I alt"), (555, "876,00", "r")],
    ]  # fmt: skip

    assert persons(read_pdf(draw(first, second), danish).invoice) == ["150331-4203"] * 4


def _two_persons(space):
    """Return lines without headings under the number of each of two persons; `space` is an empty row over the second, or none."""
    lines = [[(40, text), (300, "13 ture á 28,00"), (545, "364,00", "r")] for text in ("Hovedret", "Udbringning")]
    return [
        [(40, "Faktura 20417")],
        [(40, "Dato 30-06-2026")],
        None,
        [(40, "Ida Holm 150331-4203")],
        *lines,
        *space,
        [(40, "Bo Friis 080236-4210")],
        *lines,
        None,
        [(40, "I alt"), (545, "1.456,00", "r")],
    ]


@pytest.mark.parametrize("space", [(), (None,)], ids=["close", "apart"])
def test_a_number_over_lines_without_headings_is_not_of_the_line_above_it(draw, danish, space):
    lines = read_pdf(draw(_two_persons(space), step=12), danish).invoice.lines

    assert [line.person.value for line in lines] == ["150331-4203"] * 2 + ["080236-4210"] * 2


def test_a_row_nearer_to_the_next_line_heads_it_though_rows_stand_close(draw, danish):
    """On a scan boxes are as high as the type: what was apart in print nearly touches."""
    rows = _two_persons((None,))
    del rows[3]

    lines = read_pdf(draw(rows, step=7), danish).invoice.lines

    assert [line.person for line in lines[:2]] == [None, None]
    assert not any("Bo Friis" in line.text.value for line in lines[:2])


def test_a_sum_that_counts_what_it_sums_is_no_line(draw, danish):
    """Two journeys and their sum for each person, each with a table."""

    def table(name, *amounts):
        return [
            [(40, f"{name} - Kørsel til aktivitetscenter")],
            [(40, "Dato"), (90, "Kl."), (130, "Turnr."), (190, "Strækning"), (545, "Beløb kr.", "r")],
            *[
                [(40, "02/06/26"), (90, "08:55"), (130, f"8834{place}"), (190, "Engvej 8 - Solgården"), (545, amount, "r")]
                for place, amount in enumerate(amounts)
            ],
            [(40, f"2 ture i alt for {name.split(' cpr')[0]}"), (545, "240,00", "r")],
            None,
        ]

    rows = [
        [(40, "Taxa ApS - Faktura nr. T26-3307")],
        [(40, "Faktureret 02/07/2026")],
        None,
        *table("Ida Holm cpr 150331-4203", "118,00", "122,00"),
        *table("Bo Friis cpr 080236-4210", "119,00", "121,00"),
        [(40, "At betale kr. 480,00", 14)],
    ]
    lines = read_pdf(draw(rows, step=15), danish).invoice.lines

    assert [line.person.value for line in lines] == ["150331-4203"] * 2 + ["080236-4210"] * 2


def test_a_sum_that_was_taken_for_a_line_moves_no_heading(draw, danish):
    """No label says what it is: it is found out by adding up, after the headings were met."""

    def lines_of(name):
        lines = [
            [(40, text), (330, "2", "r"), (420, "60,00", "r"), (545, "120,00", "r")]
            for text in ("Aftenvagt i hjemmet", "Nattevagt i hjemmet")
        ]
        return [[(40, name)], *lines, [(40, "Vagter"), (545, "240,00", "r")]]

    rows = [
        [(40, "Faktura S26-0620")],
        [(40, "Dato 02/07/2026")],
        None,
        [(40, "Ydelse"), (330, "Antal", "r"), (420, "Pris", "r"), (545, "Beløb", "r")],
        *lines_of("Ida Holm 150331-4203"),
        *lines_of("Bo Friis 080236-4210"),
        None,
        [(40, "I alt"), (545, "480,00", "r")],
    ]
    lines = read_pdf(draw(rows, step=15), danish).invoice.lines

    assert [line.person.value for line in lines] == ["150331-4203"] * 2 + ["080236-4210"] * 2


@pytest.mark.parametrize(
    ("over", "found"),
    [("Vedr. borgere i juni", {"6200115", "6200480"}), ("Vedr. Ib Winther, cpr 140231-9948", {"140231-9948"})],
)
def test_where_somebody_is_named_nationally_a_bare_number_in_a_line_is_nobodys(draw, danish, over, found):
    rows = [
        [(40, "Fakturanr. 118")],
        [(40, over)],
        *[None] * 4,
        [(40, "Tekst"), (320, "Antal"), (400, "Pris"), (510, "Beløb")],
        [(40, "Pleje 6200115"), (345, "3", "r"), (425, "450,00", "r"), (545, "1.350,00", "r")],
        [(40, "Hjælp 6200480"), (345, "2", "r"), (425, "400,00", "r"), (545, "800,00", "r")],
        [(400, "I alt"), (545, "2.150,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert {each for each in (invoice.person.value if invoice.person else None, *persons(invoice)) if each} == found


@pytest.mark.parametrize(("second", "last"), [("150331-4203", None), ("", "080236-4210")])
def test_where_each_line_prints_its_person_an_empty_cell_is_nobodys(draw, danish, second, last):
    def row(words, person):
        return [(40, words), (190, person), (345, "1", "r"), (425, "450,00", "r"), (545, "450,00", "r")]

    rows = [
        [(40, "Fakturanr. 118")],
        None,
        [(40, "Tekst"), (190, "CPR-nr."), (320, "Antal"), (400, "Pris"), (510, "Beløb")],
        row("Plejeseng", "150331-4203"),
        row("Madras", second),
        row("Lift", "080236-4210"),
        row("Vask af det hele", ""),
        [(400, "I alt"), (545, "1.800,00", "r")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert persons(invoice) == ["150331-4203", "150331-4203", "080236-4210", last]


def test_beside_an_nhs_number_a_councils_own_is_a_persons_too(draw, english):
    rows = [
        *TOP,
        [(40, "Description"), (320, "Quantity"), (400, "Price"), (510, "Amount")],
        [(40, "Home care, NHS no. 999 926 5146"), (345, "3", "r"), (425, "450.00", "r"), (545, "1,350.00", "r")],
        [(40, "Home care, H Oakes, 1222313"), (345, "2", "r"), (425, "400.00", "r"), (545, "800.00", "r")],
        [(400, "Total"), (545, "2,150.00", "r")],
    ]

    assert persons(read_pdf(draw(rows), english).invoice) == ["9999265146", "1222313"]


@pytest.mark.parametrize(("second", "person"), [("77123", None), ("77122", "77122")])
def test_the_first_of_a_list_of_persons_is_not_whom_all_is_about(draw, english, second, person):
    """Under headings of which none says what anything costs."""
    rows = [
        *TOP,
        [(40, "Client no."), (220, "Where to"), (555, "Price each", "r")],
        [(40, "77122"), (220, "The clinic"), (555, "14.60", "r")],
        [(40, "77122"), (220, "The day centre"), (555, "14.60", "r")],
        [(40, second), (220, "The clinic and back"), (555, "38.50", "r")],
        [(400, "Total"), (555, "67.70", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert (invoice.person and invoice.person.value) == person
    assert persons(invoice) in ([None, None, None], ["77122", "77122", second])


def test_a_number_right_behind_the_word_for_a_child_heads_its_lines_and_is_not_sure(draw, english):
    def line(words, amount):
        return [(40, words), (345, "2 nights"), (440, "50.00", "r"), (545, amount, "r")]

    rows = [
        [(40, "Invoice 5512")],
        [(40, "Invoice date 1 June 2026")],
        None,
        [(40, "Child CH-20911 · U.J."), (345, "Carers: Mr and Mrs Holt")],
        line("Placement fee", "100.00"),
        [(40, "Sub-total U.J."), (545, "100.00", "r")],
        [(40, "Child CH-21004 · B.H."), (345, "Carer: Ms Lund")],
        line("Placement fee", "100.00"),
        [(40, "Sub-total B.H."), (545, "100.00", "r")],
        [(40, "Invoice total"), (545, "£200.00", "r")],
    ]
    persons = [each.person for each in read_pdf(draw(rows), english).invoice.lines]

    assert [each.value for each in persons] == ["CH-20911", "CH-21004"]
    assert all(each.confidence < english.bar for each in persons)
