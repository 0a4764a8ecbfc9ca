"""The day of a visit beside a line, and the period of a whole document in the places where offices put it."""

import pytest

from extract.read import read_document
from extract.readers.pdf import read_pdf


def read(data, options):
    return read_document(data, name="bill.pdf", options=options)


TOP = [[(40, "Faktura nr. 118")], [(40, "Fakturadato: 01-07-2026")], None]
HEAD = [(40, "Dato"), (120, "Ydelse"), (330, "Antal"), (420, "Sats"), (520, "Beløb")]


def visits(*lines):
    total = sum(float(each[-1].replace(".", "").replace(",", ".")) for each in lines)
    rows = [
        [(40, day), (120, "Besøg i hjemmet"), (330, count), (450, rate, "r"), (555, amount, "r")]
        for day, count, rate, amount in lines
    ]
    return [*TOP, HEAD, *rows, None, [(400, "I alt kr."), (555, f"{total:.2f}".replace(".", ","), "r")]]


def periods(invoice):
    return [(str(line.period_start.value), str(line.period_end.value)) if line.period_start else None for line in invoice.lines]


@pytest.mark.parametrize(
    ("first", "second"), [("02-06-2026", "05-06-2026"), ("2/6", "5/6"), ("2. juni", "5. juni"), ("Ti 02.06.26", "Fr 05.06.26")]
)
def test_the_date_beside_a_visit_is_its_period(draw, danish, first, second):
    invoice = read(
        draw(visits((first, "2 timer", "300,00", "600,00"), (second, "3 timer", "300,00", "900,00"))), danish
    ).invoice

    assert periods(invoice) == [("2026-06-02",) * 2, ("2026-06-05",) * 2]
    assert not any(line.period_start.confidence >= danish.bar for line in invoice.lines)


@pytest.mark.parametrize(
    "lines",
    [
        # When a month's price was booked is not the month.
        [("30-06-2026", "1 md", "9000,00", "9000,00"), ("31-05-2026", "1 md", "9000,00", "9000,00")],
        # Thirty hours are of more than one visit.
        [("07-06-2026", "30 timer", "300,00", "9000,00"), ("10-06-2026", "30 timer", "300,00", "9000,00")],
        # Ten hours on dates a week apart may be of the weeks that end there.
        [("07-06-2026", "10 timer", "300,00", "3000,00"), ("14-06-2026", "10 timer", "300,00", "3000,00")],
        # Many days are not one.
        [("07-06-2026", "5 dage", "300,00", "1500,00"), ("10-06-2026", "3 dage", "300,00", "900,00")],
    ],
)
def test_a_date_beside_what_lasts_longer_is_not_its_period(draw, danish, lines):
    assert periods(read(draw(visits(*lines)), danish).invoice) == [None, None]


def test_one_date_beside_all_lines_is_when_they_were_booked(draw, danish):
    lines = [("30-06-2026", "1", "900,00", "900,00"), ("30-06-2026", "1", "850,00", "850,00")]

    assert periods(read(draw(visits(*lines)), danish).invoice) == [None, None]


def test_a_date_alone_under_the_words_of_a_line_is_its_day(draw, danish):
    rows = [
        *TOP,
        [(40, "Tekst"), (330, "Antal"), (420, "Enhedspris"), (520, "Pris")],
        [(40, "Tolkning, fremmøde"), (330, "2 timer"), (450, "400,00", "r"), (555, "800,00", "r")],
        [(40, "11.06.2026 · sag 26/00914")],
        [(40, "Telefontolkning"), (330, "1 time"), (450, "300,00", "r"), (555, "300,00", "r")],
        [(40, "19.06.2026 · sag 26/01120")],
        None,
        [(400, "Total DKK"), (555, "1.100,00", "r")],
    ]

    assert periods(read(draw(rows), danish).invoice) == [("2026-06-11",) * 2, ("2026-06-19",) * 2]


@pytest.mark.parametrize(
    "rows",
    [
        [[(40, "Faktura for juni måned 2026 - plejebarn M.S.")]],
        [[(40, "Afregning nr. 6 – juni måned")]],
        [[(40, "Fra"), (150, "Til")], [(40, "01-06-2026"), (150, "30-06-2026")]],
        [[(40, "Fra: 01-06-2026"), (200, "Til: 30-06-2026")]],
        [[(40, "Periode"), (150, "01.06 –")], [(150, "30.06.2026")]],
        [[(40, "Fremmøde juni 2026. Betales 14 dage fra fakturadato.")]],
    ],
)
def test_the_period_of_the_document_is_read_where_offices_put_it(draw, danish, rows):
    page = [
        *TOP,
        *rows,
        None,
        [(40, "Kost og logi"), (555, "6.570,00", "r")],
        None,
        [(400, "I alt kr."), (555, "6.570,00", "r")],
    ]
    invoice = read(draw(page), danish).invoice

    assert (str(invoice.period_start.value), str(invoice.period_end.value)) == ("2026-06-01", "2026-06-30")


