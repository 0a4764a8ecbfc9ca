"""Quantities and prices where headings do not lead to them: tables without a head, headings set beside their columns, hours with minutes."""

import pytest

from extract.read import read_document


def read(data, options):
    return read_document(data, name="bill.pdf", options=options)


TOP = [[(40, "Faktura nr. 118")], [(40, "Fakturadato: 01-07-2026")], None]


def products(invoice):
    """What each line says of quantity, unit and price; None where it says nothing."""
    return [
        tuple(str(each.value) if each else None for each in (line.quantity, line.unit, line.unit_price))
        for line in invoice.lines
    ]


def test_of_two_prices_in_a_head_the_last_is_the_amount_of_the_line(draw, danish):
    """`Enhedspris` and `Pris` is how a widespread Danish program heads its columns."""
    rows = [
        *TOP,
        [(60, "Tekst"), (330, "Antal"), (420, "Enhedspris"), (520, "Pris")],
        [(60, "Ophold SEL § 107"), (330, "31 døgn"), (470, "2.146,00", "r"), (555, "66.526,00", "r")],
        [(60, "Ledsagelse"), (330, "4 timer"), (470, "412,50", "r"), (555, "1.650,00", "r")],
        None,
        [(400, "Total DKK"), (555, "68.176,00", "r")],
    ]
    invoice = read(draw(rows), danish).invoice

    assert products(invoice) == [("31", "day", "2146.00"), ("4", "hour", "412.50")]
    assert [str(line.text.value) for line in invoice.lines] == ["Ophold SEL § 107", "Ledsagelse"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([(60, "Døgntakst § 107"), (330, "30"), (470, "2.503,00", "r"), (555, "75.090,00", "r")], ("30", None, "2503.00")),
        (
            [(60, "Døgntakst § 107"), (330, "-9,00 Døgn"), (470, "1.874,00", "r"), (555, "-16.866,00", "r")],
            ("-9.00", "day", "1874.00"),
        ),
        ([(60, "22 timer Ledsagelse"), (470, "171,00", "r"), (555, "3.762,00", "r")], ("22", "hour", "171.00")),
        ([(60, "Ophold 30 døgn i juni"), (555, "75.090,00", "r")], (None, None, None)),
        ([(60, "Ophold"), (330, "30"), (470, "2.503,00", "r"), (555, "75.091,00", "r")], (None, None, None)),
    ],
)
def test_without_a_head_the_numbers_that_make_the_amount_are_quantity_and_price(draw, danish, row, expected):
    rows = [*TOP, row, None, [(400, "I alt kr."), (555, row[-1][1], "r")]]

    assert products(read(draw(rows), danish).invoice) == [expected]


def test_a_number_under_the_wrong_heading_is_the_quantity_when_it_makes_the_amount(draw, english):
    """Headings set left over numbers set right: each number lies nearer to its neighbour's heading."""
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Description"), (296, "Weeks"), (354, "£/week"), (412, "VAT code"), (490, "£")],
        [(40, "Background support"), (352, "4.00", "r"), (408, "48.60", "r"), (415, "E"), (530, "194.40", "r")],
        [(40, "Planned care"), (352, "4.00", "r"), (408, "231.00", "r"), (415, "E"), (530, "924.00", "r")],
        None,
        [(400, "Total"), (530, "£1,118.40", "r")],
    ]
    invoice = read(draw(rows), english).invoice

    assert products(invoice) == [("4.00", "week", "48.60"), ("4.00", "week", "231.00")]


def test_hours_that_were_planned_never_stand_in_for_those_delivered(draw, english):
    """The amount is made by the planned hours: that is a fault of the bill, and not of its reading."""
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Service"), (250, "Planned hours"), (340, "Actual hours"), (430, "Rate"), (510, "Amount")],
        [(40, "Home care"), (290, "10.00", "r"), (380, "9.00", "r"), (460, "20.00", "r"), (545, "200.00", "r")],
        None,
        [(400, "Total"), (545, "£200.00", "r")],
    ]
    invoice = read(draw(rows), english).invoice

    assert [str(line.quantity.value) for line in invoice.lines] == ["9.00"]


