"""Lines as ordinary bills print them: numbers beside their headings, credits, sentences, persons printed once."""

import pytest

from extract.readers.pdf import read_pdf
from tests.extract.answers import amounts, persons


def test_numbers_that_multiply_in_the_order_of_their_headings_belong_to_them(draw, danish):
    """Headings set left over numbers set right: each number lies nearer to the wrong one."""
    rows = [
        [(40, "Støttehuset ApS", 14), (350, "Faktura 4711")],
        None,
        [(40, "Ydelse"), (359, "Døgn"), (407, "Døgnpris"), (469, "Beløb")],
        [(40, "Ophold juli 2026"), (408, "31", "r"), (470, "4.118,00", "r"), (536, "127.658,00", "r")],
        [(40, "Særydelse"), (408, "8", "r"), (470, "960,00", "r"), (536, "7.680,00", "r")],
        [(40, "I alt"), (536, "135.338,00", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [(str(line.quantity.value), str(line.unit_price.value), str(line.amount.value)) for line in lines] == [
        ("31", "4118.00", "127658.00"),
        ("8", "960.00", "7680.00"),
    ]


def test_a_credit_marked_as_british_accounts_do_is_taken_off(draw, english):
    rows = [
        [(40, "Invoice SM/1190")],
        None,
        [(40, "Standard residential fee"), (555, "3,835.71", "r")],
        [(40, "Third party contribution"), (555, "257.14 CR", "r")],
        [(40, "Balance due"), (555, "3,578.57", "r")],
    ]

    assert [str(line.amount.value) for line in read_pdf(draw(rows), english).invoice.lines] == ["3835.71", "-257.14"]


def test_a_person_printed_once_over_two_lines_is_shown_for_both_and_sure_for_the_first(draw, danish):
    rows = [
        [(40, "Solgården Hjemmepleje ApS", 14), (350, "Faktura nr. 26-0617")],
        None,
        [(40, "CPR-nr."), (140, "Ydelse"), (380, "Timer", "r"), (450, "Timepris", "r"), (555, "Beløb", "r")],
        [(40, "040138-1155"), (140, "Personlig pleje"), (380, "18,50", "r"), (450, "428,50", "r"), (555, "7.927,25", "r")],
        [(140, "Praktisk hjælp"), (380, "4,00", "r"), (450, "391,00", "r"), (555, "1.564,00", "r")],
        [(380, "I alt", "r"), (555, "9.491,25", "r")],
        [(40, "110541-1428"), (140, "Personlig pleje"), (380, "22,25", "r"), (450, "428,50", "r"), (555, "9.534,13", "r")],
        [(380, "I alt", "r"), (555, "9.534,13", "r")],
        [(40, "Faktura i alt"), (555, "19.025,38", "r")],
    ]
    found = read_pdf(draw(rows), danish)

    assert persons(found) == ["040138-1155", "040138-1155", "110541-1428"]
    assert [line.person.confidence >= danish.bar for line in found.invoice.lines] == [True, False, True]


def test_each_service_users_table_has_its_person_and_no_total_of_one_is_a_line(draw, english):
    rows = [
        [(40, "Larkspur Homecare Ltd", 14), (400, "Invoice TBC-004417")],
        None,
        [(40, "Service user: Mrs V H  Ref: 31770")],
        [(40, "Description"), (380, "Visits", "r"), (450, "Rate", "r"), (555, "Charge", "r")],
        [(40, "Mon-Fri personal care"), (380, "40", "r"), (450, "17.40", "r"), (555, "696.00", "r")],
        [(450, "Service user total", "r"), (555, "696.00", "r")],
        [(40, "Service user: Mr D O  Ref: 31902")],
        [(40, "Description"), (380, "Visits", "r"), (450, "Rate", "r"), (555, "Charge", "r")],
        [(40, "Mon-Fri personal care"), (380, "60", "r"), (450, "12.35", "r"), (555, "741.00", "r")],
        [(450, "Service user total", "r"), (555, "741.00", "r")],
        [(300, "Invoice total (VAT exempt)"), (555, "£1,437.00", "r")],
    ]
    found = read_pdf(draw(rows), english)

    assert [str(line.amount.value) for line in found.invoice.lines] == ["696.00", "741.00"]
    assert persons(found) == ["31770", "31902"]
    assert str(found.invoice.total.value) == "1437.00"
    assert found.invoice.tax is None


def test_a_sentence_that_says_what_it_comes_to_has_an_amount(draw, english):
    rows = [
        [(40, "Invoice SU0268")],
        [(40, "19 June 2026")],
        None,
        [(40, "We spent 14.5 hours on it at the agreed rate of £38.00 an hour, which comes to")],
        [(40, "£551.00. We are not registered.")],
        None,
        [(40, "Please pay £551.00 by 17 July 2026.")],
    ]
    [line] = read_pdf(draw(rows), english).invoice.lines

    assert [str(each.value) for each in (line.quantity, line.unit_price, line.amount)] == ["14.5", "38.00", "551.00"]
    assert line.amount.confidence < english.bar


def test_labels_of_the_document_head_no_table(draw, english):
    rows = [
        [(40, "Deliver / charge to"), (360, "Invoice No"), (545, "31877", "r")],
        [(40, "Ashcombe Council"), (360, "Date"), (545, "10/06/26", "r")],
        None,
        [(40, "Qty"), (80, "Per"), (140, "Details"), (420, "Price £", "r"), (545, "Goods £", "r")],
        [(40, "4"), (80, "wks"), (140, "Profiling bed hire"), (420, "38.50", "r"), (545, "154.00", "r")],
        [(40, "2"), (80, "each"), (140, "Bed rail bumpers"), (420, "21.95", "r"), (545, "43.90", "r")],
        [(360, "INVOICE TOTAL"), (545, "£197.90", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert invoice.number.value == "31877"
    assert [str(line.amount.value) for line in invoice.lines] == ["154.00", "43.90"]


def test_tax_and_amount_may_share_a_heading(draw, english):
    rows = [
        [(40, "Credit note CN-0093")],
        None,
        [(40, "Description"), (330, "Quantity", "r"), (400, "Unit Price", "r"), (545, "VAT Amount GBP", "r")],
        [(40, "Respite stay cancelled"), (330, "3.00", "r"), (400, "178.50", "r"), (405, "Exempt"), (545, "535.50", "r")],
        [(40, "One to one support"), (330, "5.50", "r"), (400, "22.40", "r"), (405, "Exempt"), (545, "123.20", "r")],
        [(400, "Total credit", "r"), (545, "658.70", "r")],
    ]

    assert [str(line.amount.value) for line in read_pdf(draw(rows), english).invoice.lines] == ["535.50", "123.20"]


@pytest.mark.parametrize("account", ["Customer A/C", "Client a/c"])
def test_the_letter_of_an_abbreviation_is_no_heading_of_prices(draw, english, account):
    rows = [
        [(40, "Plain Words Advocacy Ltd", 14)],
        [(40, "Invoice for supported living at 9 Mill Street")],
        None,
        [(40, "Invoice No"), (150, "Invoice Date"), (250, account), (350, "Your PO"), (450, "Terms")],
        [(40, "PW/2217"), (150, "30-06-2026"), (250, "OVE002"), (350, "PO-77120"), (450, "30 days")],
        None,
        [(40, "Description"), (300, "Qty", "r"), (400, "Rate £", "r"), (545, "Amount £", "r")],
        [(40, "Support in June"), (300, "12.00", "r"), (400, "21.00", "r"), (545, "252.00", "r")],
        [(40, "Total"), (545, "252.00", "r")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert [str(each and each.value) for each in (invoice.number, invoice.issued)] == ["PW/2217", "2026-06-30"]
    assert "unlabelled" not in invoice.issued.evidence
    assert [str(line.unit_price.value) for line in invoice.lines] == ["21.00"]


def test_a_bank_holiday_is_no_bank(draw, english):
    rows = [
        [(40, "Invoice OS-7714")],
        None,
        [(40, "Day support"), (300, "196 hours at £21.90"), (545, "£4,292.40", "r")],
        [(40, "Bank holiday rate, Mon 25 May"), (300, "12 hours at £32.85"), (545, "£394.20", "r")],
        [(400, "Please pay"), (545, "£4,686.60", "r")],
    ]

    assert amounts(read_pdf(draw(rows), english).invoice) == ["4292.40", "394.20"]


@pytest.mark.parametrize("again", ["Cost", "Cost|"])
def test_the_head_printed_again_on_the_next_page_heads_the_same_columns_also_where_a_line_was_read_as_a_letter(
    draw, english, again
):
    def page(heading, *lines):
        head = [(40, "Service"), (380, "Hours", "r"), (450, "Rate", "r"), (530, heading)]
        return [
            head,
            *([(40, text), (380, hours, "r"), (450, rate, "r"), (555, cost, "r")] for text, hours, rate, cost in lines),
        ]

    first = [
        [(40, "Larkspur Homecare Ltd", 14), (400, "Invoice TBC-004417")],
        None,
        *page("Cost", ("Personal care", "10.00", "21.40", "214.00"), ("Domestic help", "4.00", "19.10", "76.40")),
    ]
    second = [*page(again, ("Night sitting", "2.00", "30.00", "60.00")), [(380, "Total", "r"), (555, "350.40", "r")]]
    found = read_pdf(draw(first, second), english)

    assert amounts(found.invoice) == ["214.00", "76.40", "60.00"]


def test_numbers_set_right_under_headings_set_left_belong_to_the_heading_before_them(draw, danish):
    """As a sheet prints them: no price shows which number is which, and each lies nearer to the next heading."""
    rows = [
        [(40, "Kontaktperson Mette Krogh"), (350, "Faktura nr. 2026-014")],
        None,
        [(40, "Dato"), (118, "Hvad"), (314, "Fra"), (362, "Til"), (416, "Timer"), (470, "Beløb")],
        [
            (40, "02-06-2026"),
            (118, "Hentet fra skole, aftensmad"),
            (361, "14:00", "r"),
            (414, "18:00", "r"),
            (468, "4,0", "r"),
            (536, "1.380,00", "r"),
        ],
        [
            (40, "05-06-2026"),
            (118, "Svømmehal"),
            (361, "15:00", "r"),
            (414, "17:30", "r"),
            (468, "2,5", "r"),
            (536, "862,50", "r"),
        ],
        [(118, "I alt"), (468, "6,5", "r"), (536, "2.242,50", "r")],
    ]
    lines = read_pdf(draw(rows), danish).invoice.lines

    assert [str(line.quantity.value) for line in lines] == ["4.0", "2.5"]
    assert [str(line.period_start.value) for line in lines] == ["2026-06-02", "2026-06-05"]


def test_what_asks_to_pay_in_one_sentence_ends_the_table(draw, english):
    rows = [
        [(40, "Little Acorns Nursery", 14), (350, "Invoice LA-0626-17")],
        None,
        [(40, "Item"), (300, "Units"), (400, "Rate"), (500, "Cost")],
        [(40, "Full day session"), (300, "9 sessions"), (400, "£64.50"), (500, "£580.50")],
        [(40, "Lunch"), (300, "9 meals"), (400, "£3.20"), (500, "£28.80")],
        [(290, "Please pay £609.30 by Monday 15 June 2026")],
    ]
    invoice = read_pdf(draw(rows), english).invoice

    assert amounts(invoice) == ["580.50", "28.80"]
    assert (str(invoice.payable.value), str(invoice.due.value)) == ("609.30", "2026-06-15")


@pytest.mark.parametrize(("count", "unit"), [("62.50", None), ("62.00", "visit")])
def test_words_name_what_there_are_whole_ones_of_only_where_the_quantity_is_whole(draw, english, count, unit):
    amount = {"62.50": "1,400.00", "62.00": "1,388.80"}[count]
    rows = [
        [(40, "Elm Homecare Limited", 14), (350, "Invoice INV-3391")],
        None,
        [(40, "Description"), (350, "Quantity", "r"), (430, "Unit price", "r"), (550, "Amount", "r")],
        [(40, "Personal care weekday visits"), (350, count, "r"), (430, "22.40", "r"), (550, amount, "r")],
        [(430, "Total", "r"), (550, amount, "r")],
    ]
    [line] = read_pdf(draw(rows), english).invoice.lines

    assert (line.unit and line.unit.value) == unit


@pytest.mark.parametrize(
    ("words", "person"), [("Bed hire, 4 weeks, J Crossley 60512", "60512"), ("Bed hire, stock no 60512", None)]
)
def test_a_short_number_right_behind_a_name_is_shown_as_the_persons_and_never_sure(draw, english, words, person):
    rows = [
        [(40, "Pennine Mobility Hire Limited", 14), (350, "Invoice 41973")],
        None,
        [(40, "Details"), (350, "Quantity", "r"), (430, "Unit price", "r"), (550, "Net amount", "r")],
        [(40, words), (350, "1.00", "r"), (430, "48.00", "r"), (550, "48.00", "r")],
        [(430, "Total", "r"), (550, "48.00", "r")],
    ]
    [line] = read_pdf(draw(rows), english).invoice.lines

    assert (line.person and line.person.value) == person
    assert line.person is None or line.person.confidence < english.bar


def test_a_day_that_ends_a_cell_belongs_to_the_month_below_it(draw, english):
    """The month alone was surely the period: between the two stand the numbers of the other columns."""
    rows = [
        [(40, "Fiona Brandt", 14), (350, "Invoice FB-0262")],
        [(350, "Date: June 19, 2026")],
        [(40, "Description"), (250, "Quantity"), (400, "Rate", "r"), (550, "Amount", "r")],
        [(40, "Care review, Wed 3"), (250, "2 hours"), (400, "48.00", "r"), (550, "96.00", "r")],
        [(40, "June 2026, 10.00 to")],
        [(40, "12.00")],
        [(400, "Total", "r"), (550, "£96.00", "r")],
    ]
    [line] = read_pdf(draw(rows, step=13), english).invoice.lines

    assert (str(line.period_start.value), str(line.period_end.value)) == ("2026-06-03", "2026-06-03")


def test_what_says_the_price_of_an_hour_over_the_lines_is_no_part_of_the_first(draw, english):
    rows = [
        [(40, "Sandra Mellor, Personal Assistant")],
        [(40, "Invoice no: 31")],
        [(40, "Date: Sunday 28 June 2026")],
        None,
        [(40, "Work done, week beginning 22 June 2026, at £14.50 an hour")],
        [(40, "Mon 22 June"), (200, "Support, 9am to 12pm"), (400, "3 hrs"), (545, "£43.50", "r")],
        [(40, "Wed 24 June"), (200, "Support, 9am to 1pm"), (400, "4 hrs"), (545, "£58.00", "r")],
        [(40, "Bus fares (receipts attached)"), (545, "£7.20", "r")],
        None,
        [(40, "Sum due £108.70")],
    ]
    lines = read_pdf(draw(rows, step=14), english).invoice.lines

    assert [line.period_end and str(line.period_end.value) for line in lines] == ["2026-06-22", "2026-06-24", None]


def test_lines_in_a_column_of_their_own_are_found_below_a_sum_beside_the_address(draw, danish):
    rows = [
        [(40, "Foreningen Følgeskab"), (350, "Faktura nr. 5512")],
        [(40, "CVR 12345674"), (350, "Timepris: kr. 298,00")],
        [(40, "Møllerup Kommune"), (350, "Til betaling: kr. 3.129,00")],
        None,
        [(40, "Bodil Krag borgernr. 280441")],
        [(40, "02.06.2026"), (120, "Ledsagelse indkøb"), (430, "1:30", "r"), (545, "447,00", "r")],
        [(40, "11.06.2026"), (120, "Ledsagelse koncert"), (430, "3:45", "r"), (545, "1.117,50", "r")],
        [(40, "25.06.2026"), (120, "Ledsagelse læge"), (430, "1:15", "r"), (545, "372,50", "r")],
        None,
        [(40, "Torben Eg borgernr. 281190")],
        [(40, "04.06.2026"), (120, "Ledsagelse svømning"), (430, "2:00", "r"), (545, "596,00", "r")],
        [(40, "18.06.2026"), (120, "Ledsagelse svømning"), (430, "2:00", "r"), (545, "596,00", "r")],
        None,
        [(400, "Samlet beløb kr. 3.129,00")],
    ]
    invoice = read_pdf(draw(rows), danish).invoice

    assert amounts(invoice) == ["447.00", "1117.50", "372.50", "596.00", "596.00"]
    assert [line.person and line.person.value for line in invoice.lines] == ["280441"] * 3 + ["281190"] * 2