def test_a_labelled_period_under_the_last_line_is_the_documents_and_not_sure(draw, danish):
    rows = [
        *TOP,
        [(40, "Beskrivelse"), (330, "Antal"), (420, "Enhedspris"), (520, "Beløb")],
        [(40, "Aflastning weekend"), (330, "2 døgn"), (450, "3.185,00", "r"), (555, "6.370,00", "r")],
        [(40, "Aflastning hverdag"), (330, "3 døgn"), (450, "2.740,00", "r"), (555, "8.220,00", "r")],
        [(40, "Opholdsperiode: 01-06-2026 til 30-06-2026")],
        None,
        [(400, "I alt kr."), (555, "14.590,00", "r")],
    ]
    invoice = read(draw(rows), danish).invoice

    assert str(invoice.period_start.value) == "2026-06-01"
    assert invoice.period_start.confidence < danish.bar


def test_a_range_that_is_wrapped_in_its_column_is_read(draw, english):
    rows = [
        [(40, "Invoice no. 2209")],
        [(40, "Invoice date: 29 Jun 2026")],
        None,
        [(40, "Description"), (380, "Quantity"), (440, "Unit price"), (520, "Amount")],
        [
            (40, "Supported living - core hours - 01 Jun 2026 to 28 Jun"),
            (410, "112.00", "r"),
            (475, "23.85", "r"),
            (555, "2,671.20", "r"),
        ],
        [(40, "2026")],
        [(40, "Shared support - 01 Jun 2026 to 28 Jun 2026"), (410, "63.50", "r"), (475, "23.85", "r"), (555, "1,514.48", "r")],
        None,
        [(420, "Total GBP"), (555, "4,185.68", "r")],
    ]

    assert periods(read(draw(rows), english).invoice) == [("2026-06-01", "2026-06-28")] * 2


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Ikke leveret ledsagelse 08.06.2026", "2026-06-08"),
        ("Netværksmøde 16/6", "2026-06-16"),
        ("Udeblivelse (10. juni)", "2026-06-10"),
        ("STU-forløb fra 11. juni", None),
        ("Indflyttet 08.06.2026", None),
        ("Efter bevilling af 08.06.2026", None),
        ("1/2 dag hos frisør", None),
        ("Møder 10. juni, 17. juni", None),
        ("Aflyst 18. juni og 19. juni 2026", None),
        ("Tillæg 267,68 x 30/7", None),
    ],
)
def test_the_one_day_that_the_words_of_a_line_name_is_shown(draw, danish, words, day):
    rows = [
        *TOP,
        [(40, "Ydelse"), (330, "Antal"), (420, "Sats"), (520, "Beløb")],
        [(40, words), (360, "3 timer", "r"), (450, "386,00", "r"), (555, "1.158,00", "r")],
        None,
        [(400, "I alt kr."), (555, "1.158,00", "r")],
    ]
    [line] = read(draw(rows), danish).invoice.lines

    assert (str(line.period_start.value) if line.period_start else None) == day
    assert line.period_start is None or line.period_start.confidence < danish.bar


def test_a_day_in_words_outside_the_period_of_the_document_is_none(draw, danish):
    rows = [
        *TOP,
        [(40, "Periode: 01-06-2026 - 30-06-2026")],
        None,
        [(40, "Støtte 30/7"), (555, "1.158,00", "r")],
        [(40, "Støtte 12/6"), (555, "1.158,00", "r")],
        None,
        [(400, "I alt kr."), (555, "2.316,00", "r")],
    ]

    assert periods(read(draw(rows), danish).invoice) == [None, ("2026-06-12", "2026-06-12")]


def test_a_range_written_with_strokes_has_its_year_once(draw, danish):
    rows = [
        [(40, "Ydelse"), (200, "Periode"), (520, "Beløb")],
        [(40, "Ophold"), (200, "01-06 til 30-06-2026"), (555, "900,00", "r")],
        [(40, "Skole"), (200, "15-12 til 14-01-2027"), (555, "600,00", "r")],
        [(400, "I alt kr."), (555, "1500,00", "r")],
    ]

    assert periods(read(draw([*TOP, *rows]), danish).invoice) == [("2026-06-01", "2026-06-30"), ("2026-12-15", "2027-01-14")]