@pytest.mark.parametrize(
    ("written", "rate", "amount", "hours"),
    [
        ("3:30", "245,00", "857,50", "3.50"),
        ("9 t. 45 min.", "200,00", "1.950,00", "9.75"),
        ("45 min", "320,00", "240,00", "0.75"),
        ("3:20", "300,00", "1.000,00", "3.33"),
        ("3:20", "300,00", "999,00", "3.33"),
        ("3:30", "245,00", "860,00", None),
    ],
)
def test_hours_with_minutes_are_read_where_they_make_the_amount(draw, danish, written, rate, amount, hours):
    rows = [
        *TOP,
        [(60, "Ydelse"), (330, "Timer"), (420, "Sats"), (520, "Beløb")],
        [(60, "Aflastning i hjemmet"), (330, written), (450, rate, "r"), (555, amount, "r")],
        None,
        [(400, "I alt kr."), (555, amount, "r")],
    ]
    [line] = read(draw(rows), danish).invoice.lines

    assert (str(line.quantity.value) if line.quantity else None) == hours
    assert hours is None or line.unit.value == "hour"


def test_minutes_under_their_heading_become_hours(draw, english):
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Service"), (300, "Mins"), (400, "Hourly rate"), (510, "Charge")],
        [(40, "Personal care"), (318, "45", "r"), (440, "24.60", "r"), (540, "18.45", "r")],
        None,
        [(400, "Total"), (540, "£18.45", "r")],
    ]

    assert products(read(draw(rows), english).invoice) == [("0.75", "hour", "24.60")]


def test_a_price_whose_quantity_is_missing_under_its_heading_is_not_sure(draw, english):
    """One of the two columns is empty: perhaps the number belongs to the other."""
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Service"), (300, "Quantity"), (400, "Unit price"), (510, "Amount")],
        [(40, "Home care"), (440, "9.00", "r"), (540, "306.00", "r")],
        None,
        [(400, "Total"), (540, "£306.00", "r")],
    ]
    [line] = read(draw(rows), english).invoice.lines

    assert line.unit_price.confidence < english.bar


@pytest.mark.parametrize("number", ["000010", "00000120"])
def test_the_places_of_lines_are_no_persons(draw, english, number):
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Item"), (300, "Qty"), (400, "Price"), (510, "Value")],
        [(40, f"{number} Profiling bed"), (318, "1", "r"), (440, "865.00", "r"), (540, "865.00", "r")],
        None,
        [(400, "Total"), (540, "£865.00", "r")],
    ]

    assert [line.person for line in read(draw(rows), english).invoice.lines] == [None]


def test_without_a_head_a_heading_names_the_person_up_to_the_sum(draw, danish):
    rows = [
        *TOP,
        [(60, "Borger J. Holm"), (430, "CPR-nr. 150331-4203")],
        [(60, "Døgntakst § 107"), (330, "30"), (470, "2.503,00", "r"), (555, "75.090,00", "r")],
        [(60, "Tillæg nattevagt"), (330, "12"), (470, "845,50", "r"), (555, "10.146,00", "r")],
        [(400, "I alt J. Holm"), (555, "85.236,00", "r")],
        None,
        [(60, "Borger M. Skov"), (430, "CPR-nr. 220932-4205")],
        [(60, "Døgntakst § 107"), (330, "18"), (470, "2.503,00", "r"), (555, "45.054,00", "r")],
        [(400, "I alt M. Skov"), (555, "45.054,00", "r")],
        None,
        [(60, "Fælles oprydning"), (555, "500,00", "r")],
        None,
        [(400, "Samlet beløb kr."), (555, "130.790,00", "r")],
    ]
    lines = read(draw(rows), danish).invoice.lines

    assert [line.person.value if line.person else None for line in lines] == ["150331-4203", "150331-4203", "220932-4205", None]


def test_an_account_that_looks_like_a_personal_number_hides_nobody(draw, danish):
    rows = [
        *TOP,
        [(60, "Elev: 220406-4200, for perioden 1/6 – 30/6 2026")],
        None,
        [(60, "STU, modul 3"), (555, "19.850,00", "r")],
        None,
        [(400, "I alt kr."), (555, "19.850,00", "r")],
        None,
        [(60, "Bank: 9043 1710228877")],
    ]
    found = read(draw(rows), danish).invoice
    persons = {reading.value for reading in (found.person, *(line.person for line in found.lines)) if reading}

    assert persons == {"220406-4200"}


def test_a_heading_whose_number_cannot_be_read_names_somebody_else(draw, english):
    """The first number breaks its check digit; the only sound one is the second person's, and nobody else's."""
    head = [(65, "Element"), (325, "Units"), (440, "Rate"), (520, "Cost")]
    rows = [
        [(40, "Invoice no. 3308")],
        [(40, "Invoice date: 01/06/2026")],
        None,
        [(55, "Marcus Bell (NHS 999 123 4579)")],
        head,
        [(65, "Core support"), (350, "98", "r"), (470, "20.94", "r"), (550, "2,052.12", "r")],
        [(370, "Total for Marcus Bell"), (550, "2,052.12", "r")],
        None,
        [(55, "Stella Nwosu (NHS 999 123 4578)")],
        head,
        [(65, "Core support"), (350, "12", "r"), (470, "20.94", "r"), (550, "251.28", "r")],
        [(370, "Total for Stella Nwosu"), (550, "251.28", "r")],
        None,
        [(370, "INVOICE TOTAL"), (550, "2,303.40", "r")],
    ]
    invoice = read(draw(rows), english).invoice

    assert invoice.person is None
    assert [line.person.value if line.person else None for line in invoice.lines] == [None, "9991234578"]