def test_a_single_day_among_periods_is_the_period_of_its_line_and_not_sure(draw, danish):
    rows = [
        *TOP,
        [(40, "Ydelse"), (200, "Periode"), (340, "Antal"), (420, "Sats"), (520, "Beløb")],
        [(40, "Støtte"), (200, "01-06-2026 - 30-06-2026"), (355, "10 timer"), (450, "300,00", "r"), (555, "3.000,00", "r")],
        [(40, "Ekstra vagt"), (200, "05-06-2026"), (355, "3 timer"), (450, "300,00", "r"), (555, "900,00", "r")],
        [(40, "Administration"), (200, "05-06-2026"), (355, "1 md."), (450, "100,00", "r"), (555, "100,00", "r")],
        [(400, "I alt kr."), (555, "4.000,00", "r")],
    ]
    invoice = read(draw(rows), danish).invoice

    assert periods(invoice) == [("2026-06-01", "2026-06-30"), ("2026-06-05",) * 2, None]
    assert invoice.lines[1].period_start.confidence < danish.bar


@pytest.mark.parametrize(
    ("words", "day"), [("Aflyst besøg 18.06", "2026-06-18"), ("Udkald kl. 16.06", None), ("Vare 30.07", None)]
)
def test_a_day_with_a_dot_ends_the_words_of_a_line_where_decimals_have_commas(draw, danish, words, day):
    rows = [
        [(40, "Fakturanr. 932")],
        [(40, "Fakturadato: 01-07-2026")],
        [(40, "Periode: juni 2026")],
        None,
        [(40, "Tekst"), (320, "Antal"), (400, "Pris"), (510, "Beløb")],
        [(40, words), (345, "1", "r"), (425, "85,00", "r"), (545, "85,00", "r")],
        [(400, "I alt"), (545, "85,00", "r")],
    ]
    [line] = read(draw(rows), danish).invoice.lines

    assert (str(line.period_start.value) if line.period_start else None) == day


def test_the_year_of_days_without_one_is_that_of_all_other_dates(draw, danish):
    """Where the date of the bill itself was not found."""
    rows = [
        [(40, "Følges Ad", 14)],
        [(40, "Betales 15-12-2025, ydet efter aftale af 3. november 2025")],
        [(40, "Dag"), (140, "Ledsagelse til"), (345, "Timer", "r"), (420, "Pris", "r"), (545, "Kr.", "r")],
        [(40, "4/11"), (140, "koncert"), (345, "3,00", "r"), (420, "296,00", "r"), (545, "888,00", "r")],
        [(40, "18/11"), (140, "indkøb"), (345, "2,00", "r"), (420, "296,00", "r"), (545, "592,00", "r")],
        [(40, "I alt"), (545, "1.480,00", "r")],
    ]
    invoice = read_document(draw(rows), name="bill.pdf", options=danish).invoice

    assert invoice.issued is None
    assert [str(each.period_start.value) for each in invoice.lines] == ["2025-11-04", "2025-11-18"]
    assert all(each.period_start.confidence < danish.bar for each in invoice.lines)


def test_a_range_over_two_rows_under_a_mere_date_is_the_period_of_its_line(draw, english):
    rows = [
        [(40, "INVOICE 1506")],
        [(40, "DATE 30/06/2026")],
        None,
        [(40, "DATE"), (140, "ACTIVITY"), (400, "QTY"), (450, "RATE"), (510, "AMOUNT")],
        [(40, "01/06/2026"), (140, "Core hours"), (420, "112 hrs", "r"), (480, "21.35", "r"), (550, "2,391.20", "r")],
        [(40, "- 28/06/2026"), (140, "Tenant: Paul Whitmore (1180442)")],
        [(40, "21/06/2026"), (140, "Void cover"), (420, "8 days", "r"), (480, "36.00", "r"), (550, "288.00", "r")],
        [(40, "- 28/06/2026"), (140, "Tenant: Neil Rudd (1183105)")],
        [(400, "TOTAL"), (550, "2,679.20", "r")],
    ]
    lines = read_pdf(draw(rows), english).invoice.lines

    assert [(str(each.period_start.value), str(each.period_end.value)) for each in lines] == [
        ("2026-06-01", "2026-06-28"),
        ("2026-06-21", "2026-06-28"),
    ]