def test_numbers_of_lines_are_no_quantities(draw, english):
    rows = [
        [(40, "Invoice no. 2607")],
        [(40, "Invoice date: 13/07/2026")],
        None,
        [(40, "No"), (85, "What we provided"), (420, "How much"), (480, "Price"), (530, "Sum £")],
        [(40, "2"), (85, "Day care"), (420, "4 days"), (510, "124.50", "r"), (555, "498.00", "r")],
        [(40, "3"), (85, "Nurse training"), (420, "2h 15m"), (510, "45.00", "r"), (555, "101.25", "r")],
        None,
        [(420, "Invoice total"), (555, "£599.25", "r")],
    ]

    assert products(read(draw(rows), english).invoice) == [("4", "day", "124.50"), ("2.25", "hour", "45.00")]


def test_an_amount_alone_on_the_row_below_its_words_is_a_line(draw, danish):
    rows = [
        *TOP,
        [(60, "Ledsagelse til lægen og hjem igen for beboeren i juni")],
        [(60, "3.762,00")],
        None,
        [(60, "I alt kr."), (120, "3.762,00")],
    ]

    assert [str(line.amount.value) for line in read(draw(rows), danish).invoice.lines] == ["3762.00"]


def test_hours_with_minutes_that_nothing_is_multiplied_with_are_shown_and_not_sure(draw, danish):
    rows = [
        *TOP,
        [(60, "Dag"), (150, "Fra"), (210, "Til"), (270, "Hvad"), (400, "Timer"), (500, "Beløb kr.")],
        [(60, "2. sept. 2026"), (150, "16:30"), (210, "18:00"), (270, "Svømmehal"), (470, "1:30", "r"), (555, "318,00", "r")],
        [(60, "5. sept. 2026"), (150, "10:00"), (210, "14:15"), (270, "Marked"), (470, "4:15", "r"), (555, "901,00", "r")],
        None,
        [(400, "I alt"), (555, "1.219,00", "r")],
    ]
    lines = read(draw(rows), danish).invoice.lines

    assert [(str(line.quantity.value), line.unit.value, line.unit_price) for line in lines] == [
        ("1.50", "hour", None), ("4.25", "hour", None),
    ]  # fmt: skip
    assert all(line.quantity.confidence < danish.bar for line in lines)


@pytest.mark.parametrize(("heading", "unit"), [("Meals", "meal"), ("Miles", "mile"), ("No. of calls", "visit")])
def test_what_is_counted_heads_the_column_of_quantities(draw, english, heading, unit):
    rows = [
        [(40, "Invoice no. 7741")],
        [(40, "Invoice date: 30/06/2026")],
        None,
        [(40, "Service"), (300, heading), (400, "Price each"), (510, "Amount")],
        [(40, "Delivered in June"), (318, "17", "r"), (440, "6.85", "r"), (540, "116.45", "r")],
        None,
        [(400, "Total"), (540, "£116.45", "r")],
    ]

    assert products(read(draw(rows), english).invoice) == [("17", unit, "6.85")]


def test_of_an_old_a_new_rate_and_their_difference_the_one_that_makes_the_amount_is_the_price(draw, danish):
    rows = [
        *TOP,
        [(40, "Tekst"), (230, "Døgn", "r"), (320, "Opkrævet takst", "r"), (390, "Ny takst", "r"), (460, "Forskel", "r"), (545, "Beløb", "r")],
        [(40, "Ophold i oktober"), (230, "31", "r"), (320, "2.410,00", "r"), (390, "2.378,00", "r"), (460, "32,00", "r"), (545, "992,00", "r")],
        [(40, "Ophold i november"), (230, "30", "r"), (320, "2.410,00", "r"), (390, "2.378,00", "r"), (460, "32,00", "r"), (545, "960,00", "r")],
        None,
        [(400, "I alt"), (545, "1.952,00", "r")],
    ]  # fmt: skip

    assert products(read(draw(rows), danish).invoice) == [("31", "day", "32.00"), ("30", "day", "32.00")]
